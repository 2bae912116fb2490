/** The operators: what each can do and how much at once. */
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Operator } from '../../../server/contract/inbox.ts';
import { useMay } from '../../api/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useLocale, useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { awayWords } from '../away-reason.ts';
import { saveOperator } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import { OPERATORS_KEY, useOperators, useQueues, useTeamNames } from '../use-team.ts';
import css from './form.module.css';
import { listText, readLanguages, readList } from './list-text.ts';
import { SettingList } from './setting-list.tsx';
import { settingsTexts } from './settings-texts.ts';

const STATUSES = { online: 'statusOnline', busy: 'statusBusy', away: 'statusAway' } as const;

export function OperatorSettings() {
  const say = useTexts(settingsTexts);
  const locale = useLocale();
  const client = useQueryClient();
  const mayWrite = useMay('queues.write');
  const { data, error, refetch } = useOperators();
  const [open, setOpen] = useState<Operator>();
  return (
    <>
      <SettingList
        items={data?.map((operator) => {
          const { id, name, status, reason, load, capacity, skills, languages } = operator;
          return {
            id,
            name,
            about: [say('loadOf', { load, capacity }), ...skills, ...languages].join(' · '),
            marks: (
              <Badge dot tone={status === 'online' ? 'good' : status === 'busy' ? 'warn' : 'neutral'}>
                {reason === undefined ? say(STATUSES[status]) : awayWords(reason, locale)}
              </Badge>
            ),
            ...(mayWrite ? { onEdit: () => setOpen(operator) } : {}),
          };
        })}
        error={error}
        onRetry={() => void refetch()}
        emptyTitle={say('operatorsEmpty')}
        emptyText={say('operatorsEmptyText')}
        onRemoved={() => undefined}
      />
      {open ? (
        <OperatorDialog
          operator={open}
          onSaved={() => void client.invalidateQueries({ queryKey: OPERATORS_KEY })}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  );
}

function OperatorDialog({
  operator,
  onSaved,
  onClose,
}: {
  operator: Operator;
  onSaved: () => void;
  onClose: () => void;
}) {
  const say = useTexts(settingsTexts);
  const { run, busy } = useAct();
  const { data: queues = [] } = useQueues();
  const names = useTeamNames();
  const [skills, setSkills] = useState(listText(operator.skills));
  const [languages, setLanguages] = useState(listText(operator.languages));
  const [capacity, setCapacity] = useState(String(operator.capacity));
  const [takes, setTakes] = useState<readonly string[] | undefined>(operator.queues);
  const spoken = readLanguages(languages);
  const units = Number(capacity);
  const isUnits = /^\d{1,3}$/.test(capacity) && units <= 100;
  const save = async () => {
    if (!spoken || !isUnits) return;
    const done = await run(
      () =>
        saveOperator(operator.id, {
          skills: readList(skills),
          languages: spoken,
          capacity: units,
          ...(takes === undefined ? {} : { queues: [...takes] }),
        }),
      say('saved'),
    );
    if (!done) return;
    onSaved();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={operator.name}
      size="m"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy || !spoken || !isUnits} onClick={() => void save()}>
            {say('save')}
          </Button>
        </>
      }
    >
      <div className={css.form}>
        <Field label={say('capacity')} help={say('capacityHelp')}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              maxLength={3}
              value={capacity}
              onChange={(typed) => setCapacity(typed.replace(/\D/g, ''))}
            />
          )}
        </Field>
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
        <fieldset className={css.checks}>
          <legend>{say('takesFrom')}</legend>
          <label className={css.check}>
            <input
              type="checkbox"
              checked={takes === undefined}
              onChange={(event) => setTakes(event.target.checked ? undefined : [])}
            />
            {say('allQueues')}
          </label>
          {takes === undefined
            ? null
            : queues.map(({ id }) => (
                <label key={id} className={css.check}>
                  <input
                    type="checkbox"
                    checked={takes.includes(id)}
                    onChange={(event) =>
                      setTakes(event.target.checked ? [...takes, id] : takes.filter((one) => one !== id))
                    }
                  />
                  <bdi>{names.queue(id)}</bdi>
                </label>
              ))}
        </fieldset>
      </div>
    </Dialog>
  );
}
