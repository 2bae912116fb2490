/**
 * A process that commits turns on conversations which others commit on as well, and says each one it was promised:
 * `turn <conversation> <line>`, a line each. Knows the store; started by mongo-together.test.ts as
 * `mongo-writer.js <url> <name> <conversations> <turns> <allow standalone>`.
 */
import { writeSync } from 'node:fs';
import { systemClock } from '../../../../server/clock.ts';
import { openMongoStore } from '../../../../server/stores/mongo.ts';
import {
  AT,
  sampleConversation,
  sampleItem,
  sampleLine,
  sampleReceipt,
  sampleTurn,
} from '../../../contracts/store-samples.ts';

const [url = '', name = '', conversations = '', turns = '', standalone = ''] = process.argv.slice(2);

/** Of three lines one stays in the outbox, one is sent and done with, and one is watched until it is delivered. */
async function take(id: string, n: number): Promise<void> {
  const { conversations: store } = opened;
  const line = `${id}-${name}-${n}`;
  const phone = `+3360000000${id.slice(2)}`;
  for (let outcome = ''; outcome !== 'committed'; ) {
    const conversation = (await store.get('main', id)) ?? sampleConversation({ id, phone });
    outcome = await store.commit(
      sampleTurn(conversation, {
        seen: line,
        messages: [sampleLine(conversation, line)],
        outbox: [sampleItem(conversation, line)],
      }),
    );
    if (outcome === 'duplicate') throw new Error(`${line} was never committed.`);
  }
  writeSync(1, `turn ${id} ${line}\n`);
  if (n % 3 === 0) return;
  const base = { workspace: 'main', conversation: id, item: line } as const;
  const message = { state: 'sent', at: AT } as const;
  if (n % 3 === 1) {
    await store.settle({ ...base, message, outcome: 'done' });
    return;
  }
  await store.settle({ ...base, message, outcome: 'again', dueAt: AT, attempts: 0, lane: 'watch' });
  await store.mark('main', line, sampleReceipt('delivered'));
}

const opened = await openMongoStore({ url, allowStandalone: standalone === 'true', clock: systemClock });
await Promise.all(
  Array.from({ length: Number(conversations) }, async (_, i) => {
    for (let n = 0; n < Number(turns); n += 1) await take(`c-${i}`, n);
  }),
);
await opened.close();
