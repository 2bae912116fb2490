/** The steps of a rule, one below the other, each with what belongs to it. */
import { useQuery } from '@tanstack/react-query';
import { ArrowUp, Plus, X } from 'lucide-react';
import type { Priority } from '../../../server/contract/inbox-list.ts';
import { PRIORITIES } from '../../../server/contract/inbox-words.ts';
import { Button } from '../../ui/button.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { useOperators, useQueues, useTeamNames } from '../use-team.ts';
import { CANNED_KEY, useLabels } from '../use-work.ts';
import { listCanned } from '../work-requests.ts';
import form from './form.module.css';
import css from './rule-dialog.module.css';
import { STEPS, type StepKind, stepKindOf } from './rule-parts.ts';
import type { RuleBody } from './rule-requests.ts';
import { ruleTexts } from './rule-texts.ts';
import { settingsTexts } from './settings-texts.ts';

type Step = RuleBody['steps'][number];

interface Props {
  steps: readonly Step[];
  onChange: (steps: Step[]) => void;
  /** Said only once somebody tried to save it. */
  faulty: boolean;
}

const MOST = 10;

export function RuleSteps({ steps, onChange, faulty }: Props) {
  const say = useTexts(ruleTexts);
  const put = (place: number, step: Step) => onChange(steps.map((one, n) => (n === place ? step : one)));
  const take = (place: number) => onChange(steps.filter((_one, n) => n !== place));
  const earlier = (place: number) => {
    const next = [...steps];
    next.splice(place - 1, 0, ...next.splice(place, 1));
    onChange(next);
  };
  return (
    <fieldset className={form.steps}>
      <legend>{say('doThis')}</legend>
      {steps.map((step, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no other identity, and their fields keep nothing.
        <div key={n} className={css.step}>
          <Select
            aria-label={say('stepPlace', { place: n + 1 })}
            value={stepKindOf(step)}
            options={(Object.keys(STEPS) as StepKind[]).map((kind) => ({ value: kind, label: say(kind) }))}
            onChange={(kind) => put(n, STEPS[kind])}
          />
          <StepFields step={step} onChange={(next) => put(n, next)} />
          <IconButton
            label={say('stepEarlier', { place: n + 1 })}
            icon={<ArrowUp size={15} aria-hidden />}
            disabled={n === 0}
            onClick={() => earlier(n)}
          />
          <IconButton
            label={say('removeStep', { place: n + 1 })}
            icon={<X size={15} aria-hidden />}
            onClick={() => take(n)}
          />
        </div>
      ))}
      {steps.some(({ kind }) => kind === 'reply') ? <p className={form.help}>{say('replyHelp')}</p> : null}
      {faulty ? (
        <p className={form.error} role="alert">
          {say('needsSteps')}
        </p>
      ) : null}
      <p>
        <Button size="s" disabled={steps.length >= MOST} onClick={() => onChange([...steps, STEPS.labels])}>
          <Plus size={14} aria-hidden />
          {say('addStep')}
        </Button>
      </p>
    </fieldset>
  );
}

function StepFields({ step, onChange }: { step: Step; onChange: (step: Step) => void }) {
  const say = useTexts(ruleTexts);
  const settings = useTexts(settingsTexts);
  const names = useTeamNames();
  const { data: labels = [] } = useLabels();
  const { data: queues = [] } = useQueues();
  const { data: operators = [] } = useOperators();
  const { data: canned = [] } = useQuery({
    queryKey: CANNED_KEY,
    queryFn: async ({ signal }) => (await listCanned({}, signal)).items,
  });
  const choice = (
    value: string,
    options: readonly { value: string; label: string }[],
    put: (value: string) => void,
  ) => (
    <Select
      aria-label={say(stepKindOf(step))}
      value={value}
      options={[...(value === '' ? [{ value: '', label: say('choose') }] : []), ...options]}
      onChange={put}
    />
  );
  switch (step.kind) {
    case 'labels': {
      const takes = (step.remove?.length ?? 0) > 0;
      return choice(
        (takes ? step.remove : step.add)?.[0] ?? '',
        labels.map(({ name }) => ({ value: name, label: name })),
        (name) => onChange({ kind: 'labels', add: takes ? [] : [name], remove: takes ? [name] : [] }),
      );
    }
    case 'priority':
      return (
        <Select<Priority>
          aria-label={say('priority')}
          value={step.priority}
          options={PRIORITIES.map((value) => ({ value, label: settings(value) }))}
          onChange={(priority) => onChange({ kind: 'priority', priority })}
        />
      );
    case 'assign':
      return 'queue' in step.to
        ? choice(
            step.to.queue,
            queues.map(({ id }) => ({ value: id, label: names.queue(id) })),
            (queue) => onChange({ kind: 'assign', to: { queue } }),
          )
        : choice(
            step.to.operator,
            operators.map(({ id, name }) => ({ value: id, label: name })),
            (operator) => onChange({ kind: 'assign', to: { operator } }),
          );
    case 'snooze-for':
      return <SnoozeField ms={step.ms} onChange={(ms) => onChange({ kind: 'snooze-for', ms })} />;
    case 'note':
      return (
        <Input
          aria-label={say('note')}
          dir="auto"
          value={step.text}
          maxLength={2000}
          onChange={(text) => onChange({ kind: 'note', text })}
        />
      );
    case 'reply':
      return choice(
        step.canned,
        canned.filter(({ shared }) => shared).map(({ id, title }) => ({ value: id, label: title })),
        (id) => onChange({ kind: 'reply', canned: id }),
      );
    case 'close':
      return <span />;
  }
}

const HOUR = 3_600_000;

function SnoozeField({ ms, onChange }: { ms: number; onChange: (ms: number) => void }) {
  const say = useTexts(ruleTexts);
  const settings = useTexts(settingsTexts);
  return (
    <Select
      aria-label={say('snooze')}
      value={String(ms / HOUR)}
      options={[
        { value: '1', label: settings('hourOne') },
        ...[4, 12].map((count) => ({ value: String(count), label: settings('hours', { count }) })),
        { value: '24', label: settings('dayOne') },
        ...[2, 7, 30].map((count) => ({ value: String(count * 24), label: settings('days', { count }) })),
      ]}
      onChange={(hours) => onChange(Number(hours) * HOUR)}
    />
  );
}
