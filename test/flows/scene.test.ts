/** The conversations the gallery shows: each is played by the shipped flow as it is now, in both languages. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { overLimits } from '../../flows/fit.ts';
import { playScene, sceneSchema } from '../../flows/scene.ts';
import { textOf } from '../../flows/simulate.ts';
import { LIBRARY, readShipped } from './library/shipped.ts';

const flows = readShipped();
const sceneOf = (id: string) =>
  sceneSchema.parse(JSON.parse(readFileSync(new URL(`${id}.scene.json`, LIBRARY), 'utf8')));
const textsOf = (id: string, locale: string) => {
  const flow = flows.get(id);
  if (!flow) throw new Error(id);
  return playScene(flow, sceneOf(id), locale).map(
    ({ from, message }) =>
      `${from === 'person' ? '> ' : ''}${textOf(message).replace(/[\u00a0\u202f]/g, ' ')}`,
  );
};

describe.each([...flows.keys()])('the scene of %s', (id) => {
  test.each(['en', 'fr'])(
    'is played to its end in %s, within the limits and with every text filled in',
    (locale) => {
      const flow = flows.get(id);
      if (!flow) throw new Error(id);
      const lines = playScene(flow, sceneOf(id), locale);
      expect(lines.length).toBeGreaterThanOrEqual(4);
      expect(lines[0]?.from).toBe('person');
      expect(lines.at(-1)?.from).toBe('brand');
      for (const { message } of lines) {
        expect(overLimits(message)).toEqual([]);
        expect(JSON.stringify(message)).not.toMatch(/\{\{|undefined|NaN|Invalid/);
      }
    },
  );
});

test('every shipped flow has one, and every scene is of a shipped flow', () => {
  const scenes = readdirSync(LIBRARY).filter((name) => name.endsWith('.scene.json'));
  expect(scenes.map((name) => name.replace('.scene.json', '')).sort()).toEqual([...flows.keys()].sort());
});

test('the booking is said as it is said on the phone', () => {
  expect(textsOf('booking', 'en')).toMatchInlineSnapshot(`
    [
      "> Book an appointment",
      "Cut and style
    45 min · €45

    Colour
    1 h 30 · €85

    Beard trim
    30 min · €25

    Children's cut
    30 min · €28",
      "> Book a cut",
      "Which day suits you?",
      "> Wednesday 25 November",
      "Wednesday 25 November, noted. Which part of the day?",
      "> Morning",
      "These times are free:",
      "> 10:45",
      "I'm keeping 10:45 for you. What name shall I put it under?",
      "> Ana",
      "Wednesday 25 November at 10:45
    Cut and style, 45 min, €45.00
    For Ana",
      "> Confirm",
      "Booked: Wednesday 25 November at 10:45
    Cut and style at Maison Carillon, 12 rue Mercière, 69002 Lyon
    Reference B-KGPQ9",
      "> Perfect, thanks",
      "You're welcome. See you on Wednesday 25 November!",
    ]
  `);
  expect(textsOf('payment', 'fr')).toMatchInlineSnapshot(`
    [
      "> Payer ma facture",
      "45,00 €
    Maison Carillon
    Page sécurisée, ouverte jusqu’à 11:30.",
      "Payé : 45,00 €
    Maison Carillon
    Reçu R-E969X9TS, 23/11/2026",
      "> Merci",
      "Merci à vous, et à bientôt.",
    ]
  `);
});

describe('a scene that does not fit its flow', () => {
  const flow = flows.get('booking');
  if (!flow) throw new Error('booking');
  const scene = sceneOf('booking');

  test('is refused with the step that does not', () => {
    const script = [...scene.script.slice(0, 2), { tap: 'nowhere' }];
    expect(() => playScene(flow, { ...scene, script }, 'en')).toThrow(/nowhere.*no-button/);
  });

  test('is refused where it has no answer of a service', () => {
    expect(() => playScene(flow, { ...scene, answers: {} }, 'en')).toThrow('no answer of calendar.find');
  });
});
