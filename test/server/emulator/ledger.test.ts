import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createFifo } from '../../../server/emulator/fifo.ts';
import { createLedger, type Ledger } from '../../../server/emulator/ledger.ts';

function add(ledger: Ledger, messageId: string, agentId = 'bank') {
  return ledger.add({
    kind: 'message',
    messageId,
    agentId,
    phone: '+33612345678',
    acceptedAt: 0,
    state: 'queued',
  });
}

const idsOf = ({ records }: ReturnType<Ledger['page']>) => records.map(({ messageId }) => messageId);

describe('the ledger', () => {
  test('finds an id by its agent', () => {
    const ledger = createLedger({ capacity: 10 });
    const record = add(ledger, 'm1');
    expect(ledger.find('bank', 'm1')).toBe(record);
    expect(ledger.find('shop', 'm1')).toBeUndefined();
  });

  test('is read page by page without a gap or a repeat', () => {
    const ledger = createLedger({ capacity: 100 });
    for (let n = 0; n < 10; n += 1) add(ledger, `m${n}`);
    const first = ledger.page(0, 4);
    const second = ledger.page(first.next, 4);
    add(ledger, 'm10');
    const third = ledger.page(second.next, 4);
    expect([...idsOf(first), ...idsOf(second), ...idsOf(third)]).toEqual(
      Array.from({ length: 11 }, (_, n) => `m${n}`),
    );
    expect(ledger.page(third.next, 4)).toEqual({ records: [], next: third.next, lost: 0 });
  });

  test('says how many it has forgotten', () => {
    const ledger = createLedger({ capacity: 3 });
    for (let n = 0; n < 10; n += 1) add(ledger, `m${n}`);
    const page = ledger.page(5, 100);
    expect(idsOf(page)).toEqual(['m7', 'm8', 'm9']);
    expect(page.lost).toBe(2);
    expect(ledger.find('bank', 'm6')).toBeUndefined();
    expect(ledger.find('bank', 'm7')).toBeDefined();
  });

  test('holds the latest records whatever its capacity', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 80 }), (capacity, count) => {
        const ledger = createLedger({ capacity });
        const all = Array.from({ length: count }, (_, n) => `m${n}`);
        for (const id of all) add(ledger, id);
        expect(idsOf(ledger.page(0, 1000))).toEqual(all.slice(-capacity));
      }),
    );
  });
});

test('a fifo gives back what it got, in order, however pushes and shifts alternate', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(700), fc.nat(700)), { maxLength: 8 }), (rounds) => {
      const fifo = createFifo<number>();
      const model: number[] = [];
      let next = 0;
      for (const [pushes, shifts] of rounds) {
        for (let n = 0; n < pushes; n += 1) {
          fifo.push(next);
          model.push(next);
          next += 1;
        }
        for (let n = 0; n < shifts; n += 1) expect(fifo.shift()).toBe(model.shift());
      }
    }),
  );
});
