/** What the steps of rules go by in a conversation as it stands: who may be given it, and what may be said. Changes nothing. */
import type { Message } from '../../flows/message.ts';
import type { Clock } from '../clock.ts';
import type { Rule } from '../contract/inbox-rules.ts';
import type { DeskRules } from '../engine/desk-rules.ts';
import type { Conversation, StoredMessage } from '../stores/port.ts';
import type { RuleEvent } from './rule-events.ts';
import type { RuleWorld } from './rule-steps.ts';

export type ReadRuleWorld = (
  rules: readonly Pick<Rule, 'steps'>[],
  conversation: Conversation,
  lines: readonly StoredMessage[],
  event: RuleEvent,
) => Promise<RuleWorld>;

export interface RuleWorldDeps {
  deskRules: DeskRules;
  clock: Clock;
  queue(id: string): boolean;
  /** Whether somebody can be given conversations. */
  takes(operator: string): Promise<boolean>;
  /** One of everybody's canned replies, filled in; undefined where it is gone. */
  fill(canned: string, conversation: Conversation): Promise<{ title: string; message: Message } | undefined>;
}

/** The author of what rules say. */
export const RULE_SPEAKER = '$rule';
/** What the customer does, and the bot answers by itself where it has the conversation. */
const ASKED: ReadonlySet<RuleEvent['on']> = new Set(['heard', 'opened']);

export function createRuleWorld(deps: RuleWorldDeps): ReadRuleWorld {
  return async (
    all: readonly Pick<Rule, 'steps'>[],
    conversation: Conversation,
    lines: readonly StoredMessage[],
    event: RuleEvent,
  ) => {
    const steps = all.flatMap((rule) => rule.steps);
    const named = new Set(
      steps.flatMap((step) => (step.kind === 'assign' && 'operator' in step.to ? [step.to.operator] : [])),
    );
    const canned = new Set(steps.flatMap((step) => (step.kind === 'reply' ? [step.canned] : [])));
    const [operators, replies] = await Promise.all([
      Promise.all([...named].map(async (id) => ((await deps.takes(id)) ? [id] : []))),
      Promise.all(
        [...canned].map(async (id) => {
          const filled = await deps.fill(id, conversation);
          return filled ? [[id, filled] as const] : [];
        }),
      ),
    ]);
    return {
      now: deps.clock.now(),
      asked: ASKED.has(event.on),
      told: ASKED.has(event.on) && isTold(lines, event),
      answered: false,
      lines,
      rules: deps.deskRules,
      queue: deps.queue,
      operators: new Set(operators.flat()),
      replies: new Map(replies.flat()),
    };
  };
}

/** Whether the bot has said something since, beside what rules say. */
function isTold(lines: readonly StoredMessage[], { id, at }: RuleEvent): boolean {
  const place = lines.findIndex((line) => line.id === id);
  return lines.some(
    (line, n) =>
      line.author?.kind === 'bot' &&
      line.author.node !== RULE_SPEAKER &&
      line.state !== 'withheld' &&
      (place < 0 ? line.at >= at : n > place),
  );
}
