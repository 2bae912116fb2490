/**
 * What a list shows of a conversation, made from the conversation and the lines that are new in it, on top of what was
 * shown before. Pure: knows no store and no clock.
 */
import { type Card, type Message, type Suggestion, suggestionsOf } from '../../flows/message.ts';
import type { LastLine, Row } from '../contract/inbox-list.ts';
import { plannedFor, spokenAt } from '../engine/planned.ts';
import type { Conversation, Happening, StoredMessage } from '../stores/port.ts';

/** What is known beside the conversation itself. */
export interface RowFacts {
  /** As operators wrote it down; else what the flow asked for is taken. */
  name: string | undefined;
  mentions: readonly string[];
}

const LAST_LENGTH = 160;
/** Variables in which flows keep what somebody is called. */
const NAMES = ['name', 'fullName', 'full_name', 'customerName', 'customer_name', 'firstName', 'first_name'];

/** What came to a thread since a row was made, oldest first: lines that are new, and earlier ones whose state changed. */
export interface NewLines {
  added: readonly StoredMessage[];
  changed: readonly StoredMessage[];
}

/** The row with what is new in it. `seq` is the index's to give. */
export function rowAfter(
  before: Row | undefined,
  conversation: Conversation,
  { added, changed }: NewLines,
  facts: RowFacts = factsIn(before),
): Row {
  const { id, rev, voice, brand, phone, channel, locale, optedOut, owner, desk, run, createdAt } =
    conversation;
  const newest = added.reduce<LastLine | undefined>(lastAfter, before?.last);
  const last = changed.reduce<LastLine | undefined>(lastChanged, newest);
  const name = facts.name ?? nameIn(conversation);
  const active = run?.snapshot.status === 'active' ? run : undefined;
  return {
    id,
    rev,
    seq: before?.seq ?? 0,
    voice,
    brand,
    phone,
    ...(name === undefined ? {} : { name }),
    ...(facts.name === undefined ? {} : { named: true as const }),
    channel,
    locale,
    optedOut,
    owner,
    status: desk.status,
    ...(desk.until === undefined ? {} : { until: desk.until }),
    ...(desk.disposition === undefined ? {} : { disposition: desk.disposition }),
    ...(desk.blocked === undefined ? {} : { blocked: desk.blocked }),
    priority: desk.priority,
    labels: [...desk.labels],
    followers: [...desk.followers],
    mentions: [...facts.mentions],
    unread: unreadAfter(before, conversation, added),
    ...(desk.waitingSince === undefined ? {} : { waitingSince: desk.waitingSince }),
    ...(desk.answeredAt === undefined ? {} : { answeredAt: desk.answeredAt }),
    late: false,
    handBack: desk.handBack !== undefined,
    ...(active ? { flow: active.flow, node: active.snapshot.value } : {}),
    ...(last ? { last } : {}),
    at: last?.at ?? createdAt,
    createdAt,
  };
}

/** A line as one text, for lists and to be searched; undefined for what was not said. */
export function textOfLine({ content }: StoredMessage): string | undefined {
  switch (content.kind) {
    case 'happening':
    case 'location':
      return undefined;
    case 'tap':
      return content.label;
    case 'file':
      return content.file.name;
    default:
      return 'text' in content && content.kind === 'text' && !('suggestions' in content)
        ? content.text
        : wordsOfMessage(content as Message);
  }
}

/** What was known before, where nobody changed it. */
function factsIn(before: Row | undefined): RowFacts {
  return { name: before?.named ? before.name : undefined, mentions: before?.mentions ?? [] };
}

/** Lines of one turn share their time; the later one comes after. */
function lastAfter(before: LastLine | undefined, line: StoredMessage): LastLine | undefined {
  return before && (spokenAt(line) ?? line.at) < before.at ? before : (lastOf(line) ?? before);
}

function lastChanged(before: LastLine | undefined, line: StoredMessage): LastLine | undefined {
  if (before?.id === line.id) return lastOf(line);
  // What was written long ago and left now is the last thing said.
  return plannedFor(line) !== undefined && spokenAt(line) !== undefined ? lastAfter(before, line) : before;
}

/** Undefined for what was not said. */
function lastOf(line: StoredMessage): LastLine | undefined {
  const { id, direction, content, author, channel, state } = line;
  if (direction === 'event' || content.kind === 'happening') return undefined;
  return {
    id,
    at: spokenAt(line) ?? line.at,
    direction,
    kind: content.kind,
    text: cut(leadOf(line)),
    by: direction === 'in' ? 'customer' : author?.kind === 'operator' ? 'operator' : 'bot',
    ...(direction === 'out' && author?.kind === 'operator' ? { operator: author.operator } : {}),
    channel,
    state,
  };
}

/** What a line begins with: of a card its title, without what is on its buttons. */
function leadOf(line: StoredMessage): string {
  const { content } = line;
  if (content.kind === 'card') {
    const { title, description } = content.card;
    return [title, description].filter((part) => part).join(' · ');
  }
  if (content.kind === 'carousel') return content.cards.map(({ title }) => title ?? '').join(' · ');
  if (content.kind === 'media') return content.alt ?? '';
  if (content.kind === 'text') return content.text;
  return textOfLine(line) ?? '';
}

function unreadAfter(
  before: Row | undefined,
  { owner, desk, heardAt }: Conversation,
  lines: readonly StoredMessage[],
): number {
  if (owner.kind === 'bot') return 0;
  const { readTo } = desk;
  if (readTo !== undefined && heardAt !== undefined && readTo >= heardAt) return 0;
  const heard = lines.filter(
    ({ id, direction, at }) =>
      direction === 'in' && at >= Math.max(owner.since, (readTo ?? 0) + 1) && id !== before?.last?.id,
  ).length;
  if (before && before.owner.kind !== 'bot') return before.unread + heard;
  // With the handoff there is something for a person to look at, whoever spoke last.
  return readTo !== undefined && readTo >= owner.since ? heard : Math.max(1, heard);
}

function nameIn({ run }: Conversation): string | undefined {
  const variables = run?.snapshot.vars[''] ?? {};
  for (const one of NAMES) {
    const value = variables[one];
    if (typeof value === 'string' && value.trim() !== '') return value.trim().slice(0, 100);
  }
  return undefined;
}

/** Everything a message says, as a customer reads it. */
export function wordsOfMessage(message: Message): string {
  const said =
    message.kind === 'text'
      ? [message.text]
      : message.kind === 'media'
        ? [message.alt]
        : message.kind === 'card'
          ? cardWords(message.card)
          : message.cards.flatMap(cardWords);
  const labels = suggestionsOf<Suggestion>(message).map(({ label }) => label);
  return [...said, ...labels].filter((part) => part).join(' · ');
}

function cardWords({ title, description, media }: Card): string[] {
  return [title, description, media?.alt].filter((part) => part !== undefined);
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= LAST_LENGTH) return line;
  const short = line.slice(0, LAST_LENGTH - 1);
  return `${/[\ud800-\udbff]$/.test(short) ? short.slice(0, -1) : short}…`;
}

/** Operators a happening speaks of. */
export function operatorsOf({ by, to, end }: Happening): string[] {
  const target = to && 'operator' in to ? [to.operator] : [];
  return [...(by === undefined ? [] : [by]), ...target, ...(end ? [end.operator] : [])];
}
