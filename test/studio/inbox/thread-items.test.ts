/** How a thread is put together from its lines: order, days, what is new, what is folded away, what was tapped. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Line, MessageLine } from '../../../server/contract/inbox-live.ts';
import { mergeLines } from '../../../studio/inbox/live/merge-lines.ts';
import { tapsOf, threadItems } from '../../../studio/inbox/thread/thread-items.ts';

const DAY = 86_400_000;
const NOON = new Date(2026, 10, 23, 12).getTime();

function line(
  id: string,
  at: number,
  by: 'customer' | 'bot' | 'tom',
  content?: MessageLine['content'],
): MessageLine {
  const author =
    by === 'customer'
      ? {}
      : {
          author:
            by === 'bot'
              ? { kind: 'bot' as const, node: 'a' }
              : { kind: 'operator' as const, operator: 'tom' },
        };
  return {
    type: 'message',
    id,
    at,
    direction: by === 'customer' ? 'in' : 'out',
    channel: 'rbm',
    content: content ?? { kind: 'text', text: id },
    state: 'delivered',
    ...author,
  };
}

const shown = (lines: readonly Line[], how: Partial<Parameters<typeof threadItems>[1]> = {}) =>
  threadItems(lines, { readTo: undefined, opened: new Set(), ...how }).map((item) =>
    item.kind === 'line' ? item.line.id : item.kind,
  );

describe('lines that come in', () => {
  test('however often and in whatever order they are told, each is there once, in the order of its time', () => {
    const all = fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { maxLength: 20 });
    fc.assert(
      fc.property(all, fc.array(fc.array(fc.nat(19)), { maxLength: 8 }), (times, told) => {
        const lines = times.map((at) => line(`m${at}`, at, 'customer'));
        const batches = told.map((picks) => picks.flatMap((n) => lines[n] ?? []));
        const merged = [...batches, lines].reduce<Line[]>(mergeLines, []);
        expect(merged.map(({ at }) => at)).toEqual([...times].sort((one, other) => one - other));
      }),
    );
  });

  test('a line that changed takes its own place', () => {
    const lines = [line('a', 1, 'tom'), line('b', 2, 'customer')];
    const next = mergeLines(lines, [{ ...line('a', 1, 'tom'), state: 'read' }]);
    expect(next.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(next[0]).toMatchObject({ state: 'read' });
  });
});

describe('what a thread shows', () => {
  test('a day stands before its first line, and the mark of the unread before the first new one of the customer', () => {
    const lines = [
      line('a', NOON - DAY, 'customer'),
      line('b', NOON, 'tom'),
      line('c', NOON + 1, 'customer'),
      line('d', NOON + 2, 'customer'),
    ];
    expect(shown(lines, { readTo: NOON - DAY })).toEqual(['day', 'a', 'day', 'b', 'unread', 'c', 'd']);
  });

  const talk = (count: number) =>
    Array.from({ length: count }, (_, n) => line(`t${n}`, NOON + n, n % 2 ? 'bot' : 'customer'));

  test('a long talk with the bot is folded but for its end, once a person has spoken', () => {
    const lines = [...talk(10), line('tom', NOON + 20, 'tom')];
    expect(shown(lines)).toEqual(['fold', 'day', 't7', 't8', 't9', 'tom']);
    const [fold] = threadItems(lines, { readTo: undefined, opened: new Set() });
    expect(fold).toMatchObject({ kind: 'fold', count: 7 });
    expect(shown(lines, { opened: new Set([fold?.key ?? '']) })).toHaveLength(13);
  });

  test('what nobody has spoken after, what is new and what is looked for is never folded', () => {
    expect(shown(talk(10))).not.toContain('fold');
    const lines = [...talk(10), line('tom', NOON + 20, 'tom')];
    expect(shown(lines, { wanted: 't1' })).not.toContain('fold');
    expect(shown(lines, { readTo: NOON })).not.toContain('fold');
  });

  test('a tap marks the button of the newest message that offered it', () => {
    const offer = (id: string, at: number) =>
      line(id, at, 'bot', {
        kind: 'text',
        text: '?',
        suggestions: [{ kind: 'reply', label: 'Yes', data: 'yes' }],
      });
    const lines = [
      offer('first', 1),
      offer('second', 2),
      line('tap', 3, 'customer', { kind: 'tap', data: 'yes', label: 'Yes' }),
      offer('third', 4),
    ];
    expect([...tapsOf(lines)]).toEqual([['second', new Set(['yes'])]]);
  });
});
