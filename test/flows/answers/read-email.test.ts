import { describe, expect, test } from 'vitest';
import { typed } from './hear.ts';

describe('an email address', () => {
  test.each([
    ['Marie.D@Gmail.COM', 'Marie.D@gmail.com'],
    ['my email is a@b.com.', 'a@b.com'],
    ['a @ b.com', 'a@b.com'],
    ['<mailto:a+tag@b.co.uk>', 'a+tag@b.co.uk'],
    ['ａ@b.com', 'a@b.com'],
    ['é@exemple.fr', 'é@exemple.fr'],
  ])('%j is %s', (text, email) => {
    expect(typed({ type: 'email' }, text)).toBe(email);
  });

  test.each([
    'a@b',
    'a..b@c.fr',
    '.a@c.fr',
    'a@b.c',
    'a@-b.com',
    'a@b@c.com',
    'x@a.fr y@b.fr',
    'no',
    `${'a'.repeat(65)}@b.fr`,
  ])('%j is none', (text) => {
    expect(typed({ type: 'email' }, text)).toBe('(not-an-email)');
  });
});
