/**
 * One customer who talks to the shipped flows: the real core, the real services on a real store, a clock that stands
 * still until told. Knows no channel; the bank alone is a stand-in.
 */

import { compile } from '../../../flows/compile.ts';
import { toMs } from '../../../flows/duration.ts';
import type { Effect } from '../../../flows/effect.ts';
import type { Event, FileRef } from '../../../flows/event.ts';
import { overLimits } from '../../../flows/fit.ts';
import { type Message, type Suggestion, suggestionsOf } from '../../../flows/message.ts';
import type { ChannelName, Facts } from '../../../flows/scope.ts';
import { type RenderedSms, renderSms } from '../../../flows/sms/render.ts';
import { begin, type Catalogue, type Dialogue, type Listed, turn } from '../../../flows/turn.ts';
import { createCalendarService } from '../../../server/services/calendar.ts';
import { DEFAULT_CALENDAR, seedCalendar } from '../../../server/services/calendar-plan.ts';
import { type Cases, createCases } from '../../../server/services/cases.ts';
import type { PaymentProvider, ProviderState } from '../../../server/services/payment-provider.ts';
import { createPayments } from '../../../server/services/payments.ts';
import type { CallContext, CallOutcome, Signal } from '../../../server/services/port.ts';
import { runCall } from '../../../server/services/registry.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { readShipped } from './shipped.ts';

/** Monday, 11:00 in Lyon: the salon opens again the next day. */
export const MONDAY = Date.UTC(2026, 10, 23, 10);
const WORKSPACE = 'w';
const PHONE = '+33639980001';
export const PHOTO: FileRef = { url: 'https://example.com/dent.jpg', mime: 'image/jpeg', bytes: 1000 };

const listed = new Map<string, Listed>(
  [...readShipped()].map(([id, flow]) => [id, { id, version: 1, program: compile({ flow, subflows: {} }) }]),
);
const catalogue: Catalogue = { get: (id) => listed.get(id), all: () => listed.values() };

export interface PlayOptions {
  locale?: 'en' | 'fr';
  /** The contact's name, if it is known. */
  name?: string;
  at?: number;
  /** What the customer writes by; RCS if left out. */
  channel?: ChannelName;
}

export interface Play {
  /** Each gives what the customer then reads, one line a message. */
  type(text: string): Promise<string[]>;
  /** Taps the newest button of that label, even an old one. */
  tap(label: string): Promise<string[]>;
  send(file?: FileRef): Promise<string[]>;
  share(latitude: number, longitude: number): Promise<string[]>;
  /** The customer writes by another channel from now on. */
  by(channel: ChannelName): void;
  /** Time goes by; what falls due in it happens. */
  pass(span: string): Promise<string[]>;
  /** The API begins a flow. */
  begin(flow: string, variables?: Record<string, unknown>): Promise<string[]>;
  /** An operator hands the conversation back. */
  handBack(): Promise<string[]>;
  /** The next calls of "service.operation" fail with these codes, one each. */
  fail(call: string, ...codes: string[]): void;
  /** The next call of "service.operation" takes effect, but its answer is lost. */
  lose(call: string): void;
  /** The bank decides about the newest payment and says so, or "silent": only if asked. */
  bank(state: ProviderState, how?: 'silent'): Promise<string[]>;
  /** A claims adviser decides. */
  decide(number: string, status: 'in-review' | 'approved' | 'waiting', note?: string): Promise<string[]>;
  /** Other people take every place of the salon from these instants on, for 45 minutes each. */
  crowd(instants: string[]): Promise<void>;
  /** A claim as people in the office see it. */
  claim(number: string): ReturnType<Cases['read']>;
  /** The labels of everything ever shown, oldest first. */
  readonly buttons: readonly string[];
  /** The labels of the newest message. */
  readonly newest: readonly string[];
  readonly node: string;
  readonly flow: string;
  readonly status: 'active' | 'done';
  readonly outcome: string | undefined;
  readonly withPeople: boolean;
  readonly summary: string;
  readonly locale: string;
  /** Every step that was entered, in order. */
  readonly visited: readonly { flow: string; node: string }[];
  /** Calls asked of services, as "calendar.hold". */
  readonly calls: readonly string[];
  /** Everything said by both, the customer's lines after "> ". */
  readonly transcript: readonly string[];
  /** What the bot said while the customer wrote by SMS, as SMS. */
  readonly sms: readonly RenderedSms[];
  close(): Promise<void>;
}

/** Plays `scene` with a new customer, and closes the store whatever comes of it. */
export async function playing(options: PlayOptions, scene: (play: Play) => Promise<void>): Promise<void> {
  const play = await createPlay(options);
  try {
    await scene(play);
  } finally {
    await play.close();
  }
}

/** As long as the address of a hosted page. */
const LINK = 'https://chat.example.com/m/AbCdEfGhIjKlMnOpQrStUv';

export async function createPlay(options: PlayOptions = {}): Promise<Play> {
  const { locale = 'en', name, at = MONDAY } = options;
  let { channel = 'rbm' } = options;
  let now = at;
  let eventCount = 0;
  let dialogue: Dialogue = { run: undefined, withPeople: false, optedOut: false, locale };
  let summary = '';
  const timers = new Map<string, number>();
  const failing = new Map<string, string[]>();
  const losing = new Set<string>();
  let others = 0;
  const shown: Message[] = [];
  const sms: RenderedSms[] = [];
  const transcript: string[] = [];
  const visited: { flow: string; node: string }[] = [];
  const calls: string[] = [];
  const queue: Event[] = [];

  const clock = { now: () => now, alarm: () => () => {} };
  const store = openSqliteStore({ path: ':memory:' });
  await seedCalendar(store.records, WORKSPACE);
  const signal: Signal = async ({ name: event, data }) => {
    queue.push({ kind: 'signal', ...stamp(), name: event, data });
  };
  const bank = createBank();
  const payments = createPayments({ records: store.records, provider: bank.provider, clock, signal });
  const cases = createCases({ records: store.records, clock, signal });
  const services = {
    calendar: createCalendarService({ records: store.records }),
    payments: payments.service,
    cases: cases.service,
  };

  function stamp() {
    eventCount += 1;
    return { id: `00000000-0000-4000-8000-${(eventCount * 4096).toString(16).padStart(12, '0')}`, at: now };
  }

  function facts(): Facts {
    return {
      contact: { phone: PHONE, locale: dialogue.locale, ...(name ? { name } : {}) },
      brand: { id: 'b', name: 'Maison Carillon' },
      conversation: { id: 'c' },
      channel,
    };
  }

  /** As the SMS channel would write it; an empty wording is nothing to say. */
  function text({ message, sms: own, numberFrom, typed }: Extract<Effect, { kind: 'send' }>): void {
    if (channel !== 'sms' || own === '') return;
    const spoken = { locale: dialogue.locale, smart: 'when-shorter', link: LINK } as const;
    sms.push(renderSms(message, { own, numberFrom, typed, ...spoken }));
  }

  /** Steps up to an end that hands over belong to the flow before, all others to the flow after. */
  function remember(nodes: string[], before = '', after = ''): void {
    const ends = (node: string) => {
      const found = listed.get(before)?.program.bundle.flow.nodes[node];
      return found?.kind === 'end' && found.next !== undefined;
    };
    const handover = before === after ? -1 : nodes.findIndex(ends);
    for (const [index, node] of nodes.entries()) {
      visited.push({ flow: index <= handover ? before : after, node });
    }
  }

  function contextOf(id: string): CallContext {
    return {
      workspace: WORKSPACE,
      brand: 'b',
      conversation: 'c',
      phone: PHONE,
      locale: dialogue.locale,
      timezone: 'Europe/Paris',
      now,
      id,
      signal: new AbortController().signal,
    };
  }

  async function call(effect: Extract<Effect, { kind: 'call' }>): Promise<Event> {
    const key = `${effect.service}.${effect.operation}`;
    calls.push(key);
    const forced = failing.get(key)?.shift();
    const outcome: CallOutcome = forced
      ? { kind: 'failed', code: forced, message: 'as the test wants it' }
      : await runCall(services, effect.service, effect.operation, effect.input, contextOf(effect.id));
    if (losing.delete(key)) return { kind: 'failed', ...stamp(), call: effect.id, code: 'timeout' };
    if (outcome.kind === 'failed' && outcome.code === 'invalid_input') throw new Error(outcome.message);
    return outcome.kind === 'done'
      ? { kind: 'done', ...stamp(), call: effect.id, result: outcome.result }
      : { kind: 'failed', ...stamp(), call: effect.id, code: outcome.code, message: outcome.message };
  }

  async function happen(event: Event, start?: Listed): Promise<string[]> {
    const before = transcript.length;
    queue.push(event);
    for (let next = queue.shift(); next; next = queue.shift()) {
      const program = dialogue.run && listed.get(dialogue.run.flow)?.program;
      const result =
        next.kind === 'start' && start
          ? begin(dialogue, start, next, facts(), catalogue)
          : turn(dialogue, program, next, facts(), catalogue);
      if (result.problem)
        throw new Error(`${result.problem.code} at ${result.problem.node}: ${result.problem.detail}`);
      remember(result.visited, dialogue.run?.flow, result.run?.flow);
      const { run, optedOut, locale: spoken } = result;
      const choices = result.choices ?? dialogue.choices;
      dialogue = { run, optedOut, locale: spoken, withPeople: dialogue.withPeople, choices };
      for (const effect of result.effects) {
        switch (effect.kind) {
          case 'send':
            shown.push(effect.message);
            text(effect);
            transcript.push(lineOf(effect.message));
            break;
          case 'schedule':
            timers.set(effect.token, effect.at);
            break;
          case 'cancel':
            timers.delete(effect.token);
            break;
          case 'call':
            queue.push(await call(effect));
            break;
          case 'handoff':
            dialogue.withPeople = true;
            summary = effect.summary;
            break;
        }
      }
    }
    return transcript.slice(before);
  }

  function spoken(line: string, event: Event): Promise<string[]> {
    transcript.push(`> ${line}`);
    return happen(event);
  }

  return {
    type: (text) => spoken(text, { kind: 'text', ...stamp(), text }),
    tap(label) {
      const found = shown
        .toReversed()
        .flatMap(suggestionsOf<Suggestion>)
        .find((one) => plain(one.label) === label);
      if (!found) throw new Error(`No button "${label}" was ever shown.`);
      const data = found.data ?? '';
      // A tap on an action comes without its label, as RBM sends it.
      const shownLabel = found.kind === 'reply' ? { label } : {};
      return spoken(label, { kind: 'tap', ...stamp(), data, ...shownLabel });
    },
    send: (file = PHOTO) => spoken('(file)', { kind: 'file', ...stamp(), file }),
    share: (latitude, longitude) => spoken('(place)', { kind: 'location', ...stamp(), latitude, longitude }),
    by(other) {
      channel = other;
    },
    async pass(span) {
      const until = now + toMs(span);
      transcript.push(`(${span})`);
      const before = transcript.length;
      for (;;) {
        const due = [...timers].filter(([, when]) => when <= until).sort((a, b) => a[1] - b[1])[0];
        if (!due) break;
        timers.delete(due[0]);
        now = Math.max(now, due[1]);
        await happen({ kind: 'timer', ...stamp(), token: due[0] });
      }
      now = until;
      return transcript.slice(before);
    },
    begin: (flow, variables = {}) => happen({ kind: 'start', ...stamp(), variables }, listed.get(flow)),
    handBack() {
      dialogue.withPeople = false;
      return happen({ kind: 'handback', ...stamp() });
    },
    fail: (key, ...codes) => failing.set(key, codes),
    lose: (key) => losing.add(key),
    async bank(state, how) {
      const before = transcript.length;
      bank.decide(state);
      if (how === 'silent') return [];
      await payments.settle({ body: Buffer.alloc(0), headers: {} });
      const event = queue.shift();
      if (event) await happen(event);
      return transcript.slice(before);
    },
    async decide(number, status, note) {
      await cases.setStatus(WORKSPACE, number, status, note);
      const event = queue.shift();
      return event ? happen(event) : [];
    },
    async crowd(instants) {
      for (const slot of instants) {
        for (let place = 0; place < DEFAULT_CALENDAR.capacity; place += 1) {
          others += 1;
          const phone = `+336399${String(others).padStart(5, '0')}`;
          const input = { calendar: 'salon', service: 'cut', slot, minutes: 60 };
          const context = { ...contextOf(stamp().id), phone, conversation: phone };
          const outcome = await runCall(services, 'calendar', 'hold', input, context);
          if (outcome.kind === 'failed') throw new Error(`${slot}: ${outcome.message}`);
        }
      }
    },
    claim: (number) => cases.read(WORKSPACE, number),
    get buttons() {
      return shown.flatMap(suggestionsOf<Suggestion>).map((one) => plain(one.label));
    },
    get newest() {
      return shown
        .slice(-1)
        .flatMap(suggestionsOf<Suggestion>)
        .map((one) => plain(one.label));
    },
    get node() {
      return dialogue.run?.snapshot.value ?? '';
    },
    get flow() {
      return dialogue.run?.flow ?? '';
    },
    get status() {
      return dialogue.run?.snapshot.status ?? 'done';
    },
    get outcome() {
      return dialogue.run?.snapshot.outcome;
    },
    get withPeople() {
      return dialogue.withPeople;
    },
    get summary() {
      return summary;
    },
    get locale() {
      return dialogue.locale;
    },
    visited,
    calls,
    transcript,
    sms,
    close: () => store.close(),
  };
}

/** A payment service provider that decides when the test says so. */
function createBank() {
  const made = new Map<string, { status: ProviderState; amount: number; currency: string }>();
  let newest = '';
  const read = (id: string) => made.get(id) ?? { status: 'expired' as const, amount: 0, currency: 'EUR' };
  const provider: PaymentProvider = {
    async create({ id, amount, currency }) {
      newest = `psp-${id}`;
      made.set(newest, { status: 'pending', amount, currency });
      return { kind: 'created', url: `https://pay.example/${id}`, providerId: newest };
    },
    fetch: async (id) => read(id),
    async cancel(id) {
      if (read(id).status === 'pending') made.set(id, { ...read(id), status: 'cancelled' });
      return read(id);
    },
    readCallback: () => ({ kind: 'event', providerId: newest, eventId: 'e' }),
  };
  return {
    provider,
    decide: (status: ProviderState) => made.set(newest, { ...read(newest), status }),
  };
}

/** A message as one line: words, picture, [buttons], {actions}; what follows "||" are chips. Throws if it is unfit. */
function lineOf(message: Message): string {
  const over = overLimits(message);
  if (over.length) throw new Error(`Over RBM's limits: ${JSON.stringify(over)}`);
  const line = [bodyOf(message), buttonsOf(message.suggestions)].filter(Boolean).join(' || ');
  if (/\{\{|undefined|null|NaN|\[object|…\]/.test(line)) throw new Error(`Badly expanded: ${line}`);
  return plain(line);
}

/** No-break spaces read as ordinary ones, so that expectations can be typed. */
function plain(text: string): string {
  return text.replace(/[\u00a0\u202f]/g, ' ');
}

function bodyOf(message: Message): string {
  switch (message.kind) {
    case 'text':
      return message.text;
    case 'media':
      return message.url;
    case 'card':
      return cardOf(message.card);
    case 'carousel':
      return message.cards.map(cardOf).join(' ~ ');
  }
}

function cardOf(card: Extract<Message, { kind: 'card' }>['card']): string {
  const picture = card.media?.url.replace('/media/library/', '');
  const words = [card.title, card.description].filter(Boolean).join(' / ').replaceAll('\n', ' / ');
  return [words, picture && `(${picture})`, buttonsOf(card.suggestions)].filter(Boolean).join(' ');
}

function buttonsOf(suggestions: Suggestion[]): string {
  return suggestions.map((one) => (one.kind === 'reply' ? `[${one.label}]` : `{${one.label}}`)).join(' ');
}
