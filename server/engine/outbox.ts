/**
 * Drains the outbox: what committed turns asked for leaves here, in order within a conversation, many conversations
 * at a time. The store is the truth; what is in memory is only which conversations are being worked on.
 */
import type { Clock } from '../clock.ts';
import type { Report } from '../report.ts';
import type { Conversation, ConversationStore, OutboxItem, Owner, Reason, Receipt } from '../stores/port.ts';
import type { Claims } from './claims.ts';
import type { Perform } from './perform.ts';
import type { Serves } from './route.ts';
import type { Passage } from './say.ts';
import { createSettle } from './settle.ts';
import { type Current, createUndelivered, type Undelivered } from './undelivered.ts';
import { OPTED_OUT, type Verdict } from './verdict.ts';

export interface OutboxDeps {
  store: ConversationStore;
  perform: Perform;
  claims: Pick<Claims, 'shared' | 'take' | 'holds' | 'during'>;
  /** Told where this process begins to change who may speak, or what may leave. */
  hushing?(conversation: Conversation): void;
  /** The channels by which this conversation's brand can send. */
  serves(conversation: Conversation): Serves;
  clock: Clock;
  report: Report;
  /** A message of people has left that was not said a moment ago. */
  left(item: OutboxItem): Promise<void>;
  /** The earliest time at which the conversation has to be looked at again. */
  wakeAt(at: number): void;
  /** Resolves when there is time to send: acknowledging what comes in goes first. */
  moment(): Promise<void> | undefined;
}

export interface Outbox {
  /**
   * Something new was committed for this conversation, or an item of it is due. `fresh` is what was just committed:
   * where nothing older waits, it need not be read again.
   */
  drain(conversation: Conversation, fresh?: OutboxItem[]): void;
  /** What waits in this conversation is being sent, or is next to be. */
  isAtWork(id: string): boolean;
  /** Another process changes what may leave: what is at work here reads again before the next message. */
  stale(id: string): void;
  /**
   * The customer said "stop": what was said before and has not left is parked, but for what they need. Comes before
   * the "stop" is committed, so that no crash in between lets any of it go.
   */
  withdraw(conversation: Conversation): Promise<void>;
  /**
   * Nothing of this conversation begins to leave while the task runs, which changes who may speak in it. What is on its
   * way to a channel at that moment is on its way.
   */
  hush<T>(conversation: Conversation, task: () => Promise<T>): Promise<T>;
  /**
   * An item that has not left shall not leave; false if it is on its way, or no more. `firm`: if it does not arrive that
   * way, it is not tried again. Only while hushed.
   */
  takeBack(conversation: Conversation, item: string, because: Reason, firm?: boolean): Promise<boolean>;
  /** What platforms say of messages that were sent and not delivered. */
  giveUp: Undelivered['giveUp'];
  spare: Undelivered['spare'];
  /** Takes no new work; resolves when nothing is under way. What is left stays in the store. */
  stop(): Promise<void>;
}

/** Conversations worked on at once; beyond it they wait their turn. */
const PARALLEL = 256;
const MAX_WAITING = 10_000;
const MAX_UNTRIED = 20_000;
const MAX_CLEAR = 8192;

/** So long a conversation is believed to be as it was read: another process may have given it to somebody else since. */
const TRUST_MS = 1500;

/** A conversation at work. */
interface Working {
  /** Something was committed for it meanwhile. */
  again: boolean;
  /** All there is to do, where that is known without reading. */
  fresh: OutboxItem[] | undefined;
  /** What this pass has read no longer holds: messages were withdrawn. */
  stale: boolean;
  /** The message that is on its way to a channel now. */
  current?: Current;
}

export function createOutbox(deps: OutboxDeps): Outbox {
  const { store, perform, claims, clock, report, wakeAt, moment } = deps;
  const settle = createSettle({ store, clock, report, wakeAt });
  const working = new Map<string, Working>();
  const waiting = new Map<string, Conversation>();
  /** Those of them that somebody waits for at this moment: they come first. */
  const hurried = new Set<string>();
  /** Calls under way, by item id: they may take seconds, and nobody waits for them. */
  const calling = new Set<string>();
  const running = new Set<Promise<unknown>>();
  /** Conversations whose messages are being withdrawn: nothing leaves until it is written down. */
  const withdrawing = new Map<string, Promise<unknown>>();
  /** Conversations of which nothing was left when they were last at work: what is committed next is all there is. */
  const clear = new Set<string>();
  /** Messages this process committed and nobody has tried to send: of all others it is not known. */
  const untried = new Set<string>();
  const undelivered = createUndelivered({
    ...{ store, clock, report, wakeAt, settle, drain, track },
    attempt: (conversation, item) => claims.during(conversation, () => attempt(conversation, item)),
    serves: deps.serves,
    atWork: (conversation, message) => {
      const current = working.get(conversation.id)?.current;
      return current?.id === message ? current : undefined;
    },
    // What comes back to the messages that leave is older than what is committed next.
    reopen: ({ id }) => clear.delete(id),
    most: PARALLEL,
  });
  let stopped = false;

  function track(work: Promise<unknown>): void {
    running.add(work);
    work.finally(() => running.delete(work)).catch(() => {});
  }

  function drain(conversation: Conversation, fresh?: OutboxItem[]): void {
    if (stopped) return;
    const { id } = conversation;
    const own = working.get(id);
    // Where others commit too, what the claim says is waiting decides instead.
    const known = clear.delete(id) || claims.shared ? fresh : undefined;
    if (fresh) note(fresh);
    if (own) {
      own.again = true;
    } else if (working.size >= PARALLEL) {
      // Past that the store alone remembers them, and the next wake finds them.
      const hurries = isHurried(conversation, fresh);
      if (waiting.size < MAX_WAITING || hurries) waiting.set(id, conversation);
      else wakeAt(clock.now() + 1000);
      if (hurries) hurried.add(id);
    } else {
      working.set(id, { again: false, stale: false, fresh: known });
      track(claims.during(conversation, () => work(conversation)));
    }
  }

  function note(fresh: OutboxItem[]): void {
    for (const { id, lane } of fresh) if (lane === 'say') untried.add(id);
    while (untried.size > MAX_UNTRIED) untried.delete(untried.values().next().value ?? '');
  }

  async function work(conversation: Conversation): Promise<void> {
    const { id } = conversation;
    const hurries = isHurried(conversation, working.get(id)?.fresh);
    try {
      if (!hurries) await moment();
      do {
        const taken = await claims.take(conversation, hurries);
        if (!taken.mine) {
          wakeAt(taken.until);
          return;
        }
        // Nothing may come between seeing that nobody holds it up and noting that this pass begins.
        for (let held = withdrawing.get(id); held; held = withdrawing.get(id)) await held;
        const own = working.get(id);
        // More may have been committed while this waited: then only the store knows all of it.
        const isAll = taken.waiting === undefined || taken.waiting === own?.fresh?.length;
        const fresh = own?.again || !isAll ? undefined : own?.fresh;
        if (own) Object.assign(own, { again: false, stale: false, fresh: undefined });
        if (await passOver(conversation, fresh)) markClear(id);
      } while (!stopped && working.get(id)?.again);
    } catch (error) {
      // The store did not answer: the items are still there, and the next wake finds them.
      report({ kind: 'fault', where: 'outbox', error });
      wakeAt(clock.now() + 1000);
    } finally {
      working.delete(id);
      const next = nextWaiting();
      if (next && !stopped) drain(next);
    }
  }

  function nextWaiting(): Conversation | undefined {
    const [first] = hurried;
    const [longest] = waiting.values();
    const next = first === undefined ? longest : waiting.get(first);
    if (!next) return undefined;
    waiting.delete(next.id);
    hurried.delete(next.id);
    return next;
  }

  function markClear(id: string): void {
    const own = working.get(id);
    // Hushed in the very moment the pass ended: what is released now has its place before what comes next.
    if (own?.again || own?.stale) return;
    clear.add(id);
    if (clear.size > MAX_CLEAR) clear.delete(clear.values().next().value ?? '');
  }

  /** Everything that may leave now, the oldest first. True if nothing is left that may hold up what comes next. */
  async function passOver(conversation: Conversation, fresh: OutboxItem[] | undefined): Promise<boolean> {
    const items = fresh ?? (await store.pending(conversation.workspace, conversation.id));
    const speaker = createSpeaker(conversation, fresh !== undefined);
    const overdue: OutboxItem[] = [];
    let left = false;
    // Behind a message that waits, others wait with it: order is kept. A promotion holds up promotion alone.
    const held: { all?: number; promotion?: number } = {};
    const began = clock.now();
    for (const item of items) {
      if (stopped) return false;
      if (claims.shared && !(await isStillOwn(conversation, began))) return false;
      if (working.get(conversation.id)?.stale) {
        drain(conversation);
        return false;
      }
      if (item.lane === 'later') {
        const planner = await speaker.lost(item);
        if (planner) {
          await settle(item, withheldBy(planner));
          continue;
        }
        if (item.dueAt > clock.now()) {
          wakeAt(item.dueAt);
          continue;
        }
      }
      if (item.lane !== 'say' && item.lane !== 'later') {
        if (item.lane === 'call') {
          startCall(conversation, item);
          left = true;
        } else if (item.dueAt > clock.now()) {
          wakeAt(item.dueAt);
        } else {
          overdue.push(item);
        }
        continue;
      }
      const kind = isPromotion(item) ? 'promotion' : 'all';
      const until = kind === 'all' ? held.all : later(held.all, held.promotion);
      if (until !== undefined) {
        await bump(item, until);
        continue;
      }
      const own =
        item.dueAt > clock.now() ? item.dueAt : await say(conversation, await promote(item), speaker);
      if (own === undefined) continue;
      held[kind] = own;
      wakeAt(own);
    }
    if (overdue.length > 0) undelivered.look(conversation, overdue);
    if (working.get(conversation.id)?.stale) {
      drain(conversation);
      return false;
    }
    return !left && held.all === undefined && held.promotion === undefined;
  }

  /** False where another process has it by now, or where what was read is too old to go by: then it is read again. */
  async function isStillOwn(conversation: Conversation, readAt: number): Promise<boolean> {
    const own = working.get(conversation.id);
    if (own && clock.now() - readAt > TRUST_MS) {
      own.again = true;
      return false;
    }
    return claims.holds(conversation.id) || (await claims.take(conversation)).mine;
  }

  /** What was to be said later is said now, in its place among the others. */
  async function promote(item: OutboxItem): Promise<OutboxItem> {
    if (item.lane !== 'later') return item;
    const { workspace, conversation, id, dueAt } = item;
    const again = { outcome: 'again', dueAt, attempts: 0, lane: 'say' } as const;
    await store.settle({ workspace, conversation, item: id, ...again });
    return { ...item, lane: 'say', attempts: 0 };
  }

  /** Whose words may leave a conversation, as far as is known; what is not fresh is read again now and then. */
  function createSpeaker(conversation: Conversation, fresh: boolean): Speaker {
    let known = conversation;
    // A conversation that was handed over with what it just committed is as new as that.
    let readAt = fresh ? conversation.updatedAt : Number.NEGATIVE_INFINITY;
    async function current(): Promise<Conversation> {
      if (clock.now() - readAt > TRUST_MS) {
        known = (await store.get(conversation.workspace, conversation.id)) ?? known;
        readAt = clock.now();
      }
      return known;
    }
    return {
      async silenced({ voice }) {
        if (voice === undefined || (fresh && clock.now() - readAt <= TRUST_MS)) return undefined;
        const { floor, owner } = await current();
        return voice < floor ? owner : undefined;
      },
      async lost({ voice }) {
        const now = await current();
        return voice === undefined || voice === now.voice ? undefined : now.owner;
      },
    };
  }

  /** It is not looked at before the one it waits behind. */
  async function bump(item: OutboxItem, until: number): Promise<void> {
    wakeAt(until);
    // Settling would forget that a provider was asked, which alone keeps it from being asked twice.
    if (item.dueAt >= until || item.askedAt !== undefined) return;
    const { workspace, conversation, id, attempts } = item;
    await store.settle({ workspace, conversation, item: id, outcome: 'again', dueAt: until, attempts });
  }

  /** Sends it, by SMS if RCS cannot. The time it waits for, if it has to. */
  async function say(
    conversation: Conversation,
    item: OutboxItem,
    speaker: Speaker,
  ): Promise<number | undefined> {
    const { id } = conversation;
    const own = working.get(id);
    let next = item;
    let fresh = untried.delete(item.id);
    const late = !fresh;
    for (;;) {
      const silencer = await speaker.silenced(item);
      if (silencer) return settle(next, withheldBy(silencer));
      let hushed = false;
      const current: Current = { id: item.id, leaving: false, withdrawn: false };
      if (own) own.current = current;
      const passage: Passage = {
        fresh,
        leaving() {
          // What this pass knows of who may speak holds no longer: the next one asks again.
          const isStopped = withdrawing.has(id) || own?.stale === true || !claims.holds(id);
          hushed = isStopped && !current.withdrawn;
          current.leaving = !current.withdrawn && !hushed && !current.arrived;
          return current.leaving;
        },
      };
      try {
        const answered = await attempt(conversation, next, passage);
        if ((hushed || current.arrived) && answered.kind === 'gone') {
          await unask(next);
          return undefined;
        }
        const verdict = meanwhile(current, answered);
        if (late && hasLeft(verdict)) await tellLeft(item);
        const until = await settle(next, verdict);
        const overtaken = meanwhile(current, verdict);
        if (overtaken !== verdict) return await settle(next, overtaken);
        if (verdict.kind !== 'sms' || until !== undefined) return until;
      } finally {
        if (own) delete own.current;
        if (current.arrived) await undelivered.spare(conversation, item.id, current.arrived);
      }
      next = { ...next, via: 'sms', attempts: 0, dueAt: clock.now() };
      fresh = false;
    }
  }

  /** Before it is written down: should the process end in between, it is sent again under its id, and told again. */
  async function tellLeft(item: OutboxItem): Promise<void> {
    // The first voice of a conversation is the bot's.
    if (!item.voice) return;
    await deps.left(item).catch((error: unknown) => report({ kind: 'fault', where: 'left', error }));
  }

  /** It was about to leave and may not at this moment: nobody was asked. This pass is stale, and the next looks again. */
  async function unask({ workspace, conversation, id, dueAt, attempts, via }: OutboxItem): Promise<void> {
    if (via === undefined) return;
    await store.settle({ workspace, conversation, item: id, outcome: 'again', dueAt, attempts });
  }

  function withheldBy(owner: Owner): Verdict {
    const detail = owner.kind === 'operator' ? owner.operator : owner.kind;
    return { kind: 'done', state: 'withheld', because: [{ at: clock.now(), code: 'withheld', detail }] };
  }

  /** Nothing leaves until this has ended, and whatever held it up before: two who decide at once end one by one. */
  function holdUp(id: string, work: Promise<unknown>): void {
    const all: Promise<unknown> = Promise.allSettled([withdrawing.get(id), work]);
    withdrawing.set(id, all);
    // First of those that wait for it, so that they find the way free.
    all.then(() => withdrawing.get(id) === all && withdrawing.delete(id));
  }

  async function withdraw(conversation: Conversation): Promise<void> {
    const { workspace, id } = conversation;
    const atWork = working.get(id);
    if (atWork) Object.assign(atWork, { stale: true, fresh: undefined });
    const items = (await store.pending(workspace, id)).filter(endsWithStop);
    await Promise.all(items.map((item) => takeBack(conversation, item)));
  }

  async function takeBack(conversation: Conversation, item: OutboxItem): Promise<void> {
    if (item.lane === 'watch') {
      // It was sent before the "stop" and does not go by SMS after it; best it does not arrive at all.
      await settle(item, { kind: 'done', because: optedOutNow() });
      track(recall(conversation, item));
      return;
    }
    const current = working.get(conversation.id)?.current;
    if (current?.id === item.id) {
      current.withdrawn = true;
      if (current.leaving) return;
    }
    await settle(item, OPTED_OUT);
  }

  async function recall(conversation: Conversation, item: OutboxItem): Promise<void> {
    try {
      if (!(await perform.recall(conversation, item))) return;
      const receipt: Receipt = { channel: item.via ?? 'rbm', state: 'expired', at: clock.now() };
      await store.mark(item.workspace, item.id, receipt);
    } catch (error) {
      report({ kind: 'fault', where: 'recall', error });
    }
  }

  /** What an answer comes to after what happened while it was awaited. */
  function meanwhile(current: Current, verdict: Verdict): Verdict {
    const { kind } = verdict;
    if (current.withdrawn) {
      if (kind === 'again' || kind === 'sms' || kind === 'wait') return OPTED_OUT;
      if (kind === 'watch') return { kind: 'done', because: optedOutNow() };
    } else if (current.silenced) {
      const because = [current.silenced];
      if (kind === 'again' || kind === 'sms' || kind === 'wait')
        return { kind: 'done', state: 'withheld', because };
    } else if (current.instead && (kind === 'again' || kind === 'watch')) {
      return { kind: 'sms', afterMs: 0, because: current.instead };
    }
    return verdict;
  }

  function optedOutNow(): Reason[] {
    return [{ at: clock.now(), code: OPTED_OUT.code }];
  }

  function startCall(conversation: Conversation, item: OutboxItem): void {
    if (calling.has(item.id)) return;
    if (item.dueAt > clock.now()) {
      wakeAt(item.dueAt);
      return;
    }
    calling.add(item.id);
    const done = async () => {
      try {
        const verdict = await claims.during(conversation, () => attempt(conversation, item));
        await settle(item, verdict);
      } catch (error) {
        report({ kind: 'fault', where: 'outbox', error });
        wakeAt(clock.now() + 1000);
      } finally {
        calling.delete(item.id);
      }
    };
    track(done());
  }

  /** `passage`: for what may be withdrawn on its way. */
  async function attempt(
    conversation: Conversation,
    item: OutboxItem,
    passage: Passage = ALONE,
  ): Promise<Verdict> {
    const began = clock.now();
    try {
      const verdict = await perform(conversation, item, passage);
      if (item.lane !== 'watch' && (verdict.kind === 'done' || verdict.kind === 'watch')) {
        const ms = clock.now() - began;
        report({ kind: 'sent', conversation: conversation.id, work: item.work.kind, ms });
      }
      return verdict;
    } catch (error) {
      report({ kind: 'fault', where: `perform ${item.work.kind}`, error });
      const detail = error instanceof Error ? error.message : String(error);
      return item.attempts >= 5
        ? { kind: 'park', code: 'fault', detail }
        : { kind: 'again', afterMs: 1000 * 2 ** item.attempts, code: 'fault', detail };
    }
  }

  return {
    drain,
    isAtWork: (id) => working.has(id) || waiting.has(id),
    stale(id) {
      const atWork = working.get(id);
      if (atWork) Object.assign(atWork, { stale: true, fresh: undefined });
      clear.delete(id);
    },
    giveUp: undelivered.giveUp,
    spare: undelivered.spare,
    async withdraw(conversation) {
      const { id } = conversation;
      deps.hushing?.(conversation);
      const written = withdraw(conversation);
      holdUp(id, written);
      await written;
    },
    async hush(conversation, task) {
      const { id } = conversation;
      deps.hushing?.(conversation);
      const atWork = working.get(id);
      if (atWork) Object.assign(atWork, { stale: true, fresh: undefined });
      clear.delete(id);
      const done = task();
      holdUp(id, done);
      return done;
    },
    async takeBack({ workspace, id }, item, because, firm = false) {
      const current = working.get(id)?.current;
      if (current?.id === item && current.leaving) {
        if (firm) current.silenced = because;
        return false;
      }
      const waits = (await store.pending(workspace, id)).find((one) => one.id === item);
      if (!waits || waits.lane === 'watch' || waits.askedAt !== undefined) return false;
      const message = { at: because.at, state: 'withheld' as const, because: [because] };
      return store.settle({ workspace, conversation: id, item, outcome: 'done', message });
    },
    async stop() {
      stopped = true;
      waiting.clear();
      hurried.clear();
      while (running.size > 0) await Promise.allSettled([...running]);
    },
  };
}

/** A code, or what a person writes: somebody waits for it at this moment. */
function isHurried({ owner }: Conversation, fresh: OutboxItem[] | undefined): boolean {
  if (owner.kind === 'operator') return true;
  return fresh?.some(({ work }) => work.kind === 'send' && work.traffic === 'authentication') ?? false;
}

interface Speaker {
  /** Who has the conversation now, if this was said before they took it. */
  silenced(item: OutboxItem): Promise<Owner | undefined>;
  /** Who has the conversation now, if it is somebody else than when this was planned for later. */
  lost(item: OutboxItem): Promise<Owner | undefined>;
}

function hasLeft(verdict: Verdict): boolean {
  return verdict.kind === 'watch' || (verdict.kind === 'done' && (verdict.state ?? 'sent') === 'sent');
}

const ALONE: Passage = { fresh: false, leaving: () => true };

function isPromotion({ work }: OutboxItem): boolean {
  return work.kind === 'send' && work.traffic === 'promotion';
}

function later(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/** What a "stop" takes back: everything that is said, but for what confirms it and what the customer needs. */
function endsWithStop({ work }: OutboxItem): boolean {
  return work.kind === 'send' && !NEEDED.has(work.traffic);
}

const NEEDED: ReadonlySet<string> = new Set(['acknowledgement', 'authentication', 'transaction']);
