/** Which part of a picture is kept, in the picture's own pixels. Knows no screen. */
import type { CARD_HEIGHTS } from '../../flows/message.ts';

export interface Size {
  width: number;
  height: number;
}
export interface Frame extends Size {
  x: number;
  y: number;
}

/** Where a picture stands, as far as its shape hangs on it. */
export type MediaPlace =
  | { in: 'message' }
  | { in: 'card'; orientation: 'vertical' | 'horizontal' }
  | { in: 'carousel'; width: 'small' | 'medium' };

type Height = (typeof CARD_HEIGHTS)[number];

/** In density-independent pixels, as RBM defines them; a lone card is about as wide as a phone's bubble. */
const HEIGHTS: Record<Height, number> = { short: 112, medium: 168, tall: 264 };
const WIDTHS = { card: 336, medium: 232, small: 120 };

/** Width over height as the picture is shown; undefined where it is shown as it is. */
export function ratioOf(place: MediaPlace, height: Height): number | undefined {
  if (place.in === 'message') return undefined;
  // A lying card's picture is as high as its card, which is mostly higher than wide.
  if (place.in === 'card' && place.orientation === 'horizontal') return 3 / 4;
  return (place.in === 'card' ? WIDTHS.card : WIDTHS[place.width]) / HEIGHTS[height];
}

/** The largest part of a ratio that the picture holds. */
export function largestFrame(picture: Size, ratio: number): Size {
  return picture.width / picture.height > ratio
    ? { width: picture.height * ratio, height: picture.height }
    : { width: picture.width, height: picture.width / ratio };
}

/** The part seen at a zoom (1: as large as can be) around a middle, kept inside the picture. */
export function frameAt(picture: Size, ratio: number, zoom: number, middle: { x: number; y: number }): Frame {
  const largest = largestFrame(picture, ratio);
  const width = largest.width / Math.max(1, zoom);
  const height = largest.height / Math.max(1, zoom);
  const within = (at: number, size: number, whole: number) =>
    Math.min(Math.max(at - size / 2, 0), Math.max(0, whole - size));
  return {
    x: within(middle.x, width, picture.width),
    y: within(middle.y, height, picture.height),
    width,
    height,
  };
}

/** What share of the picture is cut off when it is shown in another ratio: 0 for none, 0.5 for half. */
export function lossIn(picture: Size, ratio: number): number {
  const { width, height } = largestFrame(picture, ratio);
  return 1 - (width * height) / (picture.width * picture.height);
}

/** How large a kept part is written: no larger than phones show it, no larger than it is. */
export function outputSize(frame: Size, most = 1440): Size {
  const scale = Math.min(1, most / Math.max(frame.width, frame.height));
  return {
    width: Math.max(1, Math.round(frame.width * scale)),
    height: Math.max(1, Math.round(frame.height * scale)),
  };
}
