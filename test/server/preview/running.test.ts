/** A preview whose time passes by itself: what falls due happens, whoever looks away stops it, and all of it can be played again. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlowInput } from '../../../flows/flow.ts';
import type { PreviewState } from '../../../server/contract.ts';
import { createPulse } from '../../../server/preview/pulse.ts';
import { MAX_BY_ITSELF } from '../../../server/preview/session.ts';
import { createFakeClock } from '../../fake-clock.ts';
import { chips, NOW, openPreviewRig, type Player, type PreviewRig, said } from './preview-rig.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let rig: PreviewRig;
let ana: Player;
beforeAll(async () => {
  rig = await openPreviewRig();
  ana = await rig.player();
});
afterAll(() => rig.close());

const say = (words: string) => ({ message: { kind: 'text' as const, text: words } });
/** Asks, and asks again after `after`; a minute later it is over, or it begins anew. */
const document = (after = '30s', then = { after: '1m', to: 'bye' }): FlowInput => ({
  format: 1,
  id: 'patient',
  name: 'Patient',
  locales: ['en'],
  start: 'ask',
  variables: { name: { type: 'text' } },
  triggers: [{ kind: 'api' }],
  nodes: {
    ask: {
      kind: 'ask',
      ask: say('Your name?'),
      expect: { type: 'text' },
      save: 'name',
      timeout: { after, to: 'again' },
      to: 'bye',
    },
    again: {
      kind: 'choose',
      ask: say('Still there?'),
      choices: [{ id: 'yes', label: 'Yes', to: 'ask' }],
      timeout: then,
    },
    bye: { kind: 'end', say: say('Bye {{name}}.') },
  },
});
const open = (payload: object = {}) =>
  ana.get('preview:open', { document: document(), locale: 'en', running: true, now: NOW, ...payload });

/** The state, after everything that had begun to happen by itself. */
const now = (state: PreviewState, running = true) =>
  ana.get('preview:clock', { session: state.session, running });
async function wait(state: PreviewState, ms: number): Promise<PreviewState> {
  await rig.clock.advance(ms);
  return now(state);
}

describe('the pulse', () => {
  test('passes with the machine’s clock up to what is due, and stands still where it is held or told to', async () => {
    const real = createFakeClock(5000);
    let rung = 0;
    const pulse = createPulse(real, () => {
      rung += 1;
    });
    pulse.stand({ at: 100, due: 400 });
    await real.advance(50);
    expect([pulse.now(), real.alarms]).toEqual([100, 0]);
    pulse.run(true);
    await real.advance(100);
    pulse.stand({ held: true });
    await real.advance(1000);
    expect([pulse.now(), pulse.isDue(), real.alarms, rung]).toEqual([200, false, 0, 0]);
    pulse.stand({ held: false });
    await real.advance(199);
    expect([pulse.now(), pulse.isDue(), rung]).toEqual([399, false, 0]);
    await real.advance(5000);
    expect([pulse.now(), pulse.isDue(), rung]).toEqual([400, true, 1]);
    pulse.stand({ at: 400, due: undefined });
    await real.advance(7);
    expect([pulse.now(), pulse.isDue(), real.alarms]).toEqual([407, false, 0]);
    pulse.stand({ due: 500 });
    expect(real.alarms).toBe(1);
    pulse.stop();
    pulse.run(true);
    await real.advance(1000);
    expect([pulse.now(), real.alarms, rung]).toEqual([407, 0, 1]);
  });
});

describe('time passes by itself', () => {
  test('a timer fires when its time has come, as a step of its own that whoever watches is told of', async () => {
    const state = await open();
    expect(state).toMatchObject({ now: NOW, clock: { running: true, held: false } });
    expect(await wait(state, 29 * SECOND)).toMatchObject({ now: NOW + 29 * SECOND, steps: 1, node: 'ask' });
    const before = ana.pushed.length;
    const late = await wait(state, SECOND);
    expect(late).toMatchObject({ now: NOW + 30 * SECOND, step: 1, steps: 2, node: 'again' });
    expect(late.inputs[0]?.input).toEqual({ kind: 'fire', node: 'ask', event: expect.any(String) });
    expect(ana.pushed.slice(before)).toMatchObject([{ session: state.session, steps: 2 }]);
    expect(said(await wait(state, MINUTE)).at(-1)).toBe('Bye .');
  });

  test('what somebody does comes at its moment, and comes at the same when it is played again', async () => {
    let state = await open();
    await rig.clock.advance(12 * SECOND);
    state = await ana.act(state, { kind: 'text', text: 'Zoé' });
    expect(state).toMatchObject({ now: NOW + 12 * SECOND, status: 'done' });
    expect(state.thread.map(({ at }) => at - NOW)).toEqual([0, 12 * SECOND, 12 * SECOND]);
    const fork = await ana.get('preview:fork', { session: state.session, step: 1 });
    expect({ ...fork, session: '' }).toEqual({ ...state, session: '' });
    const inputs = state.inputs.map(({ input }) => input);
    const again = await open({ inputs, running: false, now: NOW });
    expect(again.thread.map(({ at }) => at)).toEqual(state.thread.map(({ at }) => at));
  });

  test('it stands still while it is told to, while an earlier step is looked at, and while a call is open', async () => {
    let state = await open();
    await rig.clock.advance(10 * SECOND);
    state = await now(state, false);
    expect(state).toMatchObject({ now: NOW + 10 * SECOND, clock: { running: false } });
    await rig.clock.advance(20 * MINUTE);
    state = await now(state, true);
    expect(state).toMatchObject({ now: NOW + 10 * SECOND, steps: 1 });

    state = await ana.get('preview:skip', { session: state.session, by: 5 * SECOND });
    expect(state.now).toBe(NOW + 15 * SECOND);
    const past = await ana.get('preview:go', { session: state.session, step: 0 });
    expect(past.now).toBe(NOW);
    await rig.clock.advance(MINUTE);
    state = await ana.get('preview:go', { session: state.session, step: 1 });
    expect(state).toMatchObject({ now: NOW + 15 * SECOND, steps: 2, clock: { running: true, held: false } });

    const booking = await ana.get('preview:open', { flow: 'booking', locale: 'en', running: true });
    let asked = await ana.get('preview:setting', { session: booking.session, services: 'ask' });
    asked = await ana.act(asked, { kind: 'tap', label: 'Book colour' });
    expect(asked).toMatchObject({ clock: { held: true }, calls: [{ waits: 'answer' }] });
    const { now: stood } = asked;
    asked = await wait(asked, 10 * MINUTE);
    expect(asked).toMatchObject({ now: stood, calls: [{ waits: 'answer' }] });
  });

  test('nobody there: time stands still until the same person is back, on whatever connection', async () => {
    const ben = await rig.player('ben');
    const state = await ben.get('preview:open', {
      document: document(),
      locale: 'en',
      running: true,
      now: NOW,
    });
    await rig.clock.advance(10 * SECOND);
    const alarms = rig.clock.alarms;
    ben.close();
    const again = await rig.player('ben');
    // The server hears of the closing by itself; until then time passes.
    await expect.poll(() => rig.clock.alarms).toBeLessThan(alarms);
    await rig.clock.advance(20 * MINUTE);
    const back = await again.get('preview:clock', { session: state.session, running: true });
    expect(back).toMatchObject({ steps: 1, now: NOW + 10 * SECOND });
    await rig.clock.advance(20 * SECOND);
    await expect.poll(() => again.pushed.length).toBe(1);
    expect(again.pushed[0]).toMatchObject({ steps: 2, node: 'again' });
    again.close();
  });

  test('a flow that goes round by itself stops after a while, and goes on when it is told to', async () => {
    const flow = document('1s', { after: '1s', to: 'ask' });
    let state = await ana.get('preview:open', { document: flow, locale: 'en', running: true });
    const { session } = state;
    const before = ana.pushed.length;
    for (let n = 1; n <= MAX_BY_ITSELF + 1; n += 1) {
      await rig.clock.advance(SECOND);
      await expect.poll(() => ana.pushed.length, { interval: 1 }).toBe(before + n);
    }
    expect(ana.pushed.at(-1)).toMatchObject({ steps: MAX_BY_ITSELF + 1, clock: { running: false } });
    state = await now(state);
    expect((await wait(state, SECOND)).steps).toBe(MAX_BY_ITSELF + 2);
    await ana.ask('preview:close', { session });
  });

  test('a changed draft keeps the time that passed, unless something would have happened in it', async () => {
    let state = await open();
    await rig.clock.advance(20 * SECOND);
    const update = (after: string) =>
      ana.get('preview:update', { session: state.session, document: document(after) });
    state = await update('2h');
    expect(state).toMatchObject({ now: NOW + 20 * SECOND, timers: [{ at: NOW + 7_200_000 }] });
    state = await update('10s');
    expect(state).toMatchObject({ now: NOW, steps: 1, timers: [{ at: NOW + 10 * SECOND }] });
    expect(await wait(state, 10 * SECOND)).toMatchObject({ steps: 2, node: 'again' });
  });

  test('one that was left alone for long is over, and whoever looks at it sees its time stand still', async () => {
    const state = await ana.get('preview:open', { document: document('2h'), locale: 'en', running: true });
    const before = ana.pushed.length;
    await rig.clock.advance(31 * MINUTE);
    await expect.poll(() => ana.pushed.slice(before).map((one) => one.session)).toContain(state.session);
    const last = ana.pushed.find((one, n) => n >= before && one.session === state.session);
    expect(last).toMatchObject({ clock: { running: true, held: true } });
    expect(await ana.ask('preview:clock', { session: state.session, running: true })).toMatchObject({
      code: 'not_found',
    });
  });

  test('a closed preview leaves no alarm behind', async () => {
    await open({ running: false });
    const before = rig.clock.alarms;
    const state = await open();
    expect(rig.clock.alarms).toBe(before + 1);
    await ana.ask('preview:close', { session: state.session });
    expect(rig.clock.alarms).toBe(before);
  });
});

test('a run saved as a test passes with the time that passed in it, and fails once that time means something else', async () => {
  await rig.draft(document());
  let state = await open();
  await rig.clock.advance(25 * SECOND);
  state = await ana.act(state, { kind: 'text', text: 'Zoé' });
  const saved = await rig.api('POST', '/flows/patient/tests', { session: state.session, name: 'In time' });
  expect(saved.status).toBe(201);
  const run = (flow: FlowInput) => rig.api('POST', '/flows/patient/tests/run', { document: flow });
  expect(await run(document('26s'))).toMatchObject({ body: { passed: 1, failed: 0 } });
  // Asked again before the answer came.
  expect(await run(document('20s'))).toMatchObject({ body: { passed: 0, failed: 1 } });
});

const move = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(100_000) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('tap' as const), which: fc.nat(9) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('text' as const), text: fc.constantFrom('1', 'x') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('run' as const), running: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('skip' as const), by: fc.integer({ min: 1, max: 9e6 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('set' as const), online: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('fork' as const), back: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const), back: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.constantFrom({ kind: 'next' as const }, { kind: 'fire' as const }) },
);

test.each(['patient', 'booking'])(
  '%s: however time passes, every step can be played again as it was',
  async (flow) => {
    await rig.draft(document());
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 12 }), async (moves) => {
        // A person is slower than this test.
        await rig.clock.advance(60_000);
        let state = await ana.get('preview:open', { flow, locale: 'en', running: true });
        const sessions = [state.session];
        for (const one of moves) {
          const { session, step, timers } = state;
          const ask = async (event: 'preview:act' | 'preview:skip' | 'preview:setting', payload: object) => {
            const answer = await ana.ask(event, { session, ...payload } as never);
            return answer.ok ? answer.state : await ana.get('preview:go', { session, step: state.steps - 1 });
          };
          if (one.kind === 'wait') await rig.clock.advance(one.ms);
          if (one.kind === 'tap') {
            const label = chips(state)[one.which % Math.max(1, chips(state).length)];
            if (label !== undefined) state = await ask('preview:act', { act: { kind: 'tap', label } });
          }
          if (one.kind === 'text') state = await ask('preview:act', { act: one });
          if (one.kind === 'run') state = await now(state, one.running);
          if (one.kind === 'skip') state = await ask('preview:skip', { by: one.by });
          if (one.kind === 'next') state = await ask('preview:skip', { to: 'next' });
          if (one.kind === 'set') state = await ask('preview:setting', { online: one.online });
          if (one.kind === 'look')
            await ana.get('preview:go', { session, step: Math.max(0, step - one.back) });
          if (one.kind === 'fire' && timers[0]) {
            const fired = await ana.ask('preview:fire', { session, token: timers[0].token });
            if (fired.ok) state = fired.state;
          }
          if (one.kind === 'fork') {
            state = await ana.get('preview:fork', { session, step: Math.max(0, step - one.back) });
            sessions.push(state.session);
          }
        }
        state = await now(state, false);
        const { session, steps } = state;
        const again = await ana.get('preview:fork', { session, step: steps - 1 });
        sessions.push(again.session);
        for (let step = 0; step < steps; step += 1) {
          const [was, is] = await Promise.all(
            [session, again.session].map((one) => ana.get('preview:go', { session: one, step })),
          );
          // What has passed since the last step belongs to the one that follows it.
          const same = { session: '', clock: undefined, ...(step === steps - 1 ? { now: 0 } : {}) };
          expect({ ...is, ...same }).toEqual({ ...was, ...same });
        }
        for (const one of sessions) await ana.ask('preview:close', { session: one });
      }),
      { numRuns: 15 },
    );
  },
);
