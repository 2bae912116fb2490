/**
 * One person who writes from several numbers: who it may be, what they would have together, made one and taken apart again.
 * Knows conversations, what is written down, and that the strictest wish about messages holds for all of them.
 */

import type { z } from 'zod';
import { dropRecord } from '../change-record.ts';
import type { ConsentLedger } from '../consent/ledger.ts';
import type { Row } from '../contract/inbox-list.ts';
import {
  fieldOf,
  linesOf,
  type MergePreview,
  type mergeSchema,
  type PersonSuggestion,
} from '../contract/inbox-person.ts';
import { CodedError } from '../errors.ts';
import { actorOf } from '../people/audit.ts';
import type { User } from '../people/identity.ts';
import type { InboxStore } from '../stores/inbox-port.ts';
import type { Conversation, Store } from '../stores/port.ts';
import { type Contacts, nameOfPair } from './contacts.ts';
import type { OnePerson, Sides } from './one-person.ts';
import { readPersonRecords } from './person-records.ts';
import type { Person } from './persons.ts';
import type { SharedBlocks } from './shared-blocks.ts';

export interface SamePerson {
  /** Others of the brand who may be the same person, best first. */
  suggest(conversation: Conversation): Promise<PersonSuggestion[]>;
  /** Errors: "same_person", "other_brand". */
  preview(conversation: Conversation, other: Conversation): Promise<MergePreview>;
  /** Errors: those of `Contacts.merge`, "other_brand". */
  merge(
    conversation: Conversation,
    other: Conversation,
    how: Omit<z.output<typeof mergeSchema>, 'other'>,
    who: User,
  ): Promise<void>;
  /** Errors: "not_merged". */
  part(conversation: Conversation, who: User): Promise<void>;
  /**
   * Ends what a process that died was at when it made two one or took one from the others: whoever is silent by a number
   * that is not theirs speaks again. May be asked at any time, also while somebody is at it.
   */
  recover(): Promise<void>;
  /** Rows that show what is written down of these numbers are read again. */
  touch(brand: string, phones: readonly string[]): Promise<void>;
}

export interface SamePersonDeps {
  workspace: string;
  store: Store;
  index: Pick<InboxStore<Row>, 'get' | 'search'>;
  contacts: Contacts;
  consent: Pick<ConsentLedger, 'suppressedSince'>;
  onePerson: Pick<OnePerson, 'join' | 'part'>;
  blocks: SharedBlocks;
  /** Something a row shows changed. */
  touched(conversation: string): void;
  newId(): string;
  /** Milliseconds since the epoch. */
  now(): number;
}

/**
 * Record kind; keys are random. Written before several numbers become or cease to be one person, and gone when nothing of
 * it is left to do.
 */
export const PERSON_CHANGE = 'person-change';

interface Intention {
  brand: string;
  one: readonly string[];
  other: readonly string[];
  who: Pick<User, 'id' | 'name' | 'roles'>;
  /** Milliseconds since the epoch. */
  at: number;
}

/** So young, another process may be at it still and die later: it is ended as well, and stays written down. */
const UNDER_WAY_MS = 60_000;

/** Of those a crash can leave at once. */
const MOST_LEFT = 200;

const MOST = 10;
/** Conversations of one name that are looked at. */
const MOST_NAMED = 20;

export function createSamePerson(deps: SamePersonDeps): SamePerson {
  const { workspace, store, index, contacts, consent, onePerson, blocks } = deps;
  const { conversations, records } = store;

  const personOf = ({ brand, phone }: Conversation) => contacts.person(workspace, brand, phone);

  /** Both, where they can be one. */
  async function pairOf(one: Conversation, other: Conversation): Promise<[Person, Person]> {
    if (one.brand !== other.brand) throw new CodedError('other_brand');
    const [mine, theirs] = await Promise.all([personOf(one), personOf(other)]);
    if (mine.phones.includes(other.phone)) throw new CodedError('same_person');
    return [mine, theirs];
  }

  async function sideOf(brand: string, { phones, written }: Person): Promise<MergePreview['one']> {
    const [numbers, { bookings, cases, payments }] = await Promise.all([
      Promise.all(phones.map((phone) => numberOf(brand, phone))),
      readPersonRecords(records, workspace, brand, phones),
    ]);
    return {
      written,
      numbers: numbers.flat(),
      bookings: bookings.filter(({ status }) => status !== 'pending').length,
      cases: cases.length,
      payments: payments.length,
    };
  }

  async function conversationsOf({
    brand,
    one,
    other,
  }: Sides): Promise<[readonly Conversation[], readonly Conversation[]]> {
    const find = async (phones: readonly string[]) =>
      (await Promise.all(phones.map((phone) => conversations.find(workspace, brand, phone)))).filter(
        (found) => found !== undefined,
      );
    return Promise.all([find(one), find(other)]);
  }

  /** What held for either side by the other's word alone holds no longer. */
  async function apart(sides: Sides, who: User): Promise<void> {
    await onePerson.part(sides);
    await blocks.part(who, ...(await conversationsOf(sides)));
  }

  async function intend(
    { brand, one, other }: Omit<Sides, 'by'>,
    { id, name, roles }: User,
  ): Promise<string> {
    const key = deps.newId();
    const intention: Intention = { brand, one, other, who: { id, name, roles }, at: deps.now() };
    await records.insert(workspace, PERSON_CHANGE, key, intention);
    return key;
  }

  const done = (key: string) => dropRecord(records, { workspace, kind: PERSON_CHANGE, key });

  /** Of a pair that is one person, or is just being made one, nothing is taken. */
  async function finish({ brand, one, other, who }: Intention): Promise<void> {
    const user: User = { kind: 'user', workspace, ...who };
    for (const phone of [...one, ...other]) await contacts.settle(workspace, brand, phone);
    for (const left of one) {
      const company = await contacts.company(workspace, brand, left);
      for (const right of other.filter((phone) => !company.includes(phone))) {
        await apart({ workspace, brand, one: [left], other: [right], by: actorOf(user) }, user);
      }
    }
    await touch(brand, [...one, ...other]);
  }

  async function numberOf(brand: string, phone: string): Promise<MergePreview['one']['numbers']> {
    const [one, since] = await Promise.all([
      conversations.find(workspace, brand, phone),
      consent.suppressedSince(workspace, brand, phone),
    ]);
    if (!one) return [];
    const blocked = one.desk.blocked !== undefined;
    return [
      { conversation: one.id, phone, blocked, ...(since === undefined ? {} : { suppressedSince: since }) },
    ];
  }

  async function touch(brand: string, phones: readonly string[]): Promise<void> {
    const found = await Promise.all(phones.map((phone) => conversations.find(workspace, brand, phone)));
    for (const one of found) if (one) deps.touched(one.id);
  }

  return {
    touch,
    async suggest(conversation) {
      const { id, brand } = conversation;
      const [mine, [row]] = await Promise.all([personOf(conversation), index.get(workspace, [id])]);
      const { email, name = row?.name } = mine.written;
      const known = new Set(mine.phones);
      const found: PersonSuggestion[] = [];

      async function look(phone: string, why: (person: Person) => string | undefined, by: 'email' | 'name') {
        if (known.has(phone) || found.length === MOST) return;
        const [person, one] = await Promise.all([
          contacts.person(workspace, brand, phone),
          conversations.find(workspace, brand, phone),
        ]);
        const shared = why(person);
        if (!one || shared === undefined) return;
        for (const other of person.phones) known.add(other);
        const [face] = await index.get(workspace, [one.id]);
        const called = person.written.name ?? face?.name;
        found.push({
          conversation: one.id,
          phone,
          ...(called === undefined ? {} : { name: called }),
          at: face?.at ?? one.updatedAt,
          why: by,
          shared,
        });
      }

      if (email !== undefined) {
        for (const phone of await contacts.withEmail(workspace, brand, email)) {
          await look(
            phone,
            ({ written }) => (same(written.email, email) ? written.email : undefined),
            'email',
          );
        }
      }
      if (name !== undefined) {
        const { items } = await index.search(workspace, {
          words: name,
          conditions: [{ field: 'brand', among: [brand] }],
          limit: MOST_NAMED,
        });
        for (const { doc } of items) {
          if (same(doc.name, name)) await look(doc.phone, (person) => sharedLine(mine, person), 'name');
        }
      }
      return found;
    },
    async preview(one, other) {
      const [mine, theirs] = await pairOf(one, other);
      const sides = await Promise.all([sideOf(one.brand, mine), sideOf(one.brand, theirs)]);
      return { one: sides[0], other: sides[1], seen: nameOfPair(mine, theirs) };
    },
    async merge(one, other, { seen, take }, who) {
      await pairOf(one, other);
      const { brand } = one;
      const by = actorOf(who);
      const begun: { sides: Sides; key: string }[] = [];
      try {
        const { phones } = await contacts.merge(workspace, brand, {
          phone: one.phone,
          other: other.phone,
          seen,
          take,
          async known() {
            const both = await Promise.all([one, other].map(({ id }) => conversations.get(workspace, id)));
            return both.every((conversation) => conversation !== undefined);
          },
          // Before they count as one: a crash in between leaves too many silent, and not too few.
          async ready(mine, theirs) {
            const sides = { workspace, brand, one: mine, other: theirs, by };
            begun.push({ sides, key: await intend(sides, who) });
            // May be refused, so first.
            await blocks.join(who, ...(await conversationsOf(sides)));
            await onePerson.join(sides);
          },
        });
        await touch(brand, phones);
      } catch (error) {
        // Where this fails as well, too many stay silent until the next start.
        for (const { sides, key } of begun) {
          await apart(sides, who).then(
            () => done(key),
            () => undefined,
          );
        }
        throw error;
      }
      await Promise.all(begun.map(({ key }) => done(key)));
    },
    async part({ brand, phone }, who) {
      const { phones: together } = await contacts.person(workspace, brand, phone);
      const others = together.filter((one) => one !== phone);
      const key = await intend({ workspace, brand, one: [phone], other: others }, who);
      const { phones } = await contacts.part(workspace, brand, phone).catch(async (error: unknown) => {
        await done(key);
        throw error;
      });
      await apart({ workspace, brand, one: [phone], other: phones, by: actorOf(who) }, who);
      await touch(brand, [phone, ...phones]);
      await done(key);
    },
    async recover() {
      const { items } = await records.list<Intention>(workspace, PERSON_CHANGE, { limit: MOST_LEFT });
      for (const { key, data } of items) {
        await finish(data);
        if (data.at < deps.now() - UNDER_WAY_MS) await done(key);
      }
    },
  };
}

/** A line that operators wrote down of both alike. */
function sharedLine(mine: Person, theirs: Person): string | undefined {
  for (const { line, one, other } of linesOf(mine.written, theirs.written)) {
    const field = fieldOf(line);
    if (field !== undefined && one !== undefined && one.trim() !== '' && same(one, other))
      return `${field}: ${one}`;
  }
  return undefined;
}

/** Whether two words are the same to whoever reads them; case, accents and spaces make no difference. */
function same(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && plain(one) === plain(other);
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').trim();
}
