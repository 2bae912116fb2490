/**
 * What sets rules off: read from the lines of a thread, told by alarms of the conversation, and compared with what a rule
 * waits for. Pure: knows no store and no step.
 */
import type { Rule, RuleWhen } from '../contract/inbox-rules.ts';
import { NOTHING } from '../engine/follow.ts';
import type { Alarm, Conversation, StoredMessage, Turn } from '../stores/port.ts';
import { textOfLine } from './row.ts';

/** Something that happened in a conversation, once: `detail` is the queue, the label, the minutes or the score. */
export interface RuleEvent {
  on: RuleWhen['on'];
  detail: string;
  /** Of the line that tells of it; else whatever names it once in its conversation. */
  id: string;
  at: number;
}

/** What the rules that are on wait for. */
export interface Listening {
  on: ReadonlySet<RuleWhen['on']>;
  labels: ReadonlySet<string>;
  minutes: readonly number[];
}

const MINUTE_MS = 60_000;

/** What a line tells of; nothing of what a rule did, or rules would set each other off for ever. */
export function eventsOf({ id, at, direction, content, author, because = [] }: StoredMessage): RuleEvent[] {
  if (direction === 'in') return [{ on: 'heard', detail: '', id, at }];
  if (direction === 'out') {
    if (author?.kind !== 'operator') return [];
    // What can be taken back, or is planned, was said when it leaves.
    const leaves = because.find(({ code }) => code === 'later')?.detail;
    return [{ on: 'replied', detail: '', id, at: leaves === undefined ? at : Date.parse(leaves) || at }];
  }
  if (content.kind !== 'happening' || content.rule) return [];
  const { what, to } = content;
  if (what === 'closed') return [{ on: 'closed', detail: '', id, at }];
  if (what === 'reopened') return [{ on: 'opened', detail: '', id, at }];
  return to && 'queue' in to ? [{ on: 'queued', detail: to.queue, id, at }] : [];
}

export function listeningOf(rules: readonly Rule[]): Listening | undefined {
  const whens = rules.filter(({ on }) => on).map(({ when }) => when);
  if (whens.length === 0) return undefined;
  return {
    on: new Set(whens.map(({ on }) => on)),
    labels: new Set(whens.flatMap((when) => (when.on === 'labelled' ? [when.label] : []))),
    minutes: [...new Set(whens.flatMap((when) => (when.on === 'unanswered' ? [when.minutes] : [])))],
  };
}

/** The alarms by which a commit remembers what the rules have to look at. */
export function ruleAlarms(
  { on, labels, minutes }: Listening,
  { conversation, messages }: Turn,
  before: () => Promise<Conversation | undefined>,
  now: number,
): readonly Alarm[] | Promise<readonly Alarm[]> {
  const { desk, rev, createdAt } = conversation;
  if (desk.blocked) return NOTHING;
  const waits = minutes.flatMap((count) => waitAlarm(conversation, count, now) ?? []);
  if (messages.some(isByRule)) return waits;
  const begun: RuleEvent[] = rev === 0 ? [{ on: 'opened', detail: '', id: 'begun', at: createdAt }] : [];
  const events = [...begun, ...messages.flatMap(eventsOf)];
  const called = [...waits, ...events.filter((event) => on.has(event.on)).map(alarmOf)];
  // Labels come in commits of their own, which say nothing in the thread.
  const watched = messages.length === 0 ? desk.labels.filter((label) => labels.has(label)) : [];
  if (watched.length === 0) return called.length === 0 ? NOTHING : called;
  return before().then((known) => {
    const fresh = watched.filter((label) => !known?.desk.labels.includes(label));
    const added = fresh.map((label) =>
      alarmOf({ on: 'labelled', detail: label, id: String(rev), at: conversation.updatedAt }),
    );
    return [...called, ...added];
  });
}

/** One for each length of time: it moves on with the wait it is for. Undefined where nobody waits, or its time is over. */
export function waitAlarm({ owner, desk }: Conversation, minutes: number, now: number): Alarm | undefined {
  const { waitingSince, status } = desk;
  if (waitingSince === undefined || owner.kind === 'bot' || status === 'closed') return undefined;
  const at = waitingSince + minutes * MINUTE_MS;
  return at > now ? alarmOf({ on: 'unanswered', detail: String(minutes), id: 'wait', at }) : undefined;
}

export function alarmOf({ on, detail, id, at }: RuleEvent): Alarm {
  return { id: `rule:${on}:${encodeURIComponent(detail)}:${encodeURIComponent(id)}`, kind: 'rule', at };
}

/** Undefined for an alarm that tells of nothing of the kind. */
export function eventIn({ id, kind, at }: Alarm): RuleEvent | undefined {
  const [head, on, detail, event] = id.split(':');
  if (kind !== 'rule' || head !== 'rule' || on === undefined || detail === undefined) return undefined;
  return {
    ...{ on: on as RuleEvent['on'], at },
    detail: decodeURIComponent(detail),
    id: decodeURIComponent(event ?? ''),
  };
}

/** `line`: the customer's, where they wrote. */
export function setsOff(when: RuleWhen, { on, detail }: RuleEvent, line: StoredMessage | undefined): boolean {
  if (when.on !== on) return false;
  switch (when.on) {
    case 'heard':
      return when.text === undefined || (line !== undefined && saysOneOf(textOfLine(line) ?? '', when.text));
    case 'queued':
      return when.queue?.includes(detail) ?? true;
    case 'labelled':
      return when.label === detail;
    case 'unanswered':
      return String(when.minutes) === detail;
    case 'rated':
      return Number(detail) <= when.most;
    default:
      return true;
  }
}

/** Whole words and phrases, whatever their capitals and accents; parts of words where a script has no blanks. */
export function saysOneOf(text: string, phrases: readonly string[]): boolean {
  const said = fold(text);
  return phrases.some((phrase) => {
    const sought = fold(phrase);
    if (sought === '') return false;
    if (UNSPACED.test(sought)) return said.includes(sought);
    for (let at = said.indexOf(sought); at >= 0; at = said.indexOf(sought, at + 1)) {
      const [before, after] = [said.slice(0, at), said.slice(at + sought.length)];
      if (!(ENDS_IN_WORD.test(before) && BEGINS_IN_WORD.test(sought)) && !joins(sought, after)) return true;
    }
    return false;
  });
}

const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;
const ENDS_IN_WORD = /[\p{L}\p{N}]$/u;
const BEGINS_IN_WORD = /^[\p{L}\p{N}]/u;

function joins(one: string, other: string): boolean {
  return ENDS_IN_WORD.test(one) && BEGINS_IN_WORD.test(other);
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}

function isByRule({ content }: StoredMessage): boolean {
  return content.kind === 'happening' && content.rule !== undefined;
}
