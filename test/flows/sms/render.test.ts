import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../../flows/match.ts';
import { type Message, messageSchema } from '../../../flows/message.ts';
import { areNumbers, choicesOf, readChoice } from '../../../flows/sms/choices.ts';
import { renderSms, type SmsOptions } from '../../../flows/sms/render.ts';
import { countSegments } from '../../../flows/sms/segments.ts';

const LINK = 'https://chat.example.com/m/Abcdefghijklmnopqrstuv';
const reply = (label: string) => ({ kind: 'reply' as const, label, data: `d:${label}` });
const replies = (...labels: string[]) => labels.map(reply);

function sms(message: unknown, options: Partial<SmsOptions> = {}) {
  return renderSms(messageSchema.parse(message), { locale: 'en', smart: 'when-shorter', ...options });
}

function lines(message: unknown, options: Partial<SmsOptions> = {}): string[] {
  return sms(message, options).text.split('\n');
}

const text = (said: string, ...labels: string[]) => ({
  kind: 'text',
  text: said,
  suggestions: replies(...labels),
});

describe('text and choices', () => {
  test('[X6] a text is said as it is, with its count', () => {
    expect(sms(text('See you on Tuesday.'))).toEqual({
      text: 'See you on Tuesday.',
      changes: [],
      encoding: 'gsm7',
      segments: 1,
      linked: false,
    });
  });

  test('[X7] a few short choices are one sentence', () => {
    expect(lines(text('Well?', 'Continue'))).toEqual(['Well?', 'Reply 1 for Continue']);
    expect(lines(text('Well?', 'Haircut', 'Colour'))).toEqual(['Well?', 'Reply 1 for Haircut, 2 for Colour']);
    expect(lines(text('Alors ?', 'Coupe', 'Couleur'), { locale: 'fr-CA' })).toEqual([
      'Alors ?',
      'Répondez 1 pour Coupe, 2 pour Couleur',
    ]);
  });

  test('[X7] more or longer choices, and such as have commas, are a line each', () => {
    expect(lines(text('When?', 'Monday', 'Tuesday', 'Wednesday', 'Later'))).toEqual([
      'When?',
      'Reply with a number:',
      '1 Monday',
      '2 Tuesday',
      '3 Wednesday',
      '4 Later',
    ]);
    expect(lines(text('Sure?', 'Yes, cancel it', 'No'))).toContain('1 Yes, cancel it');
  });

  test('[X7] a list has no heading where the heading alone would cost a part', () => {
    const options = ['Monday', 'Tuesday', 'Wednesday', 'Later'];
    const fits = sms(text('x'.repeat(120), ...options));
    expect(fits).toMatchObject({ segments: 1 });
    expect(fits.text).not.toContain('Reply');
    expect(fits.text).toContain('\n4 Later');
  });

  test('[X7] numbers go on from where the turn is', () => {
    expect(lines(text('Well?', 'A', 'B'), { numberFrom: 4 }).at(-1)).toBe('Reply 4 for A, 5 for B');
  });

  test('[X7] labels that are numbers are named, not numbered', () => {
    expect(lines(text('How many?', '2', '4', '6')).at(-1)).toBe('Reply 2, 4 or 6');
  });

  test('[X8] beside an answer that is typed, the words that may be typed instead are named', () => {
    const asked = text('Your number?', 'Skip', 'Where is it?');
    expect(lines(asked, { typed: true }).at(-1)).toBe('Or reply SKIP or WHERE IS IT');
    const french = text('Votre numéro ?', 'Passer', 'Je ne le trouve pas du tout');
    expect(lines(french, { typed: true, locale: 'fr' }).at(-1)).toBe(
      'Ou répondez PASSER ou "Je ne le trouve pas du tout"',
    );
  });
});

describe('cards and pictures', () => {
  const card = {
    kind: 'card',
    card: {
      title: 'Booked: Tuesday',
      description: 'Cut and style\nReference A1',
      suggestions: [reply('Move')],
    },
    suggestions: [reply('Thanks')],
  };

  test('[X6] a card is its title, its description, its choices before those under it', () => {
    expect(lines(card)).toEqual([
      'Booked: Tuesday',
      'Cut and style',
      'Reference A1',
      'Reply 1 for Move, 2 for Thanks',
    ]);
  });

  test('[X9] a picture is one link to the page; without a page it is left out', () => {
    const shown = { ...card, card: { ...card.card, media: { url: '/media/a.jpg', alt: 'A calendar' } } };
    expect(lines(shown, { link: LINK }).at(-1)).toBe(`See: ${LINK}`);
    expect(sms(shown, { link: LINK }).linked).toBe(true);
    expect(sms(shown).text).toBe(sms(card).text);
  });

  test('[X9] a picture alone is what it shows in words, and the page', () => {
    const picture = { kind: 'media', url: '/media/a.jpg', alt: 'Our new salon' };
    expect(lines(picture, { link: LINK, locale: 'fr' })).toEqual(['Our new salon', `Voir : ${LINK}`]);
    expect(lines({ ...picture, url: 'https://example.com/a.jpg' })).toEqual([
      'Our new salon',
      'https://example.com/a.jpg',
    ]);
    expect(lines({ kind: 'card', card: { media: { url: '/a.jpg', alt: 'A bell' } } })).toEqual(['A bell']);
  });

  test('[X10] a carousel is a line a card, numbered by its reply, and the page', () => {
    const carousel = {
      kind: 'carousel',
      cards: [
        { title: 'Cut', description: '45 min · €45\nWith wash', suggestions: [reply('Book a cut')] },
        { title: 'Colour', description: 'Long '.repeat(30), suggestions: replies('Book', 'Details') },
        { title: 'Gift card' },
      ],
      suggestions: [reply('Talk to a person')],
    };
    expect(lines(carousel, { link: LINK, smart: 'always' })).toEqual([
      '1 Cut - 45 min - €45',
      'Colour - Long Long Long Long Long Long Long Long Long Long Long Long...: 2 Book, 3 Details',
      'Gift card',
      '4 Talk to a person',
      'Reply with a number',
      `See: ${LINK}`,
    ]);
  });
});

describe('actions', () => {
  const act = (...suggestions: object[]) => ({ kind: 'text', text: 'Here:', suggestions });
  const dial = { kind: 'dial', label: 'Call the salon', phone: '+33465711234' };
  const open = { kind: 'open-url', label: 'Pay', url: 'https://pay.example/x?a=1' };
  const map = { kind: 'view-location', label: 'Directions', latitude: 45.76, longitude: 4.83 };
  const calendar = {
    kind: 'calendar',
    label: 'Add to my calendar',
    title: 'Cut',
    start: '2026-11-24T09:00:00Z',
    end: '2026-11-24T09:45:00Z',
  };

  test('[X11] each becomes a line: a number to call, an address, a map, a calendar file, a text to send', () => {
    expect(lines(act(dial))).toEqual(['Here:', 'Call the salon: +33465711234']);
    expect(lines(act({ ...dial, label: 'Call 112', phone: '112' }))).toEqual(['Here:', 'Call 112']);
    expect(lines(act(open), { link: LINK })).toEqual(['Here:', 'Pay: https://pay.example/x?a=1']);
    expect(lines(act(map))).toEqual(['Here:', 'Directions: https://maps.google.com/?q=45.76,4.83']);
    expect(lines(act({ kind: 'view-location', label: 'Map', query: 'salon près d’ici' }))[1]).toBe(
      'Map: https://maps.google.com/?q=salon%20pr%C3%A8s%20d%E2%80%99ici',
    );
    expect(lines(act({ kind: 'share-location', label: 'Share' }))).toEqual([
      'Here:',
      'Reply with your address',
    ]);
    expect(lines(act({ kind: 'compose', label: 'Write', phone: '+33612345678', text: 'Hello' }))[1]).toBe(
      'Text +33612345678: Hello',
    );
  });

  test('[X11] a calendar file has its place among all suggestions in its address', () => {
    const message = act(reply('Thanks'), dial, calendar);
    expect(lines(message, { link: LINK })).toContain(`Add to my calendar: ${LINK}/2.ics`);
    expect(sms(message, { link: LINK }).linked).toBe(true);
    expect(lines(message)).not.toContain('Add to my calendar');
  });

  test('[X9] of several addresses only the page is given; numbers to call stay', () => {
    expect(lines(act(open, map, calendar, dial), { link: LINK })).toEqual([
      'Here:',
      'Call the salon: +33465711234',
      `See: ${LINK}`,
    ]);
    expect(lines(act(open, map))).toEqual([
      'Here:',
      'Pay: https://pay.example/x?a=1',
      'Directions: https://maps.google.com/?q=45.76,4.83',
    ]);
  });
});

describe('the author’s own wording', () => {
  test('[X12] wins, and is given the choices only where it does not say how to choose', () => {
    const asked = text('The long version', 'Confirm', 'Change');
    expect(lines(asked, { own: 'Ok? Reply 1 for yes.' })).toEqual(['Ok? Reply 1 for yes.']);
    expect(lines(asked, { own: 'Ok? Reply CHANGE to change.' })).toEqual(['Ok? Reply CHANGE to change.']);
    expect(lines(asked, { own: 'Ok? "Confirm" would do.' })).toEqual(['Ok? "Confirm" would do.']);
    const choices = 'Reply 1 for Confirm, 2 for Change';
    expect(lines(asked, { own: 'On 1 December at 2 pm: can you confirm?' }).at(-1)).toBe(choices);
    expect(lines(asked, { own: 'Confirm or change. Reply 3 and you win.' }).at(-1)).toBe(choices);
    const french = text('Long', 'Terminé', 'Passer');
    expect(lines(french, { own: 'Répondez TERMINE pour continuer.', locale: 'fr' })).toHaveLength(1);
    expect(lines(french, { own: 'Répondez par le 2 pour passer.', locale: 'fr' })).toHaveLength(1);
  });

  test('[X12] the mention the law wants is added to any wording, once, at the end', () => {
    const mention = 'STOP 36111';
    expect(lines(text('Sale!'), { mention })).toEqual(['Sale!', mention]);
    expect(lines(text('Sale!'), { own: 'Soldes', mention })).toEqual(['Soldes', mention]);
    expect(lines(text('Sale!'), { own: 'Soldes. STOP 36111', mention })).toEqual(['Soldes. STOP 36111']);
  });
});

describe('any message', () => {
  const words = fc.string({ unit: 'binary', maxLength: 80 });
  const labels = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 25 });
  const suggestion = fc.oneof(
    labels.map(reply),
    fc.record({ kind: fc.constant('dial' as const), label: labels, phone: words }),
    fc.record({ kind: fc.constant('open-url' as const), label: labels, url: fc.webUrl() }),
    fc.record({ kind: fc.constant('view-location' as const), label: labels, query: words }),
    fc.record({ kind: fc.constant('share-location' as const), label: labels }),
    fc.record({ kind: fc.constant('compose' as const), label: labels, phone: words, text: words }),
    fc.record({
      kind: fc.constant('calendar' as const),
      label: labels,
      title: words,
      start: words,
      end: words,
    }),
  );
  const suggestions = fc.array(suggestion, { maxLength: 4 });
  const media = fc.record({ url: words, alt: words });
  const card = fc.record(
    { title: words, description: words, media, suggestions },
    { requiredKeys: ['suggestions'] },
  );
  const message: fc.Arbitrary<Message> = fc
    .oneof(
      fc.record({ kind: fc.constant('text' as const), text: words, suggestions }),
      fc.record({ kind: fc.constant('media' as const), url: words, alt: words, suggestions }),
      fc.record({ kind: fc.constant('card' as const), card, suggestions }),
      fc.record({
        kind: fc.constant('carousel' as const),
        cards: fc.array(card, { minLength: 2, maxLength: 4 }),
        suggestions,
      }),
    )
    .map((made) => messageSchema.parse(made));
  const options: fc.Arbitrary<SmsOptions> = fc.record(
    {
      locale: fc.constantFrom('en', 'fr'),
      smart: fc.constantFrom('never', 'when-shorter', 'always'),
      own: words,
      link: fc.constant(LINK),
      numberFrom: fc.integer({ min: 1, max: 30 }),
      typed: fc.constant(true as const),
      mention: fc.constant('STOP 36111'),
    },
    { requiredKeys: ['locale', 'smart'] },
  );

  test('[X6] is rendered without fail: no half surrogates, no spaces at ends of lines, no doubled empty lines', () => {
    fc.assert(
      fc.property(message, options, (one, chosen) => {
        const rendered = renderSms(one, chosen);
        const { encoding, segments } = countSegments(rendered.text);
        expect(rendered).toMatchObject({ encoding, segments });
        expect(rendered.text.isWellFormed()).toBe(true);
        expect(rendered.text).not.toMatch(/[^\S\n]\n|\s$|\n\n\n/);
        if (chosen.mention) expect(rendered.text.endsWith(chosen.mention)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('[X9] the link is there whole, or not at all', () => {
    fc.assert(
      fc.property(message, options, (one, chosen) => {
        const { text: said, linked } = renderSms(one, { ...chosen, link: LINK, own: '' });
        expect(linked).toBe(said.includes(LINK));
        expect(said.split('https://chat.example.com/m/').length - 1).toBe(said.split(LINK).length - 1);
        const pictured = one.kind === 'media' || one.kind === 'carousel';
        if (pictured) expect(linked).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('[X7] every choice can be chosen by what the SMS says: its number, or its name where names are numbers', () => {
    fc.assert(
      fc.property(message, (one) => {
        const choices = choicesOf(one);
        const { text: said } = renderSms(one, { locale: 'en', smart: 'never' });
        choices.forEach((choice, n) => {
          if (areNumbers(choices)) return;
          expect(readChoice(choices, String(n + 1))).toEqual(choice);
          expect(said).toMatch(new RegExp(`(^|[ \\n])${n + 1} `));
        });
      }),
      { numRuns: 300 },
    );
  });

  test('[X8] what is named beside a typed answer folds to the label', () => {
    fc.assert(
      fc.property(labels, (label) => {
        fc.pre(/[\p{L}\p{N}]/u.test(label));
        const said = sms(text('?', label), { typed: true, smart: 'never' }).text.split('\n').at(-1) ?? '';
        expect(fold(said.replace(/^Or reply /, ''))).toBe(fold(label));
      }),
    );
  });
});
