/** The team a conversation goes to: one of those there are, or another by its name. Knows no people. */
import { useState } from 'react';
import { useQueueNames } from '../../api/queues.ts';
import { useEditing } from '../../message/editing.ts';
import type { Slot } from '../../message/slot.ts';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';

/** What the engine takes where nothing else is said. */
const DEFAULT = 'default';
/** No queue is called so: ids hold no spaces. */
const OTHER = ' other';

export function QueueField({ slot }: { slot: Slot<string> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const queues = useQueueNames();
  const known = [
    ...(queues?.some(({ id }) => id === DEFAULT) ? [] : [{ id: DEFAULT, name: say('queueDefault') }]),
    ...(queues ?? []),
  ];
  const isKnown = known.some(({ id }) => id === slot.value);
  const [writes, setWrites] = useState(false);
  const put = (queue: string, merge?: null) => slot.put(queue, inspectorWords('queue'), merge);
  const asList = queues !== undefined;
  const types = !asList || writes || !isKnown;
  return (
    <>
      {asList ? (
        <Field label={say('queue')} labelHidden help={types ? undefined : say('queueHelp')}>
          {(control) => (
            <Select
              {...control}
              value={types ? OTHER : slot.value}
              disabled={readOnly}
              options={[
                ...known.map(({ id, name }) => ({ value: id, label: name })),
                { value: OTHER, label: say('queueOther') },
              ]}
              onChange={(picked) => {
                setWrites(picked === OTHER);
                if (picked !== OTHER) put(picked, null);
              }}
            />
          )}
        </Field>
      ) : null}
      {types ? (
        <Field label={say(asList ? 'queueName' : 'queue')} labelHidden={!asList} help={say('queueHelp')}>
          {(control) => (
            <Input
              {...control}
              value={slot.value}
              maxLength={64}
              disabled={readOnly}
              onChange={(queue) => put(queue)}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}
