/** What the keys mean in the outline. Knows its lines and what can be done; draws nothing. */
import { type KeyboardEvent, useRef } from 'react';
import { meaningOf } from '../../commands/shortcuts.ts';
import { useDocument } from '../../document/store.ts';
import { nudgeSelection } from '../canvas/actions.ts';
import { leaveOpen, moveExit } from './outline-edits.ts';
import { type Line, typedAhead } from './outline-rows.ts';
import type { OutlineState } from './use-outline.ts';

interface Doing {
  moveTo(line: Line | undefined): void;
  inspect(line: Line): void;
  rename(line: Line): void;
  addAfter(line: Line | undefined): void;
  lead(line: Line): void;
  duplicate(line: Line): void;
  remove(line: Line, join: boolean): void;
  toCanvas(line: Line): void;
  menu(line: Line): void;
}

/** Letters that come within this belong to one word. */
const TYPING_MS = 700;
const PAGE = 10;
const NUDGE = 8;

export function useOutlineKeys(outline: OutlineState, doing: Doing): (event: KeyboardEvent) => void {
  const typed = useRef({ text: '', at: 0 });
  /** What was typed so far is the first of two keys. */
  const pending = useRef<string>(undefined);
  const { lines, at, active } = outline;

  const walk = (to: number, extend: boolean) => {
    const line = lines[Math.max(0, Math.min(lines.length - 1, to))];
    if (!line) return;
    if (!extend || line.kind === 'exit') {
      if (extend) outline.goTo(line.key);
      else doing.moveTo(line);
      return;
    }
    const { selection, select } = useDocument.getState();
    outline.goTo(line.key);
    select([...new Set([...selection, line.id])]);
  };

  const sideways = (forward: boolean, line: Line): void => {
    if (line.kind === 'step') {
      if (line.open === undefined) return;
      if (forward !== line.open) outline.toggle(line.id, forward);
      else if (forward) walk(at + 1, false);
    } else if (line.kind === 'exit') {
      const target = forward ? line.to : line.id;
      doing.moveTo(lines.find((one) => one.kind === 'step' && one.id === target));
    }
  };

  const toggleSelected = ({ id }: Line) => {
    const { selection, select } = useDocument.getState();
    select(selection.includes(id) ? selection.filter((one) => one !== id) : [...selection, id]);
  };

  /** True where the key meant something. */
  const hear = (event: KeyboardEvent, line: Line): boolean => {
    const { key, shiftKey, altKey } = event;
    const mod = event.ctrlKey || event.metaKey;
    if (mod && key.startsWith('Arrow')) {
      const [x, y] =
        { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [];
      if (x !== undefined && y !== undefined) nudgeSelection(x * NUDGE, y * NUDGE);
      return true;
    }
    if (mod) {
      if (key.toLowerCase() !== 'd') return false;
      doing.duplicate(line);
      return true;
    }
    if (altKey) {
      if ((key !== 'ArrowUp' && key !== 'ArrowDown') || line.kind !== 'exit') return false;
      return moveExit({ node: line.id, exit: line.exit }, key === 'ArrowUp' ? -1 : 1) || true;
    }
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    switch (key) {
      case 'ArrowDown':
        walk(at + 1, shiftKey);
        return true;
      case 'ArrowUp':
        walk(at - 1, shiftKey);
        return true;
      case 'PageDown':
        walk(at + PAGE, false);
        return true;
      case 'PageUp':
        walk(at - PAGE, false);
        return true;
      case 'Home':
        walk(0, false);
        return true;
      case 'End':
        walk(lines.length - 1, false);
        return true;
      case 'ArrowRight':
      case 'ArrowLeft':
        sideways((key === 'ArrowRight') !== rtl, line);
        return true;
      case 'Enter':
        if (line.kind === 'step') doing.inspect(line);
        else if (line.kind === 'exit') doing.lead(line);
        else doing.rename(line);
        return true;
      case ' ':
        if (line.kind !== 'exit') toggleSelected(line);
        return true;
      case 'F2':
        doing.rename(line);
        return true;
      case 'F10':
        if (!shiftKey) return false;
        doing.menu(line);
        return true;
      case 'Insert':
      case '+':
      case '/':
        doing.addAfter(line);
        return true;
      case 'Delete':
      case 'Backspace':
        if (line.kind === 'exit') leaveOpen({ node: line.id, exit: line.exit });
        else doing.remove(line, shiftKey);
        return true;
      case '*':
        outline.setOpenAll(true);
        return true;
      case 'Escape':
        doing.toCanvas(line);
        return true;
      default:
        return key.length === 1 && jump(event);
    }
  };

  /**
   * Goes to the next line whose words begin with what is typed. Keys that do something go on doing it, but for letters
   * in the middle of a word; the first of two ("g f") does both.
   */
  const jump = (event: KeyboardEvent): boolean => {
    const { text, at: before } = typed.current;
    const isOneWord = event.timeStamp - before < TYPING_MS;
    const meaning = meaningOf(event.nativeEvent);
    if (meaning === 'runs' && (text === '' || !isOneWord || event.shiftKey || text === pending.current)) {
      typed.current = { text: '', at: 0 };
      return false;
    }
    typed.current = { text: (isOneWord ? text : '') + event.key, at: event.timeStamp };
    const found = typedAhead(lines.map(outline.wordsOf), at, typed.current.text);
    if (found >= 0) doing.moveTo(lines[found]);
    pending.current = meaning === 'begins' ? typed.current.text : undefined;
    return meaning !== 'begins';
  };

  return (event) => {
    if (event.defaultPrevented || event.target !== event.currentTarget || !active) return;
    if (hear(event, active)) event.preventDefault();
  };
}
