/** What of who a conversation is with fits a search, and where it stands in it. Knows no database. */
import type { Found, InboxEntry } from './inbox-port.ts';
import { markWords, type Sought } from './mark-words.ts';

type Field = Found<unknown>['fields'][number];

/** The fields in which the digits or the words are found. */
export function foundFields(
  { phone, name, labels, flow }: InboxEntry['face'],
  digits: string | undefined,
  sought: Sought | undefined,
): Field[] {
  const fields: Field[] = [];
  const at = digits === undefined ? -1 : phone.indexOf(digits);
  if (at >= 0) fields.push({ field: 'phone', text: phone, ranges: [[at, at + (digits?.length ?? 0)]] });
  const texts: [Field['field'], string][] = [
    ['name', name],
    ['label', labels],
    ['flow', flow],
  ];
  for (const [field, text] of sought ? texts : []) {
    const marked = sought && markWords(text, sought);
    if (marked && marked.ranges.length > 0) fields.push({ field, ...marked });
  }
  return fields;
}

/** A part of a phone number, however it is written: "06 12 34" is found in "+33612345678". */
export function digitsOf(words: string): string | undefined {
  if (!/^[\d\s+().-]+$/.test(words)) return undefined;
  const digits = words.replace(/\D/g, '').replace(/^0+/, '');
  return digits.length >= 3 ? digits : undefined;
}
