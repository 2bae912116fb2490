/** End: a last word, a word for reports, and perhaps another flow. */
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { part } from '../../message/slot.ts';
import { CheckedInput } from './checked-input.tsx';
import { DeliverySection } from './delivery-section.tsx';
import { FlowSelect } from './flow-select.tsx';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { OptionalUtterance } from './optional-utterance.tsx';
import { Section } from './section.tsx';

const OUTCOME = /^[a-z][a-z0-9-]{0,39}$/;

export function EndForm({ slot }: FormProps<'end'>) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const self = useDocument(({ flow }) => flow.id);
  return (
    <>
      <Section id="messages" title={say('lastWord')}>
        <OptionalUtterance
          node={slot.value}
          slot={part(slot, 'say')}
          label={say('lastWord')}
          without={say('noLastWord')}
          add={inspectorWords('writeLastWord')}
          remove={inspectorWords('removeLastWord')}
          words={{ en: 'Thank you, and see you soon.', fr: 'Merci, et à bientôt.' }}
        />
      </Section>
      <Section id="ending" title={say('ending')} summary={slot.value.outcome}>
        <CheckedInput
          label={say('outcome')}
          help={say('outcomeHelp')}
          value={slot.value.outcome}
          disabled={readOnly}
          check={(text) => (OUTCOME.test(text) ? undefined : say('outcomeBad'))}
          onChange={(text) => part(slot, 'outcome').put(text, inspectorWords('outcome'))}
        />
        <FlowSelect
          label={say('nextFlow')}
          value={slot.value.next ?? ''}
          at={`${slot.at}.next`}
          self={self}
          none={say('nextNone')}
          onChange={(next) =>
            part(slot, 'next').put(next === '' ? undefined : next, inspectorWords('nextFlow'), null)
          }
        />
      </Section>
      {slot.value.say ? <DeliverySection slot={part(slot, 'delivery')} /> : null}
    </>
  );
}
