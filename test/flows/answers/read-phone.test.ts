import { describe, expect, test } from 'vitest';
import { typed } from './hear.ts';

describe('a phone number', () => {
  test.each([
    ['06 12 34 56 78', 'FR', '+33612345678'],
    ['mon numéro : 06.12.34.56.78', 'FR', '+33612345678'],
    ['+1 (415) 555-2671', 'FR', '+14155552671'],
    ['0033612345678', 'FR', '+33612345678'],
    ['07400 123456', 'GB', '+447400123456'],
    ['+33612345678', 'ZZ', '+33612345678'],
  ])('%j in %s is %s', (text, country, phone) => {
    expect(typed({ type: 'phone', country }, text)).toBe(phone);
  });

  test.each(['17', '3615', '0612', 'hello', '061234567890123'])('%j is none', (text) => {
    expect(typed({ type: 'phone' }, text)).toBe('(not-a-phone)');
  });
});
