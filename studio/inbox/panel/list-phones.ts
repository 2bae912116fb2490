/** Numbers one after another in a sentence. Pure. */

/** Each of them is kept from left to right, whatever the sentence does. */
export function listPhones(phones: readonly string[], region: string): string {
  return new Intl.ListFormat(region, { type: 'conjunction' }).format(
    phones.map((phone) => `\u2066${phone}\u2069`),
  );
}
