import { expect, test } from 'vitest';
import { countryOf } from '../../flows/country.ts';

test.each([
  ['+33612345678', 'FR'],
  ['+262692123456', 'RE'],
  ['+12125550100', 'US'],
  ['+14165550100', 'CA'],
  ['+447400123456', 'GB'],
  ['+34612345678', 'ES'],
  ['+5511961234567', 'BR'],
  ['+393123456789', 'IT'],
])('%s is a number of %s', (phone, country) => {
  expect(countryOf(phone)).toBe(country);
});

test('a number that cannot be placed more exactly belongs to the largest country of its code', () => {
  expect(countryOf('+1')).toBe('US');
  expect(countryOf('+7000')).toBe('RU');
});

test.each(['', '+', 'marie', '+0', '+999123', 'tel:+33'])('"%s" says no country', (phone) => {
  expect(countryOf(phone)).toBeUndefined();
});
