/** A sticky note on the canvas. Knows one note. */
import { type NodeProps, NodeResizer } from '@xyflow/react';
import { memo } from 'react';
import { useDocument } from '../../document/store.ts';
import { classNames } from '../../ui/class-names.ts';
import { dictionary, useTexts } from '../../ui/i18n.ts';
import { editInPlace, resizeBox } from './actions.ts';
import { useCanvas } from './canvas-state.ts';
import { InPlace } from './in-place.tsx';
import { MarkdownLight } from './markdown-light.tsx';
import css from './note-node.module.css';
import type { NoteBox } from './scene.ts';

const texts = dictionary(
  { empty: 'Double-click to write', placeholder: 'Write a note. **bold**, *italic*, - list' },
  { empty: 'Double-cliquez pour écrire', placeholder: 'Écrivez une note. **gras**, *italique*, - liste' },
);

export const NoteNode = memo(function NoteNode({ id, data: { note }, selected }: NodeProps<NoteBox>) {
  const say = useTexts(texts);
  const readOnly = useDocument((state) => state.readOnly);
  const writing = useCanvas(({ editing }) => editing?.id === id);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter and F2 do the same by keyboard.
    <div
      className={classNames(css.note, selected && css.selected)}
      data-color={note.color ?? 'yellow'}
      onDoubleClick={() => editInPlace(id)}
    >
      <NodeResizer
        isVisible={selected && !readOnly}
        minWidth={120}
        minHeight={56}
        lineClassName={css.edge}
        handleClassName={css.corner}
        onResizeEnd={(_, { x, y, width, height }) => resizeBox(id, { x, y, width, height })}
      />
      {writing ? (
        <InPlace
          id={id}
          content=""
          placeholder={say('placeholder')}
          lines={5}
          longhand
          className={css.field}
        />
      ) : (
        <div className={classNames(css.body, selected && 'nowheel')}>
          {note.text ? <MarkdownLight text={note.text} /> : <p className={css.empty}>{say('empty')}</p>}
        </div>
      )}
    </div>
  );
});
