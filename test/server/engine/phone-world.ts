/**
 * Google's platform, an SMS provider and the phones behind them, as far as an engine can notice: what is taken, what is
 * read and on which channel, and receipts that come late, twice, in any order or never. Time is moved by the test.
 */
import type { Inbound, Outcome } from '../../../server/channels/port.ts';
import { ACCEPTED, type Rig, UNREACHABLE } from './engine-rig.ts';

type ReceiptState = Extract<Inbound, { kind: 'receipt' }>['state'];

/** What becomes of a request to Google, of a call-back, of an SMS, and of a receipt; after the last, all is well. */
export interface Faults {
  rbm: ('ok' | 'busy' | 'timeout-taken' | 'timeout-lost')[];
  revoke: ('ok' | 'lost' | 'done-unheard')[];
  sms: ('ok' | 'busy' | 'unsure-taken' | 'unsure-lost')[];
  receipts: { delayMs: number; dropped: boolean; twice: boolean }[];
}

export interface Seen {
  id: string;
  phone: string;
  via: 'rbm' | 'sms';
}

export interface World {
  /** What people read, in order. */
  seen: Seen[];
  /** Messages that Google was asked for and whose answer was not heard. */
  ambiguous: Set<string>;
  /** Messages whose receipt was lost. */
  unreported: Set<string>;
  phone(phone: string, change: { online?: boolean; rcs?: boolean }): void;
  hasRcs(phone: string): boolean;
  /** Lets time pass, with what happens in it. */
  pass(ms: number): Promise<void>;
  /** From now on nothing goes wrong. */
  heal(): void;
}

interface Message {
  id: string;
  phone: string;
  state: 'queued' | 'delivered' | 'withdrawn';
  expiresAt: number;
}

export function createWorld(rig: Rig, faults: Faults): World {
  const phones = new Map<string, { online: boolean; rcs: boolean }>();
  const google = new Map<string, Message>();
  let events: { at: number; happen(): Promise<void> }[] = [];
  let healed = false;

  const next = <T>(list: T[], otherwise: T): T => (healed ? otherwise : (list.shift() ?? otherwise));
  const phoneOf = (phone: string) => {
    const known = phones.get(phone) ?? { online: true, rcs: true };
    phones.set(phone, known);
    return known;
  };
  const at = (time: number, happen: () => Promise<void>) => events.push({ at: time, happen });

  const world: World = {
    seen: [],
    ambiguous: new Set(),
    unreported: new Set(),
    phone(phone, change) {
      const now = Object.assign(phoneOf(phone), change);
      if (!now.online || !now.rcs) return;
      for (const message of google.values()) if (message.phone === phone) deliver(message);
    },
    hasRcs: (phone) => phoneOf(phone).rcs,
    async pass(ms) {
      const end = rig.clock.now() + ms;
      for (;;) {
        events.sort((one, other) => one.at - other.at);
        const first = events[0];
        if (!first || first.at > end) break;
        events = events.slice(1);
        if (first.at > rig.clock.now()) await rig.pass(first.at - rig.clock.now());
        await first.happen();
      }
      await rig.pass(Math.max(0, end - rig.clock.now()));
    },
    heal() {
      healed = true;
    },
  };

  function report(message: Message, state: ReceiptState): void {
    const fate = next(faults.receipts, { delayMs: 0, dropped: false, twice: false });
    if (fate.dropped) {
      if (state === 'delivered') world.unreported.add(message.id);
      return;
    }
    const tell = async (): Promise<void> => {
      try {
        await rig.receipt(state, message.id);
      } catch {
        // The server is gone for a moment: what was not acknowledged is told again.
        at(rig.clock.now() + 1000, tell);
      }
    };
    at(rig.clock.now() + fate.delayMs, tell);
    if (fate.twice) at(rig.clock.now() + fate.delayMs * 2 + 1, tell);
  }

  function deliver(message: Message): void {
    if (message.state !== 'queued') return;
    message.state = 'delivered';
    world.seen.push({ id: message.id, phone: message.phone, via: 'rbm' });
    report(message, 'delivered');
  }

  function take(id: string, phone: string, ttl: number | undefined): void {
    if (google.has(id)) return;
    const expiresAt = rig.clock.now() + (ttl ?? 30 * 24 * 3600) * 1000;
    const message: Message = { id, phone, state: 'queued', expiresAt };
    google.set(id, message);
    const { online, rcs } = phoneOf(phone);
    if (online && rcs) deliver(message);
    if (message.state !== 'queued' || ttl === undefined) return;
    at(expiresAt, async () => {
      if (message.state !== 'queued') return;
      message.state = 'withdrawn';
      report(message, 'revoked');
    });
  }

  rig.onSend = ({ id, phone, ttl, expires }): Outcome => {
    const answer = next(faults.rbm, 'ok');
    if (answer === 'busy') return { kind: 'again', code: 'rbm_busy', detail: 'busy' };
    const seconds = expires === undefined ? ttl : Math.ceil((expires - rig.clock.now()) / 1000);
    if (answer === 'timeout-lost') {
      world.ambiguous.add(id);
      return { kind: 'again', code: 'rbm_timeout', detail: 'no answer' };
    }
    // Asked again, because its answer died with the process.
    if (google.has(id)) world.ambiguous.add(id);
    if (!phoneOf(phone).rcs) return UNREACHABLE;
    take(id, phone, seconds);
    if (answer === 'timeout-taken') {
      world.ambiguous.add(id);
      return { kind: 'again', code: 'rbm_timeout', detail: 'no answer' };
    }
    return ACCEPTED;
  };

  rig.onRevoke = (id) => {
    const answer = next(faults.revoke, 'ok');
    if (answer === 'lost') return 'unknown';
    const message = google.get(id);
    // Not found says the same as delivered.
    if (!message || message.state === 'delivered') return answer === 'ok' ? 'delivered' : 'unknown';
    message.state = 'withdrawn';
    return answer === 'ok' ? 'revoked' : 'unknown';
  };

  rig.onSms = ({ id, phone }): Outcome => {
    const answer = next(faults.sms, 'ok');
    if (answer === 'busy') return { kind: 'again', code: 'sms_busy', detail: 'busy' };
    if (answer === 'ok' || answer === 'unsure-taken') {
      if (!rig.smsOnce || !world.seen.some((one) => one.id === id && one.via === 'sms')) {
        world.seen.push({ id, phone, via: 'sms' });
      }
    }
    if (answer === 'ok') return ACCEPTED;
    return { kind: 'again', code: 'sms_timeout', detail: 'no answer', unsure: true };
  };

  return world;
}
