/** Publishing by itself: checks, saved tests, numbers, and what a race or a crash leaves; on a real store. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FlowInput } from '../../../flows/flow.ts';
import {
  createCatalogues,
  FLOW,
  type FlowRecord,
  VERSION,
  type VersionRecord,
  versionKey,
} from '../../../server/engine/catalogue.ts';
import { type PublishDeps, publish, type TestOutcome } from '../../../server/engine/publish.ts';
import type { Store } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';

const WORKSPACE = 'ws';
const TEA: FlowInput = {
  format: 1,
  id: 'tea',
  name: 'Tea',
  start: 'hello',
  triggers: [{ kind: 'keyword', words: ['tea'] }],
  nodes: { hello: { kind: 'end', say: { message: { kind: 'text', text: 'Hello.' } } } },
};
const BY = { name: 'Ana', note: 'First.', at: 7 };

let store: Store;
let deps: PublishDeps;
beforeEach(async () => {
  store = openSqliteStore({ path: ':memory:' });
  const { records } = store;
  deps = { records, catalogues: createCatalogues(records), services: {} };
  await draft(TEA);
});
afterEach(() => store.close());

async function draft(document: unknown): Promise<void> {
  const record: FlowRecord = { draft: document, published: 0, archived: false, changed: true, updatedAt: 0 };
  await store.records.insert(WORKSPACE, FLOW, 'tea', record);
}
const flow = () => store.records.get<FlowRecord>(WORKSPACE, FLOW, 'tea');
const version = (n: number) => store.records.get<VersionRecord>(WORKSPACE, VERSION, versionKey('tea', n));

test('freezes the draft under the next number, with who and why', async () => {
  expect(await publish(deps, WORKSPACE, 'tea', BY)).toEqual({ version: 1, warnings: [] });
  expect((await version(1))?.data).toMatchObject({ publishedBy: 'Ana', note: 'First.', publishedAt: 7 });
  expect((await flow())?.data).toMatchObject({ published: 1, changed: false, updatedBy: 'Ana' });
  expect((await deps.catalogues.of(WORKSPACE)).get('tea')?.version).toBe(1);
});

test('warns of questions that a brand could not hear the answer to, and publishes all the same', async () => {
  const ask: FlowInput = {
    ...TEA,
    variables: { kind: { type: 'text' } },
    nodes: {
      hello: {
        kind: 'ask',
        ask: { message: { kind: 'text', text: 'Which tea?' } },
        expect: { type: 'text' },
        save: 'kind',
        timeout: { after: '1d', to: 'over' },
        to: 'over',
      },
      over: { kind: 'end' },
    },
  };
  const stored = await flow();
  await store.records.update(WORKSPACE, FLOW, 'tea', stored?.rev ?? 0, { ...stored?.data, draft: ask });
  const asked: string[] = [];
  const unanswerable = (workspace: string) => {
    asked.push(workspace);
    return [{ brand: 'Acme', sender: 'ACME' }];
  };
  const { version: number, warnings } = await publish({ ...deps, unanswerable }, WORKSPACE, 'tea', BY);
  expect(number).toBe(1);
  expect(asked).toEqual([WORKSPACE]);
  expect(warnings).toContainEqual(
    expect.objectContaining({ code: 'sms-unanswerable', severity: 'warning', node: 'hello' }),
  );
});

describe('saved tests', () => {
  const outcome: TestOutcome = {
    passed: 1,
    failed: [
      { id: 't1', name: 'Books a cut', reason: { en: '“Hello.” was not said.', fr: '« Hello. » manque.' } },
    ],
  };

  test('are run on the draft that is published, and told with it', async () => {
    const asked: string[] = [];
    const tests: PublishDeps['tests'] = async (workspace, tested) => {
      asked.push(`${workspace}/${tested.name}`);
      return { passed: 2, failed: [] };
    };
    const made = await publish({ ...deps, tests }, WORKSPACE, 'tea', BY);
    expect(made.tests).toEqual({ passed: 2, failed: [] });
    expect(asked).toEqual(['ws/Tea']);
  });

  test('that fail stop it, each by its name and reason, and nothing is published', async () => {
    const tests = async () => outcome;
    await expect(publish({ ...deps, tests }, WORKSPACE, 'tea', BY)).rejects.toMatchObject({
      code: 'tests_failed',
      detail: 'Failed: “Books a cut”.',
      faults: [{ path: 'tests.t1', code: 'test-failed', message: 'Books a cut: “Hello.” was not said.' }],
    });
    expect((await flow())?.data.published).toBe(0);
    expect(await version(1)).toBeUndefined();
  });

  test('that fail stop nobody who insists, and are told', async () => {
    const tests = async () => outcome;
    const made = await publish({ ...deps, tests }, WORKSPACE, 'tea', { ...BY, force: true });
    expect(made).toMatchObject({ version: 1, tests: outcome });
  });

  test('are not run where the checks find errors', async () => {
    const stored = await flow();
    const broken = { ...TEA, start: 'nowhere' };
    await store.records.update(WORKSPACE, FLOW, 'tea', stored?.rev ?? 0, { ...stored?.data, draft: broken });
    const tests = async (): Promise<TestOutcome> => {
      throw new Error('not to be run');
    };
    await expect(publish({ ...deps, tests }, WORKSPACE, 'tea', BY)).rejects.toMatchObject({
      code: 'flow_has_problems',
    });
  });
});

describe('what is in the way', () => {
  test('a version that a crash left without a number is overtaken', async () => {
    const left = { flow: 'tea', version: 1, bundle: {}, note: 'lost', publishedAt: 0, publishedBy: 'x' };
    await store.records.insert(WORKSPACE, VERSION, versionKey('tea', 1), left);
    expect((await publish(deps, WORKSPACE, 'tea', BY)).version).toBe(1);
    expect((await version(1))?.data.note).toBe('First.');
  });

  test('a draft that was changed while it was tested is not published, and what is live stays as it is', async () => {
    await publish(deps, WORKSPACE, 'tea', BY);
    const tests = async () => {
      const stored = await flow();
      const changed = { ...stored?.data, draft: { ...TEA, name: 'Changed' } };
      await store.records.update(WORKSPACE, FLOW, 'tea', stored?.rev ?? 0, changed);
      return { passed: 0, failed: [] };
    };
    await expect(publish({ ...deps, tests }, WORKSPACE, 'tea', BY)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await flow())?.data.published).toBe(1);
    expect((await publish(deps, WORKSPACE, 'tea', BY)).version).toBe(2);
    expect((await version(2))?.data.bundle.flow.name).toBe('Changed');
  });

  test('somebody who was faster keeps their version', async () => {
    let faster = false;
    const tests = async () => {
      if (!faster) {
        faster = true;
        await publish(deps, WORKSPACE, 'tea', { ...BY, note: 'Faster.' });
      }
      return { passed: 0, failed: [] };
    };
    await expect(publish({ ...deps, tests }, WORKSPACE, 'tea', BY)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect((await version(1))?.data.note).toBe('Faster.');
  });
});
