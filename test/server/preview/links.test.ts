/** Links to a preview: who has one plays that one flow on a phone, sees nothing of how it works, until it ends. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FlowInput } from '../../../flows/flow.ts';
import { MAX_OWN } from '../../../server/preview/previews.ts';
import { openPreviewRig, type PreviewRig, said } from './preview-rig.ts';

let rig: PreviewRig;
beforeAll(async () => {
  rig = await openPreviewRig();
});
afterAll(() => rig.close());

async function link(hours = 1): Promise<{ token: string; id: string }> {
  const answer = await rig.api('POST', '/flows/booking/preview-links', { hours });
  expect(answer.status).toBe(201);
  const { url, id } = answer.body as { url: string; id: string };
  return { token: url.replace('https://chat.example.com/p/', ''), id };
}

describe('a preview link', () => {
  test('tells anybody who has it the brand and the flow’s name, and nothing more', async () => {
    const { token } = await link();
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const info = await rig.api('GET', `/preview/${token}`, undefined, '');
    expect(info).toEqual({
      status: 200,
      body: {
        flow: 'booking',
        name: 'Appointment',
        locales: ['en', 'fr'],
        expires: rig.clock.now() + 3_600_000,
        brand: { name: 'Maison Carillon', phone: '+33465711234' },
      },
    });
    // What is stored opens nothing.
    const page = await rig.store.records.list('_', 'preview-link', { limit: 10 });
    expect(JSON.stringify(page)).not.toContain(token);
  });

  test('plays the flow without signing in, and shows the phone only', async () => {
    const { token } = await link();
    const guest = await rig.guest(token);
    let state = await guest.get('preview:open', { flow: 'booking', locale: 'fr', rcs: false });
    state = await guest.act(state, { kind: 'text', text: '1' });
    expect(said(state).at(-1)).toContain('Quel jour');
    expect(state).toMatchObject({
      path: [],
      edges: [],
      log: [],
      wire: [],
      variables: {},
      calls: [],
      timers: [],
    });
    expect(state.node).toBeUndefined();
    expect(JSON.stringify(state.thread)).not.toContain('"node"');
    state = await guest.get('preview:restart', { session: state.session });
    state = await guest.get('preview:setting', { session: state.session, rcs: true, platform: 'ios' });
    expect(state).toMatchObject({ rcs: true, platform: 'ios' });
  });

  test('opens that one flow as it is, and nothing an author can do', async () => {
    const { token } = await link();
    const guest = await rig.guest(token);
    const { session } = await guest.get('preview:open', { flow: 'booking' });
    for (const [event, payload] of [
      ['preview:open', { flow: 'claims' }],
      ['preview:open', { document: await rig.document('booking') }],
      ['preview:open', { flow: 'booking', version: 1 }],
      ['preview:open', { flow: 'booking', variables: { mode: 'move' } }],
      ['preview:open', { flow: 'booking', services: 'ask' }],
      ['preview:open', { flow: 'booking', from: 'services' }],
      ['preview:open', { flow: 'booking', settings: { http: 'real' } }],
      [
        'preview:open',
        { flow: 'booking', inputs: [{ kind: 'act', act: { kind: 'signal', name: 'a.b', data: {} } }] },
      ],
      ['preview:setting', { session, http: 'real' }],
      ['preview:setting', { session, failing: { 'calendar.days': 'error' } }],
      ['preview:act', { session, act: { kind: 'signal', name: 'a.b' } }],
      ['preview:act', { session, act: { kind: 'operator', text: 'x' } }],
      ['preview:act', { session, act: { kind: 'handback', node: 'services' } }],
      ['preview:fire', { session, token: 'any' }],
      ['preview:go', { session, step: 0 }],
      ['preview:fork', { session, step: 0 }],
      ['preview:from', { session, node: 'services' }],
      ['preview:update', { session, document: await rig.document('booking') }],
      ['flow:open', { flow: 'booking' }],
    ] as const) {
      expect(await guest.ask(event, payload as never), event).toMatchObject({ ok: false });
    }
  });

  test('a wait can be skipped, and whoever waits for a person goes back to the bot', async () => {
    const { token } = await link();
    const guest = await rig.guest(token);
    let state = await guest.get('preview:open', { flow: 'booking', locale: 'en' });
    state = await guest.act(state, { kind: 'tap', label: 'Book colour' });
    const { nextAt = 0, now } = state;
    expect(nextAt).toBeGreaterThan(now);
    state = await guest.get('preview:skip', { session: state.session, to: 'next' });
    expect(state.now).toBeGreaterThanOrEqual(nextAt);
    state = await guest.act(state, { kind: 'text', text: 'talk to a person' });
    expect(state.people).toBeDefined();
    state = await guest.act(state, { kind: 'handback' });
    expect(state.people).toBeUndefined();
  });

  test('time passes by itself, and what it was played by comes along without naming any step', async () => {
    const { token } = await link();
    const guest = await rig.guest(token);
    let state = await guest.get('preview:open', { flow: 'booking', locale: 'en', running: true });
    await rig.clock.advance((state.nextAt ?? 0) - state.now);
    await expect.poll(() => guest.pushed.length).toBe(1);
    state = guest.pushed[0] ?? state;
    expect(state.inputs).toMatchObject([{ step: 1, input: { kind: 'next' } }]);
    expect(state).toMatchObject({ timers: [], log: [], path: [] });
    state = await guest.get('preview:clock', { session: state.session, running: false });
    const inputs = state.inputs.map(({ input }) => input);
    const again = await guest.get('preview:open', { flow: 'booking', locale: 'en', inputs });
    expect(said(again)).toEqual(said(state));
  });

  test('says that the conversation got stuck or went on elsewhere, and not where', async () => {
    const text = (words: string) => ({ message: { kind: 'text' as const, text: words } });
    const nodes = (label: string, next: object): FlowInput['nodes'] => ({
      ask: { kind: 'choose', ask: text('Well?'), choices: [{ id: 'on', label, to: 'over' }] },
      over: next as never,
    });
    const base: Omit<FlowInput, 'id' | 'nodes'> = {
      format: 1,
      name: 'Short',
      locales: ['en'],
      start: 'ask',
    };
    await rig.draft({ ...base, id: 'leading', nodes: nodes('On', { kind: 'end', next: 'booking' }) });
    await rig.draft({ ...base, id: 'broken', nodes: nodes('On', { kind: 'say', say: [text('Hm.')] }) });
    const opened = async (flow: string) => {
      const made = await rig.api('POST', `/flows/${flow}/preview-links`, { hours: 1 });
      const { url } = made.body as { url: string };
      const guest = await rig.guest(url.replace('https://chat.example.com/p/', ''));
      const state = await guest.get('preview:open', { flow, locale: 'en' });
      return guest.act(state, { kind: 'tap', label: 'On' });
    };
    const led = await opened('leading');
    expect(led.elsewhere).toEqual({ flow: '', node: '' });
    expect(led.problem).toBeUndefined();
    const stuck = await opened('broken');
    expect(stuck.problem).toEqual({ code: expect.stringMatching(/^[a-z-]+$/), detail: '', node: '' });
    expect(stuck.elsewhere).toBeUndefined();
  });

  test('lets a phone that lost its session go on where it was', async () => {
    const { token } = await link();
    const guest = await rig.guest(token);
    const inputs = [
      { kind: 'act', act: { kind: 'tap', label: 'Book colour' } },
      { kind: 'setting', setting: { rcs: false } },
    ];
    const state = await guest.get('preview:open', { flow: 'booking', locale: 'en', inputs });
    expect(said(state).at(-1)).toContain('Which day');
  });

  test('keeps its visitors apart from each other and from the authors', async () => {
    const [one, other] = [await link(), await link()];
    const [first, second] = [await rig.guest(one.token), await rig.guest(other.token)];
    const state = await first.get('preview:open', { flow: 'booking' });
    const seen = await second.ask('preview:act', { session: state.session, act: { kind: 'read' } });
    expect(seen).toMatchObject({ ok: false, code: 'not_found' });
    // An author cannot save what a visitor did as a test either.
    const saved = await rig.api('POST', '/flows/booking/tests', { session: state.session, name: 'x' });
    expect(saved.status).toBe(404);
  });

  test('lets no crowd push out what others use', async () => {
    const ana = await rig.player();
    const own = await ana.get('preview:open', { flow: 'booking' });
    const { token } = await link();
    const guest = await rig.guest(token);
    for (let n = 0; n < MAX_OWN.guest; n += 1) await guest.get('preview:open', { flow: 'booking' });
    const more = await guest.ask('preview:open', { flow: 'booking' });
    expect(more).toMatchObject({ ok: false, code: 'too_many_requests' });
    expect(await ana.ask('preview:go', { session: own.session, step: 0 })).toMatchObject({ ok: true });
    // Those whose page was closed make room.
    guest.close();
    const next = await rig.guest(token);
    let opened = await next.ask('preview:open', { flow: 'booking' });
    for (let tries = 0; !opened.ok && tries < 100; tries += 1)
      opened = await next.ask('preview:open', { flow: 'booking' });
    expect(opened).toMatchObject({ ok: true });
  });

  test('ends by itself: who has it is told, and what they play ends', async () => {
    const { token } = await link(1);
    const guest = await rig.guest(token);
    await guest.get('preview:open', { flow: 'booking' });
    await rig.clock.advance(3_600_000);
    const late = rig.api('GET', `/preview/${token}`, undefined, '');
    expect(await late).toMatchObject({ status: 410, body: { code: 'link_expired' } });
    await expect(rig.guest(token)).rejects.toThrow();
    await guest.gone;
  });

  test('is ended by its author at once', async () => {
    const { token, id } = await link(24);
    const neighbour = await rig.guest((await link(24)).token);
    const guest = await rig.guest(token);
    await guest.get('preview:open', { flow: 'booking' });
    expect((await rig.api('GET', '/flows/booking/preview-links')).body).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ id })]),
    });
    expect((await rig.api('DELETE', `/flows/booking/preview-links/${id}`)).status).toBe(204);
    // Who plays it is told without having asked, and comes in no more; who plays another link of the flow goes on.
    await guest.gone;
    await expect(rig.guest(token)).rejects.toMatchObject({ message: expect.any(String) });
    expect((await rig.api('GET', `/preview/${token}`, undefined, '')).status).toBe(410);
    expect(await neighbour.ask('preview:open', { flow: 'booking' })).toMatchObject({ ok: true });
    const author = await rig.player();
    expect(await author.ask('preview:open', { flow: 'booking' })).toMatchObject({ ok: true });
    expect((await rig.api('DELETE', `/flows/claims/preview-links/${id}`)).status).toBe(404);
  });

  test.each([
    ['a token of nobody’s', 'A'.repeat(43)],
    ['something else', '../../etc'],
    ['nothing much', 'x'],
  ])('%s opens nothing', async (_, token) => {
    const answer = await rig.api('GET', `/preview/${encodeURIComponent(token)}`, undefined, '');
    expect(answer.status).toBe(404);
    await expect(rig.guest(token)).rejects.toThrow();
  });

  test('lasts a week at most', async () => {
    expect((await rig.api('POST', '/flows/booking/preview-links', { hours: 169 })).status).toBe(400);
    expect((await rig.api('POST', '/flows/nowhere/preview-links', {})).status).toBe(404);
  });
});
