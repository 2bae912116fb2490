/** Dates and times as fields write them ("2026-11-24T14:30", on a zone's clock) and as messages hold them (RFC 3339). */
import { printDate, printTime, readMoment, wallOf } from '../../flows/moment.ts';

/** What a date and time field shows of an instant; "" for what is none. */
export function toField(instant: string, timezone: string): string {
  const moment = readMoment(instant, timezone);
  if (!moment || moment.kind === 'time') return '';
  return `${printDate(moment.wall)}T${printTime(moment.wall)}`;
}

/** The instant of a field's date and time on a zone's clock, with that clock's offset; undefined for what is none. */
export function fromField(field: string, timezone: string): string | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(field);
  const wall = found ? Date.parse(`${found[1]}T${found[2]}:00Z`) : Number.NaN;
  if (Number.isNaN(wall)) return undefined;
  // The offset at the instant itself: twice, since the first guess may lie on the other side of a change of clocks.
  let offset = wallOf(wall, timezone) - wall;
  offset = wallOf(wall - offset, timezone) - (wall - offset);
  const minutes = Math.round(offset / 60_000);
  const size = Math.abs(minutes);
  const two = (number: number) => String(number).padStart(2, '0');
  const zone = `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${found?.[1]}T${found?.[2]}:00${zone}`;
}

/** An instant some minutes later, on the same clock. */
export function later(instant: string, minutes: number, timezone: string): string | undefined {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return undefined;
  const wall = wallOf(at + minutes * 60_000, timezone);
  return fromField(`${printDate(wall)}T${printTime(wall)}`, timezone);
}
