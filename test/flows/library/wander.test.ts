/** Customers who do anything at all: whatever they do, the flows never break and always come to rest. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createPlay, type Play } from './play.ts';
import { readShipped } from './shipped.ts';

const FAILING = [
  'calendar.find',
  'calendar.days',
  'calendar.slots',
  'calendar.hold',
  'calendar.book',
  'calendar.reschedule',
  'calendar.cancel',
  'calendar.release',
  'payments.request',
  'payments.status',
  'payments.cancel',
  'cases.find',
  'cases.open',
  'cases.add',
  'cases.status',
];
const SAID = [
  '1',
  '2',
  '3',
  'yes',
  'no',
  'AB-123456',
  'yesterday',
  'Ana',
  'It fell over.',
  'menu',
  'book',
  'claim',
  'pay',
  'help',
  'restart',
  'agent',
  'français',
  'in english',
  'x',
  '?',
];

const flows = readShipped();

type Act =
  /** What is asked for, or one of the newest buttons. */
  | { kind: 'answer'; which: number }
  | { kind: 'tap'; which: number }
  | { kind: 'type'; text: string }
  | { kind: 'file' | 'place' | 'bank' | 'decline' | 'handback' }
  | { kind: 'pass'; span: string }
  | { kind: 'fail'; call: string; code: string };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 40, arbitrary: fc.record({ kind: fc.constant('answer' as const), which: fc.nat(6) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('tap' as const), which: fc.nat(60) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('type' as const), text: fc.constantFrom(...SAID) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom('file', 'place', 'bank', 'decline', 'handback') }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      span: fc.constantFrom('5m', '20m', '2h', '2d'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fail' as const),
      call: fc.constantFrom(...FAILING),
      code: fc.constantFrom(
        'timeout',
        'not_found',
        'slot_taken',
        'hold_expired',
        'past',
        'refused',
        'already_cancelled',
      ),
    }),
  },
);

async function answer(play: Play, which: number): Promise<void> {
  const node = flows.get(play.flow)?.nodes[play.node];
  if (play.status === 'active' && node?.kind === 'ask' && which > 1) {
    if (node.expect.type === 'file') await play.send();
    else if (node.expect.type === 'location') await play.share(45.76, 4.83);
    else if (node.expect.type === 'date') await play.type('yesterday');
    else await play.type(node.expect.type === 'text' && node.expect.shape ? 'AB-123456' : 'It fell over.');
    return;
  }
  const newest = play.newest;
  const label = newest[which % Math.max(1, newest.length)];
  if (label) await play.tap(label);
  else await play.type('menu');
}

async function perform(play: Play, one: Act): Promise<void> {
  switch (one.kind) {
    case 'answer':
      await answer(play, one.which);
      return;
    case 'tap': {
      const label = play.buttons.at(-1 - (one.which % Math.max(1, play.buttons.length)));
      if (label) await play.tap(label);
      return;
    }
    case 'type':
      await play.type(one.text);
      return;
    case 'file':
      await play.send();
      return;
    case 'place':
      await play.share(45.76, 4.83);
      return;
    case 'bank':
      await play.bank('succeeded');
      return;
    case 'decline':
      await play.bank('declined');
      return;
    case 'handback':
      if (play.withPeople) await play.handBack();
      return;
    case 'pass':
      await play.pass(one.span);
      return;
    case 'fail':
      play.fail(one.call, one.code);
  }
}

test('whatever customers, services and banks do, no message is broken, nothing is stuck, and silence brings an end', async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('en' as const, 'fr' as const),
      fc.option(fc.constant('Ana'), { nil: undefined }),
      fc.constantFrom('hello', 'book', 'claim', 'pay'),
      fc.array(act, { minLength: 10, maxLength: 60 }),
      async (locale, name, first, acts) => {
        const play = await createPlay({ locale, ...(name ? { name } : {}) });
        try {
          await play.type(first);
          for (const one of acts) await perform(play, one);
          if (play.withPeople) await play.handBack();
          await play.pass('100d');
          if (play.withPeople) return;
          expect(play.status, `${play.flow}/${play.node}`).toBe('done');
        } finally {
          for (const { flow, node } of play.visited) reached.add(`${flow}/${node}`);
          await play.close();
        }
      },
    ),
    { numRuns: 250, seed: 20261123 },
  );
  // Wandering that never left the first questions would prove nothing.
  expect(reached.size).toBeGreaterThan(100);
}, 120_000);

/** Types what an SMS offers: a number, now and then a word, or what a typed question asks for. */
async function write(play: Play, which: number): Promise<void> {
  const node = flows.get(play.flow)?.nodes[play.node];
  if (play.status === 'active' && node?.kind === 'ask' && which > 1) {
    if (node.expect.type === 'location') await play.type('12 rue de la Barre, Lyon');
    else await answer(play, which);
    return;
  }
  const label = play.newest[which % Math.max(1, play.newest.length)];
  await play.type(label && which > 4 ? label : String(which + 1));
}

test('by SMS alone nothing is stuck either, and no SMS is empty or longer than ten parts', async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('en' as const, 'fr' as const),
      fc.constantFrom('hello', 'book', 'claim', 'pay'),
      fc.array(act, { minLength: 10, maxLength: 50 }),
      async (locale, first, acts) => {
        const play = await createPlay({ locale, channel: 'sms' });
        try {
          await play.type(first);
          for (const one of acts) {
            if (one.kind === 'answer' || one.kind === 'tap') await write(play, one.which % 7);
            else await perform(play, one);
          }
          for (const { text, segments } of play.sms) {
            expect(segments, text).toBeGreaterThan(0);
            expect(segments, text).toBeLessThanOrEqual(10);
          }
          if (play.withPeople) await play.handBack();
          await play.pass('100d');
          if (play.withPeople) return;
          expect(play.status, `${play.flow}/${play.node}`).toBe('done');
        } finally {
          for (const { flow, node } of play.visited) reached.add(`${flow}/${node}`);
          await play.close();
        }
      },
    ),
    { numRuns: 100, seed: 20261124 },
  );
  expect(reached.size).toBeGreaterThan(80);
}, 120_000);
