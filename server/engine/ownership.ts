/**
 * Who has a conversation, as a pure protocol: a command and the state it finds give the next state and what happened, or
 * a refusal. It runs inside the one commit that changes the conversation, so of two commands one always finds what the
 * other left. Knows no store, no clock and no channel.
 */
import type { Alarm, AlarmKind, Conversation, Desk, Happening, Owner } from '../stores/port.ts';

/** What of a conversation the protocol reads and changes. */
export type Owned = Pick<Conversation, 'owner' | 'voice' | 'floor' | 'desk' | 'alarms' | 'run' | 'timers'>;

/** Who commands: `assigns` for those who may decide over what others have. */
export interface By {
  operator: string;
  assigns?: boolean;
}

export type Command =
  /** The bot gives it to people. `overflowAt`: when it will have waited too long. */
  | { kind: 'handoff'; queue: string; reason: string; summary: string; overflowAt?: number }
  /** `from`: the voice that was seen; it alone takes a conversation from another operator. `idleAt`: see "heard". */
  | { kind: 'take'; by: By; from?: number; reason?: string; idleAt?: number }
  /** A queue asks an operator, until a time; or gives without asking. */
  | { kind: 'offer'; to: string; until: number }
  | { kind: 'assign'; to: string; idleAt?: number }
  | { kind: 'accept'; by: By; idleAt?: number }
  | { kind: 'pass'; by: By }
  /** The offer's time is over. */
  | { kind: 'miss' }
  | { kind: 'give'; by: By; to: { operator: string }; note?: string; idleAt?: number }
  | { kind: 'give'; by: By; to: { queue: string }; note?: string; overflowAt?: number }
  /** Without `by`: by a rule. */
  | { kind: 'handback'; by?: By; node?: string; summary?: string; reason?: string }
  | { kind: 'plan-handback'; by: By; node?: string }
  /** It is not to be handed back at closing after all. */
  | { kind: 'drop-plan'; by: By }
  /** Why they took it, said afterwards. */
  | { kind: 'explain'; by: By; reason: string }
  /**
   * The customer waits too long for the operator. `queue`: where it goes if it came from none. `departed`: the operator
   * who has it and does not work here any more, whether the customer waits or not.
   */
  | { kind: 'idle'; to: 'queue' | 'bot'; queue: string; departed?: string; overflowAt?: number }
  /** It waits too long in the queue. Left there without `queue`. */
  | { kind: 'overflow'; queue?: string; overflowAt?: number }
  | { kind: 'snooze'; by: By; until: number }
  | { kind: 'wake' }
  | { kind: 'close'; by: By; disposition?: string; summary?: string }
  | { kind: 'reopen'; by: By }
  /** What the customer writes is kept from now on, and answered by nobody. */
  | { kind: 'block'; by: By }
  | { kind: 'unblock'; by: By }
  /** The customer wrote. `idleAt`: when an operator who has not answered by then has had it too long. */
  | { kind: 'heard'; idleAt?: number }
  /** The operator who has it speaks, or who joined them. */
  | { kind: 'speak'; by: By }
  /** What one of them had planned for a time has left. */
  | { kind: 'answered'; by: By; planned: number }
  /** Somebody who leads the team speaks beside the operator who has it, under the same voice. */
  | { kind: 'join'; by: By }
  | { kind: 'leave'; by: By };

export type RefusalCode =
  | 'owned_by_other'
  | 'forbidden'
  | 'contact_blocked'
  | 'with_people'
  | 'with_bot'
  | 'not_taken'
  | 'offer_over'
  | 'being_offered'
  | 'time_passed'
  | 'limit_reached';
export interface Refusal {
  refused: RefusalCode;
  detail: string;
  /** Who has it. */
  operator?: string;
}
export interface Owning<State> {
  state: State;
  /** In their order; empty where nothing changed that a person would want to read. */
  facts: Happening[];
}

type Answer<State> = Owning<State> | Refusal;
type OperatorOwner = Extract<Owner, { kind: 'operator' }>;
type QueueOwner = Extract<Owner, { kind: 'queue' }>;

/** What is heard of a blocked contact: the end of it, and what rings late. */
const HEEDED: ReadonlySet<Command['kind']> = new Set([
  'block',
  'unblock',
  'heard',
  'pass',
  'miss',
  'idle',
  'overflow',
  'wake',
]);

/** Past passes of an offer that are remembered. */
const MAX_PASSED = 20;
/** Beside one operator. */
const MAX_JOINED = 4;

/** What a command makes of a conversation, at `now`. Gives back the very state where nothing changes. */
export function own<State extends Owned>(state: State, command: Command, now: number): Answer<State> {
  const { owner, desk } = state;
  if (desk.blocked && !HEEDED.has(command.kind))
    return refusal('contact_blocked', 'This contact is blocked.');
  switch (command.kind) {
    case 'handoff': {
      if (owner.kind !== 'bot') return refusal('with_people', 'People have this conversation already.');
      const { queue, reason, summary } = command;
      const next: Owner = { kind: 'queue', queue, since: now, reason, summary };
      const waiting = { ...opened(desk), waitingSince: now, answeredAt: undefined };
      const alarms = withAlarm(state.alarms, 'overflow', command.overflowAt);
      const fact: Happening = { kind: 'happening', what: 'handed-off', to: { queue }, reason, summary };
      return passOn(state, next, waiting, alarms, [fact]);
    }
    case 'take': {
      const { by, from, reason } = command;
      if (owner.kind === 'operator') {
        if (owner.operator === by.operator) return unchanged(state);
        if (from !== state.voice) return ownedBy(owner);
      }
      const fact: Happening = { kind: 'happening', what: 'taken', by: by.operator };
      return taken(state, by.operator, now, fact, reason, command.idleAt);
    }
    case 'assign': {
      if (owner.kind !== 'queue' || owner.offer)
        return refusal('offer_over', 'Nobody waits for this conversation.');
      const { to } = command;
      const fact: Happening = { kind: 'happening', what: 'taken', to: { operator: to }, reason: 'assigned' };
      return taken(state, to, now, fact, undefined, command.idleAt);
    }
    case 'accept': {
      const { operator } = command.by;
      if (owner.kind === 'operator' && owner.operator === operator) return unchanged(state);
      if (owner.kind === 'operator') return ownedBy(owner);
      if (owner.kind !== 'queue' || owner.offer?.to !== operator) {
        return refusal('offer_over', 'The offer is over: it went to somebody else.');
      }
      const fact: Happening = { kind: 'happening', what: 'taken', by: operator, reason: 'offered' };
      return taken(state, operator, now, fact, undefined, command.idleAt);
    }
    case 'offer': {
      if (owner.kind !== 'queue' || owner.offer)
        return refusal('offer_over', 'It does not wait for anybody any more.');
      if (desk.status !== 'open') return refusal('offer_over', 'It is put aside for now.');
      const { to, until } = command;
      const next = { ...owner, offer: { to, until } };
      const fact: Happening = { kind: 'happening', what: 'offered', to: { operator: to }, until };
      return keep(state, next, desk, withAlarm(state.alarms, 'offer', until), [fact]);
    }
    case 'pass': {
      if (owner.kind !== 'queue' || owner.offer?.to !== command.by.operator) return unchanged(state);
      return passed(state, owner, command.by.operator, now, 'passed');
    }
    case 'miss': {
      if (owner.kind !== 'queue' || !owner.offer || owner.offer.until > now) return unchanged(state);
      return passed(state, owner, owner.offer.to, now, 'missed');
    }
    case 'give':
      return give(state, command, now);
    case 'handback': {
      if (owner.kind === 'bot') return refusal('with_bot', 'The bot has this conversation already.');
      const refused = command.by && mayDecide(owner, command.by);
      if (refused) return refused;
      const { node, summary, reason, by } = command;
      const to = { bot: true, ...(node === undefined ? {} : { node }) } as const;
      const fact: Happening = {
        ...{ kind: 'happening', what: 'handed-back', to },
        ...(by ? { by: by.operator } : {}),
        ...(reason === undefined ? {} : { reason }),
        ...(summary ? { summary } : {}),
        ...endOf(owner, now, summary),
      };
      return toBot(
        resumed(state, owner, now),
        opened(desk),
        fact,
        isOwn(owner, by) || owner.kind === 'queue',
      );
    }
    case 'plan-handback': {
      const refused = mayDecide(owner, command.by);
      if (refused) return refused;
      if (owner.kind === 'bot') return refusal('with_bot', 'The bot has this conversation already.');
      const handBack = command.node === undefined ? {} : { node: command.node };
      return { state: { ...state, desk: { ...desk, handBack } }, facts: [] };
    }
    case 'drop-plan': {
      const refused = mayDecide(owner, command.by);
      if (refused) return refused;
      const { handBack, ...rest } = desk;
      return handBack === undefined ? unchanged(state) : { state: { ...state, desk: rest }, facts: [] };
    }
    case 'explain': {
      const { by, reason } = command;
      if (owner.kind !== 'operator') return refusal('not_taken', 'Nobody has taken this conversation over.');
      if (owner.operator !== by.operator) return ownedBy(owner);
      const { reason: before, ...rest } = owner;
      if (before === (reason || undefined)) return unchanged(state);
      const next: Owner = reason ? { ...rest, reason } : rest;
      return keep(state, next, desk, state.alarms, []);
    }
    case 'idle':
      return idle(state, command, now);
    case 'overflow': {
      const alarms = withAlarm(state.alarms, 'overflow', undefined);
      if (owner.kind !== 'queue' || owner.offer || command.queue === undefined) {
        return alarms === state.alarms ? unchanged(state) : { state: { ...state, alarms }, facts: [] };
      }
      const { queue } = command;
      const { offer: _offer, passed: _passed, ...rest } = owner;
      // It keeps its place in time: who waited in one queue does not begin anew in the next.
      const next: Owner = { ...rest, queue };
      const fact: Happening = { kind: 'happening', what: 'overflowed', to: { queue }, reason: 'too-long' };
      return keep(state, next, desk, withAlarm(alarms, 'overflow', command.overflowAt), [fact]);
    }
    case 'snooze': {
      const refused = mayDecide(owner, command.by);
      if (refused) return refused;
      const { until } = command;
      if (until <= now) return refusal('time_passed', 'That time has passed.');
      if (owner.kind === 'queue' && owner.offer)
        return refusal('being_offered', 'It was just offered to somebody.');
      const fact: Happening = { kind: 'happening', what: 'snoozed', by: command.by.operator, until };
      const { closedAt: _closedAt, disposition: _disposition, ...rest } = desk;
      const alarms = without(withAlarm(state.alarms, 'snooze', until), ['idle', 'overflow']);
      return { state: { ...state, desk: { ...rest, status: 'snoozed', until }, alarms }, facts: [fact] };
    }
    case 'wake': {
      const alarms = withAlarm(state.alarms, 'snooze', undefined);
      if (desk.status !== 'snoozed') {
        return alarms === state.alarms ? unchanged(state) : { state: { ...state, alarms }, facts: [] };
      }
      const fact: Happening = { kind: 'happening', what: 'woken', reason: 'time' };
      return { state: { ...state, desk: opened(desk), alarms }, facts: [fact] };
    }
    case 'close': {
      const refused = mayDecide(owner, command.by);
      if (refused) return refused;
      return close(state, command, now);
    }
    case 'reopen': {
      if (desk.status === 'open') return unchanged(state);
      const fact: Happening = { kind: 'happening', what: 'reopened', by: command.by.operator };
      const alarms = withAlarm(state.alarms, 'snooze', undefined);
      return { state: { ...state, desk: opened(desk), alarms }, facts: [fact] };
    }
    case 'block': {
      const refused = mayDecide(owner, command.by);
      if (refused) return refused;
      return desk.blocked ? unchanged(state) : block(state, command.by, now);
    }
    case 'unblock': {
      const { blocked, ...rest } = desk;
      if (!blocked) return unchanged(state);
      const fact: Happening = { kind: 'happening', what: 'unblocked', by: command.by.operator };
      return { state: { ...state, desk: rest }, facts: [fact] };
    }
    case 'heard':
      return desk.blocked ? unchanged(state) : heard(state, command, now);
    case 'speak': {
      if (owner.kind !== 'operator') {
        return { refused: 'forbidden', detail: 'Take the conversation over before you write in it.' };
      }
      if (!maySpeak(owner, command.by)) return ownedBy(owner);
      const { waitingSince: _waiting, ...rest } = desk;
      const answered: Desk = { ...opened(rest), answeredAt: desk.answeredAt ?? now };
      const alarms = without(state.alarms, ['idle', 'snooze']);
      return { state: { ...state, desk: answered, alarms }, facts: [] };
    }
    case 'answered': {
      if (owner.kind !== 'operator') return unchanged(state);
      const { waitingSince: _waiting, ...rest } = desk;
      // It leaves by itself: what was put aside meanwhile stays there.
      const answered: Desk = { ...rest, answeredAt: desk.answeredAt ?? now };
      const { by, planned } = command;
      const fact: Happening = { kind: 'happening', what: 'sent-later', by: by.operator, until: planned };
      return { state: { ...state, desk: answered, alarms: without(state.alarms, ['idle']) }, facts: [fact] };
    }
    case 'join': {
      const { by } = command;
      if (!by.assigns) return { refused: 'forbidden', detail: 'Only those who lead the team can join.' };
      if (owner.kind !== 'operator')
        return refusal('not_taken', 'Nobody has this conversation: take it over instead.');
      if (owner.operator === by.operator || joinedAt(owner, by.operator)) return unchanged(state);
      const { joined = [] } = owner;
      if (joined.length >= MAX_JOINED)
        return refusal('limit_reached', `${MAX_JOINED} people have joined already.`);
      const next: Owner = { ...owner, joined: [...joined, { operator: by.operator, at: now }] };
      const fact: Happening = {
        ...{ kind: 'happening', what: 'joined', by: by.operator, to: { operator: owner.operator } },
      };
      return keep(state, next, desk, state.alarms, [fact]);
    }
    case 'leave': {
      const { operator } = command.by;
      const since = joinedAt(owner, operator);
      if (owner.kind !== 'operator' || !since) return unchanged(state);
      const joined = owner.joined?.filter((one) => one.operator !== operator) ?? [];
      const end = { operator, from: since.at, to: now, beside: owner.operator };
      const fact: Happening = { kind: 'happening', what: 'left', by: operator, end };
      return keep(state, { ...owner, joined }, desk, state.alarms, [fact]);
    }
  }
}

/** Whether somebody has it or has joined who has it. */
export function isSpeaker(owner: Owner, operator: string): boolean {
  return (
    owner.kind === 'operator' && (owner.operator === operator || joinedAt(owner, operator) !== undefined)
  );
}

/** An operator, or a supervisor for them, gives it to somebody else. */
function give<State extends Owned>(
  state: State,
  command: Extract<Command, { kind: 'give' }>,
  now: number,
): Answer<State> {
  const { owner, desk } = state;
  const { by, to, note } = command;
  const refused = mayDecide(owner, by);
  if (refused) return refused;
  const since = owner.kind === 'bot' ? now : owner.since;
  const fact: Happening = {
    ...{ kind: 'happening', what: 'transferred', by: by.operator, to },
    ...(note === undefined ? {} : { note }),
    ...endOf(owner, now, note),
  };
  const open = opened(desk);
  const alarms = without(state.alarms, ['offer', 'overflow', 'idle', 'snooze']);
  if ('queue' in to) {
    const summary = note ?? (owner.kind === 'queue' ? owner.summary : '');
    const next: Owner = { kind: 'queue', queue: to.queue, since, at: now, reason: 'transferred', summary };
    const waiting = { ...open, waitingSince: desk.waitingSince ?? now };
    const overflowAt = 'overflowAt' in command ? command.overflowAt : undefined;
    const rung = withAlarm(alarms, 'overflow', overflowAt);
    // What the one who gives it away has said still leaves: they are not interrupted.
    return isOwn(owner, by)
      ? passOn(state, next, waiting, rung, [fact])
      : silence(state, next, waiting, rung, [fact]);
  }
  if (owner.kind === 'operator' && owner.operator === to.operator) return unchanged(state);
  const queue = owner.kind === 'bot' ? undefined : owner.queue;
  const next: Owner = {
    ...{ kind: 'operator', operator: to.operator, since, at: now },
    ...(note === undefined ? {} : { reason: note }),
    ...(queue === undefined ? {} : { queue }),
  };
  const idleAt = 'idleAt' in command && desk.waitingSince !== undefined ? command.idleAt : undefined;
  const known = { ...open, last: to.operator };
  const rung = withAlarm(alarms, 'idle', idleAt);
  return isOwn(owner, by)
    ? passOn(state, next, known, rung, [fact])
    : silence(state, next, known, rung, [fact]);
}

/** The operator does not answer: somebody else shall. */
function idle<State extends Owned>(
  state: State,
  command: Extract<Command, { kind: 'idle' }>,
  now: number,
): Answer<State> {
  const { owner, desk } = state;
  const { departed } = command;
  const alarms = without(state.alarms, ['idle']);
  const waits = desk.waitingSince !== undefined && desk.status === 'open';
  if (departed !== undefined && (owner.kind !== 'operator' || owner.operator !== departed))
    return unchanged(state);
  if (owner.kind !== 'operator' || (departed === undefined && !waits)) {
    return alarms === state.alarms ? unchanged(state) : { state: { ...state, alarms }, facts: [] };
  }
  const end = endOf(owner, now);
  const reason = departed === undefined ? 'idle' : 'departed';
  if (command.to === 'bot') {
    const fact: Happening = {
      ...{ kind: 'happening', what: 'returned', by: owner.operator, to: { bot: true }, reason },
      ...end,
    };
    return toBot(resumed({ ...state, alarms }, owner, now), opened(desk), fact, false);
  }
  const queue = owner.queue ?? command.queue;
  const { since, operator, summary = '' } = owner;
  // It comes first among those that came while it was theirs, and does not go to them again at once.
  const at = desk.waitingSince ?? now;
  const passedBy = [{ operator, at: now }];
  const next: Owner = { kind: 'queue', queue, since, at, reason, summary, passed: passedBy };
  const fact: Happening = {
    ...{ kind: 'happening', what: 'returned', by: operator, to: { queue }, reason },
    ...end,
  };
  // Who left answers nobody: whoever takes it next is to look at it at once.
  const waiting = { ...opened(desk), waitingSince: at };
  const rest = without(alarms, ['snooze']);
  return silence(state, next, waiting, withAlarm(rest, 'overflow', command.overflowAt), [fact]);
}

/** It is over: the bot has it again, quietly, or where it was to be handed back. */
function close<State extends Owned>(
  state: State,
  { by, disposition, summary }: Extract<Command, { kind: 'close' }>,
  now: number,
): Owning<State> {
  const { owner, desk, run } = state;
  const { until: _until, waitingSince: _waiting, handBack, disposition: _last, ...rest } = desk;
  const closed: Desk = {
    ...rest,
    status: 'closed',
    closedAt: now,
    ...(disposition === undefined ? {} : { disposition }),
  };
  const fact: Happening = {
    ...{ kind: 'happening', what: 'closed', by: by.operator },
    ...(disposition === undefined ? {} : { disposition }),
    ...endOf(owner, now, summary),
  };
  const back = owner.kind === 'bot' ? state : resumed(state, owner, now);
  const ended =
    handBack === undefined && run?.snapshot.status === 'active'
      ? {
          ...back,
          run: {
            ...run,
            snapshot: { ...run.snapshot, status: 'done' as const, outcome: 'closed', timers: {}, calls: {} },
          },
          timers: [],
        }
      : back;
  if (owner.kind === 'bot') {
    const alarms = without(ended.alarms, ['snooze']);
    // The bot is interrupted: what it was about to say is not said after the end.
    const voice = state.voice + 1;
    return { state: { ...ended, voice, floor: voice, desk: closed, alarms }, facts: [fact] };
  }
  return toBot(ended, closed, fact, isOwn(owner, by) || owner.kind === 'queue');
}

/** It ends here, and nothing that was about to be said leaves. */
function block<State extends Owned>(state: State, by: By, now: number): Owning<State> {
  const { owner, desk } = state;
  const { handBack: _handBack, ...ending } = desk;
  const { state: ended } = close({ ...state, desk: ending }, { kind: 'close', by }, now);
  const fact: Happening = {
    ...{ kind: 'happening', what: 'blocked', by: by.operator },
    ...endOf(owner, now),
  };
  const blocked = { by: by.operator, at: now };
  return { state: { ...ended, floor: ended.voice, desk: { ...ended.desk, blocked } }, facts: [fact] };
}

/** A customer's message opens what was put aside; from now on they wait, if people have it. */
function heard<State extends Owned>(
  state: State,
  command: Extract<Command, { kind: 'heard' }>,
  now: number,
): Answer<State> {
  const { owner, desk } = state;
  const facts: Happening[] = [];
  let next = desk;
  let { alarms } = state;
  if (desk.status !== 'open') {
    facts.push({
      ...{ kind: 'happening', what: desk.status === 'snoozed' ? 'woken' : 'reopened', reason: 'customer' },
    });
    next = opened(desk);
    alarms = withAlarm(alarms, 'snooze', undefined);
  }
  if (owner.kind !== 'bot' && next.waitingSince === undefined) {
    next = { ...next, waitingSince: now };
    if (owner.kind === 'operator') alarms = withAlarm(alarms, 'idle', command.idleAt);
  }
  if (next === desk && alarms === state.alarms) return unchanged(state);
  return { state: { ...state, desk: next, alarms }, facts };
}

// --- changes of hands -------------------------------------------------------------------------------------------

/** An operator takes the floor: what was said before and has not left stays here. */
function taken<State extends Owned>(
  state: State,
  operator: string,
  now: number,
  fact: Happening,
  reason: string | undefined,
  idleAt: number | undefined,
): Owning<State> {
  const { owner, desk } = state;
  const queue = owner.kind === 'bot' ? undefined : owner.queue;
  const next: OperatorOwner = {
    kind: 'operator',
    operator,
    // Since when people have it decides how far timers move at the handback.
    since: owner.kind === 'bot' ? now : owner.since,
    at: now,
    ...(reason ? { reason } : {}),
    ...(owner.kind === 'queue' && owner.summary ? { summary: owner.summary } : {}),
    ...(queue === undefined ? {} : { queue }),
  };
  const alarms = without(state.alarms, ['offer', 'overflow', 'idle', 'snooze']);
  const waits = desk.waitingSince !== undefined;
  return silence(
    state,
    next,
    { ...opened(desk), last: operator },
    withAlarm(alarms, 'idle', waits ? idleAt : undefined),
    [{ ...fact, ...(reason ? { reason } : {}), ...endOf(owner, now) }],
  );
}

function passed<State extends Owned>(
  state: State,
  owner: QueueOwner,
  operator: string,
  now: number,
  what: 'passed' | 'missed',
): Owning<State> {
  const { offer: _offer, ...rest } = owner;
  const before = (owner.passed ?? []).filter((one) => one.operator !== operator);
  const next: Owner = { ...rest, passed: [...before, { operator, at: now }].slice(-MAX_PASSED) };
  const alarms = withAlarm(state.alarms, 'offer', undefined);
  return keep(state, next, state.desk, alarms, [{ kind: 'happening', what, by: operator }]);
}

function toBot<State extends Owned>(
  state: State,
  desk: Desk,
  fact: Happening,
  willingly: boolean,
): Owning<State> {
  const { waitingSince: _waiting, answeredAt: _answered, handBack: _handBack, ...rest } = desk;
  const alarms = without(state.alarms, ['offer', 'overflow', 'idle', 'snooze']);
  const next: Owner = { kind: 'bot' };
  return willingly ? passOn(state, next, rest, alarms, [fact]) : silence(state, next, rest, alarms, [fact]);
}

/** Somebody else may speak from now on; what was said before still leaves. */
function passOn<State extends Owned>(
  state: State,
  owner: Owner,
  desk: Desk,
  alarms: readonly Alarm[],
  facts: Happening[],
): Owning<State> {
  const timers = owner.kind === 'bot' ? state.timers : [];
  return { state: { ...state, owner, desk, alarms, timers, voice: state.voice + 1 }, facts };
}

/** Somebody else may speak from now on; what was said before and has not left does not leave. */
function silence<State extends Owned>(
  state: State,
  owner: Owner,
  desk: Desk,
  alarms: readonly Alarm[],
  facts: Happening[],
): Owning<State> {
  const next = passOn(state, owner, desk, alarms, facts);
  return { ...next, state: { ...next.state, floor: next.state.voice } };
}

/** Nothing changes in who may speak. */
function keep<State extends Owned>(
  state: State,
  owner: Owner,
  desk: Desk,
  alarms: readonly Alarm[],
  facts: Happening[],
): Owning<State> {
  return { state: { ...state, owner, desk, alarms }, facts };
}

function unchanged<State>(state: State): Owning<State> {
  return { state, facts: [] };
}

/** The time people had it does not count against the customer's timers. */
function resumed<State extends Owned>(
  state: State,
  owner: Exclude<Owner, { kind: 'bot' }>,
  now: number,
): State {
  const { run } = state;
  if (!run) return state;
  const pause = Math.max(0, now - owner.since);
  const timers = Object.fromEntries(
    Object.entries(run.snapshot.timers).map(([token, held]) => [token, { ...held, at: held.at + pause }]),
  );
  const rings = Object.entries(timers).map(([token, { at }]) => ({ token, at }));
  return { ...state, run: { ...run, snapshot: { ...run.snapshot, timers } }, timers: rings };
}

// --- parts ------------------------------------------------------------------------------------------------------

function joinedAt(owner: Owner, operator: string): { at: number } | undefined {
  return owner.kind === 'operator' ? owner.joined?.find((one) => one.operator === operator) : undefined;
}

/** Who has joined speaks as long as they lead the team. */
function maySpeak(owner: OperatorOwner, by: By): boolean {
  return owner.operator === by.operator || (by.assigns === true && isSpeaker(owner, by.operator));
}

function isOwn(owner: Owner, by: By | undefined): boolean {
  return owner.kind === 'operator' && owner.operator === by?.operator;
}

/** What another operator has is decided over by those who assign. */
function mayDecide(owner: Owner, by: By): Refusal | undefined {
  if (owner.kind !== 'operator' || owner.operator === by.operator || by.assigns) return undefined;
  return ownedBy(owner);
}

function ownedBy({ operator }: OperatorOwner): Refusal {
  return { refused: 'owned_by_other', detail: `${operator} has this conversation.`, operator };
}

function refusal(code: RefusalCode, detail: string): Refusal {
  return { refused: code, detail };
}

function endOf(owner: Owner, to: number, summary?: string): Pick<Happening, 'end'> {
  if (owner.kind !== 'operator') return {};
  const { operator, since, at = since, reason, joined = [] } = owner;
  const about = summary || owner.summary;
  return {
    end: {
      ...{ operator, from: at, to },
      ...(reason ? { reason } : {}),
      ...(about ? { summary: about } : {}),
      ...(joined.length > 0
        ? { joined: joined.map((one) => ({ operator: one.operator, from: one.at })) }
        : {}),
    },
  };
}

/** Neither snoozed nor closed. */
function opened(desk: Desk): Desk {
  if (desk.status === 'open') return desk;
  const { until: _until, closedAt: _closedAt, disposition: _disposition, ...rest } = desk;
  return { ...rest, status: 'open' };
}

/** The alarm of a kind at a time, or none. */
function withAlarm(alarms: readonly Alarm[], kind: AlarmKind, at: number | undefined): readonly Alarm[] {
  const others = without(alarms, [kind]);
  return at === undefined ? others : [...others, { id: kind, kind, at }];
}

function without(alarms: readonly Alarm[], kinds: readonly AlarmKind[]): readonly Alarm[] {
  return alarms.some(({ kind }) => kinds.includes(kind))
    ? alarms.filter(({ kind }) => !kinds.includes(kind))
    : alarms;
}
