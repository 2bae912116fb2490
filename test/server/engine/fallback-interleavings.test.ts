/**
 * Whatever Google, the SMS provider, the phone and the machine do: nobody reads the same on both channels but where it
 * is counted, nothing is lost, and a "stop" is obeyed.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StoredMessage } from '../../../server/stores/port.ts';
import { type Attempt, BRAND, openRig, type Rig, SMS, speech, WORKSPACE } from './engine-rig.ts';
import { createWorld, type Faults, type World } from './phone-world.ts';

const PHONES = ['+447700900001', '+447700900002'] as const;
const WORDS = ['hi', 'three', 'code', 'offer', 'quick', 'brief', 'patient'] as const;
const FLOWS = [
  speech('hi', ['hello']),
  speech('three', ['one', 'two', 'three']),
  speech('code', ['123456'], { traffic: 'authentication' }),
  speech('offer', ['Buy!'], { traffic: 'promotion' }),
  speech('quick', ['quickly'], { ttl: '30s', sms: 'after-ttl' }),
  speech('brief', ['briefly'], { expires: '2026-03-02T12:03:00Z' }),
  speech('patient', ['patiently'], { sms: 'unreachable' }),
];

type Step =
  | { kind: 'say'; phone: number; word: (typeof WORDS)[number]; wait: boolean }
  | { kind: 'stop'; phone: number }
  | { kind: 'phone'; phone: number; online: boolean; rcs: boolean }
  | { kind: 'pass'; ms: number }
  | { kind: 'crash' }
  | { kind: 'restart' };

const phone = fc.nat(PHONES.length - 1);
const ms = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 5_000, max: 400_000 }));
const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('say' as const),
      phone,
      word: fc.constantFrom(...WORDS),
      wait: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stop' as const), phone }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('phone' as const),
      phone,
      online: fc.boolean(),
      rcs: fc.boolean(),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'crash' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);
const faultsArbitrary: fc.Arbitrary<Faults> = fc.record({
  rbm: fc.array(fc.constantFrom('ok', 'ok', 'busy', 'timeout-taken', 'timeout-lost'), { maxLength: 15 }),
  revoke: fc.array(fc.constantFrom('ok', 'lost', 'done-unheard'), { maxLength: 10 }),
  sms: fc.array(fc.constantFrom('ok', 'ok', 'busy', 'unsure-taken', 'unsure-lost'), { maxLength: 10 }),
  receipts: fc.array(
    fc.record({
      delayMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 900_000 })),
      dropped: fc.boolean(),
      twice: fc.boolean(),
    }),
    { maxLength: 15 },
  ),
});

/** Everything that happens, then hours in which nothing goes wrong any more. */
async function live(rig: Rig, world: World, steps: Step[]): Promise<Map<string, Set<string>>> {
  /** By phone: what had been said, and not needed, when its "stop" was acknowledged. */
  const stopped = new Map<string, Set<string>>();
  let underWay: Promise<unknown>[] = [];
  const settled = async () => {
    await Promise.all(underWay);
    underWay = [];
  };
  for (const step of steps) {
    switch (step.kind) {
      case 'say': {
        const number = PHONES[step.phone] ?? PHONES[0];
        const begin = {
          workspace: WORKSPACE,
          brand: BRAND.id,
          phone: number,
          flow: step.word,
          variables: {},
        };
        const taken =
          step.word === 'offer' || step.word === 'code'
            ? rig.engine.begin(begin).catch((error: { code?: string }) => {
                if (error.code !== 'contact_opted_out') throw error;
              })
            : rig.say(number, step.word, undefined, world.hasRcs(number) ? 'rbm' : 'sms');
        underWay.push(taken);
        if (step.wait) await taken;
        break;
      }
      case 'stop': {
        const number = PHONES[step.phone] ?? PHONES[0];
        await settled();
        await rig.say(number, 'STOP', undefined, world.hasRcs(number) ? 'rbm' : 'sms');
        const said = (await rig.thread(number)).filter(({ direction }) => direction === 'out');
        const before = said.filter(({ content }) => !NEEDED.test(textIn(content))).map(({ id }) => id);
        stopped.set(number, new Set([...(stopped.get(number) ?? []), ...before]));
        rig.attempts.push({ ...MARK, phone: number });
        break;
      }
      case 'phone':
        world.phone(PHONES[step.phone] ?? PHONES[0], { online: step.online, rcs: step.rcs });
        break;
      case 'pass':
        await world.pass(step.ms);
        break;
      default:
        // What was acknowledged must survive; what was not would be delivered again.
        await settled();
        await rig[step.kind]();
    }
  }
  await settled();
  world.heal();
  for (const number of PHONES) world.phone(number, { online: true, rcs: true });
  await world.pass(6 * 3600_000);
  await world.pass(1000);
  return stopped;
}

/** Stands in the list of attempts where a "stop" was acknowledged. */
const MARK = {
  id: 'STOP',
  text: '',
  traffic: 'acknowledgement',
  at: 0,
  via: 'web',
  outbound: undefined as never,
} as const;
/** What a "stop" does not take back. */
const NEEDED = /^(123456|You won't)/;

function textIn(content: StoredMessage['content']): string {
  return content.kind === 'text' ? content.text : '';
}

async function judge(rig: Rig, world: World, stopped: Map<string, Set<string>>): Promise<void> {
  for (const number of PHONES) {
    const lines = await rig.thread(number).catch(() => []);
    const parked = new Map((await rig.parked()).map((item) => [item.id, item]));
    if (lines.length > 0) expect(await rig.pending(number)).toEqual([]);
    for (const line of lines) {
      if (line.direction !== 'out') continue;
      const { id } = line;
      const text = textIn(line.content);
      const seen = world.seen.filter((one) => one.id === id);
      const byRcs = seen.filter(({ via }) => via === 'rbm').length;
      const bySms = seen.filter(({ via }) => via === 'sms').length;
      const tell = { text, state: line.state, channel: line.channel, because: line.because, late: line.late };

      // Nobody reads it twice.
      expect(byRcs).toBeLessThanOrEqual(1);
      const code = text === '123456';
      if (!code) expect({ ...tell, bySms }).toMatchObject({ bySms: bySms > 0 ? 1 : 0 });
      if (byRcs > 0 && bySms > 0) {
        // Only a code, or where Google's answer was not heard; and then it is written down, unless that was lost as well.
        expect({ ...tell, excused: code || world.ambiguous.has(id) }).toMatchObject({ excused: true });
        if (!world.unreported.has(id)) expect(tell).toMatchObject({ late: { channel: 'rbm' } });
      } else if (bySms === 0) {
        expect(tell).not.toHaveProperty('late.at');
      }

      // Nothing is lost.
      const withdrawn = line.because?.some(({ code }) => code === 'opted_out') ?? false;
      const over = text === 'briefly' && ['expired', 'failed'].includes(line.state);
      const kept = parked.has(id);
      const fate = seen.length > 0 || kept || withdrawn || over ? 'known' : 'lost';
      expect({ ...tell, fate }).toMatchObject({ fate: 'known' });
      if (kept) expect(line.state === 'failed' || line.late !== undefined).toBe(true);
    }

    // What was taken back stays so; and no promotion leaves after a "stop".
    const before = stopped.get(number);
    if (!before) continue;
    const isStop = ({ id, phone }: Attempt) => id === 'STOP' && phone === number;
    const since = (n: number) =>
      rig.attempts.slice(n + 1).filter((one) => one.phone === number && !isStop(one));
    const promoted = since(rig.attempts.findIndex(isStop)).filter(({ traffic }) => traffic === 'promotion');
    expect(promoted).toEqual([]);
    // Who writes again after a "stop" is answered, until the next.
    expect(since(rig.attempts.findLastIndex(isStop)).filter(({ id }) => before.has(id))).toEqual([]);
  }
}

for (const smsOnce of [true, false]) {
  test(`no message is read twice uncounted, lost, or sent after a "stop", by a provider that ${
    smsOnce ? 'knows our ids' : 'does not know our ids'
  }`, { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(stepArbitrary, { minLength: 2, maxLength: 20 }),
        faultsArbitrary,
        async (steps, faults) => {
          const rig = await openRig(FLOWS, SMS);
          rig.smsOnce = smsOnce;
          const world = createWorld(rig, structuredClone(faults));
          try {
            await judge(rig, world, await live(rig, world, steps));
          } finally {
            await rig.close();
          }
        },
      ),
      { numRuns: Number(process.env.RUNS ?? 25) },
    );
  });
}
