/** Whatever comes in whatever order, with a provider that fails and processes that die: nothing lost, doubled or overtaken. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACCEPTED, BURST, BUSY, ECHO, openRig, PROMOTION, type Rig } from './engine-rig.ts';

const PHONES = ['+447700900001', '+447700900002', '+447700900003'] as const;

type Step =
  | { kind: 'say'; phone: number; wait: boolean; again: boolean }
  | { kind: 'pass'; ms: number }
  | { kind: 'crash' }
  | { kind: 'restart' };

/** What the provider does with a request: takes it, takes it though the answer is lost, is busy. */
type Answer = 'takes' | 'takes-silently' | 'busy' | 'busy-long';

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      phone: fc.nat(PHONES.length - 1),
      /** Whether the next step waits for this one, and whether it comes a second time. */
      wait: fc.boolean(),
      again: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 5000 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);
const answerArbitrary = fc.constantFrom<Answer>('takes', 'takes', 'takes-silently', 'busy', 'busy-long');

function provider(rig: Rig, answers: Answer[]): void {
  let asked = 0;
  rig.onSend = (outbound) => {
    const answer = answers[asked++] ?? 'takes';
    if (answer === 'takes') return ACCEPTED;
    if (answer === 'takes-silently') {
      const attempt = rig.attempts.at(-1);
      if (attempt && !rig.delivered.some(({ id }) => id === outbound.id)) rig.delivered.push(attempt);
    }
    return answer === 'busy-long' ? { ...BUSY, afterMs: 20_000 } : BUSY;
  };
}

test('every message is answered once, in order, under one id, whatever fails', {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(stepArbitrary, { minLength: 1, maxLength: 25 }),
      fc.array(answerArbitrary, { maxLength: 30 }),
      async (steps, answers) => {
        const rig = await openRig([ECHO]);
        try {
          provider(rig, answers);
          const said: string[][] = PHONES.map(() => []);
          let underWay: Promise<unknown>[] = [];
          for (const [n, step] of steps.entries()) {
            if (step.kind === 'say') {
              const phone = PHONES[step.phone] ?? PHONES[0];
              const text = `word ${n}`;
              said[step.phone]?.push(text);
              const sent = rig.say(phone, text, `m${n}`);
              underWay.push(sent, ...(step.again ? [rig.say(phone, text, `m${n}`)] : []));
              if (step.wait) await sent;
            } else {
              // What was acknowledged must survive; what was not would be delivered again.
              await Promise.all(underWay);
              underWay = [];
              if (step.kind === 'pass') await rig.pass(step.ms);
              else await rig[step.kind]();
            }
          }
          await Promise.all(underWay);
          await rig.pass(3_600_000);

          for (const [n, phone] of PHONES.entries()) {
            const expected = (said[n] ?? []).map((text, index) =>
              index === 0 ? 'Echo hello' : `Echo ${text}`,
            );
            expect(rig.heard(phone)).toEqual(expected);
            if (expected.length > 0) expect(await rig.pending(phone)).toEqual([]);
          }
          expect(await rig.parked()).toEqual([]);
          // One intent, one id.
          const ids = new Map<string, string>();
          for (const { id, phone, text } of rig.attempts) {
            expect(ids.get(id) ?? `${phone} ${text}`).toBe(`${phone} ${text}`);
            ids.set(id, `${phone} ${text}`);
          }
          expect(ids.size).toBe(said.flat().length);
        } finally {
          await rig.close();
        }
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 40) },
  );
});

test('after a "stop" was acknowledged nothing leaves but its confirmation, until the customer writes again', {
  timeout: 120_000,
}, async () => {
  const words = fc.constantFrom('burst', 'offers', 'STOP', 'hello');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ word: words, wait: fc.boolean(), ms: fc.integer({ min: 0, max: 3000 }) }), {
        minLength: 2,
        maxLength: 10,
      }),
      fc.array(answerArbitrary, { maxLength: 20 }),
      fc.boolean(),
      async (steps, answers, crash) => {
        const rig = await openRig([ECHO, BURST, PROMOTION]);
        const [phone] = PHONES;
        try {
          provider(rig, answers);
          let stopped = false;
          for (const { word, wait, ms } of steps) {
            const taken = rig.say(phone, word);
            if (wait) await rig.pass(ms);
            await taken;
            if (word !== 'STOP' || stopped) continue;
            stopped = true;
            // What had left, or was leaving, before the acknowledgement is the last of it.
            const left = rig.attempts.length;
            if (crash) await rig.crash();
            await rig.pass(600_000);
            const later = rig.attempts.slice(left).filter(({ traffic }) => traffic !== 'acknowledgement');
            expect(later).toEqual([]);
            expect(rig.delivered.filter(({ traffic }) => traffic === 'acknowledgement')).toHaveLength(1);
          }
        } finally {
          await rig.close();
        }
      },
    ),
    { numRuns: Number(process.env.RUNS ?? 40) },
  );
});
