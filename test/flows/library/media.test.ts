import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LIBRARY, readShipped } from './shipped.ts';

const MEDIA = new URL('media/', LIBRARY);
const SERVICES = ['cut', 'colour', 'beard', 'kids'];
/** Width and height in pixels. */
const SIZES: Record<string, [number, number]> = {
  welcome: [1440, 720],
  claim: [1440, 720],
  payment: [1440, 720],
  booked: [1440, 720],
  place: [1440, 720],
  cut: [960, 720],
  colour: [960, 720],
  beard: [960, 720],
  kids: [960, 720],
  logo: [512, 512],
};

interface Shown {
  url: string;
  thumbnail?: string;
  alt?: unknown;
}

/** Every picture the flows show, with templates filled in. */
function shownPictures(): Shown[] {
  const found: Shown[] = [];
  const walk = (value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    const { url } = value as { url?: unknown };
    if (typeof url === 'string' && url.startsWith('/media/')) found.push(value as Shown);
    for (const member of Object.values(value)) walk(member);
  };
  for (const flow of readShipped().values()) walk(flow.nodes);
  return found.flatMap((media) =>
    media.url.includes('{{service}}')
      ? SERVICES.map((id) => JSON.parse(JSON.stringify(media).replaceAll('{{service}}', id)) as Shown)
      : [media],
  );
}

/** Width and height from a JPEG's frame header; throws if the bytes are no JPEG. */
function sizeOf(jpeg: Buffer): [number, number] {
  if (jpeg.readUInt16BE(0) !== 0xffd8) throw new Error('not a JPEG');
  for (let at = 2; at < jpeg.length; ) {
    const marker = jpeg.readUInt16BE(at);
    const isFrame = marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
    if (isFrame) return [jpeg.readUInt16BE(at + 7), jpeg.readUInt16BE(at + 5)];
    at += 2 + jpeg.readUInt16BE(at + 2);
  }
  throw new Error('a JPEG without a frame');
}

const fileOf = (url: string) => new URL(url.replace('/media/library/', ''), MEDIA);

test('every picture a flow shows is there, with a thumbnail and a description in both languages', () => {
  const shown = shownPictures();
  expect(shown.length).toBeGreaterThan(8);
  const lacking = shown.filter(
    ({ url, thumbnail, alt }) =>
      !existsSync(fileOf(url)) ||
      !thumbnail ||
      !existsSync(fileOf(thumbnail)) ||
      Object.keys((alt as object | undefined) ?? {})
        .sort()
        .join() !== 'en,fr',
  );
  expect(lacking).toEqual([]);
});

test('every picture that is shipped is one of the set, and drawn from a source', () => {
  const names = readdirSync(MEDIA).filter((name) => name.endsWith('.jpg'));
  expect(names.sort()).toEqual(
    Object.keys(SIZES)
      .flatMap((name) => [`${name}-thumb.jpg`, `${name}.jpg`])
      .sort(),
  );
  const sources = readdirSync(new URL('source/', MEDIA));
  expect(sources.sort()).toEqual(
    Object.keys(SIZES)
      .map((name) => `${name}.svg`)
      .sort(),
  );
});

describe.each(Object.entries(SIZES))('%s', (name, [width, height]) => {
  const file = new URL(`${name}.jpg`, MEDIA);
  const thumb = new URL(`${name}-thumb.jpg`, MEDIA);

  test('has the size its place in a card asks for, under 90 kB', () => {
    expect(sizeOf(readFileSync(file))).toEqual([width, height]);
    expect(statSync(file).size).toBeLessThan(90_000);
  });

  test('has a thumbnail of the same ratio, under 40 kB', () => {
    const [w, h] = sizeOf(readFileSync(thumb));
    expect(w / h).toBeCloseTo(width / height, 2);
    expect(statSync(thumb).size).toBeLessThan(40_000);
  });

  test('has a source that says what it shows, names its size and loads nothing', () => {
    const svg = readFileSync(new URL(`source/${name}.svg`, MEDIA), 'utf8');
    expect(svg).toContain(`viewBox="0 0 ${width} ${height}"`);
    expect(svg).toMatch(/<title>[^<]{4,}<\/title>/);
    expect(svg).not.toMatch(/<script|<image|href=|url\((?!#)|<foreignObject/);
  });
});
