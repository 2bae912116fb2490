/** Buttons and links that look like buttons, in three weights; knows no screen. */
import type { AnchorHTMLAttributes, ButtonHTMLAttributes } from 'react';
import css from './button.module.css';
import { classNames } from './class-names.ts';
import { Link } from './router.tsx';

interface Look {
  look?: 'primary' | 'plain' | 'quiet' | 'icon';
}

export function Button({
  look = 'plain',
  className,
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & Look) {
  return <button type="button" {...rest} className={classNames(css.button, css[look], className)} />;
}

/** A page of the studio, reached by what looks like a button. */
export function ButtonLink({
  look = 'plain',
  className,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & Look & { href: string }) {
  return <Link {...rest} className={classNames(css.button, css[look], className)} />;
}
