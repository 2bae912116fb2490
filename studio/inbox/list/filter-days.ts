/** Days as a date field has them, and as a filter asks for them: on the reader's own clock. Pure. */

const DAY = /^([12]\d{3})-(\d\d)-(\d\d)$/;

/** "2026-11-23" as its first millisecond and the first of the next day; undefined for what is no day. */
export function dayOf(text: string): { from: number; to: number } | undefined {
  const found = DAY.exec(text);
  if (!found) return undefined;
  const [year, month, day] = found.slice(1).map(Number) as [number, number, number];
  const begins = new Date(year, month - 1, day);
  if (begins.getMonth() !== month - 1 || begins.getDate() !== day) return undefined;
  return { from: begins.getTime(), to: new Date(year, month - 1, day + 1).getTime() };
}

/** The day a moment is in; empty for none. */
export function dayText(at: number | undefined): string {
  if (at === undefined) return '';
  const day = new Date(at);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
