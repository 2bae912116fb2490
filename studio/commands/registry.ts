/** Every action that can be asked for right now, by name or by key; screens add theirs while they are open. */
import { type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import { create } from 'zustand';
import type { Keys } from '../ui/keys.ts';

export interface Command {
  /** Stable, for the reader's own keys: "flow.publish". */
  id: string;
  /** A verb and its object, in the reader's language. */
  title: string;
  /** The heading it stands under. */
  section?: string;
  icon?: ReactNode;
  /** The shortcut it has unless the reader chose another. */
  keys?: Keys;
  /** A second shortcut for the same (Backspace beside Delete), for as long as the reader has not chosen another. */
  alsoKeys?: Keys;
  /** Other words it is found by. */
  keywords?: string[];
  /** False: greyed out in the palette, its keys do nothing. */
  enabled?: boolean;
  /** What it lacks while it is not enabled, in a few words. */
  why?: string;
  /** Its keys work while somebody types too: for strokes with Ctrl or Cmd only. */
  whileTyping?: boolean;
  /** The screen hears the keys itself (arrows on the canvas): here they are only listed. */
  heardElsewhere?: boolean;
  /** Listed among the shortcuts and not in the palette (which cannot give it what it needs). */
  hidden?: boolean;
  run: () => void;
}

interface Registry {
  /** In the order they came; the last of one id counts. */
  commands: readonly Command[];
}

export const useRegistry = create<Registry>(() => ({ commands: [] }));

/** Adds one command for as long as the component is there. */
export function useCommand(command: Command): void {
  useCommands([command]);
}

/**
 * Adds commands for as long as the component is there. They may be new objects at each rendering: what they run is
 * always the latest; the list is renewed only where something shown has changed.
 */
export function useCommands(commands: readonly Command[]): void {
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const shown = commands.map(({ run: _run, icon: _icon, ...rest }) => JSON.stringify(rest)).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shown` says whether anything has changed.
  useEffect(() => {
    const mine = latest.current.map((command) => ({
      ...command,
      run: () => latest.current.find(({ id }) => id === command.id)?.run(),
    }));
    useRegistry.setState(({ commands: others }) => ({ commands: [...others, ...mine] }));
    return () => {
      const gone = new Set<Command>(mine);
      useRegistry.setState(({ commands: all }) => ({ commands: all.filter((one) => !gone.has(one)) }));
    };
  }, [shown]);
}

/** One of each id, the last that came; what can be done on every screen ("app.") stands behind what only this one does. */
export function current(commands: readonly Command[]): Command[] {
  const all = [...new Map(commands.map((command) => [command.id, command])).values()];
  const everywhere = ({ id }: Command) => id.startsWith('app.');
  return [...all.filter((command) => !everywhere(command)), ...all.filter(everywhere)];
}
