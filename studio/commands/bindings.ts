/** The reader's own keys: which command has which, and whether shortcuts are heard at all. Kept in this browser. */
import { type Keys, normaliseKeys } from '../ui/keys.ts';
import { createStored, useStored } from '../ui/stored.ts';
import { type Command, current } from './registry.ts';

interface Bindings {
  on: boolean;
  /** By command id; null: none. */
  keys: Readonly<Record<string, Keys | null>>;
}

const stored = createStored<string>('carillon.keys', (text) => text ?? '');
const NONE: Bindings = { on: true, keys: {} };

export function useBindings(): Bindings {
  return parse(useStored(stored));
}

export function readBindings(): Bindings {
  return parse(stored.get());
}

/** The palette's own keys work even where shortcuts are off: else nobody without a mouse gets back. */
export const ALWAYS_HEARD = new Set(['app.palette', 'app.shortcuts']);

export function setShortcutsOn(on: boolean): void {
  write({ ...readBindings(), on });
}

/** `keys` undefined: back to what the command comes with; null: no key. */
export function rebind(id: string, keys: Keys | null | undefined): void {
  const { on, keys: all } = readBindings();
  const { [id]: _gone, ...rest } = all;
  write({ on, keys: keys === undefined ? rest : { ...rest, [id]: keys && normaliseKeys(keys) } });
}

export function rebindNone(): void {
  write({ ...readBindings(), keys: {} });
}

/** The keys a command has now; undefined: none. */
export function keysOf(command: Command, bindings: Bindings): Keys | undefined {
  if (command.heardElsewhere) return command.keys && normaliseKeys(command.keys);
  const own = bindings.keys[command.id];
  const keys = own === undefined ? command.keys : own;
  return keys ? normaliseKeys(keys) : undefined;
}

/** Every shortcut a command is heard by now: `keysOf`, and its second one. */
export function allKeysOf(command: Command, bindings: Bindings): Keys[] {
  const keys = keysOf(command, bindings);
  if (keys === undefined) return [];
  const isOwn = !command.heardElsewhere && bindings.keys[command.id] !== undefined;
  return command.alsoKeys === undefined || isOwn ? [keys] : [keys, normaliseKeys(command.alsoKeys)];
}

/** Another command that has the keys already. */
export function takenBy(keys: Keys, except: string, commands: readonly Command[]): Command | undefined {
  const bindings = readBindings();
  const wanted = normaliseKeys(keys);
  return current(commands).find(
    (command) => command.id !== except && allKeysOf(command, bindings).includes(wanted),
  );
}

function parse(text: string): Bindings {
  try {
    const read = JSON.parse(text) as Partial<Bindings>;
    const keys = Object.entries(read.keys ?? {}).filter(
      ([, value]) => value === null || typeof value === 'string',
    );
    return { on: read.on !== false, keys: Object.fromEntries(keys) };
  } catch {
    return NONE;
  }
}

function write(bindings: Bindings): void {
  stored.set(JSON.stringify(bindings));
}
