/** Texts in several parts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReassembly, type Part } from '../../../../server/channels/sms/smpp-reassembly.ts';
import { createFakeClock } from '../../../fake-clock.ts';

function rig() {
  const clock = createFakeClock();
  const incomplete: (string | undefined)[][] = [];
  const reassembly = createReassembly<string>({
    clock,
    expireMs: 600_000,
    incomplete: (contents) => incomplete.push(contents),
  });
  return { clock, incomplete, reassembly };
}

const part = (of: string, number: number, total: number, content: string): Part<string> => ({
  of,
  number,
  total,
  octets: Buffer.from(content),
  content,
});

describe('parts of a text', () => {
  test('they come whole in any order, mixed with others, and sent twice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 6 }),
        fc.array(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 6 }),
        fc.infiniteStream(fc.nat()),
        (one, other, order) => {
          const { reassembly } = rig();
          const parts = [
            ...one.map((content, index) => part('one', index + 1, one.length, content)),
            ...one.map((content, index) => part('one', index + 1, one.length, content)),
            ...other.map((content, index) => part('other', index + 1, other.length, content)),
          ].sort(() => ((order.next().value ?? 0) % 2 === 0 ? 1 : -1));
          const whole: string[] = [];
          for (const each of parts) {
            const joined = reassembly.add(each);
            if (joined.kind !== 'whole') continue;
            whole.push(joined.contents.join('|'));
            joined.done();
          }
          expect(whole.sort()).toEqual([one.join('|'), other.join('|')].sort());
        },
      ),
    );
  });

  test('until the whole is taken, its last part completes it again', () => {
    const { reassembly } = rig();
    reassembly.add(part('a', 1, 2, 'x'));
    expect(reassembly.add(part('a', 2, 2, 'y'))).toMatchObject({ kind: 'whole' });
    const again = reassembly.add(part('a', 2, 2, 'y'));
    expect(again).toMatchObject({ kind: 'whole', contents: ['x', 'y'] });
    if (again.kind === 'whole') again.done();
    expect(reassembly.add(part('a', 2, 2, 'y'))).toEqual({ kind: 'seen' });
  });

  test('a reference that comes round again begins a new text', () => {
    const { reassembly, incomplete } = rig();
    reassembly.add(part('a', 1, 2, 'old'));
    reassembly.add(part('a', 1, 2, 'new'));
    expect(incomplete).toEqual([['old', undefined]]);
    expect(reassembly.add(part('a', 2, 2, 'er'))).toMatchObject({ kind: 'whole', contents: ['new', 'er'] });
  });

  test('what does not come whole in time is handed over as it is', async () => {
    const { clock, reassembly, incomplete } = rig();
    reassembly.add(part('a', 3, 3, 'end'));
    await clock.advance(599_999);
    expect(incomplete).toEqual([]);
    await clock.advance(1);
    expect(incomplete).toEqual([[undefined, undefined, 'end']]);
    expect(clock.alarms).toBe(0);
  });

  test('there is room for so many, then the oldest is handed over', () => {
    const { reassembly, incomplete } = rig();
    for (let n = 0; n <= 1_000; n++) reassembly.add(part(`text ${n}`, 1, 2, `start ${n}`));
    expect(incomplete).toEqual([['start 0', undefined]]);
  });

  test('whoever waits for the rest hears of it, or waits no longer than wanted', async () => {
    const { clock, reassembly } = rig();
    reassembly.add(part('a', 1, 2, 'x'));
    const settled: string[] = [];
    void reassembly.settled('a', 1_000).then(() => settled.push('a'));
    reassembly.add(part('b', 1, 2, 'x'));
    void reassembly.settled('b', 1_000).then(() => settled.push('b'));
    const whole = reassembly.add(part('a', 2, 2, 'y'));
    if (whole.kind === 'whole') whole.done();
    await clock.advance(999);
    expect(settled).toEqual(['a']);
    await clock.advance(1);
    expect(settled).toEqual(['a', 'b']);
  });
});
