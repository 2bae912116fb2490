/** What operators wrote down of a customer, by brand and number; several numbers may be one person. Knows records, and no conversation. */
import { createHash } from 'node:crypto';
import {
  MOST_FIELDS,
  MOST_NUMBERS,
  mergeWritten,
  partWritten,
  type Written,
} from '../contract/inbox-person.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore } from '../stores/port.ts';
import { createContactEmails } from './contact-emails.ts';
import { createPersons, type Person, type Regroup } from './persons.ts';

export type Contact = Written;

export interface Contacts {
  /** Of whoever has the number. */
  get(workspace: string, brand: string, phone: string): Promise<Contact>;
  /** Of this number alone, whoever it belongs to. */
  own(workspace: string, brand: string, phone: string): Promise<Contact>;
  /** Who has the number, with all their numbers. */
  person(workspace: string, brand: string, phone: string): Promise<Person>;
  /** Answers the numbers it is written down of. */
  save(workspace: string, brand: string, phone: string, contact: Contact): Promise<string[]>;
  /**
   * The two are one person from now on. `seen` names what was looked at before, see `nameOfPair`; `take` the lines that are
   * taken from the other; `known` says whether both are still there; `ready` is waited for before the two, each with their
   * numbers, count as one: perhaps several times, and for nothing where this fails. Errors: "same_person",
   * "too_many_numbers", "too_many_lines", "conflict" where it is not what was seen, "not_found".
   */
  merge(
    workspace: string,
    brand: string,
    pair: {
      phone: string;
      other: string;
      seen: string;
      take: readonly string[];
      known(): Promise<boolean>;
      ready?(one: readonly string[], other: readonly string[]): Promise<void>;
    },
  ): Promise<Person>;
  /** All numbers of the person, this one among them, and those it is just being made one with. */
  company(workspace: string, brand: string, phone: string): Promise<string[]>;
  /** Ends what a process began with this number and has not let stand; whoever is at it still begins again. */
  settle(workspace: string, brand: string, phone: string): Promise<void>;
  /** The number is by itself again, with what is its own. Answers who it was taken from. Errors: "not_merged". */
  part(workspace: string, brand: string, phone: string): Promise<Person>;
  /** What is written down of them all is forgotten, and they stay together. */
  empty(workspace: string, brand: string, phone: string): Promise<void>;
  /** Forgets the number, which goes from whoever has it. True if anything was written down of it. */
  forget(workspace: string, brand: string, phone: string): Promise<boolean>;
  /** Numbers of which this address is written down. */
  withEmail(workspace: string, brand: string, email: string): Promise<string[]>;
}

/** Each lost round means that somebody made it one with another number again. */
const ROUNDS = 20;

export function createContacts(records: RecordStore, newId: () => string): Contacts {
  const persons = createPersons(records, newId);
  const emails = createContactEmails(records, (workspace, brand, phone) =>
    persons.written(workspace, brand, phone),
  );

  /** Decides, and has the numbers found by the addresses they have then. */
  async function regroup(
    workspace: string,
    brand: string,
    phones: readonly string[],
    decide: Regroup,
    known?: () => Promise<boolean>,
    ready?: (persons: readonly Person[]) => Promise<void>,
  ): Promise<Person> {
    const all = new Set(phones);
    const done = await persons.regroup(
      workspace,
      brand,
      phones,
      (found, own) => {
        for (const person of found) for (const phone of person.phones) all.add(phone);
        return decide(found, own);
      },
      known,
      ready,
    );
    await Promise.all([...all].map((phone) => emails.follow(workspace, brand, phone)));
    return done;
  }

  return {
    get: persons.written,
    own: persons.own,
    person: persons.of,
    company: persons.company,
    settle: persons.settle,
    withEmail: emails.find,
    async save(workspace, brand, phone, contact) {
      const phones = await persons.write(workspace, brand, phone, contact);
      await Promise.all(phones.map((one) => emails.follow(workspace, brand, one)));
      return phones;
    },
    merge: (workspace, brand, { phone, other, seen, take, known, ready }) =>
      regroup(
        workspace,
        brand,
        [phone, other],
        ([mine, theirs]) => {
          if (!mine || !theirs) throw new CodedError('same_person');
          if (nameOfPair(mine, theirs) !== seen) throw new CodedError('conflict');
          const phones = [...mine.phones, ...theirs.phones];
          if (phones.length > MOST_NUMBERS) throw new CodedError('too_many_numbers');
          const written = mergeWritten(mine.written, theirs.written, take);
          if (Object.keys(written.fields).length > MOST_FIELDS) throw new CodedError('too_many_lines');
          return { phones, written };
        },
        known,
        ready && (([mine, theirs]) => ready(mine?.phones ?? [], theirs?.phones ?? [])),
      ),
    part: (workspace, brand, phone) =>
      regroup(workspace, brand, [phone], ([person], own) => {
        if (!person || person.phones.length < 2) throw new CodedError('not_merged');
        return without(person, phone, own);
      }),
    async empty(workspace, brand, phone) {
      await regroup(workspace, brand, [phone], ([person]) => ({
        phones: person?.phones ?? [phone],
        written: { fields: {} },
      }));
    },
    async forget(workspace, brand, phone) {
      for (let round = 0; round < ROUNDS; round += 1) {
        const gone = await persons.forget(workspace, brand, phone);
        if (gone !== 'belongs') {
          await emails.follow(workspace, brand, phone);
          return gone;
        }
        await regroup(workspace, brand, [phone], ([person], own) =>
          without(person ?? { phones: [], written: { fields: {} } }, phone, own),
        );
      }
      throw new CodedError('conflict');
    },
  };
}

/** Names two and what is written down of them, as they are: another name where either is another. */
export function nameOfPair(mine: Person, theirs: Person): string {
  const facts = [mine, theirs].map(({ phones, written }) => [
    [...phones].sort(),
    written.name ?? null,
    written.email ?? null,
    Object.entries(written.fields).sort(([one], [other]) => (one < other ? -1 : 1)),
  ]);
  return createHash('sha256').update(JSON.stringify(facts)).digest('base64url');
}

function without({ phones, written }: Person, phone: string, own: (phone: string) => Written): Person {
  const staying = phones.filter((one) => one !== phone);
  return { phones: staying, written: partWritten(written, own(phone), staying.map(own)) };
}
