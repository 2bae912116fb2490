import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Store, Turn } from '../../../server/stores/port.ts';
import { openSqliteStore } from '../../../server/stores/sqlite.ts';
import { sampleConversation, sampleLine } from '../../contracts/store-samples.ts';

const step = fc.record({
  /** Which of two processes does it. */
  by: fc.nat(1),
  who: fc.nat(2),
  kind: fc.constantFrom('commit', 'commit', 'commit', 'commit', 'late', 'broken', 'erase'),
});

function turnOf(who: number, rev: number, line: string): Turn {
  const conversation = sampleConversation({ id: `c-${who}`, phone: `+3360000000${who}`, rev });
  return { conversation, messages: [sampleLine(conversation, line)], outbox: [] };
}

describe('where conversations stand, as two processes on one file remember it', () => {
  test('is what is stored: late turns are refused, broken and erased ones leave no trace, threads are whole', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
        const folder = await mkdtemp(join(tmpdir(), 'carillon-places-'));
        const path = join(folder, 'carillon.sqlite');
        const stores: Store[] = [openSqliteStore({ path }), openSqliteStore({ path })];
        const model = new Map<number, string[]>();
        for (const [n, { by, who, kind }] of steps.entries()) {
          const { conversations } = stores[by] as Store;
          const lines = model.get(who);
          if (kind === 'erase') {
            await conversations.erase?.('main', `c-${who}`);
            model.delete(who);
          } else if (kind === 'broken') {
            const turn = turnOf(who, lines?.length ?? 0, `m-${n}`);
            // Not a number is stored as NULL, which this column does not take.
            turn.conversation.updatedAt = Number.NaN;
            await expect(conversations.commit(turn)).rejects.toThrow();
          } else {
            const rev = (lines?.length ?? 0) - (kind === 'late' && lines ? 1 : 0);
            const outcome = await conversations.commit(turnOf(who, rev, `m-${n}`));
            expect(outcome).toBe(rev === (lines?.length ?? 0) ? 'committed' : 'conflict');
            if (outcome === 'committed') model.set(who, [...(lines ?? []), `m-${n}`]);
          }
        }
        for (const { conversations } of stores) {
          for (const who of [0, 1, 2]) {
            const { items } = await conversations.thread('main', `c-${who}`, { limit: 100 });
            expect(items.map(({ id }) => id)).toEqual(model.get(who) ?? []);
            const stored = await conversations.get('main', `c-${who}`);
            expect(stored?.rev).toBe(model.get(who)?.length);
          }
        }
        for (const store of stores) await store.close();
        await rm(folder, { recursive: true });
      }),
      { numRuns: 40 },
    );
  });
});
