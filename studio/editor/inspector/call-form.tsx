/** Service: what is asked, what it is given, what is remembered of the answer, and where failures lead. */
import type { CallNode } from '../../../flows/nodes/call.ts';
import { serviceName } from '../../../flows/service-names.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import { part } from '../../message/slot.ts';
import { Field } from '../../ui/field.tsx';
import { useLocale } from '../../ui/i18n.ts';
import { Problem } from '../../ui/problem.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { operationSentence } from '../service-words.ts';
import { durationWords } from '../words.ts';
import { CallFailures } from './call-failures.tsx';
import { CallResult } from './call-result.tsx';
import { DurationField } from './duration-field.tsx';
import css from './form.module.css';
import type { FormProps } from './form-props.ts';
import { HttpInput } from './http-input.tsx';
import { HttpTry } from './http-try.tsx';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { Section } from './section.tsx';
import { ServiceInput } from './service-input.tsx';
import { type ServiceSheets, useServices } from './services.ts';

export function CallForm({ id, slot }: FormProps<'call'>) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const { data: services, isError, refetch } = useServices();
  const { value } = slot;
  const sheet = services && own(services, value.service);
  const operation = sheet && own(sheet.operations, value.operation);
  const isHttp = value.service === 'http';
  const timeout = part(slot, 'timeout');
  return (
    <>
      <Section id="service" title={say('service')} summary={serviceName(value.service, locale)}>
        {isError ? <Problem inline title={say('serviceFailed')} onRetry={() => void refetch()} /> : null}
        {services === undefined && !isError ? (
          <div aria-busy="true" className={css.stack}>
            <span className="visually-hidden">{say('serviceLoading')}</span>
            <Skeleton height="34px" />
            <Skeleton height="34px" />
          </div>
        ) : null}
        {services ? <ServiceChoice slot={slot} services={services} /> : null}
        {operation && sheet && Object.keys(sheet.operations).length < 2 ? (
          <p className={css.note}>
            {operationSentence(value.service, value.operation, operation.summary, locale)}
          </p>
        ) : null}
      </Section>
      <Section id="inputs" title={say('inputs')}>
        {isHttp ? (
          <HttpInput slot={part(slot, 'input')} />
        ) : (
          <ServiceInput
            slot={part(slot, 'input')}
            schema={operation?.input}
            of={`${value.service}.${value.operation}`}
          />
        )}
      </Section>
      <CallResult slot={slot} />
      {isHttp ? <HttpTry slot={slot} /> : null}
      <CallFailures
        id={id}
        slot={part(slot, 'on')}
        known={operation?.failures ?? {}}
        service={value.service}
        node={slot.at}
      />
      <Section
        id="call-timeout"
        title={say('callTimeout')}
        open={false}
        summary={durationWords(value.timeout, locale)}
      >
        <DurationField
          label={say('callTimeout')}
          value={value.timeout}
          unit="s"
          units={['s', 'm']}
          disabled={readOnly}
          onChange={(next) => next && timeout.put(next, inspectorWords('callTimeout'))}
        />
      </Section>
    </>
  );
}

function ServiceChoice({ slot, services }: { slot: FormProps<'call'>['slot']; services: ServiceSheets }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const { value } = slot;
  const notes = useNotes(`${slot.at}.service`);
  const operationNotes = useNotes(`${slot.at}.operation`);
  const sheet = own(services, value.service);
  const turn = (service: string, operation: string) => {
    const next: CallNode = { ...slot.value, service, operation };
    const schema = own(services, service)?.operations[operation]?.input;
    const known = Object.keys(schema?.properties ?? {});
    // What the other operation is given too is kept.
    const input = Object.fromEntries(Object.entries(value.input).filter(([name]) => known.includes(name)));
    const { sample: _, ...rest } = next;
    slot.put(
      { ...rest, input: service === 'http' ? { method: 'GET', url: 'https://', ...input } : input, pick: {} },
      inspectorWords('service'),
      null,
    );
  };
  return (
    <>
      <Field
        label={say('service')}
        labelHidden
        error={notes.error ?? (sheet ? undefined : say('serviceUnknown'))}
        warning={notes.warning}
      >
        {(control) => (
          <Select
            {...control}
            value={value.service}
            disabled={readOnly}
            options={Object.keys(services).map((name) => ({ value: name, label: serviceName(name, locale) }))}
            onChange={(name) => turn(name, Object.keys(services[name]?.operations ?? {})[0] ?? '')}
          />
        )}
      </Field>
      {sheet && Object.keys(sheet.operations).length > 1 ? (
        <Field label={say('operation')} error={operationNotes.error} warning={operationNotes.warning}>
          {(control) => (
            <Select
              {...control}
              value={value.operation}
              disabled={readOnly}
              options={Object.entries(sheet.operations).map(([name, { summary }]) => ({
                value: name,
                label: operationSentence(value.service, name, summary, locale),
              }))}
              onChange={(name) => turn(value.service, name)}
            />
          )}
        </Field>
      ) : null}
    </>
  );
}

function own<T>(table: Record<string, T>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
