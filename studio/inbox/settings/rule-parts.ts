/** The parts a rule is put together from, each as it begins, and whether they are filled in. Pure. */
import type { RuleStep, RuleWhen } from '../../../server/contract/inbox-rules.ts';
import type { RuleBody } from './rule-requests.ts';

const DAY = 86_400_000;

/** Everything that can set a rule off, in the order it is offered. */
export const WHENS = {
  opened: { on: 'opened' },
  heard: { on: 'heard' },
  queued: { on: 'queued' },
  replied: { on: 'replied' },
  labelled: { on: 'labelled', label: '' },
  unanswered: { on: 'unanswered', minutes: 30 },
  closed: { on: 'closed' },
  rated: { on: 'rated', most: 2 },
} as const satisfies { [On in RuleWhen['on']]: Extract<RuleBody['when'], { on: On }> };

export type StepKind =
  | 'labels'
  | 'unlabel'
  | 'priority'
  | 'queue'
  | 'operator'
  | 'snooze'
  | 'note'
  | 'reply'
  | 'close';

/** Every kind of step as it begins: a blank stands for what is to be chosen. */
export const STEPS = {
  labels: { kind: 'labels', add: [''], remove: [] },
  unlabel: { kind: 'labels', add: [], remove: [''] },
  priority: { kind: 'priority', priority: 'high' },
  queue: { kind: 'assign', to: { queue: '' } },
  operator: { kind: 'assign', to: { operator: '' } },
  snooze: { kind: 'snooze-for', ms: DAY },
  note: { kind: 'note', text: '' },
  reply: { kind: 'reply', canned: '' },
  close: { kind: 'close' },
} satisfies Record<StepKind, RuleStep>;

export function stepKindOf(step: RuleBody['steps'][number]): StepKind {
  switch (step.kind) {
    case 'labels':
      return (step.remove?.length ?? 0) > 0 ? 'unlabel' : 'labels';
    case 'assign':
      return 'queue' in step.to ? 'queue' : 'operator';
    case 'snooze-for':
      return 'snooze';
    default:
      return step.kind;
  }
}

/** Nothing in it is left to be chosen. */
export function isWholeStep(step: RuleBody['steps'][number]): boolean {
  switch (step.kind) {
    case 'labels':
      return [...(step.add ?? []), ...(step.remove ?? [])].every((name) => name.trim() !== '');
    case 'assign':
      return ('queue' in step.to ? step.to.queue : step.to.operator) !== '';
    case 'note':
      return step.text.trim() !== '';
    case 'reply':
      return step.canned !== '';
    default:
      return true;
  }
}
