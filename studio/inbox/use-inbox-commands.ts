/**
 * Binds rows of the inbox's table of commands to what a screen does: the palette and the keys have them as long as it is
 * there, and its buttons and menus are made of the same rows. Knows no action.
 */
import type { ReactNode } from 'react';
import { keysOf, readBindings, useBindings } from '../commands/bindings.ts';
import { type Command, useCommands } from '../commands/registry.ts';
import { useLocale } from '../ui/i18n.ts';
import type { Keys } from '../ui/keys.ts';
import type { MenuAction } from '../ui/menu-entry.ts';
import { type InboxCommand, type InboxCommandId, inboxCommands, inboxSections } from './inbox-commands.ts';

export interface Bound {
  id: InboxCommandId;
  /** Which one, where there are several of its kind: a macro, a saved view. */
  of?: string;
  /** What stands in its words. */
  values?: Readonly<Record<string, string | number>>;
  /** It is on: the command takes it back. */
  on?: boolean;
  /** False: not now. Greyed in the palette and at its button, deaf to its keys. */
  when?: boolean;
  /** Without its keys: the screen it is on has others. */
  unkeyed?: boolean;
  /** Other words it is found by, of this one alone. */
  also?: readonly string[];
  run: () => void;
}

export interface InboxButtons {
  /** What it is called now. */
  words(id: InboxCommandId, of?: string): string;
  /** Of a Button, whose words are its children. */
  plain(id: InboxCommandId, of?: string): ButtonParts;
  /** Of an IconButton. */
  icon(id: InboxCommandId, of?: string): ButtonParts & { label: string; keys?: Keys };
  /** Of an IconButton whose menu or panel opens at a click by itself. */
  opener(id: InboxCommandId): { 'data-command': string; label: string; keys?: Keys };
  /** A line of a menu. */
  entry(id: InboxCommandId, icon?: ReactNode, more?: Partial<MenuAction> & { of?: string }): MenuAction;
}

interface ButtonParts {
  'data-command': string;
  disabled: boolean;
  onClick: () => void;
}

/** `bound` undefined at a place: not for this reader, or nothing to do it to; it is not offered at all. */
export function useInboxCommands(bound: readonly (Bound | undefined | false)[]): InboxButtons {
  const language = useLocale();
  const bindings = useBindings();
  const there = bound.filter((one) => one !== undefined && one !== false);
  const commands = there.map((one) => commandOf(one, language));
  useCommands(commands);
  const find = (id: InboxCommandId, of?: string): Command => {
    const wanted = idOf(id, of);
    const at = commands.find((one) => one.id === wanted);
    return at ?? commandOf({ id, when: false, run: () => undefined, ...(of ? { of } : {}) }, language);
  };
  const plain = (id: InboxCommandId, of?: string): ButtonParts => {
    const { enabled, run } = find(id, of);
    return { 'data-command': id, disabled: enabled === false, onClick: run };
  };
  const keysNow = (command: Command) => {
    const keys = keysOf(command, bindings);
    return keys === undefined ? {} : { keys };
  };
  return {
    words: (id, of) => find(id, of).title,
    plain,
    icon: (id, of) => {
      const command = find(id, of);
      return { ...plain(id, of), label: command.title, ...keysNow(command) };
    },
    opener: (id) => {
      const command = find(id);
      return { 'data-command': id, label: command.title, ...keysNow(command) };
    },
    entry: (id, icon, { of, ...more } = {}) => {
      const command = find(id, of);
      const { title, enabled, run } = command;
      return {
        label: title,
        disabled: enabled === false,
        run,
        ...keysNow(command),
        ...(icon ? { icon } : {}),
        ...more,
      };
    },
  };
}

/**
 * A line of a menu named and keyed by the table, for one of many things of a kind: what it does is said there. To be asked
 * when the menu opens, as there may be hundreds.
 */
export function useCommandEntry(): (id: InboxCommandId, run: () => void) => MenuAction {
  const language = useLocale();
  return (id, run) => {
    const command = commandOf({ id, run }, language);
    const keys = keysOf(command, readBindings());
    return { label: command.title, ...(keys ? { keys } : {}), run };
  };
}

function commandOf({ id, of, values, on, when, unkeyed, also, run }: Bound, language: 'en' | 'fr'): Command {
  const row: InboxCommand = inboxCommands[id];
  const place = language === 'fr' ? 1 : 0;
  const other = 1 - place;
  const words = (on && row.back) || row.words;
  const found = [words[other] ?? '', ...(row.also ?? []), ...(also ?? [])];
  return {
    id: idOf(id, of),
    title: filled(words[place] ?? '', values),
    section: inboxSections[row.section][place] ?? '',
    keywords: found.map((text) => filled(text, values)),
    ...(row.keys === undefined || unkeyed ? {} : { keys: row.keys }),
    ...(row.heardElsewhere ? { heardElsewhere: true } : {}),
    ...(when === undefined ? {} : { enabled: when }),
    ...(row.lacks ? { why: row.lacks[place] } : {}),
    run,
  };
}

function idOf(id: InboxCommandId, of: string | undefined): string {
  return of === undefined ? id : `${id}.${of}`;
}

function filled(text: string, values: Bound['values'] = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
