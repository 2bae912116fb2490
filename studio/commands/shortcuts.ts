/** Hears keys and runs the command that has them; leaves those alone who type, select or sit in a dialog. */
import { useEffect } from 'react';
import { strokeOf } from '../ui/keys.ts';
import { useOverlay } from '../ui/overlay.ts';
import { ALWAYS_HEARD, allKeysOf, readBindings } from './bindings.ts';
import { type Command, current, useRegistry } from './registry.ts';

/** The second key of "g f" has to come within this. */
const SEQUENCE_MS = 1_200;

/** The first key of a sequence, while the second may come. */
let before: { stroke: string; at: number } | undefined;

export function useShortcuts(): void {
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const stroke = strokeOf(event);
      if (stroke === undefined) return;
      const { exact, begins } = find(stroke, firstFor(event));
      before = undefined;
      const where = placeOf(event.target);
      const command = exact.find((one) => mayRun(one, where));
      if (command) {
        event.preventDefault();
        // A held key repeats; an action asked for once is done once.
        if (!event.repeat) command.run();
      } else if (begins.some((one) => mayRun(one, where))) {
        before = { stroke, at: event.timeStamp };
      }
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);
}

/**
 * What a key that is pressed will do once it gets as far as here: "runs" a command, "begins" a sequence of one, or
 * nothing. For lists that take letters to go to a line: a command goes before.
 */
export function meaningOf(event: KeyboardEvent): 'runs' | 'begins' | undefined {
  const stroke = strokeOf(event);
  if (stroke === undefined) return undefined;
  const { exact, begins } = find(stroke, firstFor(event));
  const where = placeOf(event.target);
  if (exact.some((one) => mayRun(one, where))) return 'runs';
  return begins.some((one) => mayRun(one, where)) ? 'begins' : undefined;
}

function firstFor(event: KeyboardEvent): string | undefined {
  return before && event.timeStamp - before.at < SEQUENCE_MS ? before.stroke : undefined;
}

/** Commands of this stroke, those of a sequence first; and those whose sequence begins with it. Latest come first. */
function find(stroke: string, first: string | undefined): { exact: Command[]; begins: Command[] } {
  const bindings = readBindings();
  const heard = current(useRegistry.getState().commands)
    .reverse()
    .filter(({ heardElsewhere, id }) => !heardElsewhere && (bindings.on || ALWAYS_HEARD.has(id)))
    .map((command) => ({ command, keys: allKeysOf(command, bindings) }));
  const having = (keys: string) =>
    heard.filter((one) => one.keys.includes(keys)).map(({ command }) => command);
  return {
    exact: [...(first === undefined ? [] : having(`${first} ${stroke}`)), ...having(stroke)],
    begins: heard
      .filter(({ keys }) => keys.some((one) => one.startsWith(`${stroke} `)))
      .map(({ command }) => command),
  };
}

/** What is fading out hears nothing any more. */
const OPEN_DIALOG =
  ':is([role=dialog], [role=alertdialog], dialog[open], [role=menu]):not([data-state=closed])';

type Place = 'page' | 'typing' | 'dialog' | 'typing in a dialog';

function placeOf(target: EventTarget | null): Place {
  const element = target instanceof Element ? target : undefined;
  const typing =
    element?.closest('input:not([type=checkbox], [type=radio], [type=button]), textarea, select') ||
    (element instanceof HTMLElement && element.isContentEditable);
  // The palette may still be loading: what is typed is meant for it all the same.
  const inDialog = useOverlay.getState().open !== undefined || document.querySelector(OPEN_DIALOG);
  // Whoever has marked a text and presses Ctrl-C means the text.
  const reading = document.getSelection()?.isCollapsed === false;
  if (inDialog) return typing ? 'typing in a dialog' : 'dialog';
  return typing || reading ? 'typing' : 'page';
}

function mayRun(command: Command, where: Place): boolean {
  if (command.enabled === false) return false;
  if (where === 'page') return true;
  if (where === 'typing') return command.whileTyping === true;
  return command.id === 'app.palette';
}
