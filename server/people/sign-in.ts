/** Decides whether somebody is who they say: password, second factor, and how often may be tried. Knows no cookie. */
import type { Clock } from '../clock.ts';
import { CodedError } from '../errors.ts';
import { createRate } from '../pages/rate.ts';
import type { Accounts, Person } from './accounts.ts';
import { type Audit, actorOf } from './audit.ts';
import type { Passwords } from './passwords.ts';
import type { SecondFactors } from './second-factors.ts';

export interface Attempt {
  email: string;
  password: string;
  code?: string | undefined;
  address: string;
}

/**
 * Errors: "sign_in_failed", the same whether the address or the password is wrong; "second_factor_required" and
 * "second_factor_wrong" only once the password was right; "too_many_requests".
 */
export type SignIn = (attempt: Attempt) => Promise<Person>;

/** Wrong tries of one account, from wherever: guessing stays hopeless, and its owner is locked out for minutes only. */
const BY_ACCOUNT = { burst: 20, perSecond: 1 / 60, names: 20_000 };
/** Wrong tries from one place: an office behind one address makes a few. */
const BY_ADDRESS = { burst: 50, perSecond: 1 / 10, names: 20_000 };
/** Wrong tries of one account from one place. */
const BY_BOTH = { burst: 10, perSecond: 1 / 60, names: 20_000 };

export function createSignIn(deps: {
  accounts: Accounts;
  passwords: Passwords;
  secondFactors: SecondFactors;
  audit: Audit;
  clock: Clock;
}): SignIn {
  const { accounts, passwords, secondFactors, audit, clock } = deps;
  const [byAccount, byAddress, byBoth] = [BY_ACCOUNT, BY_ADDRESS, BY_BOTH].map((options) =>
    createRate({ clock, ...options }),
  );

  return async ({ email: given, password, code, address: from }) => {
    const email = given.trim().normalize('NFKC').toLowerCase();
    const address = placeOf(from);
    const turns = [
      { rate: byBoth, name: `${email} ${address}` },
      { rate: byAddress, name: address },
      { rate: byAccount, name: email },
    ];
    // Taken before it is known whether they are needed: those who try at the same time are counted too.
    const taken: typeof turns = [];
    for (const turn of turns) {
      const wait = turn.rate?.take(turn.name) ?? 0;
      if (wait > 0) {
        for (const { rate, name } of taken) rate?.giveBack(name);
        throw new CodedError(
          'too_many_requests',
          `Too many wrong attempts: try again in ${Math.max(1, Math.ceil(wait / 60_000))} min.`,
        );
      }
      taken.push(turn);
    }
    const giveBack = () => {
      for (const { rate, name } of taken) rate?.giveBack(name);
    };

    const person = await accounts.byEmail(email);
    const right = await passwords.verify(password, person?.password);
    if (!person || !right || !person.active) {
      await audit.note({
        who: person ? { id: person.id, name: person.name, via: 'nobody' } : actorOf(undefined),
        action: 'sign-in.failed',
        // What is typed here by mistake may be a password.
        subject: person?.id ?? 'unknown',
        address: from,
      });
      throw new CodedError('sign_in_failed');
    }
    if (person.secondFactor) {
      if (code === undefined || code.trim() === '') {
        giveBack();
        throw new CodedError('second_factor_required');
      }
      if (!(await secondFactors.take(person.id, code))) {
        await audit.note({
          who: { id: person.id, name: person.name, via: 'nobody' },
          action: 'sign-in.failed',
          subject: person.id,
          detail: { factor: 'second' },
          address: from,
        });
        throw new CodedError('second_factor_wrong');
      }
    }
    giveBack();
    if (!passwords.isDated(person.password)) return person;
    const { email: own, name } = person;
    const fresh = await passwords.hash(password, { email: own, name }).catch(() => undefined);
    if (fresh === undefined) return person;
    return accounts.change(person.id, (now) =>
      now.password === person.password ? { password: fresh } : undefined,
    );
  };
}

/** One customer of a provider has a whole /64 of IPv6 addresses: they count as one. */
function placeOf(address: string): string {
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.split('%', 1)[0]?.split('::') ?? [];
  const before = head.split(':').filter(Boolean);
  const after = tail.split(':').filter(Boolean);
  const zeros = address.includes('::') ? Math.max(0, 8 - before.length - after.length) : 0;
  const groups = [...before, ...Array<string>(zeros).fill('0'), ...after];
  return groups.slice(0, 4).join(':');
}
