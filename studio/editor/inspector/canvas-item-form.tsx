/** A note or a frame of the canvas: its words and its colour. */
import { setFrame, setNote } from '../../../flows/edit/arrange.ts';
import { CANVAS_COLORS, type CanvasColor } from '../../../flows/flow.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import css from './canvas-item-form.module.css';
import { editFlow } from './document-slots.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';

/** `item` is "note:<id>" or "frame:<id>". */
export function CanvasItemForm({ item }: { item: string }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const [kind, id = ''] = item.split(':');
  const note = useDocument(({ flow }) =>
    kind === 'note' ? flow.canvas.notes.find((one) => one.id === id) : undefined,
  );
  const frame = useDocument(({ flow }) =>
    kind === 'frame' ? flow.canvas.frames?.find((one) => one.id === id) : undefined,
  );
  const shape = note ?? frame;
  if (!shape) return <EmptyState small level={3} title={say('nothing')} text={say('nothingHelp')} />;
  const paint = (color: CanvasColor) =>
    editFlow(inspectorWords('noteColor'), (flow) =>
      note ? setNote(flow, id, { color }) : setFrame(flow, id, { color }),
    );
  return (
    <div className={css.form}>
      {note ? (
        <Field label={say('noteText')} help={say('noteHelp')}>
          {(control) => (
            <TextArea
              {...control}
              value={note.text}
              minRows={4}
              maxRows={20}
              maxLength={5000}
              dir="auto"
              disabled={readOnly}
              onChange={(text) =>
                editFlow(inspectorWords('noteText'), (flow) => setNote(flow, id, { text }), `note.${id}`)
              }
            />
          )}
        </Field>
      ) : (
        <Field label={say('frameTitle')}>
          {(control) => (
            <Input
              {...control}
              value={frame?.title ?? ''}
              maxLength={120}
              dir="auto"
              disabled={readOnly}
              onChange={(title) =>
                editFlow(inspectorWords('frameTitle'), (flow) => setFrame(flow, id, { title }), `frame.${id}`)
              }
            />
          )}
        </Field>
      )}
      <Field label={say('noteColor')}>
        {(control) => (
          <Select
            {...control}
            value={shape.color ?? (note ? 'yellow' : 'grey')}
            disabled={readOnly}
            options={CANVAS_COLORS.map((color) => ({ value: color, label: say(color) }))}
            onChange={paint}
          />
        )}
      </Field>
    </div>
  );
}
