/** The flow as a tree that can do what the canvas can, by keyboard alone. Puts the lines, their keys and menus together. */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronsDownUp, ChevronsUpDown, ListTree, Plus, Search } from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, useCallback, useEffect, useId, useRef, useState } from 'react';
import { useDocument } from '../../document/store.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Kbd } from '../../ui/kbd.tsx';
import { MenuAt } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.ts';
import { valueInPlace, writeInPlace } from '../canvas/actions.ts';
import { useCanvasMenu } from '../canvas/canvas-menu.tsx';
import type { Handler } from '../command-now.ts';
import type { IdsOf } from '../editor-commands.ts';
import { exitName } from '../exit-name.ts';
import { focusNode } from '../focus.ts';
import { useEditorButtons, useEditorCommands } from '../use-editor-commands.ts';
import { shownLocale } from '../words.ts';
import css from './outline.module.css';
import {
  addStep,
  duplicateAll,
  type ExitPlace,
  followedExit,
  leadTo,
  leaveOpen,
  moveExit,
  removeAll,
  showLine,
} from './outline-edits.ts';
import { OutlineLine } from './outline-line.tsx';
import { lineEntries } from './outline-menu.tsx';
import type { Line } from './outline-rows.ts';
import { outlineTexts } from './outline-texts.ts';
import { type Choice, StepChooser } from './step-chooser.tsx';
import { useOutline } from './use-outline.ts';
import { useOutlineKeys } from './use-outline-keys.ts';

const LINE_PX = 30;

/** What is being chosen: a step to add or to lead to, and from where. */
interface Choosing {
  label: string;
  beside: DOMRect;
  from: ExitPlace | undefined;
  after?: string;
  withSteps: boolean;
  withNotes: boolean;
}

export function Outline() {
  const say = useTexts(outlineTexts);
  const reader = useLocale();
  const base = useId();
  const outline = useOutline();
  const { flow, lines, at, active } = outline;
  const selection = useDocument((state) => state.selection);
  const readOnly = useDocument((state) => state.readOnly);
  const [renaming, setRenaming] = useState<{ key: string; id: string; text: string }>();
  const [choosing, setChoosing] = useState<Choosing>();
  const [menu, setMenu] = useState<{ x: number; y: number }>();
  const tree = useRef<HTMLDivElement>(null);
  const adder = useRef<HTMLButtonElement>(null);

  const canvas = useCanvasMenu();

  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => tree.current,
    estimateSize: () => LINE_PX,
    overscan: 12,
    getItemKey: (index) => lines[index]?.key ?? index,
    // The line the keyboard is on is named by the tree, so that it has to be there.
    rangeExtractor: ({ startIndex, endIndex, overscan, count }) => {
      const from = Math.max(0, startIndex - overscan);
      const to = Math.min(count - 1, endIndex + overscan);
      const seen = Array.from({ length: Math.max(0, to - from + 1) }, (_, n) => from + n);
      return at >= 0 && at < count && (at < from || at > to) ? [...seen, at].sort((a, b) => a - b) : seen;
    },
  });
  useEffect(() => {
    if (at < lines.length) virtual.scrollToIndex(at, { align: 'auto' });
  }, [at, lines.length, virtual]);

  const backToTree = useCallback(() => {
    requestAnimationFrame(() => (tree.current ?? adder.current)?.focus());
  }, []);
  const placeOfLine = (key: string) =>
    (document.getElementById(`${base}-${key}`) ?? adder.current ?? document.body).getBoundingClientRect();
  const moveTo = (line: Line | undefined) => {
    if (!line) return;
    outline.goTo(line.key);
    showLine(line.id, line.kind === 'exit' ? line.exit : undefined);
  };

  const doing = {
    moveTo,
    inspect: (line: Line) => focusNode(line.id, { inspect: true }),
    rename: (line: Line) => {
      if (readOnly || line.kind === 'exit') return;
      const text = valueInPlace(flow, line.id, undefined, shownLocale(flow.locales, reader));
      setRenaming({ key: line.key, id: line.id, text });
    },
    addAfter: (line: Line | undefined) => {
      if (readOnly) return;
      const from =
        line?.kind === 'step' || line?.kind === 'exit'
          ? followedExit(line.id, line.kind === 'exit' ? line.exit : undefined)
          : undefined;
      const after = line?.kind === 'step' ? { after: line.id } : {};
      const beside = line ? placeOfLine(line.key) : (adder.current ?? document.body).getBoundingClientRect();
      setChoosing({ label: say('add'), beside, from, ...after, withSteps: false, withNotes: !line });
    },
    lead: (line: Line) => {
      if (readOnly || (line.kind !== 'step' && line.kind !== 'exit')) return;
      const from = followedExit(line.id, line.kind === 'exit' ? line.exit : undefined);
      if (!from) return;
      const exit = exitName(flow, from.node, from.exit, reader, shownLocale(flow.locales, reader));
      const label = say('leadOf', { exit });
      setChoosing({ label, beside: placeOfLine(line.key), from, withSteps: true, withNotes: false });
    },
    duplicate: (line: Line) => {
      if (readOnly || line.kind !== 'step') return;
      const copy = duplicateAll(selection.includes(line.id) ? selection : [line.id]);
      if (copy !== undefined) outline.goTo(`step ${copy}`);
    },
    remove: (line: Line, join: boolean) => {
      if (readOnly || line.kind === 'exit') return;
      removeAll(selection.includes(line.id) ? selection : [line.id], join);
    },
    toCanvas: (line: Line) => focusNode(line.id),
    menu: (line: Line) => {
      // What the menu does, it does to what is selected.
      if (!selection.includes(line.id)) moveTo(line);
      const { left, bottom } = placeOfLine(line.key);
      setMenu({ x: left + 24, y: bottom });
    },
  };
  const onKeyDown = useOutlineKeys(outline, doing);
  const onLine = (run: (line: Line) => void): Handler => ({ run: () => active && run(active) });
  const handlers: Readonly<Record<IdsOf<'outline'>, Handler>> = {
    'outline.edit': onLine(doing.inspect),
    'outline.lead': onLine(doing.lead),
    'outline.add': onLine(doing.addAfter),
    'outline.rename': onLine(doing.rename),
    'outline.go-to': onLine(({ key }) => moveTo(targetOf(lines, key))),
    'outline.disconnect': onLine((line) => {
      if (line.kind === 'exit') leaveOpen({ node: line.id, exit: line.exit });
    }),
    'outline.up': onLine((line) => shift(line, -1)),
    'outline.down': onLine((line) => shift(line, 1)),
    'outline.show': onLine(doing.toCanvas),
    'outline.open-all': { run: () => outline.setOpenAll(true) },
    'outline.menu': onLine(doing.menu),
  };
  useEditorCommands(handlers);
  const { entry } = useEditorButtons(handlers);

  const choose = (choice: Choice) => {
    if (!choosing) return;
    const { from, after } = choosing;
    setChoosing(undefined);
    backToTree();
    if ('step' in choice) {
      if (from && !leadTo(from, choice.step)) toast({ text: say('refused') });
      return;
    }
    const made = addStep(choice.item, from, after);
    if (made === undefined) {
      toast({ text: say('refused'), tone: 'bad' });
      return;
    }
    outline.setQuery('');
    outline.goTo(made.startsWith('note:') ? made : `step ${made}`);
    showLine(made);
  };
  const renamed = (keep: boolean) => {
    if (!renaming) return;
    const { id, text } = renaming;
    setRenaming(undefined);
    if (keep) writeInPlace(id, undefined, shownLocale(flow.locales, reader), text);
    backToTree();
  };
  const openMenu = (event: MouseEvent) => {
    event.preventDefault();
    const key = (event.target as Element).closest<HTMLElement>('[role=treeitem]')?.dataset.key;
    const line = lines.find((one) => one.key === key);
    // The menu key reports no pointer.
    if (event.clientX === 0 && event.clientY === 0) {
      if (active) doing.menu(active);
      return;
    }
    if (!line) return;
    if (line.kind === 'exit' || !selection.includes(line.id)) moveTo(line);
    else outline.goTo(line.key);
    setMenu({ x: event.clientX, y: event.clientY });
  };
  const press = (event: MouseEvent, line: Line) => {
    if ((event.shiftKey || event.ctrlKey || event.metaKey) && line.kind !== 'exit') {
      outline.goTo(line.key);
      const { select } = useDocument.getState();
      select(
        selection.includes(line.id) ? selection.filter((one) => one !== line.id) : [...selection, line.id],
      );
      return;
    }
    moveTo(line);
  };

  const isEmpty = lines.length === 0 && outline.query === '';
  const chosen = new Set(selection);
  const toggleLabel = say(outline.openAll ? 'closeAll' : 'openAll');
  return (
    <div className={css.panel}>
      <div className={css.bar}>
        <Input
          value={outline.query}
          onChange={outline.setQuery}
          before={<Search size={14} aria-hidden />}
          placeholder={say('search')}
          aria-label={say('search')}
          className={css.search}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && outline.query !== '') {
              event.preventDefault();
              outline.setQuery('');
            } else if ((event.key === 'ArrowDown' || event.key === 'Enter') && lines.length > 0) {
              event.preventDefault();
              moveTo(lines[0]);
              tree.current?.focus();
            }
          }}
        />
        <IconButton
          label={toggleLabel}
          icon={
            outline.openAll ? (
              <ChevronsDownUp size={15} aria-hidden />
            ) : (
              <ChevronsUpDown size={15} aria-hidden />
            )
          }
          onClick={() => outline.setOpenAll(!outline.openAll)}
        />
        {readOnly ? null : (
          <IconButton
            ref={adder}
            label={say('add')}
            icon={<Plus size={16} aria-hidden />}
            onClick={() => doing.addAfter(undefined)}
          />
        )}
      </div>
      <p className="visually-hidden" role="status">
        {outline.query === ''
          ? ''
          : lines.length === 1
            ? say('foundOne')
            : say('found', { n: lines.filter(({ kind }) => kind !== 'exit').length })}
      </p>
      {isEmpty ? (
        <EmptyState
          small
          icon={<ListTree size={20} aria-hidden />}
          title={say('empty')}
          text={say('emptyText')}
        >
          {readOnly ? null : (
            <Button size="s" onClick={() => doing.addAfter(undefined)}>
              {say('add')}
            </Button>
          )}
        </EmptyState>
      ) : lines.length === 0 ? (
        <p className={css.nothing}>{say('nothing')}</p>
      ) : (
        <div
          ref={tree}
          role="tree"
          tabIndex={0}
          aria-label={say('tree')}
          aria-multiselectable="true"
          aria-activedescendant={active ? `${base}-${active.key}` : undefined}
          aria-describedby={`${base}-keys`}
          className={css.tree}
          onKeyDown={(event: KeyboardEvent) => onKeyDown(event)}
          onContextMenu={openMenu}
        >
          <div role="none" className={css.lines} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start, key }) => {
              const line = lines[index];
              if (!line) return null;
              return (
                <OutlineLine
                  key={key}
                  id={`${base}-${line.key}`}
                  flow={flow}
                  line={line}
                  active={index === at}
                  selected={chosen.has(line.id)}
                  style={{ height: LINE_PX, transform: `translateY(${start}px)` }}
                  renaming={renaming?.key === line.key ? renaming.text : undefined}
                  onRename={(text) => setRenaming((before) => before && { ...before, text })}
                  onRenamed={renamed}
                  onPress={(event) => press(event, line)}
                  onOpen={() => (line.kind === 'step' ? doing.inspect(line) : doing.rename(line))}
                  onToggle={() => line.kind === 'step' && outline.toggle(line.id, !line.open)}
                />
              );
            })}
          </div>
        </div>
      )}
      <Keys id={`${base}-keys`} />
      {choosing ? (
        <StepChooser
          label={choosing.label}
          beside={choosing.beside}
          withSteps={choosing.withSteps}
          withNotes={choosing.withNotes}
          onChoose={choose}
          onClose={() => {
            setChoosing(undefined);
            backToTree();
          }}
        />
      ) : null}
      <MenuAt
        at={active ? menu : undefined}
        label={say('menu')}
        entries={() =>
          active
            ? lineEntries(active, {
                flow,
                readOnly,
                selection,
                reader,
                say,
                inspect: () => doing.inspect(active),
                addAfter: () => doing.addAfter(active),
                lead: () => doing.lead(active),
                rename: () => doing.rename(active),
                duplicate: () => doing.duplicate(active),
                remove: (join) => doing.remove(active, join),
                canvas,
                own: entry,
                goTo: (key) => moveTo(lines.find((line) => line.key === key)),
              })
            : []
        }
        onClose={() => {
          setMenu(undefined);
          backToTree();
        }}
      />
    </div>
  );
}

function targetOf(lines: readonly Line[], key: string): Line | undefined {
  const line = lines.find((one) => one.key === key);
  return line?.kind === 'exit' ? lines.find((one) => one.kind === 'step' && one.id === line.to) : undefined;
}

function shift(line: Line, by: 1 | -1): void {
  if (line.kind === 'exit') moveExit({ node: line.id, exit: line.exit }, by);
}

function Keys({ id }: { id: string }) {
  const say = useTexts(outlineTexts);
  const readOnly = useDocument((state) => state.readOnly);
  return (
    <p id={id} className={css.keys}>
      {readOnly ? null : (
        <>
          <span>
            <Kbd keys="enter" /> {say('keyEnter')}
          </span>
          <span>
            <Kbd keys="insert" /> {say('keyInsert')}
          </span>
        </>
      )}
      <span>
        <Kbd keys="shift+f10" /> {say('keyMenu')}
      </span>
    </p>
  );
}
