/**
 * Which numbers of a brand are one person, and what is written down of them. Knows records, no conversation.
 *
 * Each number has a record with what was written down of it alone, which stays its own, and which names the person it
 * belongs to. A person is a record that is never changed, but for the one step that makes it stand: every change makes a
 * new one, moves its numbers to it, and lets it stand. Until then each number belongs to who it belonged to before, so that
 * several records change as one. Who is about to change something ends what somebody else has not let stand yet; that
 * somebody finds so, and begins again with what is there then.
 */
import type { Written } from '../contract/inbox-person.ts';
import { createSerial } from '../engine/serial.ts';
import { CodedError } from '../errors.ts';
import type { RecordStore, StoredRecord } from '../stores/port.ts';

/** Record kind; keys are `brand/phone`. */
export const CONTACT = 'contact';
/** Record kind; keys are random. */
export const PERSON = 'person';

interface Own extends Written {
  person?: string;
  /** The person before that one, which holds until that one stands. */
  was?: string;
}
interface StoredPerson {
  brand: string;
  phones: string[];
  written: Written;
  stands: boolean;
}

/** Numbers that belong together, in the order they came, and what is written down of them all; or one by itself. */
export interface Person {
  phones: string[];
  written: Written;
}

/** What is to be, of everybody who was asked for. Numbers left out are by themselves, with what is their own. */
export type Regroup = (persons: readonly Person[], own: (phone: string) => Written) => Person;

export interface Persons {
  /** Who has this number; of one that nothing is known of, itself. */
  of(workspace: string, brand: string, phone: string): Promise<Person>;
  /** All numbers of who has this one, and those it is just being made one with. */
  company(workspace: string, brand: string, phone: string): Promise<string[]>;
  /** What is written down of it, or of whoever it belongs to. */
  written(workspace: string, brand: string, phone: string): Promise<Written>;
  /** What is written down of this number alone. */
  own(workspace: string, brand: string, phone: string): Promise<Written>;
  /** Writes it down of whoever has the number. Answers all their numbers. */
  write(workspace: string, brand: string, phone: string, written: Written): Promise<string[]>;
  /**
   * Decides anew about all who have these numbers, in their order. `holds` is asked before anything is written and before
   * it counts; `ready` is told, and waited for, once each number names its new company and before it counts: it may be told
   * several times, and in the end for nothing. Errors: what `regroup` throws; "not_found" where it does not hold; "conflict".
   */
  regroup(
    workspace: string,
    brand: string,
    phones: readonly string[],
    regroup: Regroup,
    holds?: () => Promise<boolean>,
    ready?: (persons: readonly Person[]) => Promise<void>,
  ): Promise<Person>;
  /** Ends what a process began with this number and has not let stand; whoever is at it still begins again. */
  settle(workspace: string, brand: string, phone: string): Promise<void>;
  /** Forgets what is written down of this number; true if anything was. "belongs": not while it has company. */
  forget(workspace: string, brand: string, phone: string): Promise<boolean | 'belongs'>;
}

interface Look {
  phone: string;
  own: StoredRecord<Own> | undefined;
  /** It stands and has the number. */
  person?: StoredRecord<StoredPerson>;
  /** It does not stand yet. */
  begun?: StoredRecord<StoredPerson>;
}

const NOTHING: Written = { fields: {} };
/** Each lost round means that somebody else's change went on. */
const ROUNDS = 200;
/** What is moved while it is read is read again; more often than this nobody moves it. */
const READS = 5;

export function createPersons(records: RecordStore, newId: () => string): Persons {
  /** Those of this process wait for each other, so that only others have to begin again. */
  const serial = createSerial();
  const keyOf = (brand: string, phone: string) => `${brand}/${phone}`;

  async function look(workspace: string, brand: string, phone: string): Promise<Look> {
    for (let read = 1; ; read += 1) {
      const own = await records.get<Own>(workspace, CONTACT, keyOf(brand, phone));
      const { person: id, was } = own?.data ?? {};
      if (id === undefined) return { phone, own };
      const found = await records.get<StoredPerson>(workspace, PERSON, id);
      if (found?.data.stands) {
        return { phone, own, ...(found.data.phones.includes(phone) ? { person: found } : {}) };
      }
      const before = was === undefined ? undefined : await records.get<StoredPerson>(workspace, PERSON, was);
      // One is gone as soon as the next stands: then this was read too early.
      const early = !found || (was !== undefined && !before);
      if (early && read < READS) continue;
      const holds = before?.data.stands && before.data.phones.includes(phone);
      return { phone, own, ...(found ? { begun: found } : {}), ...(holds ? { person: before } : {}) };
    }
  }

  /** Those of them that still belong to it: one that was erased is named no more. */
  async function members(workspace: string, person: StoredRecord<StoredPerson>): Promise<Look[]> {
    const { brand, phones } = person.data;
    const looks = await Promise.all(phones.map((phone) => look(workspace, brand, phone)));
    return looks.filter((one) => one.person?.key === person.key);
  }

  /** Everybody who has one of these numbers, with all their numbers. */
  async function gather(workspace: string, brand: string, phones: readonly string[]) {
    const looks = new Map<string, Look>();
    const persons: Person[] = [];
    for (const phone of phones) {
      if (looks.has(phone)) continue;
      const one = await look(workspace, brand, phone);
      const found = one.person ? await members(workspace, one.person) : [one];
      // Either some were erased, or all of them were moved meanwhile.
      if (one.person && found.length < one.person.data.phones.length) {
        const now = await look(workspace, brand, phone);
        if (now.person?.key !== one.person.key) return undefined;
      }
      if (!found.some((member) => member.phone === phone)) return undefined;
      for (const member of found) looks.set(member.phone, member);
      persons.push({
        phones: found.map((member) => member.phone),
        written: one.person ? one.person.data.written : writtenIn(one.own),
      });
    }
    return { looks: [...looks.values()], persons };
  }

  /** Ends what others have begun with these numbers; false if it came to stand meanwhile. */
  async function end(workspace: string, looks: readonly Look[]): Promise<boolean> {
    const begun = new Map(looks.flatMap(({ begun: one }) => (one ? [[one.key, one.rev] as const] : [])));
    const ended = await Promise.all(
      [...begun].map(([key, rev]) => records.remove(workspace, PERSON, key, rev)),
    );
    return ended.every(Boolean);
  }

  async function drop(workspace: string, kind: string, key: string): Promise<void> {
    const found = await records.get(workspace, kind, key);
    if (found) await records.remove(workspace, kind, key, found.rev);
  }

  /** Undefined where somebody else went on with one of them. */
  async function put(
    workspace: string,
    brand: string,
    looks: readonly Look[],
    next: Person,
    holds: () => Promise<boolean>,
    ready: () => Promise<void>,
  ): Promise<Person | undefined> {
    const id = newId();
    const data: StoredPerson = { brand, ...next, stands: false };
    if (!(await records.insert(workspace, PERSON, id, data))) return undefined;
    const moved: Look[] = [];
    const undo = async () => {
      await drop(workspace, PERSON, id);
      for (const { phone, own } of moved) {
        const key = keyOf(brand, phone);
        if (own) await records.update(workspace, CONTACT, key, own.rev + 1, own.data);
        else await records.remove(workspace, CONTACT, key, 1);
      }
    };
    for (const one of looks) {
      const { phone, own, person } = one;
      const key = keyOf(brand, phone);
      const to: Own = { ...writtenIn(own), person: id, ...(person ? { was: person.key } : {}) };
      const done = own
        ? await records.update(workspace, CONTACT, key, own.rev, to)
        : await records.insert(workspace, CONTACT, key, to);
      if (!done) {
        await undo();
        return undefined;
      }
      moved.push(one);
    }
    await ready().catch(async (error: unknown) => {
      await undo();
      throw error;
    });
    if (!(await holds())) {
      await undo();
      throw new CodedError('not_found');
    }
    if (!(await records.update(workspace, PERSON, id, 1, { ...data, stands: true }))) {
      await undo();
      return undefined;
    }
    await tidy(workspace, brand, id, looks, next);
    return next;
  }

  /** What nobody needs any more. Left lying by a crash, it means nothing. */
  async function tidy(
    workspace: string,
    brand: string,
    id: string,
    looks: readonly Look[],
    { phones, written }: Person,
  ): Promise<void> {
    for (const key of new Set(looks.flatMap(({ person }) => (person ? [person.key] : [])))) {
      await drop(workspace, PERSON, key);
    }
    const [last, ...others] = phones;
    let needed = others.length > 0;
    for (const { phone, own } of looks) {
      const alone = others.length === 0 && phone === last;
      if (!alone && phones.includes(phone)) continue;
      const key = keyOf(brand, phone);
      const rev = (own?.rev ?? 0) + 1;
      const done =
        own || alone
          ? await records.update(workspace, CONTACT, key, rev, alone ? written : writtenIn(own))
          : await records.remove(workspace, CONTACT, key, rev);
      // Somebody goes on from there.
      if (alone && !done) needed = true;
    }
    if (!needed) await drop(workspace, PERSON, id);
  }

  const always = async () => true;
  const nobody = async () => {};

  const regroup: Persons['regroup'] = (workspace, brand, phones, decide, holds = always, ready = nobody) =>
    serial(`${workspace}/${brand}`, async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const gathered = await gather(workspace, brand, phones);
        if (!gathered || !(await end(workspace, gathered.looks))) continue;
        const { looks, persons } = gathered;
        const next = decide(persons, (phone) => writtenIn(looks.find((one) => one.phone === phone)?.own));
        if (!(await holds())) throw new CodedError('not_found');
        const done = await put(workspace, brand, looks, next, holds, () => ready(persons));
        if (done) return done;
      }
      throw new CodedError('conflict');
    });

  return {
    regroup,
    async of(workspace, brand, phone) {
      for (let read = 0; read < READS; read += 1) {
        const gathered = await gather(workspace, brand, [phone]);
        const [person] = gathered?.persons ?? [];
        if (person) return person;
      }
      throw new CodedError('conflict');
    },
    async company(workspace, brand, phone) {
      const { person, begun } = await look(workspace, brand, phone);
      // As it is written: who is looked at one by one may be moved meanwhile, and would be missed.
      return [...new Set([phone, ...(person?.data.phones ?? []), ...(begun?.data.phones ?? [])])];
    },
    async written(workspace, brand, phone) {
      const { own, person } = await look(workspace, brand, phone);
      return person ? person.data.written : writtenIn(own);
    },
    async own(workspace, brand, phone) {
      return writtenIn(await records.get<Own>(workspace, CONTACT, keyOf(brand, phone)));
    },
    async write(workspace, brand, phone, written) {
      const { own, person, begun } = await look(workspace, brand, phone);
      if (!person && !begun) {
        const key = keyOf(brand, phone);
        const done = own
          ? await records.update(workspace, CONTACT, key, own.rev, written)
          : await records.insert(workspace, CONTACT, key, written);
        if (done) return [phone];
      }
      const { phones } = await regroup(workspace, brand, [phone], ([one]) => ({
        phones: one?.phones ?? [phone],
        written,
      }));
      return phones;
    },
    async settle(workspace, brand, phone) {
      await end(workspace, [await look(workspace, brand, phone)]);
    },
    forget: (workspace, brand, phone) =>
      serial(`${workspace}/${brand}`, async () => {
        for (let round = 0; round < ROUNDS; round += 1) {
          const one = await look(workspace, brand, phone);
          if (!(await end(workspace, [one]))) continue;
          if (one.person) return 'belongs';
          if (!one.own) return false;
          if (await records.remove(workspace, CONTACT, keyOf(brand, phone), one.own.rev)) return true;
        }
        throw new CodedError('conflict');
      }),
  };
}

function writtenIn(own: StoredRecord<Own> | undefined): Written {
  const { name, email, fields } = own?.data ?? NOTHING;
  return {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    fields,
  };
}
