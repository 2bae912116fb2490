/** The macros: several steps that are done to a conversation by one click. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowUp, Plus, X } from 'lucide-react';
import { useState } from 'react';
import type { Priority } from '../../../server/contract/inbox-list.ts';
import { PRIORITIES } from '../../../server/contract/inbox-words.ts';
import type { Macro } from '../../../server/contract/inbox-work.ts';
import { useMay } from '../../api/session.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { useTexts } from '../../ui/i18n.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import { useStepText } from '../conversation/macro-dialog.tsx';
import { useAct } from '../use-act.ts';
import { useOperators, useQueues, useTeamNames } from '../use-team.ts';
import { CANNED_KEY, MACROS_KEY, useLabels, useMacros } from '../use-work.ts';
import { createMacro, listCanned, type MacroBody, removeMacro, saveMacro } from '../work-requests.ts';
import css from './form.module.css';
import { SettingList } from './setting-list.tsx';
import { settingsTexts } from './settings-texts.ts';

type Step = MacroBody['steps'][number];
/** What a step is, as it is chosen; labels come in two. */
type StepKind =
  | 'reply'
  | 'note'
  | 'label'
  | 'unlabel'
  | 'priority'
  | 'assign'
  | 'follow'
  | 'snooze'
  | 'close'
  | 'reopen'
  | 'handback';

const HOUR = 3_600_000;
const KINDS = {
  reply: 'stepReply',
  note: 'stepNote',
  label: 'stepLabel',
  unlabel: 'stepUnlabel',
  priority: 'stepPriority',
  assign: 'stepAssign',
  follow: 'stepFollow',
  snooze: 'stepSnooze',
  close: 'stepClose',
  reopen: 'stepReopen',
  handback: 'stepHandback',
} as const satisfies Record<StepKind, string>;

export function MacroSettings() {
  const say = useTexts(settingsTexts);
  const client = useQueryClient();
  const mayShared = useMay('canned.write');
  const stepText = useStepText();
  const { data, error, refetch } = useMacros();
  const [open, setOpen] = useState<Macro | 'new'>();
  const renew = () => void client.invalidateQueries({ queryKey: MACROS_KEY });
  return (
    <>
      <SettingList
        items={data?.map((macro) => ({
          id: macro.id,
          name: macro.name,
          about: macro.steps.map((step) => stepText({ step })).join(' → '),
          marks: (
            <>
              {macro.shortcut ? <code>/{macro.shortcut}</code> : null}
              {macro.shared ? null : <Badge>{say('own')}</Badge>}
            </>
          ),
          ...(!macro.shared || mayShared
            ? { onEdit: () => setOpen(macro), remove: () => removeMacro(macro.id) }
            : {}),
        }))}
        error={error}
        onRetry={() => void refetch()}
        add={say('macroNew')}
        onAdd={() => setOpen('new')}
        emptyTitle={say('macroEmpty')}
        emptyText={say('macroEmptyText')}
        onRemoved={renew}
      />
      {open ? (
        <MacroEditor
          macro={open === 'new' ? undefined : open}
          onSaved={renew}
          onClose={() => setOpen(undefined)}
        />
      ) : null}
    </>
  );
}

interface EditorProps {
  macro: Macro | undefined;
  onSaved: () => void;
  onClose: () => void;
}

function MacroEditor({ macro, onSaved, onClose }: EditorProps) {
  const say = useTexts(settingsTexts);
  const mayShare = useMay('canned.write');
  const { run, busy } = useAct();
  const [name, setName] = useState(macro?.name ?? '');
  const [shortcut, setShortcut] = useState(macro?.shortcut ?? '');
  const [shared, setShared] = useState(macro?.shared ?? mayShare);
  const [steps, setSteps] = useState<{ id: number; step: Step }[]>(() =>
    (macro?.steps ?? []).map((step, id) => ({ id, step })),
  );
  const [tried, setTried] = useState(false);
  const isShortcut = shortcut === '' || /^[a-z0-9][a-z0-9-]{0,29}$/.test(shortcut);
  const whole = steps.length > 0 && steps.every(({ step }) => isWhole(step));
  const put = (id: number, step: Step) => setSteps(steps.map((one) => (one.id === id ? { id, step } : one)));
  const save = async () => {
    setTried(true);
    if (name.trim() === '' || !isShortcut || !whole) return;
    const body: MacroBody = { name: name.trim(), shared, steps: steps.map(({ step }) => step) };
    const kept = shortcut === '' ? body : { ...body, shortcut };
    if (!(await run(() => (macro ? saveMacro(macro.id, kept) : createMacro(kept)), say('saved')))) return;
    onSaved();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={say('macro')}
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
        <Field
          label={say('shortcut')}
          help={say('macroShortcutHelp')}
          error={tried && !isShortcut ? say('shortcutBad') : undefined}
        >
          {(control) => (
            <Input
              {...control}
              value={shortcut}
              maxLength={30}
              onChange={(typed) => setShortcut(typed.toLowerCase().replace(/\s+/g, '-'))}
            />
          )}
        </Field>
        <fieldset className={css.steps}>
          <legend>{say('steps')}</legend>
          {steps.map(({ id, step }, place) => (
            <div key={id} className={css.step}>
              <Select
                aria-label={`${say('steps')} ${place + 1}`}
                value={kindOf(step)}
                options={(Object.keys(KINDS) as StepKind[]).map((kind) => ({
                  value: kind,
                  label: say(KINDS[kind]),
                }))}
                onChange={(kind) => put(id, blankStep(kind))}
              />
              <StepFields step={step} onChange={(next) => put(id, next)} />
              <IconButton
                label={say('stepUp')}
                icon={<ArrowUp size={15} aria-hidden />}
                disabled={place === 0}
                onClick={() => {
                  const next = [...steps];
                  next.splice(place - 1, 0, ...next.splice(place, 1));
                  setSteps(next);
                }}
              />
              <IconButton
                label={say('removeStep')}
                icon={<X size={15} aria-hidden />}
                onClick={() => setSteps(steps.filter((one) => one.id !== id))}
              />
            </div>
          ))}
          {tried && !whole ? (
            <p className={css.error} role="alert">
              {say('needsSteps')}
            </p>
          ) : null}
          <p>
            <Button
              size="s"
              disabled={steps.length >= 10}
              onClick={() =>
                setSteps([
                  ...steps,
                  { id: Math.max(-1, ...steps.map((one) => one.id)) + 1, step: blankStep('label') },
                ])
              }
            >
              <Plus size={14} aria-hidden />
              {say('addStep')}
            </Button>
          </p>
        </fieldset>
        {mayShare ? (
          <Switch label={say('shared')} hint={say('sharedHint')} checked={shared} onChange={setShared} />
        ) : null}
      </div>
    </Dialog>
  );
}

function StepFields({ step, onChange }: { step: Step; onChange: (step: Step) => void }) {
  const say = useTexts(settingsTexts);
  const names = useTeamNames();
  const { data: queues = [] } = useQueues();
  const { data: operators = [] } = useOperators();
  const { data: labels = [] } = useLabels();
  const { data: canned = [] } = useQuery({
    queryKey: CANNED_KEY,
    queryFn: async ({ signal }) => (await listCanned({}, signal)).items,
  });
  switch (step.kind) {
    case 'reply':
      return (
        <Select
          aria-label={say('stepReply')}
          value={step.canned}
          options={[
            ...(step.canned === '' ? [{ value: '', label: say('none') }] : []),
            ...canned.map(({ id, title }) => ({ value: id, label: title })),
          ]}
          onChange={(id) => onChange({ kind: 'reply', canned: id })}
        />
      );
    case 'note':
      return (
        <Input
          aria-label={say('stepNote')}
          value={step.text}
          maxLength={5000}
          onChange={(text) => onChange({ kind: 'note', text })}
        />
      );
    case 'labels': {
      const takes = (step.remove?.length ?? 0) > 0;
      const value = (takes ? step.remove : step.add)?.[0] ?? '';
      return (
        <Select
          aria-label={say(takes ? 'stepUnlabel' : 'stepLabel')}
          value={value.trim()}
          options={[
            ...(value.trim() === '' ? [{ value: '', label: say('none') }] : []),
            ...labels.map(({ name }) => ({ value: name, label: name })),
          ]}
          onChange={(name) =>
            onChange({ kind: 'labels', add: takes ? [] : [name], remove: takes ? [name] : [] })
          }
        />
      );
    }
    case 'priority':
      return (
        <Select<Priority>
          aria-label={say('stepPriority')}
          value={step.priority}
          options={PRIORITIES.map((value) => ({ value, label: say(value) }))}
          onChange={(priority) => onChange({ kind: 'priority', priority })}
        />
      );
    case 'assign': {
      const value = 'queue' in step.to ? `queue:${step.to.queue}` : `operator:${step.to.operator}`;
      return (
        <Select
          aria-label={say('stepAssign')}
          value={isChosen(step) ? value : ''}
          options={[
            ...(isChosen(step) ? [] : [{ value: '', label: say('none') }]),
            ...queues.map(({ id }) => ({
              value: `queue:${id}`,
              label: names.queue(id),
              group: say('tabQueues'),
            })),
            ...operators.map(({ id, name }) => ({
              value: `operator:${id}`,
              label: name,
              group: say('tabOperators'),
            })),
          ]}
          onChange={(chosen) => {
            const id = chosen.slice(chosen.indexOf(':') + 1);
            onChange({ kind: 'assign', to: chosen.startsWith('queue:') ? { queue: id } : { operator: id } });
          }}
        />
      );
    }
    case 'snooze-for':
      return (
        <Select
          aria-label={say('stepSnooze')}
          value={String(step.ms / HOUR)}
          options={[
            { value: '1', label: say('hourOne') },
            ...[4, 12].map((count) => ({ value: String(count), label: say('hours', { count }) })),
            { value: '24', label: say('dayOne') },
            ...[2, 7, 30].map((count) => ({ value: String(count * 24), label: say('days', { count }) })),
          ]}
          onChange={(hours) => onChange({ kind: 'snooze-for', ms: Number(hours) * HOUR })}
        />
      );
    default:
      return <span />;
  }
}

function isChosen({ to }: Extract<Step, { kind: 'assign' }>): boolean {
  return ('queue' in to ? to.queue : to.operator) !== '';
}

function blankStep(kind: StepKind): Step {
  switch (kind) {
    case 'reply':
      return { kind: 'reply', canned: '' };
    case 'note':
      return { kind: 'note', text: '' };
    case 'label':
      return { kind: 'labels', add: [''], remove: [] };
    case 'unlabel':
      // A blank stands for the label that is to be chosen.
      return { kind: 'labels', add: [], remove: [' '] };
    case 'priority':
      return { kind: 'priority', priority: 'high' };
    case 'snooze':
      return { kind: 'snooze-for', ms: 24 * HOUR };
    case 'assign':
      return { kind: 'assign', to: { queue: '' } };
    case 'follow':
      return { kind: 'follow', on: true };
    case 'close':
      return { kind: 'close' };
    case 'reopen':
      return { kind: 'reopen' };
    case 'handback':
      return { kind: 'handback' };
  }
}

function kindOf(step: Step): StepKind {
  switch (step.kind) {
    case 'labels':
      return (step.remove?.length ?? 0) > 0 ? 'unlabel' : 'label';
    case 'snooze-for':
    case 'snooze':
      return 'snooze';
    case 'reply':
    case 'note':
    case 'priority':
    case 'assign':
    case 'follow':
    case 'reopen':
    case 'handback':
      return step.kind;
    default:
      return 'close';
  }
}

function isWhole(step: Step): boolean {
  if (step.kind === 'reply') return step.canned !== '';
  if (step.kind === 'note') return step.text.trim() !== '';
  if (step.kind === 'assign') return isChosen(step);
  if (step.kind === 'labels')
    return [...(step.add ?? []), ...(step.remove ?? [])].every((name) => name.trim());
  return true;
}
