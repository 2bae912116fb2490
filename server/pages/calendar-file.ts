/** An appointment as an iCalendar file that a phone's calendar opens. Knows RFC 5545; knows no page and no clock. */

export interface CalendarEvent {
  /** The same for the same appointment, so that adding it twice makes one. */
  uid: string;
  /** Milliseconds since the epoch. */
  start: number;
  /** Left out if it is not after the start. */
  end?: number;
  title: string;
  description?: string;
  place?: { name?: string; latitude?: number; longitude?: number };
}

/** The whole file. `now`, in milliseconds since the epoch, is when it was made. Source: RFC 5545, sections 3.1 to 3.8. */
export function calendarFile(event: CalendarEvent, now: number): string {
  const { uid, start, end, title, description, place } = event;
  const located = place?.latitude !== undefined && place.longitude !== undefined;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Carillon//Carillon//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${escapeText(uid)}`,
    `DTSTAMP:${instant(now)}`,
    `DTSTART:${instant(start)}`,
    end !== undefined && end > start ? `DTEND:${instant(end)}` : undefined,
    `SUMMARY:${escapeText(title)}`,
    description ? `DESCRIPTION:${escapeText(description)}` : undefined,
    place?.name ? `LOCATION:${escapeText(place.name)}` : undefined,
    located ? `GEO:${place.latitude?.toFixed(6)};${place.longitude?.toFixed(6)}` : undefined,
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines.flatMap((line) => (line === undefined ? [] : [`${fold(line)}\r\n`])).join('');
}

/** "20261124T133000Z". */
function instant(at: number): string {
  return new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: RFC 5545 has no way to write them.
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]/g;

/** Section 3.3.11. A colon stands as it is in a value. */
function escapeText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .toWellFormed()
    .replace(CONTROLS, '')
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll('\n', '\\n');
}

const LINE_OCTETS = 75;

/** Section 3.1: no line is longer than 75 octets, the space that begins the next one included; no character is cut. */
function fold(line: string): string {
  if (Buffer.byteLength(line) <= LINE_OCTETS) return line;
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > LINE_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}
