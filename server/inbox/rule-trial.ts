/**
 * A rule on trial: in which conversations of the last days it would have run, and what each step would come to in them as
 * they are now. Changes nothing. Knows the stores by their ports.
 */
import { setImmediate as breathe } from 'node:timers/promises';
import type { Row } from '../contract/inbox-list.ts';
import type { Rule, Tried } from '../contract/inbox-rules.ts';
import type { Condition, InboxStore } from '../stores/inbox-port.ts';
import type { Conversation, ConversationStore, RecordStore, StoredMessage } from '../stores/port.ts';
import { conditionsOf } from './filter.ts';
import { RATING } from './panel.ts';
import { eventsOf, type RuleEvent, setsOff } from './rule-events.ts';
import { doSteps } from './rule-steps.ts';
import type { ReadRuleWorld } from './rule-world.ts';
import type { RuleBody } from './rules.ts';

export type RuleTrial = (rule: RuleBody, days: number) => Promise<Tried>;

export interface RuleTrialDeps {
  workspace: string;
  conversations: Pick<ConversationStore, 'get' | 'thread'>;
  records: RecordStore;
  index: Pick<InboxStore<Row>, 'query'>;
  world: ReadRuleWorld;
  now(): number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Conversations that are looked at, the newest first. */
const MOST = 500;
const PAGE = 50;
const LINES = 200;
const SHOWN = 50;
/** Who has it and what is due need no rule's name before it is saved. */
const UNSAVED = 'unsaved';

export function createRuleTrial(deps: RuleTrialDeps): RuleTrial {
  const { workspace, conversations, records, index } = deps;

  return async (body, days) => {
    const now = deps.now();
    const from = now - days * DAY_MS;
    const rule: Rule = { ...body, id: UNSAVED, by: '', updatedAt: now };
    const conditions: Condition[] = [...conditionsOf(rule.and, ''), { field: 'at', from }];
    const tried: Tried = { looked: 0, matched: 0, more: false, items: [] };
    let cursor: string | undefined;
    do {
      const page = await index.query(workspace, conditions, 'newest', {
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      for (const row of page.items) {
        const found = await look(row.id, rule, from, now);
        tried.looked += 1;
        if (!found) continue;
        tried.matched += 1;
        if (tried.items.length >= SHOWN) continue;
        const { conversation, lines, event } = found;
        const world = await deps.world([rule], conversation, lines, event);
        const { steps } = doSteps(conversation, rule, world);
        tried.items.push({
          ...{ id: row.id, phone: row.phone, at: event.at, steps },
          ...(row.name === undefined ? {} : { name: row.name }),
        });
      }
      cursor = page.cursor;
      await breathe();
    } while (cursor !== undefined && tried.looked < MOST);
    return { ...tried, more: cursor !== undefined };
  };

  /** When it would have run last since then; undefined for never. */
  async function look(
    id: string,
    rule: Rule,
    from: number,
    now: number,
  ): Promise<{ conversation: Conversation; lines: StoredMessage[]; event: RuleEvent } | undefined> {
    const conversation = await conversations.get(workspace, id);
    if (!conversation || conversation.desk.blocked) return undefined;
    const { items: lines } = await conversations.thread(workspace, id, { limit: LINES });
    const event = await last(conversation, lines, rule, from, now);
    return event && { conversation, lines, event };
  }

  async function last(
    conversation: Conversation,
    lines: readonly StoredMessage[],
    { when }: Rule,
    from: number,
    now: number,
  ): Promise<RuleEvent | undefined> {
    const { id, createdAt, updatedAt, desk } = conversation;
    switch (when.on) {
      case 'labelled':
        // When a label was added is not kept: it counts where it is.
        return desk.labels.includes(when.label) ? eventAt('labelled', when.label, updatedAt) : undefined;
      case 'unanswered': {
        const waited = waitsIn(lines, conversation, now).findLast(
          ({ since, until }) => until >= from && until - since >= when.minutes * MINUTE_MS,
        );
        return waited && eventAt('unanswered', '', waited.since + when.minutes * MINUTE_MS);
      }
      case 'rated': {
        const { items } = await records.list<{ at: number; score: number }>(workspace, RATING, {
          ...{ limit: 20, prefix: `${id}/`, reverse: true },
        });
        const rating = items.find(({ data }) => data.at >= from && data.score <= when.most);
        return rating && eventAt('rated', '', rating.data.at);
      }
      default: {
        const events = lines
          .filter(({ state }) => state !== 'withheld')
          .flatMap((line) => eventsOf(line).map((event) => ({ event, line })));
        const found = events.findLast(
          ({ event, line }) => event.at >= from && event.at <= now && setsOff(when, event, line),
        );
        if (found) return found.event;
        return when.on === 'opened' && createdAt >= from ? eventAt('opened', '', createdAt) : undefined;
      }
    }
  }
}

/** The times a customer waited for a person, as far as the thread tells; the last one may still last. */
function waitsIn(
  lines: readonly StoredMessage[],
  { owner, desk }: Conversation,
  now: number,
): { since: number; until: number }[] {
  const waits: { since: number; until: number }[] = [];
  let withPeople = false;
  let since: number | undefined;
  const end = (until: number) => {
    if (since !== undefined) waits.push({ since, until });
    since = undefined;
  };
  for (const { at, direction, content, author, state } of lines) {
    if (content.kind === 'happening') {
      const toBot = (content.to && 'bot' in content.to) || BACK.has(content.what);
      if (toBot) {
        end(at);
        withPeople = false;
      } else if (content.to || content.what === 'taken') {
        withPeople = true;
        if (content.what === 'handed-off') since ??= at;
      }
    } else if (direction === 'in' && withPeople) since ??= at;
    else if (author?.kind === 'operator' && state !== 'withheld') end(at);
  }
  if (owner.kind !== 'bot' && desk.waitingSince !== undefined) {
    since = desk.waitingSince;
    end(now);
  }
  return waits;
}

const BACK: ReadonlySet<string> = new Set(['handed-back', 'closed', 'blocked']);

function eventAt(on: RuleEvent['on'], detail: string, at: number): RuleEvent {
  return { on, detail, id: '', at };
}
