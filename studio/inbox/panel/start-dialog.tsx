/** Starts a published flow with a customer, with what the flow is to be given; says before who will have them. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Flow } from '../../../flows/flow.ts';
import { inputsOf } from '../../../flows/inputs.ts';
import type { Row } from '../../../server/contract/inbox-list.ts';
import { useFlows } from '../../api/flows.ts';
import { useProblemText } from '../../api/problem-text.ts';
import { request } from '../../api/request.ts';
import { useMay, useSession } from '../../api/session.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useRegion, useTexts } from '../../ui/i18n.ts';
import { Problem } from '../../ui/problem.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useOnceKey } from '../composer/use-once-key.ts';
import form from '../dialog-form.module.css';
import { startFlow } from '../inbox-requests.ts';
import { useAct } from '../use-act.ts';
import { useTeamNames } from '../use-team.ts';
import { FlowInputs } from './flow-inputs.tsx';
import { panelTexts } from './panel-texts.ts';
import { isWritable, readInput, writtenInput } from './read-input.ts';

export function StartDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const say = useTexts(panelTexts);
  const region = useRegion();
  const problemText = useProblemText();
  const { data: flows = [] } = useFlows();
  const { run, busy } = useAct();
  const keyOf = useOnceKey();
  const { held, text } = useOwnerText(row);
  const [chosen, setChosen] = useState('');
  const [typed, setTyped] = useState<Record<string, Record<string, string>>>({});
  const published = flows.filter((one) => one.published > 0 && !one.archived);
  const flow = published.find(({ id }) => id === chosen) ?? published[0];
  const asked = useInputs(flow?.id, flow?.published);
  const fields = asked.data ?? [];
  const writable = fields.filter(isWritable);
  const words = flow ? (typed[flow.id] ?? {}) : {};
  const read = writable.map((field) => ({
    field,
    got: readInput(field, words[field.name] ?? writtenInput(field)),
  }));
  const list = new Intl.ListFormat(region);
  const missing = read.filter(({ got }) => got.is === 'missing').map(({ field }) => field.label);
  const elsewhere = fields
    .filter((field) => !isWritable(field) && field.default === undefined)
    .map(({ label }) => label);
  const ready = asked.data !== undefined && read.every(({ got }) => got.is === 'value' || got.is === 'left');
  const start = async () => {
    if (!flow) return;
    const variables = Object.fromEntries(
      read.flatMap(({ field, got }) => (got.is === 'value' ? [[field.name, got.value]] : [])),
    );
    const wish = { flow: flow.id, variables };
    if (await run(() => startFlow(row.id, { ...wish, key: keyOf(wish) }), say('started'))) onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('startTitle')}
      description={text}
      size="s"
      footer={
        <>
          <Button size="m" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button size="m" look="primary" disabled={busy || held || !ready} onClick={() => void start()}>
            {say('startDo')}
          </Button>
        </>
      }
    >
      {held ? null : flow === undefined ? (
        <p>{say('noFlows')}</p>
      ) : (
        <div className={form.form}>
          <Field label={say('startFlow')}>
            {(control) => (
              <Select
                {...control}
                value={flow.id}
                options={published.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={setChosen}
              />
            )}
          </Field>
          {asked.isError ? (
            <Problem
              inline
              title={say('startFailed')}
              detail={problemText(asked.error)}
              onRetry={() => void asked.refetch()}
            />
          ) : asked.isPending ? (
            <div aria-busy="true">
              <p className="visually-hidden" role="status">
                {say('startLoading')}
              </p>
              <Skeleton height="40px" />
            </div>
          ) : (
            <>
              <FlowInputs
                key={flow.id}
                fields={writable}
                typed={words}
                onType={(name, next) =>
                  setTyped((before) => ({ ...before, [flow.id]: { ...before[flow.id], [name]: next } }))
                }
              />
              {elsewhere.length > 0 ? (
                <p className={form.note}>{say('startElsewhere', { names: list.format(elsewhere) })}</p>
              ) : null}
              {missing.length > 0 ? (
                <p className={form.note} role="status">
                  {say('startNeeded', { names: list.format(missing) })}
                </p>
              ) : null}
            </>
          )}
        </div>
      )}
    </Dialog>
  );
}

/** Of the version that is live, which is the one that starts. */
function useInputs(id: string | undefined, version: number | undefined) {
  return useQuery({
    queryKey: ['inbox', 'flow-inputs', id, version],
    queryFn: async ({ signal }) => {
      const { document } = await request<{ document: Flow }>(
        `/flows/${encodeURIComponent(id ?? '')}/versions/${version}`,
        { signal },
      );
      return inputsOf(document);
    },
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** What becomes of whoever has the conversation now; `held`: nothing, it may not begin. */
function useOwnerText({ blocked, owner }: Row): { held: boolean; text: string } {
  const say = useTexts(panelTexts);
  const team = useTeamNames();
  const me = useSession((session) => session.me?.id);
  const mayAssign = useMay('conversations.assign');
  if (blocked) return { held: true, text: say('startBlocked') };
  if (owner.kind === 'bot') return { held: false, text: say('startText') };
  if (owner.kind === 'queue') return { held: false, text: say('startQueued') };
  if (owner.operator === me) return { held: false, text: say('startMine') };
  const name = team.operator(owner.operator);
  return mayAssign
    ? { held: false, text: say('startTaken', { name }) }
    : { held: true, text: say('startOthers', { name }) };
}
