/** How a step's messages travel: kind of traffic, patience with RCS, and when SMS steps in; the usual ways are shown. */
import { PATIENCE, SMS_POLICIES } from '../../../flows/delivery.ts';
import { TRAFFIC_TYPES, type TrafficType } from '../../../flows/message.ts';
import type { Delivery } from '../../../flows/nodes/shape.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import { part, type Slot } from '../../message/slot.ts';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { Select } from '../../ui/select.tsx';
import { durationWords } from '../words.ts';
import { DurationField } from './duration-field.tsx';
import { spanOfSeconds, writeSpan } from './duration-text.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { ValueField } from './value-field.tsx';

/** No traffic and no policy is called so. */
const USUAL = '';

export function DeliverySection({ slot }: { slot: Slot<Delivery | undefined> }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const flowTraffic = useDocument(({ flow }) => flow.settings.traffic);
  const delivery = slot.value ?? {};
  const traffic = delivery.traffic ?? flowTraffic;
  const usual = PATIENCE[traffic];
  const inner: Slot<Delivery> = {
    value: delivery,
    at: slot.at,
    // A step that has no wish of its own has no entry.
    put: (next, edit, merge) => slot.put(Object.keys(next).length === 0 ? undefined : next, edit, merge),
  };
  const policyNotes = useNotes(`${slot.at}.sms`);
  const ttlNotes = useNotes(`${slot.at}.ttl`);
  const usualTime = durationWords(writeSpan(spanOfSeconds(usual.ttl)), locale);
  return (
    <Section
      id="delivery"
      title={say('delivery')}
      open={false}
      summary={`${say(traffic)} · ${say('smsHow', { how: say(delivery.sms ?? usual.sms) })}`}
    >
      <p className={css.note}>{say('deliveryHelp')}</p>
      <Field label={say('traffic')} help={say(`about-${traffic}`)}>
        {(control) => (
          <Select
            {...control}
            value={delivery.traffic ?? USUAL}
            disabled={readOnly}
            options={[
              { value: USUAL, label: say('trafficFlow', { name: say(flowTraffic) }) },
              ...TRAFFIC_TYPES.map((value) => ({ value, label: say(value) })),
            ]}
            onChange={(value) =>
              part(inner, 'traffic').put(
                value === USUAL ? undefined : (value as TrafficType),
                inspectorWords('traffic'),
                null,
              )
            }
          />
        )}
      </Field>
      <Field label={say('smsPolicy')} error={policyNotes.error} warning={policyNotes.warning}>
        {(control) => (
          <Select
            {...control}
            value={delivery.sms ?? USUAL}
            disabled={readOnly}
            options={[
              { value: USUAL, label: say('smsPolicyDefault', { name: say(usual.sms) }) },
              ...SMS_POLICIES.map((value) => ({ value, label: say(value) })),
            ]}
            onChange={(value) =>
              part(inner, 'sms').put(
                value === USUAL ? undefined : (value as (typeof SMS_POLICIES)[number]),
                inspectorWords('smsPolicy'),
                null,
              )
            }
          />
        )}
      </Field>
      <DurationField
        label={say('ttl')}
        value={delivery.ttl}
        optional
        placeholder={say('ttlDefault', { time: usualTime })}
        unit="m"
        units={['s', 'm', 'h', 'd']}
        disabled={readOnly}
        error={ttlNotes.error}
        warning={ttlNotes.warning}
        onChange={(ttl) => part(inner, 'ttl').put(ttl, inspectorWords('ttl'))}
      />
      <ValueField
        label={inspectorWords('expires')}
        help={say('expiresHelp')}
        slot={part(inner, 'expires')}
        optional
        code
        placeholder="{{slot.start}}"
      />
    </Section>
  );
}
