/**
 * A process that commits and settles turns as fast as it can until it is killed, and says each one it was promised:
 * `turn <conversation> <n>`, `sent <conversation> <n>` or `delivered <conversation> <n>`, a line each. Knows the store;
 * started by sqlite-crash.test.ts.
 */
import { writeSync } from 'node:fs';
import { openThreadedSqliteStore } from '../../../../server/stores/sqlite.ts';
import {
  AT,
  sampleConversation,
  sampleItem,
  sampleLine,
  sampleReceipt,
  sampleTurn,
} from '../../../contracts/store-samples.ts';

const WRITERS = 24;

/**
 * One conversation's life. Turn n makes revision n, line n, item n and uses up the inbound id n. Of three lines one stays
 * as it is, one is sent and done with, and one is sent and watched until it is delivered.
 */
async function write(index: number): Promise<void> {
  const { conversations } = store;
  const id = `c-${index}`;
  const phone = `+336${String(index).padStart(8, '0')}`;
  let conversation = (await conversations.get('main', id)) ?? sampleConversation({ id, phone });
  for (;;) {
    const n = conversation.rev + 1;
    const line = `${id}-${n}`;
    const turn = sampleTurn(conversation, {
      seen: line,
      messages: [sampleLine(conversation, line)],
      outbox: [sampleItem(conversation, line)],
    });
    const outcome = await conversations.commit(turn);
    if (outcome !== 'committed') throw new Error(`Turn ${n} of ${id}: ${outcome}.`);
    writeSync(1, `turn ${id} ${n}\n`);
    conversation = { ...conversation, rev: n };
    if (n % 3 === 0) continue;
    const base = {
      workspace: 'main',
      conversation: id,
      item: line,
      message: { state: 'sent', at: 0 },
    } as const;
    if (n % 3 === 1) {
      await conversations.settle({ ...base, outcome: 'done' });
      writeSync(1, `sent ${id} ${n}\n`);
      continue;
    }
    await conversations.settle({ ...base, outcome: 'again', dueAt: AT, attempts: 0, lane: 'watch' });
    writeSync(1, `sent ${id} ${n}\n`);
    await conversations.mark('main', line, sampleReceipt('delivered'));
    writeSync(1, `delivered ${id} ${n}\n`);
  }
}

const store = await openThreadedSqliteStore({ path: process.argv[2] ?? '' }, (error) => {
  throw error;
});
await Promise.all(Array.from({ length: WRITERS }, (_, index) => write(index)));
