/** Buttons and links that look like buttons, in a few weights and sizes; knows no screen. */
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, Ref } from 'react';
import css from './button.module.css';
import { classNames } from './class-names.ts';
import { Link } from './router.tsx';

export interface ButtonLook {
  look?: 'primary' | 'plain' | 'quiet' | 'icon' | 'danger';
  /** "s": 28 px, in bars and panels; "m": 36 px, in dialogs; without it the look's own height (44 px when primary). */
  size?: 's' | 'm';
}

const SIZES = { s: css.small, m: css.medium };

export function Button({
  look = 'plain',
  size,
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & ButtonLook & { ref?: Ref<HTMLButtonElement> }) {
  return (
    <button
      type="button"
      {...rest}
      className={classNames(css.button, css[look], size && SIZES[size], className)}
    />
  );
}

/** A page of the studio, reached by what looks like a button. */
export function ButtonLink({
  look = 'plain',
  size,
  className,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & ButtonLook & { href: string }) {
  return <Link {...rest} className={classNames(css.button, css[look], size && SIZES[size], className)} />;
}
