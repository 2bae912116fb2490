/**
 * The engine: receives events, keeps conversations, drains what they ask for. Knows the ports, no adapter, no
 * protocol. Everything it needs is handed in.
 */
import type { Event } from '../../flows/event.ts';
import type { ChannelName } from '../../flows/scope.ts';
import type { Act, Brand, Channel, Inbound } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { Consent, Rule } from '../consent/port.ts';
import { CodedError } from '../errors.ts';
import type { Report } from '../report.ts';
import type { Signal } from '../services/port.ts';
import type { Alarm, Conversation, OutboxItem, Store } from '../stores/port.ts';
import type { Brands } from './brands.ts';
import type { Catalogues } from './catalogue.ts';
import { createClaims, type Together } from './claims.ts';
import { type DeskRules, NO_RULES } from './desk-rules.ts';
import { type Follow, withFollowing } from './follow.ts';
import { createHeed, type Heed } from './heed.ts';
import { createIntake } from './intake.ts';
import { createMove, type Move } from './move.ts';
import { type Tell, withNews } from './news.ts';
import { createOperator, type Make } from './operator.ts';
import { createOutbox } from './outbox.ts';
import type { By, Command } from './ownership.ts';
import { createPerform } from './perform.ts';
import { createReceipts, type Receipts } from './receipts.ts';
import { type Arrival, createReceive, type Received } from './receive.ts';
import { withRecent } from './recent.ts';
import { createRefs } from './refs.ts';
import { routeOf, type Serves, type Wishes } from './route.ts';
import { createSerial } from './serial.ts';
import type { RunCall } from './timed-call.ts';
import { createWaker } from './waker.ts';

export interface EngineDeps {
  store: Store;
  brands: Brands;
  catalogues: Catalogues;
  channels: Partial<Record<ChannelName, Channel>>;
  /** The channel a conversation begins on when we write first, if it serves the brand; else SMS. */
  opening: ChannelName;
  /** The ledger of opt-outs and opt-ins. */
  consent: Consent;
  /** What the law says to a promotion before it leaves. */
  rule: Rule;
  call: RunCall;
  clock: Clock;
  /** A random UUID. */
  newId(): string;
  /** In [0, 1). */
  random(): number;
  /** What a customer is called, where somebody wrote it down; asked where a flow reads it. */
  nameOf?(workspace: string, brand: string, phone: string): Promise<string | undefined>;
  /** What the team's rules say about queues; without, all stay where flows lead them. */
  rules?: DeskRules;
  /** An alarm rings that is not the engine's own: afterwards the conversation has it no more, or later. */
  ring?(conversation: Conversation, alarm: Alarm): Promise<void>;
  /** What is to be looked at again because of a commit, such as by the team's rules. */
  follow?: Follow;
  /** Told after every commit. */
  changed?: Tell;
  /** Where several processes share the store. */
  together?: Together;
  /** The share of its time, lately, that this process was at work; 0 to 1. */
  load(): number;
  report: Report;
}

export interface StartRequest {
  workspace: string;
  brand: string;
  /** E.164. */
  phone: string;
  flow: string;
  variables: Record<string, unknown>;
  /** The same key twice starts one flow. */
  key?: string;
  /** Who asks: where people have the conversation, they hand it to the flow in the same commit. */
  by?: By;
}

type Operator = ReturnType<typeof createOperator>;

export interface Engine {
  /**
   * A customer did something. Resolves when it is durable, so that it may be acknowledged. `quiet`: the provider
   * confirms an opt-out or opt-in itself.
   */
  hear(
    channel: ChannelName,
    brand: Brand,
    inbound: Extract<Inbound, { kind: 'act' }>,
    options?: { quiet?: true },
  ): Promise<'turn' | 'duplicate'>;
  /**
   * A platform says what became of a message. Resolves when it is durable. "late": of a channel the message had left.
   * "unknown": no such message, or its provider's id is not known yet: it may be told again.
   */
  receipt: Receipts;
  /**
   * Begins a flow with someone. Errors: "not_found" (brand), "flow_not_published", "contact_opted_out"; "conflict" where
   * people have the conversation and nobody hands it over, "owned_by_other" where who asks may not.
   */
  begin(request: StartRequest): Promise<Conversation>;
  /** Something happened outside, such as a payment. */
  signal: Signal;
  /**
   * Makes the operator the owner; the bot is silent and its timers stand still until it is handed back. `from`: the voice
   * that was seen, which takes it from another operator. Errors: "not_found", "owned_by_other".
   */
  takeover(
    workspace: string,
    conversation: string,
    operator: string,
    how?: { from?: number; reason?: string },
  ): Promise<Conversation>;
  /**
   * `node`: where the flow shall go on; otherwise where it was interrupted. Without `by` it happens by a rule. Errors:
   * "not_found", "conflict" where the bot has it already, "owned_by_other".
   */
  handback(
    workspace: string,
    conversation: string,
    node?: string,
    how?: { by?: By; summary?: string; reason?: string },
  ): Promise<Conversation>;
  /** An operator left the customer waiting: back to the queue, or to the bot. */
  idle(
    workspace: string,
    conversation: string,
    to: 'queue' | 'bot',
    queue: string,
    departed?: string,
  ): Promise<Conversation>;
  /** It is over: the flow ends quietly, or goes on where it was to be handed back. Errors: as of `handback`. */
  close(
    workspace: string,
    conversation: string,
    how: { by: By; disposition?: string; summary?: string },
  ): Promise<Conversation>;
  /** What people decide that needs no flow to go on. Errors: "not_found", "conflict", "owned_by_other". */
  own: Operator['own'];
  say: Operator['say'];
  unsay: Operator['unsay'];
  /** A person has read the customer's messages up to this one: their phone shows it, where it can. */
  read(workspace: string, conversation: string, upTo: string): Promise<void>;
  /** The bot says something that is no step of a flow, such as how long it will take. False if people speak by now. */
  announce(workspace: string, conversation: string, voice: number, text: string): Promise<boolean>;
  /** Changes what people keep about a conversation, and nothing of who has it. Errors: "not_found", "conflict". */
  change(workspace: string, conversation: string, make: Make): Promise<Conversation>;
  /** The same where who has it may change: nothing leaves meanwhile. `make` goes by the protocol of ownership. */
  decide(workspace: string, conversation: string, make: Make): Promise<Conversation>;
  /** What the bot says beside any flow, to be committed with such a change. */
  spoken: Operator['spoken'];
  /** Moves a running conversation to another version of its flow. */
  move: Move;
  /** The ledger of consent was changed elsewhere: the conversation with this person says what it says. */
  heed: Heed;
  /** Puts a parked item back to work. Errors: "not_found". */
  unpark(workspace: string, item: string): Promise<void>;
  /** Another process asks to look at a conversation: something in it may be due, or left. */
  look(workspace: string, id: string): Promise<void>;
  /** Another process changes what may leave a conversation. */
  stale(id: string): void;
  /** Another process went on with a conversation. */
  heard(conversation: Pick<Conversation, 'workspace' | 'brand' | 'phone' | 'rev'>): void;
  /** Takes up what an earlier process left, and keeps time from now on. */
  start(): void;
  /** Finishes what is under way and starts nothing new. */
  stop(): Promise<void>;
}

/** Courtesies under way at once; more are left out. */
const MAX_COURTESIES = 64;
/** Messages that are marked as read at once; the phone shows earlier ones as read with them. */
const MAX_READ = 20;

export function createEngine(deps: EngineDeps): Engine {
  const { store, brands, clock, newId, report } = deps;
  const { rules = NO_RULES, changed } = deps;
  const { together } = deps;
  const claims = createClaims({ store: store.conversations, together, clock, report });
  const recent = withRecent(changed ? withNews(claims.store, changed) : claims.store);
  const conversations = deps.follow ? withFollowing(recent, deps.follow, (at) => waker.at(at)) : recent;
  const refs = createRefs(store.records, clock);
  const serial = createSerial();
  const serves =
    (brand: Brand | undefined): Serves =>
    (channel) =>
      brand !== undefined && (deps.channels[channel]?.serves(brand) ?? false);
  const brandOf = ({ workspace, brand }: Conversation) => brands.get(workspace, brand);
  const route = (conversation: Conversation, wishes: Wishes) =>
    routeOf(wishes, conversation.channel, serves(brandOf(conversation)));
  const intake = createIntake(clock, deps.load);
  const receive = createReceive({
    store: conversations,
    catalogues: deps.catalogues,
    clock,
    newId,
    report,
    serial,
    consent: deps.consent,
    rules,
    ...(deps.nameOf ? { nameOf: deps.nameOf } : {}),
    route,
    withdraw: (conversation) => outbox.withdraw(conversation),
    release: (conversation, command, now) => operator.release(conversation, command, now),
  });
  const operator = createOperator({
    store: conversations,
    clock,
    newId,
    serial,
    rules,
    route,
    outbox: {
      drain: (conversation, fresh) => outbox.drain(conversation, fresh),
      hush: (conversation, task) => outbox.hush(conversation, task),
      takeBack: (conversation, item, because, firm) => outbox.takeBack(conversation, item, because, firm),
    },
    wakeAt: (at) => waker.at(at),
  });
  const perform = createPerform({
    channel: (name) => deps.channels[name],
    serves,
    brand: brands.get,
    rule: deps.rule,
    call: deps.call,
    clock,
    random: deps.random,
    newId,
    async optedOut({ workspace, id, brand, phone }) {
      if (await deps.consent.suppressed(workspace, brand, phone)) return true;
      return (await conversations.get(workspace, id))?.optedOut ?? false;
    },
    asking: ({ workspace, conversation, id }, channel) => {
      const at = clock.now();
      const line = channel ? { message: { at, channel, state: 'queued' as const } } : {};
      return conversations.settle({ workspace, conversation, item: id, outcome: 'asking', at, ...line });
    },
    remember: ({ workspace, brand }, channel, item, given) =>
      refs.remember({ workspace, channel, brand }, item.id, given),
    optOut,
    message: ({ workspace, id }) => conversations.message(workspace, id),
    saidAt: async ({ workspace, id }) => (await conversations.message(workspace, id))?.at ?? clock.now(),
    fault: (where, error) => report({ kind: 'fault', where, error }),
    answer: (conversation, brand, event, seen) =>
      take({ brand, phone: conversation.phone, channel: conversation.channel, event, seen }),
  });
  const outbox = createOutbox({
    store: conversations,
    perform,
    claims,
    ...(together ? { hushing: together.hush } : {}),
    serves: (conversation) => serves(brandOf(conversation)),
    clock,
    report,
    left: (item) => operator.left(item),
    wakeAt: (at) => waker.at(at),
    moment: intake.moment,
  });
  const waker = createWaker({
    store: conversations,
    clock,
    report,
    isAtWork: (id) => claims.isTaking(id) || outbox.isAtWork(id),
    wake,
    ...(together ? { by: together.name } : {}),
  });
  const receipts = createReceipts({ store: conversations, refs, outbox, clock, report });
  const move = createMove({
    store: conversations,
    catalogues: deps.catalogues,
    brand: brandOf,
    clock,
    newId,
    serial,
    take,
    wakeAt: waker.at,
  });
  /** Typing and read marks: nothing is lost with them, so they are not stored and not repeated. */
  const courtesies = new Set<Promise<unknown>>();

  async function take(arrival: Arrival): Promise<Received> {
    const received = await receive(arrival);
    if (received.outcome === 'duplicate') return received;
    const { conversation } = received;
    courtesy(arrival, received);
    if (received.outbox.length > 0) outbox.drain(conversation, received.outbox);
    for (const timer of conversation.timers) waker.at(timer.at);
    for (const alarm of conversation.alarms) waker.at(alarm.at);
    return received;
  }

  function courtesy(arrival: Arrival, { conversation, typing }: Received): void {
    const { brand, phone, remoteId } = arrival;
    const channel = deps.channels[conversation.channel];
    const signalled = channel?.signal;
    // Under load the answer itself says that the message was read.
    if (!signalled || courtesies.size >= MAX_COURTESIES || intake.saturated()) return;
    const say = (id: string, signal: Parameters<typeof signalled>[3]) => {
      const sent = signalled(brand, phone, id, signal).catch(() => undefined);
      courtesies.add(sent);
      sent.finally(() => courtesies.delete(sent));
    };
    const botHas = conversation.owner.kind === 'bot' && !conversation.desk.blocked;
    if (remoteId !== undefined && botHas) say(newId(), { kind: 'read', remoteId });
    if (typing !== undefined) say(typing, { kind: 'typing' });
  }

  async function wake(conversation: Conversation): Promise<void> {
    const brand = brands.get(conversation.workspace, conversation.brand);
    const now = clock.now();
    for (const alarm of conversation.alarms) if (alarm.at <= now) await ring(conversation, alarm);
    const due = conversation.timers
      .filter((timer) => timer.at <= now)
      .sort((one, other) => one.at - other.at);
    for (const { token } of brand ? due : []) {
      if (!brand) break;
      const event: Event = { kind: 'timer', id: newId(), at: now, token };
      await take({ brand, phone: conversation.phone, channel: conversation.channel, event });
    }
    outbox.drain(conversation);
  }

  async function ring(conversation: Conversation, alarm: Alarm): Promise<void> {
    const { workspace, id } = conversation;
    if (alarm.kind === 'snooze') await operator.own(workspace, id, { kind: 'wake' });
    else if (deps.ring) await deps.ring(conversation, alarm);
    // Nobody wants it: it would ring for ever.
    await operator.change(workspace, id, (current, now) => {
      const alarms = current.alarms.filter(
        (one) => one.id !== alarm.id || one.at !== alarm.at || one.at > now,
      );
      return alarms.length === current.alarms.length
        ? undefined
        : { conversation: { ...current, alarms }, quiet: true };
    });
  }

  /** People decide, and the flow goes on with it. Nothing leaves meanwhile. */
  async function decideAndGoOn(
    workspace: string,
    id: string,
    command: Command,
    node?: string,
  ): Promise<Conversation> {
    const { conversation, brand } = await known(workspace, id);
    // Another process may have gone on with it: what people decide is decided on what is stored.
    recent.forget(conversation);
    const { phone, channel } = conversation;
    const at = clock.now();
    const event: Event = { kind: 'handback', id: newId(), at, ...(node === undefined ? {} : { node }) };
    return operator.hushed(
      conversation,
      async () => (await take({ brand, phone, channel, event, command })).conversation,
    );
  }

  /** A provider knows that this person wants no more messages: it is heard as if they had said it to us. */
  async function optOut(conversation: Conversation, item: OutboxItem, wording: string): Promise<void> {
    const { workspace, phone, channel } = conversation;
    const brand = brandOf(conversation);
    if (!brand) return;
    const at = clock.now();
    await deps.consent.record({
      workspace,
      brand: brand.id,
      phone,
      key: item.id,
      at,
      what: 'withdrawn',
      purpose: 'all',
      channel: item.via ?? 'rbm',
      source: 'provider',
      wording,
    });
    const event: Event = { kind: 'unsubscribe', id: newId(), at };
    await take({ brand, phone, channel, event, seen: `opt-out:${item.id}`, quiet: true, recorded: true });
  }

  async function known(workspace: string, id: string): Promise<{ conversation: Conversation; brand: Brand }> {
    const conversation = await conversations.get(workspace, id);
    const brand = conversation && brands.get(workspace, conversation.brand);
    if (!conversation || !brand) throw new CodedError('not_found');
    return { conversation, brand };
  }

  return {
    async hear(channel, brand, inbound, options = {}) {
      intake.arrived();
      const { phone, remoteId, act } = inbound;
      deps.channels[channel]?.heard?.(brand, phone);
      const event = eventOf(act, newId(), clock.now());
      // Only messages can be marked as read; a tap on an action, which comes without its label, is an event.
      const spoken =
        act.kind === 'tap' ? act.label !== undefined : act.kind !== 'subscribe' && act.kind !== 'unsubscribe';
      const seen = `${channel}:${brand.agentId}:${phone}:${remoteId}`;
      const arrival: Arrival = { brand, phone, channel, event, seen, happening: `${channel}:${remoteId}` };
      if (spoken) arrival.remoteId = remoteId;
      if (options.quiet) arrival.quiet = true;
      const received = await take(arrival);
      return received.outcome;
    },

    async receipt(channel, brand, inbound) {
      const { state, phone } = inbound;
      if (state === 'delivered' || state === 'read') deps.channels[channel]?.heard?.(brand, phone);
      return receipts(channel, brand, inbound);
    },

    async begin({ workspace, brand: brandId, phone, flow, variables, key, by }) {
      const brand = brands.get(workspace, brandId);
      if (!brand) throw new CodedError('not_found', `There is no brand "${brandId}".`);
      const event: Event = { kind: 'start', id: newId(), at: clock.now(), variables };
      const start = async () => {
        const { conversation } = await take({
          brand,
          phone,
          channel: serves(brand)(deps.opening) || !serves(brand)('sms') ? deps.opening : 'sms',
          event,
          flow,
          ...(key === undefined ? {} : { seen: `start:${brandId}:${phone}:${key}` }),
          ...(by === undefined ? {} : { by }),
        });
        return conversation;
      };
      const known = by && (await conversations.find(workspace, brandId, phone));
      const found = known && (await conversations.get(workspace, known.id));
      if (!found) return start();
      // Another process may have gone on with it, as with all that people decide.
      recent.forget(found);
      return operator.hushed(found, start);
    },

    async signal({ workspace, conversation: id, name, data, key }) {
      const { conversation, brand } = await known(workspace, id);
      const event: Event = { kind: 'signal', id: newId(), at: clock.now(), name, data };
      await take({
        brand,
        phone: conversation.phone,
        channel: conversation.channel,
        event,
        seen: `signal:${id}:${key}`,
      });
    },

    takeover: (workspace, id, who, how = {}) =>
      operator.own(workspace, id, { kind: 'take', by: { operator: who }, ...how }),

    own: operator.own,
    say: operator.say,
    unsay: operator.unsay,
    change: operator.change,
    decide: (workspace, id, make) => operator.change(workspace, id, make, operator.hushed),
    spoken: operator.spoken,

    async read(workspace, id, upTo) {
      const read = await operator.read(workspace, id, upTo);
      const { conversation, brand } = await known(workspace, id);
      const channel = deps.channels[conversation.channel];
      for (const { remoteId, channel: heardBy } of read.slice(-MAX_READ)) {
        if (remoteId === undefined || heardBy !== conversation.channel || !channel?.signal) continue;
        if (courtesies.size >= MAX_COURTESIES) return;
        const sent = channel.signal(brand, conversation.phone, newId(), { kind: 'read', remoteId });
        const quiet = sent.catch(() => undefined);
        courtesies.add(quiet);
        quiet.finally(() => courtesies.delete(quiet));
      }
    },

    announce: operator.announce,

    move,

    heed: createHeed({
      store: conversations,
      consent: deps.consent,
      serial,
      withdraw: (conversation) => outbox.withdraw(conversation),
    }),

    async handback(workspace, id, node, { by, summary, reason } = {}) {
      const command: Command = {
        kind: 'handback',
        ...(by ? { by } : {}),
        ...(node === undefined ? {} : { node }),
        ...(summary === undefined ? {} : { summary }),
        ...(reason === undefined ? {} : { reason }),
      };
      return decideAndGoOn(workspace, id, command, node);
    },

    async idle(workspace, id, to, queue, departed) {
      const command: Command = { kind: 'idle', to, queue, ...(departed === undefined ? {} : { departed }) };
      return to === 'bot' ? decideAndGoOn(workspace, id, command) : operator.own(workspace, id, command);
    },

    async close(workspace, id, how) {
      const { conversation } = await known(workspace, id);
      return decideAndGoOn(workspace, id, { kind: 'close', ...how }, conversation.desk.handBack?.node);
    },

    async unpark(workspace, item) {
      const now = clock.now();
      if (!(await conversations.unpark(workspace, item, now))) throw new CodedError('not_found');
      waker.at(now);
    },

    async look(workspace, id) {
      const conversation = await conversations.get(workspace, id);
      if (conversation) await wake(conversation);
    },

    stale: (id) => outbox.stale(id),
    heard: recent.forget,

    start: waker.start,

    async stop() {
      await waker.stop();
      await serial.idle();
      await outbox.stop();
      await Promise.allSettled([...courtesies]);
      claims.stop();
    },
  };
}

function eventOf(act: Act, id: string, at: number): Event {
  // Nearly always; and written out, it costs a fraction of a copy.
  if (act.kind === 'text') return { kind: 'text', id, at, text: act.text };
  return { ...act, id, at };
}
