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
import type { Conversation, OutboxItem, Store } from '../stores/port.ts';
import type { Brands } from './brands.ts';
import type { Catalogues } from './catalogue.ts';
import { createIntake } from './intake.ts';
import { createMove, type Move } from './move.ts';
import { createOperator } from './operator.ts';
import { createOutbox } from './outbox.ts';
import { createPerform, type RunCall } from './perform.ts';
import { createReceipts, type Receipts } from './receipts.ts';
import { type Arrival, createReceive, type Received } from './receive.ts';
import { withRecent } from './recent.ts';
import { createRefs } from './refs.ts';
import { routeOf, type Serves, type Wishes } from './route.ts';
import { createSerial } from './serial.ts';
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
}

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
  /** Begins a flow with someone. Errors: "not_found" (brand), "flow_not_published", "contact_opted_out". */
  begin(request: StartRequest): Promise<Conversation>;
  /** Something happened outside, such as a payment. */
  signal: Signal;
  takeover(workspace: string, conversation: string, operator: string): Promise<Conversation>;
  /** `node`: where the flow shall go on; otherwise where it was interrupted. */
  handback(workspace: string, conversation: string, node?: string): Promise<Conversation>;
  say: ReturnType<typeof createOperator>['say'];
  /** Moves a running conversation to another version of its flow. */
  move: Move;
  /** Puts a parked item back to work. Errors: "not_found". */
  unpark(workspace: string, item: string): Promise<void>;
  /** Takes up what an earlier process left, and keeps time from now on. */
  start(): void;
  /** Finishes what is under way and starts nothing new. */
  stop(): Promise<void>;
}

/** Courtesies under way at once; more are left out. */
const MAX_COURTESIES = 64;

export function createEngine(deps: EngineDeps): Engine {
  const { store, brands, clock, newId, report } = deps;
  const conversations = withRecent(store.conversations);
  const refs = createRefs(store.records);
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
    route,
    withdraw: (conversation) => outbox.withdraw(conversation),
  });
  const operator = createOperator({
    store: conversations,
    clock,
    newId,
    serial,
    route,
    drain: (conversation, fresh) => outbox.drain(conversation, fresh),
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
      const message = { at, channel, state: 'queued' as const };
      return conversations.settle({ workspace, conversation, item: id, outcome: 'asking', at, message });
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
    serves: (conversation) => serves(brandOf(conversation)),
    clock,
    report,
    wakeAt: (at) => waker.at(at),
    moment: intake.moment,
  });
  const waker = createWaker({ store: conversations, clock, report, wake });
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
    if (remoteId !== undefined && conversation.owner.kind === 'bot') say(newId(), { kind: 'read', remoteId });
    if (typing !== undefined) say(typing, { kind: 'typing' });
  }

  async function wake(conversation: Conversation): Promise<void> {
    const brand = brands.get(conversation.workspace, conversation.brand);
    const now = clock.now();
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
      const received = await take({
        brand,
        phone,
        channel,
        event,
        seen: `${channel}:${brand.agentId}:${phone}:${remoteId}`,
        happening: `${channel}:${remoteId}`,
        ...(spoken ? { remoteId } : {}),
        ...(options.quiet ? { quiet: true } : {}),
      });
      return received.outcome;
    },

    async receipt(channel, brand, inbound) {
      const { state, phone } = inbound;
      if (state === 'delivered' || state === 'read') deps.channels[channel]?.heard?.(brand, phone);
      return receipts(channel, brand, inbound);
    },

    async begin({ workspace, brand: brandId, phone, flow, variables, key }) {
      const brand = brands.get(workspace, brandId);
      if (!brand) throw new CodedError('not_found', `There is no brand "${brandId}".`);
      const event: Event = { kind: 'start', id: newId(), at: clock.now(), variables };
      const { conversation } = await take({
        brand,
        phone,
        channel: serves(brand)(deps.opening) || !serves(brand)('sms') ? deps.opening : 'sms',
        event,
        flow,
        ...(key === undefined ? {} : { seen: `start:${brandId}:${phone}:${key}` }),
      });
      return conversation;
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

    takeover: operator.takeover,

    say: operator.say,

    move,

    async handback(workspace, id, node) {
      const { conversation, brand } = await known(workspace, id);
      if (conversation.owner.kind === 'bot')
        throw new CodedError('conflict', 'The bot has this conversation already.');
      const event: Event = {
        kind: 'handback',
        id: newId(),
        at: clock.now(),
        ...(node === undefined ? {} : { node }),
      };
      return (await take({ brand, phone: conversation.phone, channel: conversation.channel, event }))
        .conversation;
    },

    async unpark(workspace, item) {
      const now = clock.now();
      if (!(await conversations.unpark(workspace, item, now))) throw new CodedError('not_found');
      waker.at(now);
    },

    start: waker.start,

    async stop() {
      await waker.stop();
      await serial.idle();
      await outbox.stop();
      await Promise.allSettled([...courtesies]);
    },
  };
}

function eventOf(act: Act, id: string, at: number): Event {
  return { ...act, id, at };
}
