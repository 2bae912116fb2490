/**
 * The SMS centre between the partner's requests, the handsets and the partner's webhook: what is accepted, waits, arrives,
 * expires, and what persons write. Splits nothing, counts parts by itself. Knows no HTTP and nothing of RBM.
 */
import type { Clock } from '../clock.ts';
import type { Courier } from './courier.ts';
import type { SideFaults } from './faults.ts';
import { GoogleError } from './google-error.ts';
import { type Handset, type Handsets, takes } from './handsets.ts';
import type { Journal, Numbered } from './journal.ts';
import { reportUrlOf, type SmsAccount, type SmsAccounts, type SmsLine, signSms } from './sms-accounts.ts';
import { countSms, type SmsCount } from './sms-count.ts';
import { judgeNumber } from './sms-number.ts';
import { SmsRefused } from './sms-refused.ts';

/** One accepted SMS, without its words. */
export interface SmsRecord extends Numbered, SmsCount {
  id: string;
  account: string | undefined;
  from: string;
  to: string;
  /** Milliseconds since the epoch. */
  acceptedAt: number;
  state: 'queued' | 'delivered' | 'failed';
  /** Why it failed. */
  code?: FailureCode;
}

export type FailureCode = 'expired' | 'undelivered';

export interface SmsRequest {
  id: string;
  from: string;
  to: string;
  text: string;
  /** Seconds it may wait for the phone. */
  validity?: number;
  reportUrl?: string;
}

/** What is posted to the webhook. `at` is RFC 3339. */
export type SmsCallback =
  | { kind: 'inbound'; id: string; from: string; to: string; text: string; at: string }
  | {
      kind: 'report';
      /** The SMS's. */
      id: string;
      from: string;
      to: string;
      status: 'delivered' | 'failed';
      code?: FailureCode;
      at: string;
    };

export interface SmsCentre {
  /** Takes an SMS and delivers or keeps it; an id used before is ignored. SmsRefused 400, 422, 429. */
  accept(account: SmsAccount | undefined, request: SmsRequest): void;
  /**
   * The person writes, to the sender of the last SMS unless `to` says otherwise. Returns the SMS's id.
   * GoogleError 400 where there is nobody to write to, 409 where the sender takes no answers, 429.
   */
  write(handset: Handset, text: string, to: string | undefined): string;
}

/** What networks keep an SMS for where the sender says nothing. */
const VALIDITY_MS = 72 * 3600 * 1000;
/** SMS that wait for one phone. */
const MOST_WAITING = 1_000;
/** The parts one SMS can be joined from: their number is one byte. */
const MOST_SEGMENTS = 255;

export function createSmsCentre({
  clock,
  newId,
  faults,
  handsets,
  accounts,
  journal,
  courier,
}: {
  clock: Clock;
  newId: () => string;
  faults: SideFaults<'undelivered' | 'dropReceipts'>;
  handsets: Handsets;
  accounts: SmsAccounts;
  /** By the SMS's id. */
  journal: Journal<SmsRecord>;
  courier: Courier;
}): SmsCentre {
  const isoNow = () => new Date(clock.now()).toISOString();

  function post(line: SmsLine, phone: string, callback: SmsCallback): void {
    const account = accounts.get(line.account);
    if (!account) return;
    const body = JSON.stringify(callback);
    courier.send({
      to: account.id,
      phone,
      address: () => line.url,
      body,
      headers: { 'content-type': 'application/json', 'x-carillon-signature': signSms(body, account.key) },
    });
  }

  function report(record: SmsRecord, line: SmsLine | undefined): void {
    if (record.state === 'queued' || !line || faults.strikes('dropReceipts')) return;
    const { id, from, to, state: status, code } = record;
    const reported: SmsCallback = { kind: 'report', id, from, to, status, at: isoNow() };
    post(line, to, code === undefined ? reported : { ...reported, code });
  }

  function deliver(handset: Handset, record: SmsRecord, text: string, line: SmsLine | undefined): void {
    const { id, from, to, encoding, segments } = record;
    record.state = 'delivered';
    handsets.append(
      handset,
      {
        id,
        direction: 'out',
        via: 'sms',
        from,
        to,
        message: { text },
        encoding,
        segments,
        state: 'delivered',
        at: clock.now(),
      },
      text.length,
    );
    report(record, line);
  }

  function fail(record: SmsRecord, code: FailureCode, line: SmsLine | undefined): void {
    record.state = 'failed';
    record.code = code;
    report(record, line);
  }

  function keep(
    handset: Handset,
    record: SmsRecord,
    validityMs: number,
    arrive: () => void,
    line: SmsLine | undefined,
  ): void {
    const off = clock.alarm(clock.now() + validityMs, () => {
      handset.queue = handset.queue.filter((waiting) => waiting !== queued);
      fail(record, 'expired', line);
    });
    const queued = {
      via: 'sms' as const,
      messageId: record.id,
      cancel: off,
      deliver() {
        off();
        arrive();
      },
    };
    handset.queue.push(queued);
  }

  /** Whom the person writes to if they just press "send". */
  function correspondent(handset: Handset): string | undefined {
    const last = handset.thread.findLast((entry) => entry.via === 'sms');
    if (last?.via !== 'sms') return accounts.firstSender();
    return last.direction === 'out' ? last.from : last.to;
  }

  return {
    accept(account, { id, from, to, text, validity, reportUrl }) {
      const line = account && { account: account.id, url: reportUrlOf(account, reportUrl) };
      const earlier = journal.find(id);
      if (earlier) {
        earlier.calls += 1;
        return;
      }
      const kind = judgeNumber(to);
      if (kind === 'invalid') throw new SmsRefused(400, 'invalid_number', `"${to}" is not a phone number.`);
      if (kind === 'landline') throw new SmsRefused(422, 'landline', `${to} is not a mobile phone's number.`);
      const count = countSms(text);
      if (count.segments > MOST_SEGMENTS) {
        throw new SmsRefused(400, 'text_too_long', `The text takes more than ${MOST_SEGMENTS} parts.`);
      }
      if (courier.full()) throw new SmsRefused(429, 'too_many_requests', 'Too many callbacks wait.');
      const handset = handsets.open(to);
      const reachable = takes(handset, 'sms');
      if (!reachable && handset.queue.length >= MOST_WAITING) {
        throw new SmsRefused(429, 'too_many_requests', 'Too many messages wait for this phone.');
      }
      if (line) accounts.learn(from, line);
      const record = journal.add({
        id,
        account: account?.id,
        from,
        to,
        ...count,
        acceptedAt: clock.now(),
        state: 'queued',
      });
      if (faults.strikes('undelivered')) fail(record, 'undelivered', line);
      else if (reachable) deliver(handset, record, text, line);
      else {
        const validityMs = validity === undefined ? VALIDITY_MS : validity * 1000;
        keep(handset, record, validityMs, () => deliver(handset, record, text, line), line);
      }
    },

    write(handset, text, wanted) {
      const to = wanted ?? correspondent(handset);
      if (to === undefined) {
        throw new GoogleError(400, 'No SMS came to this phone yet: say with "to" whom this is meant for.', {
          reason: 'NO_SENDER',
        });
      }
      if (!/^\+?\d+$/.test(to)) {
        throw new GoogleError(409, `"${to}" is a name, not a number: it cannot be answered.`, {
          reason: 'SENDER_TAKES_NO_ANSWER',
        });
      }
      if (courier.full()) throw new GoogleError(429, 'Too many callbacks wait for the webhook.');
      if (handset.outbox.length >= MOST_WAITING) {
        throw new GoogleError(429, 'Too much waits for this phone to come online.');
      }
      const id = newId();
      const { phone } = handset;
      const online = takes(handset, 'sms');
      handsets.append(
        handset,
        {
          id,
          direction: 'in',
          via: 'sms',
          from: phone,
          to,
          message: { text },
          ...countSms(text),
          state: online ? 'sent' : 'sending',
          at: clock.now(),
        },
        text.length,
      );
      const send = () => {
        handsets.mark(handset, { id, direction: 'in', via: 'sms' }, 'sent');
        const line = accounts.lineOf(to);
        if (line) post(line, phone, { kind: 'inbound', id, from: phone, to, text, at: isoNow() });
      };
      if (online) send();
      else handset.outbox.push({ via: 'sms', send });
      return id;
    },
  };
}
