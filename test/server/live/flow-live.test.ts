/** Two browsers on one flow: what each is told, over real Socket.IO. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Change } from '../../../flows/change.ts';
import { COLORS } from '../../../server/live/presence.ts';
import { type Client, type LiveRig, openLive, tea, WORKSPACE } from './live-rig.ts';

let rig: LiveRig;
let ana: Client;
let ben: Client;
beforeEach(async () => {
  rig = await openLive();
  await rig.insert(tea());
  await rig.insert(tea('mint'));
  [ana, ben] = [await rig.connect('ana'), await rig.connect('ben')];
});
afterEach(() => rig.close());

const titled = (node: string, title: string): Change[] => [{ path: ['nodes', node, 'title'], value: title }];
let count = 0;
const editOf = (base: number, changes: Change[], flow = 'tea') => ({
  flow,
  base,
  changes,
  id: `edit-${String(++count).padStart(6, '0')}`,
});

async function bothOpen() {
  const [one, two] = [
    await ana.ask('flow:open', { flow: 'tea' }),
    await ben.ask('flow:open', { flow: 'tea' }),
  ];
  if (!one.ok || !two.ok) throw new Error('not opened');
  return [one, two] as const;
}

describe('a flow that is open', () => {
  test('is there with its rev, its document and the people, oneself among them', async () => {
    const [one, two] = await bothOpen();
    expect(one).toMatchObject({
      rev: 1,
      document: { id: 'tea', variables: {} },
      published: 0,
      archived: false,
    });
    expect(two.people.map(({ name }) => name)).toEqual(['Ana', 'Ben']);
    expect(two.people.map(({ id }) => id)).toEqual([one.you, two.you]);
    expect(new Set(two.people.map(({ color }) => color)).size).toBe(2);
  });

  test('shows each what the other changes, and not what they changed themselves', async () => {
    const [, two] = await bothOpen();
    expect(await ben.ask('flow:edit', editOf(1, titled('ask', 'Which')))).toEqual({ ok: true, rev: 2 });
    expect(await ana.hears('flow:changed')).toEqual({
      flow: 'tea',
      base: 1,
      rev: 2,
      changes: titled('ask', 'Which'),
      by: { name: 'Ben', person: two.you },
    });
    expect(ben.heard.filter(({ event }) => event === 'flow:changed')).toEqual([]);
  });

  test('takes a stale edit of another part, and says what was changed in between', async () => {
    await bothOpen();
    await ana.ask('flow:edit', editOf(1, titled('ask', 'Which')));
    expect(await ben.ask('flow:edit', editOf(1, titled('end', 'Bye')))).toEqual({
      ok: true,
      rev: 3,
      theirs: titled('ask', 'Which'),
    });
  });

  test('names the parts both changed, and stores nothing of the later edit', async () => {
    await bothOpen();
    await ana.ask('flow:edit', editOf(1, titled('ask', 'Which')));
    expect(await ben.ask('flow:edit', editOf(1, titled('ask', 'What')))).toEqual({
      ok: false,
      code: 'conflict',
      rev: 2,
      theirs: titled('ask', 'Which'),
      units: ['node:ask'],
    });
    expect((await rig.record('tea')).rev).toBe(2);
  });

  test('refuses an edit that would break it, with each fault, and tells nobody', async () => {
    await bothOpen();
    const answer = await ana.ask(
      'flow:edit',
      editOf(1, [{ path: ['nodes', 'ask', 'kind'], value: 'explode' }]),
    );
    expect(answer).toMatchObject({
      ok: false,
      code: 'invalid_flow',
      problem: { errors: [{ path: expect.stringMatching(/^nodes\.ask/) }] },
    });
    await ana.ask('flow:edit', editOf(1, titled('end', 'Bye')));
    await ben.hears('flow:changed');
    expect(ben.heard.filter(({ event }) => event === 'flow:changed')).toHaveLength(1);
  });

  test('is nobody’s who left it, or opened another', async () => {
    await bothOpen();
    await ben.ask('flow:close', { flow: 'tea' });
    await ben.ask('flow:open', { flow: 'mint' });
    await ana.ask('flow:edit', editOf(1, titled('ask', 'Which')));
    expect(await ben.ask('flow:edit', editOf(1, titled('ask', 'What')))).toMatchObject({
      code: 'bad_request',
    });
    expect(await ben.ask('flow:edit', editOf(1, titled('ask', 'Mint?'), 'mint'))).toMatchObject({ ok: true });
    expect(ben.heard.filter(({ event }) => event === 'flow:changed')).toEqual([]);
  });

  test('is caught up with after a lost connection: by its rev, and by which edits had arrived', async () => {
    await bothOpen();
    const [arrived, lost] = [editOf(1, titled('ask', 'Which')), editOf(2, titled('end', 'Bye'))];
    await ben.ask('flow:edit', arrived);
    ben.close();
    await ana.ask('flow:edit', editOf(2, titled('thanks', 'Thanks')));
    const again = await rig.connect('ben');
    const opened = await again.ask('flow:open', { flow: 'tea', pending: [arrived.id, lost.id] });
    expect(opened).toMatchObject({
      rev: 3,
      applied: [arrived.id],
      document: { nodes: { ask: { title: 'Which' }, thanks: { title: 'Thanks' } } },
    });
    expect(await again.ask('flow:edit', { ...lost, base: 3 })).toEqual({ ok: true, rev: 4 });
  });

  test('that was made useless from outside cannot be opened, and the reason is said', async () => {
    await rig.insert({ id: 'broken' });
    expect(await ana.ask('flow:open', { flow: 'broken' })).toMatchObject({ ok: false, code: 'invalid_flow' });
  });

  test('is one of ten at most that a connection has open', async () => {
    for (let n = 0; n < 11; n += 1) await rig.insert(tea(`tea-${n}`));
    for (let n = 0; n < 10; n += 1) {
      expect(await ana.ask('flow:open', { flow: `tea-${n}` })).toMatchObject({ ok: true });
    }
    expect(await ana.ask('flow:open', { flow: 'tea-10' })).toMatchObject({ code: 'too_many_requests' });
    await ana.ask('flow:close', { flow: 'tea-0' });
    expect(await ana.ask('flow:open', { flow: 'tea-10' })).toMatchObject({ ok: true });
  });
});

describe('people', () => {
  const names = (people: { name: string }[]) => people.map(({ name }) => name).join();

  test('see each other come, select, point, and go', async () => {
    const [one] = await bothOpen();
    await ana.hears('flow:people', ({ people }) => names(people) === 'Ana,Ben');
    await ana.ask('flow:presence', { flow: 'tea', selection: ['ask'], cursor: { x: 10, y: -20 } });
    const seen = await ben.hears('flow:people', ({ people }) => people[0]?.cursor !== undefined);
    expect(seen).toMatchObject({
      flow: 'tea',
      people: [{ id: one.you, name: 'Ana', selection: ['ask'], cursor: { x: 10, y: -20 } }, { name: 'Ben' }],
    });
    await ana.ask('flow:presence', { flow: 'tea' });
    await ben.hears(
      'flow:people',
      ({ people }) => people.length === 2 && ben.heard.length > 0 && people[0]?.cursor === undefined,
    );
    ben.close();
    await ana.hears('flow:people', ({ people }) => names(people) === 'Ana');
  });

  test('who point all the time are told of some twenty times a second, the last place included', async () => {
    await bothOpen();
    await ana.hears('flow:people');
    ana.heard.length = 0;
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        ben.ask('flow:presence', { flow: 'tea', cursor: { x: n, y: 0 } }),
      ),
    );
    await rig.clock.advance(50);
    await ana.hears('flow:people', ({ people }) => people[1]?.cursor?.x === 99);
    expect(ana.heard.length).toBeLessThanOrEqual(2);
  });

  test('have colours on which white text can be read', () => {
    const channel = (hex: string) => {
      const value = Number.parseInt(hex, 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    };
    for (const color of COLORS) {
      const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => channel(color.slice(at, at + 2)));
      expect(1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05), color).toBeGreaterThanOrEqual(4.5);
    }
    expect(new Set(COLORS).size).toBe(8);
  });

  test('more than there are colours are all there', async () => {
    for (let n = 0; n < 9; n += 1) await (await rig.connect('ben')).ask('flow:open', { flow: 'tea' });
    const opened = await ana.ask('flow:open', { flow: 'tea' });
    expect(opened).toMatchObject({ ok: true });
    expect((opened as { people: { color: string }[] }).people).toHaveLength(10);
  });
});

describe('news', () => {
  test('of what was written, published or moved reach those who have the flow open, and no others', async () => {
    await ana.ask('flow:open', { flow: 'tea' });
    await ben.ask('flow:open', { flow: 'mint' });
    const { rev, data } = await rig.record('tea');
    await rig.store.records.update(WORKSPACE, 'flow', 'tea', rev, {
      ...data,
      draft: { ...tea(), name: 'New' },
    });
    await rig.flows.news.written(WORKSPACE, 'tea', 'owner');
    const published = { flow: 'tea', version: 1, rev: 3, by: 'owner', note: '', at: 0 };
    rig.flows.news.published(WORKSPACE, published);
    expect(await ana.hears('flow:changed')).toMatchObject({ base: 1, rev: 2, by: { name: 'owner' } });
    expect(await ana.hears('flow:published')).toEqual(published);
    await ben.ask('flow:presence', { flow: 'mint' });
    expect(ben.heard.filter(({ event }) => event !== 'flow:people')).toEqual([]);
  });

  test('of a draft that is no flow any more fail nobody', async () => {
    await ana.ask('flow:open', { flow: 'tea' });
    const { rev, data } = await rig.record('tea');
    await rig.store.records.update(WORKSPACE, 'flow', 'tea', rev, { ...data, draft: { id: 'tea' } });
    await rig.flows.news.written(WORKSPACE, 'tea', 'owner');
    expect(await ana.ask('flow:edit', editOf(1, titled('ask', 'Which')))).toMatchObject({
      code: 'invalid_flow',
    });
  });
});
