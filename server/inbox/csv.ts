/** Tables as CSV that a spreadsheet may open: what looks like a formula is text. Pure. */

/** Lines end with CR LF, as RFC 4180 has it; the mark at the beginning tells spreadsheets that it is UTF-8. */
export function printCsv(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** What spreadsheets run: also behind blanks, and in the full width of Asian keyboards. */
const FORMULA = /^[\s\p{Cf}]*[=+\-@\t\r＝＋－＠|%]/u;

function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = value.toWellFormed().replaceAll('\0', '');
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]|^'|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
