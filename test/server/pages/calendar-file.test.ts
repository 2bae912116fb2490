import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calendarFile } from '../../../server/pages/calendar-file.ts';

const NOW = Date.UTC(2026, 2, 2, 12);
const START = Date.UTC(2026, 2, 10, 13, 30);

/** As RFC 5545 has it read: lines joined where they were folded, then the signs. */
function read(file: string): Map<string, string> {
  const unfolded = file
    .replace(/\r\n[ \t]/g, '')
    .split('\r\n')
    .filter(Boolean);
  return new Map(
    unfolded.map((line) => {
      const colon = line.indexOf(':');
      const value = line
        .slice(colon + 1)
        .replace(/\\([\\;,nN])/g, (_, sign: string) => (/n/i.test(sign) ? '\n' : sign));
      return [line.slice(0, colon), value];
    }),
  );
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: what the format cannot hold.
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f]/g;
const kept = (said: string) => said.replace(/\r\n?/g, '\n').toWellFormed().replace(CONTROLS, '');

describe('calendarFile', () => {
  test('an appointment, to the letter', () => {
    const file = calendarFile(
      {
        uid: 'm1-0@chat.example.org',
        start: START,
        end: START + 45 * 60_000,
        title: 'Cut, style; Maison Carillon',
        description: 'With Ana\\Bo\nCome early',
        place: { name: '12 rue de la Paix, Paris', latitude: 48.8686, longitude: -2.3314 },
      },
      NOW,
    );
    expect(file).toBe(
      [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//Carillon//Carillon//EN',
        'CALSCALE:GREGORIAN',
        'METHOD:PUBLISH',
        'BEGIN:VEVENT',
        'UID:m1-0@chat.example.org',
        'DTSTAMP:20260302T120000Z',
        'DTSTART:20260310T133000Z',
        'DTEND:20260310T141500Z',
        'SUMMARY:Cut\\, style\\; Maison Carillon',
        'DESCRIPTION:With Ana\\\\Bo\\nCome early',
        'LOCATION:12 rue de la Paix\\, Paris',
        'GEO:48.868600;-2.331400',
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n'),
    );
  });

  test('an end that is not after the start is left out', () => {
    expect(calendarFile({ uid: 'u', start: START, end: START, title: 't' }, NOW)).not.toContain('DTEND');
    expect(calendarFile({ uid: 'u', start: START, title: 't' }, NOW)).not.toContain('DTEND');
  });

  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 600 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );

  test('whatever is written, lines have at most 75 octets, no character is cut, and it reads the same again', () => {
    fc.assert(
      fc.property(text, text, (title, description) => {
        const file = calendarFile({ uid: 'u', start: START, title, description }, NOW);
        expect(Buffer.from(file).toString()).toBe(file);
        const lines = file.split('\r\n');
        expect(lines.at(-1)).toBe('');
        for (const line of lines) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          expect(line).not.toMatch(/[\r\n]/);
        }
        const values = read(file);
        expect(values.get('SUMMARY')).toBe(kept(title));
        expect(values.get('DESCRIPTION') ?? '').toBe(kept(description));
        expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1);
        expect(lines.filter((line) => /^[A-Z]+[:;]/.test(line)).length).toBeLessThanOrEqual(13);
      }),
    );
  });
});
