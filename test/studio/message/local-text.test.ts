/** One language of a text is read and written without touching the others. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { missingIn, readLocal, writeLocal } from '../../../studio/message/local-text.ts';

const LOCALES = ['en', 'fr'];
const wording = fc.string({ minLength: 1 });

describe('a text in several languages', () => {
  test('what is written in a language is read there, and the other language stays', () => {
    const before = fc.oneof(wording, fc.record({ en: wording, fr: wording }));
    fc.assert(
      fc.property(before, wording, (text, next) => {
        const written = writeLocal(text, 'fr', next, LOCALES);
        expect(readLocal(written, 'fr', LOCALES)).toBe(next);
        expect(readLocal(written, 'en', LOCALES)).toBe(readLocal(text, 'en', LOCALES));
      }),
    );
  });

  test('an emptied language is taken out; where nothing is left there is no text', () => {
    expect(writeLocal({ en: 'Yes', fr: 'Oui' }, 'fr', '', LOCALES)).toEqual({ en: 'Yes' });
    expect(writeLocal({ en: 'Yes' }, 'en', '', LOCALES)).toBeUndefined();
  });

  test('a flow of one language keeps plain texts', () => {
    expect(writeLocal('Yes', 'en', 'No', ['en'])).toBe('No');
    expect(readLocal('Yes', 'en', ['en'])).toBe('Yes');
  });

  test('one wording for all lacks the others, unless it has no words', () => {
    expect(missingIn('Yes', LOCALES)).toEqual(['fr']);
    expect(missingIn('{{price}} 👋', LOCALES)).toEqual([]);
    expect(missingIn({ fr: 'Oui' }, LOCALES)).toEqual(['en']);
    expect(missingIn({ en: '', fr: '' }, LOCALES)).toEqual([]);
  });
});
