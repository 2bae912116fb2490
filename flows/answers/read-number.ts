/** The number a person meant by a text in English or French; knows no bounds. */
import { fold, readNumberWord } from '../match.ts';
import { westernDigits } from './western-digits.ts';

/**
 * The one number of a text: "1 234,5", "€1,234.50", "two", "we are 4", "4 personnes". Two numbers are none. Where whole
 * numbers are wanted "1.234" is a thousand and more; else the locale decides.
 */
export function readNumber(text: string, whole: boolean, locale: string): number | undefined {
  const plain = westernDigits(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/[\u2212\u2013]/g, '-')
    .replace(/[\u2019\u02bc]/g, "'")
    .replace(/[\s\u00a0\u202f]+/g, ' ')
    .replace(/[€$£%?!]|\b(?:eur|euros?|usd|dollars?|gbp|pounds?)\b/g, ' ')
    .replace(/([+-]) +(?=\d)/g, '$1')
    .trim()
    .replace(/[ .,;:]+$/, '');
  const word = readNumberWord(fold(plain));
  if (word !== undefined) return word;
  if (plain.split(' ').length > 12) return undefined;
  const found = plain.match(DIGITS) ?? [];
  if (found.length === 1 && found[0] !== undefined) {
    const [before = '', after = ''] = plain.split(found[0]);
    // Letters or marks that touch the digits make them part of something else: "12b", "3/4", "14:30", "2-3".
    const touched = /[\p{L}\p{N}/:@_#*-]$/u.test(before) || /^[\p{L}\p{N}/:@_*-]/u.test(after);
    return touched ? undefined : digitsOf(found[0], whole, locale);
  }
  if (found.length > 1) return undefined;
  // "a", "un", "one" inside a sentence are articles, not an amount.
  const words = fold(plain).split(/[ ,.]+/);
  const numbers = words.map(readNumberWord).filter((n) => n !== undefined && n !== 1);
  return numbers.length === 1 && words.length <= 6 ? numbers[0] : undefined;
}

const DIGITS = /[+-]?(?:\d{1,3}(?:[ '.,]\d{3})+(?:[.,]\d{1,20})?|\d{1,30}(?:[.,]\d{1,20})?|[.,]\d{1,20})/g;

function digitsOf(written: string, whole: boolean, locale: string): number | undefined {
  const ungrouped = written.replace(/[ ']/g, '');
  const comma = ungrouped.lastIndexOf(',');
  const dot = ungrouped.lastIndexOf('.');
  if (comma < 0 && dot < 0) return Number(ungrouped);
  const separator = comma > dot ? ',' : '.';
  const other = separator === ',' ? '.' : ',';
  const parts = ungrouped.split(separator);
  const both = ungrouped.includes(other);
  const grouped = groups(parts);
  if (parts.length > 2) return grouped && !both ? Number(parts.join('')) : undefined;
  if (both) {
    const [integer = '', decimals = ''] = parts;
    return groups(integer.split(other)) ? Number(`${integer.split(other).join('')}.${decimals}`) : undefined;
  }
  // One separator and three digits: a thousand, or three decimals?
  const spaced = / |'/.test(written);
  const decimalComma = !['en', 'zh', 'ja', 'ko', 'he', 'th'].includes(locale.slice(0, 2));
  const isGroup = grouped && !spaced && (whole || (separator === ',' && !decimalComma));
  return isGroup ? Number(parts.join('')) : Number(parts.join('.'));
}

/** "1", "234", "567": digits in threes after the first one to three, which are not a lone zero. */
function groups(parts: string[]): boolean {
  const [first = '', ...rest] = parts;
  return /^[+-]?[1-9]\d{0,2}$/.test(first) && rest.length > 0 && rest.every((part) => /^\d{3}$/.test(part));
}
