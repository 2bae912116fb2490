/** The brands a workspace speaks as; kept in memory, since every message needs its brand. */
import type { Brand } from '../channels/port.ts';
import type { RecordStore } from '../stores/port.ts';

export const BRAND = 'brand';

export interface Brands {
  get(workspace: string, id: string): Brand | undefined;
  /** `agentId` with or without "@rbm.goog". */
  byAgent(agentId: string): Brand | undefined;
  list(workspace: string): Brand[];
  /** Creates or replaces it. */
  put(brand: Brand): Promise<void>;
  /** Reads again what another process may have changed; those that did change. */
  refresh(): Promise<Brand[]>;
}

/** Reads the brands of the given workspaces. */
export async function loadBrands(records: RecordStore, workspaces: string[]): Promise<Brands> {
  const brands = new Map<string, Brand>();
  const keyOf = (workspace: string, id: string) => `${workspace}/${id}`;
  const revs = new Map<string, number>();

  async function refresh(): Promise<Brand[]> {
    const changed: Brand[] = [];
    for (const workspace of workspaces) {
      const page = await records.list<Brand>(workspace, BRAND, { limit: 200 });
      for (const { data, rev } of page.items) {
        const key = keyOf(data.workspace, data.id);
        if (revs.get(key) === rev) continue;
        revs.set(key, rev);
        brands.set(key, data);
        changed.push(data);
      }
    }
    return changed;
  }
  await refresh();
  return {
    refresh,
    get: (workspace, id) => brands.get(keyOf(workspace, id)),
    byAgent(agentId) {
      const bare = agentId.replace(/@rbm\.goog$/, '');
      for (const brand of brands.values()) if (brand.agentId === bare) return brand;
      return undefined;
    },
    list: (workspace) => [...brands.values()].filter((brand) => brand.workspace === workspace),
    async put(brand) {
      for (;;) {
        const stored = await records.get<Brand>(brand.workspace, BRAND, brand.id);
        const written = stored
          ? await records.update(brand.workspace, BRAND, brand.id, stored.rev, brand)
          : await records.insert(brand.workspace, BRAND, brand.id, brand);
        if (written) break;
      }
      brands.set(keyOf(brand.workspace, brand.id), brand);
    },
  };
}
