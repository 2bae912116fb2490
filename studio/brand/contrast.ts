/** How well white is read on a colour, and the nearest colour on which it is. */

/** What Google asks of a brand's colour. */
export const ENOUGH = 4.5;
const STEPS = 50;

/** From 1 to 21, white against "#rrggbb". Source: WCAG 2.2, "contrast ratio". */
export function contrastWithWhite(color: string): number {
  const [red, green, blue] = channels(color).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05);
}

/** The same colour, darkened as little as it takes. */
export function darkened(color: string): string {
  for (let step = 0; step <= STEPS; step += 1) {
    const share = 1 - step / STEPS;
    const darker = `#${channels(color)
      .map((value) =>
        Math.round(value * share)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
    if (contrastWithWhite(darker) >= ENOUGH) return darker;
  }
  return '#000000';
}

/** "#abc" and "AABBCC" are "#aabbcc"; undefined where it is no colour. */
export function readColor(text: string): string | undefined {
  const digits = text.trim().replace(/^#/, '').toLowerCase();
  if (/^[0-9a-f]{6}$/.test(digits)) return `#${digits}`;
  if (/^[0-9a-f]{3}$/.test(digits)) return `#${[...digits].map((digit) => digit + digit).join('')}`;
  return undefined;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
}
