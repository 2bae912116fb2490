/** Who sends SMS through the centre, and where answers and reports go to; knows no message. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { SmsRefused } from './sms-refused.ts';

/** A number in E.164, a short code, or up to 11 letters and digits with a letter among them. */
export const smsSenderSchema = z
  .string()
  .regex(/^(\+[1-9]\d{5,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9]{1,11})$/, 'is neither a number nor a name');

export const smsAccountSchema = z.strictObject({
  id: z.string().min(1).max(100).default('default'),
  /** Proves the account's requests, and signs what the centre sends to its webhook. */
  key: z.string().min(1).max(500),
  webhookUrl: z.string().regex(/^https?:\/\//, 'must be an http or https address'),
  /** What persons can write to before anything was sent to them. Left out: whatever number they write to. */
  senders: z.array(smsSenderSchema).max(1000).default([]),
});
export type SmsAccount = z.infer<typeof smsAccountSchema>;
export type SmsAccountInput = z.input<typeof smsAccountSchema>;

/** Where answers to one sender go to. */
export interface SmsLine {
  account: string;
  /** The webhook, with the query its owner wants to see again. */
  url: string;
}

export interface SmsAccounts {
  put(account: SmsAccountInput): SmsAccount;
  list(): SmsAccount[];
  get(id: string): SmsAccount | undefined;
  /** The account a bearer key belongs to, or a 401. Without a key, where none is needed: the first, if there is one. */
  ofKey(key: string | undefined, needed: boolean): SmsAccount | undefined;
  /** Remembers where a sender's answers go to. */
  learn(sender: string, line: SmsLine): void;
  lineOf(sender: string): SmsLine | undefined;
  /** The number a person writes to who never got an SMS. */
  firstSender(): string | undefined;
  /** Forgets what was learnt, keeps the accounts. */
  reset(): void;
}

const MOST_LINES = 10_000;

export function createSmsAccounts(): SmsAccounts {
  const accounts = new Map<string, SmsAccount>();
  const lines = new Map<string, SmsLine>();

  const first = (): SmsAccount | undefined => accounts.values().next().value;

  return {
    put(input) {
      const account = smsAccountSchema.parse(input);
      accounts.set(account.id, account);
      return account;
    },
    list: () => [...accounts.values()],
    get: (id) => accounts.get(id),
    ofKey(key, needed) {
      if (key === undefined) {
        if (needed)
          throw new SmsRefused(401, 'unauthorized', 'Send the key of the account as a bearer token.');
        return first();
      }
      const account = [...accounts.values()].find((one) => sameText(one.key, key));
      if (!account) throw new SmsRefused(401, 'unauthorized', 'No account has this key.');
      return account;
    },
    learn(sender, line) {
      lines.delete(sender);
      lines.set(sender, line);
      const oldest = lines.size > MOST_LINES ? lines.keys().next().value : undefined;
      if (oldest !== undefined) lines.delete(oldest);
    },
    lineOf(sender) {
      const learnt = lines.get(sender);
      if (learnt) return learnt;
      const listed = [...accounts.values()].find(({ senders }) => senders.includes(sender));
      const account = listed ?? [...accounts.values()].find(({ senders }) => senders.length === 0);
      return account && { account: account.id, url: account.webhookUrl };
    },
    firstSender: () => first()?.senders[0],
    reset: () => lines.clear(),
  };
}

/**
 * The address reports go to: the account's webhook with the query a request asked for. Only the query is taken from
 * it, because this server calls no address a caller makes up; another path is a 400. (A path before it is a proxy's.)
 */
export function reportUrlOf(account: SmsAccount, asked: string | undefined): string {
  const own = new URL(account.webhookUrl);
  if (asked === undefined) return own.href;
  const wanted = new URL(asked);
  if (!wanted.pathname.endsWith(own.pathname)) {
    throw new SmsRefused(
      400,
      'invalid_report_url',
      'reportUrl must have the path of the webhook of the account.',
    );
  }
  own.search = wanted.search;
  return own.href;
}

/** The value of X-Carillon-Signature: HMAC-SHA-256 of the raw body under the account's key, in hexadecimal digits. */
export function signSms(body: string, key: string): string {
  return createHmac('sha256', key).update(body).digest('hex');
}

function sameText(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
