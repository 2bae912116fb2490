import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { check, type Finding, MAX_NODES, parseFlow } from '../../flows/check.ts';
import { type Flow, type FlowInput, flowSchema } from '../../flows/flow.ts';
import { simulate } from '../../flows/simulate.ts';
import { flowOf, says } from './fixtures.ts';
import { randomFlow } from './random-flow.ts';

type Nodes = FlowInput['nodes'];

/** A flow in which nothing is wrong, to be spoilt in one place by each test. */
const sound = (): FlowInput => ({
  format: 1,
  id: 'main',
  name: 'Main',
  locales: ['en', 'fr'],
  start: 'hello',
  variables: { name: { type: 'text', default: 'you' } },
  triggers: [{ kind: 'keyword', words: ['hello'] }],
  nodes: {
    hello: {
      kind: 'choose',
      ask: {
        message: {
          kind: 'card',
          card: {
            title: { en: 'Hello {{name}}', fr: 'Bonjour {{name}}' },
            media: { url: 'https://example.com/a.jpg' },
            suggestions: [{ kind: 'reply', choice: 'days' }],
          },
          suggestions: [{ kind: 'open-url', label: 'Site', url: 'https://example.com' }],
        },
      },
      choices: [
        { id: 'days', label: { en: 'See days', fr: 'Voir les jours' }, to: 'days' },
        { id: 'person', label: { en: 'A person', fr: 'Quelqu’un' }, to: 'people' },
      ],
      timeout: { after: '2h', to: 'end' },
    },
    days: {
      kind: 'call',
      service: 'calendar',
      operation: 'days',
      input: { from: '{{today}}' },
      pick: { days: 'days' },
      on: { closed: 'people' },
      failed: 'people',
      to: 'pick',
    },
    pick: {
      kind: 'choose',
      ask: { message: { kind: 'text', text: { en: 'Which day?', fr: 'Quel jour ?' } } },
      options: {
        from: 'days',
        label: '{{item.date | date: "short"}}',
        value: '{{item.date}}',
        to: 'wait',
        none: 'people',
      },
      save: 'day',
      timeout: { after: '1h', to: 'end' },
    },
    wait: {
      kind: 'wait',
      on: [
        {
          signal: 'case.updated',
          when: { value: 'signal.number', is: 'equals', than: '{{day}}' },
          to: 'end',
        },
      ],
      message: { to: 'hello' },
      timeout: { after: '1d', to: 'end' },
    },
    people: { kind: 'handoff', summary: 'About {{day}}' },
    end: { kind: 'end', say: { message: { kind: 'text', text: { en: 'Bye', fr: 'Au revoir' } } } },
  },
});
const services = { calendar: { operations: { days: { failures: { closed: 'It is closed.' } } } } };

function findings(change: (input: FlowInput) => void, others: Flow[] = []): Finding[] {
  const input = structuredClone(sound());
  change(input);
  const flow = flowSchema.parse(input);
  return check(flow, { flows: new Map([flow, ...others].map((one) => [one.id, one])), services });
}

/** Sets the value at a path of the document, or removes it. */
function put(path: string, value?: unknown) {
  return (input: FlowInput) => {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let at = input as unknown as Record<string, unknown>;
    for (const key of keys) at = at[key] as Record<string, unknown>;
    if (value === undefined) delete at[last];
    else at[last] = value;
  };
}

const long = 'x'.repeat(3100);
const choices = (...labels: string[]) => labels.map((label, n) => ({ id: `c${n}`, label, to: 'end' }));

/** What spoils the flow, and what must be found: severity, code, path. */
const spoilt: [
  name: string,
  change: (input: FlowInput) => void,
  severity: Finding['severity'],
  code: string,
  path: string,
][] = [
  ['a start that is missing', put('start', 'gone'), 'error', 'start-missing', 'start'],
  [
    'a person node that is missing',
    put('settings', { person: 'gone' }),
    'error',
    'person-missing',
    'settings.person',
  ],
  [
    'an exit not connected',
    put('nodes.hello.choices.0.to'),
    'error',
    'exit-unconnected',
    'nodes.hello.choices.0.to',
  ],
  [
    'a timeout not connected',
    put('nodes.wait.timeout', { after: '1d' }),
    'error',
    'exit-unconnected',
    'nodes.wait.timeout.to',
  ],
  ['a signal not connected', put('nodes.wait.on.0.to'), 'error', 'exit-unconnected', 'nodes.wait.on.0.to'],
  [
    'an exit to a missing node',
    put('nodes.days.on.closed', 'gone'),
    'error',
    'exit-missing',
    'nodes.days.on.closed',
  ],
  [
    'a list without "none"',
    put('nodes.pick.options.none'),
    'error',
    'options-none',
    'nodes.pick.options.none',
  ],
  ['a call without "failed"', put('nodes.days.failed'), 'error', 'call-failed-exit', 'nodes.days.failed'],
  ['a node no way leads to', put('nodes.island', { kind: 'end' }), 'warning', 'unreachable', 'nodes.island'],
  [
    'a loop that never waits',
    (input) => {
      put('nodes.a', { kind: 'say', say: [says('a')], to: 'b' })(input);
      put('nodes.b', { kind: 'set', assign: [{ variable: 'name', to: 'x' }], to: 'a' })(input);
      put('nodes.hello.timeout.to', 'a')(input);
    },
    'error',
    'loop-never-waits',
    'nodes.a',
  ],
  [
    'a loop through an empty list',
    (input) => {
      put('nodes.pick.options.none', 'say')(input);
      put('nodes.say', { kind: 'say', say: [says('None.')], to: 'pick' })(input);
    },
    'error',
    'loop-never-waits',
    'nodes.pick',
  ],
  ['a loop of calls', put('nodes.days.failed', 'days'), 'warning', 'loop-of-calls', 'nodes.days'],
  [
    'a part without a way out',
    (input) => {
      const answers = [{ id: 'again', label: 'Again', to: 'trap' }];
      put('nodes.trap', {
        kind: 'choose',
        ask: says('?'),
        choices: answers,
        timeout: { after: '1h', to: 'trap' },
      })(input);
      put('nodes.hello.timeout.to', 'trap')(input);
    },
    'error',
    'dead-end',
    'nodes.trap',
  ],
  [
    'a sub-flow that is missing',
    put('nodes.sub', { kind: 'subflow', flow: 'gone', to: 'end' }),
    'error',
    'subflow-missing',
    'nodes.sub.flow',
  ],
  [
    'a flow that calls itself',
    put('nodes.sub', { kind: 'subflow', flow: 'main', to: 'end' }),
    'error',
    'subflow-recursive',
    'nodes.sub.flow',
  ],
  [
    'a following flow that is missing',
    put('nodes.end.next', 'gone'),
    'warning',
    'next-missing',
    'nodes.end.next',
  ],
  [
    'a service that is missing',
    put('nodes.days.service', 'weather'),
    'error',
    'service-unknown',
    'nodes.days.service',
  ],
  [
    'an operation that is missing',
    put('nodes.days.operation', 'nights'),
    'error',
    'operation-unknown',
    'nodes.days.operation',
  ],
  [
    'a failure the operation does not have',
    put('nodes.days.on.rain', 'end'),
    'error',
    'failure-unknown',
    'nodes.days.on.rain',
  ],
  [
    'an unknown formatter',
    put('nodes.people.summary', '{{name | shout}}'),
    'error',
    'template-fault',
    'nodes.people.summary',
  ],
  [
    'a template not closed',
    put('nodes.end.say.message.text.fr', 'Au revoir {{name'),
    'error',
    'template-fault',
    'nodes.end.say.message.text',
  ],
  [
    'an unknown variable',
    put('nodes.people.summary', '{{nmae}}'),
    'warning',
    'variable-unknown',
    'nodes.people.summary',
  ],
  [
    'an unknown fact',
    put('nodes.people.summary', '{{contact.age}}'),
    'warning',
    'variable-unknown',
    'nodes.people.summary',
  ],
  [
    'an unknown list',
    put('nodes.pick.options.from', 'nights'),
    'warning',
    'variable-unknown',
    'nodes.pick.options.from',
  ],
  [
    'an item outside a list',
    put('nodes.people.summary', '{{item.date}}'),
    'warning',
    'variable-unknown',
    'nodes.people.summary',
  ],
  [
    'a variable never set',
    put('variables.name', { type: 'text' }),
    'warning',
    'variable-never-set',
    'nodes.hello.ask.message.card.title',
  ],
  [
    'a label too long',
    put('nodes.hello.choices.0.label.fr', 'x'.repeat(26)),
    'error',
    'too-long',
    'nodes.hello.choices.0.label',
  ],
  [
    'a label too long beside its template',
    put('nodes.pick.options.label', `{{item}}${'x'.repeat(26)}`),
    'error',
    'too-long',
    'nodes.pick.options.label',
  ],
  [
    'a title too long',
    put('nodes.hello.ask.message.card.title.en', 'x'.repeat(201)),
    'error',
    'too-long',
    'nodes.hello.ask.message.card.title',
  ],
  [
    'a text too long',
    put('nodes.end.say.message.text.en', long),
    'error',
    'too-long',
    'nodes.end.say.message.text',
  ],
  [
    'an address too long',
    put('nodes.hello.ask.message.suggestions.0.url', `https://${long}`),
    'error',
    'too-long',
    'nodes.hello.ask.message.suggestions.0.url',
  ],
  [
    'an empty text',
    put('nodes.end.say.message.text', ' '),
    'error',
    'empty-text',
    'nodes.end.say.message.text',
  ],
  [
    'too many chips',
    put('nodes.pick.choices', choices('A', 'B', 'C', 'D')),
    'error',
    'too-many-chips',
    'nodes.pick.ask.message',
  ],
  [
    'a card with nothing',
    put('nodes.hello.ask.message.card', { suggestions: [] }),
    'error',
    'card-empty',
    'nodes.hello.ask.message.card',
  ],
  [
    'a horizontal card with a picture only',
    put('nodes.end.say.message', {
      kind: 'card',
      orientation: 'horizontal',
      card: { media: { url: 'https://example.com/a.jpg' } },
    }),
    'error',
    'card-horizontal-bare',
    'nodes.end.say.message.card',
  ],
  [
    'tall pictures in a small carousel',
    put('nodes.end.say.message', {
      kind: 'carousel',
      width: 'small',
      cards: [{ title: 'A' }, { media: { url: 'https://example.com/a.jpg', height: 'tall' } }],
    }),
    'error',
    'carousel-tall',
    'nodes.end.say.message.cards.1.media.height',
  ],
  [
    'a card button without its choice',
    put('nodes.hello.ask.message.card.suggestions.0.choice', 'gone'),
    'error',
    'reply-without-choice',
    'nodes.hello.ask.message.card.suggestions.0.choice',
  ],
  [
    'a button whose postback nobody hears',
    put('nodes.end.say.message.suggestions', [{ kind: 'reply', label: 'More', data: 'more' }]),
    'warning',
    'postback-unheard',
    'nodes.end.say.message.suggestions.0.data',
  ],
  [
    'a map button without a place',
    put('nodes.end.say.message.suggestions', [{ kind: 'view-location', label: 'Map' }]),
    'error',
    'place-missing',
    'nodes.end.say.message.suggestions.0',
  ],
  [
    'an address without https',
    put('nodes.hello.ask.message.suggestions.0.url', 'http://example.com'),
    'warning',
    'url-not-https',
    'nodes.hello.ask.message.suggestions.0.url',
  ],
  [
    'an address that is not filled in',
    put('nodes.hello.ask.message.suggestions.0.url', 'https://'),
    'error',
    'url-unfinished',
    'nodes.hello.ask.message.suggestions.0.url',
  ],
  [
    'an address with a path and no host',
    put('nodes.hello.ask.message.suggestions.0.url', ' https:///picture.png'),
    'error',
    'url-unfinished',
    'nodes.hello.ask.message.suggestions.0.url',
  ],
  [
    'a script as an address',
    put('nodes.hello.ask.message.suggestions.0.url', 'javascript:alert(1)'),
    'warning',
    'url-not-https',
    'nodes.hello.ask.message.suggestions.0.url',
  ],
  [
    'a message that lives too briefly',
    put('nodes.end.delivery', { ttl: '5s' }),
    'warning',
    'ttl-short',
    'nodes.end.delivery.ttl',
  ],
  [
    'a message that lives too long',
    put('nodes.end.delivery', { ttl: '16d' }),
    'error',
    'ttl-out-of-range',
    'nodes.end.delivery.ttl',
  ],
  [
    'a choice id twice',
    put('nodes.hello.choices.1.id', 'days'),
    'error',
    'id-twice',
    'nodes.hello.choices.1.id',
  ],
  [
    'labels alike when typed',
    put('nodes.hello.choices.1.label.fr', 'VOIR les jours !'),
    'error',
    'answers-alike',
    'nodes.hello.choices.1.label',
  ],
  [
    'a label that ends all messages',
    put('nodes.hello.choices.1.label.en', 'Stop'),
    'warning',
    'label-is-stop',
    'nodes.hello.choices.1.label',
  ],
  [
    'a question asking for CANCEL',
    put('nodes.end.say.message.text.en', 'Reply CANCEL to cancel.'),
    'warning',
    'asks-for-stop-word',
    'nodes.end.say.message.text',
  ],
  [
    'a question asking for YES in French',
    put('nodes.end.say.message.text.fr', 'Répondez « YES ».'),
    'warning',
    'asks-for-stop-word',
    'nodes.end.say.message.text',
  ],
  [
    'a prompt that uses STOP for something else',
    put('nodes.end.say.message.text.en', 'Reply STOP to halt the machine.'),
    'warning',
    'asks-for-stop-word',
    'nodes.end.say.message.text',
  ],
  [
    'a question that those without RCS never get',
    put('nodes.hello.delivery', { sms: 'never' }),
    'warning',
    'sms-never-asked',
    'nodes.hello.delivery.sms',
  ],
  [
    'a message of more than three SMS',
    put('nodes.end.say.sms', 'x'.repeat(460)),
    'warning',
    'sms-long',
    'nodes.end.say',
  ],
  [
    'a message of more than ten SMS',
    put('nodes.end.say.message.text.en', 'x'.repeat(1531)),
    'error',
    'sms-too-long',
    'nodes.end.say',
  ],
  [
    'a character that makes an SMS two',
    put('nodes.end.say.message.text.fr', `${'x'.repeat(80)} 🎉`),
    'warning',
    'sms-characters',
    'nodes.end.say',
  ],
  [
    'a chip whose typed label is an opt-in',
    put('nodes.wait', {
      kind: 'ask',
      ask: { message: { kind: 'text', text: { en: 'Or?', fr: 'Ou ?' } } },
      expect: { type: 'text' },
      save: 'day',
      skip: [{ id: 'yes', label: 'Yes', to: 'end' }],
      timeout: { after: '1d', to: 'end' },
      to: 'end',
    }),
    'warning',
    'sms-asks-for-stop-word',
    'nodes.wait.ask',
  ],
  ['a wait without end', put('nodes.hello.timeout'), 'warning', 'no-timeout', 'nodes.hello.timeout'],
  ['a wait that hears nobody', put('nodes.wait.message'), 'warning', 'wait-unheard', 'nodes.wait.message'],
  [
    'a timeout over a year',
    put('nodes.hello.timeout.after', '400d'),
    'error',
    'timeout-out-of-range',
    'nodes.hello.timeout.after',
  ],
  [
    'a timeout at once',
    put('nodes.hello.timeout.after', '0s'),
    'error',
    'timeout-out-of-range',
    'nodes.hello.timeout.after',
  ],
  [
    'opening hours that are not stated',
    put('nodes.hello.timeout', { after: '2h', inOpeningHours: true, to: 'end' }),
    'error',
    'hours-missing',
    'nodes.hello.timeout.inOpeningHours',
  ],
  [
    'a flow that is never open',
    (input) => {
      put('nodes.hello.timeout', { after: '2h', inOpeningHours: true, to: 'end' })(input);
      put('settings', { hours: { week: { mon: [] }, exceptions: [{ date: '2026-12-25', shifts: [] }] } })(
        input,
      );
    },
    'error',
    'hours-never-open',
    'nodes.hello.timeout.inOpeningHours',
  ],
  [
    'more opening hours than a year has',
    (input) => {
      put('nodes.hello.timeout', { after: '3d', inOpeningHours: true, to: 'end' })(input);
      put('settings', { hours: { week: { mon: [{ from: '09:00', to: '10:00' }] } } })(input);
    },
    'error',
    'timeout-out-of-range',
    'nodes.hello.timeout.after',
  ],
  [
    'a question without answers',
    put('nodes.hello.choices', []),
    'error',
    'no-answers',
    'nodes.hello.choices',
  ],
  [
    'a gather time without end',
    put('settings', { gather: '2h' }),
    'error',
    'gather-out-of-range',
    'settings.gather',
  ],
  [
    'no words in a language',
    put('nodes.end.say.message.text', { en: 'Bye' }),
    'warning',
    'translation-missing',
    'nodes.end.say.message.text',
  ],
  [
    'a keyword that is STOP',
    put('triggers.0.words', ['STOP']),
    'error',
    'keyword-is-stop',
    'triggers.0.words.0',
  ],
  [
    'a keyword that means something else',
    put('triggers.0.words', ['help']),
    'warning',
    'keyword-is-global',
    'triggers.0.words.0',
  ],
  [
    'an unknown time zone',
    put('settings', { timezone: 'Mars/Olympus' }),
    'error',
    'timezone-unknown',
    'settings.timezone',
  ],
];

describe('checking', () => {
  test('a sound flow has nothing to report', () => {
    expect(findings(() => {})).toEqual([]);
  });

  test.each(spoilt)('%s is found', (_, change, severity, code, path) => {
    const found = findings(change).find((finding) => finding.code === code);
    expect(found).toMatchObject({ severity, code, path });
    const node = path.startsWith('nodes.') ? path.split('.')[1] : undefined;
    expect(found?.node).toBe(node);
  });

  test('what the brand’s settings replace is no fault, unless they replace nothing', () => {
    const input = sound();
    put('nodes.end.say.message.text.fr', `C’est noté, « à bientôt »${' merci'.repeat(12)}`)(input);
    const flow = flowSchema.parse(input);
    const found = (smart?: 'never') =>
      check(flow, { flows: { [flow.id]: flow }, services, smart }).map(({ code, path }) => `${code} ${path}`);
    expect(found()).toEqual([]);
    expect(found('never')).toContain('sms-characters nodes.end.say');
  });

  describe('a brand whose SMS nobody can reply to', () => {
    const acme = [{ brand: 'Acme', sender: 'ACME' }];
    const found = (unanswerable: typeof acme, change: (input: FlowInput) => void = () => {}) => {
      const input = sound();
      change(input);
      const flow = flowSchema.parse(input);
      return check(flow, { flows: { [flow.id]: flow }, services, unanswerable });
    };

    test('is named at each question that may leave by SMS, and nowhere else', () => {
      const told = found(acme);
      expect(told.map(({ severity, code, path }) => [severity, code, path])).toEqual([
        ['warning', 'sms-unanswerable', 'nodes.hello.delivery.sms'],
        ['warning', 'sms-unanswerable', 'nodes.pick.delivery.sms'],
      ]);
      expect(told[0]?.message.en).toContain('“Acme” sends as “ACME”');
      expect(found([])).toEqual([]);
    });

    test('is no fault of a question that never goes by SMS', () => {
      const told = found(acme, put('nodes.hello.delivery', { sms: 'never' }));
      expect(told.map(({ code, node }) => [code, node])).toEqual([
        ['sms-never-asked', 'hello'],
        ['sms-unanswerable', 'pick'],
      ]);
    });
  });

  describe('a link in promotion', () => {
    const hosts = ['salon.example', 'pages.example'];
    const told = (change: (input: FlowInput) => void, linkHosts: string[] | undefined = hosts) => {
      const input = sound();
      put('nodes.hello.ask.message.suggestions.0.url', 'https://www.salon.example/')(input);
      change(input);
      const flow = flowSchema.parse(input);
      const context = { flows: { [flow.id]: flow }, services, ...(linkHosts ? { linkHosts } : {}) };
      return check(flow, context).filter(({ code }) => code === 'promotion-link');
    };
    const promoted = (path: string, value: unknown) => (input: FlowInput) => {
      put('settings', { traffic: 'promotion' })(input);
      put(path, value)(input);
    };
    const TEXT = 'nodes.end.say.message.text.en';
    const BUTTON = 'nodes.hello.ask.message.suggestions.0.url';

    test('[C7] to a host that is no brand’s is a warning that names it and where it stands', () => {
      const found = told(promoted(TEXT, 'Look at https://elsewhere.example/sale and http://salon.example'));
      expect(found).toMatchObject([
        { severity: 'warning', path: 'nodes.end.say.message.text', node: 'end', locale: 'en' },
      ]);
      expect(found[0]?.message.en).toContain('“elsewhere.example”');
      expect(found[0]?.message.en).toContain('“http://salon.example”');
      expect(found[0]?.mend.en).toContain('hosts of the brand');
      expect(told(promoted(BUTTON, 'https://bit.ly/x'), ['bit.ly'])).toMatchObject([{ path: BUTTON }]);
    });

    test('[C7] to the brand, below it, to a host that a variable decides, or in what is no promotion is none', () => {
      for (const text of [
        'https://salon.example/a?b={{day}}, shop.salon.example',
        'https://{{name}}/x and {{name}}',
        'Write to hello@elsewhere.example',
      ]) {
        expect(told(promoted(TEXT, text)), text).toEqual([]);
      }
      expect(told(put(TEXT, 'https://elsewhere.example'))).toEqual([]);
      // Pictures are shown, not followed.
      expect(
        told(promoted('nodes.hello.ask.message.card.media.url', 'https://elsewhere.example/a.jpg')),
      ).toEqual([]);
    });

    test('[C7] is judged by how its own step travels, in its wording for SMS too, and not where hosts are not known', () => {
      const step = (input: FlowInput) => {
        put('nodes.end.delivery', { traffic: 'promotion' })(input);
        put('nodes.end.say.sms', 'elsewhere.example/sale')(input);
      };
      expect(told(step)).toMatchObject([{ path: 'nodes.end.say.sms' }]);
      const but = promoted(TEXT, 'https://elsewhere.example');
      expect(
        told((input) => {
          but(input);
          put('nodes.end.delivery', { traffic: 'service-request' })(input);
        }),
      ).toEqual([]);
      const input = sound();
      but(input);
      const flow = flowSchema.parse(input);
      expect(check(flow, { flows: { [flow.id]: flow }, services })).toEqual([]);
    });
  });

  test('a wish to stop the messages is what STOP is for', () => {
    const end = put('nodes.end.say.message.text.en', 'Reply STOP to end our messages.');
    expect(findings(end)).toEqual([]);
  });

  test('what never goes by SMS is not measured as one', () => {
    const change = (input: FlowInput) => {
      put('nodes.end.say.message.text.en', 'x'.repeat(2000))(input);
      put('nodes.end.delivery', { sms: 'never' })(input);
    };
    expect(findings(change)).toEqual([]);
  });

  test('every finding says what is wrong and how to mend it, in English and in French', () => {
    for (const [, change] of spoilt) {
      for (const { message, mend } of findings(change)) {
        for (const text of [message.en, message.fr, mend.en, mend.fr])
          expect(text).toMatch(/^\S.{8,}[^\s,]$/s);
        expect(message.fr).not.toBe(message.en);
      }
    }
  });

  test('all faults are reported at once, errors first', () => {
    const all = findings((input) => {
      for (const [, change] of spoilt.slice(1, 8)) change(input);
    });
    const severities = all.map(({ severity }) => severity);
    expect(severities.length).toBeGreaterThan(5);
    expect(severities).toEqual([...severities].sort());
  });

  test('a button may lead to the flow’s own trigger', () => {
    const { nodes, ...rest } = sound();
    const suggestions = [{ kind: 'reply', label: 'Again', data: 'go:again' }];
    const parsed = parseFlow({
      ...rest,
      triggers: [{ kind: 'postback', data: 'go:again' }],
      nodes: { ...nodes, end: { kind: 'end', say: { message: { kind: 'text', text: 'x', suggestions } } } },
    });
    expect(parsed.ok).toBe(true);
    expect(parsed.ok && check(parsed.flow, { flows: {} }).map(({ code }) => code)).not.toContain(
      'postback-unheard',
    );
  });

  test('two flows with the same keyword, postback or default are reported', () => {
    const others = [
      flowOf(
        { e: { kind: 'end' } },
        { id: 'other', triggers: [{ kind: 'keyword', words: ['HELLO!'] }, { kind: 'default' }] },
      ),
    ];
    const found = findings(
      put('triggers', [{ kind: 'keyword', words: ['hello'] }, { kind: 'default' }]),
      others,
    );
    expect(found.map(({ code, path }) => [code, path])).toEqual([
      ['trigger-twice', 'triggers.0.words.0'],
      ['default-twice', 'triggers.1'],
    ]);
  });

  test('a flow with questions and no way to a person is reported', () => {
    const nodes: Nodes = {
      a: {
        kind: 'ask',
        ask: says('?'),
        expect: { type: 'text' },
        save: 'x',
        timeout: { after: '1h', to: 'e' },
        to: 'e',
      },
      e: { kind: 'end' },
    };
    const flow = flowOf(nodes, { triggers: [{ kind: 'default' }] });
    expect(check(flow, { flows: { main: flow } }).map(({ code }) => code)).toEqual(['no-person']);
    expect(check(flowOf(nodes), { flows: {} })).toEqual([]);
  });

  test('sub-flows that call each other, or lie too deep, are reported', () => {
    const calls = (id: string, flow: string) =>
      flowOf({ s: { kind: 'subflow', flow, to: 'e' }, e: { kind: 'end' } }, { id });
    const mutual = [calls('main', 'b'), calls('b', 'main')];
    const codes = (flows: Flow[]) => {
      const [main] = flows;
      return (
        main && check(main, { flows: new Map(flows.map((flow) => [flow.id, flow])) }).map(({ code }) => code)
      );
    };
    expect(codes(mutual)).toEqual(['subflow-recursive']);
    const chain = Array.from({ length: 10 }, (_, n) => calls(n === 0 ? 'main' : `f${n}`, `f${n + 1}`));
    const last = flowOf({ e: { kind: 'end' } }, { id: 'f10' });
    expect(codes([...chain, last])).toEqual(['subflow-too-deep']);
    const short = chain.slice(0, 6);
    expect(codes([...short, flowOf({ e: { kind: 'end' } }, { id: 'f6' })])).toEqual([]);
  });

  test('names given to a sub-flow that it does not have are reported', () => {
    const sub = flowOf({ e: { kind: 'end' } }, { id: 'sub', variables: { greeting: { type: 'text' } } });
    const flow = flowOf({
      s: { kind: 'subflow', flow: 'sub', input: { greting: 'Hi' }, output: { mine: 'theirs' }, to: 'e' },
      e: { kind: 'end' },
    });
    expect(check(flow, { flows: { sub } }).map(({ code, path }) => [code, path])).toEqual([
      ['subflow-variable', 'nodes.s.input.greting'],
      ['subflow-variable', 'nodes.s.output.mine'],
    ]);
  });

  test('a flow of the largest size is checked, a larger one refused, both without delay', () => {
    const chain = (count: number): Flow => {
      const nodes: Nodes = {};
      for (let n = 0; n < count; n += 1)
        nodes[`n${n}`] = { kind: 'say', say: [says('Hello {{contact.name}}')], to: `n${(n + 1) % count}` };
      return { ...flowOf({ n0: { kind: 'end' } }), nodes: nodes as Flow['nodes'] };
    };
    const large = check(flowSchema.parse(chain(MAX_NODES)), { flows: {} });
    expect(large.map(({ code }) => code).sort()).toEqual(['dead-end', 'loop-never-waits']);
    expect(check(chain(100_000), { flows: {} })).toMatchObject([{ severity: 'error', code: 'too-large' }]);
  });

  test('whatever the flow is, checking never throws, and a flow without errors never fails when it is played', () => {
    fc.assert(
      fc.property(randomFlow(), (bundle) => {
        const flows = { main: bundle.flow, ...bundle.subflows };
        const blocked = [bundle.flow, ...Object.values(bundle.subflows)].some((flow) =>
          check(flow, { flows }).some(({ severity }) => severity === 'error'),
        );
        if (blocked) return;
        const { problems } = simulate(bundle, [{ say: 'x' }, { say: '1' }, { wait: '2h' }, { wait: '2h' }], {
          services: () => ({ done: ['one'] }),
        });
        expect(problems.filter(({ code }) => code === 'unconnected')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

describe('reading a document', () => {
  test('[F7] a document is brought to the present format and given its defaults', () => {
    expect(parseFlow(sound())).toMatchObject({
      ok: true,
      flow: { id: 'main', settings: { timezone: 'Europe/Paris' } },
    });
    expect(parseFlow({ ...sound(), format: 2 })).toMatchObject({
      ok: false,
      findings: [{ code: 'newer-format' }],
    });
    expect(parseFlow('text')).toMatchObject({ ok: false, findings: [{ code: 'no-document' }] });
  });

  test('every fault of the schema is named at once, with its node and its place', () => {
    const broken = structuredClone(sound());
    put('name', 3)(broken);
    put('nodes.hello.ask.message.card.suggestions.0.kind', 'replay')(broken);
    put('nodes.days.unknown', true)(broken);
    put('nodes.people.kind', 'robot')(broken);
    const parsed = parseFlow(broken);
    const places = parsed.ok ? [] : parsed.findings.map(({ node, path }) => [node, path]);
    expect(places).toEqual([
      [undefined, 'name'],
      ['hello', 'nodes.hello.ask.message.card.suggestions.0.kind'],
      ['days', 'nodes.days'],
      ['people', 'nodes.people.kind'],
    ]);
    if (!parsed.ok) for (const { message } of parsed.findings) expect(message.fr).toMatch(/\p{L}/u);
  });

  test('hostile documents are refused with a finding: too deep, too large, reaching for a prototype', () => {
    let deep: unknown = 'x';
    for (let n = 0; n < 100_000; n += 1) deep = { not: deep };
    const nodes = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`n${n}`, { kind: 'end' }]));
    const codes = [
      { ...sound(), nodes: { b: { kind: 'branch', cases: [{ when: deep }] } } },
      { ...sound(), nodes },
      JSON.parse('{"format":1,"__proto__":{"polluted":true}}'),
      JSON.parse('{"format":1,"nodes":{"__proto__":{"kind":"end"}}}'),
    ].map((document) => {
      const parsed = parseFlow(document);
      return parsed.ok ? 'ok' : parsed.findings.map(({ code }) => code).join();
    });
    expect(codes).toEqual(['too-deep', 'too-large', 'forbidden-key', 'forbidden-key']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  test('any JSON gets an answer, never a throw', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('nodes', 'triggers', 'settings', 'variables', 'canvas'),
        (value, key) => {
          for (const document of [value, { ...sound(), [key]: value }]) {
            const parsed = parseFlow(document);
            if (!parsed.ok) expect(parsed.findings.length).toBeGreaterThan(0);
          }
        },
      ),
    );
  });
});
