/** What the composer holds until it has gone, and what it does not let go: nothing is lost, nothing is said twice. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../../flows/message.ts';
import type { Line, MessageLine } from '../../../server/contract/inbox-live.ts';
import { amountIn } from '../../../studio/inbox/composer/amount.ts';
import {
  type HeldFile,
  NOTHING_HELD,
  type Outgoing,
  outgoingAfter,
  type Piece,
  piecesOf,
  sayPieces,
  takenBack,
  textAfter,
} from '../../../studio/inbox/composer/outgoing.ts';
import { forbids, goesBySms, refusalOf } from '../../../studio/inbox/composer/refusal.ts';
import { BLANK } from '../../../studio/inbox/composer/rich-draft.ts';

const file = (id: string): HeldFile => ({ id, url: `/media/${id}.png`, name: `${id}.png` });
const card: Message = {
  kind: 'card',
  orientation: 'vertical',
  align: 'left',
  card: { title: 'Your repair', suggestions: [] },
  suggestions: [],
};

/** A composer whose server takes what `refuses` lets through. */
async function click(
  held: Outgoing,
  text: string,
  said: string[],
  refuses: (nth: number) => boolean,
): Promise<{ held: Outgoing; text: string }> {
  let now = { held, text };
  let nth = 0;
  await sayPieces(
    piecesOf(held, { from: 'field' }, text),
    async (what) => {
      nth += 1;
      if (refuses(nth)) throw new Error('newer_message');
      said.push('text' in what ? what.text : what.message.kind === 'media' ? what.message.url : '');
    },
    (piece: Piece) => {
      const words = piece.of !== 'again' && 'text' in piece.of ? piece.of.text : undefined;
      now = {
        held: outgoingAfter(now.held, { kind: 'said', piece }),
        text: words === undefined ? now.text : textAfter(now.text, words),
      };
    },
  ).catch(() => undefined);
  return now;
}

describe('sending', () => {
  test('a file that was stopped and sent anyway goes once, and the words typed beside it go with that click', async () => {
    const said: string[] = [];
    const held = outgoingAfter(NOTHING_HELD, { kind: 'file', file: file('a') });
    const stopped = await click(held, 'Here it is', said, () => true);
    expect(said).toEqual([]);
    expect(stopped).toEqual({ held, text: 'Here it is' });
    const gone = await click(stopped.held, `${stopped.text}, as asked`, said, () => false);
    expect(said).toEqual(['/media/a.png', 'Here it is, as asked']);
    expect(gone).toEqual({ held: NOTHING_HELD, text: '' });
    await click(gone.held, gone.text, said, () => false);
    expect(said).toHaveLength(2);
  });

  test('whatever fails whenever: everything is said once, in order, and nothing is left', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { maxLength: 5 }),
        fc.stringMatching(/^[a-z ]{0,12}$/),
        fc.array(fc.nat({ max: 6 }), { maxLength: 8 }),
        async (ids, text, failures) => {
          const said: string[] = [];
          let now = {
            held: ids.reduce(
              (held, id) => outgoingAfter(held, { kind: 'file', file: file(id) }),
              NOTHING_HELD,
            ),
            text,
          };
          for (const fails of failures) now = await click(now.held, now.text, said, (nth) => nth === fails);
          now = await click(now.held, now.text, said, () => false);
          const words = text.trim();
          expect(said).toEqual([...ids.map((id) => `/media/${id}.png`), ...(words === '' ? [] : [words])]);
          expect(now.held.files).toEqual([]);
          expect(now.text.trim()).toBe('');
        },
      ),
    );
  });

  test.each([
    ['Hello', 'Hello', ''],
    ['  Hello \n', 'Hello', ''],
    ['Hello and more', 'Hello', 'and more'],
    ['Hellow', 'Hello', 'Hellow'],
    ['Something else', 'Hello', 'Something else'],
  ])('of %j, once %j has gone, %j stays in the field', (now, said, stays) => {
    expect(textAfter(now, said)).toBe(stays);
  });
});

describe('a card', () => {
  const begun = outgoingAfter(NOTHING_HELD, { kind: 'card', card: { id: '1', draft: BLANK } });

  test('is open while it is written, stays when it is closed, and when it could not be sent', () => {
    expect(begun.open).toBe('1');
    const aside = outgoingAfter(begun, { kind: 'aside' });
    expect(aside.open).toBeUndefined();
    expect(aside.cards).toHaveLength(1);
    const source = { from: 'card', id: '1', message: card } as const;
    const blocked = outgoingAfter(begun, { kind: 'blocked', blocked: { source, how: {} } });
    expect(blocked.cards).toHaveLength(1);
    const read = outgoingAfter(outgoingAfter(blocked, { kind: 'unblocked' }), { kind: 'aside' });
    expect(read).toEqual(aside);
    expect(outgoingAfter(read, { kind: 'open', id: '1' })).toEqual(begun);
  });

  test('is gone once it was said or thrown away', () => {
    const [piece] = piecesOf(begun, { from: 'card', id: '1', message: card }, 'not this');
    expect(piece?.what).toEqual({ message: card });
    expect(piece && outgoingAfter(begun, { kind: 'said', piece })).toEqual(NOTHING_HELD);
    expect(outgoingAfter(begun, { kind: 'drop-card', id: '1' })).toEqual(NOTHING_HELD);
  });
});

test('what is taken back comes back as it was: words, a file, a card', () => {
  expect(takenBack({ kind: 'text', text: 'Hi', suggestions: [] }, '1')).toEqual({ text: 'Hi' });
  expect(
    takenBack({ kind: 'media', url: '/media/a.png', thumbnail: '/media/t.png', suggestions: [] }, '1'),
  ).toEqual({ file: { id: '1', url: '/media/a.png', thumbnail: '/media/t.png', name: 'a.png' } });
  expect(takenBack(card, '1')).toEqual({ card: { id: '1', draft: card } });
  const chips: Message = {
    kind: 'text',
    text: 'Hi',
    suggestions: [{ kind: 'reply', label: 'Yes', data: 'y' }],
  };
  expect(takenBack(chips, '1')).toEqual({ card: { id: '1', draft: chips } });
});

describe('the rule that forbids', () => {
  const line = (direction: 'in' | 'out', author?: MessageLine['author']): Line => ({
    type: 'message',
    id: String(Math.PI),
    at: 0,
    direction,
    channel: 'rbm',
    content: { kind: 'text', text: 'STOP' },
    state: 'sent',
    ...(author ? { author } : {}),
  });
  const confirmed = line('out', { kind: 'bot', node: '$consent' });
  const row = { optedOut: true, channel: 'rbm' } as const;

  test('whoever wants no messages gets none until they write after it was confirmed', () => {
    expect(refusalOf(row, undefined, [])).toBe('optedOut');
    expect(refusalOf(row, undefined, [line('in'), confirmed])).toBe('optedOut');
    expect(refusalOf(row, undefined, [line('in'), confirmed, line('in')])).toBeUndefined();
    expect(forbids('optedOut', true)).toBe(true);
  });

  test.each([
    ['rbm', 'no', false, 'unreachable', false],
    ['sms', 'no', false, 'unreachable', false],
    ['rbm', 'no', true, undefined, true],
    ['sms', 'yes', true, undefined, true],
    ['sms', 'yes', false, undefined, false],
    ['rbm', 'unknown', false, undefined, false],
    ['rbm', 'yes', true, undefined, false],
    ['web', 'no', false, undefined, false],
  ] as const)(
    'on %s, with RCS %s and SMS %s, the refusal is %s and "by SMS" %s',
    (channel, rcs, sms, refusal, bySms) => {
      const reach = { channel, rcs, sms };
      expect(refusalOf({ optedOut: false, channel }, reach, [])).toBe(refusal);
      expect(goesBySms({ channel }, reach)).toBe(bySms);
    },
  );

  test('what leaves later may find a phone that is off now', () => {
    expect(forbids('unreachable', false)).toBe(true);
    expect(forbids('unreachable', true)).toBe(false);
    expect(forbids(undefined, false)).toBe(false);
  });
});

test.each([
  ['45', 'EUR', 4500],
  ['45,5', 'EUR', 4550],
  ['1 200.00', 'EUR', 120_000],
  ['500', 'JPY', 500],
  ['1.5', 'JPY', undefined],
  ['0', 'EUR', undefined],
  ['-3', 'EUR', undefined],
  ['1.234', 'EUR', undefined],
  ['1,234.50', 'EUR', undefined],
  ['1e3', 'EUR', undefined],
  ['1000000', 'EUR', undefined],
  ['', 'EUR', undefined],
] as const)('%j in %s is %s in the smallest unit', (text, currency, amount) => {
  expect(amountIn(text, currency)).toBe(amount);
});
