/**
 * One event, from its arrival to committed state: read, step, commit, and again from the start if another was faster.
 *
 * Nothing is sent here: what a turn asks for is in its commit, and leaves through the outbox. That is why repeating
 * a turn, or losing the process before the commit, has no consequence.
 */
import { countryOf } from '../../flows/country.ts';
import type { Effect } from '../../flows/effect.ts';
import { type Event, isCustomerEvent } from '../../flows/event.ts';
import type { ChannelName, Facts } from '../../flows/scope.ts';
import { begin, type Catalogue, type Dialogue, type Listed, type Turn, turn } from '../../flows/turn.ts';
import { readConsent } from '../../flows/words.ts';
import type { Brand } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { Consent, ConsentEntry } from '../consent/port.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import {
  type Conversation,
  type ConversationStore,
  type Happening,
  type Heard,
  type OutboxItem,
  type StoredMessage,
  UNTOUCHED,
} from '../stores/port.ts';
import type { Catalogues } from './catalogue.ts';
import { type DeskRules, timed } from './desk-rules.ts';
import { decide, happeningLines } from './operator.ts';
import type { By, Command, Owning } from './ownership.ts';
import { readsName } from './reads-name.ts';
import type { Route, Wishes } from './route.ts';
import type { Serial } from './serial.ts';

export interface Arrival {
  brand: Brand;
  /** E.164. */
  phone: string;
  channel: ChannelName;
  event: Event;
  /** The id under which this must be handled once. */
  seen?: string;
  /** The provider's own id of a customer's message. */
  remoteId?: string;
  /** The flow to begin; with a `start` event. */
  flow?: string;
  /** Who begins it: people who have the conversation hand it to the flow. */
  by?: By;
  /** Names what a customer did, so that an opt-out that is delivered again is still one line of the ledger. */
  happening?: string;
  /** Somebody else tells the customer that the opt-out or opt-in was heard. */
  quiet?: true;
  /** The ledger has this opt-out already. */
  recorded?: true;
  /** With a "handback": what people decide about who has the conversation, on it as the event finds it. */
  command?: Command;
  /** The conversation as the event shall find it; undefined if it shall not happen after all, as with a duplicate. */
  ready?(conversation: Conversation): Conversation | undefined;
}

export interface Received {
  outcome: 'turn' | 'duplicate';
  conversation: Conversation;
  outbox: OutboxItem[];
  /** The bot is about to work for a moment: worth showing. */
  typing: string | undefined;
}

export interface ReceiveDeps {
  store: ConversationStore;
  catalogues: Catalogues;
  clock: Clock;
  newId(): string;
  report: Report;
  serial: Serial;
  consent: Consent;
  /** The channel by which something said to this customer leaves. */
  route(conversation: Conversation, wishes: Wishes): Route;
  rules: DeskRules;
  /** What a customer is called, where somebody wrote it down. */
  nameOf?(workspace: string, brand: string, phone: string): Promise<string | undefined>;
  /** Takes back what was said to this customer and has not left. */
  withdraw(conversation: Conversation): Promise<void>;
  /** People decide who has it: what they have said and has not left goes first, or stays. */
  release(conversation: Conversation, command: Command, now: number): Promise<void>;
}

/** A commit loses only to another process; ten losses in a row are a fault, not contention. */
const MAX_CONFLICTS = 10;
const NOTHING: readonly Happening[] = [];
/** Flows that may begin with somebody who wants no more messages: what they say was asked for. */
const ESSENTIAL: ReadonlySet<string> = new Set(['authentication', 'transaction']);

type SendEffect = Extract<Effect, { kind: 'send' }>;
type RouteOf = (effect: SendEffect) => Route;

export type Receive = (arrival: Arrival) => Promise<Received>;

export function createReceive(deps: ReceiveDeps): Receive {
  const { store, serial } = deps;

  async function once(arrival: Arrival, arrivedAt: number): Promise<Received | 'conflict'> {
    const { brand, phone, event } = arrival;
    const found = (await store.find(brand.workspace, brand.id, phone)) ?? (await newConversation(arrival));
    const before = arrival.ready ? arrival.ready(found) : found;
    if (!before) return { outcome: 'duplicate', conversation: found, outbox: [], typing: undefined };
    const { run } = before;
    // A timer that rang at the moment people took the conversation: it stands still until they hand it back.
    if (event.kind === 'timer' && before.owner.kind !== 'bot') {
      return { outcome: 'turn', conversation: before, outbox: [], typing: undefined };
    }
    const program = run && (await deps.catalogues.program(brand.workspace, run.flow, run.version));
    const catalogue = await deps.catalogues.of(brand.workspace);
    const command = arrival.command ?? handover(before, arrival);
    const decided = command
      ? decide(before, timed(deps.rules, before, command, event.at), event.at)
      : { state: before, facts: [] };
    const resumed = decided.state;
    // What was decided came too late, and people still have it: the flow does not go on.
    if (command && resumed.owner.kind !== 'bot') {
      return { outcome: 'turn', conversation: before, outbox: [], typing: undefined };
    }
    const begun =
      event.kind === 'start' && arrival.flow !== undefined
        ? { event, listed: startable(resumed, arrival.flow, catalogue) }
        : undefined;
    if (command) await deps.release(before, command, event.at);
    const facts = factsOf(resumed, brand, isFromCustomer(event) ? arrival.channel : before.channel);
    // Who was struck off the list elsewhere, by an import or the API, comes back by START like everybody else.
    const listed =
      wantsBack(event, phone) && (await deps.consent.suppressed(brand.workspace, brand.id, phone));
    // And who is silent by the word of another number of theirs alone has not said so of this one until now.
    const firsthand =
      resumed.optedOut &&
      wantsOut(event, phone) &&
      (await deps.consent.borrowed(brand.workspace, brand.id, phone));
    const dialogue = dialogueOf(listed || firsthand ? { ...resumed, optedOut: listed } : resumed);

    const play = (known: Facts) =>
      begun
        ? begin(dialogue, begun.listed, begun.event, known, catalogue)
        : turn(dialogue, program, event, known, catalogue);
    const asks = [program, begun?.listed.program].some((one) => one && readsName(one));
    let taken = play(asks ? await named(facts, brand, phone) : facts);
    // It led into another flow, which wants the name: played again, since nothing has happened yet.
    if (!asks && taken.run && (taken.run.flow !== run?.flow || taken.run.version !== run.version)) {
      const { flow, version } = taken.run;
      const led = await deps.catalogues.program(brand.workspace, flow, version);
      if (led && readsName(led)) taken = play(await named(facts, brand, phone));
    }
    const owned = conversationAfter(resumed, taken, arrival, deps.rules);
    const after = owned.state;
    const happened =
      decided.facts.length + owned.facts.length === 0 ? NOTHING : [...decided.facts, ...owned.facts];
    const effects = arrival.quiet ? taken.effects.filter((effect) => !isConfirmation(effect)) : taken.effects;
    const route: RouteOf = (effect) => deps.route(after, effect);
    const messages = messagesOf(arrival, after, effects, route);
    if (happened.length > 0) messages.push(...happeningLines(after, happened, event.at, deps.newId));
    const outbox = outboxOf(after, effects, event.at, route);
    const changed = effects.find((effect) => effect.kind === 'opt-out' || effect.kind === 'opt-in')?.kind;
    // The ledger first: where the process dies in between, the silence is longer than it had to be, not shorter.
    if (changed && !arrival.recorded) await deps.consent.record(entryOf(arrival, changed));
    if (changed === 'opt-out') await deps.withdraw(before);
    const { seen } = arrival;
    const outcome = await store.commit(
      seen === undefined
        ? { conversation: after, messages, outbox, fresh: true }
        : { conversation: after, messages, outbox, seen, fresh: true },
    );
    if (outcome === 'conflict') {
      deps.report({ kind: 'conflict', conversation: before.id });
      return 'conflict';
    }
    if (outcome === 'duplicate') {
      deps.report({ kind: 'duplicate', conversation: before.id });
      return { outcome, conversation: before, outbox: [], typing: undefined };
    }
    tell(deps.report, before, after, taken, event, deps.clock.now() - arrivedAt);
    const typing = taken.effects.find((effect) => effect.kind === 'typing')?.id;
    return { outcome: 'turn', conversation: { ...after, rev: after.rev + 1 }, outbox, typing };
  }

  async function named(facts: Facts, brand: Brand, phone: string): Promise<Facts> {
    const name = await deps.nameOf?.(brand.workspace, brand.id, phone);
    return name === undefined ? facts : { ...facts, contact: { ...facts.contact, name } };
  }

  async function newConversation({ brand, phone, channel, event }: Arrival): Promise<Conversation> {
    const { at } = event;
    return {
      workspace: brand.workspace,
      id: deps.newId(),
      brand: brand.id,
      phone,
      channel,
      rev: 0,
      locale: localeOf(phone) ?? brand.locale,
      // The list of those who want no messages outlives conversations.
      optedOut: await deps.consent.suppressed(brand.workspace, brand.id, phone),
      owner: { kind: 'bot' },
      ...UNTOUCHED,
      run: undefined,
      timers: [],
      createdAt: at,
      updatedAt: at,
      heardAt: undefined,
    };
  }

  return (arrival) => {
    const arrivedAt = deps.clock.now();
    return serial(`${arrival.brand.workspace}/${arrival.brand.id}/${arrival.phone}`, async () => {
      for (let tries = 0; tries < MAX_CONFLICTS; tries += 1) {
        const result = await once(arrival, arrivedAt);
        if (result !== 'conflict') return result;
      }
      throw new CodedError(
        'storage_unavailable',
        'The conversation is changed by others faster than it can be read.',
      );
    });
  };
}

/** What people who have the conversation decide by beginning a flow in it. */
function handover({ owner }: Conversation, { event, by }: Arrival): Command | undefined {
  if (event.kind !== 'start' || !by || owner.kind === 'bot') return undefined;
  return { kind: 'handback', by, reason: 'started' };
}

/** The flow, if it may begin with this contact. */
function startable(conversation: Conversation, flow: string, catalogue: Catalogue): Listed {
  const listed = catalogue.get(flow);
  if (!listed) throw new CodedError('flow_not_published', `Flow "${flow}" is not published.`);
  const { traffic } = listed.program.bundle.flow.settings;
  if (conversation.optedOut && !ESSENTIAL.has(traffic)) throw new CodedError('contact_opted_out');
  if (conversation.owner.kind !== 'bot') {
    throw new CodedError('with_people', 'People have this conversation: hand it back first.');
  }
  if (conversation.desk.blocked) throw new CodedError('contact_blocked', 'This contact is blocked.');
  return listed;
}

/** The language of a first answer, from the number's country; the customer can change it at any time. */
function localeOf(phone: string): string | undefined {
  if (/^\+(33|262|590|594|596|508|687|689)/.test(phone)) return 'fr';
  return undefined;
}

/** What a flow knows of the world around this conversation. */
export function factsOf(
  { id, phone, locale }: Conversation,
  { id: brand, name, phone: calls, website }: Brand,
  channel: Facts['channel'],
): Facts {
  const business: Facts['brand'] = { id: brand, name };
  if (calls) business.phone = calls;
  if (website) business.website = website;
  return { contact: { phone, locale }, brand: business, conversation: { id }, channel };
}

function wantsBack(event: Event, phone: string): boolean {
  if (event.kind === 'text') return readConsent(event.text, countryOf(phone)) === 'start';
  return event.kind === 'subscribe';
}

function wantsOut(event: Event, phone: string): boolean {
  if (event.kind === 'text') return readConsent(event.text, countryOf(phone)) === 'stop';
  return event.kind === 'unsubscribe';
}

function dialogueOf(conversation: Conversation): Dialogue {
  const { run, owner, desk, optedOut, locale, choices } = conversation;
  // To a blocked contact the bot is as silent as while people have it: only a word on consent is answered.
  const withPeople = owner.kind !== 'bot' || desk.blocked !== undefined;
  const dialogue: Dialogue = { run, withPeople, optedOut, locale };
  if (choices !== undefined) dialogue.choices = choices;
  return dialogue;
}

function conversationAfter(
  before: Conversation,
  taken: Turn,
  { event, channel }: Arrival,
  rules: DeskRules,
): Owning<Conversation> {
  const spoke = isCustomerEvent(event);
  const held = before.owner.kind === 'bot' ? Object.entries(taken.run?.snapshot.timers ?? {}) : [];
  const choices = taken.choices ?? before.choices;
  // Written out, as all that is made for every turn is: a copy of something else costs several times as much.
  const after: Conversation = {
    workspace: before.workspace,
    id: before.id,
    brand: before.brand,
    phone: before.phone,
    channel: isFromCustomer(event) ? channel : before.channel,
    rev: before.rev,
    locale: taken.locale,
    optedOut: taken.optedOut,
    owner: before.owner,
    voice: before.voice,
    floor: before.floor,
    desk: before.desk,
    alarms: before.alarms,
    run: taken.run,
    timers: held.map(([token, { at }]) => ({ token, at })),
    createdAt: before.createdAt,
    updatedAt: event.at,
    heardAt: spoke ? event.at : before.heardAt,
  };
  if (choices !== undefined) after.choices = choices;
  const noticed =
    spoke && !isBotsAlone(before) ? decideBy(rules, after, { kind: 'heard' }, event.at) : KEPT(after);
  const handoff = taken.effects.findLast((effect) => effect.kind === 'handoff');
  if (handoff?.kind !== 'handoff') return noticed;
  const { reason, summary } = handoff;
  const queue = rules.queueFor(noticed.state, handoff.queue);
  const given = decideBy(rules, noticed.state, { kind: 'handoff', queue, reason, summary }, event.at);
  return { state: given.state, facts: [...noticed.facts, ...given.facts] };
}

const KEPT = (state: Conversation): Owning<Conversation> => ({ state, facts: [] });

function decideBy(
  rules: DeskRules,
  state: Conversation,
  command: Command,
  now: number,
): Owning<Conversation> {
  return decide(state, timed(rules, state, command, now), now);
}

/** Nobody has put anything about it aside: the ordinary case, in which a message changes nothing for people. */
function isBotsAlone({ owner, desk }: Conversation): boolean {
  return owner.kind === 'bot' && desk.status === 'open';
}

/** True where the customer used the channel: also to opt out or in, which is no message. */
function isFromCustomer(event: Event): boolean {
  return isCustomerEvent(event) || event.kind === 'unsubscribe' || event.kind === 'subscribe';
}

function isConfirmation(effect: Effect): boolean {
  return effect.kind === 'send' && effect.node === '$consent';
}

/** An opt-out or opt-in as the ledger keeps it: in the customer's own words, where there were any. */
function entryOf(arrival: Arrival, change: 'opt-out' | 'opt-in'): ConsentEntry {
  const { brand, phone, channel, event } = arrival;
  return {
    workspace: brand.workspace,
    brand: brand.id,
    phone,
    key: arrival.happening ?? event.id,
    at: event.at,
    what: change === 'opt-out' ? 'withdrawn' : 'given',
    purpose: 'all',
    channel,
    source:
      event.kind === 'unsubscribe'
        ? 'unsubscribe-event'
        : event.kind === 'subscribe'
          ? 'subscribe-event'
          : 'keyword',
    wording: event.kind === 'text' ? event.text : '',
  };
}

/** What was heard, and what is said to it. */
function messagesOf(
  arrival: Arrival,
  conversation: Conversation,
  effects: Effect[],
  route: RouteOf,
): StoredMessage[] {
  const { event, remoteId } = arrival;
  const { workspace, id: own, channel } = conversation;
  const { id, at } = event;
  const messages: StoredMessage[] = [];
  const content = heardOf(event);
  if (content) {
    const line: StoredMessage = {
      id,
      workspace,
      conversation: own,
      direction: 'in',
      at,
      channel,
      content,
      state: 'received',
    };
    if (remoteId !== undefined) line.remoteId = remoteId;
    messages.push(line);
  }
  for (const effect of effects) {
    if (effect.kind === 'send') messages.push(lineOf(effect, workspace, own, at, route(effect)));
  }
  return messages;
}

function lineOf(
  { id, node, message: content }: SendEffect,
  workspace: string,
  conversation: string,
  at: number,
  { channel, code }: Route,
): StoredMessage {
  const author = { kind: 'bot', node } as const;
  const line: StoredMessage = {
    id,
    workspace,
    conversation,
    direction: 'out',
    at,
    channel,
    content,
    author,
    state: 'queued',
  };
  if (code !== undefined) line.because = [{ at, code }];
  return line;
}

function heardOf(event: Event): Heard | undefined {
  switch (event.kind) {
    case 'text':
      return { kind: 'text', text: event.text };
    case 'tap':
      return { kind: 'tap', data: event.data, ...(event.label === undefined ? {} : { label: event.label }) };
    case 'file':
      return { kind: 'file', file: event.file };
    case 'location':
      return { kind: 'location', latitude: event.latitude, longitude: event.longitude };
    default:
      return undefined;
  }
}

function outboxOf(
  conversation: Conversation,
  effects: Effect[],
  dueAt: number,
  route: RouteOf,
): OutboxItem[] {
  const { workspace, id: own, voice } = conversation;
  const items: OutboxItem[] = [];
  for (const effect of effects) {
    if (effect.kind === 'send') {
      const { id, node, ...work } = effect;
      const { channel } = route(effect);
      const item: OutboxItem = { id, workspace, conversation: own, work, lane: 'say', attempts: 0, dueAt };
      // What the law wants said is said whoever has the conversation.
      if (node !== '$consent') item.voice = voice;
      if (channel !== 'rbm') item.via = channel;
      items.push(item);
    } else if (effect.kind === 'call') {
      const { id, ...work } = effect;
      items.push({ id, workspace, conversation: own, work, lane: 'call', attempts: 0, dueAt });
    }
  }
  return items;
}

function tell(
  report: Report,
  before: Conversation,
  after: Conversation,
  taken: Turn,
  event: Event,
  ms: number,
): void {
  const conversation = after.id;
  const { run } = taken;
  report({
    kind: 'turn',
    event: event.kind,
    conversation,
    flow: run?.flow,
    understood: taken.understood,
    visited: taken.visited,
    ms,
  });
  if (run && (before.run?.flow !== run.flow || before.run.version !== run.version)) {
    report({ kind: 'flow-started', conversation, flow: run.flow, version: run.version });
  }
  for (const effect of taken.effects) {
    if (effect.kind === 'end') {
      report({ kind: 'flow-ended', conversation, flow: run?.flow ?? '', outcome: effect.outcome });
    } else if (effect.kind === 'handoff') {
      report({ kind: 'handoff', conversation, queue: effect.queue, reason: effect.reason });
    } else if (effect.kind === 'opt-out' || effect.kind === 'opt-in') {
      report({ kind: effect.kind, conversation });
    }
  }
  if (taken.problem) report({ kind: 'problem', conversation, flow: run?.flow ?? '', ...taken.problem });
}
