/** Saved tests of flows: recorded in a preview, played again on a draft, and what differs told in words. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Flow } from '../../../flows/flow.ts';
import type { PreviewState, TestReport } from '../../../server/contract.ts';
import { chips, openPreviewRig, type Player, type PreviewRig, WORKSPACE } from './preview-rig.ts';

let rig: PreviewRig;
let ana: Player;
beforeAll(async () => {
  rig = await openPreviewRig();
  ana = await rig.player();
});
afterAll(() => rig.close());

const tap = (state: PreviewState, label: string) => ana.act(state, { kind: 'tap', label });

/** A whole booking, up to its confirmation. */
async function bookingSession(rcs = true): Promise<PreviewState> {
  let state = await ana.get('preview:open', { flow: 'booking', locale: 'en', rcs });
  for (const label of ['Book a cut', 'Wednesday 25 November', 'Morning']) state = await tap(state, label);
  state = rcs ? await tap(state, chips(state)[0] ?? '') : await ana.act(state, { kind: 'text', text: '1' });
  state = await ana.act(state, { kind: 'text', text: 'Zoé Martin' });
  return rcs ? tap(state, chips(state)[0] ?? '') : ana.act(state, { kind: 'text', text: '1' });
}

async function save(session: string, name: string, compare: object = {}): Promise<{ id: string }> {
  const answer = await rig.api('POST', '/flows/booking/tests', { session, name, compare });
  expect(answer.status).toBe(201);
  return answer.body;
}

async function run(document?: unknown): Promise<TestReport> {
  const answer = await rig.api('POST', '/flows/booking/tests/run', document ? { document } : {});
  expect(answer.status).toBe(200);
  return answer.body;
}

async function changed(change: (flow: Flow) => void): Promise<Flow> {
  const flow: Flow = await rig.document('booking');
  change(flow);
  return flow;
}

describe('saved tests', () => {
  let saved: { id: string };

  test('a recorded booking holds on the flow it was recorded on, every time it is run', async () => {
    const state = await bookingSession();
    expect(state.variables.booking).toMatchObject({ status: 'booked' });
    saved = await save(state.session, 'Books a cut', { nodes: true, variables: ['booking', 'name'] });
    const first = await run();
    expect(first).toEqual({
      passed: 1,
      failed: 0,
      results: [{ id: saved.id, name: 'Books a cut', ok: true, differences: [] }],
    });
    // Another day, and with the calendar closed for good: a test brings its own world.
    await rig.clock.advance(86_400_000);
    const { records } = rig.store;
    const calendar = await records.get<object>(WORKSPACE, 'calendar', 'salon');
    const closed = { ...calendar?.data, horizonDays: 1, capacity: 1 };
    await records.update(WORKSPACE, 'calendar', 'salon', calendar?.rev ?? 0, closed);
    expect(await run()).toEqual(first);
    await records.update(WORKSPACE, 'calendar', 'salon', (calendar?.rev ?? 0) + 1, calendar?.data);
  });

  test('a change that no customer sees leaves it whole, whatever ids it changes', async () => {
    const quiet = await changed((flow) => {
      flow.nodes.pause = {
        kind: 'set',
        assign: [{ variable: 'mode', to: 'new', append: false }],
        to: 'services',
      };
      const { resume } = flow.nodes;
      if (resume?.kind === 'branch') resume.otherwise = 'pause';
    });
    const report = await run(quiet);
    expect(report.results[0]?.differences.map(({ what }) => what)).toEqual(['nodes']);
    expect(report.results[0]?.differences[0]).toMatchObject({
      step: 0,
      expected: 'services',
      got: 'pause',
      text: { en: 'It goes another way.' },
    });
  });

  test('another wording fails it, and the difference names the step, what was said and what is', async () => {
    const reworded = await changed((flow) => {
      const { day } = flow.nodes;
      if (day?.kind === 'choose') day.ask.message = { kind: 'text', text: 'On which day?', suggestions: [] };
    });
    const report = await run(reworded);
    expect(report).toMatchObject({ passed: 0, failed: 1 });
    const [difference] = report.results[0]?.differences ?? [];
    expect(difference).toMatchObject({ what: 'said', step: 1, text: { en: 'Something else is said.' } });
    expect(difference?.expected).toMatch(/^RCS: Which day suits you\?/);
    expect(difference?.got).toMatch(/^RCS: On which day\?/);
  });

  test('a button that is gone fails it, and says which', async () => {
    const without = await changed((flow) => {
      const { part } = flow.nodes;
      if (part?.kind === 'choose') part.choices = part.choices.filter(({ id }) => id !== 'morning');
    });
    const report = await run(without);
    const input = report.results[0]?.differences.find(({ what }) => what === 'input');
    expect(input?.text.en).toBe('Person taps “Morning”: “Morning” is not offered here any more.');
    expect(report.results[0]?.differences.some(({ what }) => what === 'outcome')).toBe(true);
  });

  test('an exit that leads nowhere is a problem of its own', async () => {
    const loose = await changed((flow) => {
      const { day } = flow.nodes;
      if (day?.kind === 'choose' && day.options) day.options.to = undefined;
    });
    const report = await run(loose);
    const problem = report.results[0]?.differences.find(({ what }) => what === 'problem');
    expect(problem?.text.en).toContain('leads nowhere');
    expect(problem?.text.fr).toMatch(/^Le parcours a un problème\s: Cette sortie ne mène nulle part\.$/);
  });

  test('it is saved over SMS as well, and run beside the others or alone', async () => {
    const state = await bookingSession(false);
    expect(state.thread.every(({ via }) => via === 'sms')).toBe(true);
    const other = await save(state.session, 'Books by SMS');
    expect(await run()).toMatchObject({ passed: 2, failed: 0 });
    const alone = await rig.api('POST', '/flows/booking/tests/run', { tests: [other.id] });
    expect(alone.body).toMatchObject({ passed: 1, failed: 0 });
    const listed = await rig.api('GET', '/flows/booking/tests');
    expect(listed.body).toMatchObject({
      items: [
        { id: saved.id, name: 'Books a cut', rcs: true, steps: 6 },
        { id: other.id, name: 'Books by SMS', rcs: false },
      ],
    });
    // A test can be looked at: it plays in a preview.
    const { items } = listed.body as { items: { inputs: []; now: number }[] };
    const { inputs = [], now = 0 } = items[0] ?? {};
    const played = await ana.get('preview:open', { flow: 'booking', locale: 'en', inputs, now });
    expect(played.variables.booking).toMatchObject({ status: 'booked' });
  });

  test('publishing hears of each failure in one sentence', async () => {
    const reworded = await changed((flow) => {
      const { day } = flow.nodes;
      if (day?.kind === 'choose') day.ask.message = { kind: 'text', text: 'On which day?', suggestions: [] };
    });
    const { passed, failed } = await rig.previews.tests.verify(WORKSPACE, reworded);
    expect(passed).toBe(0);
    expect(failed.map(({ name }) => name)).toEqual(['Books a cut', 'Books by SMS']);
    expect(failed[0]?.reason.en).toMatch(/^Step 1: Something else is said\. Expected “RCS: Which day/);
  });

  test('it can be asked from inside, without a session', async () => {
    const report = await rig.previews.tests.run(WORKSPACE, 'booking', {
      document: await rig.document('booking'),
    });
    expect(report).toMatchObject({ passed: 2, failed: 0 });
    expect(await rig.previews.tests.run(WORKSPACE, 'welcome')).toEqual({ passed: 0, failed: 0, results: [] });
  });

  test('is removed, brought back as it was, and removed once more', async () => {
    const path = `/flows/booking/tests/${saved.id}`;
    expect((await rig.api('POST', `${path}/restore`)).status).toBe(404);
    expect((await rig.api('DELETE', path)).status).toBe(204);
    expect((await rig.api('DELETE', path)).status).toBe(404);
    expect(await run()).toMatchObject({ passed: 1 });
    expect(await rig.api('POST', `${path}/restore`)).toMatchObject({
      status: 200,
      body: { id: saved.id },
    });
    expect(await run()).toMatchObject({ passed: 2 });
    expect((await rig.api('DELETE', path)).status).toBe(204);
    expect(await run()).toMatchObject({ passed: 1 });
  });

  test('only an open preview of that flow can be saved', async () => {
    const state = await ana.get('preview:open', { flow: 'payment', locale: 'en' });
    const wrong = await rig.api('POST', '/flows/booking/tests', { session: state.session, name: 'x' });
    expect(wrong).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const nobody = await rig.api('POST', '/flows/booking/tests', { session: 'a'.repeat(24), name: 'x' }, '');
    expect(nobody.status).toBe(401);
    const broken = await rig.api('POST', '/flows/booking/tests/run', { document: { id: 'booking' } });
    expect(broken).toMatchObject({ status: 422, body: { code: 'invalid_flow' } });
  });
});
