/** Whether everything is saved, and what to do where it is not. Knows the document's state, not how it is kept. */
import { Check, CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { problemText } from '../api/problem-text.ts';
import { useDocument } from '../document/store.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { useLocale, useTexts } from '../ui/i18n.ts';
import { Popover } from '../ui/popover.tsx';
import { editorTexts } from './editor-texts.ts';
import css from './save-state.module.css';

/** Comparing needs code that nobody else here does, and is seldom needed. */
const ConflictsDialog = lazy(async () => ({
  default: (await import('./conflicts-dialog.tsx')).ConflictsDialog,
}));

const ICONS = {
  saved: Check,
  saving: LoaderCircle,
  offline: CloudOff,
  unkept: TriangleAlert,
  conflict: TriangleAlert,
  error: TriangleAlert,
};

export function SaveState() {
  const say = useTexts(editorTexts);
  const locale = useLocale();
  const status = useDocument((state) => state.status);
  const failure = useDocument((state) => state.failure);
  const conflicts = useDocument((state) => state.conflicts);
  const [deciding, setDeciding] = useState(false);
  const Icon = ICONS[status];
  const words = status === 'conflict' ? say('conflict', { n: conflicts.length }) : say(status);
  const shown = (
    <>
      <Icon size={13} aria-hidden />
      <span className={css.words}>{words}</span>
    </>
  );
  return (
    <span className={css.place} role="status">
      {status === 'conflict' ? (
        <button
          type="button"
          className={classNames(css.state, css.act, css.conflict)}
          onClick={() => setDeciding(true)}
        >
          {shown}
        </button>
      ) : status === 'unkept' ? (
        <Popover
          label={say('unkept')}
          trigger={
            <button type="button" className={classNames(css.state, css.act, css.error)}>
              {shown}
            </button>
          }
          width={300}
        >
          <p className={css.detail}>{say('unkeptWhy')}</p>
        </Popover>
      ) : status === 'error' ? (
        <Popover
          label={say('error')}
          trigger={
            <button type="button" className={classNames(css.state, css.act, css.error)}>
              {shown}
            </button>
          }
          width={300}
        >
          <p className={css.detail}>{say('refused')}</p>
          {failure ? (
            <p className={css.detail}>{problemText({ code: failure.code, detail: failure.title }, locale)}</p>
          ) : null}
          <Button size="s" onClick={() => useDocument.getState().retry()}>
            {say('retry')}
          </Button>
        </Popover>
      ) : (
        <span className={classNames(css.state, css[status])}>{shown}</span>
      )}
      {deciding ? (
        <Suspense>
          <ConflictsDialog open={conflicts.length > 0} onClose={() => setDeciding(false)} />
        </Suspense>
      ) : null}
    </span>
  );
}
