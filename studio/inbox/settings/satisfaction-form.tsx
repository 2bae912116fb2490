/** Whether customers are asked how it was, and when. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SatisfactionSettings } from '../../../server/contract/inbox-work.ts';
import { useFlows } from '../../api/flows.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { useMay } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useAct } from '../use-act.ts';
import { readSatisfaction, saveSatisfaction } from '../work-requests.ts';
import css from './form.module.css';
import { readCount } from './list-text.ts';
import { settingsTexts } from './settings-texts.ts';

const KEY = ['inbox', 'satisfaction'] as const;
const MINUTE = 60_000;
const DAY = 86_400_000;

export function SatisfactionForm() {
  const say = useTexts(settingsTexts);
  const problemText = useProblemText();
  const { data, error, refetch } = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => readSatisfaction(signal),
  });
  if (data) return <Form key={JSON.stringify(data)} settings={data} />;
  return error ? (
    <Problem title={say('loadFailed')} detail={problemText(error)} onRetry={() => refetch()} />
  ) : (
    <div className={css.page} aria-busy="true">
      <Skeleton height="120px" />
    </div>
  );
}

function Form({ settings }: { settings: SatisfactionSettings }) {
  const say = useTexts(settingsTexts);
  const client = useQueryClient();
  const mayWrite = useMay('queues.write');
  const { data: flows = [] } = useFlows({ quiet: true });
  const { run, busy } = useAct();
  const [on, setOn] = useState(settings.on);
  const [flow, setFlow] = useState(settings.flow);
  const [after, setAfter] = useState(String(Math.round(settings.after / MINUTE)));
  const [again, setAgain] = useState(String(Math.round(settings.again / DAY)));
  const save = () =>
    run(async () => {
      const minutes = after.trim() === '0' ? 0 : (readCount(after) ?? 0);
      const days = again.trim() === '0' ? 0 : (readCount(again) ?? 0);
      const next = await saveSatisfaction({ on, flow, after: minutes * MINUTE, again: days * DAY });
      client.setQueryData(KEY, next);
    }, say('saved'));
  return (
    <div className={`${css.page} ${css.form}`}>
      <Switch
        label={say('satisfactionOn')}
        hint={say('satisfactionHint')}
        checked={on}
        disabled={!mayWrite}
        onChange={setOn}
      />
      <Field label={say('satisfactionFlow')}>
        {(control) => (
          <Select
            {...control}
            value={flow}
            disabled={!mayWrite}
            options={[
              // It is made once it is first switched on.
              ...(flows.some(({ id }) => id === flow)
                ? []
                : [{ value: flow, label: flow === 'satisfaction' ? say('satisfactionShipped') : flow }]),
              ...flows
                .filter(({ archived, published }) => !archived && published > 0)
                .map(({ id, name }) => ({ value: id, label: name })),
            ]}
            onChange={setFlow}
          />
        )}
      </Field>
      <div className={css.pair}>
        <Field label={say('satisfactionAfter')}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              maxLength={4}
              disabled={!mayWrite}
              value={after}
              onChange={(typed) => setAfter(typed.replace(/\D/g, ''))}
            />
          )}
        </Field>
        <Field label={say('satisfactionAgain')}>
          {(control) => (
            <Input
              {...control}
              inputMode="numeric"
              maxLength={3}
              disabled={!mayWrite}
              value={again}
              onChange={(typed) => setAgain(typed.replace(/\D/g, ''))}
            />
          )}
        </Field>
      </div>
      {mayWrite ? (
        <p className={css.foot}>
          <Button size="m" look="primary" disabled={busy} onClick={() => void save()}>
            {say('save')}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
