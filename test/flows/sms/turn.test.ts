import { describe, expect, test } from 'vitest';
import type { Effect } from '../../../flows/effect.ts';
import type { Event } from '../../../flows/event.ts';
import type { Bundle } from '../../../flows/flow.ts';
import type { Facts } from '../../../flows/scope.ts';
import { renderSms } from '../../../flows/sms/render.ts';
import { GLOBAL_TAPS, writeTap } from '../../../flows/tap.ts';
import { begin, type Dialogue, type Turn, turn } from '../../../flows/turn.ts';
import {
  bundleOf,
  catalogueOf,
  FACTS,
  idOf,
  NOBODY,
  NOON,
  type Occurrence,
  only,
  saidIn,
  says,
} from '../fixtures.ts';

const reply = (label: string, data: string) => ({ kind: 'reply' as const, label, data });

const shop = bundleOf(
  {
    hi: {
      kind: 'say',
      say: [
        {
          message: {
            kind: 'text',
            text: 'Welcome.',
            suggestions: [reply('Offers', 'promo-1'), reply('Opening hours', 'hours')],
          },
        },
      ],
      to: 'what',
    },
    what: {
      kind: 'choose',
      ask: says('What shall it be?'),
      save: 'what',
      choices: [
        { id: 'cut', label: { en: 'Haircut', fr: 'Coupe' }, words: ['trim'], to: 'name' },
        { id: 'colour', label: { en: 'Colour', fr: 'Couleur' }, to: 'wait' },
        { id: 'end', label: 'Cancel', to: 'bye' },
      ],
      timeout: { after: '1h', to: 'bye' },
    },
    name: {
      kind: 'ask',
      ask: says('For how many, {{what}}?'),
      expect: { type: 'number' },
      save: 'count',
      skip: [{ id: 'none', label: 'Skip', to: 'bye' }],
      to: 'bye',
    },
    wait: { kind: 'wait', timeout: { after: '1d', to: 'bye' } },
    bye: { kind: 'end', say: says('Bye, {{what}} {{count}}.') },
  },
  { id: 'shop', triggers: [{ kind: 'default' }, { kind: 'keyword', words: ['shop'] }] },
);
const offers = bundleOf(
  { e: { kind: 'end', say: says('Today everything is free.') } },
  { id: 'offers', triggers: [{ kind: 'postback', data: 'promo-1' }] },
);

/** One conversation as the shell would keep it. */
function talkTo(bundles: Bundle[], more: Partial<Facts> = {}, from: Dialogue = NOBODY) {
  const catalogue = catalogueOf(...bundles);
  let facts: Facts = { ...FACTS, channel: 'sms', ...more };
  let dialogue = from;
  let count = 0;
  let last: Turn | undefined;
  const keep = (taken: Turn) => {
    const withPeople = dialogue.withPeople || taken.effects.some(({ kind }) => kind === 'handoff');
    const { run, optedOut, locale } = taken;
    dialogue = { run, optedOut, locale, withPeople, choices: taken.choices ?? dialogue.choices };
    last = taken;
    return taken;
  };
  const stamp = () => ({ id: idOf(++count), at: NOON + count * 1000 });
  return {
    get dialogue() {
      return dialogue;
    },
    get labels() {
      return dialogue.choices?.map(({ label }) => label);
    },
    get node() {
      return dialogue.run?.snapshot.value;
    },
    get last() {
      return last;
    },
    by(channel: Facts['channel']) {
      facts = { ...facts, channel };
    },
    happen(event: Occurrence) {
      const program = dialogue.run && catalogue.get(dialogue.run.flow)?.program;
      return keep(turn(dialogue, program, { ...event, ...stamp() } as Event, facts, catalogue));
    },
    type(text: string) {
      return this.happen({ kind: 'text', text });
    },
    begin(flow: string) {
      const listed = catalogue.get(flow);
      if (!listed) throw new Error(flow);
      return keep(begin(dialogue, listed, { kind: 'start', variables: {}, ...stamp() }, facts, catalogue));
    },
    handBack() {
      dialogue = { ...dialogue, withPeople: false };
      return this.happen({ kind: 'handback' });
    },
  };
}

/** What the effects say as SMS. */
function smsIn(effects: readonly Effect[]): string[] {
  return only(effects, 'send').map(({ message, sms, numberFrom, typed }) => {
    return renderSms(message, { own: sms, locale: 'en', smart: 'when-shorter', numberFrom, typed }).text;
  });
}

describe('the numbers of a turn', () => {
  test('[X13] go through all its messages', () => {
    const talk = talkTo([shop]);
    expect(smsIn(talk.begin('shop').effects)).toEqual([
      'Welcome.\nReply 1 for Offers, 2 for Opening hours',
      'What shall it be?\nReply 3 for Haircut, 4 for Colour, 5 for Cancel',
    ]);
    const sent = only(talk.last?.effects ?? [], 'send');
    expect(sent[0]).not.toHaveProperty('numberFrom');
    expect(sent[1]).toMatchObject({ numberFrom: 3 });
    expect(talk.labels).toEqual(['Offers', 'Opening hours', 'Haircut', 'Colour', 'Cancel']);
  });

  test('[X13] hold until there are others: a turn without choices leaves them', () => {
    const talk = talkTo([shop, offers]);
    talk.begin('shop');
    const before = talk.labels;
    expect(talk.type('4')).not.toHaveProperty('choices');
    expect(talk.labels).toEqual(before);
  });

  test('[X13] end where the answer is typed, so that a number is the answer', () => {
    const talk = talkTo([shop]);
    talk.begin('shop');
    expect(smsIn(talk.type('3').effects)).toEqual(['For how many, cut?\nOr reply SKIP']);
    expect(talk.labels).toEqual([]);
    expect(saidIn(talk.type('2').effects)).toEqual(['Bye, cut 2.']);
  });

  test('[X13] are the same over RCS, since a message may go by SMS later', () => {
    const talk = talkTo([shop], { channel: 'rbm' });
    talk.begin('shop');
    expect(talk.labels).toHaveLength(5);
  });
});

describe('a text by SMS', () => {
  test.each([
    ['3', 'name'],
    ['3.', 'name'],
    ['#4', 'wait'],
    ['option 4', 'wait'],
    ['haircut', 'name'],
    ['COLOR', 'wait'],
    ['trim', 'name'],
    ['coupe', 'name'],
  ])('[X14] "%s" is the choice it names', (text, node) => {
    const talk = talkTo([shop]);
    talk.begin('shop');
    talk.type(text);
    expect(talk.node).toBe(node);
  });

  test('[X14] reaches what only a button could: another flow’s postback', () => {
    const talk = talkTo([shop, offers]);
    talk.begin('shop');
    expect(saidIn(talk.type('1').effects)).toEqual(['Today everything is free.']);
  });

  test('[X14] reaches the buttons that mean the same everywhere', () => {
    const talk = talkTo([shop]);
    talk.begin('shop');
    for (let miss = 0; miss < 3; miss += 1) talk.type('qzxw vvkj');
    expect(talk.labels?.slice(0, 2)).toEqual(['Talk to a person', 'Start again']);
    expect(talk.dialogue.choices?.[0]?.data).toBe(GLOBAL_TAPS.person);
    expect(talk.type('1').effects).toContainEqual(
      expect.objectContaining({ kind: 'handoff', reason: 'asked' }),
    );
  });

  test('[X14] a number outside of the list, and what could be several, is asked again', () => {
    const talk = talkTo([shop]);
    talk.begin('shop');
    expect(talk.type('9')).toMatchObject({ understood: false });
    expect(talk.node).toBe('what');
    expect(smsIn(talk.last?.effects ?? [])).toEqual([
      "Sorry, I didn't get that.\nReply 1 for Haircut, 2 for Colour, 3 for Cancel",
    ]);
    talk.type('co');
    expect(talk.node).toBe('what');
  });

  test('[X14] over RCS a number is read by the open question alone', () => {
    const talk = talkTo([shop], { channel: 'rbm' });
    talk.begin('shop');
    talk.type('2');
    expect(talk.node).toBe('wait');
  });

  test('[X14] a number of a list shown over RCS counts once the customer writes by SMS', () => {
    const talk = talkTo([shop], { channel: 'rbm' });
    talk.begin('shop');
    talk.by('sms');
    talk.type('4');
    expect(talk.node).toBe('wait');
  });

  test('[X14] while people have the conversation a number is only a number', () => {
    const talk = talkTo([shop]);
    talk.begin('shop');
    talk.type('talk to a person');
    expect(talk.dialogue.withPeople).toBe(true);
    expect(talk.type('3').effects).toEqual([]);
  });

  test('[X14] consent comes before every choice', () => {
    const stopping: Dialogue = {
      ...NOBODY,
      choices: [reply('Stop', 'x'), reply('Go', 'y')].map(({ label, data }) => ({ label, data })),
    };
    const talk = talkTo([shop], {}, stopping);
    expect(only(talk.type('stop').effects, 'opt-out')).toHaveLength(1);
  });

  test('[X14] an answer to an earlier question is named as such, in words that fit an SMS', () => {
    const old: Dialogue = {
      ...NOBODY,
      choices: [{ label: 'Blue', data: writeTap({ node: 'gone', choice: 'blue' }) }],
    };
    const talk = talkTo([shop], {}, old);
    talk.begin('shop');
    const later = talkTo([shop], {}, { ...talk.dialogue, choices: old.choices });
    expect(smsIn(later.type('1').effects)[0]).toBe('That answer belongs to an earlier question.');
  });
});

describe('questions an SMS cannot answer as asked', () => {
  const where = bundleOf({
    place: { kind: 'ask', ask: says('Where?'), expect: { type: 'location' }, save: 'place', to: 'photo' },
    photo: {
      kind: 'ask',
      ask: says('A photo?'),
      expect: { type: 'file' },
      save: 'photo',
      skip: [{ id: 'none', label: 'No photo', to: 'bye' }],
      to: 'bye',
    },
    bye: { kind: 'end', say: says('Noted: {{place}}.') },
  });

  test('[X15] an address in words is a place', () => {
    const talk = talkTo([where]);
    talk.begin('main');
    talk.type('12 rue de la Paix, Lyon');
    expect(talk.dialogue.run?.snapshot.vars['']?.place).toEqual({ address: '12 rue de la Paix, Lyon' });
    expect(saidIn(talk.type('no photo').effects)).toEqual(['Noted: 12 rue de la Paix, Lyon.']);
  });

  test.each(['!', '12', '😀', 'x'.repeat(201), '91.5, 2.1'])('[X15] "%s" is no address', (text) => {
    const talk = talkTo([where]);
    talk.begin('main');
    expect(smsIn(talk.type(text).effects)).toEqual(['Please reply with the address, or the nearest town.']);
    expect(talk.node).toBe('place');
  });

  test('[X15] coordinates stay coordinates, and over RCS words are no place', () => {
    const talk = talkTo([where]);
    talk.begin('main');
    talk.type('45.76, 4.83');
    expect(talk.dialogue.run?.snapshot.vars['']?.place).toEqual({ latitude: 45.76, longitude: 4.83 });
    const rcs = talkTo([where], { channel: 'rbm' });
    rcs.begin('main');
    rcs.type('12 rue de la Paix, Lyon');
    expect(rcs.node).toBe('place');
  });

  test('[X15] who cannot send a file is told the ways on', () => {
    const talk = talkTo([where]);
    talk.begin('main');
    talk.type('Lyon');
    expect(smsIn(talk.type('I have none').effects)).toEqual([
      "Photos and files can't be sent by SMS here, sorry. Reply PERSON and a colleague will help.\nOr reply NO PHOTO",
    ]);
    expect(only(talk.type('person').effects, 'handoff')).toHaveLength(1);
  });
});
