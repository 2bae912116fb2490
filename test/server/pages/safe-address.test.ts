import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  fileAddress,
  linkAddress,
  mapAddress,
  phoneAddress,
  smsAddress,
} from '../../../server/pages/safe-address.ts';

const BASE = 'https://chat.example.org/here';

describe('linkAddress', () => {
  test.each([
    ['https://shop.example/a?b=1#c', 'https://shop.example/a?b=1#c'],
    ['http://shop.example/', 'http://shop.example/'],
    ['tel:+33199001234', 'tel:+33199001234'],
    ['sms:+33639980042', 'sms:+33639980042'],
    ['/pay/7', 'https://chat.example.org/here/pay/7'],
    ['javascript:alert(1)', undefined],
    [' java\nscript:alert(1)', undefined],
    ['JavaScript:alert(1)', undefined],
    ['data:text/html,<script>alert(1)</script>', undefined],
    ['vbscript:x', undefined],
    ['file:///etc/passwd', undefined],
    ['blob:https://shop.example/1', undefined],
    ['https://bank.example@evil.example/', undefined],
    ['//evil.example/', undefined],
    ['/\\evil.example/', undefined],
    ['shop.example', undefined],
    ['', undefined],
  ])('%j leads to %j', (raw, followed) => {
    expect(linkAddress(raw, BASE)).toBe(followed);
  });

  test('whatever is given, only four schemes come out, and no names or passwords', () => {
    const schemes = fc.constantFrom(
      'javascript:',
      'data:',
      'https:',
      '//',
      '/',
      '\\',
      'view-source:',
      'tel:',
    );
    fc.assert(
      fc.property(schemes, fc.string({ unit: 'binary' }), (scheme, rest) => {
        const address = linkAddress(scheme + rest, BASE);
        if (address === undefined) return;
        expect(['http:', 'https:', 'tel:', 'sms:']).toContain(new URL(address).protocol);
        expect(new URL(address).username + new URL(address).password).toBe('');
      }),
    );
  });
});

describe('other addresses', () => {
  test.each([
    ['https://cdn.example/a.jpg', 'https://cdn.example/a.jpg'],
    ['/media/a.jpg', 'https://chat.example.org/here/media/a.jpg'],
    ['http://cdn.example/a.jpg', undefined],
    ['tel:+331', undefined],
    ['data:image/png;base64,AAAA', undefined],
  ])('a picture at %j is shown from %j', (raw, shown) => {
    expect(fileAddress(raw, BASE)).toBe(shown);
  });

  test.each([
    ['+33 1 99 00 12 34', 'tel:+33199001234'],
    ['01.99.00.12.34', 'tel:0199001234'],
    ['#31#3639', 'tel:%2331%233639'],
    ['call me', undefined],
    ['+33199001234;phone-context=x', undefined],
    ['', undefined],
  ])('%j is dialled as %j', (phone, address) => {
    expect(phoneAddress(phone)).toBe(address);
  });

  test('a text goes into the message field whole', () => {
    expect(smsAddress('+33639980042', 'a & b?\n“ç”')).toBe(
      'sms:+33639980042?&body=a%20%26%20b%3F%0A%E2%80%9C%C3%A7%E2%80%9D',
    );
    expect(smsAddress('+33639980042', undefined)).toBe('sms:+33639980042');
    expect(smsAddress('nobody', 'x')).toBeUndefined();
    expect(smsAddress('36111', 'half \ud83d')).toContain('%EF%BF%BD');
  });

  test('a place is one value of the map’s address', () => {
    expect(mapAddress('48.8,2.3&x=y')).toBe(
      'https://www.google.com/maps/search/?api=1&query=48.8%2C2.3%26x%3Dy',
    );
  });
});
