/** Places are read out of what people paste. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPlace } from '../../../studio/message/place.ts';

const EIFFEL = { latitude: 48.85837, longitude: 2.294481 };

describe('a pasted place', () => {
  test.each([
    ['coordinates', '48.85837, 2.294481', EIFFEL],
    ['coordinates with decimal commas', '48,85837; 2,294481', EIFFEL],
    ['degrees as maps copy them', '48°51\'30"N 2°17\'40"E', { latitude: 48.858333, longitude: 2.294444 }],
    [
      'degrees in French, to the west',
      '48°51\'30"N 2°17\'40"O',
      { latitude: 48.858333, longitude: -2.294444 },
    ],
    ['a geo address', 'geo:48.85837,2.294481?z=17', EIFFEL],
    ['the middle of a map', 'https://www.google.com/maps/@48.85837,2.294481,17z', EIFFEL],
    [
      'a search for coordinates',
      'https://www.google.com/maps/search/?api=1&query=48.85837%2C2.294481',
      EIFFEL,
    ],
    ['a link of OpenStreetMap', 'https://www.openstreetmap.org/?mlat=48.85837&mlon=2.294481', EIFFEL],
  ])('%s', (_, pasted, point) => {
    expect(readPlace(pasted)).toEqual({ kind: 'point', point });
  });

  test('a link to a place gives the place itself and not the middle of the map, with its name', () => {
    const link =
      'https://www.google.com/maps/place/Tour+Eiffel/@48.85,2.29,15z/data=!3m1!4b1!4m6!3m5!8m2!3d48.85837!4d2.294481';
    expect(readPlace(link)).toEqual({ kind: 'point', point: EIFFEL, name: 'Tour Eiffel' });
  });

  test('a link that names no point is a search, a short one says nothing', () => {
    expect(readPlace('https://www.google.com/maps?q=pharmacy')).toEqual({ kind: 'query', query: 'pharmacy' });
    expect(readPlace('https://maps.app.goo.gl/abc')).toEqual({ kind: 'short-link' });
  });

  test.each(['', 'hello', '91, 0', '0, 181', 'javascript:alert(1)', 'https://'])('"%s" is none', (pasted) => {
    expect(readPlace(pasted)).toEqual({ kind: 'unreadable' });
  });

  test('every point is read back from its coordinates, and no text throws', () => {
    const degrees = (most: number) =>
      fc.integer({ min: -most * 1e6, max: most * 1e6 }).map((millionths) => millionths / 1e6 + 0);
    fc.assert(
      fc.property(degrees(90), degrees(180), (latitude, longitude) => {
        const point = { latitude, longitude };
        expect(readPlace(`${latitude.toFixed(6)}, ${longitude.toFixed(6)}`)).toEqual({
          kind: 'point',
          point,
        });
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => [readPlace(text), readPlace(`https://maps.google.com/${text}`)]).not.toThrow();
      }),
    );
  });
});
