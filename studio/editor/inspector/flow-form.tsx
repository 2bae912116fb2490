/** The flow's own settings: name, languages, what starts it, its variables, how it behaves. */
import { LIMITS } from '../../../flows/limits.ts';
import { TRAFFIC_TYPES, type TrafficType } from '../../../flows/message.ts';
import { isTimezone } from '../../../flows/timezone.ts';
import { useDocument } from '../../document/store.ts';
import { Composer } from '../../message/composer.tsx';
import { useEditing, wordsFor } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import { narrowed, part } from '../../message/slot.ts';
import { TextField } from '../../message/text-field.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { SECTORS, useSectorName } from '../../ui/sector-names.ts';
import { Select } from '../../ui/select.tsx';
import { CheckedInput } from './checked-input.tsx';
import { flowSlot } from './document-slots.ts';
import { DurationField } from './duration-field.tsx';
import form from './flow-form.module.css';
import { HoursSection } from './hours-section.tsx';
import { type InspectorKey, inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { LanguagesEditor } from './languages-editor.tsx';
import { Section } from './section.tsx';
import { StepSelect } from './step-select.tsx';
import { TriggersEditor } from './triggers-editor.tsx';
import { VariablesEditor } from './variables-editor.tsx';

const POLICIES = ['default-flow', 'restart', 'say', 'person', 'silence'] as const;
type Policy = (typeof POLICIES)[number];

export function FlowForm() {
  const say = useInspectorTexts();
  const locale = useLocale();
  const sectorName = useSectorName();
  const { readOnly, locales } = useEditing();
  const flow = useDocument((state) => state.flow);
  const settings = flowSlot(flow, 'settings');
  const afterEnd = part(settings, 'afterEnd');
  const endNotes = useNotes(afterEnd.at);
  const name = flowSlot(flow, 'name');
  const turn = (policy: Policy) => {
    const next =
      policy === 'say'
        ? {
            policy,
            message: {
              kind: 'text' as const,
              text: wordsFor(locales, {
                en: 'Thank you for writing. Write “help” to see what I can do.',
                fr: 'Merci de votre message. Écrivez « aide » pour voir ce que je sais faire.',
              }),
              suggestions: [],
            },
          }
        : { policy };
    afterEnd.put(next, inspectorWords('afterEnd'), null);
  };
  return (
    <>
      <h2 className="visually-hidden">{say('flowSettings')}</h2>
      <div className={form.head}>
        <Field label={say('flowName')}>
          {(control) => (
            <Input
              {...control}
              value={flow.name}
              maxLength={120}
              dir="auto"
              disabled={readOnly}
              onChange={(text) =>
                name.put(text === '' ? ' ' : text.replace(/^ (?=\S)/, ''), inspectorWords('flowName'))
              }
            />
          )}
        </Field>
        <TextField label={inspectorWords('flowDescription')} slot={flowSlot(flow, 'description')} optional />
        <Field label={say('sector')}>
          {(control) => (
            <Select
              {...control}
              value={flow.sector ?? ''}
              disabled={readOnly}
              options={[
                { value: '', label: say('sectorNone') },
                ...(flow.sector === undefined || SECTORS.includes(flow.sector)
                  ? SECTORS
                  : [...SECTORS, flow.sector]
                ).map((value) => ({ value, label: sectorName(value) })),
              ]}
              onChange={(sector) =>
                flowSlot(flow, 'sector').put(
                  sector === '' ? undefined : sector,
                  inspectorWords('sector'),
                  null,
                )
              }
            />
          )}
        </Field>
      </div>
      <LanguagesEditor slot={flowSlot(flow, 'locales')} />
      <TriggersEditor slot={flowSlot(flow, 'triggers')} />
      <VariablesEditor flow={flow} />
      <Section id="settings" title={say('settings')} open={false} summary={flow.settings.timezone}>
        <Field label={say('defaultTraffic')}>
          {(control) => (
            <Select
              {...control}
              value={flow.settings.traffic}
              disabled={readOnly}
              options={TRAFFIC_TYPES.map((value) => ({ value, label: say(value) }))}
              onChange={(value) =>
                part(settings, 'traffic').put(value as TrafficType, inspectorWords('traffic'), null)
              }
            />
          )}
        </Field>
        <StepSelect
          label={inspectorWords('personStep')}
          none={say('personPlain')}
          slot={part(settings, 'person')}
        />
        <TextField
          label={inspectorWords('help')}
          help={say('helpHelp')}
          slot={part(settings, 'help')}
          optional
          max={LIMITS.text}
        />
        <DurationField
          label={say('gather')}
          value={flow.settings.gather}
          optional
          placeholder={say('gatherOff')}
          unit="s"
          units={['s', 'm']}
          disabled={readOnly}
          onChange={(gather) => part(settings, 'gather').put(gather, inspectorWords('gather'))}
        />
        <Field label={say('afterEnd')} error={endNotes.error} warning={endNotes.warning}>
          {(control) => (
            <Select
              {...control}
              value={afterEnd.value.policy}
              disabled={readOnly}
              options={POLICIES.map((value) => ({ value, label: say(`end-${value}` as InspectorKey) }))}
              onChange={turn}
            />
          )}
        </Field>
        {afterEnd.value.policy === 'say' ? (
          <Composer slot={part(narrowed(afterEnd, afterEnd.value), 'message')} label={say('endMessage')} />
        ) : null}
        <CheckedInput
          label={say('timezone')}
          value={flow.settings.timezone}
          list="zones"
          late
          disabled={readOnly}
          check={(zone) => (isTimezone(zone) ? undefined : say('timezoneBad'))}
          onChange={(zone) => part(settings, 'timezone').put(zone, inspectorWords('timezone'), null)}
        />
        <datalist id="zones" lang={locale}>
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </Section>
      <HoursSection slot={part(settings, 'hours')} />
    </>
  );
}
