/** How a shortcut is written ("mod+shift+z"), shown ("⌘⇧Z", "Ctrl Shift Z") and recognised. Knows no command. */

/** "mod" is the command key on Apple's machines and Ctrl elsewhere. A sequence is written with a space: "g f". */
export type Keys = string;

export const isApple = /mac|iphone|ipad/i.test(globalThis.navigator?.platform ?? '');

const NAMES: Record<string, string> = {
  mod: isApple ? '⌘' : 'Ctrl',
  ctrl: isApple ? '⌃' : 'Ctrl',
  alt: isApple ? '⌥' : 'Alt',
  shift: isApple ? '⇧' : 'Shift',
  enter: isApple ? '↩' : 'Enter',
  escape: 'Esc',
  delete: isApple ? '⌦' : 'Del',
  backspace: '⌫',
  insert: 'Ins',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  space: 'Space',
  tab: 'Tab',
};

/** The caps to draw, one list per stroke of the sequence: "mod+k" is [["Ctrl", "K"]]. */
export function keyCaps(keys: Keys): string[][] {
  return keys
    .split(' ')
    .map((stroke) => splitStroke(stroke).map((part) => NAMES[part] ?? part.toUpperCase()));
}

/** As screen readers want it in aria-keyshortcuts: "Control+K". A sequence has no such form: undefined. */
export function ariaKeys(keys: Keys): string | undefined {
  if (keys.includes(' ')) return undefined;
  const names: Record<string, string> = {
    mod: isApple ? 'Meta' : 'Control',
    ctrl: 'Control',
    alt: 'Alt',
    shift: 'Shift',
  };
  return splitStroke(keys)
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join('+');
}

/** The stroke a key event is, in the order "mod+ctrl+alt+shift+key"; undefined for a lone modifier or dead key. */
export function strokeOf(event: {
  key: string;
  metaKey: boolean;
  ctrlKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
}): string | undefined {
  const { key } = event;
  if (['Meta', 'Control', 'Alt', 'Shift', 'AltGraph', 'Dead', 'Unidentified', 'Process'].includes(key)) {
    return undefined;
  }
  const name = key === ' ' ? 'space' : key.toLowerCase();
  const mod = isApple ? event.metaKey : event.ctrlKey;
  const parts = [mod && 'mod', isApple && event.ctrlKey && 'ctrl', event.altKey && 'alt'];
  // Shift is already in "?", and in "1" on a French keyboard: only letters and named keys are told apart by it.
  const shiftCounts = name.length > 1 || name.toUpperCase() !== name;
  if (event.shiftKey && shiftCounts) parts.push('shift');
  return [...parts.filter(Boolean), name].join('+');
}

/** The same stroke in the same order, however it was written: "Shift+Mod+Z" is "mod+shift+z". */
export function normaliseKeys(keys: Keys): Keys {
  return keys
    .split(' ')
    .filter(Boolean)
    .map((stroke) => {
      const parts = splitStroke(stroke);
      const held = ['mod', 'ctrl', 'alt', 'shift'].filter((one) => parts.slice(0, -1).includes(one));
      return [...held, parts.at(-1) ?? ''].join('+');
    })
    .join(' ');
}

/** Splits at the plus signs between keys, not at the key "+" itself. */
function splitStroke(stroke: string): string[] {
  return stroke
    .toLowerCase()
    .split(/\+(?!$)/)
    .map((part) => part.trim())
    .filter(Boolean);
}
