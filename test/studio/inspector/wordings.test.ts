/** Which wordings may no longer fit, from edit to edit. */
import { describe, expect, test } from 'vitest';
import { type Node, nodeSchema } from '../../../flows/nodes/registry.ts';
import { isOutdated, type Records, recorded } from '../../../studio/editor/inspector/wordings.ts';

const LOCALES = ['en', 'fr'];
const say = (en: string, fr: string | undefined, sms?: string): Node =>
  nodeSchema.parse({
    kind: 'say',
    say: [
      {
        message: { kind: 'text', text: { en, ...(fr === undefined ? {} : { fr }) } },
        ...(sms === undefined ? {} : { sms: { en: sms } }),
      },
    ],
  });
const TEXT = 'say.0.message.text/fr';
const SMS = 'say.0.sms/en';

/** The records after these versions of a step, one after another. */
function after(...versions: Node[]): { records: Records; now: Node } {
  let records: Records = {};
  versions.forEach((node, n) => {
    const before = versions[n - 1];
    if (before) records = recorded(records, 'greet', before, node, LOCALES);
  });
  return { records, now: versions.at(-1) ?? say('', '') };
}
function outdated(place: string, versions: Node[], published?: Node): boolean {
  const { records, now } = after(...versions);
  return isOutdated(records, 'greet', now, place, LOCALES, published);
}

describe('a wording', () => {
  test('may be outdated once its original was changed after it', () => {
    expect(outdated(TEXT, [say('Hello', 'Bonjour'), say('Good evening', 'Bonjour')])).toBe(true);
  });

  test('fits again when it is rewritten, or when the change is taken back', () => {
    const changed = [say('Hello', 'Bonjour'), say('Good evening', 'Bonjour')];
    expect(outdated(TEXT, [...changed, say('Good evening', 'Bonsoir')])).toBe(false);
    expect(outdated(TEXT, [...changed, say('Hello', 'Bonjour')])).toBe(false);
  });

  test('an SMS goes with its message in the same language', () => {
    expect(outdated(SMS, [say('Hello', 'Bonjour', 'Hi'), say('Hello', 'Salut', 'Hi')])).toBe(false);
    expect(outdated(SMS, [say('Hello', 'Bonjour', 'Hi'), say('Bye', 'Bonjour', 'Hi')])).toBe(true);
  });

  test('what was changed elsewhere is told by what was last published', () => {
    expect(outdated(TEXT, [say('Good evening', 'Bonjour')], say('Hello', 'Bonjour'))).toBe(true);
    expect(outdated(TEXT, [say('Good evening', 'Bonsoir')], say('Hello', 'Bonjour'))).toBe(false);
  });

  test('an original, or a language without words, is never outdated', () => {
    const changed = [say('Hello', undefined), say('Good evening', undefined)];
    expect(outdated(TEXT, changed)).toBe(false);
    expect(outdated('say.0.message.text/en', changed)).toBe(false);
  });
});
