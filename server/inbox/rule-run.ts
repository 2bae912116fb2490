/**
 * Runs the rules that an alarm of a conversation calls for. Everything they change is one commit, which takes the alarm away
 * with it: of two processes, and of two attempts after a crash, one finds it. What is counted afterwards is counted under
 * the name of the run. Knows the engine and the store by their ports.
 */
import type { Clock } from '../clock.ts';
import type { Row } from '../contract/inbox-list.ts';
import type { Rule } from '../contract/inbox-rules.ts';
import type { Engine } from '../engine/engine.ts';
import { type Follow, NOTHING } from '../engine/follow.ts';
import { type Change, happeningLines } from '../engine/operator.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { InboxStore } from '../stores/inbox-port.ts';
import type { Alarm, Conversation, Store, StoredMessage } from '../stores/port.ts';
import { conditionsOf, meets } from './filter.ts';
import { rowAfter } from './row.ts';
import { alarmOf, eventIn, type RuleEvent, ruleAlarms, setsOff, waitAlarm } from './rule-events.ts';
import type { RuleFigureStore, RuleRan } from './rule-figures.ts';
import { doSteps, type RuleDone } from './rule-steps.ts';
import { type ReadRuleWorld, RULE_SPEAKER } from './rule-world.ts';
import type { Rules } from './rules.ts';

export interface RuleRun {
  /** For `EngineDeps.follow`. */
  follow: Follow;
  /** For `EngineDeps.ring`; an alarm of another kind it leaves alone. */
  ring(conversation: Conversation, alarm: Alarm): Promise<void>;
  /** A customer was asked how it was, and gave so many of five points. */
  rated(conversation: string, score: number, at: number): Promise<void>;
  /** The rules changed: those who wait for people already are counted for how long. */
  watchWaits(): Promise<void>;
}

export interface RuleRunDeps {
  workspace: string;
  store: Store;
  rules: Rules;
  figures: RuleFigureStore;
  index: Pick<InboxStore<Row>, 'get' | 'query'>;
  judged(row: Row, now: number): Row;
  engine: Pick<Engine, 'change' | 'decide' | 'spoken'>;
  world: ReadRuleWorld;
  clock: Clock;
  newId(): string;
  report: Report;
  /** Puts a run on record before it is done. */
  note(rule: Rule, conversation: string): Promise<void>;
}

const LINES = 100;
const PAGE = 200;
const MOST_PAGES = 20;
/** After a crash, what has run and was not counted is counted by then; a process that lives is faster. */
const COUNTED_BY_MS = 10_000;
const RAN = 'ran:';
const HANDS: ReadonlySet<string> = new Set(['assign', 'close', 'snooze-for']);

interface Ran {
  rule: Rule;
  done: RuleDone;
}

export function createRuleRun(deps: RuleRunDeps): RuleRun {
  const { workspace, store, rules, figures, engine, clock, newId } = deps;

  /** The line of an event that many came after: a planned message, or one that was heard before a long pause. */
  async function older(id: string, event: RuleEvent): Promise<StoredMessage | undefined> {
    if (event.on === 'replied') return store.conversations.message(workspace, event.id);
    let cursor: string | undefined;
    for (let page = 0; event.on === 'heard' && page < MOST_PAGES; page += 1) {
      const { items, cursor: next } = await store.conversations.thread(workspace, id, {
        limit: PAGE,
        ...(cursor === undefined ? {} : { cursor }),
      });
      const found = items.find((line) => line.id === event.id);
      if (found || next === undefined) return found;
      cursor = next;
    }
    return undefined;
  }

  /** What the rules make of it, each on what those before it left. */
  async function runAll(
    listening: readonly Rule[],
    start: Conversation,
    event: RuleEvent,
    now: number,
  ): Promise<{ conversation: Conversation; ran: Ran[]; lines: readonly StoredMessage[] }> {
    const [{ items: lines }, [indexed]] = await Promise.all([
      store.conversations.thread(workspace, start.id, { limit: LINES }),
      deps.index.get(workspace, [start.id]),
    ]);
    const line = lines.find(({ id }) => id === event.id) ?? (await older(start.id, event));
    const ran: Ran[] = [];
    // What was taken back before it left was never said.
    const isSaid = event.on !== 'replied' || (line !== undefined && line.state !== 'withheld');
    const matching = isSaid ? listening.filter((rule) => setsOff(rule.when, event, line)) : [];
    if (matching.length === 0) return { conversation: start, ran, lines };
    const fresh = line && (indexed?.rev ?? -1) < start.rev ? [line] : [];
    const around = await deps.world(matching, start, lines, event);
    let conversation = start;
    let answered = false;
    for (const rule of matching) {
      const row = deps.judged(rowAfter(indexed, conversation, { added: fresh, changed: [] }), now);
      if (!meets(row, conditionsOf(rule.and, ''))) continue;
      const done = doSteps(conversation, rule, { ...around, now, answered });
      conversation = done.conversation;
      answered ||= done.said !== undefined;
      if (done.facts.length > 0) ran.push({ rule, done });
      if (rule.last) break;
    }
    return { conversation, ran, lines };
  }

  /** One that only says why it could not is told once, as long as that is in sight. */
  function isNews({ rule, done }: Ran, lines: readonly StoredMessage[]): boolean {
    const { refused } = done;
    if (didAnything(done) || !refused) return true;
    return !lines.some(
      ({ content }) =>
        content.kind === 'happening' &&
        content.rule?.id === rule.id &&
        content.refused?.code === refused.code,
    );
  }

  async function run(id: string, alarm: Alarm, event: RuleEvent): Promise<void> {
    const listening = rules.all().filter(({ on, when }) => on && when.on === event.on);
    if (listening.length === 0) return;
    let counted: { alarm: Alarm; ran: RuleRan[] } | undefined;
    const noted = new Set<string>();
    const change = listening.some(({ steps }) => steps.some(({ kind }) => HANDS.has(kind)))
      ? engine.decide
      : engine.change;
    await change(workspace, id, async (current, now): Promise<Change | undefined> => {
      counted = undefined;
      // Whoever took the alarm away has run them.
      if (!current.alarms.some((one) => one.id === alarm.id && one.at === alarm.at)) return undefined;
      const others = current.alarms.filter((one) => one.id !== alarm.id);
      const happened = event.on === 'unanswered' ? waitOver(current, event, now) : event;
      if (!happened) {
        const moved = waitAlarm(current, Number(event.detail), now);
        return { conversation: { ...current, alarms: moved ? [...others, moved] : others }, quiet: true };
      }
      const { conversation, ran, lines } = await runAll(listening, current, happened, now);
      if (ran.length === 0) return undefined;
      for (const { rule, done } of ran) {
        if (noted.has(rule.id) || !didAnything(done)) continue;
        noted.add(rule.id);
        await deps.note(rule, id);
      }
      const told = ran.filter((one) => isNews(one, lines));
      const facts = told.flatMap(({ done }) => done.facts);
      const said = ran.find(({ done }) => done.said)?.done.said;
      const spoken = said
        ? engine.spoken(conversation, said, RULE_SPEAKER, now)
        : { messages: [], outbox: [] };
      const runs = ran.map(({ rule, done }) => runOf(rule, done, current.id, happened, now));
      const token: Alarm = { id: `${RAN}${JSON.stringify(runs)}`, kind: 'rule', at: now + COUNTED_BY_MS };
      counted = { alarm: token, ran: runs };
      const alarms = conversation.alarms.filter((one) => one.id !== alarm.id);
      return {
        conversation: { ...conversation, alarms: [...alarms, token] },
        messages: [...happeningLines(conversation, facts, now, newId), ...spoken.messages],
        outbox: spoken.outbox,
        quiet: said === undefined && !ran.some(({ done }) => done.moved),
      };
    });
    if (counted) await count(id, counted.alarm, counted.ran);
  }

  async function count(id: string, alarm: Alarm, ran: readonly RuleRan[]): Promise<void> {
    await figures.count(workspace, ran);
    await engine.change(workspace, id, (current) => {
      const alarms = current.alarms.filter((one) => one.id !== alarm.id);
      return alarms.length === current.alarms.length
        ? undefined
        : { conversation: { ...current, alarms }, quiet: true };
    });
  }

  return {
    follow(turn, before) {
      const listening = rules.listening();
      if (!listening || turn.conversation.workspace !== workspace) return NOTHING;
      return ruleAlarms(listening, turn, before, clock.now());
    },

    async ring({ id }, alarm) {
      if (alarm.kind !== 'rule') return;
      try {
        if (alarm.id.startsWith(RAN)) {
          await count(id, alarm, JSON.parse(alarm.id.slice(RAN.length)) as RuleRan[]);
          return;
        }
        const event = eventIn(alarm);
        if (event) await run(id, alarm, event);
      } catch (error) {
        // What cannot be stored now is tried again; anything else would hold up the conversation's own timers.
        if (error instanceof CodedError && error.status >= 500) throw error;
        if (!(error instanceof CodedError && error.code === 'not_found'))
          deps.report({ kind: 'fault', where: 'rules', error });
      }
    },

    async rated(id, score, at) {
      if (!rules.listening()?.on.has('rated')) return;
      const alarm = alarmOf({ on: 'rated', detail: String(score), id: String(at), at });
      await engine.change(workspace, id, (current) =>
        current.alarms.some((one) => one.id === alarm.id)
          ? undefined
          : { conversation: { ...current, alarms: [...current.alarms, alarm] }, quiet: true },
      );
    },

    async watchWaits() {
      const minutes = rules.listening()?.minutes ?? [];
      if (minutes.length === 0) return;
      let cursor: string | undefined;
      do {
        const page = await deps.index.query(workspace, [{ field: 'waiting', is: true }], 'newest', {
          limit: PAGE,
          ...(cursor === undefined ? {} : { cursor }),
        });
        for (const { id } of page.items) {
          await engine.change(workspace, id, (current, now) => {
            const missing = minutes
              .flatMap((count) => waitAlarm(current, count, now) ?? [])
              .filter((alarm) => !current.alarms.some((one) => one.id === alarm.id));
            return missing.length === 0
              ? undefined
              : { conversation: { ...current, alarms: [...current.alarms, ...missing] }, quiet: true };
          });
        }
        cursor = page.cursor;
      } while (cursor !== undefined);
    },
  };
}

/** The wait the alarm was set for, or a later one that has lasted as long by now; undefined if nobody waits so long. */
function waitOver({ owner, desk }: Conversation, event: RuleEvent, now: number): RuleEvent | undefined {
  const { waitingSince, status } = desk;
  if (waitingSince === undefined || owner.kind === 'bot' || status !== 'open') return undefined;
  return now - waitingSince >= Number(event.detail) * 60_000
    ? { ...event, id: String(waitingSince) }
    : undefined;
}

function didAnything({ steps }: RuleDone): boolean {
  return steps.some(({ outcome }) => outcome === 'done');
}

function runOf({ id }: Rule, done: RuleDone, conversation: string, event: RuleEvent, at: number): RuleRan {
  const { refused } = done;
  return {
    rule: id,
    key: `${conversation}/${event.on}/${event.detail}/${event.id}`,
    at,
    did: didAnything(done),
    ...(refused ? { refused: { at, conversation, ...refused } } : {}),
  };
}
