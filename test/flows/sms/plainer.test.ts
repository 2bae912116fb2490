import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainer } from '../../../flows/sms/plainer.ts';
import { countSegments } from '../../../flows/sms/segments.ts';

/** Two parts as UCS-2, one as GSM-7. */
const LONG = ' '.padEnd(80, 'x');

describe('when-shorter', () => {
  test('[X3] a text of one part stays as it is written', () => {
    expect(plainer('Désolé, je n’ai pas compris…', 'when-shorter')).toEqual({
      text: 'Désolé, je n’ai pas compris…',
      changes: [],
    });
  });

  test('[X3] typographic signs become plain where that saves a part, each named with its place', () => {
    const text = `C’est « noté »\u00a0: 9\u202fh – 10\u202fh…${LONG}`;
    expect(countSegments(text).segments).toBe(2);
    expect(plainer(text, 'when-shorter')).toEqual({
      text: `C'est "noté" : 9 h - 10 h...${LONG}`,
      changes: [
        { at: 1, from: '’', to: "'" },
        { at: 6, from: '« ', to: '"' },
        { at: 12, from: ' »', to: '"' },
        { at: 14, from: '\u00a0', to: ' ' },
        { at: 18, from: '\u202f', to: ' ' },
        { at: 21, from: '–', to: '-' },
        { at: 25, from: '\u202f', to: ' ' },
        { at: 27, from: '…', to: '...' },
      ],
    });
  });

  test('[X3] accents outside of the alphabet fall only where that saves a part, œ and ç with them', () => {
    const { text, changes } = plainer(
      `Être reçu au cœur de la forêt à Noël, été compris${LONG}`,
      'when-shorter',
    );
    expect(text).toBe(`Etre recu au coeur de la foret à Noel, été compris${LONG}`);
    expect(changes.map(({ from, to }) => from + to)).toEqual(['ÊE', 'çc', 'œoe', 'êe', 'ëe']);
    expect(plainer('Être reçu', 'when-shorter').text).toBe('Être reçu');
  });

  test('an accent written as a character of its own joins its letter', () => {
    expect(plainer(`e\u0301te\u0302${LONG}`, 'when-shorter').text).toBe(`éte${LONG}`);
  });

  test('[X3] nothing is changed where an emoji keeps the text UCS-2 anyway', () => {
    const text = `C’est noté 🎉${LONG}`;
    expect(plainer(text, 'when-shorter')).toEqual({ text, changes: [] });
  });

  test('[X3] a euro sign beside a number gives way only where it would force another part', () => {
    const over = `Total 45 €${'x'.repeat(150)}`;
    expect(countSegments(over)).toMatchObject({ units: 161, segments: 2 });
    expect(plainer(over, 'when-shorter')).toEqual({
      text: `Total 45E${'x'.repeat(150)}`,
      changes: [{ at: 8, from: ' €', to: 'E' }],
    });
    const within = `Total 45 €${'x'.repeat(149)}`;
    expect(plainer(within, 'when-shorter').changes).toEqual([]);
    expect(plainer(`${'x'.repeat(200)} 45 €`, 'always').changes).toEqual([]);
  });

  test('as few euro signs as save the part are changed, and with them the odd space before them', () => {
    const text = `1\u00a0€, 2\u00a0€, 3\u00a0€ ${'x'.repeat(145)}`;
    expect(plainer(text, 'when-shorter').text).toBe(`1E, 2 €, 3 € ${'x'.repeat(145)}`);
  });

  test('[X3] an address is never touched', () => {
    const link = 'https://example.com/é–’?q=45€';
    const { text } = plainer(`C’est là : ${link} – merci${LONG}`, 'when-shorter');
    expect(text).toContain(link);
  });
});

describe('always and never', () => {
  test('[X3] "always" makes typographic signs plain whatever it saves, letters only where it saves', () => {
    expect(plainer('C’est à l’étage n° 4 – être là', 'always').text).toBe("C'est à l'étage n° 4 - être là");
    expect(plainer(`n° 4${LONG}`, 'always').text).toBe(`no 4${LONG}`);
  });

  test('[X3] "never" changes nothing', () => {
    const text = `C’est « noté »…${LONG}`;
    expect(plainer(text, 'never')).toEqual({ text, changes: [] });
  });
});

const letters = [
  ...'abcdefghij 0123456789éàçêœ’«» –…€•🎉漢',
  '\u00a0',
  '\u202f',
  'e\u0301',
  'https://a.b/’ ',
];
const written = fc.array(fc.constantFrom(...letters), { maxLength: 400 }).map((list) => list.join(''));

describe('every text', () => {
  test.each(['when-shorter', 'always'] as const)('[X3] %s never makes more parts', (smart) => {
    fc.assert(
      fc.property(fc.oneof(written, fc.string({ unit: 'binary', maxLength: 300 })), (text) => {
        const plain = plainer(text, smart);
        const limit = countSegments(text).segments;
        expect(countSegments(plain.text).segments).toBeLessThanOrEqual(limit);
        if (smart === 'when-shorter' && plain.changes.length > 0) {
          expect(countSegments(plain.text).segments).toBeLessThan(limit);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('[X3] the changes, made in order, lead from what was written to what is sent', () => {
    fc.assert(
      fc.property(written, fc.constantFrom('when-shorter' as const, 'always' as const), (text, smart) => {
        const plain = plainer(text, smart);
        let rebuilt = '';
        let from = 0;
        for (const change of plain.changes) {
          expect(change.at).toBeGreaterThanOrEqual(from);
          expect(text.slice(change.at, change.at + change.from.length)).toBe(change.from);
          rebuilt += text.slice(from, change.at) + change.to;
          from = change.at + change.from.length;
        }
        expect(rebuilt + text.slice(from)).toBe(plain.text);
      }),
      { numRuns: 500 },
    );
  });
});
