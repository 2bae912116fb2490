/** A process that dies while it makes two numbers one person, or takes them apart, leaves nobody silent for good. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createConsent } from '../../../server/consent/ledger.ts';
import { createContacts } from '../../../server/inbox/contacts.ts';
import { createOnePerson } from '../../../server/inbox/one-person.ts';
import { createSamePerson, PERSON_CHANGE, type SamePerson } from '../../../server/inbox/same-person.ts';
import { createSharedBlocks } from '../../../server/inbox/shared-blocks.ts';
import type { User } from '../../../server/people/identity.ts';
import type { Conversation, RecordStore, Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { sampleConversation } from '../../contracts/store-samples.ts';
import { createFakeClock } from '../../fake-clock.ts';

const SPACE = 'main';
const BRAND = 'garage';
const OLIVE: User = { kind: 'user', workspace: SPACE, id: 'olive', name: 'Olive', roles: ['supervisor'] };
const key = randomBytes(32);
const clock = createFakeClock();
/** Nobody is at it any more. */
const LONG_AGO_MS = 120_000;
let ids = 0;
const newId = () => {
  ids += 1;
  return `id-${String(ids).padStart(8, '0')}`;
};

let store: Store;
beforeAll(() => {
  store = openSqliteStore({ path: ':memory:' });
});
afterAll(() => store.close());

/** Nothing is written after the first so many writes: the process is gone. */
function dyingAfter(writes: number): { records: RecordStore; alive(): void } {
  let left = writes;
  const mortal =
    <A extends unknown[], R>(write: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      left -= 1;
      if (left < 0) throw new Error('killed');
      return write(...args);
    };
  const { records } = store;
  return {
    records: {
      ...records,
      insert: mortal(records.insert),
      update: mortal(records.update),
      remove: mortal(records.remove),
    },
    alive() {
      if (left < 0) throw new Error('killed');
    },
  };
}

/** One process over these records. */
function open(records: RecordStore, alive: () => void = () => {}) {
  const contacts = createContacts(records, newId);
  const onePerson = createOnePerson({
    ledger: createConsent({ records, key, clock }),
    clock,
    company: contacts.company,
    carried: async () => {},
  });
  const decide = async (id: string, blocked: { by: string; at: number } | undefined) => {
    alive();
    const found = await store.conversations.get(SPACE, id);
    if (!found) throw new Error('no conversation');
    const { blocked: _before, ...desk } = found.desk;
    const next: Conversation = { ...found, desk: blocked ? { ...desk, blocked } : desk };
    await store.conversations.commit({ conversation: next, messages: [], outbox: [] });
    return next;
  };
  const samePerson: SamePerson = createSamePerson({
    workspace: SPACE,
    store: { ...store, records },
    index: { get: async () => [], search: async () => ({ items: [] }) },
    contacts,
    consent: onePerson.ledger,
    onePerson,
    blocks: createSharedBlocks({
      workspace: SPACE,
      records,
      block: (who, id) => decide(id, { by: who.id, at: clock.now() }),
      unblock: (_who, id) => decide(id, undefined),
    }),
    touched: () => {},
    newId,
    now: () => clock.now(),
  });
  return { contacts, samePerson, ledger: onePerson.ledger };
}

/** Ann, who may be written to, and Ben, who said STOP and is blocked. */
async function pair(n: number): Promise<{ ann: Conversation; ben: Conversation }> {
  const made = async (who: number, blocked: boolean) => {
    const fresh = sampleConversation({
      id: `c-${who}-${n}`,
      phone: `+3360${who}${String(n).padStart(6, '0')}`,
    });
    const desk = blocked ? { ...fresh.desk, blocked: { by: 'olive', at: 7 } } : fresh.desk;
    await store.conversations.commit({ conversation: { ...fresh, desk }, messages: [], outbox: [] });
    return { ...fresh, desk, rev: 1 };
  };
  const [ann, ben] = [await made(1, false), await made(2, true)];
  await open(store.records).ledger.record({
    ...{ workspace: SPACE, brand: BRAND, phone: ben.phone, key: newId(), at: clock.now(), wording: 'STOP' },
    ...{ what: 'withdrawn', purpose: 'all', channel: 'sms', source: 'keyword' },
  });
  return { ann, ben };
}

async function merge({ samePerson }: ReturnType<typeof open>, ann: Conversation, ben: Conversation) {
  const { seen } = await samePerson.preview(ann, ben);
  await samePerson.merge(ann, ben, { seen, take: [] }, OLIVE);
}

/** Whether Ann is one person with Ben, is silent, and is blocked. */
async function state(ann: Conversation, ben: Conversation) {
  const { contacts, ledger } = open(store.records);
  const together = (await contacts.person(SPACE, BRAND, ann.phone)).phones.includes(ben.phone);
  const silent = await ledger.suppressed(SPACE, BRAND, ann.phone);
  const blocked = (await store.conversations.get(SPACE, ann.id))?.desk.blocked !== undefined;
  return { together, silent, blocked };
}

/** Dies after every write there is to die after, and is started again each time. */
async function killedEverywhere(
  first: number,
  before: (world: ReturnType<typeof open>, ann: Conversation, ben: Conversation) => Promise<void>,
  act: (world: ReturnType<typeof open>, ann: Conversation, ben: Conversation) => Promise<void>,
): Promise<{ kills: number; left: boolean[] }> {
  const left: boolean[] = [];
  for (let kills = 0; ; kills += 1) {
    const { ann, ben } = await pair(first + kills);
    await before(open(store.records), ann, ben);
    const { records, alive } = dyingAfter(kills);
    const died = await act(open(records, alive), ann, ben).then(
      () => false,
      () => true,
    );
    await clock.advance(LONG_AGO_MS);
    await open(store.records).samePerson.recover();
    const now = await state(ann, ben);
    expect([kills, now]).toEqual([
      kills,
      { together: now.together, silent: now.together, blocked: now.together },
    ]);
    expect((await store.records.list(SPACE, PERSON_CHANGE, { limit: 1 })).items).toEqual([]);
    // Ben's own word and block are his in any case.
    expect(await open(store.records).ledger.suppressed(SPACE, BRAND, ben.phone)).toBe(true);
    expect((await store.conversations.get(SPACE, ben.id))?.desk.blocked?.at).toBe(7);
    left.push(now.together);
    if (!died) return { kills, left };
  }
}

test('killed after any write of a merge, both are one person, or each as before', async () => {
  const { kills, left } = await killedEverywhere(0, async () => {}, merge);
  expect(kills).toBeGreaterThan(8);
  expect([left[0], left.at(-1)]).toEqual([false, true]);
});

test('killed after any write of a parting, the one taken out speaks again, or still belongs to the others', async () => {
  const { kills, left } = await killedEverywhere(5000, merge, async ({ samePerson }, _ann, ben) => {
    await samePerson.part(ben, OLIVE);
  });
  expect(kills).toBeGreaterThan(6);
  expect([left[0], left.at(-1)]).toEqual([true, false]);
});

test('what another process may be at still stays written down, and is ended when that one dies later', async () => {
  const { ann, ben } = await pair(9000);
  await merge(open(store.records), ann, ben);
  // The intention is written, and what comes next is not.
  const dying = dyingAfter(1);
  const parting = open(dying.records, dying.alive).samePerson.part(ben, OLIVE);
  await expect(parting).rejects.toThrow('killed');
  await open(store.records).samePerson.recover();
  expect((await store.records.list(SPACE, PERSON_CHANGE, { limit: 2 })).items).toHaveLength(1);
  // The other process goes on a step, and dies before Ann may speak again.
  await open(store.records).contacts.part(SPACE, BRAND, ben.phone);
  expect(await state(ann, ben)).toEqual({ together: false, silent: true, blocked: true });
  await clock.advance(LONG_AGO_MS);
  await open(store.records).samePerson.recover();
  expect(await state(ann, ben)).toEqual({ together: false, silent: false, blocked: false });
  expect((await store.records.list(SPACE, PERSON_CHANGE, { limit: 1 })).items).toEqual([]);
});
