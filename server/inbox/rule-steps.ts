/**
 * What the steps of a rule make of a conversation, one after the other until one is refused: the same for a rule that runs
 * and for one that is only tried. Goes by the protocol of ownership. Pure: knows no store.
 */
import type { Message } from '../../flows/message.ts';
import type { Rule, RuleStep, TriedStep } from '../contract/inbox-rules.ts';
import { type DeskRules, timed } from '../engine/desk-rules.ts';
import { type Command, own } from '../engine/ownership.ts';
import type { Conversation, Happening, RuleDeed, StoredMessage } from '../stores/port.ts';

/** What the steps go by beside the conversation. */
export interface RuleWorld {
  now: number;
  /** What set it off was the customer's own doing, which the bot answers by itself where it has the conversation. */
  asked: boolean;
  /** The bot has said something to it. */
  told: boolean;
  /** Another rule has said something to the same. */
  answered: boolean;
  /** The newest lines of the thread. */
  lines: readonly StoredMessage[];
  rules: DeskRules;
  queue(id: string): boolean;
  /** Those who can be given conversations. */
  operators: ReadonlySet<string>;
  /** Everybody's canned replies that the steps name, filled in. */
  replies: ReadonlyMap<string, { title: string; message: Message }>;
}

export interface RuleDone {
  conversation: Conversation;
  /** What happened to it, for its thread: in the name of the rule. Empty where nothing did. */
  facts: Happening[];
  said?: Message;
  /** Each step that was begun. */
  steps: TriedStep[];
  refused?: NonNullable<Happening['refused']>;
  /** Who has it, or where it lies, is another matter now. */
  moved: boolean;
}

type Done = {
  conversation: Conversation;
  facts?: Happening[];
  deed?: RuleDeed;
  note?: string;
  said?: Message;
};
type Refused = { code: string; detail: string };

const MOST_LABELS = 30;
/** Who commands where nobody has it: a supervisor set the rule up, and it may what they may. */
const NOBODY = '$rules';

export function doSteps(
  start: Conversation,
  { id, name, steps }: Pick<Rule, 'id' | 'name' | 'steps'>,
  world: RuleWorld,
): RuleDone {
  const rule = { id, name };
  const facts: Happening[] = [];
  const did: RuleDeed[] = [];
  const notes: string[] = [];
  const tried: TriedStep[] = [];
  let conversation = start;
  let said: Message | undefined;
  let refused: RuleDone['refused'];
  for (const step of steps) {
    const done = doStep(conversation, rule, step, {
      ...world,
      answered: world.answered || said !== undefined,
    });
    if (done === undefined) tried.push({ step: step.kind, outcome: 'nothing' });
    else if ('code' in done) {
      refused = { step: step.kind, ...done };
      tried.push({ step: step.kind, outcome: 'refused', ...done });
      break;
    } else {
      tried.push({ step: step.kind, outcome: 'done' });
      conversation = done.conversation;
      // It speaks for itself: nobody of the team did it.
      for (const { by: _by, ...fact } of done.facts ?? []) facts.push({ ...fact, rule });
      if (done.deed) did.push(done.deed);
      if (done.note !== undefined) notes.push(done.note);
      said ??= done.said;
    }
  }
  const moved = facts.length > 0;
  if (did.length > 0 || notes.length > 0 || refused) {
    facts.push({
      ...{ kind: 'happening', what: 'ruled', rule },
      ...(did.length > 0 ? { did } : {}),
      ...(notes.length > 0 ? { note: notes.join('\n') } : {}),
      ...(refused ? { refused } : {}),
    });
  }
  return {
    ...{ conversation, facts, steps: tried, moved },
    ...(said ? { said } : {}),
    ...(refused ? { refused } : {}),
  };
}

/** Undefined where there is nothing left to do. */
function doStep(
  conversation: Conversation,
  rule: { id: string },
  step: RuleStep,
  world: RuleWorld,
): Done | Refused | undefined {
  const { desk, owner } = conversation;
  if (desk.blocked) return { code: 'blocked', detail: 'This contact is blocked.' };
  switch (step.kind) {
    case 'labels': {
      const add = step.add.filter((label) => !desk.labels.includes(label) && !step.remove.includes(label));
      const remove = step.remove.filter((label) => desk.labels.includes(label));
      if (add.length + remove.length === 0) return undefined;
      const labels = [...new Set([...desk.labels.filter((label) => !remove.includes(label)), ...add])];
      if (labels.length > MOST_LABELS)
        return { code: 'too_many_labels', detail: `A conversation has at most ${MOST_LABELS} labels.` };
      return {
        conversation: { ...conversation, desk: { ...desk, labels } },
        deed: { kind: 'labels', add, remove },
      };
    }
    case 'priority': {
      const { priority } = step;
      if (desk.priority === priority) return undefined;
      return {
        conversation: { ...conversation, desk: { ...desk, priority } },
        deed: { kind: 'priority', priority },
      };
    }
    case 'note':
      return { conversation, note: step.text };
    case 'reply':
      return reply(conversation, rule, step.canned, world);
    case 'assign': {
      const { to } = step;
      if ('queue' in to) {
        if (!world.queue(to.queue))
          return { code: 'no_queue', detail: 'This queue does not exist any more.' };
        if (owner.kind === 'queue' && owner.queue === to.queue) return undefined;
        return given(conversation, { kind: 'give', by: byOf(conversation), to }, world);
      }
      if (!world.operators.has(to.operator))
        return { code: 'no_operator', detail: 'This person cannot be given conversations.' };
      return given(conversation, { kind: 'give', by: byOf(conversation), to }, world);
    }
    case 'snooze-for': {
      const until = world.now + step.ms;
      if (desk.status === 'snoozed' && desk.until !== undefined && desk.until >= until) return undefined;
      return decided(conversation, { kind: 'snooze', by: byOf(conversation), until }, world);
    }
    case 'close': {
      if (desk.status === 'closed') return undefined;
      // With it the flow goes on, which is more than a rule decides.
      if (desk.handBack)
        return { code: 'planned_handback', detail: 'It goes back to the bot when a person closes it.' };
      const { disposition } = step;
      return decided(
        conversation,
        { kind: 'close', by: byOf(conversation), ...(disposition === undefined ? {} : { disposition }) },
        world,
      );
    }
  }
}

/** Said only where nobody else answers: not the bot, not an operator, not another rule, and not this one again. */
function reply(
  conversation: Conversation,
  rule: { id: string },
  canned: string,
  { asked, told, answered, lines, replies }: RuleWorld,
): Done | Refused | undefined {
  const { owner, optedOut, run } = conversation;
  const filled = replies.get(canned);
  if (!filled)
    return { code: 'no_reply', detail: 'This canned reply does not exist, or is not everybody’s.' };
  if (optedOut) return { code: 'contact_opted_out', detail: 'This person asked for no more messages.' };
  if (owner.kind === 'operator')
    return { code: 'operator_answers', detail: 'An operator has this conversation.' };
  if (told || (owner.kind === 'bot' && (asked || run?.snapshot.status === 'active')))
    return { code: 'bot_answers', detail: 'The bot answers here.' };
  if (answered) return { code: 'answered', detail: 'Another rule has answered already.' };
  const since = owner.kind === 'bot' ? lastTurned(lines) : (owner.at ?? owner.since);
  const again = lines.some(
    ({ at, content }) =>
      at >= since &&
      content.kind === 'happening' &&
      content.rule?.id === rule.id &&
      content.did?.some(({ kind }) => kind === 'reply'),
  );
  if (again) return undefined;
  return { conversation, said: filled.message, deed: { kind: 'reply', title: filled.title } };
}

/** When people gave it back to the bot last. */
function lastTurned(lines: readonly StoredMessage[]): number {
  const turned = lines.findLast(
    ({ content }) =>
      content.kind === 'happening' && (content.what === 'closed' || content.what === 'handed-back'),
  );
  return turned?.at ?? 0;
}

function decided(
  conversation: Conversation,
  command: Command,
  { rules, now }: RuleWorld,
): Done | Refused | undefined {
  const answer = own(conversation, timed(rules, conversation, command, now), now);
  if ('refused' in answer) return { code: answer.refused, detail: answer.detail };
  return answer.state === conversation ? undefined : { conversation: answer.state, facts: answer.facts };
}

/** A rule interrupts nobody: what the bot has begun to say still leaves, as where a flow hands it to people. */
function given(conversation: Conversation, command: Command, world: RuleWorld): Done | Refused | undefined {
  const done = decided(conversation, command, world);
  if (!done || 'code' in done || conversation.owner.kind !== 'bot') return done;
  return { ...done, conversation: { ...done.conversation, floor: conversation.floor } };
}

/** In the name of who has it: what they have said and is about to leave still leaves, unless somebody speaks beside them. */
function byOf({ owner }: Conversation): { operator: string; assigns: true } {
  const alone = owner.kind === 'operator' && !owner.joined?.length;
  return { operator: alone ? owner.operator : NOBODY, assigns: true };
}
