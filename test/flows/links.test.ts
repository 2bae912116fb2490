/** Which links a phone would see in a text, and which of them promotion may not hold. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostOf, linkFault, linksIn } from '../../flows/links.ts';

const ALLOWED = ['salon.example', 'shop.salon.test'];
const faults = (text: string) => linksIn(text).map((link) => linkFault(link, ALLOWED) ?? 'fine');
const hosts = (text: string) => linksIn(text).map(({ host }) => host);

describe('links', () => {
  test.each([
    ['an allowed host', 'See https://salon.example/offers.', ['fine']],
    ['a name below it', 'https://www.salon.example, https://fr.salon.example/x?y=1#z', ['fine', 'fine']],
    ['without a scheme', 'Book at salon.example/now!', ['fine']],
    ['another host', 'https://evil.example', ['link_not_allowed']],
    ['one that only begins alike', 'https://salon.example.evil.test/', ['link_not_allowed']],
    ['one that only ends alike', 'https://mysalon.example', ['link_not_allowed']],
    ['one with a name in front', 'https://salon.example@evil.test/x', ['link_not_allowed']],
    ['one hidden by a backslash', 'https://evil.test\\@salon.example', ['link_not_allowed']],
    ['one escaped', 'https://salon.example%2eevil.test/', ['link_not_allowed']],
    ['what a variable brought in', 'Hello evil.com/x!', ['link_not_allowed']],
    [
      'several, one after the other',
      'https://salon.example/a,https://evil.test/b',
      ['fine', 'link_not_allowed'],
    ],
    ['http', 'http://salon.example/', ['link_not_https']],
    [
      'other schemes',
      'ftp://salon.example intent://salon.example/#Intent',
      ['link_not_https', 'link_not_https'],
    ],
    [
      'an address in numbers',
      'https://203.0.113.7/x 203.0.113.7/y',
      ['link_not_allowed', 'link_not_allowed'],
    ],
    ['a full stop of another script', 'https://evil。test', ['link_not_allowed']],
    ['in brackets and quotes', '(https://salon.example/a) «https://salon.example/b»', ['fine', 'fine']],
    ['in capitals', 'HTTPS://SALON.EXAMPLE/A', ['fine']],
    ['what cannot be read', 'https://exa mple https://[x', ['link_not_allowed', 'link_not_allowed']],
  ])('%s', (_what, text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  test.each(
    'bit.ly tinyurl.com t.ly rb.gy is.gd ow.ly cutt.ly rebrand.ly tiny.cc goo.gl t.co lnkd.in'.split(' '),
  )('the public shortener %s is refused, even where somebody allowed it', (host) => {
    for (const text of [
      `https://${host}/x`,
      `${host}/x`,
      `https://www.${host}/x`,
      `HTTPS://${host.toUpperCase()}/X`,
    ]) {
      const [link] = linksIn(text);
      expect(link && linkFault(link, [host]), text).toBe('link_shortener');
    }
  });

  test('letters of other scripts are shown as what they are', () => {
    const [link] = linksIn('https://sаlon.example');
    expect(link).toMatchObject({ host: expect.stringMatching(/^xn--slon-/), punycode: true });
    expect(faults('https://sаlon.example')).toEqual(['link_not_allowed']);
    expect(linksIn('https://café.example')[0]).toMatchObject({ host: 'xn--caf-dma.example', punycode: true });
  });

  test('letters with accents are read however often, as after hours of work', () => {
    for (let n = 0; n < 20_000; n += 1) expect(linksIn('https://café.example')[0]?.host).not.toBe('');
  });

  test('what no phone would make a link is none', () => {
    for (const text of [
      'Bonjour.Merci et à bientôt',
      'marie.dupont@salon.example',
      'marie@sub.salon.example',
      'Only 10.50€ until 14.30!',
      'Call 01.23.45.67.89',
      'v1.2.3, Node.js',
      'St.Louis and Dr.Who',
      'Offre...Profitez-en',
      '',
    ]) {
      expect(hosts(text), text).toEqual([]);
    }
    expect(hosts('promo.de Promo.COM/x x.example')).toEqual(['promo.de', 'promo.com', 'x.example']);
  });

  test('a host is read from a name or an address', () => {
    expect(['https://www.salon.example/x', 'Salon.Example', 'www.shop.test'].map(hostOf)).toEqual([
      'salon.example',
      'salon.example',
      'shop.test',
    ]);
    expect(hostOf('')).toBeUndefined();
  });

  test('no https link escapes, whatever stands around it', () => {
    const around = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .map((text) => text.replace(/[\p{L}\p{N}:/\\@.]/gu, ' '));
    fc.assert(
      fc.property(around, around, (before, after) => {
        const text = `${before} https://evil.test/x ${after}`;
        expect(hosts(text)).toContain('evil.test');
      }),
    );
  });

  test('long texts take no time', () => {
    for (const part of ['a.', 'a-', 'a:', 'https://', 'a.b/', '1.', ',a://', '%2e']) {
      expect(linksIn(part.repeat(20_000)).length).toBeLessThan(100_000);
    }
  });
});
