/** What a new workspace begins with, and that nothing anybody changed is undone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Brand } from '../../server/channels/port.ts';
import { PROJECT_ROOT } from '../../server/config.ts';
import { loadBrands } from '../../server/engine/brands.ts';
import { createCatalogues, FLOW, type FlowRecord } from '../../server/engine/catalogue.ts';
import { seed } from '../../server/seed.ts';
import type { Store } from '../../server/stores/port.ts';
import { openSqliteStore } from '../../server/stores/sqlite.ts';

const LIBRARY = join(PROJECT_ROOT, 'flows', 'library');
const BRAND: Brand = {
  workspace: 'w',
  id: 'default',
  name: 'Shop',
  agentId: 'a',
  locale: 'en',
  timezone: 'Europe/Paris',
};

let store: Store;
beforeEach(() => {
  store = openSqliteStore({ path: ':memory:' });
});
afterEach(() => store.close());

async function start(brand = BRAND, folder = LIBRARY) {
  const brands = await loadBrands(store.records, ['w']);
  const catalogues = createCatalogues(store.records);
  const services = undefined;
  const fresh = await seed({ records: store.records, catalogues, services, brands, folder, now: 1 }, brand);
  return {
    fresh,
    brands,
    flows: [...(await catalogues.of('w')).all()].map(({ id, version }) => `${id} ${version}`).sort(),
  };
}
const SHIPPED = ['booking 1', 'claims 1', 'payment 1', 'welcome 1'];

test('a new workspace has a brand and every shipped flow, published', async () => {
  const { fresh, brands, flows } = await start();
  expect(fresh.sort()).toEqual(['booking', 'claims', 'payment', 'welcome']);
  expect(flows).toEqual(SHIPPED);
  expect(brands.list('w')).toEqual([BRAND]);
});

test('a second start changes nothing', async () => {
  await start();
  const { fresh, flows } = await start();
  expect(fresh).toEqual([]);
  expect(flows).toEqual(SHIPPED);
});

test('a draft somebody changed, a flow somebody archived and a brand somebody renamed stay so', async () => {
  const { brands } = await start();
  await brands.put({ ...BRAND, name: 'Renamed' });
  const change = async (id: string, next: (record: FlowRecord) => FlowRecord) => {
    const stored = await store.records.get<FlowRecord>('w', FLOW, id);
    if (stored) await store.records.update('w', FLOW, id, stored.rev, next(stored.data));
  };
  await change('welcome', (record) => ({ ...record, draft: { id: 'welcome', mine: true } }));
  await change('claims', (record) => ({ ...record, archived: true }));
  const again = await start();
  expect(again.brands.get('w', 'default')?.name).toBe('Renamed');
  expect((await store.records.get<FlowRecord>('w', FLOW, 'welcome'))?.data.draft).toEqual({
    id: 'welcome',
    mine: true,
  });
  expect(again.flows).toEqual(['booking 1', 'payment 1', 'welcome 1']);
});

test('the agent id follows the configuration', async () => {
  await start();
  const { brands } = await start({ ...BRAND, agentId: 'other' });
  expect(brands.byAgent('other')?.id).toBe('default');
  expect(brands.byAgent('a')).toBeUndefined();
});

test('a flow that a crash left unpublished is published at the next start', async () => {
  await store.records.insert('w', FLOW, 'booking', {
    draft: JSON.parse('{"id":"booking"}'),
    published: 0,
    archived: true,
    updatedAt: 1,
  });
  await start();
  // Archived is a wish; unpublished and not archived is a crash.
  const stored = await store.records.get<FlowRecord>('w', FLOW, 'booking');
  expect(stored?.data.published).toBe(0);
  const welcome = await store.records.get<FlowRecord>('w', FLOW, 'welcome');
  await store.records.update('w', FLOW, 'welcome', welcome?.rev ?? 0, { ...welcome?.data, published: 0 });
  const { flows } = await start();
  expect(flows).toContain('welcome 1');
});

test('a shipped flow that cannot be published stops the start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'carillon-seed-'));
  writeFileSync(
    join(folder, 'bad.flow.json'),
    JSON.stringify({ format: 1, id: 'bad', name: 'Bad', start: 'nowhere', nodes: {} }),
  );
  await expect(start(BRAND, folder)).rejects.toMatchObject({ code: 'flow_has_problems' });
  rmSync(folder, { recursive: true });
});
