/** Flows over the API of a whole server: versions, files, running conversations, the gallery, and who is told. */
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import type { z } from 'zod';
import {
  comparisonSchema,
  type FlowDetail,
  type FlowSummary,
  flowDetailSchema,
  flowSummarySchema,
  type GalleryItem,
  gallerySchema,
  importedFlowSchema,
  listedBrandSchema,
  type MoveProgress,
  moveProgressSchema,
  pageOf,
  publishedSchema,
  type RunningView,
  runningSchema,
  templateSchema,
  versionDetailSchema,
  versionSummarySchema,
} from '../../../server/contract.ts';
import { readSurroundings } from '../../../studio/document/surroundings.ts';
import { ADMIN_TOKEN, openWorld, until, type World } from '../../journeys/world.ts';

/** Before a test makes it the studio's. */
const realFetch = globalThis.fetch;

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

type Problem = { code: string; detail?: string; errors?: { path: string; code: string; message: string }[] };

/** Asks, expects the status, and that the answer is what the contract says of it. */
async function ask<S extends z.ZodType>(
  schema: S,
  method: string,
  path: string,
  body?: unknown,
  status = 200,
): Promise<z.output<S>> {
  const answer = await world.api(method, path, body);
  expect([answer.status, answer.body]).toEqual([status, answer.body]);
  expect(schema.parse(answer.body)).toEqual(answer.body);
  return answer.body as z.output<S>;
}
async function refused(method: string, path: string, body?: unknown): Promise<Problem & { status: number }> {
  const answer = await world.api<Problem>(method, path, body);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  return { ...answer.body, status: answer.status };
}

const says = (text: string) => ({ message: { kind: 'text', text } });
/** Asks a question that is heard when its keyword is said. */
function tea(id: string, question = 'Which tea?') {
  return {
    format: 1,
    id,
    name: 'Tea',
    sector: 'food',
    description: { en: 'Takes an order of tea.', fr: 'Prend une commande de thé.' },
    start: 'ask',
    triggers: [{ kind: 'keyword', words: [`${id} please`] }],
    variables: { kind: { type: 'text' } },
    nodes: {
      ask: {
        kind: 'ask',
        title: 'Tea',
        ask: says(question),
        expect: { type: 'text' },
        save: 'kind',
        to: 'bye',
      },
      bye: { kind: 'end', say: says('Enjoy your {{kind}}.') },
    },
  };
}
const create = (id: string, question?: string) =>
  ask(flowDetailSchema, 'POST', '/flows', { document: tea(id, question) }, 201);
const read = (id: string) => ask(flowDetailSchema, 'GET', `/flows/${id}`);
const publish = (id: string, note = '') =>
  ask(publishedSchema, 'POST', `/flows/${id}/publish`, { note }, 201);
async function save(id: string, document: object): Promise<FlowDetail> {
  const { rev } = await read(id);
  return ask(flowDetailSchema, 'PUT', `/flows/${id}`, { rev, document });
}

describe('a brand that sends SMS under a name', () => {
  const connect = (sender: string) =>
    world.api('PUT', '/brands/default/sms', { provider: 'emulator', sender });
  const warned = ({ findings }: FlowDetail) => findings.filter(({ code }) => code === 'sms-unanswerable');
  let before: string;
  beforeAll(async () => {
    before = (await world.api<{ sender: string }>('GET', '/brands/default/sms')).body.sender;
    await connect('ACME');
  });
  afterAll(() => connect(before));

  test('is listed as one nobody can reply to', async () => {
    const { items } = await ask(pageOf(listedBrandSchema), 'GET', '/brands');
    expect(items.map(({ sms }) => sms)).toEqual([{ sender: 'ACME', answerable: false }]);
  });

  test('is warned of at the questions of a draft, and again when it is published', async () => {
    expect(warned(await create('named-tea'))).toMatchObject([
      { severity: 'warning', node: 'ask', message: { en: expect.stringContaining('“ACME”') } },
    ]);
    const { warnings } = await publish('named-tea');
    expect(warnings.map(({ code }) => code)).toContain('sms-unanswerable');
    await connect(before);
    expect(warned(await read('named-tea'))).toEqual([]);
  });

  test('tells the studio, which checks while it is edited', async () => {
    await connect('ACME');
    vi.stubGlobal('fetch', (path: string, init: RequestInit) =>
      realFetch(world.url + path, { ...init, headers: { authorization: `Bearer ${ADMIN_TOKEN}` } }),
    );
    onTestFinished(() => void vi.unstubAllGlobals());
    const around = await readSurroundings('named-tea');
    expect(around.unanswerable).toEqual([{ brand: expect.any(String), sender: 'ACME' }]);
    expect(Object.keys(around.flows)).not.toContain('named-tea');
  });
});

describe('the list', () => {
  test('says what each flow is, whether it is live, and whether its draft is', async () => {
    const line = async () => {
      const { items } = (await world.api<{ items: FlowSummary[] }>('GET', '/flows?limit=200')).body;
      const found = items.find(({ id }) => id === 'list-tea');
      return flowSummarySchema.parse(found);
    };
    await create('list-tea');
    expect(await line()).toMatchObject({
      name: 'Tea',
      sector: 'food',
      description: { fr: 'Prend une commande de thé.' },
      nodes: 2,
      state: 'draft',
      published: 0,
      changed: true,
      updatedBy: 'Owner',
    });
    await publish('list-tea');
    expect(await line()).toMatchObject({ state: 'published', published: 1, changed: false });
    await save('list-tea', tea('list-tea', 'Tea?'));
    expect(await line()).toMatchObject({ state: 'published', changed: true });
    await ask(flowSummarySchema, 'POST', '/flows/list-tea/archive');
    expect(await line()).toMatchObject({ state: 'archived', archived: true });
    await ask(flowSummarySchema, 'POST', '/flows/list-tea/unarchive');
    expect(await line()).toMatchObject({ state: 'published', archived: false, published: 1 });
  });

  test('shows a draft that is no flow as well as it can', async () => {
    await world.api('POST', '/flows', {
      document: { id: 'half', nodes: 'none', locales: 7, description: 9 },
    });
    expect(await read('half')).toMatchObject({ name: 'half', nodes: 0, locales: [], state: 'draft' });
  });

  test('an archived flow is not begun any more, and is again when it is taken out of the archive', async () => {
    await create('shelf-tea');
    await publish('shelf-tea');
    const begin = { to: '+447700900123', flow: 'shelf-tea' };
    await ask(flowSummarySchema, 'POST', '/flows/shelf-tea/archive');
    expect(await refused('POST', '/conversations', begin)).toMatchObject({ code: 'flow_not_published' });
    await ask(flowSummarySchema, 'POST', '/flows/shelf-tea/unarchive');
    expect((await world.api('POST', '/conversations', begin)).status).toBe(201);
  });
});

describe('a copy', () => {
  test('is a draft of its own under the next id that is free, with the name that was asked for', async () => {
    await create('copy-tea');
    const clone = (body: object) => ask(flowDetailSchema, 'POST', '/flows/copy-tea/clone', body, 201);
    expect(await clone({ name: 'Coffee' })).toMatchObject({
      id: 'copy-tea-2',
      name: 'Coffee',
      document: { id: 'copy-tea-2', name: 'Coffee', start: 'ask' },
      published: 0,
    });
    expect(await clone({})).toMatchObject({ id: 'copy-tea-3', name: 'Tea' });
    expect(await clone({ id: 'brew' })).toMatchObject({ id: 'brew' });
    expect(await refused('POST', '/flows/copy-tea/clone', { id: 'brew' })).toMatchObject({
      code: 'already_exists',
    });
    await world.api('POST', '/flows/copy-tea-3/clone', {});
    expect(await read('copy-tea-4')).toMatchObject({ name: 'Tea' });
  });

  test('can be made of a published version', async () => {
    await create('old-tea', 'First?');
    await publish('old-tea');
    await save('old-tea', tea('old-tea', 'Second?'));
    const copy = await ask(flowDetailSchema, 'POST', '/flows/old-tea/clone', { version: 1 }, 201);
    expect(copy.document).toMatchObject({ nodes: { ask: { ask: says('First?') } } });
    expect(await refused('POST', '/flows/old-tea/clone', { version: 2 })).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('versions', () => {
  beforeAll(async () => {
    await create('ver-tea', 'First?');
    await publish('ver-tea', 'The first.');
    await save('ver-tea', tea('ver-tea', 'Second?'));
    await publish('ver-tea', 'The second.');
    await save('ver-tea', tea('ver-tea', 'Third?'));
  });

  test('are listed with author, note, time and which is live, the newest first', async () => {
    const { items } = (await world.api<{ items: unknown[] }>('GET', '/flows/ver-tea/versions')).body;
    expect(items.map((one) => versionSummarySchema.parse(one))).toEqual(items);
    expect(items).toMatchObject([
      { version: 2, note: 'The second.', publishedBy: 'Owner', live: true, nodes: 2 },
      { version: 1, note: 'The first.', live: false },
    ]);
    const first = await ask(versionDetailSchema, 'GET', '/flows/ver-tea/versions/1');
    expect(first).toMatchObject({ live: false, document: { nodes: { ask: { ask: says('First?') } } } });
    expect(await refused('GET', '/flows/ver-tea/versions/3')).toMatchObject({ code: 'not_found' });
  });

  test('carry tags, which are replaced at any time and change nothing else of them', async () => {
    const path = '/flows/ver-tea/versions/1';
    const before = await ask(versionDetailSchema, 'GET', path);
    expect(before.tags).toEqual([]);
    const tagged = await ask(versionSummarySchema, 'PUT', `${path}/tags`, { tags: ['Été ', 'été', 'sale'] });
    expect(tagged.tags).toEqual(['Été', 'sale']);
    expect(await ask(versionDetailSchema, 'GET', path)).toEqual({ ...before, tags: ['Été', 'sale'] });
    expect((await ask(versionSummarySchema, 'PUT', `${path}/tags`, { tags: [] })).tags).toEqual([]);
    const many = Array.from({ length: 9 }, (_, n) => `t${n}`);
    expect(await refused('PUT', `${path}/tags`, { tags: many })).toMatchObject({ code: 'invalid_body' });
    expect(await refused('PUT', '/flows/ver-tea/versions/3/tags', { tags: [] })).toMatchObject({
      code: 'not_found',
    });
  });

  test('are compared with each other and with the draft, in words', async () => {
    const compare = (query = '') => ask(comparisonSchema, 'GET', `/flows/ver-tea/compare${query}`);
    const { from, to, differences } = await compare();
    expect([from, to]).toEqual([2, 'draft']);
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({ kind: 'changed', node: 'ask' });
    expect(differences[0]?.what.en).toMatch(/Second\?.*Third\?/);
    expect(differences[0]?.what.fr).toMatch(/Third\?.*Second\?/);
    expect((await compare('?from=1&to=2')).differences[0]?.what.en).toMatch(/First\?.*Second\?/);
    expect(await compare('?from=1&to=live')).toEqual(await compare('?from=1&to=2'));
    expect((await compare('?from=2&to=2')).differences).toEqual([]);
    expect(await refused('GET', '/flows/ver-tea/compare?from=9')).toMatchObject({ code: 'not_found' });
    expect(await refused('GET', '/flows/ver-tea/compare?from=last')).toMatchObject({ code: 'invalid_query' });
  });

  test('of a flow that never was published differ in nothing', async () => {
    await create('new-tea');
    expect(await ask(comparisonSchema, 'GET', '/flows/new-tea/compare')).toEqual({
      from: 0,
      to: 'draft',
      differences: [],
    });
  });

  test('become the draft again, and what is live stays live', async () => {
    const { rev } = await read('ver-tea');
    const path = '/flows/ver-tea/versions/1/restore';
    expect(await refused('POST', path, { rev: rev - 1 })).toMatchObject({ code: 'conflict' });
    const restored = await ask(flowDetailSchema, 'POST', path, { rev });
    expect(restored).toMatchObject({ rev: rev + 1, published: 2, changed: true });
    expect(restored.document).toMatchObject({ nodes: { ask: { ask: says('First?') } } });
    expect(await ask(flowDetailSchema, 'POST', '/flows/ver-tea/versions/2/restore', {})).toMatchObject({
      changed: false,
    });
  });

  test('get one number each, though two publish at once', async () => {
    await create('race-tea');
    const made = await Promise.all([publish('race-tea', 'one'), publish('race-tea', 'two')]);
    expect(made.map(({ version }) => version).sort()).toEqual([1, 2]);
  });
});

describe('files', () => {
  const download = (path: string) =>
    fetch(`${world.url}/api${path}`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
  const bring = (body: object, status = 200) =>
    ask(importedFlowSchema, 'POST', '/flows/import', body, status);

  test('are downloads people can read, and come back as the same flow', async () => {
    await create('file-tea');
    const answer = await download('/flows/file-tea/export');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="file-tea.flow.json"');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    const text = await answer.text();
    expect(text).toMatch(/^\{\n {2}"format": 1,\n {2}"id": "file-tea",\n {2}"name": "Tea",/);
    expect(text.endsWith('}\n')).toBe(true);
    const again = await bring({ document: JSON.parse(text), dryRun: true });
    expect(again).toMatchObject({
      id: 'file-tea-2',
      renamed: true,
      created: true,
      nodes: 2,
      differences: [],
    });
  });

  test('are of a version, too, and of a draft that is no flow', async () => {
    await create('filed-tea', 'First?');
    await publish('filed-tea');
    await save('filed-tea', tea('filed-tea', 'Second?'));
    const answer = await download('/flows/filed-tea/export?version=1');
    expect(answer.headers.get('content-disposition')).toContain('filed-tea-v1.flow.json');
    expect(await answer.text()).toContain('First?');
    expect((await download('/flows/filed-tea/export?version=2')).status).toBe(404);
    await world.api('POST', '/flows', { document: { id: 'torn', pages: [1] } });
    expect(await (await download('/flows/torn/export')).json()).toEqual({ id: 'torn', pages: [1] });
  });

  test('are tried out without changing anything', async () => {
    const before = (await world.api('GET', '/flows?limit=200')).body;
    const plan = await bring({
      document: {
        ...tea('dry-tea'),
        nodes: { ...tea('dry-tea').nodes, bye: { kind: 'say', say: [says('Bye.')] } },
      },
      dryRun: true,
    });
    expect(plan).toMatchObject({ id: 'dry-tea', name: 'Tea', created: true, renamed: false });
    expect(plan.findings.map(({ code }) => code)).toContain('exit-unconnected');
    expect(plan).not.toHaveProperty('flow');
    expect((await world.api('GET', '/flows?limit=200')).body).toEqual(before);
  });

  test('become a new flow, under another id where theirs is taken', async () => {
    expect(await bring({ document: tea('in-tea') })).toMatchObject({
      id: 'in-tea',
      renamed: false,
      flow: { rev: 1 },
    });
    expect(await bring({ document: tea('in-tea', 'Other?') })).toMatchObject({
      id: 'in-tea-2',
      renamed: true,
      differences: [{ node: 'ask' }],
      flow: { document: { id: 'in-tea-2' } },
    });
    const taken = { document: tea('in-tea'), id: 'in-tea' };
    expect(await refused('POST', '/flows/import', taken)).toMatchObject({ code: 'already_exists' });
    expect(await refused('POST', '/flows/import', { ...taken, dryRun: true })).toMatchObject({
      code: 'already_exists',
    });
  });

  test('take the place of a draft, whose differences are told before', async () => {
    const { rev } = await create('over-tea', 'First?');
    await publish('over-tea');
    const body = { document: tea('elsewhere', 'Second?'), into: 'over-tea' };
    const plan = await bring({ ...body, dryRun: true });
    expect(plan).toMatchObject({ id: 'over-tea', created: false });
    expect(plan.differences?.map(({ what }) => what.en).join()).toMatch(/First\?.*Second\?/);
    expect(await refused('POST', '/flows/import', { ...body, rev })).toMatchObject({ code: 'conflict' });
    const done = await bring({ ...body, rev: rev + 1 });
    expect(done.flow).toMatchObject({
      rev: rev + 2,
      published: 1,
      changed: true,
      document: { id: 'over-tea' },
    });
    expect(await refused('POST', '/flows/import', { ...body, into: 'nowhere' })).toMatchObject({
      code: 'not_found',
    });
  });

  test.each<[string, unknown, string, RegExp]>([
    [
      'a newer format',
      { ...tea('x'), format: 2 },
      'newer-format',
      /format 2; this version reads formats up to 1/,
    ],
    ['no format', { id: 'x' }, 'no-format', /does not say which format/],
    ['no object', [1, 2], 'no-document', /not a flow document/],
    ['nothing', null, 'no-document', /not a flow document/],
    ['a step of a kind nobody knows', { ...tea('x'), nodes: { a: { kind: 'teleport' } } }, 'schema', /./],
  ])('with %s are refused with the reason, and nothing is stored', async (_name, document, code, reason) => {
    for (const dryRun of [true, false]) {
      const problem = await refused('POST', '/flows/import', { document, dryRun });
      expect(problem).toMatchObject({ status: 422, code: 'invalid_flow' });
      expect(problem.errors?.[0]?.code).toBe(code);
      expect(problem.detail).toMatch(reason);
    }
    expect((await refused('GET', '/flows/x')).code).toBe('not_found');
  });

  test('of 100,000 steps, or of too many bytes, are refused with a sentence that says what to do', async () => {
    const nodes = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, { kind: 'end' }]));
    const huge = { document: { ...tea('huge'), nodes: nodes(100_000) } };
    expect(await refused('POST', '/flows/import', huge)).toMatchObject({
      status: 413,
      code: 'payload_too_large',
      detail: expect.stringMatching(/2,000 steps and 2 MB.*[Ss]plit it/),
    });
    const many = { document: { ...tea('huge'), nodes: nodes(2001) } };
    for (const [method, path, body] of [
      ['POST', '/flows/import', many],
      ['POST', '/flows', many],
    ] as const) {
      expect((await refused(method, path, body)).detail).toMatch(/2,001 steps; a flow may have 2,000/);
    }
    expect((await refused('GET', '/flows/huge')).code).toBe('not_found');
  });
});

describe('running conversations', () => {
  test('are counted by version and step, and moved as the designer says, with progress over the socket', async () => {
    await create('run-tea');
    await publish('run-tea');
    const people = [1, 2, 3].map((n) => world.handset(`+44770090080${n}`));
    for (const person of people) {
      await person.say('run-tea please');
      await person.hears(/Which tea\?/);
    }
    const running = () => ask(runningSchema, 'GET', '/flows/run-tea/running') as Promise<RunningView>;
    expect(await running()).toEqual({
      total: 3,
      versions: [
        {
          version: 1,
          live: true,
          total: 3,
          withPeople: 0,
          nodes: [{ node: 'ask', title: 'Tea', kind: 'ask', count: 3, fits: true }],
        },
      ],
    });

    const { ask: question, bye } = tea('run-tea').nodes;
    const second = {
      ...tea('run-tea'),
      start: 'pick',
      nodes: { pick: { ...question, ask: says('What will it be?') }, bye },
    };
    await save('run-tea', second);
    await publish('run-tea');
    expect((await running()).versions).toMatchObject([{ version: 1, live: false, nodes: [{ fits: false }] }]);

    const socket = connect();
    const news: MoveProgress[] = [];
    socket.on('flow:moving', (progress: MoveProgress) => news.push(progress));
    await socket.emitWithAck('flow:open', { flow: 'run-tea' });

    const move = (mapping: object) => ({ from: 1, mapping });
    const path = '/flows/run-tea/move';
    expect(await refused('GET', path)).toMatchObject({ code: 'not_found' });
    expect(await refused('POST', path, { from: 2, mapping: {} })).toMatchObject({ code: 'invalid_body' });
    expect(await refused('POST', path, move({ ask: { node: 'nowhere' } }))).toMatchObject({
      errors: [{ path: 'mapping.ask', code: 'no-step' }],
    });
    expect(await refused('POST', path, move({ ask: 'explode' }))).toMatchObject({ code: 'invalid_body' });

    const begun = await ask(moveProgressSchema, 'POST', path, move({ ask: { node: 'pick' } }), 202);
    expect(begun).toMatchObject({ flow: 'run-tea', from: 1, to: 2, state: 'running', by: 'Owner' });
    const last = await until('all are moved', async () => {
      const progress = await ask(moveProgressSchema, 'GET', path);
      return progress.state === 'running' ? undefined : progress;
    });
    expect(last).toMatchObject({ state: 'done', moved: 3, left: 0, failed: 0 });
    await until('that is told', async () => (news.at(-1)?.state === 'done' ? true : undefined));
    expect((await running()).versions).toMatchObject([{ version: 2, live: true, total: 3 }]);
    for (const person of people) await person.hears(/What will it be\?/);
    await people[0]?.say('Mint');
    await people[0]?.hears(/Enjoy your Mint/);
    socket.close();
  });
});

describe('who has a flow open', () => {
  test('is told of what the API changes, of publishing, and of an archive', async () => {
    await create('open-tea');
    const socket = connect();
    const heard: { event: string; payload: Record<string, unknown> }[] = [];
    socket.onAny((event: string, payload: Record<string, unknown>) => heard.push({ event, payload }));
    const of = (event: string) => heard.filter((one) => one.event === event).map(({ payload }) => payload);
    expect(await socket.emitWithAck('flow:open', { flow: 'open-tea' })).toMatchObject({ ok: true, rev: 1 });

    await save('open-tea', tea('open-tea', 'Tea?'));
    await publish('open-tea', 'Shorter.');
    await until('it is told', async () => of('flow:published').at(0));
    expect(of('flow:changed')).toMatchObject([
      {
        base: 1,
        rev: 2,
        by: { name: 'Owner' },
        changes: [{ path: ['nodes', 'ask', 'ask', 'message', 'text'] }],
      },
      { base: 2, rev: 3, changes: [] },
    ]);
    expect(of('flow:published')).toMatchObject([{ version: 1, rev: 3, by: 'Owner', note: 'Shorter.' }]);

    const edit = {
      flow: 'open-tea',
      base: 3,
      id: 'edit-00000001',
      changes: [{ path: ['name'], value: 'Tea time' }],
    };
    expect(await socket.emitWithAck('flow:edit', edit)).toEqual({ ok: true, rev: 4 });
    expect(await read('open-tea')).toMatchObject({ rev: 4, name: 'Tea time', changed: true });
    expect(await refused('PUT', '/flows/open-tea', { rev: 3, document: tea('open-tea') })).toMatchObject({
      code: 'conflict',
    });
    socket.close();
  });
});

describe('the gallery', () => {
  const gallery = () => ask(gallerySchema, 'GET', '/gallery') as Promise<{ items: GalleryItem[] }>;

  test('has the shipped flows by sector, each with a conversation in both languages', async () => {
    const { items } = await gallery();
    expect(items.map(({ sector, id }) => `${sector}/${id}`)).toEqual([
      'beauty/booking',
      'general/payment',
      'general/welcome',
      'insurance/claims',
    ]);
    for (const { conversation, description } of items) {
      expect(description.en).not.toBe(description.fr);
      for (const lines of [conversation.en, conversation.fr]) {
        expect(lines.length).toBeGreaterThanOrEqual(4);
        expect(lines.map(({ at }) => at)).toEqual([...lines.map(({ at }) => at)].sort((a, b) => a - b));
        expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
      }
    }
    const answer = await fetch(`${world.url}/api/gallery`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
    });
    expect((await answer.text()).length).toBeLessThan(100_000);
  });

  test('gives the document of one, to be taken into a flow that is there', async () => {
    const { document } = await ask(templateSchema, 'GET', '/gallery/booking');
    expect(document).toMatchObject({ id: 'booking', start: 'find' });
    expect(await refused('GET', '/gallery/nothing')).toMatchObject({ code: 'not_found' });
  });

  test('gives a flow to begin from, with an id and a name of its own', async () => {
    const use = (body: object = {}) => ask(flowDetailSchema, 'POST', '/gallery/booking/use', body, 201);
    expect(await use()).toMatchObject({
      id: 'booking-2',
      name: 'Appointment 2',
      published: 0,
      state: 'draft',
    });
    expect(await use({ id: 'my-salon', name: 'My salon' })).toMatchObject({
      id: 'my-salon',
      document: { id: 'my-salon', name: 'My salon', start: 'find' },
    });
    expect(await refused('POST', '/gallery/booking/use', { id: 'my-salon' })).toMatchObject({
      code: 'already_exists',
    });
    expect(await refused('POST', '/gallery/nothing/use', {})).toMatchObject({ code: 'not_found' });
    expect(await read('booking')).toMatchObject({ name: 'Appointment', published: 1 });
  });
});

function connect(): Socket {
  return io(world.url, {
    path: '/live',
    auth: { token: ADMIN_TOKEN },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  });
}
