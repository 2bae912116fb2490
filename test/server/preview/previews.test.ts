/** Previews over real Socket.IO: played, looked back at, forked, replayed on a changed draft. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Flow, FlowInput } from '../../../flows/flow.ts';
import type { PreviewState } from '../../../server/contract.ts';
import { MAX_OWN } from '../../../server/preview/previews.ts';
import { chips, NOW, openPreviewRig, type Player, type PreviewRig, said } from './preview-rig.ts';

let rig: PreviewRig;
let ana: Player;
beforeAll(async () => {
  rig = await openPreviewRig();
  ana = await rig.player();
});
afterAll(() => rig.close());

const open = (payload: object = {}) => ana.get('preview:open', { flow: 'booking', locale: 'en', ...payload });
const tap = (state: PreviewState, label: string) => ana.act(state, { kind: 'tap', label });
const text = (state: PreviewState, words: string) => ana.act(state, { kind: 'text', text: words });
const log = (state: PreviewState) => state.log.map((line) => line.text.en);
const last = (state: PreviewState) => said(state).at(-1);
const say = (words: string) => ({ message: { kind: 'text' as const, text: words } });

/** Asks for a name and greets. */
const GREETING: FlowInput = {
  format: 1,
  id: 'greeting',
  name: 'Greeting',
  locales: ['en', 'fr'],
  start: 'ask',
  variables: { name: { type: 'text' }, mood: { type: 'text' } },
  triggers: [{ kind: 'api' }],
  nodes: {
    ask: {
      kind: 'ask',
      title: 'Your name?',
      ask: say('What is your name?'),
      expect: { type: 'text' },
      save: 'name',
      timeout: { after: '2h', to: 'late' },
      to: 'greet',
    },
    greet: {
      kind: 'choose',
      ask: say('Hello {{name}}. How are you?'),
      save: 'mood',
      choices: [
        { id: 'well', label: 'Well', to: 'bye' },
        { id: 'so-so', label: 'So-so', to: 'bye' },
        { id: 'person', label: 'I need a person', to: 'person' },
      ],
    },
    late: { kind: 'say', say: [say('Still there?')], to: 'over' },
    bye: { kind: 'say', say: [say('Good to know: {{mood}}.')], to: 'over' },
    person: { kind: 'handoff', queue: 'care', summary: 'About {{name}}', to: 'bye' },
    over: { kind: 'end', outcome: 'greeted' },
  },
};
const greeting = (change: (flow: Flow) => void = () => {}): FlowInput => {
  const flow = structuredClone(GREETING) as Flow;
  change(flow);
  return flow as FlowInput;
};
const openGreeting = (payload: object = {}) =>
  ana.get('preview:open', { document: GREETING, locale: 'en', ...payload });

describe('a flow is played on the real engine', () => {
  test('booking over RCS ends with a booking and waits for the reminder', async () => {
    let state = await open();
    expect(state).toMatchObject({ step: 0, steps: 1, node: 'services', status: 'active', now: NOW });
    state = await tap(state, 'Book colour');
    state = await tap(state, 'Wednesday 25 November');
    state = await tap(state, 'Afternoon');
    state = await tap(state, chips(state)[0] ?? '');
    expect(last(state)).toMatch(/name/i);
    state = await text(state, 'Zoé Martin');
    state = await tap(state, chips(state)[0] ?? '');
    expect(state.variables.booking).toMatchObject({ status: 'booked', name: 'Zoé Martin' });
    expect(state.path).toContain('booked');
    expect(state.edges).toContainEqual({ node: 'services', exit: 'choice:colour', to: 'days' });
    expect(state.edges).toContainEqual({ node: 'day', exit: 'option', to: 'part' });
    expect(state.timers).toHaveLength(1);
    expect(
      state.thread.filter(({ direction }) => direction === 'out').every(({ state: mark }) => mark === 'read'),
    ).toBe(true);
    expect(
      state.thread.filter(({ direction }) => direction === 'in').every(({ state: mark }) => mark === 'read'),
    ).toBe(true);
    // What was sent is Google's own format, with addresses a phone can reach.
    expect(state.wire[0]?.request).toMatchObject({
      contentMessage: { richCard: { carouselCard: { cardWidth: 'MEDIUM' } } },
      messageTrafficType: 'SERVICEREQUEST',
    });
    expect(JSON.stringify(state.wire)).toContain('https://chat.example.com/media/library/cut.jpg');
    expect(JSON.stringify(state.thread)).not.toContain('https://chat.example.com/media');
  });

  test('booking over SMS numbers its choices and counts its parts', async () => {
    let state = await open({ rcs: false });
    const [first] = state.thread;
    expect(first).toMatchObject({ via: 'sms', direction: 'out', encoding: 'gsm7', node: 'services' });
    expect(last(state)).toContain('2 Colour');
    expect(first?.page?.url).toMatch(/^https:\/\/chat\.example\.com\/m\//);
    expect(JSON.stringify(first?.page?.message)).toContain('carouselCard');
    expect(log(state)).toContain('Sent by SMS: the phone has no RCS.');
    state = await text(state, '2');
    expect(state.edges).toContainEqual({ node: 'services', exit: 'choice:colour', to: 'days' });
    expect(state.variables.service).toBe('colour');
    // A tap of a recorded conversation is what a person would type.
    state = await tap(state, 'Wednesday 25 November');
    expect(state.thread.at(-2)).toMatchObject({ direction: 'in', via: 'sms', message: { text: '2' } });
    expect(state.wire.at(-1)).toMatchObject({ via: 'sms', request: { segments: 1, encoding: 'gsm7' } });
  });

  test('time stands still, and passes when it is told to', async () => {
    let state = await openGreeting();
    const [timer] = state.timers;
    expect(timer).toMatchObject({
      node: 'ask',
      at: NOW + 7_200_000,
      label: { en: 'Timeout of “Your name?”' },
    });
    expect(state.nextAt).toBe(timer?.at);
    state = await ana.get('preview:skip', { session: state.session, by: 3_600_000 });
    expect(state).toMatchObject({ now: NOW + 3_600_000, node: 'ask' });
    state = await ana.get('preview:fire', { session: state.session, token: state.timers[0]?.token });
    expect(said(state)).toEqual(['What is your name?', 'Still there?']);
    expect(state).toMatchObject({ now: NOW + 7_200_000, status: 'done', outcome: 'greeted' });
    expect(state.edges[0]).toEqual({ node: 'ask', exit: 'timeout', to: 'late' });
    const nothing = await ana.ask('preview:skip', { session: state.session, to: 'next' });
    expect(nothing).toMatchObject({ ok: false, code: 'not_possible' });
  });

  test('a timeout of opening hours counts down to when it fires, and skipping the wait goes there', async () => {
    // It is Monday, 10 in Paris, and half an hour before they close for the day.
    const flow = greeting((draft) => {
      const { ask } = draft.nodes;
      if (ask?.kind === 'ask') ask.timeout = { after: '2h', inOpeningHours: true, to: 'late' };
      const week = { mon: [{ from: '09:00', to: '10:30' }], tue: [{ from: '09:00', to: '12:00' }] };
      Object.assign(draft, { settings: { timezone: 'Europe/Paris', hours: { week } } });
    });
    const tuesday = NOW + 24.5 * 3_600_000;
    let state = await ana.get('preview:open', { document: flow, locale: 'en' });
    expect(state.timers).toMatchObject([{ node: 'ask', at: tuesday }]);
    state = await ana.get('preview:skip', { session: state.session, by: 24 * 3_600_000 });
    expect(said(state)).toHaveLength(1);
    state = await ana.get('preview:skip', { session: state.session, to: 'next' });
    expect(state).toMatchObject({ now: tuesday, status: 'done' });
    expect(state.edges[0]).toEqual({ node: 'ask', exit: 'timeout', to: 'late' });
  });

  test('a month passes in a moment, and everything due in it happens in its order', async () => {
    const flow = greeting((draft) => {
      const { ask } = draft.nodes;
      if (ask?.kind === 'ask') ask.timeout = { after: '6h', to: 'ask' };
    });
    let state = await ana.get('preview:open', { document: flow, locale: 'en' });
    state = await ana.get('preview:skip', { session: state.session, by: 30 * 86_400_000 });
    expect(said(state)).toHaveLength(121);
    expect(state.now).toBe(NOW + 30 * 86_400_000);
    expect(state.thread.map(({ at }) => at)).toEqual(state.thread.map((_, n) => NOW + n * 6 * 3_600_000));
  });

  test('exits that lead to the same node are told apart by what was said', async () => {
    const start = await text(await openGreeting(), 'Ana');
    const tapped = await tap(start, 'So-so');
    expect(tapped.edges.at(-2)).toEqual({ node: 'greet', exit: 'choice:so-so', to: 'bye' });
    const typed = await text(await text(await openGreeting(), 'Ana'), 'so-so');
    expect(typed.edges.at(-2)).toEqual({ node: 'greet', exit: 'choice:so-so', to: 'bye' });
  });

  test('a conversation goes to people and comes back', async () => {
    let state = await text(await openGreeting(), 'Ana');
    state = await tap(state, 'I need a person');
    expect(state).toMatchObject({ status: 'people', people: { queue: 'care', summary: 'About Ana' } });
    state = await ana.act(state, { kind: 'operator', text: 'Hello, this is Léa.' });
    expect(last(state)).toBe('Hello, this is Léa.');
    expect(state.people?.operator).toBeDefined();
    state = await ana.act(state, { kind: 'handback' });
    expect(state).toMatchObject({ status: 'done', outcome: 'greeted' });
    const again = await ana.ask('preview:act', { session: state.session, act: { kind: 'handback' } });
    expect(again).toMatchObject({ ok: false, code: 'not_possible' });
  });

  test('a flow that hands over shows where the conversation went', async () => {
    let state = await open({ flow: 'welcome' });
    const book = chips(state).find((label) => /book|appointment/i.test(label)) ?? '';
    state = await tap(state, book);
    expect(state.elsewhere).toEqual({ flow: 'booking', node: 'services' });
    expect(state.node).toBeUndefined();
    expect(state.path).not.toContain('services');
  });

  test('a script in any text stays text, and templates in what a person writes are not read', async () => {
    const evil = '<img src=x onerror=alert(1)>{{brand.name}}';
    const flow = greeting((draft) => {
      if (draft.nodes.bye?.kind === 'say')
        draft.nodes.bye.say = [say('<script>alert(1)</script> {{name}}') as never];
      if (draft.nodes.ask) draft.nodes.ask.title = '</script><b>';
    });
    let state = await ana.get('preview:open', { document: flow, locale: 'en' });
    state = await text(state, evil);
    state = await tap(state, 'Well');
    expect(last(state)).toBe(`<script>alert(1)</script> ${evil}`);
    expect(state.variables.name).toBe(evil);
    const polluted = await ana.ask('preview:open', {
      document: JSON.parse('{"id":"x","__proto__":{"a":1}}'),
    });
    expect(polluted.ok).toBe(false);
  });
});

describe('phones', () => {
  test('offline, a message waits for its time and goes by SMS then', async () => {
    let state = await openGreeting();
    state = await ana.get('preview:setting', { session: state.session, online: false });
    state = await text(state, 'Ana');
    expect(state.thread.at(-1)).toMatchObject({ direction: 'in', state: 'sending' });
    expect(state.node).toBe('ask');
    state = await ana.get('preview:setting', { session: state.session, online: true });
    expect(state.thread.find(({ direction }) => direction === 'in')?.state).toBe('read');
    expect(state.node).toBe('greet');

    state = await ana.get('preview:setting', { session: state.session, online: false });
    const before = state.thread.length;
    state = await ana.act(state, { kind: 'signal', name: 'nothing.here' });
    state = await ana.get('preview:from', {
      session: state.session,
      node: 'greet',
      variables: { name: 'Bo' },
    });
    expect(state.thread).toHaveLength(0);
    expect(before).toBeGreaterThan(0);
    expect(state.wire).toHaveLength(1);
    state = await ana.get('preview:skip', { session: state.session, to: 'next' });
    expect(state.now).toBe(NOW + 300_000);
    expect(state.thread).toMatchObject([{ via: 'sms', direction: 'out' }]);
    expect(last(state)).toContain('Hello Bo');
    expect(log(state)).toContain('Sent by SMS: RCS did not deliver it in time.');
  });

  test('a message that arrives late after all is not said a second time', async () => {
    let state = await openGreeting();
    state = await ana.get('preview:setting', { session: state.session, online: false });
    state = await ana.get('preview:from', { session: state.session, node: 'greet' });
    state = await ana.get('preview:skip', { session: state.session, by: 60_000 });
    state = await ana.get('preview:setting', { session: state.session, online: true });
    expect(state.thread).toMatchObject([{ via: 'rcs', state: 'read' }]);
    state = await ana.get('preview:skip', { session: state.session, by: 3_600_000 });
    expect(state.thread).toHaveLength(1);
  });

  test('unread messages are marked when they are looked at', async () => {
    let state = await openGreeting();
    state = await ana.get('preview:setting', { session: state.session, reads: false });
    state = await text(state, 'Ana');
    expect(state.thread.at(-1)?.state).toBe('delivered');
    state = await ana.act(state, { kind: 'read' });
    expect(state.thread.at(-1)?.state).toBe('read');
  });

  test('how the phone is drawn is no step', async () => {
    const state = await openGreeting();
    const drawn = await ana.get('preview:setting', { session: state.session, platform: 'ios' });
    expect(drawn).toMatchObject({ platform: 'ios', steps: 1 });
  });

  test('a promotion keeps the hours of the law on the preview’s own clock', async () => {
    const flow = greeting((draft) => {
      draft.settings = { traffic: 'promotion' } as never;
      draft.nodes.ask = { kind: 'say', say: [say('Sale!')], to: 'over' } as never;
    });
    // Sunday noon, in France.
    const now = Date.UTC(2026, 10, 22, 11);
    let state = await ana.get('preview:open', { document: flow, locale: 'fr', now });
    expect(state.thread).toEqual([]);
    expect(log(state).join()).toMatch(/The law lets this promotion leave on Monday/);
    state = await ana.get('preview:skip', { session: state.session, to: 'next' });
    expect(said(state)).toEqual(['Sale!']);
    expect(new Date(state.now).getUTCDay()).toBe(1);
  });

  test('words that follow each other within the gather time are read as one', async () => {
    const flow = greeting((draft) => {
      draft.settings = { gather: '3s' } as never;
    });
    let state = await ana.get('preview:open', { document: flow, locale: 'en' });
    state = await ana.act(state, { kind: 'text', text: 'Ana', more: true });
    expect(state).toMatchObject({ node: 'ask', now: NOW });
    state = await text(state, 'Belle');
    expect(state).toMatchObject({ now: NOW + 3000, variables: { name: 'Ana\nBelle' } });
  });

  test('what is too long for an SMS is not sent, and said so', async () => {
    const flow = greeting((draft) => {
      if (draft.nodes.ask?.kind === 'ask') draft.nodes.ask.ask = say('é€'.repeat(700)) as never;
    });
    const state = await ana.get('preview:open', { document: flow, locale: 'en', rcs: false });
    expect(state.thread).toEqual([]);
    expect(log(state).join()).toMatch(/Not sent: The SMS would be too long/);
  });

  test('a person who wants no more messages gets none', async () => {
    let state = await openGreeting();
    state = await text(state, 'STOP');
    expect(state).toMatchObject({ optedOut: true, status: 'done', outcome: 'stopped' });
    expect(log(state)).toContain('The person wants no more messages.');
  });
});

describe('services', () => {
  test('a payment is made, declined, or confirmed by a code', async () => {
    const begin = () => open({ flow: 'payment', variables: { amount: 4500, description: 'Cut' } });
    let state = await begin();
    expect(state.payments).toMatchObject([{ amount: 4500, currency: 'EUR', status: 'pending' }]);
    expect(JSON.stringify(state.wire)).toContain(state.payments[0]?.url);
    const paid = await ana.act(state, { kind: 'pay', outcome: 'succeed' });
    expect(paid.path).toContain('paid');
    expect(paid.edges.at(-2)?.exit ?? '').toBe('signal:0:payment.succeeded');

    state = await ana.act(await begin(), { kind: 'pay', outcome: 'challenge' });
    expect(state.payments[0]?.status).toBe('confirming');
    expect(state.node).toBe('pay');
    state = await ana.act(state, { kind: 'pay', outcome: 'decline' });
    expect(state.path).toContain('declined');
    const over = await ana.ask('preview:act', {
      session: state.session,
      act: { kind: 'pay', outcome: 'succeed' },
    });
    if (state.payments.every(({ status }) => status !== 'pending')) expect(over.ok).toBe(false);

    state = await ana.get('preview:skip', { session: (await begin()).session, by: 31 * 60_000 });
    expect(state.payments[0]?.status).toBe('expired');
    expect(state.path).toContain('expired');
  });

  test('a service can be made to fail, or wait for an answer', async () => {
    let state = await open();
    state = await ana.get('preview:setting', {
      session: state.session,
      failing: { 'calendar.days': 'error' },
    });
    state = await tap(state, 'Book a cut');
    expect(state.node).toBe('trouble');
    state = await ana.get('preview:setting', { session: state.session, failing: {}, services: 'ask' });
    state = await tap(state, 'Try again');
    expect(state.calls).toMatchObject([
      { service: 'calendar', operation: 'days', node: 'days', waits: 'answer' },
    ]);
    expect(state.typing).toBe(true);
    state = await ana.act(state, {
      kind: 'answer',
      operation: 'calendar.days',
      result: { days: [{ date: '2026-12-01', free: 1 }] },
    });
    expect(chips(state)).toContain('Tuesday 1 December');
    expect(state.calls).toEqual([]);
    expect(state.typing).toBe(false);
  });

  test('a call nobody answers fails when its time is over', async () => {
    let state = await open({ services: 'ask' });
    expect(state.calls).toHaveLength(1);
    state = await ana.get('preview:skip', { session: state.session, to: 'next' });
    expect(state.now).toBe(NOW + 20_000);
    expect(state.edges[0]).toMatchObject({ node: 'find', exit: 'failed' });
  });

  test('a case that is decided on tells the conversation', async () => {
    let state = await open({ flow: 'claims', services: 'run' });
    state = await ana.act(state, { kind: 'signal', name: 'case.updated', data: { number: 'C-1' } });
    expect(state.steps).toBe(2);
    const none = await ana.ask('preview:act', {
      session: state.session,
      act: { kind: 'case', status: 'approved' },
    });
    expect(none).toMatchObject({ ok: false, code: 'not_possible' });
  });
});

describe('the person', () => {
  const named = greeting((draft) => {
    if (draft.nodes.ask?.kind === 'ask')
      draft.nodes.ask.ask = say('Hello {{contact.name}}, {{contact.phone}}') as never;
  });

  test('has the name and the number that were asked for, and keeps them when it begins again', async () => {
    const person = { name: 'Zoé', phone: '+4915112345678' };
    let state = await ana.get('preview:open', { document: named, locale: 'en', person });
    expect(state.person).toEqual(person);
    expect(said(state)).toEqual(['Hello Zoé, +4915112345678']);
    state = await ana.get('preview:restart', { session: state.session });
    expect(said(state)).toEqual(['Hello Zoé, +4915112345678']);
    const fork = await ana.get('preview:fork', { session: state.session, step: 0 });
    expect(fork.person).toEqual(person);
    state = await ana.get('preview:restart', { session: state.session, person: { name: 'Bo' } });
    expect(said(state)).toEqual(['Hello Bo, +447700900123']);
    state = await ana.get('preview:restart', { session: state.session, person: {} });
    expect(state.person).toEqual({ phone: '+447700900123' });
    expect(said(state)).toEqual(['Hello , +447700900123']);
  });

  test('is as the law and the language of the number’s country have it', async () => {
    const state = await ana.get('preview:open', {
      document: GREETING,
      locale: 'en',
      person: { phone: '+33612345678' },
    });
    expect(state.locale).toBe('fr');
  });

  test.each(['0612345678', '+0123456789', '+336', '+33 6 12 34 56 78', 'x'])(
    '%s is no number',
    async (phone) => {
      const refused = await ana.ask('preview:open', { flow: 'booking', person: { phone } } as never);
      expect(refused).toMatchObject({ ok: false, code: 'invalid_body' });
    },
  );
});

describe('a session is its list of inputs', () => {
  test('looking back shows every step as it was, and changes nothing', async () => {
    const first = await openGreeting();
    const second = await text(first, 'Ana');
    const third = await tap(second, 'Well');
    for (const state of [first, second, third]) {
      const back = await ana.get('preview:go', { session: first.session, step: state.step });
      const { steps: _now, inputs: _all, clock: _held, ...shown } = back;
      const { steps: _then, inputs: _so_far, clock: _free, ...was } = state;
      expect(shown).toEqual(was);
    }
    expect(await ana.ask('preview:go', { session: first.session, step: 9 })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });

  test('a fork has come as far by itself, and goes another way without the first noticing', async () => {
    const second = await text(await openGreeting(), 'Ana');
    const third = await tap(second, 'Well');
    const fork = await ana.get('preview:fork', { session: third.session, step: 1 });
    expect(fork.session).not.toBe(second.session);
    expect({ ...fork, session: '' }).toEqual({ ...second, session: '' });
    const other = await tap(fork, 'So-so');
    expect(last(other)).toBe('Good to know: so-so.');
    expect(await ana.get('preview:go', { session: third.session, step: 2 })).toEqual(third);
  });

  test('a long conversation with services, time and payments is the same when it is replayed', async () => {
    let state = await open();
    for (const label of ['Book a cut', 'Thursday 26 November', 'Morning']) state = await tap(state, label);
    state = await ana.get('preview:skip', { session: state.session, to: 'next' });
    state = await tap(state, 'Continue');
    state = await ana.get('preview:setting', { session: state.session, rcs: false });
    state = await text(state, '1');
    const again = await ana.get('preview:fork', { session: state.session, step: state.step });
    expect({ ...again, session: '' }).toEqual({ ...state, session: '' });
  });

  test('"run from here" begins at a node, with what was known, given or sampled', async () => {
    let state = await text(await openGreeting(), 'Ana');
    state = await ana.get('preview:from', { session: state.session, node: 'greet' });
    expect(said(state)).toEqual(['Hello Ana. How are you?']);
    expect(state).toMatchObject({ step: 0, steps: 1, node: 'greet', path: ['greet'] });
    state = await ana.get('preview:from', {
      session: state.session,
      node: 'bye',
      variables: { mood: 'fine' },
    });
    expect(said(state)).toEqual(['Good to know: fine.']);
    const fresh = await openGreeting();
    const sampled = await ana.get('preview:from', { session: fresh.session, node: 'bye' });
    expect(said(sampled)).toEqual(['Good to know: Sample.']);
    expect(await ana.ask('preview:from', { session: fresh.session, node: 'nowhere' })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
    const restarted = await ana.get('preview:restart', { session: fresh.session, locale: 'fr' });
    expect(restarted).toMatchObject({ node: 'ask', locale: 'fr', steps: 1 });
  });

  test('a changed draft is played again as far as it fits, and what does not fit is said', async () => {
    let state = await text(await openGreeting(), 'Ana');
    state = await tap(state, 'So-so');
    const reworded = greeting((draft) => {
      if (draft.nodes.greet?.kind === 'choose')
        draft.nodes.greet.ask = say('Hi {{name}}! All well?') as never;
    });
    state = await ana.get('preview:update', { session: state.session, document: reworded });
    expect(said(state)).toEqual(['What is your name?', 'Hi Ana! All well?', 'Good to know: so-so.']);
    const without = greeting((draft) => {
      if (draft.nodes.greet?.kind === 'choose') draft.nodes.greet.choices.splice(1, 1);
    });
    state = await ana.get('preview:update', { session: state.session, document: without });
    expect(state).toMatchObject({ step: 2, steps: 3, node: 'greet' });
    expect(state.inputs[1]?.skipped?.en).toBe('“So-so” is not offered here any more.');
    expect(log(state)).toContain('“So-so” is not offered here any more.');
    // Taken back, it fits again: nothing is lost by having been skipped.
    state = await ana.get('preview:update', { session: state.session, document: GREETING });
    expect(state).toMatchObject({ status: 'done' });
    expect(state.inputs.every(({ skipped }) => skipped === undefined)).toBe(true);
    const broken = await ana.ask('preview:update', {
      session: state.session,
      document: { id: 'greeting' } as never,
    });
    expect(broken).toMatchObject({ ok: false, code: 'invalid_flow' });
    expect(await ana.get('preview:go', { session: state.session, step: 2 })).toEqual(state);
  });

  test('a run that began at a step which is gone begins at the start', async () => {
    let state = await openGreeting();
    state = await ana.get('preview:from', { session: state.session, node: 'bye' });
    const without = greeting((draft) => {
      delete draft.nodes.bye;
    });
    state = await ana.get('preview:update', { session: state.session, document: without });
    expect(said(state)).toEqual(['What is your name?']);
    expect(log(state)).toContain('The step it began at is gone: it begins at the start.');
  });

  test('of many drafts at once the last one counts', async () => {
    const state = await openGreeting();
    const drafts = Array.from({ length: 12 }, (_, n) =>
      greeting((draft) => {
        if (draft.nodes.ask?.kind === 'ask') draft.nodes.ask.ask = say(`Draft ${n}`) as never;
      }),
    );
    const states = await Promise.all(
      drafts.map((document) => ana.get('preview:update', { session: state.session, document })),
    );
    expect(said(states.at(-1) as PreviewState)).toEqual(['Draft 11']);
  });

  test('what does not fit now is refused, and no step', async () => {
    const state = await openGreeting();
    const refused = await ana.ask('preview:act', {
      session: state.session,
      act: { kind: 'tap', label: 'Nothing' },
    });
    expect(refused).toMatchObject({ ok: false, code: 'not_possible' });
    expect((await ana.get('preview:go', { session: state.session, step: 0 })).steps).toBe(1);
  });

  test('inputs can be handed over at once, as a path of the flow has them', async () => {
    const state = await openGreeting({
      services: 'ask',
      inputs: [
        { kind: 'act', act: { kind: 'text', text: 'Ana' } },
        { kind: 'act', act: { kind: 'tap', label: 'cn1:greet:well', data: 'cn1:greet:well' } },
      ],
    });
    expect(state).toMatchObject({ status: 'done', steps: 3 });
  });
});

describe('sessions', () => {
  test('belong to who opened them: of others’ it is not known that they exist', async () => {
    const state = await openGreeting();
    const ben = await rig.player('ben');
    const theirs = await ben.ask('preview:act', { session: state.session, act: { kind: 'text', text: 'x' } });
    const nobodys = await ben.ask('preview:act', {
      session: 'a'.repeat(24),
      act: { kind: 'text', text: 'x' },
    });
    expect(theirs).toEqual(nobodys);
    expect(theirs).toMatchObject({ ok: false, code: 'not_found' });
    // The same person finds it again on another connection.
    const again = await rig.player('ana');
    expect(await again.get('preview:go', { session: state.session, step: 0 })).toEqual(state);
    expect(await ana.ask('preview:close', { session: state.session })).toEqual({ ok: true });
    expect(await ana.ask('preview:go', { session: state.session, step: 0 })).toMatchObject({
      ok: false,
      code: 'not_found',
    });
  });

  test('make room for each other, the longest unused first', async () => {
    const ben = await rig.player('ben');
    const states: PreviewState[] = [];
    for (let n = 0; n <= MAX_OWN.user; n += 1) {
      states.push(await ben.get('preview:open', { document: GREETING, locale: 'en' }));
      await rig.clock.advance(1000);
    }
    const [first, second] = states;
    expect(await ben.ask('preview:go', { session: first?.session ?? '', step: 0 })).toMatchObject({
      ok: false,
    });
    expect(await ben.ask('preview:go', { session: second?.session ?? '', step: 0 })).toMatchObject({
      ok: true,
    });
  });

  test('end when nobody has used them for half an hour', async () => {
    const state = await openGreeting();
    await rig.clock.advance(29 * 60_000);
    expect(await ana.ask('preview:go', { session: state.session, step: 0 })).toMatchObject({ ok: true });
    await rig.clock.advance(32 * 60_000);
    expect(await ana.ask('preview:go', { session: state.session, step: 0 })).toMatchObject({ ok: false });
    expect(rig.previews.previews.count).toBe(0);
  });

  test.each([
    ['nothing', undefined],
    ['no document', {}],
    ['an unknown flow', { flow: 'nowhere' }],
    ['a version nobody published', { flow: 'booking', version: 99 }],
    ['a document that is none', { document: { id: 'x', nodes: 7 } }],
    ['too many inputs', { flow: 'booking', inputs: Array.from({ length: 501 }, () => ({ kind: 'next' })) }],
    ['a field nobody knows', { flow: 'booking', shell: 'rm' }],
  ])('%s is refused with a code', async (_, payload) => {
    expect(await ana.ask('preview:open', payload as never)).toMatchObject({ ok: false });
  });
});
