/** Reads a phone number as people type it into the form the platform wants; pure. */

/** E.164 ("+33639980001") out of "+33 6 39 98 00 01" or "0033639980001"; undefined if it is no such number. */
export function readPhoneNumber(typed: string): string | undefined {
  const compact = typed.replace(/[\s().\-\u00a0\u202f]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(compact) ? compact : undefined;
}

/** In groups, easier to read: French numbers as they are written in France, others in threes. */
export function showPhoneNumber(phone: string): string {
  const french = /^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(phone);
  if (french) return `+33 ${french.slice(1).join(' ')}`;
  return phone.replace(/(\d{3})(?=\d{2})/g, '$1 ');
}
