/**
 * The phone of a preview: a way to send by RCS and one by SMS that end in a thread instead of a network. Knows the
 * channel's port and how phones behave; knows no engine, no flow and no screen.
 *
 * It stands in for Google and for an SMS centre at once: without RCS it is unreachable there; offline it lets RCS
 * messages wait, and withdraws those whose time is over, while SMS arrive.
 */
import { type Message, type Suggestion, suggestionsOf } from '../../flows/message.ts';
import type { ChannelName } from '../../flows/scope.ts';
import { type RenderedSms, renderSms } from '../../flows/sms/render.ts';
import { countSegments } from '../../flows/sms/segments.ts';
import type { Act, Channel, Inbound, Outbound, Outcome } from '../channels/port.ts';
import type { Clock } from '../clock.ts';
import type { PreviewEntry } from '../contract.ts';

/** An agent message as Google's wire has it; addresses that begin with "/" go behind `base`. */
export type RenderRbm = (outbound: Outbound, base: string) => unknown;

export interface PhoneSettings {
  rcs: boolean;
  online: boolean;
  /** Messages are read as they arrive. */
  reads: boolean;
}

/** A message as it left. */
export interface Sent {
  step: number;
  at: number;
  id: string;
  via: 'rcs' | 'sms';
  request: unknown;
  /** What it says, as a person would tell it. */
  said: string;
}

export type Receipt = Pick<Extract<Inbound, { kind: 'receipt' }>, 'message' | 'state'> & {
  channel: ChannelName;
};

export interface PhoneDeps {
  number: string;
  clock: Clock;
  newId(): string;
  settings: PhoneSettings;
  renderRbm: RenderRbm;
  publicUrl: string;
  /** The page an SMS would link to. */
  pageOf(message: string): string;
  /** The step everything belongs to that happens now. */
  step(): number;
  /** Told of each message as it leaves. */
  left(sent: Sent): void;
}

export interface Phone {
  channels: { rbm: Channel; sms: Channel };
  settings: PhoneSettings;
  /** Changes how the phone is. What waited arrives when it comes online. */
  set(change: Partial<PhoneSettings>): void;
  /** The person does something; what it comes to is in `acts` once it has left the phone. */
  act(act: Act): void;
  /** Everything that was delivered is looked at. */
  read(): void;
  thread(): readonly PreviewEntry[];
  /** Only ever grows. */
  sent: readonly Sent[];
  typing(): boolean;
  /** What has left the phone since this was last asked: acts and receipts, in their order. */
  outgoing(): (
    | { kind: 'act'; id: string; act: Act; channel: ChannelName }
    | ({ kind: 'receipt' } & Receipt)
  )[];
  /** When the next waiting message is withdrawn. */
  nextAt(): number | undefined;
  /** The newest suggestion that fits what is asked for, if one was offered over RCS. */
  offered(fits: (suggestion: Suggestion) => boolean): Suggestion | undefined;
}

const ACCEPTED: Outcome = { kind: 'accepted' };
const UNREACHABLE: Outcome = {
  kind: 'unreachable',
  code: 'rbm_unreachable',
  detail: 'This phone has no RCS.',
};
/** As the SMS channel has it. */
const MOST_SEGMENTS = 10;

export function createPhone(deps: PhoneDeps): Phone {
  const { clock, number } = deps;
  let { settings } = deps;
  let thread: PreviewEntry[] = [];
  const sent: Sent[] = [];
  const taken = new Set<string>();
  /** RCS messages that wait for the phone to be online, oldest first. */
  let waiting: { outbound: Outbound; until: number | undefined; callOff(): void }[] = [];
  /** What the person did while the phone was offline. */
  let unsent: { id: string; act: Act }[] = [];
  let outgoing: ReturnType<Phone['outgoing']> = [];
  let typing = false;
  const offers: Message[] = [];

  function change(id: string, direction: PreviewEntry['direction'], state: PreviewEntry['state']): void {
    thread = thread.map((entry) =>
      entry.id === id && entry.direction === direction ? { ...entry, state } : entry,
    );
  }

  function tell(channel: ChannelName, message: string, state: Receipt['state']): void {
    outgoing.push({ kind: 'receipt', channel, message, state });
  }

  function arrive(outbound: Outbound): void {
    const { id, message } = outbound;
    thread = [
      ...thread,
      {
        id,
        direction: 'out',
        via: 'rcs',
        state: settings.reads ? 'read' : 'delivered',
        at: clock.now(),
        // Without an address of its own, so that pictures load from wherever the studio was opened.
        message: deps.renderRbm(outbound, ''),
        step: deps.step(),
      },
    ];
    offers.push(message);
    tell('rbm', id, 'delivered');
    if (settings.reads) tell('rbm', id, 'read');
  }

  function take(outbound: Outbound, via: 'rcs' | 'sms', request: unknown, said: string): void {
    taken.add(`${via}:${outbound.id}`);
    typing = false;
    const line: Sent = { step: deps.step(), at: clock.now(), id: outbound.id, via, request, said };
    sent.push(line);
    deps.left(line);
  }

  function withdraw(id: string): boolean {
    const found = waiting.find(({ outbound }) => outbound.id === id);
    if (!found) return false;
    found.callOff();
    waiting = waiting.filter((one) => one !== found);
    return true;
  }

  function keep(outbound: Outbound): void {
    const { id, ttl, expires } = outbound;
    const until = ttl === undefined ? expires : clock.now() + ttl * 1000;
    const revoke = () => {
      if (withdraw(id)) tell('rbm', id, 'revoked');
    };
    const callOff = until === undefined ? () => {} : clock.alarm(until, revoke);
    waiting.push({ outbound, until, callOff });
  }

  function hear(id: string, act: Act): void {
    const channel = settings.rcs ? 'rbm' : 'sms';
    if (settings.rcs && !settings.online) unsent.push({ id, act });
    else outgoing.push({ kind: 'act', id, act, channel });
  }

  const rbm: Channel = {
    serves: () => true,
    idempotent: () => true,
    async send(outbound) {
      if (!settings.rcs) return UNREACHABLE;
      if (taken.has(`rcs:${outbound.id}`)) return ACCEPTED;
      take(outbound, 'rcs', deps.renderRbm(outbound, deps.publicUrl), saidBy(outbound.message));
      if (settings.online) arrive(outbound);
      else keep(outbound);
      return ACCEPTED;
    },
    async revoke(_brand, _phone, message) {
      if (withdraw(message)) return 'revoked';
      return taken.has(`rcs:${message}`) ? 'delivered' : 'unknown';
    },
    async signal(_brand, _phone, _id, signal) {
      if (signal.kind === 'typing') typing = settings.rcs && settings.online;
      else change(signal.remoteId, 'in', 'read');
      return ACCEPTED;
    },
  };

  const sms: Channel = {
    serves: (brand) => brand.sms !== undefined,
    idempotent: () => true,
    async send(outbound) {
      const { id, brand, message } = outbound;
      if (taken.has(`sms:${id}`)) return ACCEPTED;
      const page = deps.pageOf(id);
      const rendered = renderSms(message, {
        ...(outbound.sms === undefined ? {} : { own: outbound.sms }),
        ...(outbound.numberFrom === undefined ? {} : { numberFrom: outbound.numberFrom }),
        ...(outbound.typed ? { typed: outbound.typed } : {}),
        ...(outbound.mention === undefined ? {} : { mention: outbound.mention }),
        locale: outbound.locale,
        smart: brand.sms?.smart ?? 'when-shorter',
        link: page,
      });
      const fault = smsFault(rendered);
      if (fault) return fault;
      const { text, encoding, segments } = rendered;
      const from = brand.sms?.sender ?? '';
      const { left } = countSegments(text);
      take(outbound, 'sms', { from, to: number, text, encoding, segments, left }, text);
      thread = [
        ...thread,
        {
          id,
          direction: 'out',
          via: 'sms',
          state: 'delivered',
          at: clock.now(),
          message: { text },
          step: deps.step(),
          from,
          to: number,
          encoding,
          segments,
          ...(rendered.linked ? { page: { url: page, message: deps.renderRbm(outbound, '') } } : {}),
        },
      ];
      tell('sms', id, 'delivered');
      return ACCEPTED;
    },
  };

  return {
    channels: { rbm, sms },
    get settings() {
      return settings;
    },
    set(wanted) {
      settings = { ...settings, ...wanted };
      if (!settings.rcs || !settings.online) {
        typing = false;
        return;
      }
      const late = waiting;
      waiting = [];
      for (const { outbound, callOff } of late) {
        callOff();
        arrive(outbound);
      }
      const held = unsent;
      unsent = [];
      for (const { id, act } of held) {
        change(id, 'in', 'sent');
        outgoing.push({ kind: 'act', id, act, channel: 'rbm' });
      }
    },
    act(act) {
      const id = deps.newId();
      const shown = contentOf(act);
      if (shown) {
        const via = settings.rcs ? 'rcs' : 'sms';
        const state = settings.rcs && !settings.online ? 'sending' : 'sent';
        thread = [
          ...thread,
          { id, direction: 'in', via, state, at: clock.now(), message: shown, step: deps.step() },
        ];
      }
      hear(id, act);
    },
    read() {
      // A phone that is offline tells nobody.
      if (!settings.online) return;
      for (const { id, direction, via, state } of thread) {
        if (direction !== 'out' || via !== 'rcs' || state !== 'delivered') continue;
        change(id, 'out', 'read');
        tell('rbm', id, 'read');
      }
    },
    thread: () => thread,
    sent,
    typing: () => typing,
    outgoing() {
      const gone = outgoing;
      outgoing = [];
      return gone;
    },
    nextAt() {
      const times = waiting.flatMap(({ until }) => (until === undefined ? [] : [until]));
      return times.length > 0 ? Math.min(...times) : undefined;
    },
    offered(fits) {
      for (const message of [...offers].reverse()) {
        const found = suggestionsOf<Suggestion>(message).find(fits);
        if (found) return found;
      }
      return undefined;
    },
  };
}

function smsFault({ text, segments }: RenderedSms): Outcome | undefined {
  if (text === '') {
    return {
      kind: 'refused',
      code: 'sms_empty',
      detail: 'There is nothing in it that an SMS could say.',
    };
  }
  if (segments <= MOST_SEGMENTS) return undefined;
  const detail = `The SMS would be too long: ${segments} parts; ${MOST_SEGMENTS} are the most.`;
  return { kind: 'refused', code: 'sms_too_long', detail };
}

/** What the person sent, as a UserMessage's content; undefined for what leaves no line in the thread. */
function contentOf(act: Act): unknown {
  switch (act.kind) {
    case 'text':
      return { text: act.text };
    case 'tap':
      return act.label === undefined
        ? undefined
        : { suggestionResponse: { text: act.label, postbackData: act.data, type: 'REPLY' } };
    case 'location':
      return { location: { latitude: act.latitude, longitude: act.longitude } };
    case 'file': {
      const { url, mime, name, bytes } = act.file;
      return {
        userFile: {
          payload: {
            fileUri: url,
            mimeType: mime,
            ...(name === undefined ? {} : { fileName: name }),
            ...(bytes === undefined ? {} : { fileSizeBytes: bytes }),
          },
        },
      };
    }
    case 'subscribe':
    case 'unsubscribe':
      return undefined;
  }
}

/** A message in words: what it says, then its buttons in brackets. */
export function saidBy(message: Message): string {
  const cards = message.kind === 'card' ? [message.card] : message.kind === 'carousel' ? message.cards : [];
  const buttons = (items: Suggestion[]) => items.map(({ label }) => `[${label}]`).join(' ');
  const lines =
    message.kind === 'text'
      ? [message.text]
      : message.kind === 'media'
        ? [message.alt ?? message.url]
        : cards.map((card) => {
            const said = [card.title, card.description, buttons(card.suggestions)];
            return said.filter(Boolean).join('\n');
          });
  return [...lines, buttons(message.suggestions)].filter(Boolean).join('\n');
}
