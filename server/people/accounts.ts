/** The people of a workspace, over records: who they are, what they may, whether they still belong. Knows no credential. */
import { createHash } from 'node:crypto';
import { changeRecord, dropRecord } from '../change-record.ts';
import type { Clock } from '../clock.ts';
import type { Role } from '../contract/people.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';

export interface Person {
  id: string;
  email: string;
  name: string;
  roles: readonly Role[];
  active: boolean;
  /** argon2id, in the PHC form. */
  password: string;
  createdAt: number;
  secondFactor?: SecondFactor;
  /** Begun and not yet proven with a code. */
  secondFactorNext?: { sealed: string; at: number };
}

export interface SecondFactor {
  /** The secret, sealed. */
  sealed: string;
  /** The step of the last code that was taken: none before it counts again. */
  lastStep: number;
  /** Hashes of the recovery codes that are left. */
  recovery: readonly string[];
}

/** The owner that the link printed at the start creates: one id, so that there can only be one such. */
export const FOUNDER = 'founder';

const PERSON = 'person';
const EMAIL = 'person-email';

export interface Accounts {
  get(id: string): Promise<Person | undefined>;
  byEmail(email: string): Promise<Person | undefined>;
  list(): Promise<Person[]>;
  /** Errors: "email_taken"; "registration_closed" for a second founder. */
  create(person: Omit<Person, 'createdAt' | 'active'>): Promise<Person>;
  /**
   * Changes what `decide` says; undefined changes nothing. It may run several times and has no effect of its own. Errors:
   * "not_found", and whatever `decide` throws.
   */
  change(id: string, decide: (person: Person) => Partial<Person> | undefined): Promise<Person>;
  /** Whether the link printed at the start has done what it is for. */
  founded(): Promise<boolean>;
}

export function createAccounts(deps: { workspace: string; records: RecordStore; clock: Clock }): Accounts {
  const { workspace, records, clock } = deps;

  async function get(id: string): Promise<Person | undefined> {
    return (await records.get<Person>(workspace, PERSON, id))?.data;
  }

  return {
    get,
    async byEmail(email) {
      const found = await records.get<{ person: string }>(workspace, EMAIL, keyOf(email));
      return found && get(found.data.person);
    },
    async list() {
      const all: Person[] = [];
      let cursor: string | undefined;
      do {
        const page = await records.list<Person>(workspace, PERSON, {
          limit: 200,
          ...(cursor === undefined ? {} : { cursor }),
        });
        all.push(...page.items.map(({ data }) => data));
        cursor = page.cursor;
      } while (cursor !== undefined);
      return all;
    },
    async create(given) {
      const person: Person = { ...given, active: true, createdAt: clock.now() };
      // The person first: one without an address cannot sign in, while an address without a person would be lost for ever.
      if (!(await records.insert(workspace, PERSON, person.id, person))) {
        throw new CodedError('registration_closed');
      }
      if (!(await records.insert(workspace, EMAIL, keyOf(person.email), { person: person.id }))) {
        await dropRecord(records, { workspace, kind: PERSON, key: person.id });
        throw new CodedError('email_taken');
      }
      return person;
    },
    change: (id, decide) =>
      changeRecord<Person, Person>(records, { workspace, kind: PERSON, key: id }, (current) => {
        if (!current) throw new CodedError('not_found');
        const changes = decide(current);
        if (!changes) return { answer: current };
        // What is set to undefined is not there any more.
        const next = { ...current, ...changes };
        return { answer: next, write: next };
      }),
    founded: async () => (await get(FOUNDER)) !== undefined,
  };
}

/** Addresses have letters that no key may have. */
function keyOf(email: string): string {
  return createHash('sha256').update(email.normalize('NFKC').toLowerCase()).digest('base64url');
}
