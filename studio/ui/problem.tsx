/** Says that something did not work, why, and offers to try again; knows no screen. */
import { CircleAlert } from 'lucide-react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { dictionary, useTexts } from './i18n.ts';
import css from './problem.module.css';

const texts = dictionary({ again: 'Try again' }, { again: 'Réessayer' });

interface Props {
  title: string;
  /** A sentence, from the server or from here. */
  detail?: string;
  /** A strip inside a form or a panel. */
  inline?: boolean;
  onRetry?: () => void;
}

export function Problem({ title, detail, inline, onRetry }: Props) {
  const say = useTexts(texts);
  return (
    <div className={classNames(css.problem, inline && css.inline)} role="alert">
      <CircleAlert size={18} className={css.icon} aria-hidden />
      <div className={css.words}>
        <p className={css.title}>{title}</p>
        {detail ? <p className={css.detail}>{detail}</p> : null}
      </div>
      {onRetry ? (
        <Button size="s" onClick={onRetry}>
          {say('again')}
        </Button>
      ) : null}
    </div>
  );
}
