/** One line under the phone that says something about the run, with what can be done about it. */
import type { ReactNode } from 'react';
import css from './notices.module.css';

export function Notice(props: {
  tone: 'bad' | 'warn' | 'plain';
  icon: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className={css.notice} data-tone={props.tone} role={props.tone === 'bad' ? 'alert' : 'status'}>
      {props.icon}
      <p>{props.children}</p>
      {props.action ? <span className={css.actions}>{props.action}</span> : null}
    </div>
  );
}
