/** What every hosted page is: a head, a style sheet, no script, and the headers that keep it so. Knows no message. */
import { createHash } from 'node:crypto';
import { type Palette, paletteOf } from './brand-colour.ts';
import { html, type Markup, printMarkup } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';

export interface Page {
  html: string;
  /** Its Content-Security-Policy. */
  policy: string;
}

interface Frame {
  /** Of the page's own words. */
  lang: string;
  title: string;
  /** "#rrggbb" of the brand. */
  colour?: string;
  icon?: string;
  /** Where pictures may come from, beside https and the page's own server. */
  pictures?: string;
  body: Markup;
}

/** The style of all pages is one text, so that its digest is worked out once. */
const SHEET_SOURCE = digest(PAGE_STYLE);
const STYLE = raw(PAGE_STYLE);

export function frame({ lang, title, colour, icon, pictures, body }: Frame): Page {
  const colours = coloursOf(colour);
  const page = html`<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow, noarchive">
<title>${title}</title>
${icon !== undefined && html`<link rel="icon" href="${icon}">`}
<style>${STYLE}</style>
<style>${raw(colours)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  const images = ["'self'", 'https:', ...(pictures === undefined ? [] : [pictures])];
  return {
    html: printMarkup(page),
    policy: [
      "default-src 'none'",
      `style-src ${SHEET_SOURCE} ${digest(colours)}`,
      `img-src ${images.join(' ')}`,
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
  };
}

/** Sent with every page; none of it is for a cache, a search engine, another site or a frame. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Cache-Control': 'no-store',
  'X-Robots-Tag': 'noindex, nofollow, noarchive',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

function coloursOf(colour: string | undefined): string {
  const rule = ({ accent, tint }: Palette) => `:root{--accent:${accent};--tint:${tint}}`;
  const [light, dark] = [paletteOf(colour, 'light'), paletteOf(colour, 'dark')];
  // The print rules name the accent too, and come earlier: so these are for screens.
  return `@media screen{${rule(light)}}@media screen and (prefers-color-scheme:dark){${rule(dark)}}`;
}

function digest(style: string): string {
  return `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
}

/** A style sheet of our own is put into the page as it is: its digest must fit. */
function raw(style: string): Markup {
  const parts = Object.assign([style], { raw: [style] });
  return html(parts);
}
