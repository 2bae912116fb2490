/** Sets up one queue: who takes from it, when it is open, and what happens when nobody can. */
import { useState } from 'react';
import type { Otherwise, QueueState } from '../../../server/contract/inbox.ts';
import { queueBodySchema } from '../../../server/contract/inbox.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { saveQueue } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import css from './form.module.css';
import { HoursFields } from './hours-fields.tsx';
import { hoursText, readHours } from './hours-text.ts';
import { listText, readCount, readLanguages, readList } from './list-text.ts';
import { settingsTexts } from './settings-texts.ts';

interface Props {
  queue: QueueState | undefined;
  queues: readonly QueueState[];
  onSaved: () => void;
  onClose: () => void;
}

export function QueueDialog({ queue, queues, onSaved, onClose }: Props) {
  const say = useTexts(settingsTexts);
  const locale = useLocale();
  const { run, busy } = useAct();
  const [id, setId] = useState(queue?.id ?? '');
  const [name, setName] = useState(queue?.name ?? '');
  const [skills, setSkills] = useState(listText(queue?.skills ?? []));
  const [languages, setLanguages] = useState(listText(queue?.languages ?? []));
  const [topics, setTopics] = useState(listText(queue?.topics ?? []));
  const [mode, setMode] = useState(queue?.offer.mode ?? 'offer');
  const [seconds, setSeconds] = useState(String(queue?.offer.seconds ?? 30));
  const [sticky, setSticky] = useState(queue?.sticky ?? true);
  const [tellWait, setTellWait] = useState(queue?.tellWait ?? false);
  const [idle, setIdle] = useState(queue?.idleMinutes === undefined ? '' : String(queue.idleMinutes));
  const [idleTo, setIdleTo] = useState(queue?.idleTo ?? 'queue');
  const [over, setOver] = useState(queue?.overflow === undefined ? '' : String(queue.overflow.afterMinutes));
  const [overTo, setOverTo] = useState<Otherwise>(queue?.overflow?.otherwise ?? { to: 'wait' });
  const [closedTo, setClosedTo] = useState<Otherwise>(queue?.closed ?? { to: 'wait' });
  const [hasHours, setHasHours] = useState(queue?.hours !== undefined);
  const [hours, setHours] = useState(() =>
    hoursText(queue?.hours, Intl.DateTimeFormat().resolvedOptions().timeZone),
  );
  const [byRcs, setByRcs] = useState(String(queue?.weight.rbm ?? 1));
  const [bySms, setBySms] = useState(String(queue?.weight.sms ?? 1));
  const [tried, setTried] = useState(false);
  const isId = /^[a-z0-9][a-z0-9_-]{0,63}$/.test(id);
  const spoken = readLanguages(languages);
  const others = queues.filter((one) => one.id !== id).map((one) => ({ value: one.id, label: one.name }));

  const save = async () => {
    setTried(true);
    const [offerSeconds, idleMinutes, overMinutes] = [seconds, idle, over].map(readCount);
    const open = hasHours ? readHours(hours, queue?.hours) : undefined;
    if (!isId || name.trim() === '' || !spoken || (hasHours && !open)) return;
    if (!isWeight(byRcs) || !isWeight(bySms)) return;
    const body = queueBodySchema.safeParse({
      name: name.trim(),
      skills: readList(skills),
      languages: spoken,
      topics: readList(topics),
      ...(open ? { hours: open } : {}),
      offer: { mode, seconds: offerSeconds ?? 30 },
      weight: { ...queue?.weight, rbm: Number(byRcs), sms: Number(bySms) },
      sticky,
      tellWait,
      ...(idleMinutes === undefined ? {} : { idleMinutes }),
      idleTo,
      ...(overMinutes === undefined ? {} : { overflow: { afterMinutes: overMinutes, otherwise: overTo } }),
      closed: closedTo,
    });
    if (!body.success) return;
    if (!(await run(() => saveQueue(id, body.data), say('saved')))) return;
    onSaved();
    onClose();
  };
  const count = (
    label: 'offerSeconds' | 'idleMinutes' | 'overflowMinutes',
    text: string,
    put: (t: string) => void,
  ) => (
    <Field label={say(label)} help={label === 'offerSeconds' ? undefined : say('idleHelp')}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          maxLength={5}
          value={text}
          onChange={(typed) => put(typed.replace(/\D/g, ''))}
        />
      )}
    </Field>
  );
  const weight = (label: 'weightRcs' | 'weightSms', text: string, put: (t: string) => void) => (
    <Field label={say(label)} error={isWeight(text) ? undefined : say('weightBad')}>
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          maxLength={2}
          value={text}
          onChange={(typed) => put(typed.replace(/\D/g, ''))}
        />
      )}
    </Field>
  );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('queue')}
      size="l"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy} onClick={() => void save()}>
            {say('save')}
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <div className={css.pair}>
          <Field
            label={say('name')}
            required
            error={tried && name.trim() === '' ? say('needsName') : undefined}
          >
            {(control) => <Input {...control} value={name} maxLength={80} onChange={setName} />}
          </Field>
          <Field
            label={say('queueId')}
            required
            help={say('queueIdHelp')}
            error={tried && !isId ? say('queueIdBad') : undefined}
          >
            {(control) => (
              <Input
                {...control}
                value={id}
                readOnly={queue !== undefined}
                maxLength={64}
                onChange={(typed) => setId(typed.toLowerCase().replace(/\s+/g, '-'))}
              />
            )}
          </Field>
        </div>
        <div className={css.pair}>
          <Field label={say('skills')} help={say('skillsHelp')}>
            {(control) => <Input {...control} value={skills} onChange={setSkills} />}
          </Field>
          <Field
            label={say('languages')}
            help={say('languagesHelp')}
            error={spoken ? undefined : say('languagesBad')}
          >
            {(control) => <Input {...control} value={languages} onChange={setLanguages} />}
          </Field>
        </div>
        <Field label={say('topics')} help={say('topicsHelp')}>
          {(control) => <Input {...control} value={topics} onChange={setTopics} />}
        </Field>
        <div className={css.pair}>
          <Field label={say('offerMode')}>
            {(control) => (
              <Select
                {...control}
                value={mode}
                options={(['offer', 'assign', 'pull'] as const).map((value) => ({
                  value,
                  label: say(value),
                }))}
                onChange={setMode}
              />
            )}
          </Field>
          {mode === 'offer' ? count('offerSeconds', seconds, setSeconds) : null}
        </div>
        <fieldset className={css.steps}>
          <legend>{say('weights')}</legend>
          <p className={css.help}>{say('weightsHelp')}</p>
          <div className={css.pair}>
            {weight('weightRcs', byRcs, setByRcs)}
            {weight('weightSms', bySms, setBySms)}
          </div>
        </fieldset>
        <Switch label={say('sticky')} checked={sticky} onChange={setSticky} />
        <Switch label={say('tellWait')} checked={tellWait} onChange={setTellWait} />
        <div className={css.pair}>
          {count('idleMinutes', idle, setIdle)}
          <Field label={say('idleTo')}>
            {(control) => (
              <Select
                {...control}
                value={idleTo}
                options={[
                  { value: 'queue', label: say('toQueue') },
                  { value: 'bot', label: say('toBot') },
                ]}
                onChange={setIdleTo}
              />
            )}
          </Field>
        </div>
        <div className={css.pair}>
          {count('overflowMinutes', over, setOver)}
          <OtherwiseFields label={say('overflowTo')} value={overTo} queues={others} onChange={setOverTo} />
        </div>
        <Switch
          label={say('hasHours')}
          hint={say('hasHoursHint')}
          checked={hasHours}
          onChange={setHasHours}
        />
        {hasHours ? (
          <>
            <HoursFields value={hours} onChange={setHours} />
            <OtherwiseFields
              label={say('closedTo')}
              value={closedTo}
              queues={others}
              locale={locale}
              onChange={setClosedTo}
            />
          </>
        ) : null}
      </div>
    </Dialog>
  );
}

function isWeight(text: string): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) <= 10;
}

interface OtherwiseProps {
  label: string;
  value: Otherwise;
  queues: readonly { value: string; label: string }[];
  locale?: string;
  onChange: (value: Otherwise) => void;
}

function OtherwiseFields({ label, value, queues, locale = 'en', onChange }: OtherwiseProps) {
  const say = useTexts(settingsTexts);
  const first = queues[0]?.value;
  const turn = (to: Otherwise['to']) => {
    if (to === 'queue') onChange({ to, queue: first ?? 'default' });
    else if (to === 'message') onChange({ to, text: { [locale]: '' } });
    else onChange({ to });
  };
  return (
    <div className={css.group}>
      <Field label={label}>
        {(control) => (
          <Select
            {...control}
            value={value.to}
            options={[
              { value: 'wait', label: say('otherwiseWait') },
              { value: 'bot', label: say('otherwiseBot') },
              { value: 'queue', label: say('otherwiseQueue'), disabled: first === undefined },
              { value: 'message', label: say('otherwiseMessage') },
            ]}
            onChange={turn}
          />
        )}
      </Field>
      {value.to === 'queue' ? (
        <Field label={say('otherQueue')}>
          {(control) => (
            <Select
              {...control}
              value={value.queue}
              options={queues}
              onChange={(queue) => onChange({ to: 'queue', queue })}
            />
          )}
        </Field>
      ) : null}
      {value.to === 'message'
        ? Object.entries({ en: '', fr: '', ...value.text }).map(([language, text]) => (
            <Field key={language} label={`${say('otherwiseText')} (${language})`}>
              {(control) => (
                <TextArea
                  {...control}
                  lang={language}
                  minRows={1}
                  maxLength={2000}
                  value={text}
                  onChange={(typed) => {
                    const { [language]: _old, ...rest } = value.text;
                    onChange({
                      to: 'message',
                      text: typed.trim() === '' ? rest : { ...rest, [language]: typed },
                    });
                  }}
                />
              )}
            </Field>
          ))
        : null}
    </div>
  );
}
