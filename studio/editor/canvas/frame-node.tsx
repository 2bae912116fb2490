/** A named region of the canvas; folded, it stands for the steps that lie in it. Knows one frame. */
import { Handle, type NodeProps, NodeResizer, Position } from '@xyflow/react';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo } from 'react';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { dictionary, useTexts } from '../../ui/i18n.ts';
import { editInPlace, foldFrame, resizeBox } from './actions.ts';
import { useCanvas } from './canvas-state.ts';
import css from './frame-node.module.css';
import { InPlace } from './in-place.tsx';
import type { FrameBox } from './scene.ts';

const texts = dictionary(
  { untitled: 'Frame', fold: 'Fold {title}', unfold: 'Unfold {title}', steps: '{n} steps', step: '1 step' },
  {
    untitled: 'Cadre',
    fold: 'Replier {title}',
    unfold: 'Déplier {title}',
    steps: '{n} étapes',
    step: '1 étape',
  },
);

export const FrameNode = memo(function FrameNode({
  id,
  data: { frame, inside },
  selected,
}: NodeProps<FrameBox>) {
  const say = useTexts(texts);
  const readOnly = useDocument((state) => state.readOnly);
  const renaming = useCanvas(({ editing }) => editing?.id === id);
  const far = useCanvas((state) => state.far);
  const title = frame.title || say('untitled');
  const Arrow = frame.collapsed ? ChevronRight : ChevronDown;
  return (
    <section
      className={classNames(
        css.frame,
        frame.collapsed && css.folded,
        selected && css.selected,
        far && css.far,
      )}
      data-color={frame.color ?? 'grey'}
      aria-label={title}
    >
      {frame.collapsed ? (
        <>
          <Handle
            type="target"
            position={Position.Left}
            className={css.port}
            isConnectable={false}
            aria-hidden
          />
          <Handle
            type="source"
            position={Position.Right}
            className={css.port}
            isConnectable={false}
            aria-hidden
          />
        </>
      ) : (
        <NodeResizer
          isVisible={selected && !readOnly}
          minWidth={160}
          minHeight={96}
          lineClassName={css.edge}
          handleClassName={css.corner}
          onResizeEnd={(_, { x, y, width, height }) => resizeBox(id, { x, y, width, height })}
        />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: F2 and the menu do the same by keyboard. */}
      <header className={classNames(css.head, 'frame-handle')} onDoubleClick={() => editInPlace(id)}>
        <button
          type="button"
          className={classNames(css.fold, 'nodrag')}
          aria-expanded={!frame.collapsed}
          aria-label={say(frame.collapsed ? 'unfold' : 'fold', { title })}
          disabled={readOnly}
          onClick={() => foldFrame(id, !frame.collapsed)}
        >
          <Arrow size={14} aria-hidden />
        </button>
        {renaming ? (
          <InPlace id={id} content="" placeholder={say('untitled')} className={css.field} />
        ) : (
          <span className={css.title} dir="auto">
            {title}
          </span>
        )}
        <span className={css.count}>{inside === 1 ? say('step') : say('steps', { n: inside })}</span>
      </header>
    </section>
  );
});
