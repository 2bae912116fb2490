/** A brand's colour made fit to be read, by day and by night. Knows colours and contrast, no page. */

/** "#rrggbb" each. */
export interface Palette {
  /** For buttons, and for words on the sheet or on the tint. What stands on it has the colour of the sheet. */
  accent: string;
  /** A breath of the accent on the sheet. */
  tint: string;
}

export const SHEETS = { light: '#ffffff', dark: '#1c1c20' } as const;
/** Without a colour of its own a brand gets the ink of its page. */
const INKS = { light: '#1b1b1f', dark: '#f1f1f3' } as const;
/** WCAG 2.2, 1.4.3: words of any size. */
const ENOUGH = 4.5;
/** How much of the accent the tint has; by night a little more, to be seen at all. */
const TINTS = { light: 0.1, dark: 0.16 } as const;
const STEPS = 32;

/** The colour itself where it is legible, else darker or lighter in the same hue until it is; `colour` as "#rrggbb". */
export function paletteOf(colour: string | undefined, theme: 'light' | 'dark'): Palette {
  const own = colour !== undefined && /^#[0-9a-f]{6}$/i.test(colour) ? colour.toLowerCase() : INKS[theme];
  const sheet = SHEETS[theme];
  const { hue, saturation, lightness } = toHsl(own);
  const goal = theme === 'light' ? 0 : 1;
  for (let step = 0; ; step += 1) {
    const accent =
      step === 0
        ? own
        : fromHsl({ hue, saturation, lightness: lightness + (goal - lightness) * (step / STEPS) });
    const tint = mix(sheet, accent, TINTS[theme]);
    const legible = contrast(accent, sheet) >= ENOUGH && contrast(accent, tint) >= ENOUGH;
    // The last one is black or white.
    if (legible || step === STEPS) return { accent, tint };
  }
}

/** From 1 to 21. Source: WCAG 2.2, "contrast ratio". */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Source: WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mix(one: string, other: string, share: number): string {
  const second = channels(other);
  return print(channels(one).map((value, at) => value + ((second[at] ?? 0) - value) * share));
}

interface Hsl {
  /** In sixths of the circle, from 0 to below 6. */
  hue: number;
  /** 0 to 1, as lightness is. */
  saturation: number;
  lightness: number;
}

function toHsl(colour: string): Hsl {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => value / 255);
  const [most, least] = [Math.max(red, green, blue), Math.min(red, green, blue)];
  const [spread, lightness] = [most - least, (most + least) / 2];
  if (spread === 0) return { hue: 0, saturation: 0, lightness };
  const hue =
    most === red
      ? ((green - blue) / spread + 6) % 6
      : most === green
        ? (blue - red) / spread + 2
        : (red - green) / spread + 4;
  return { hue, saturation: spread / (1 - Math.abs(2 * lightness - 1)), lightness };
}

function fromHsl({ hue, saturation, lightness }: Hsl): string {
  const chroma = (1 - Math.abs(2 * lightness - 1)) * saturation;
  const channel = (shift: number) => {
    const at = (hue + shift) % 6;
    return 255 * (lightness + chroma * (Math.min(1, Math.max(0, Math.abs(at - 3) - 1)) - 0.5));
  };
  return print([channel(0), channel(4), channel(2)]);
}

function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function print(values: number[]): string {
  return `#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;
}
