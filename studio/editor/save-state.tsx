/** Whether everything is saved, and what to do where it is not. Knows the document's state, not how it is kept. */
import { Check, CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useDocument } from '../document/store.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Dialog } from '../ui/dialog.tsx';
import { useLocale, useTexts } from '../ui/i18n.ts';
import { Popover } from '../ui/popover.tsx';
import { editorTexts } from './editor-texts.ts';
import { titleOf } from './node-title.ts';
import css from './save-state.module.css';

const ICONS = {
  saved: Check,
  saving: LoaderCircle,
  offline: CloudOff,
  conflict: TriangleAlert,
  error: TriangleAlert,
};

export function SaveState() {
  const say = useTexts(editorTexts);
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
          {failure ? <p className={css.detail}>{failure.title}</p> : null}
          <Button size="s" onClick={() => useDocument.getState().retry()}>
            {say('retry')}
          </Button>
        </Popover>
      ) : (
        <span className={classNames(css.state, css[status])}>{shown}</span>
      )}
      <Conflicts open={deciding && conflicts.length > 0} onClose={() => setDeciding(false)} />
    </span>
  );
}

/** Part by part: mine, theirs. */
function Conflicts({ open, onClose }: { open: boolean; onClose: () => void }) {
  const say = useTexts(editorTexts);
  const reader = useLocale();
  const conflicts = useDocument((state) => state.conflicts);
  const flow = useDocument((state) => state.flow);
  const { resolve } = useDocument.getState();
  const nameOf = (unit: string) => {
    const [kind = '', ...rest] = unit.split(':');
    const id = rest.join(':');
    if (kind === 'node' || kind === 'position') return say('step', { name: titleOf(flow, id, reader) });
    return kind === 'variable' ? say('variable', { name: id }) : say('other');
  };
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => next || onClose()}
      title={say('conflictTitle')}
      description={say('conflictText')}
      footer={
        <>
          <Button size="m" onClick={() => resolve('all', 'theirs')}>
            {say('allTheirs')}
          </Button>
          <Button size="m" look="primary" onClick={() => resolve('all', 'mine')}>
            {say('allMine')}
          </Button>
        </>
      }
    >
      <ul className={css.conflicts}>
        {conflicts.map(({ key, unit, path, mine, theirs }) => (
          <li key={key} className={css.one}>
            <h3 className={css.unit}>
              {nameOf(unit)} <code>{path.slice(2).join('.')}</code>
            </h3>
            <div className={css.sides}>
              <button type="button" className={css.side} onClick={() => resolve(key, 'mine')}>
                <strong>{say('mine')}</strong>
                <span>{shownValue(mine, say('removed'))}</span>
              </button>
              <button type="button" className={css.side} onClick={() => resolve(key, 'theirs')}>
                <strong>{say('theirs')}</strong>
                <span>{shownValue(theirs, say('removed'))}</span>
              </button>
            </div>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

/** Long parts are cut: what differs is told by their beginning, or seen on the canvas. */
function shownValue(value: unknown, removed: string): string {
  if (value === undefined) return removed;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
