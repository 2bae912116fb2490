/** Reads a place out of what people paste: coordinates in several writings, and links to maps. Fetches nothing. */

export interface Point {
  latitude: number;
  longitude: number;
}

export type PastedPlace =
  | { kind: 'point'; point: Point; name?: string }
  /** A link that names a place without saying where it is. */
  | { kind: 'query'; query: string }
  /** A short link: only the map's own server knows where it leads. */
  | { kind: 'short-link' }
  | { kind: 'unreadable' };

/** Six decimals are a hand's breadth. */
const DECIMALS = 6;
const NUMBER = '[+-]?\\d{1,3}(?:[.,]\\d{1,15})?';

export function readPlace(pasted: string): PastedPlace {
  const text = pasted.trim();
  const spot = readCoordinates(text) ?? readDegrees(text);
  if (spot) return { kind: 'point', point: spot };
  if (!/^(?:https?:\/\/|geo:)/i.test(text)) return { kind: 'unreadable' };
  if (/^geo:/i.test(text)) return asPoint(readPair(text.slice(4).split(/[;?]/)[0] ?? ''));
  if (!URL.canParse(text)) return { kind: 'unreadable' };
  return readLink(new URL(text));
}

function readLink(url: URL): PastedPlace {
  const { hostname, pathname, searchParams, hash } = url;
  if (/^(?:maps\.app\.goo\.gl|goo\.gl)$/.test(hostname)) return { kind: 'short-link' };
  const path = decode(pathname);
  const name = /\/place\/([^/@]+)/.exec(path)?.[1]?.replaceAll('+', ' ');
  const named = name !== undefined && !readCoordinates(name) ? { name } : {};
  // In a Google link "!3d…!4d…" is the place itself; "@…" only the middle of the map.
  const exact = new RegExp(`!3d(${NUMBER})!4d(${NUMBER})`).exec(path);
  if (exact) return asPoint(pair(exact[1], exact[2]), named);
  const openstreetmap = { latitude: searchParams.get('mlat'), longitude: searchParams.get('mlon') };
  if (openstreetmap.latitude && openstreetmap.longitude) {
    return asPoint(pair(openstreetmap.latitude, openstreetmap.longitude));
  }
  for (const key of ['query', 'q', 'll', 'center', 'destination', 'daddr', 'sll']) {
    const found = readPair(searchParams.get(key) ?? '');
    if (found) return asPoint(found, named);
  }
  const middle = new RegExp(`@(${NUMBER}),(${NUMBER})`).exec(path);
  if (middle) return asPoint(pair(middle[1], middle[2]), named);
  const placed = readPair(
    /\/(?:place|search|dir\/[^/]*)\/([^/]+)/.exec(path)?.[1]?.replaceAll('+', ' ') ?? '',
  );
  if (placed) return asPoint(placed);
  const map = new RegExp(`map=[\\d.]+/(${NUMBER})/(${NUMBER})`).exec(hash);
  if (map) return asPoint(pair(map[1], map[2]));
  const query = searchParams.get('query') ?? searchParams.get('q') ?? name;
  return query ? { kind: 'query', query } : { kind: 'unreadable' };
}

/** "48.8566, 2.3522", also with decimal commas where a semicolon or a space parts the two. */
function readCoordinates(text: string): Point | undefined {
  const found = new RegExp(`^(${NUMBER})\\s*[;,\\s]\\s*(${NUMBER})$`).exec(text);
  return found ? valid(pair(found[1], found[2])) : undefined;
}

/** 48°51'24"N 2°21'03"E, as maps copy it. */
function readDegrees(text: string): Point | undefined {
  const part = `(\\d{1,3})\\s*°\\s*(?:(\\d{1,2})\\s*['′’]\\s*)?(?:(\\d{1,2}(?:[.,]\\d+)?)\\s*["″”]\\s*)?([NSEWO])`;
  const found = new RegExp(`^${part}[\\s,;]+${part}$`, 'i').exec(text);
  if (!found) return undefined;
  const degrees = (from: number) => {
    const [whole, minutes = '0', seconds = '0', side = ''] = found.slice(from, from + 4);
    const size = Number(whole) + Number(minutes) / 60 + Number(seconds.replace(',', '.')) / 3600;
    return /[SWO]/i.test(side) ? -size : size;
  };
  return valid({ latitude: degrees(1), longitude: degrees(5) });
}

function readPair(text: string): Point | undefined {
  return readCoordinates(decode(text).replace(/^loc:/, '').trim());
}

function pair(latitude = '', longitude = ''): Point {
  const number = (text: string) => Number(text.replace(',', '.'));
  return { latitude: number(latitude), longitude: number(longitude) };
}

function valid(point: Point | undefined): Point | undefined {
  if (!point || !isPoint(point)) return undefined;
  return { latitude: rounded(point.latitude), longitude: rounded(point.longitude) };
}

export function isPoint({ latitude, longitude }: Point): boolean {
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
}

export function rounded(degrees: number): number {
  return Math.round(degrees * 10 ** DECIMALS) / 10 ** DECIMALS + 0;
}

function asPoint(found: Point | undefined, more: { name?: string } = {}): PastedPlace {
  const point = valid(found);
  return point ? { kind: 'point', point, ...more } : { kind: 'unreadable' };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
