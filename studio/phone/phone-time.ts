/** Instants as a phone shows them, in the zone it is in. */

/** The zone if the browser knows it; undefined stands for the reader's own. A flow's draft may name any. */
export function knownZone(timeZone: string | undefined): string | undefined {
  if (timeZone === undefined) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

/** `at` in milliseconds since the epoch, `region` as in "en-GB". */
export function printTime(
  at: number,
  region: string,
  timeZone: string | undefined,
  options: Intl.DateTimeFormatOptions,
): string {
  return new Intl.DateTimeFormat(region, { ...options, timeZone: knownZone(timeZone) }).format(at);
}
