/**
 * Joins the editor's table of commands to what they do: the palette, the keys and the list of keys have them as long as
 * the part of the editor is there, and its buttons and menus are made of the same rows. Knows no action.
 */
import { type ReactNode, useCallback, useRef, useSyncExternalStore } from 'react';
import { useSession } from '../api/session.ts';
import { keysOf, useBindings } from '../commands/bindings.ts';
import { type Command, useCommands } from '../commands/registry.ts';
import { useDocument } from '../document/store.ts';
import { type Locale, useLocale } from '../ui/i18n.ts';
import type { Keys } from '../ui/keys.ts';
import type { MenuAction } from '../ui/menu-entry.ts';
import { useCanvasPrefs } from './canvas/canvas-prefs.ts';
import { useCanvas } from './canvas/canvas-state.ts';
import { useHeld } from './canvas/follow.ts';
import { type Handler, hides, lacking, type Now } from './command-now.ts';
import {
  type EditorCommand,
  type EditorCommandId,
  editorCommands,
  editorNeeds,
  editorSections,
  type Words,
} from './editor-commands.ts';
import { useFrame } from './frame.ts';
import { usePreview } from './preview/use-preview.ts';

/** By id: what is done. */
export type Handlers<Id extends EditorCommandId = EditorCommandId> = Readonly<Partial<Record<Id, Handler>>>;

/** Whatever a command may go by. */
const STORES = [useDocument, useCanvas, useCanvasPrefs, useFrame, useHeld, usePreview, useSession] as const;

export function readNow(): Now {
  const { flow, selection, readOnly, viewing, undoStack, redoStack } = useDocument.getState();
  const { selectedLinks, active } = useCanvas.getState();
  const { state, past } = usePreview.getState();
  return {
    flow,
    selection,
    links: [...selectedLinks],
    active,
    mayEdit: !readOnly,
    mayPublish: useSession.getState().me?.permissions.includes('flows.publish') ?? false,
    viewing: viewing !== undefined,
    undo: undoStack.length,
    redo: redoStack.length,
    run: state && {
      played: state.steps > 1,
      waits: state.nextAt !== undefined,
      past: past !== undefined,
    },
  };
}

/** Offers the commands by name and by key for as long as the component is there. `handlers` may be new each time. */
export function useEditorCommands(handlers: Handlers): void {
  const language = useLocale();
  const latest = useRef(handlers);
  latest.current = handlers;
  const known = useRef<{ parts: readonly unknown[]; text: string }>(undefined);
  // A text, so that this renders again only where something about a command has changed.
  const read = useCallback(() => {
    const parts = [latest.current, ...partsOfNow()];
    if (known.current && parts.every((part, at) => part === known.current?.parts[at]))
      return known.current.text;
    const now = readNow();
    const text = pairs(latest.current)
      .map(([id, { on }]) => `${lacking(rowOf(id).needs, now) ?? ''}${on?.(now) ? '!' : ''}`)
      .join();
    known.current = { parts, text };
    return text;
  }, []);
  useSyncExternalStore(subscribe, read);
  const now = readNow();
  useCommands(
    pairs(handlers)
      .filter(([id]) => !hides(lacking(rowOf(id).needs, now)))
      .map(([id, handler]) => commandOf(id, handler, now, language)),
  );
}

export interface EditorButtons<Id extends EditorCommandId> {
  /** What it is called now. */
  words(id: Id): string;
  /** Of a Button, whose words are its children. */
  plain(id: Id): { disabled: boolean; onClick: () => void };
  /** Of an IconButton. */
  icon(id: Id): { disabled: boolean; onClick: () => void; label: string; keys?: Keys };
  /** A line of a menu; `checked` as said in `more`. */
  entry(id: Id, icon?: ReactNode, more?: Partial<MenuAction>): MenuAction;
}

/** Buttons and lines of menus, made of the same rows. They say what is so when they are asked, and watch nothing. */
export function useEditorButtons<Id extends EditorCommandId>(
  handlers: Readonly<Record<Id, Handler>>,
): EditorButtons<Id> {
  const language = useLocale();
  const bindings = useBindings();
  const find = (id: Id) => {
    const now = readNow();
    const command = commandOf(id, handlers[id], now, language);
    const keys = keysOf(command, bindings);
    return { ...command, keys, hidden: hides(lacking(rowOf(id).needs, now)) };
  };
  const parts = ({ enabled, run }: Command) => ({ disabled: enabled === false, onClick: run });
  return {
    words: (id) => find(id).title,
    plain: (id) => parts(find(id)),
    icon: (id) => {
      const command = find(id);
      return { ...parts(command), label: command.title, ...(command.keys ? { keys: command.keys } : {}) };
    },
    entry: (id, icon, more = {}) => {
      const { title, keys, enabled, hidden, run } = find(id);
      const row = rowOf(id);
      return {
        label: row.menu ? wordsIn(row.menu, language) : title,
        disabled: enabled === false,
        hidden,
        run,
        ...(keys ? { keys } : {}),
        ...(icon ? { icon } : {}),
        ...more,
      };
    },
  };
}

function commandOf(id: EditorCommandId, { run, on }: Handler, now: Now, language: Locale): Command {
  const row = rowOf(id);
  const words = (on?.(now) && row.back) || row.words;
  const lack = lacking(row.needs, now);
  const why = lack && editorNeeds[lack];
  return {
    id,
    title: wordsIn(words, language),
    section: wordsIn(editorSections[row.section], language),
    // Found by either language's words.
    keywords: [...words, ...(row.also ?? [])],
    ...(row.keys === undefined ? {} : { keys: row.keys }),
    ...(row.alsoKeys === undefined ? {} : { alsoKeys: row.alsoKeys }),
    ...(row.whileTyping ? { whileTyping: true } : {}),
    ...(row.heardElsewhere ? { heardElsewhere: true } : {}),
    ...(row.hidden ? { hidden: true } : {}),
    ...(lack === undefined ? {} : { enabled: false }),
    ...(why ? { why: wordsIn(why, language) } : {}),
    run: () => run(readNow()),
  };
}

/** All that commands go by: boxes that are dragged and pointers that move are none of it. */
function partsOfNow(): unknown[] {
  const { flow, selection, readOnly, viewing, undoStack, redoStack } = useDocument.getState();
  const { selectedLinks, active } = useCanvas.getState();
  const { state, past } = usePreview.getState();
  const others = [useCanvasPrefs, useFrame, useHeld, useSession].map((store) => store.getState());
  return [
    flow,
    selection,
    readOnly,
    viewing,
    undoStack,
    redoStack,
    selectedLinks,
    active,
    state,
    past,
    ...others,
  ];
}

function wordsIn(words: Words, language: Locale): string {
  return words[language === 'fr' ? 1 : 0];
}

function rowOf(id: EditorCommandId): EditorCommand {
  return editorCommands[id];
}

function pairs(handlers: Handlers): [EditorCommandId, Handler][] {
  return Object.entries(handlers) as [EditorCommandId, Handler][];
}

function subscribe(listener: () => void): () => void {
  const stops = STORES.map((store) => store.subscribe(listener));
  return () => {
    for (const stop of stops) stop();
  };
}
