/** When a conversation that came from no queue leaves an operator who does not answer. Knows no queue. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { IdleRule } from '../../../server/contract/inbox.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { readIdle, saveIdle } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import css from './form.module.css';
import { readCount } from './list-text.ts';
import { settingsTexts } from './settings-texts.ts';

const KEY = ['inbox', 'idle'] as const;
const MOST = 10_080;

export function IdleForm() {
  const say = useTexts(settingsTexts);
  const problemText = useProblemText();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => readIdle(signal),
  });
  if (data) return <Form key={JSON.stringify(data)} rule={data} />;
  return error ? (
    <Problem title={say('loadFailed')} detail={problemText(error)} onRetry={() => refetch()} />
  ) : (
    <div className={css.page} aria-busy="true">
      <Skeleton height="120px" />
    </div>
  );
}

function Form({ rule }: { rule: IdleRule }) {
  const say = useTexts(settingsTexts);
  const client = useQueryClient();
  const mayWrite = useMay('queues.write');
  const { run, busy } = useAct();
  const [typed, setTyped] = useState(rule.minutes === null ? '' : String(rule.minutes));
  const [to, setTo] = useState(rule.to);
  const minutes = typed.trim() === '' ? null : readCount(typed);
  const bad = minutes === undefined || (minutes !== null && minutes > MOST);
  const save = () =>
    run(async () => {
      client.setQueryData(KEY, await saveIdle({ minutes: minutes ?? null, to }));
    }, say('saved'));
  return (
    <section className={`${css.page} ${css.form}`} aria-label={say('idleTitle')}>
      <div className={css.intro}>
        <h2>{say('idleTitle')}</h2>
        <p className={css.help}>{say('idleLead')}</p>
      </div>
      <div className={css.pair}>
        <Field
          label={say('idleAfter')}
          help={say('idleHelp')}
          error={bad ? say('idleBad', { most: MOST }) : undefined}
        >
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              maxLength={5}
              disabled={!mayWrite}
              value={typed}
              onChange={(next) => setTyped(next.replace(/\D/g, ''))}
            />
          )}
        </Field>
        <Field label={say('idleTo')}>
          {(control) => (
            <Select
              {...control}
              value={to}
              disabled={!mayWrite}
              options={[
                { value: 'bot', label: say('toBot') },
                { value: 'queue', label: say('toQueue') },
              ]}
              onChange={setTo}
            />
          )}
        </Field>
      </div>
      {mayWrite ? (
        <p className={css.foot}>
          <Button size="m" look="primary" disabled={busy || bad} onClick={() => void save()}>
            {say('save')}
          </Button>
        </p>
      ) : null}
    </section>
  );
}
