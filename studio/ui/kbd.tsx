/** A shortcut drawn as key caps; knows no command. */
import { classNames } from './class-names.ts';
import css from './kbd.module.css';
import { type Keys, keyCaps } from './keys.ts';

/** `keys` as in "mod+shift+z", or a sequence "g f". Hidden from screen readers where the control says it itself. */
export function Kbd({ keys, hidden, className }: { keys: Keys; hidden?: boolean; className?: string }) {
  return (
    <span className={classNames(css.keys, className)} aria-hidden={hidden}>
      {keyCaps(keys).map((caps, stroke) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: strokes have no other identity and never move.
        <span key={stroke} className={css.stroke}>
          {caps.map((cap) => (
            <kbd key={cap} className={css.cap}>
              {cap}
            </kbd>
          ))}
        </span>
      ))}
    </span>
  );
}
