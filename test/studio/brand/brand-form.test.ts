/** The brand's fields: what is wrong with them, and what the API gets of them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brandSchema } from '../../../server/contract.ts';
import {
  type BrandFields,
  brandOf,
  faultsOf,
  fieldsOf,
  readPhone,
} from '../../../studio/brand/brand-form.ts';

const FIELDS: BrandFields = {
  name: 'Acme',
  agentId: 'acme',
  description: '',
  color: '',
  logo: '',
  phone: '',
  website: '',
  linkDomains: '',
  locale: 'en',
  timezone: 'Europe/Paris',
};

test('a brand goes into the fields and comes back the same', () => {
  const brand = {
    id: 'acme',
    name: 'Acme',
    agentId: 'acme',
    description: 'Anvils',
    color: '#1f5661',
    logo: '/media/library/logo.jpg',
    phone: '+33123456789',
    website: 'https://acme.example',
    linkDomains: ['shop.acme.example'],
    locale: 'en',
    timezone: 'Europe/Paris',
  };
  expect(faultsOf(fieldsOf(brand))).toEqual({});
  expect(brandOf('acme', fieldsOf(brand))).toEqual(brand);
});

test('empty fields are left out', () => {
  expect(brandOf('acme', FIELDS)).toEqual({
    id: 'acme',
    name: 'Acme',
    agentId: 'acme',
    locale: 'en',
    timezone: 'Europe/Paris',
  });
});

describe('what is wrong', () => {
  test.each<[Partial<BrandFields>, keyof BrandFields]>([
    [{ name: ' ' }, 'name'],
    [{ name: 'a'.repeat(101) }, 'name'],
    [{ agentId: '' }, 'agentId'],
    [{ description: 'a'.repeat(101) }, 'description'],
    [{ color: 'red' }, 'color'],
    [{ logo: 'http://acme.example/a.png' }, 'logo'],
    [{ logo: 'javascript:alert(1)' }, 'logo'],
    [{ phone: '0123456789' }, 'phone'],
    [{ website: 'acme.example' }, 'website'],
    [{ website: 'http://acme.example' }, 'website'],
    [{ linkDomains: 'acme.example\n-x' }, 'linkDomains'],
  ])('%j', (change, name) => {
    expect(Object.keys(faultsOf({ ...FIELDS, ...change }))).toEqual([name]);
  });

  test('what has no fault is taken by the API', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 120 }),
      fc.constantFrom(
        'https://a.example/x',
        '+33 1 23 45 67 89',
        '#ABC',
        '/media/a.png',
        'HTTPS://Shop.Example/x',
      ),
    );
    fc.assert(
      fc.property(
        fc.record({
          name: text,
          description: text,
          color: text,
          logo: text,
          phone: text,
          website: text,
          linkDomains: text,
        }),
        (change) => {
          const fields = { ...FIELDS, ...change };
          if (Object.keys(faultsOf(fields)).length > 0) return;
          expect(brandSchema.safeParse(brandOf('acme', fields)).error).toBeUndefined();
        },
      ),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ['+33 6 12-34.56(78)', '+33612345678'],
  ['0033612345678', '+33612345678'],
  ['+33\u00a0612345678', '+33612345678'],
  ['0612345678', undefined],
  ['+0612345678', undefined],
  ['+33612345678x', undefined],
])('the phone %j is read as %j', (text, read) => {
  expect(readPhone(text)).toBe(read);
});
