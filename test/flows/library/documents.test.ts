import { describe, expect, test } from 'vitest';
import { type Flow, flowSchema } from '../../../flows/flow.ts';
import { LIMITS } from '../../../flows/limits.ts';
import { fold } from '../../../flows/match.ts';
import { exitsOf, type Node } from '../../../flows/nodes/registry.ts';
import { SYSTEM_ROOTS } from '../../../flows/scope.ts';
import { countSegments } from '../../../flows/sms/segments.ts';
import { localize, pathsIn, templateFaults } from '../../../flows/template.ts';
import { globalWord } from '../../../flows/words.ts';
import { DEFAULT_CALENDAR } from '../../../server/services/calendar-plan.ts';
import { readShipped, shippedServices } from './shipped.ts';

const flows = readShipped();
const each = [...flows.values()].map((flow) => [flow.id, flow] as const);

interface Text {
  where: string;
  text: string | Record<string, string>;
}

/** Everything a customer may read, with where it stands; what only designers read is left out. */
function textsOf(flow: Flow): Text[] {
  const found: Text[] = [];
  const names = new Set(['text', 'title', 'description', 'label', 'alt', 'help', 'sms', 'place']);
  const walk = (value: unknown, where: string, key: string) => {
    const isText = names.has(key) || /\.retry\.say\.\d+$/.test(where);
    if (typeof value === 'string') {
      if (isText) found.push({ where, text: value });
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const locales = Object.keys(value);
    if (isText && !Array.isArray(value) && locales.every((name) => /^[a-z]{2}(-[A-Z]{2})?$/.test(name))) {
      found.push({ where, text: value as Record<string, string> });
      return;
    }
    for (const [name, member] of Object.entries(value)) walk(member, `${where}.${name}`, name);
  };
  walk(flow.settings.help, 'settings.help', 'help');
  for (const [id, node] of Object.entries(flow.nodes)) {
    for (const part of ['ask', 'say', 'choices', 'skip', 'options', 'retry'] as const) {
      if (part in node) walk((node as Record<string, unknown>)[part], `${id}.${part}`, part);
    }
  }
  return found;
}

/** Every string of a document, with where it stands. */
function stringsOf(value: unknown, where = ''): { where: string; text: string }[] {
  if (typeof value === 'string') return [{ where, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => stringsOf(member, `${where}.${name}`));
}

const wording = (template: string) => template.replace(/\{\{.*?\}\}/g, '');

test('the library holds a welcome, a booking, a claim and a payment', () => {
  expect([...flows.keys()]).toEqual(['booking', 'claims', 'payment', 'welcome']);
});

test('exactly one flow answers whoever writes when nothing else fits', () => {
  const general = each.filter(([, flow]) => flow.triggers.some(({ kind }) => kind === 'default'));
  expect(general.map(([id]) => id)).toEqual(['welcome']);
});

test('a keyword belongs to one flow, and is no word that works everywhere', () => {
  const words = each.flatMap(([id, flow]) =>
    flow.triggers.flatMap((trigger) =>
      trigger.kind === 'keyword' ? trigger.words.map((word) => ({ id, word: fold(word) })) : [],
    ),
  );
  const shared = words.filter(({ word }, index) => words.findIndex((other) => other.word === word) !== index);
  expect(shared).toEqual([]);
  expect(words.filter(({ word }) => globalWord(word) !== undefined)).toEqual([]);
});

test('a greeting is no keyword, so that it never ends what somebody is in the middle of', () => {
  const greetings = ['hi', 'hello', 'hey', 'bonjour', 'bonsoir', 'salut'];
  const keywords = each.flatMap(([, flow]) =>
    flow.triggers.flatMap((trigger) => (trigger.kind === 'keyword' ? trigger.words : [])),
  );
  expect(keywords.filter((word) => greetings.includes(fold(word)))).toEqual([]);
});

test('every free postback on a button begins a flow', () => {
  const answered = each.flatMap(([, flow]) =>
    flow.triggers.flatMap((trigger) => (trigger.kind === 'postback' ? [trigger.data] : [])),
  );
  const carried = each.flatMap(([, flow]) =>
    stringsOf(flow.nodes).filter(({ where }) => where.endsWith('.data')),
  );
  expect(carried.length).toBeGreaterThan(0);
  expect(carried.filter(({ text }) => !answered.includes(text))).toEqual([]);
});

describe.each(each)('%s', (_id, flow) => {
  const nodes = Object.entries(flow.nodes);

  test('is written in the present format, with nothing the schema would add or drop silently', () => {
    expect(flowSchema.parse(flow)).toEqual(flow);
    expect(flow.locales).toEqual(['en', 'fr']);
  });

  test('says everything in English and in French', () => {
    const texts = textsOf(flow);
    expect(texts.length).toBeGreaterThan(5);
    const lacking = texts.filter(({ text }) =>
      typeof text === 'string'
        ? /\p{L}/u.test(wording(text))
        : Object.keys(text).sort().join() !== 'en,fr' ||
          !localize(text, 'en').trim() ||
          !localize(text, 'fr').trim(),
    );
    expect(lacking).toEqual([]);
  });

  test('fills the same values in both languages', () => {
    const unequal = textsOf(flow).filter(({ text }) => {
      if (typeof text === 'string') return false;
      const roots = (language: string) =>
        pathsIn(localize(text, language))
          .filter((path) => !path.startsWith('types.'))
          .sort()
          .join();
      return roots('en') !== roots('fr');
    });
    expect(unequal).toEqual([]);
  });

  test('sets French as French is set: no-break spaces before ? ! : ; and round quotes, curly apostrophes', () => {
    const careless = textsOf(flow).filter(
      ({ where, text }) =>
        !where.endsWith('.sms') &&
        typeof text !== 'string' &&
        /[ \p{L}][?!;]|\p{L}:| [:»]|« |'/u.test(wording(localize(text, 'fr'))),
    );
    expect(careless).toEqual([]);
  });

  test('writes its wordings for SMS with characters that cost one septet each', () => {
    const dear = textsOf(flow)
      .filter(({ where }) => where.endsWith('.sms'))
      .flatMap(({ where, text }) =>
        (typeof text === 'string' ? [text] : Object.values(text)).map((one) => ({
          where,
          one: wording(one),
        })),
      )
      .filter(({ one }) => {
        const { encoding, units } = countSegments(one);
        return encoding !== 'gsm7' || units > one.length;
      });
    expect(dear).toEqual([]);
  });

  test('keeps every label within 25 characters', () => {
    const long = textsOf(flow)
      .filter(({ where }) => where.endsWith('.label'))
      .flatMap(({ where, text }) =>
        (typeof text === 'string' ? [text] : Object.values(text)).map((label) => ({ where, label })),
      )
      .filter(({ label }) => !label.includes('{{') && label.length > LIMITS.suggestionLabel);
    expect(long).toEqual([]);
  });

  test('has templates that can be read, of variables that exist', () => {
    const known = new Set([...Object.keys(flow.variables), ...SYSTEM_ROOTS, 'item', 'signal']);
    const strings = stringsOf(flow.nodes);
    expect(
      strings.flatMap(({ where, text }) => templateFaults(text).map((fault) => `${where}: ${fault}`)),
    ).toEqual([]);
    const paths = strings.flatMap(({ where, text }) => pathsIn(text).map((path) => ({ where, path })));
    expect(paths.filter(({ path }) => !known.has(path.split('.')[0] ?? ''))).toEqual([]);
  });

  test('uses every variable it declares', () => {
    const everything = JSON.stringify(flow.nodes);
    const idle = Object.keys(flow.variables).filter((name) => !new RegExp(`\\b${name}\\b`).test(everything));
    expect(idle).toEqual([]);
  });

  test('connects every exit, and reaches every node', () => {
    const loose = nodes.flatMap(([id, node]) =>
      exitsOf(node)
        .filter(({ to }) => to === undefined || !Object.hasOwn(flow.nodes, to))
        .map(({ name }) => `${id}: ${name}`),
    );
    expect(loose).toEqual([]);
    const reached = reachable(flow, [flow.start, flow.settings.person ?? flow.start]);
    expect(nodes.map(([id]) => id).filter((id) => !reached.has(id))).toEqual([]);
  });

  test('can leave every node for an end, and for a person', () => {
    const stuck = nodes.filter(([id]) => {
      const kinds = [...reachable(flow, [id])].map((to) => flow.nodes[to]?.kind);
      return !kinds.includes('end');
    });
    expect(stuck).toEqual([]);
    expect(flow.nodes[flow.settings.person ?? '']?.kind).toBe('handoff');
  });

  test('waits for nobody without end: every question has a timeout', () => {
    const endless = nodes.filter(
      ([, node]) => (node.kind === 'choose' || node.kind === 'ask') && node.timeout === undefined,
    );
    expect(endless.map(([id]) => id)).toEqual([]);
  });

  test('offers no more than six answers of its own at once', () => {
    const crowded = nodes.filter(([, node]) => node.kind === 'choose' && node.choices.length > 6);
    expect(crowded.map(([id]) => id)).toEqual([]);
  });

  test('hands over only to flows that are shipped', () => {
    const next = nodes.flatMap(([, node]) => (node.kind === 'end' && node.next ? [node.next] : []));
    expect(next.filter((id) => !flows.has(id))).toEqual([]);
  });

  test('asks services only what they offer, and draws exits only for failures they have', () => {
    const services = shippedServices();
    const wrong = nodes.flatMap(([id, node]) => {
      if (node.kind !== 'call') return [];
      const operation = services[node.service]?.operations[node.operation];
      if (!operation) return [`${id}: ${node.service}.${node.operation}`];
      return Object.keys(node.on)
        .filter((code) => !Object.hasOwn(operation.failures, code))
        .map((code) => `${id}: ${code}`);
    });
    expect(wrong).toEqual([]);
  });

  test('lies on the canvas box by box, none over another', () => {
    const boxes = Object.entries(flow.canvas.positions);
    expect(boxes.map(([id]) => id).sort()).toEqual(nodes.map(([id]) => id).sort());
    const overlaps = boxes.flatMap(([one, a], index) =>
      boxes
        .slice(index + 1)
        // As wide as every box is drawn, and as high as the lowest, with room for a line in between.
        .filter(([, b]) => Math.abs(a.x - b.x) < 272 + 16 && Math.abs(a.y - b.y) < 40 + 16)
        .map(([other]) => `${one} and ${other}`),
    );
    expect(overlaps).toEqual([]);
  });

  test('gives every step a title for the canvas', () => {
    expect(nodes.filter(([, node]) => !node.title).map(([id]) => id)).toEqual([]);
  });
});

describe('what booking shows of the salon', () => {
  const { services: carousel } = flows.get('booking')?.nodes ?? {};

  test('is what the calendar of the salon offers, at its prices', () => {
    const cards =
      carousel?.kind === 'choose' && carousel.ask.message.kind === 'carousel'
        ? carousel.ask.message.cards
        : [];
    const shown = cards.map((card) => ({ title: card.title, description: card.description }));
    const span = (minutes: number) =>
      minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60}`;
    expect(shown).toEqual(
      DEFAULT_CALENDAR.services.map(({ name, minutes, price }) => ({
        title: { en: localize(name, 'en'), fr: localize(name, 'fr').replace(/'/g, '’') },
        description: {
          en: `${span(minutes)} · €${price / 100}`,
          fr: `${span(minutes)} · ${price / 100}\u00a0€`,
        },
      })),
    );
  });

  test('leads to services the calendar knows', () => {
    const ids = carousel?.kind === 'choose' ? carousel.choices.map(({ id }) => id) : [];
    expect(ids.filter((id) => id !== 'person')).toEqual(DEFAULT_CALENDAR.services.map(({ id }) => id));
  });
});

/** The nodes that can be come to from these, themselves among them. */
function reachable(flow: Flow, from: string[]): Set<string> {
  const reached = new Set(from);
  for (const id of reached) {
    const node: Node | undefined = flow.nodes[id];
    for (const { to } of node ? exitsOf(node) : []) if (to !== undefined) reached.add(to);
  }
  return reached;
}
