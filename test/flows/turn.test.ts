import { describe, expect, test } from 'vitest';
import { effectId } from '../../flows/effect.ts';
import type { Event } from '../../flows/event.ts';
import type { Bundle, FlowInput } from '../../flows/flow.ts';
import type { Facts } from '../../flows/scope.ts';
import { GLOBAL_TAPS, writeTap } from '../../flows/tap.ts';
import { begin, type Dialogue, type Turn, turn } from '../../flows/turn.ts';
import {
  bundleOf,
  catalogueOf,
  FACTS,
  idOf,
  kindsOf,
  NOBODY,
  NOON,
  type Occurrence,
  only,
  saidIn,
  says,
} from './fixtures.ts';

function say(en: string, fr: string) {
  return { message: { kind: 'text' as const, text: { en, fr } } };
}

const welcome = bundleOf(
  {
    hi: {
      kind: 'choose',
      ask: say('What can we do?', 'Que pouvons-nous faire ?'),
      choices: [
        { id: 'book', label: 'Book', to: 'book' },
        { id: 'cancel', label: 'Cancel', to: 'bye' },
      ],
      timeout: { after: '1h', to: 'bye' },
    },
    book: { kind: 'end', next: 'booking' },
    bye: { kind: 'end', say: says('Bye.') },
  },
  { id: 'welcome', triggers: [{ kind: 'default' }, { kind: 'keyword', words: ['menu'] }] },
);
const booking = bundleOf(
  {
    name: { kind: 'ask', ask: says('Your name?'), expect: { type: 'text' }, save: 'name', to: 'done' },
    done: { kind: 'end', outcome: 'booked', say: says('Booked for {{name}}.') },
  },
  {
    id: 'booking',
    triggers: [
      { kind: 'keyword', words: ['Réserver', 'appointment'] },
      { kind: 'postback', data: 'promo-1' },
      { kind: 'api' },
    ],
  },
);

/** One conversation as the shell would keep it. */
function talkTo(bundles: Bundle[], from: Dialogue = NOBODY, facts: Facts = FACTS) {
  const catalogue = catalogueOf(...bundles);
  let dialogue = from;
  let count = 0;
  let last: Turn | undefined;
  const keep = (taken: Turn) => {
    const withPeople = dialogue.withPeople || taken.effects.some(({ kind }) => kind === 'handoff');
    dialogue = { run: taken.run, optedOut: taken.optedOut, locale: taken.locale, withPeople };
    last = taken;
    return taken;
  };
  const stamp = () => ({ id: idOf(++count), at: NOON + count * 1000 });
  return {
    get dialogue() {
      return dialogue;
    },
    get last() {
      return last;
    },
    happen(event: Occurrence) {
      const program = dialogue.run && catalogue.get(dialogue.run.flow)?.program;
      return keep(turn(dialogue, program, { ...event, ...stamp() } as Event, facts, catalogue));
    },
    type(text: string) {
      return this.happen({ kind: 'text', text });
    },
    begin(flow: string, variables = {}) {
      const listed = catalogue.get(flow);
      if (!listed) throw new Error(flow);
      return keep(begin(dialogue, listed, { kind: 'start', variables, ...stamp() }, facts, catalogue));
    },
    handBack() {
      dialogue = { ...dialogue, withPeople: false };
      return this.happen({ kind: 'handback' });
    },
  };
}

describe('what happens while people have the conversation', () => {
  const paying = bundleOf(
    {
      ask: { kind: 'say', say: [says('One moment.')], to: 'look' },
      look: { kind: 'call', service: 'shop', operation: 'price', save: 'price', failed: 'sorry', to: 'pay' },
      pay: {
        kind: 'choose',
        ask: says('It costs {{price}}.'),
        choices: [{ id: 'no', label: 'No', to: 'sorry' }],
        on: [{ signal: 'paid', to: 'thanks' }],
        timeout: { after: '1h', to: 'sorry' },
      },
      thanks: { kind: 'end', say: says('Thank you.') },
      sorry: { kind: 'end', say: says('Sorry.') },
    },
    { id: 'paying', triggers: [{ kind: 'default' }], variables: { price: { type: 'number' } } },
  );

  function taken() {
    const talk = talkTo([paying]);
    const [call] = Object.keys(talk.type('hi').run?.snapshot.calls ?? {});
    return { talk: talkTo([paying], { ...talk.dialogue, withPeople: true }), call: call ?? '' };
  }

  test('[T9] a service that answers while people talk is heard when they hand back, and asked nothing twice', () => {
    const { talk, call } = taken();
    expect(talk.happen({ kind: 'done', call, result: 45 }).effects).toEqual([]);
    expect(talk.happen({ kind: 'signal', name: 'other', data: {} }).effects).toEqual([]);
    expect(saidIn(talk.handBack().effects)).toEqual(['It costs 45.']);
    expect(talk.dialogue.run?.snapshot.held).toBeUndefined();
  });

  test('[T9] several are heard in their order', () => {
    const { talk, call } = taken();
    talk.happen({ kind: 'done', call, result: 45 });
    talk.happen({ kind: 'signal', name: 'paid', data: {} });
    expect(saidIn(talk.handBack().effects)).toEqual(['It costs 45.', 'Thank you.']);
  });

  test('[T9] what mattered to no node leaves the handback as it is', () => {
    const { talk, call } = taken();
    talk.happen({ kind: 'done', call: 'another', result: 1 });
    expect(talk.handBack().effects).toEqual([]);
    expect(talk.dialogue.run?.snapshot.held).toBeUndefined();
    expect(saidIn(talk.happen({ kind: 'failed', call, code: 'gone' }).effects)).toEqual(['Sorry.']);
  });
});

describe('who answers', () => {
  test('whoever writes first gets the default flow', () => {
    const talk = talkTo([booking, welcome]);
    expect(saidIn(talk.type('hello').effects)).toEqual(['What can we do?']);
    expect(talk.dialogue.run).toMatchObject({ flow: 'welcome', version: 1 });
  });

  test('without any flow nothing is said, and nothing is understood', () => {
    expect(talkTo([]).type('hello')).toMatchObject({ run: undefined, effects: [], understood: false });
  });

  test('[M11] what the question cannot make sense of begins the flow whose keyword it is', () => {
    const talk = talkTo([booking, welcome]);
    talk.type('hello');
    const { effects } = talk.type('  reserver ! ');
    expect(kindsOf(effects)).toEqual(['cancel', 'send']);
    expect(saidIn(effects)).toEqual(['Your name?']);
    expect(talk.dialogue.run?.flow).toBe('booking');
  });

  test('[M11] an answer that fits the question is not taken for a keyword', () => {
    const talk = talkTo([booking, welcome]);
    talk.begin('booking');
    expect(saidIn(talk.type('menu').effects)).toEqual(['Booked for menu.']);
  });

  test('[M11] a postback that is a flow’s trigger begins that flow, even at a question typed freely', () => {
    const talk = talkTo([booking, welcome]);
    talk.begin('booking');
    expect(saidIn(talk.happen({ kind: 'tap', data: 'promo-1', label: 'Book now' }).effects)).toEqual([
      'Your name?',
    ]);
    expect(talk.dialogue.run?.snapshot.vars['']).toEqual({});
  });

  test('[M11] of two flows with the same keyword, the first by id begins', () => {
    const rival = bundleOf(
      { e: { kind: 'end', say: says('Rival') } },
      { id: 'a-rival', triggers: booking.flow.triggers },
    );
    expect(saidIn(talkTo([booking, rival]).type('appointment').effects)).toEqual(['Rival']);
  });

  test('[M14] while people have the conversation the bot is silent to the customer', () => {
    const talk = talkTo([booking, welcome]);
    talk.type('hello');
    talk.type('human');
    const before = talk.dialogue.run;
    for (const event of [
      { kind: 'text', text: 'menu' },
      { kind: 'text', text: 'help' },
      { kind: 'tap', data: writeTap({ node: 'hi', choice: 'book' }) },
    ] as const) {
      expect(talk.happen(event)).toMatchObject({ effects: [], run: before });
    }
    expect(saidIn(talk.handBack().effects).at(-1)).toBe('What can we do?');
  });

  test('[M17] at a wait that listens to nobody, a keyword of another flow begins it; other words are let pass', () => {
    const waiting = bundleOf(
      { w: { kind: 'wait', timeout: { after: '1d', to: 'end' } }, end: { kind: 'end' } },
      { id: 'waiting' },
    );
    const talk = talkTo([waiting, booking, welcome]);
    talk.begin('waiting');
    expect(talk.type('thanks')).toMatchObject({ effects: [], understood: false });
    expect(talk.dialogue.run?.flow).toBe('waiting');
    expect(saidIn(talk.type('appointment').effects)).toEqual(['Your name?']);
  });

  test('[M18] a gathered text may be a keyword of another flow', () => {
    const slow = bundleOf(
      { q: { kind: 'choose', ask: says('Yes?'), choices: [{ id: 'y', label: 'Yes', to: 'q' }] } },
      { id: 'slow', settings: { gather: '3s' } },
    );
    const talk = talkTo([slow, booking]);
    talk.begin('slow');
    talk.type('appointment');
    const [token = ''] = Object.keys(talk.dialogue.run?.snapshot.timers ?? {});
    expect(saidIn(talk.happen({ kind: 'timer', token }).effects)).toEqual(['Your name?']);
  });
});

describe('after the end', () => {
  const ending = (settings: FlowInput['settings']) =>
    bundleOf({ end: { kind: 'end', say: says('Over.') } }, { id: 'ending', settings });

  test('[M12] the default flow', () => {
    const talk = talkTo([ending({}), welcome]);
    talk.begin('ending');
    expect(saidIn(talk.type('thanks').effects)).toEqual(['What can we do?']);
  });

  test('[M12] the same flow again', () => {
    const talk = talkTo([ending({ afterEnd: { policy: 'restart' } }), welcome]);
    talk.begin('ending');
    expect(saidIn(talk.type('thanks').effects)).toEqual(['Over.']);
  });

  test('[M12] a message, which keeps the limits and the language', () => {
    const message = { kind: 'text' as const, text: { en: 'Thank you, {{contact.name}}.', fr: 'Merci.' } };
    const talk = talkTo([ending({ afterEnd: { policy: 'say', message } }), welcome]);
    talk.begin('ending');
    expect(saidIn(talk.type('thanks').effects)).toEqual(['Thank you, Marie.']);
    expect(talk.dialogue.run?.snapshot.status).toBe('done');
  });

  test('[M12] a person', () => {
    const talk = talkTo([ending({ afterEnd: { policy: 'person' } }), welcome]);
    talk.begin('ending');
    expect(only(talk.type('thanks').effects, 'handoff')).toMatchObject([{ reason: 'asked' }]);
  });

  test('[M12] silence, which still lets keywords through', () => {
    const talk = talkTo([ending({ afterEnd: { policy: 'silence' } }), welcome]);
    talk.begin('ending');
    expect(talk.type('thanks')).toMatchObject({ effects: [], understood: false });
    expect(saidIn(talk.type('menu').effects)).toEqual(['What can we do?']);
  });

  test('[M13] whoever asks for a person gets one, after an end and before any flow', () => {
    const ended = talkTo([ending({ afterEnd: { policy: 'silence' } })]);
    ended.begin('ending');
    expect(only(ended.type('talk to a person').effects, 'handoff')).toHaveLength(1);
    const fresh = talkTo([welcome]);
    expect(only(fresh.type('agent').effects, 'handoff')).toHaveLength(1);
    const tapped = talkTo([ending({})]);
    tapped.begin('ending');
    expect(only(tapped.happen({ kind: 'tap', data: GLOBAL_TAPS.person }).effects, 'handoff')).toHaveLength(1);
  });

  test('[M16] a phone that opened a map after the end wants no answer', () => {
    const talk = talkTo([ending({}), welcome]);
    talk.begin('ending');
    for (const data of ['', 'map-opened']) {
      expect(talk.happen({ kind: 'tap', data }).effects).toEqual([]);
      expect(talk.dialogue.run).toMatchObject({ flow: 'ending', snapshot: { status: 'done' } });
    }
  });

  test('[M4] a language asked for before any flow is the language of the first', () => {
    const talk = talkTo([welcome]);
    expect(saidIn(talk.type('en français').effects)).toEqual(['Que pouvons-nous faire ?']);
    expect(talk.dialogue.locale).toBe('fr');
  });
});

describe('from flow to flow', () => {
  test('[M15] [E1] a flow that follows begins in the same turn, its effects numbered on', () => {
    const talk = talkTo([booking, welcome]);
    talk.type('hello');
    const { effects, visited } = talk.type('book');
    expect(visited).toEqual(['book', 'name']);
    expect(kindsOf(effects)).toEqual(['cancel', 'end', 'send']);
    expect(effects.map(({ id }) => id)).toEqual(effects.map((_, n) => effectId(idOf(2), n)));
    expect(talk.dialogue.run?.flow).toBe('booking');
  });

  test('[M15] a flow that is not published sends the customer to people', () => {
    const talk = talkTo([welcome]);
    talk.type('hello');
    const { effects, problem } = talk.type('book');
    expect(problem).toMatchObject({ code: 'no-flow', node: 'book' });
    expect(only(effects, 'handoff')).toMatchObject([{ reason: 'problem' }]);
    expect(new Set(effects.map(({ id }) => id)).size).toBe(effects.length);
  });

  test('[M15] flows that follow each other without end are stopped', () => {
    const ping = bundleOf({ e: { kind: 'end', say: says('ping'), next: 'pong' } }, { id: 'ping' });
    const pong = bundleOf({ e: { kind: 'end', say: says('pong'), next: 'ping' } }, { id: 'pong' });
    const talk = talkTo([ping, pong]);
    const { effects, problem } = talk.begin('ping');
    expect(problem?.code).toBe('loop');
    expect(only(effects, 'end')).toHaveLength(6);
    expect(only(effects, 'handoff')).toHaveLength(1);
    expect(new Set(effects.map(({ id }) => id)).size).toBe(effects.length);
  });

  test('the language of one flow is that of the next', () => {
    const talk = talkTo([welcome]);
    talk.type('hello');
    talk.type('français');
    talk.happen({ kind: 'timer', token: Object.keys(talk.dialogue.run?.snapshot.timers ?? {})[0] ?? '' });
    expect(saidIn(talk.type('encore').effects)).toEqual(['Que pouvons-nous faire ?']);
  });
});

describe('consent', () => {
  test('[C1] STOP ends everything with one confirmation', () => {
    for (const stop of [
      { kind: 'text', text: 'Stop!' },
      { kind: 'text', text: 'ARRÊT' },
      { kind: 'unsubscribe' },
    ] as const) {
      const talk = talkTo([welcome]);
      talk.type('hello');
      const { effects } = talk.happen(stop);
      expect(kindsOf(effects)).toEqual(['cancel', 'opt-out', 'send']);
      expect(only(effects, 'send')).toMatchObject([{ traffic: 'acknowledgement' }]);
      expect(saidIn(effects)[0]).toContain('Maison Carillon');
      expect(talk.dialogue.optedOut).toBe(true);
      const { timers, calls, status, outcome } = talk.dialogue.run?.snapshot ?? {};
      expect({ timers, calls, status, outcome }).toEqual({
        timers: {},
        calls: {},
        status: 'done',
        outcome: 'stopped',
      });
    }
  });

  test('[C1] [M10] a question ended by STOP is not asked again when people hand back', () => {
    const talk = talkTo([welcome]);
    talk.type('hello');
    talk.type('stop');
    expect(talk.handBack().effects).toEqual([]);
    expect(talk.dialogue.run?.snapshot.status).toBe('done');
  });

  test('[C2] the second report of one opt-out changes nothing and says nothing', () => {
    const talk = talkTo([welcome]);
    talk.type('STOP');
    const before = talk.dialogue;
    expect(talk.happen({ kind: 'unsubscribe' }).effects).toEqual([]);
    expect(talk.type('stop').effects).toEqual([]);
    expect(talk.dialogue).toEqual(before);
  });

  test('[C2] a stop said again ends what the customer began meanwhile, without a word', () => {
    const talk = talkTo([welcome]);
    talk.type('STOP');
    talk.type('hello');
    expect(talk.dialogue.run?.snapshot.status).toBe('active');
    expect(kindsOf(talk.type('stop').effects)).toEqual(['cancel', 'opt-out']);
    expect(talk.dialogue.run?.snapshot.status).toBe('done');
  });

  test('[C3] START takes an opt-out back, once', () => {
    const talk = talkTo([welcome]);
    talk.type('STOP');
    expect(kindsOf(talk.type('start').effects)).toEqual(['opt-in', 'send']);
    expect(talk.happen({ kind: 'subscribe' }).effects).toEqual([]);
    expect(talk.dialogue.optedOut).toBe(false);
  });

  test('[C3] without an opt-out, START is a word like any other', () => {
    const talk = talkTo([welcome]);
    expect(saidIn(talk.type('start').effects)).toEqual(['What can we do?']);
  });

  test('[C4] consent holds while people have the conversation, and where there is no flow', () => {
    const withPeople = talkTo([welcome], { ...NOBODY, withPeople: true });
    expect(withPeople.type('stop').optedOut).toBe(true);
    expect(kindsOf(talkTo([]).type('stop').effects)).toEqual(['opt-out', 'send']);
  });

  test('[C5] CANCEL is the button of that name where there is one, and an opt-out elsewhere', () => {
    const asked = talkTo([welcome]);
    asked.type('hello');
    expect(saidIn(asked.type('cancel').effects)).toEqual(['Bye.']);
    expect(asked.dialogue.optedOut).toBe(false);
    expect(asked.type('cancel').optedOut).toBe(true);
  });

  test('[C5] STOP is an opt-out even where a button is called so', () => {
    const trap = bundleOf(
      { q: { kind: 'choose', ask: says('Go on?'), choices: [{ id: 's', label: 'Stop', to: 'q' }] } },
      { id: 'trap', triggers: [{ kind: 'default' }] },
    );
    const talk = talkTo([trap]);
    talk.type('hello');
    expect(talk.type('stop').optedOut).toBe(true);
  });

  test('[C5] from an American or Canadian number CANCEL is an opt-out even where a button is called so', () => {
    for (const phone of ['+12125550100', '+14165550100']) {
      const talk = talkTo([welcome], NOBODY, { ...FACTS, contact: { ...FACTS.contact, phone } });
      talk.type('hello');
      expect(talk.type('cancel').optedOut).toBe(true);
    }
  });

  test('[C6] words that may mean stop go to a person, and the customer is told how to be sure', () => {
    const talk = talkTo([welcome]);
    talk.type('hello');
    const before = talk.dialogue.run;
    const taken = talk.type('stop please');
    expect(taken.optedOut).toBe(false);
    expect(kindsOf(taken.effects)).toEqual(['send', 'handoff']);
    expect(saidIn(taken.effects)[0]).toContain('Reply STOP to end our messages');
    expect(only(taken.effects, 'send')[0]?.traffic).toBe('acknowledgement');
    expect(only(taken.effects, 'handoff')).toMatchObject([
      { reason: 'consent', queue: 'default', summary: 'stop please' },
    ]);
    expect(new Set(taken.effects.map(({ id }) => id)).size).toBe(2);
    expect(talk.dialogue.run).toEqual(before);
    expect(saidIn(talk.handBack().effects).at(-1)).toBe('What can we do?');
  });

  test('[C6] they go to the people the flow names, in the customer’s language, and without a flow to anybody', () => {
    const staffed = bundleOf(
      {
        q: { kind: 'ask', ask: says('?'), expect: { type: 'text' }, save: 'x', to: 'p' },
        p: { kind: 'handoff', queue: 'front-desk' },
      },
      { id: 'staffed', triggers: [{ kind: 'default' }], settings: { person: 'p' } },
    );
    const talk = talkTo([staffed], { ...NOBODY, locale: 'fr' });
    talk.type('bonjour');
    const taken = talk.type('ne m’envoyez plus rien');
    expect(only(taken.effects, 'handoff')).toMatchObject([{ reason: 'consent', queue: 'front-desk' }]);
    expect(saidIn(taken.effects)[0]).toContain('Répondez STOP');
    expect(kindsOf(talkTo([]).type('stop please').effects)).toEqual(['send', 'handoff']);
  });

  test('[C6] a choice of the open question comes first', () => {
    const parking = bundleOf(
      {
        q: {
          kind: 'choose',
          ask: says('And now?'),
          choices: [{ id: 's', label: 'Please stop', to: 'e' }],
        },
        e: { kind: 'end', say: says('Stopped the engine.') },
      },
      { id: 'parking', triggers: [{ kind: 'default' }] },
    );
    const talk = talkTo([parking]);
    talk.type('hello');
    expect(saidIn(talk.type('please stop').effects)).toEqual(['Stopped the engine.']);
  });

  test('[C6] who has a person already, or has opted out, is told nothing', () => {
    const withPeople = talkTo([welcome], { ...NOBODY, withPeople: true });
    expect(withPeople.type('stop please').effects).toEqual([]);
    const out = talkTo([welcome]);
    out.type('STOP');
    expect(out.type('stop please').effects).toEqual([]);
    expect(out.dialogue.optedOut).toBe(true);
  });

  test('[C6] from an American number a refusal in any words is an opt-out', () => {
    const contact = { ...FACTS.contact, phone: '+12125550100' };
    const talk = talkTo([welcome], NOBODY, { ...FACTS, contact });
    expect(talk.type('please stop texting me').optedOut).toBe(true);
  });

  test('who writes again after an opt-out is answered, but not resubscribed', () => {
    const talk = talkTo([welcome]);
    talk.type('hello');
    talk.type('stop');
    expect(saidIn(talk.type('hello again').effects)).toEqual(['What can we do?']);
    expect(talk.dialogue.optedOut).toBe(true);
  });
});
