/** What a new workspace begins with: one brand, a calendar, and the shipped flows, published. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Brand } from './channels/port.ts';
import type { Brands } from './engine/brands.ts';
import { FLOW, type FlowRecord } from './engine/catalogue.ts';
import { type PublishDeps, publish } from './engine/publish.ts';
import { seedCalendar } from './services/calendar-plan.ts';

export interface SeedDeps extends PublishDeps {
  brands: Brands;
  /** Of the shipped flows. */
  folder: string;
  now: number;
}

/**
 * Fills what is missing and leaves what is there: a brand somebody changed stays as they left it. The agent id follows
 * the configuration, since it is what the configuration says.
 */
export async function seed(deps: SeedDeps, brand: Brand): Promise<string[]> {
  const { records, brands, folder, now } = deps;
  const { workspace } = brand;
  const known = brands.get(workspace, brand.id);
  if (!known || known.agentId !== brand.agentId)
    await brands.put({ ...brand, ...known, agentId: brand.agentId });
  await seedCalendar(records, workspace);

  const drafts = readdirSync(folder)
    .filter((name) => name.endsWith('.flow.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as { id: string });
  const fresh: string[] = [];
  for (const draft of drafts) {
    const record: FlowRecord = { draft, published: 0, archived: false, updatedAt: now };
    if (await records.insert(workspace, FLOW, draft.id, record)) fresh.push(draft.id);
  }
  // All are stored before the first is published, since they lead to each other. One that a crash left unpublished
  // has been inserted, so what is looked at is whether it was ever published.
  for (const { id } of drafts) {
    const stored = await records.get<FlowRecord>(workspace, FLOW, id);
    if (stored?.data.published === 0 && !stored.data.archived) {
      await publish(deps, workspace, id, { name: 'Carillon', note: '', at: now });
    }
  }
  return fresh;
}
