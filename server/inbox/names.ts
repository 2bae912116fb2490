/** What operators are called, remembered for a moment: threads and lists ask again and again. Knows no account. */
import type { Clock } from '../clock.ts';

export interface Names {
  /** Those that are known, by id. */
  of(workspace: string, ids: readonly string[]): Promise<Record<string, string>>;
}

const REMEMBERED_MS = 60_000;
const MOST = 5000;

export function createNames(deps: {
  clock: Clock;
  find(workspace: string, id: string): Promise<string | undefined>;
}): Names {
  const known = new Map<string, { name: Promise<string | undefined>; until: number }>();
  return {
    async of(workspace, ids) {
      const now = deps.clock.now();
      if (known.size > MOST) known.clear();
      const names: Record<string, string> = {};
      for (const id of new Set(ids)) {
        const key = `${workspace}/${id}`;
        let found = known.get(key);
        if (!found || found.until <= now) {
          found = { name: deps.find(workspace, id).catch(() => undefined), until: now + REMEMBERED_MS };
          known.set(key, found);
        }
        const name = await found.name;
        if (name !== undefined) names[id] = name;
      }
      return names;
    },
  };
}
