/**
 * Moves one running conversation to another version of its flow; knows how it is stored, not which should be moved.
 * What becomes of it is decided by `flows/relocate.ts`.
 */
import type { Program } from '../../flows/compile.ts';
import { type Landing, type Relocation, relocate } from '../../flows/relocate.ts';
import type { Brand } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import type { Conversation, ConversationStore, Run } from '../stores/port.ts';
import type { Catalogues } from './catalogue.ts';
import { type Arrival, factsOf, type Received } from './receive.ts';
import type { Serial } from './serial.ts';

export interface MoveRequest {
  workspace: string;
  conversation: string;
  flow: string;
  /** The version it must run on for anything to happen, and the one it shall run on. */
  from: number;
  to: number;
  /** By the step they rest at. */
  mapping: Readonly<Record<string, Landing>>;
}

/** "left": its step has no place in the new version. "gone": it is not in the middle of that version any more. */
export type Moved = 'moved' | 'left' | 'gone';

/** Errors: "not_found" for a conversation, "flow_not_published" for a version that does not exist. */
export type Move = (request: MoveRequest) => Promise<Moved>;

export interface MoveDeps {
  store: ConversationStore;
  catalogues: Catalogues;
  brand(conversation: Conversation): Brand | undefined;
  clock: Clock;
  newId(): string;
  serial: Serial;
  /** Takes an event, as one that came from outside. */
  take(arrival: Arrival): Promise<Received>;
  /** A timer shall ring at this time. */
  wakeAt(at: number): void;
}

/** Each is lost to something the customer did, or to another process. */
const MAX_TRIES = 10;

export function createMove(deps: MoveDeps): Move {
  const { store, catalogues, clock, newId, serial } = deps;

  return async (request) => {
    const { workspace, flow, to } = request;
    const [before, after] = await Promise.all(
      [request.from, to].map((version) => catalogues.program(workspace, flow, version)),
    );
    if (!before || !after) throw new CodedError('flow_not_published', `Flow "${flow}" has no such version.`);

    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      const conversation = await store.get(workspace, request.conversation);
      const brand = conversation && deps.brand(conversation);
      if (!conversation || !brand) throw new CodedError('not_found');
      const event = { id: newId(), at: clock.now() };
      const decide = (one: Conversation) => decideOn(one, brand, request, { before, after }, event);

      const relocation = decide(conversation);
      if (relocation === 'gone') return 'gone';
      if (relocation.kind === 'stay') return 'left';
      const done =
        relocation.kind === 'quiet'
          ? await commitQuietly(conversation, decide, to)
          : await enter(conversation, brand, relocation, decide, request, event);
      if (done) return 'moved';
    }
    throw new CodedError('conflict');
  };

  /** Nothing is said: the conversation is stored as it shall be. False where it changed meanwhile. */
  function commitQuietly(
    { workspace, brand, phone, id }: Conversation,
    decide: (conversation: Conversation) => Relocation | 'gone',
    version: number,
  ): Promise<boolean> {
    return serial(`${workspace}/${brand}/${phone}`, async () => {
      const current = await store.get(workspace, id);
      const relocation = current && decide(current);
      if (!current?.run || relocation === undefined || relocation === 'gone') return false;
      if (relocation.kind !== 'quiet') return false;
      const { snapshot } = relocation;
      const held = current.owner.kind === 'bot' ? Object.entries(snapshot.timers) : [];
      const timers = held.map(([token, { at }]) => ({ token, at }));
      // It is no news in the inbox: the time of the last change stays.
      const next: Conversation = { ...current, run: { ...current.run, version, snapshot }, timers };
      if ((await store.commit({ conversation: next, messages: [], outbox: [] })) !== 'committed')
        return false;
      for (const { at } of timers) deps.wakeAt(at);
      return true;
    });
  }

  /** By an event, as if the flow came there: what it says leaves like everything else. */
  async function enter(
    { channel, phone }: Conversation,
    brand: Brand,
    wanted: Extract<Relocation, { kind: 'enter' | 'restart' }>,
    decide: (conversation: Conversation) => Relocation | 'gone',
    { flow, to }: MoveRequest,
    stamp: { id: string; at: number },
  ): Promise<boolean> {
    const ready = (current: Conversation): Conversation | undefined => {
      const relocation = decide(current);
      if (relocation === 'gone' || relocation.kind !== wanted.kind || !current.run) return undefined;
      if (relocation.kind !== 'enter') return current;
      return { ...current, run: { ...current.run, version: to, snapshot: relocation.snapshot } };
    };
    const { outcome } = await deps.take(
      wanted.kind === 'restart'
        ? { brand, phone, channel, ready, flow, event: { kind: 'start', ...stamp, variables: {} } }
        : { brand, phone, channel, ready, event: { kind: 'handback', ...stamp, node: wanted.node } },
    );
    return outcome === 'turn';
  }
}

function decideOn(
  conversation: Conversation,
  brand: Brand,
  { flow, from, mapping }: MoveRequest,
  { before, after }: { before: Program; after: Program },
  event: { id: string; at: number },
): Relocation | 'gone' {
  const { run, owner, channel } = conversation;
  if (!run || !isPinned(run, flow, from)) return 'gone';
  return relocate({
    snapshot: run.snapshot,
    from: before,
    to: after,
    mapping,
    withPeople: owner.kind !== 'bot',
    event,
    facts: factsOf(conversation, brand, channel),
  });
}

/** Whether a run is in the middle of this version of this flow. */
export function isPinned(run: Run | undefined, flow: string, version: number): boolean {
  return run?.flow === flow && run.version === version && run.snapshot.status === 'active';
}
