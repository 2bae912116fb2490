/** Drafts that several people edit: merging, conflicts, repeats, and what is refused; on a real store. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyChanges, type Change, diff, rebase } from '../../../flows/change.ts';
import { type Flow, flowSchema } from '../../../flows/flow.ts';
import { DOCUMENT_LIMITS } from '../../../flows/limits.ts';
import { FLOW, type FlowRecord } from '../../../server/engine/catalogue.ts';
import { type Changed, createEditing, type Editing } from '../../../server/live/editing.ts';
import type { Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { tea, WORKSPACE } from './live-rig.ts';

const ANA = { name: 'Ana', person: 'a' };
const BEN = { name: 'Ben', person: 'b' };

let store: Store;
let editing: Editing;
let told: Changed[];
let count = 0;

beforeEach(async () => {
  store = openSqliteStore({ path: ':memory:' });
  told = [];
  editing = start();
  const record: FlowRecord = { draft: tea(), published: 0, archived: false, updatedAt: 0 };
  await store.records.insert(WORKSPACE, FLOW, 'tea', record);
});
afterEach(() => store.close());

function start(): Editing {
  return createEditing({
    records: store.records,
    clock: createFakeClock(),
    tell: (_workspace, _flow, changed) => told.push(changed),
  });
}

function edit(base: number, changes: Change[], by = ANA, id = `edit-${String(++count).padStart(6, '0')}`) {
  return editing.edit(WORKSPACE, 'tea', { base, changes, id }, by);
}
const open = (pending?: string[]) => editing.open(WORKSPACE, 'tea', pending);
const stored = async () => {
  const found = await store.records.get<FlowRecord>(WORKSPACE, FLOW, 'tea');
  if (!found) throw new Error('gone');
  return { rev: found.rev, record: found.data, flow: found.data.draft as Flow };
};
const named = (name: string): Change[] => [{ path: ['name'], value: name }];
const titled = (node: string, title: string): Change[] => [{ path: ['nodes', node, 'title'], value: title }];

describe('an edit', () => {
  test('is stored with its author, and told with the rev it makes', async () => {
    expect(await edit(1, named('Tea time'))).toEqual({ kind: 'stored', rev: 2, theirs: [] });
    const { rev, record, flow } = await stored();
    expect([rev, flow.name, record.updatedBy, record.changed]).toEqual([2, 'Tea time', 'Ana', true]);
    expect(told).toEqual([{ base: 1, rev: 2, changes: named('Tea time'), by: ANA }]);
  });

  test('that moves a box leaves the draft as published as it was', async () => {
    await edit(1, [{ path: ['canvas', 'positions', 'ask'], value: { x: 5, y: 5 } }]);
    expect((await stored()).record.changed).toBe(false);
  });

  test('that changes nothing is answered and not stored', async () => {
    expect(await edit(1, named('Tea'))).toEqual({ kind: 'stored', rev: 1, theirs: [] });
    expect((await stored()).rev).toBe(1);
    expect(told).toEqual([]);
  });

  test('sent twice under one id is made once, also after others went on', async () => {
    const first = await edit(1, named('Tea time'), ANA, 'same-edit-id');
    await edit(2, named('Coffee time'), BEN);
    expect(await edit(1, named('Tea time'), ANA, 'same-edit-id')).toEqual(first);
    expect((await stored()).flow.name).toBe('Coffee time');
    expect((await open(['same-edit-id', 'other-edit-id'])).applied).toEqual(['same-edit-id']);
  });

  test('sent twice, to one process and then to another, is made once', async () => {
    const other = start();
    const asked = { base: 1, changes: named('Tea time'), id: 'same-edit-id' };
    // Both know the flow as it was before.
    await Promise.all([open(), other.open(WORKSPACE, 'tea')]);
    expect(await editing.edit(WORKSPACE, 'tea', asked, ANA)).toMatchObject({ kind: 'stored', rev: 2 });
    expect(await other.edit(WORKSPACE, 'tea', asked, ANA)).toEqual({ kind: 'stored', rev: 2, theirs: [] });
    const third = start();
    expect((await third.open(WORKSPACE, 'tea', ['same-edit-id'])).applied).toEqual(['same-edit-id']);
    expect(await third.edit(WORKSPACE, 'tea', asked, ANA)).toEqual({ kind: 'stored', rev: 2, theirs: [] });
    expect((await stored()).rev).toBe(2);
  });

  test('of which another process knows no more what came before it is looked at anew', async () => {
    await edit(1, titled('end', 'Fin'), BEN);
    const asked = { base: 1, changes: named('Tea time'), id: 'late-edit-id' };
    await editing.edit(WORKSPACE, 'tea', asked, ANA);
    await expect(start().edit(WORKSPACE, 'tea', asked, ANA)).rejects.toMatchObject({ code: 'stale' });
  });

  test('in another order than they came is not possible: each waits for the one before', async () => {
    const answers = await Promise.all(
      ['one', 'two', 'three'].map((title) => edit(1, titled(title === 'two' ? 'ask' : 'end', title))),
    );
    expect(answers.map((one) => one.kind)).toEqual(['stored', 'stored', 'conflict']);
    expect((await stored()).flow.nodes).toMatchObject({ ask: { title: 'two' }, end: { title: 'one' } });
  });
});

describe('two people', () => {
  test('who change different steps both keep their work, and the later one is told of the other’s', async () => {
    await edit(1, titled('ask', 'Which'), ANA);
    const second = await edit(1, titled('thanks', 'Thanks'), BEN);
    expect(second).toEqual({ kind: 'stored', rev: 3, theirs: titled('ask', 'Which') });
    expect((await stored()).flow.nodes).toMatchObject({
      ask: { title: 'Which' },
      thanks: { title: 'Thanks' },
    });
  });

  test('who change one step differently are told so, and nothing of the later one is stored', async () => {
    await edit(1, titled('ask', 'Which'), ANA);
    const both = [...titled('ask', 'What'), ...titled('thanks', 'Thanks')];
    expect(await edit(1, both, BEN)).toEqual({
      kind: 'conflict',
      rev: 2,
      theirs: titled('ask', 'Which'),
      units: ['node:ask'],
    });
    expect((await stored()).flow.nodes.thanks).not.toHaveProperty('title');
    // Mine after all: made on what is there now.
    expect(await edit(2, both, BEN)).toMatchObject({ kind: 'stored', rev: 3 });
  });

  test('who delete the same step have it deleted, and no conflict', async () => {
    const removal: Change[] = [
      { path: ['nodes', 'thanks'] },
      { path: ['nodes', 'ask', 'choices', 0, 'to'] },
      { path: ['nodes', 'ask', 'choices', 1, 'to'] },
      { path: ['canvas', 'positions', 'thanks'] },
    ];
    expect(await edit(1, removal, ANA)).toMatchObject({ kind: 'stored', rev: 2 });
    expect(await edit(1, removal, BEN)).toMatchObject({ kind: 'stored', rev: 2 });
    expect(Object.keys((await stored()).flow.nodes)).toEqual(['ask', 'end']);
  });

  test('of whom one deletes what the other changes are told so', async () => {
    await edit(1, [{ path: ['nodes', 'thanks'] }], ANA);
    expect(await edit(1, titled('thanks', 'Thanks'), BEN)).toMatchObject({
      kind: 'conflict',
      units: ['node:thanks'],
    });
  });

  test('of whom one deletes what the other connects leave that exit open', async () => {
    await edit(1, [{ path: ['nodes', 'thanks'] }], ANA);
    const connected: Change[] = [{ path: ['nodes', 'ask', 'timeout', 'to'], value: 'thanks' }];
    expect(await edit(1, connected, BEN)).toMatchObject({ kind: 'stored', rev: 3 });
    expect((await stored()).flow.nodes.ask).toMatchObject({ timeout: { after: '2h' } });
    expect((await stored()).flow.nodes.ask).not.toHaveProperty('timeout.to');
  });

  test('of whom one changes a part and changes it back disturb nobody', async () => {
    await edit(1, titled('ask', 'Which'), ANA);
    await edit(2, [{ path: ['nodes', 'ask', 'title'] }], ANA);
    expect(await edit(1, titled('ask', 'What'), BEN)).toEqual({ kind: 'stored', rev: 4, theirs: [] });
  });
});

describe('what is written elsewhere', () => {
  async function write(change: (record: FlowRecord) => FlowRecord): Promise<void> {
    const { rev, record } = await stored();
    expect(await store.records.update(WORKSPACE, FLOW, 'tea', rev, change(record))).toBe(true);
  }

  test('is merged with the next edit, though nobody said so', async () => {
    await open();
    await write((record) => ({ ...record, draft: { ...tea(), name: 'From the API' } }));
    expect(await edit(1, titled('ask', 'Which'), BEN)).toEqual({
      kind: 'stored',
      rev: 3,
      theirs: named('From the API'),
    });
    expect((await stored()).flow).toMatchObject({ name: 'From the API', nodes: { ask: { title: 'Which' } } });
  });

  test('is told to those who have the flow open, with whose it is', async () => {
    await open();
    await write((record) => ({ ...record, draft: { ...tea(), name: 'From the API' } }));
    await editing.refresh(WORKSPACE, 'tea', { name: 'API' });
    expect(told).toEqual([{ base: 1, rev: 2, changes: named('From the API'), by: { name: 'API' } }]);
    await editing.refresh(WORKSPACE, 'tea', { name: 'API' });
    expect(told).toHaveLength(1);
  });

  test('counts its rev up though the draft stays the same, as publishing does', async () => {
    await open();
    await write((record) => ({ ...record, published: 1 }));
    expect(await edit(1, titled('ask', 'Which'), BEN)).toMatchObject({ kind: 'stored', rev: 3, theirs: [] });
    expect((await stored()).record).toMatchObject({ published: 1, changed: true });
  });

  test('and is no flow any more is told to who edits next, and nothing is stored over it', async () => {
    await open();
    await write((record) => ({ ...record, draft: { id: 'tea', nodes: 'none' } }));
    await expect(edit(1, named('Mine'))).rejects.toMatchObject({ code: 'invalid_flow' });
    await expect(open()).rejects.toMatchObject({ code: 'invalid_flow' });
    expect((await stored()).flow).toEqual({ id: 'tea', nodes: 'none' });
  });
});

describe('what is refused', () => {
  test.each<[string, Change[]]>([
    ['a step without a kind', [{ path: ['nodes', 'ask', 'kind'] }]],
    ['a field that does not exist', [{ path: ['nodes', 'ask', 'colour'], value: 'red' }]],
    ['a step with a bad id', [{ path: ['nodes', 'Bad Id'], value: { kind: 'end' } }]],
    ['no name', [{ path: ['name'] }]],
    ['no steps at all', [{ path: ['nodes'] }]],
    ['a text in place of the steps', [{ path: ['nodes'], value: 'none' }]],
    ['another id', [{ path: ['id'], value: 'coffee' }]],
    ['a prototype', [{ path: ['__proto__', 'admin'], value: true }]],
    ['a step called "__proto__"', [{ path: ['nodes', '__proto__'], value: { kind: 'end' } }]],
    ['a timeout that is no time', [{ path: ['nodes', 'ask', 'timeout', 'after'], value: 'soon' }]],
  ])('%s: with the reason, and nothing is stored', async (_name, changes) => {
    const refusal = await edit(1, changes).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'invalid_flow' });
    expect((refusal as { faults: unknown[] }).faults.length).toBeGreaterThan(0);
    expect(await stored()).toMatchObject({ rev: 1, flow: tea() });
    expect(told).toEqual([]);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
    // The document goes on as it was.
    expect(await edit(1, named('Tea time'))).toMatchObject({ rev: 2 });
  });

  test('a step named like a member of every object is a step like any other', async () => {
    await edit(1, [{ path: ['nodes', 'constructor'], value: { kind: 'end' } }]);
    expect(Object.keys((await stored()).flow.nodes)).toContain('constructor');
    expect(await edit(2, titled('constructor', 'Built'))).toMatchObject({ rev: 3 });
  });

  test('more steps than a flow may have, with how many there are', async () => {
    const nodes = Object.fromEntries(
      Array.from({ length: DOCUMENT_LIMITS.nodes + 1 }, (_, n) => [`n${n}`, { kind: 'end' }]),
    );
    await expect(edit(1, [{ path: ['nodes'], value: nodes }])).rejects.toMatchObject({
      code: 'payload_too_large',
      detail: expect.stringContaining('2,001 steps'),
    });
    expect((await stored()).rev).toBe(1);
  });

  test('more bytes than a flow may have, though each edit by itself is small', async () => {
    const notes = (n: number): Change => ({
      path: ['canvas', 'notes', `note-${n}`],
      value: { id: `note-${n}`, text: 'x'.repeat(5000), x: 0, y: 0 },
    });
    let rev = 1;
    const grow = async () => {
      for (let n = 0; n < 500; n += 50) {
        const done = await edit(
          rev,
          Array.from({ length: 50 }, (_, m) => notes(n + m)),
        );
        rev = done.rev;
      }
    };
    await expect(grow()).rejects.toMatchObject({
      code: 'payload_too_large',
      detail: expect.stringContaining('2.0 MB'),
    });
    // What was removed makes room again.
    expect(await edit(rev, [{ path: ['canvas', 'notes'], value: [] }])).toMatchObject({ rev: rev + 1 });
    expect(await edit(rev + 1, [notes(1)])).toMatchObject({ rev: rev + 2 });
  });

  test('an edit of a document so old that nobody knows what changed since', async () => {
    for (let n = 1; n <= 501; n += 1) await edit(n, named(`Tea ${n}`));
    expect(await edit(2, titled('end', 'Bye'))).toMatchObject({ kind: 'stored' });
    await expect(edit(1, titled('end', 'Bye'))).rejects.toMatchObject({ code: 'stale' });
    await expect(edit(99_999, titled('end', 'Bye'))).rejects.toMatchObject({ code: 'stale' });
  });

  test('a base from before a restart, unless it is the present one', async () => {
    await edit(1, named('Tea time'));
    editing = start();
    await expect(edit(1, titled('end', 'Bye'))).rejects.toMatchObject({ code: 'stale' });
    expect(await edit(2, titled('end', 'Bye'))).toMatchObject({ kind: 'stored', rev: 3 });
  });

  test('a flow that does not exist', async () => {
    await expect(editing.open(WORKSPACE, 'coffee')).rejects.toMatchObject({ code: 'not_found' });
    await expect(editing.open('elsewhere', 'tea')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('what a document leaves to defaults', () => {
  test('is filled in for whoever opens it, and stored so', async () => {
    expect((await open()).flow).toEqual(flowSchema.parse(tea()));
    await edit(1, [{ path: ['nodes', 'ask2'], value: { kind: 'choose', ask: tea().nodes.ask.ask } }]);
    expect((await stored()).flow).toEqual(flowSchema.parse((await stored()).flow));
    expect(told[0]?.changes).toMatchObject([{ value: { keep: false, on: [] } }]);
  });
});

describe('whoever edits whatever at once', () => {
  const step = fc.constantFrom('ask', 'thanks', 'end', 'n1', 'n2');
  const changeArbitrary: fc.Arbitrary<Change[]> = fc.oneof(
    fc
      .record({ node: step, title: fc.string({ maxLength: 8 }) })
      .map(({ node, title }) => titled(node, title)),
    step.map((node) => [{ path: ['nodes', node] }]),
    step.map((node) => [{ path: ['nodes', node], value: { kind: 'end', outcome: 'done' } }]),
    fc.string({ minLength: 1, maxLength: 8 }).map(named),
    fc
      .record({ node: step, x: fc.integer({ min: 0, max: 9 }) })
      .map(({ node, x }) => [{ path: ['canvas', 'positions', node], value: { x, y: 0 } }]),
  );
  const turns = fc.array(
    fc.record({ who: fc.nat(2), act: fc.oneof(changeArbitrary, fc.constant('sync' as const)) }),
    { maxLength: 25 },
  );

  test('everybody ends with the document that is stored, and it is a flow', async () => {
    await fc.assert(
      fc.asyncProperty(turns, async (script) => {
        store = openSqliteStore({ path: ':memory:' });
        told = [];
        editing = start();
        await store.records.insert(WORKSPACE, FLOW, 'tea', {
          draft: tea(),
          published: 0,
          archived: false,
          updatedAt: 0,
        });
        const first = await open();
        /** As a client keeps it: what it knows to be stored, and at which rev. */
        const clients = [0, 1, 2].map(() => ({ rev: first.rev, flow: first.flow, heard: 0 }));
        const listen = (client: (typeof clients)[number]) => {
          for (const { base, rev, changes } of told.slice(client.heard)) {
            if (rev <= client.rev) continue;
            expect(base).toBe(client.rev);
            Object.assign(client, { rev, flow: applyChanges(client.flow, changes) });
          }
          client.heard = told.length;
        };
        for (const { who, act } of script) {
          const client = clients[who];
          if (!client) continue;
          if (act === 'sync') {
            listen(client);
            continue;
          }
          const wanted = applyChanges(client.flow, act);
          const changes = diff(client.flow, wanted);
          if (changes.length === 0 || !flowSchema.safeParse(wanted).success) continue;
          const done = await edit(client.rev, changes).catch((error: unknown) => error as { code: string });
          if ('code' in done) throw new Error(`refused: ${done.code}`);
          if (done.kind === 'conflict') {
            expect(rebase(changes, done.theirs).conflicts).toEqual(done.units);
            continue;
          }
          // Theirs first, mine over it: the same as what everybody is told.
          const theirs = applyChanges(client.flow, done.theirs);
          const mine = applyChanges(theirs, rebase(changes, done.theirs).mine);
          listen(client);
          expect(diff(client.flow, mine)).toEqual([]);
          expect(client.rev).toBe(done.rev);
        }
        const { rev, flow } = await stored();
        for (const client of clients) {
          listen(client);
          expect([client.rev, diff(client.flow, flow)]).toEqual([
            rev,
            rev === 1 ? diff(client.flow, tea()) : [],
          ]);
        }
        expect(flowSchema.safeParse(flow).success).toBe(true);
        await store.close();
      }),
      { numRuns: 150 },
    );
    store = openSqliteStore({ path: ':memory:' });
  });
});
