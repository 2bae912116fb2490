/** When a step goes on though nobody answered: after a time, or at or around a moment the conversation knows. */
import { toMs } from '../../../flows/duration.ts';
import { setAt } from '../../../flows/edit/set-at.ts';
import type { Timeout } from '../../../flows/nodes/shape.ts';
import { afterOpenTime, OFFICE_WEEK } from '../../../flows/opening-hours.ts';
import { useDocument } from '../../document/store.ts';
import { useEditing } from '../../message/editing.ts';
import { useNotes } from '../../message/note-of.ts';
import { narrowed, part, type Slot } from '../../message/slot.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale, useRegion } from '../../ui/i18n.ts';
import { useMinute } from '../../ui/minute.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { dayAndTime, spanWords } from '../words.ts';
import { editFlow } from './document-slots.ts';
import { DurationField } from './duration-field.tsx';
import { readSpan, writeSpan } from './duration-text.ts';
import css from './form.module.css';
import { inspectorWords, useInspectorTexts } from './inspector-texts.ts';
import { openSection, Section } from './section.tsx';
import { TargetField } from './target-field.tsx';
import { ValueField } from './value-field.tsx';

type At = Extract<Timeout, { at: string }>;
type After = Extract<Timeout, { after: string }>;

/** The timeout of a question, which it may go without. */
export function TimeoutSection({ id, slot }: { id: string; slot: Slot<Timeout | undefined> }) {
  const say = useInspectorTexts();
  const locale = useLocale();
  const { readOnly } = useEditing();
  const { value } = slot;
  const summary =
    value === undefined ? say('timeoutOff') : 'after' in value ? spanWords(value, locale) : value.at;
  return (
    <Section id="timeout" title={say('timeout')} open={false} summary={summary}>
      <Switch
        label={say('timeoutOn')}
        checked={value !== undefined}
        disabled={readOnly}
        onChange={(on) => slot.put(on ? { after: '1h' } : undefined, inspectorWords('timeout'), null)}
      />
      {value ? (
        <>
          <TimeoutFields slot={narrowed<Timeout | undefined, Timeout>(slot, value)} />
          <TargetField node={id} exit="timeout" name={say('onward')} at={`${slot.at}.to`} />
        </>
      ) : null}
    </Section>
  );
}

export function TimeoutFields({ slot }: { slot: Slot<Timeout> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const to = value.to === undefined ? {} : { to: value.to };
  return (
    <>
      <Segmented
        label={say('waitUntil')}
        labelHidden
        value={'after' in value ? 'after' : 'at'}
        disabled={readOnly}
        options={[
          { value: 'after', label: say('timeoutAfter') },
          { value: 'at', label: say('timeoutAt') },
        ]}
        onChange={(kind) =>
          slot.put(
            kind === 'after' ? { after: '1h', ...to } : { at: '', ...to },
            inspectorWords('timeout'),
            null,
          )
        }
      />
      {'after' in value ? (
        <AfterFields slot={narrowed<Timeout, After>(slot, value)} />
      ) : (
        <MomentFields slot={narrowed<Timeout, At>(slot, value)} />
      )}
    </>
  );
}

function AfterFields({ slot }: { slot: Slot<After> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const { value } = slot;
  const notes = useNotes(`${slot.at}.after`);
  const counted = useNotes(`${slot.at}.inOpeningHours`);
  return (
    <>
      <DurationField
        label={say('after')}
        value={value.after}
        unit="h"
        disabled={readOnly}
        error={notes.error}
        warning={notes.warning}
        onChange={(after) => after && part(slot, 'after').put(after, inspectorWords('timeout'))}
      />
      <Switch
        label={say('inOpeningHours')}
        hint={say('inOpeningHoursHint')}
        checked={value.inOpeningHours === true}
        disabled={readOnly}
        onChange={(on) =>
          part(slot, 'inOpeningHours').put(on || undefined, inspectorWords('inOpeningHours'), null)
        }
      />
      {value.inOpeningHours ? <Fires after={value.after} fault={counted.error} /> : null}
    </>
  );
}

/** When it would go on if nobody answered from now on; or what is missing to say it. */
function Fires({ after, fault }: { after: string; fault: string | undefined }) {
  const say = useInspectorTexts();
  const region = useRegion();
  const { readOnly } = useEditing();
  const now = useMinute();
  const hours = useDocument(({ flow }) => flow.settings.hours);
  const timezone = useDocument(({ flow }) => flow.settings.timezone);
  const begin = () => {
    if (!hours) {
      editFlow(inspectorWords('openingHours'), (flow) =>
        setAt(flow, ['settings', 'hours'], { week: OFFICE_WEEK, exceptions: [] }),
      );
    }
    openSection('hours');
    useDocument.getState().select([]);
  };
  const span = toMs(after);
  return (
    <div className={css.tight}>
      {hours && !fault && span > 0 ? (
        <p className={css.note}>
          {say('firesAt', {
            from: dayAndTime(now, now, timezone, region),
            to: dayAndTime(afterOpenTime({ ...hours, timezone }, span, now), now, timezone, region),
          })}
        </p>
      ) : (
        <p className={css.error}>{hours ? fault : say('hoursMissing')}</p>
      )}
      {readOnly ? null : (
        <Button size="s" look="quiet" className={css.flush} onClick={begin}>
          {say(hours ? 'changeHours' : 'setHours')}
        </Button>
      )}
    </div>
  );
}

function MomentFields({ slot }: { slot: Slot<At> }) {
  const say = useInspectorTexts();
  const { readOnly } = useEditing();
  const offset = part(slot, 'offset');
  const span = offset.value === undefined ? undefined : readSpan(offset.value);
  const side = span === undefined ? 'none' : span.back ? 'before' : 'after';
  return (
    <>
      <ValueField
        label={inspectorWords('momentIs')}
        help={say('momentHelp')}
        slot={part(slot, 'at')}
        code
        placeholder="{{slot.start}}"
      />
      <Field label={say('offset')}>
        {(control) => (
          <Select
            {...control}
            value={side}
            disabled={readOnly}
            options={[
              { value: 'none', label: say('offsetNone') },
              { value: 'before', label: say('offsetBefore') },
              { value: 'after', label: say('offsetAfter') },
            ]}
            onChange={(next) =>
              offset.put(
                next === 'none'
                  ? undefined
                  : writeSpan({ count: 24, unit: 'h', ...span, back: next === 'before' }),
                inspectorWords('offset'),
                null,
              )
            }
          />
        )}
      </Field>
      {span ? (
        <DurationField
          label={say('offset')}
          labelHidden
          value={writeSpan({ ...span, back: false })}
          disabled={readOnly}
          onChange={(next) => {
            const read = next === undefined ? undefined : readSpan(next);
            if (read) offset.put(writeSpan({ ...read, back: span.back }), inspectorWords('offset'));
          }}
        />
      ) : null}
    </>
  );
}
