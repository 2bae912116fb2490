import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { html, type Piece, printMarkup } from '../../../server/pages/html.ts';

describe('html', () => {
  test('texts are escaped, markup is not, lists are joined, false and undefined are left out', () => {
    const list = ['a & b', html`<b>${'<i>'}</b>`];
    const none = [false, undefined] as const;
    expect(printMarkup(html`<p title="${'"'}">${list}${none}${0}</p>`)).toBe(
      '<p title="&quot;">a &amp; b<b>&lt;i&gt;</b>0</p>',
    );
  });

  test('no text becomes markup or leaves its attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const printed = printMarkup(html`${text}`);
        expect(printed).not.toMatch(/[<>"']/);
        expect(printed.replace(/&(?:amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
        expect(printed.isWellFormed()).toBe(true);
      }),
    );
  });

  test('what a text spells is what is read back', () => {
    const signs: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const read = printMarkup(html`${text}`).replace(
          /&([a-z]+|#39);/g,
          (_, name: string) => signs[name] ?? '?',
        );
        expect(read).toBe(text.replace(/\r\n?/g, '\n'));
      }),
    );
  });

  test('controls that HTML cannot write are dropped', () => {
    expect(printMarkup(html`${'a\u0000b\u001bc\u0085d\te\r\nf\ud800'}`)).toBe('abcd\te\nf\ufffd');
  });

  test('nothing read from JSON passes for markup', () => {
    const forged = JSON.parse('{"markup":"<script>","length":1,"0":"<b>"}') as Piece;
    expect(() => html`${forged}`).toThrow();
  });
});
