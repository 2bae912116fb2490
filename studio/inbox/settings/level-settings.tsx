/** The service levels: how soon customers are to be answered, for whom, and on which hours. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Priority } from '../../../server/contract/inbox-list.ts';
import { PRIORITIES } from '../../../server/contract/inbox-words.ts';
import type { Level } from '../../../server/contract/inbox-work.ts';
import { useMay } from '../../api/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useAct } from '../use-act.ts';
import { useQueues, useTeamNames } from '../use-team.ts';
import { LEVELS_KEY } from '../use-work.ts';
import { createLevel, listLevels, removeLevel, saveLevel } from '../work-requests.ts';
import css from './form.module.css';
import { HoursFields } from './hours-fields.tsx';
import { hoursText, readHours } from './hours-text.ts';
import { readCount } from './list-text.ts';
import { SettingList } from './setting-list.tsx';
import { settingsTexts } from './settings-texts.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export function LevelSettings() {
  const say = useTexts(settingsTexts);
  const client = useQueryClient();
  const mayWrite = useMay('queues.write');
  const names = useTeamNames();
  const { data, error, refetch } = useQuery({
    queryKey: LEVELS_KEY,
    queryFn: async ({ signal }): Promise<Level[]> => (await listLevels(signal)).items,
  });
  const [open, setOpen] = useState<Level | 'new'>();
  const renew = () => void client.invalidateQueries({ queryKey: LEVELS_KEY });
  const region = useRegion();
  const minutes = (ms: number) =>
    new Intl.NumberFormat(region, {
      ...{ style: 'unit', unitDisplay: 'short' },
      unit: ms % HOUR === 0 ? 'hour' : 'minute',
    }).format(Math.round(ms / (ms % HOUR === 0 ? HOUR : MINUTE)));
  return (
    <>
      <SettingList
        items={data?.map((level) => {
          const { firstReply, nextReply, resolution } = level.targets;
          return {
            id: level.id,
            name: level.name,
            about: [
              firstReply === undefined
                ? undefined
                : `${say('firstReply').replace(/ \(.*/, '')} ${minutes(firstReply)}`,
              nextReply === undefined
                ? undefined
                : `${say('nextReply').replace(/ \(.*/, '')} ${minutes(nextReply)}`,
              resolution === undefined
                ? undefined
                : `${say('resolution').replace(/ \(.*/, '')} ${minutes(resolution)}`,
            ]
              .filter(Boolean)
              .join(' · '),
            marks: (
              <>
                {(level.when.queue ?? []).map((id) => (
                  <Badge key={id}>{names.queue(id)}</Badge>
                ))}
                {(level.when.priority ?? []).map((priority) => (
                  <Badge key={priority}>{say(priority)}</Badge>
                ))}
              </>
            ),
            ...(mayWrite ? { onEdit: () => setOpen(level), remove: () => removeLevel(level.id) } : {}),
          };
        })}
        error={error}
        onRetry={() => void refetch()}
        {...(mayWrite ? { add: say('levelNew'), onAdd: () => setOpen('new') } : {})}
        emptyTitle={say('levelEmpty')}
        emptyText={say('levelEmptyText')}
        onRemoved={renew}
      />
      {open ? (
        <LevelDialog
          level={open === 'new' ? undefined : open}
          order={Math.min(1000, (data?.length ?? 0) * 10)}
          onSaved={renew}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  );
}

interface DialogProps {
  level: Level | undefined;
  order: number;
  onSaved: () => void;
  onClose: () => void;
}

function LevelDialog({ level, order, onSaved, onClose }: DialogProps) {
  const say = useTexts(settingsTexts);
  const { run, busy } = useAct();
  const names = useTeamNames();
  const { data: queues = [] } = useQueues();
  const amount = (ms: number | undefined, unit: number) =>
    ms === undefined ? '' : String(Math.round(ms / unit));
  const [name, setName] = useState(level?.name ?? '');
  const [first, setFirst] = useState(amount(level?.targets.firstReply, MINUTE));
  const [next, setNext] = useState(amount(level?.targets.nextReply, MINUTE));
  const [solved, setSolved] = useState(amount(level?.targets.resolution, HOUR));
  const [warn, setWarn] = useState(amount(level?.warn ?? 5 * MINUTE, MINUTE));
  const [inQueues, setInQueues] = useState<readonly string[]>(level?.when.queue ?? []);
  const [pressing, setPressing] = useState<readonly Priority[]>(level?.when.priority ?? []);
  const [hasHours, setHasHours] = useState(level?.hours !== undefined);
  const [hours, setHours] = useState(() =>
    hoursText(level?.hours, Intl.DateTimeFormat().resolvedOptions().timeZone),
  );
  const [tried, setTried] = useState(false);
  const hasTarget = [first, next, solved].some((text) => readCount(text) !== undefined);
  const save = async () => {
    setTried(true);
    const open = hasHours ? readHours(hours, level?.hours) : undefined;
    if (name.trim() === '' || !hasTarget || (hasHours && !open)) return;
    const target = (text: string, unit: number) => {
      const count = readCount(text);
      return count === undefined ? undefined : count * unit;
    };
    const { brand, label, channel } = level?.when ?? {};
    const targets = {
      firstReply: target(first, MINUTE),
      nextReply: target(next, MINUTE),
      resolution: target(solved, HOUR),
    };
    const body = {
      name: name.trim(),
      order: level?.order ?? order,
      when: {
        ...(brand ? { brand } : {}),
        ...(label ? { label } : {}),
        ...(channel ? { channel } : {}),
        ...(inQueues.length === 0 ? {} : { queue: [...inQueues] }),
        ...(pressing.length === 0 ? {} : { priority: [...pressing] }),
      },
      targets: Object.fromEntries(Object.entries(targets).filter(([, value]) => value !== undefined)),
      warn: (readCount(warn) ?? 0) * MINUTE,
      ...(open ? { hours: open } : {}),
    };
    if (!(await run(() => (level ? saveLevel(level.id, body) : createLevel(body)), say('saved')))) return;
    onSaved();
    onClose();
  };
  const number = (
    label: 'firstReply' | 'nextReply' | 'resolution' | 'warn',
    text: string,
    put: (t: string) => void,
  ) => (
    <Field
      label={say(label)}
      error={tried && !hasTarget && label === 'firstReply' ? say('needsTarget') : undefined}
    >
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
  const toggled = <T,>(list: readonly T[], one: T, on: boolean) =>
    on ? [...list, one] : list.filter((other) => other !== one);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('level')}
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
        <Field
          label={say('name')}
          required
          error={tried && name.trim() === '' ? say('needsName') : undefined}
        >
          {(control) => <Input {...control} value={name} maxLength={60} onChange={setName} />}
        </Field>
        <div className={css.pair}>
          {number('firstReply', first, setFirst)}
          {number('nextReply', next, setNext)}
          {number('resolution', solved, setSolved)}
          {number('warn', warn, setWarn)}
        </div>
        <fieldset className={css.checks}>
          <legend>{say('forQueues')}</legend>
          {queues.map(({ id }) => (
            <label key={id} className={css.check}>
              <input
                type="checkbox"
                checked={inQueues.includes(id)}
                onChange={(event) => setInQueues(toggled(inQueues, id, event.target.checked))}
              />
              <bdi>{names.queue(id)}</bdi>
            </label>
          ))}
        </fieldset>
        <fieldset className={css.checks}>
          <legend>{say('forPriority')}</legend>
          {PRIORITIES.map((priority) => (
            <label key={priority} className={css.check}>
              <input
                type="checkbox"
                checked={pressing.includes(priority)}
                onChange={(event) => setPressing(toggled(pressing, priority, event.target.checked))}
              />
              {say(priority)}
            </label>
          ))}
        </fieldset>
        <Switch
          label={say('levelHours')}
          hint={say('levelHoursHint')}
          checked={hasHours}
          onChange={setHasHours}
        />
        {hasHours ? <HoursFields value={hours} onChange={setHours} /> : null}
      </div>
    </Dialog>
  );
}
