/** Markup that cannot be written by accident: whatever is put into it is escaped. Knows no page. */

const MARKUP = Symbol('markup');

/** Markup made by `html`; nothing that was read from anywhere can pass for it. */
export interface Markup {
  readonly [MARKUP]: string;
}

export type Piece = Markup | string | number | false | undefined | readonly Piece[];

/** A template in which texts are escaped, lists joined, and `false` and `undefined` left out. Quote attributes with ". */
export function html(parts: TemplateStringsArray, ...pieces: Piece[]): Markup {
  let written = parts[0] ?? '';
  pieces.forEach((piece, index) => {
    written += write(piece) + (parts[index + 1] ?? '');
  });
  return { [MARKUP]: written };
}

/** The markup as it is sent. */
export function printMarkup(markup: Markup): string {
  return markup[MARKUP];
}

function write(piece: Piece): string {
  if (piece === undefined || piece === false) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return escapeText(piece);
  return isMarkup(piece) ? piece[MARKUP] : piece.map(write).join('');
}

function isMarkup(piece: Markup | readonly Piece[]): piece is Markup {
  return MARKUP in piece;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** HTML has no way to write these: all controls but tab and line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;

function escapeText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(CONTROLS, '')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
