/** What a message's calendar action says, as times that exist; knows the message, not how a calendar is written. */
import { type Message, type Suggestion, suggestionsOf } from '../../flows/message.ts';
import { readMoment } from '../../flows/moment.ts';
import type { CalendarEvent } from './calendar-file.ts';

type CalendarAction = Extract<Suggestion, { kind: 'calendar' }>;

/** Milliseconds since the epoch; undefined where the start is no instant. */
export function timesOf({ start, end }: CalendarAction): { start: number; end?: number } | undefined {
  const [from, to] = [instantOf(start), instantOf(end)];
  if (from === undefined) return undefined;
  return to !== undefined && to > from ? { start: from, end: to } : { start: from };
}

/** The `n`-th suggestion of a message as an appointment; undefined if it is none. The place is the message's, if it has one. */
export function appointmentOf(message: Message, n: number): Omit<CalendarEvent, 'uid'> | undefined {
  const suggestions = suggestionsOf<Suggestion>(message);
  const action = suggestions[n];
  const times = action?.kind === 'calendar' ? timesOf(action) : undefined;
  if (action?.kind !== 'calendar' || !times) return undefined;
  const places = suggestions.filter((one) => one.kind === 'view-location');
  const [place] = places;
  return {
    ...times,
    title: action.title,
    ...(action.description ? { description: action.description } : {}),
    ...(place && places.length === 1
      ? {
          place: {
            ...(place.place ? { name: place.place } : {}),
            ...(isPlace(place) ? { latitude: place.latitude, longitude: place.longitude } : {}),
          },
        }
      : {}),
  };
}

/** Whether a location is a point on the earth. */
export function isPlace(at: {
  latitude?: number;
  longitude?: number;
}): at is { latitude: number; longitude: number } {
  const { latitude = Number.NaN, longitude = Number.NaN } = at;
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

function instantOf(text: string): number | undefined {
  const moment = readMoment(text, 'UTC');
  return moment?.kind === 'instant' ? moment.at : undefined;
}
