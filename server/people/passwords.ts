/** What a password may be, and what is kept of it: an argon2id hash. Knows no account. */
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { CodedError } from '../errors.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

export interface Passwords {
  /** Errors: "weak_password" for one that would be guessed, "too_many_requests" where too many are waiting. */
  hash(password: string, about: About): Promise<string>;
  /** Takes as long without a hash as with one. Errors: "too_many_requests". */
  verify(password: string, hashed: string | undefined): Promise<boolean>;
  /** Whether a hash was made with less effort than is asked for today. */
  isDated(hashed: string): boolean;
}

/** What a guesser would try first. */
export interface About {
  email: string;
  name?: string;
}

export interface PasswordCost {
  /** KiB. */
  memoryCost: number;
  timeCost: number;
  parallelism: number;
}

/** OWASP's first choice for argon2id (Password Storage Cheat Sheet). */
export const COST: PasswordCost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** Each takes a core for some 30 ms, and 19 MB: more at once would stand in the way of the messages. */
const AT_ONCE = 2;
const WAITING_MOST = 60;
const SHORTEST = 12;
const LONGEST = 200;

export function createPasswords(cost: PasswordCost = COST): Passwords {
  let running = 0;
  const waiting: (() => void)[] = [];

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running >= AT_ONCE) {
      if (waiting.length >= WAITING_MOST) throw new CodedError('too_many_requests');
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  let nobodys: Promise<string> | undefined;

  return {
    async hash(password, about) {
      refuseWeak(password, about);
      return inTurn(() => hash(clean(password), cost));
    },
    async verify(password, hashed) {
      // Of a length that nobody's password has, so that nobody makes us hash megabytes.
      const given = clean(password).slice(0, LONGEST + 1);
      nobodys ??= inTurn(() => hash('the password of nobody', cost));
      const against = hashed ?? (await nobodys);
      const fits = await inTurn(() => verify(against, given));
      return fits && hashed !== undefined;
    },
    isDated(hashed) {
      const { memoryCost, timeCost, parallelism } = parseOptions(hashed);
      return memoryCost < cost.memoryCost || timeCost < cost.timeCost || parallelism !== cost.parallelism;
    },
  };
}

/** The same letters, however a keyboard composed them. */
function clean(password: string): string {
  return password.normalize('NFKC');
}

function refuseWeak(password: string, { email, name }: About): void {
  const text = clean(password);
  const length = [...text].length;
  const refuse = (detail: string) => new CodedError('weak_password', detail);
  if (length < SHORTEST) throw refuse(`A password has at least ${SHORTEST} characters.`);
  if (length > LONGEST) throw refuse(`A password has at most ${LONGEST} characters.`);
  const plain = plainOf(text);
  if (new Set(plain).size < 5 || COMMON_PASSWORDS.has(plain) || isRun(plain)) {
    throw refuse('This password is among the first that are guessed.');
  }
  const own = [email, email.split('@')[0] ?? '', name ?? '', 'carillon'].map(plainOf);
  // Their own name, and little else.
  const rest = own.filter((one) => one.length >= 3).reduce((left, one) => left.replaceAll(one, ''), plain);
  if (rest.length < 6 && rest !== plain) throw refuse('This password is hardly more than your name.');
}

/** "P@ssw0rd 2024!" as "password2024": those who guess try these spellings too. */
function plainOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[@]/g, 'a')
    .replace(/\$/g, 's')
    .replace(/[^\p{L}\p{N}]/gu, '');
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '1234567890',
  'qwertyuiopasdfghjklzxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
];

/** Nothing but keys in a row, forwards or backwards, perhaps several times. */
function isRun(plain: string): boolean {
  const rows = ROWS.flatMap((row) => [row, [...row].reverse().join('')]);
  const runs = plain.match(/.{1,4}/gsu) ?? [];
  return runs.every((part) => rows.some((row) => `${row}${row}`.includes(part))) || isRepeated(plain);
}

function isRepeated(plain: string): boolean {
  return /^(.{1,6}?)\1{2,}.{0,5}$/su.test(plain);
}
