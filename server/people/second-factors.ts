/** Second factors of people: set up, proven, taken once, taken off. Knows codes; knows no password and no session. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import type { Accounts } from './accounts.ts';
import type { Seal } from './seal.ts';
import { matchTotp, toBase32, totpUri } from './totp.ts';

export interface SecondFactors {
  /** A new secret, which counts once `confirm` proves that it arrived. */
  begin(person: string): Promise<{ secret: string; uri: string }>;
  /** Errors: "second_factor_wrong"; "not_found" where nothing was begun, or too long ago. Answers recovery codes. */
  confirm(person: string, code: string): Promise<string[]>;
  /** Whether a code is right; it is used up then. Of two who come with one code, one is right. */
  take(person: string, code: string): Promise<boolean>;
  /** New recovery codes; the old ones open nothing any more. Errors: "not_found". */
  renew(person: string): Promise<string[]>;
  off(person: string): Promise<void>;
}

const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
const BEGUN_MS = 15 * 60_000;
const ISSUER = 'Carillon';

export function createSecondFactors(deps: { accounts: Accounts; seal: Seal; clock: Clock }): SecondFactors {
  const { accounts, seal, clock } = deps;
  const secretOf = (sealed: string, person: string) => Buffer.from(seal.open(sealed, person), 'base64');

  return {
    async begin(person) {
      const secret = randomBytes(SECRET_BYTES);
      const sealed = seal.close(secret.toString('base64'), person);
      const { email } = await accounts.change(person, ({ secondFactor }) => {
        // Another device takes the place of this one only after this one was taken off.
        if (secondFactor) throw new CodedError('not_possible', 'Take the second factor off first.');
        return { secondFactorNext: { sealed, at: clock.now() } };
      });
      return { secret: toBase32(secret), uri: totpUri(secret, ISSUER, email) };
    },

    async confirm(person, code) {
      const codes = newCodes();
      await accounts.change(person, ({ secondFactor, secondFactorNext: next }) => {
        if (secondFactor || !next || clock.now() - next.at > BEGUN_MS) {
          throw new CodedError('not_found', 'Begin again: this took too long.');
        }
        const step = matchTotp(secretOf(next.sealed, person), code, clock.now(), 0);
        if (step === undefined) throw new CodedError('second_factor_wrong');
        return {
          secondFactor: { sealed: next.sealed, lastStep: step, recovery: codes.map(hashOf) },
          secondFactorNext: undefined,
        };
      });
      return codes;
    },

    async take(person, code) {
      const recovery = hashOf(code);
      let right = false;
      await accounts.change(person, ({ secondFactor }) => {
        right = false;
        if (!secondFactor) return undefined;
        const { sealed, lastStep, recovery: left } = secondFactor;
        const step = matchTotp(secretOf(sealed, person), code, clock.now(), lastStep);
        if (step !== undefined) {
          right = true;
          return { secondFactor: { ...secondFactor, lastStep: step } };
        }
        if (!left.includes(recovery)) return undefined;
        right = true;
        return { secondFactor: { ...secondFactor, recovery: left.filter((one) => one !== recovery) } };
      });
      return right;
    },

    async renew(person) {
      const codes = newCodes();
      await accounts.change(person, ({ secondFactor }) => {
        if (!secondFactor) throw new CodedError('not_found');
        return { secondFactor: { ...secondFactor, recovery: codes.map(hashOf) } };
      });
      return codes;
    },

    async off(person) {
      await accounts.change(person, () => ({ secondFactor: undefined, secondFactorNext: undefined }));
    },
  };
}

/** "k3v7-2mqp-x8dn": 59 bits each, without letters that look alike. */
function newCodes(): string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const letters = Array.from(randomBytes(12), (byte) => LETTERS[byte & 31]).join('');
    return letters.replace(/(.{4})(?=.)/g, '$1-');
  });
}
const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

function hashOf(code: string): string {
  return createHash('sha256')
    .update(code.toLowerCase().replace(/[^a-z0-9]/g, ''))
    .digest('base64url');
}
