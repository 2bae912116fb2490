/** Person: gives the conversation to people, with what they should know. */
import { part } from '../../message/slot.ts';
import { DeliverySection } from './delivery-section.tsx';
import type { FormProps } from './form-props.ts';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { OptionalUtterance } from './optional-utterance.tsx';
import { QueueField } from './queue-field.tsx';
import { Section } from './section.tsx';
import { TargetField } from './target-field.tsx';
import { ValueField } from './value-field.tsx';

export function HandoffForm({ id, slot }: FormProps<'handoff'>) {
  const say = useInspectorTexts();
  return (
    <>
      <Section id="messages" title={say('farewell')}>
        <OptionalUtterance
          node={slot.value}
          slot={part(slot, 'say')}
          label={say('farewell')}
          without={say('farewellDefault')}
          add={inspectorWords('writeOwn')}
          remove={inspectorWords('useDefault')}
          words={{
            en: 'I am passing you to a colleague, who will answer here.',
            fr: 'Je vous passe un collègue, qui vous répondra ici.',
          }}
        />
      </Section>
      <Section id="handoff" title={say('queue')} summary={slot.value.queue}>
        <QueueField slot={part(slot, 'queue')} />
        <ValueField
          label={inspectorWords('summary')}
          help={say('summaryHelp')}
          slot={part(slot, 'summary')}
          rows={3}
          example
        />
      </Section>
      <Section id="then" title={say('handedBack')}>
        <TargetField node={id} exit="next" name={say('handedBack')} at={`${slot.at}.to`} nameHidden />
      </Section>
      <DeliverySection slot={part(slot, 'delivery')} />
    </>
  );
}
