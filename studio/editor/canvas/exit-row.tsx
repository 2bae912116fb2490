/** A way out of a step: its words and the handle a connection is drawn from. Knows one exit. */
import { Handle, Position } from '@xyflow/react';
import { CircleAlert, Clock, CornerDownRight, Plus } from 'lucide-react';
import { memo } from 'react';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { dictionary, useTexts } from '../../ui/i18n.ts';
import { editInPlace, openQuickAdd, placeAfter } from './actions.ts';
import { useCanvas } from './canvas-state.ts';
import css from './exit-row.module.css';
import type { ExitFace } from './face.ts';
import { InPlace } from './in-place.tsx';
import { templated } from './step-block.tsx';
import { useExitLight } from './use-step-lights.ts';

const texts = dictionary(
  { add: 'Add a step after “{exit}”', next: 'Next' },
  { add: 'Ajouter une étape après « {exit} »', next: 'Suite' },
);

interface Props {
  id: string;
  exit: ExitFace;
  /** The one way on: only its handle, beside the title. */
  bare?: boolean;
  content: string;
}

const ICONS = { time: Clock, fault: CircleAlert, else: CornerDownRight };

export const ExitRow = memo(function ExitRow({ id, exit, bare, content }: Props) {
  const say = useTexts(texts);
  const light = useExitLight(id, exit.name);
  const readOnly = useDocument((state) => state.readOnly);
  const path = exit.at?.join('.');
  const writing = useCanvas(
    ({ editing }) => path !== undefined && editing?.id === id && editing.at?.join('.') === path,
  );
  const open = exit.to === undefined;
  const Icon = exit.tone === 'chip' || exit.tone === 'plain' ? undefined : ICONS[exit.tone];
  const handle = (
    <Handle
      id={exit.name}
      type="source"
      position={Position.Right}
      className={classNames(css.handle, open && css.open, light)}
      data-exit={exit.name}
      style={{ top: exit.y }}
      isConnectableEnd={false}
      aria-hidden
      onClick={(event) => {
        if (!open || readOnly) return;
        event.stopPropagation();
        const from = { node: id, exit: exit.name };
        openQuickAdd({
          from,
          at: placeAfter(useDocument.getState().flow, from),
          screen: { x: event.clientX + 12, y: event.clientY - 20 },
        });
      }}
      title={open && !readOnly ? say('add', { exit: exit.words }) : undefined}
    >
      {open && !readOnly ? <Plus size={10} strokeWidth={3} aria-hidden className={css.plus} /> : null}
    </Handle>
  );
  if (bare) return handle;
  return (
    <li className={css.row}>
      {writing ? (
        <InPlace id={id} at={exit.at} content={content} className={css.field} />
      ) : (
        // biome-ignore lint/a11y/noStaticElementInteractions: the inspector does the same by keyboard.
        <span
          className={classNames(css.words, css[exit.tone])}
          dir="auto"
          data-in-place={exit.at ? '' : undefined}
          onDoubleClick={(event) => {
            if (!exit.at) return;
            event.stopPropagation();
            editInPlace(id, exit.at);
          }}
        >
          {Icon ? <Icon size={12} aria-hidden /> : null}
          <span className={css.label}>{templated(exit.words || say('next'))}</span>
        </span>
      )}
      {handle}
    </li>
  );
});
