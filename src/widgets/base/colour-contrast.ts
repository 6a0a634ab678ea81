/** Colour contrast after WCAG 2.2 (relative luminance, contrast ratio). Pure: no document needed. */

/** Red, green, blue, each 0 to 255. */
export type Rgb = readonly [number, number, number];

/** Text contrast that WCAG 2.2 asks for at level AA (criterion 1.4.3). */
export const TEXT_CONTRAST = 4.5;

/** Reads `#rrggbb`, the notation in which a canvas gives back any colour; null for anything else. */
export function parseHex(text: string): Rgb | null {
  const number = /^#[0-9a-f]{6}$/i.test(text) ? Number.parseInt(text.slice(1), 16) : null;
  return number === null ? null : [number >> 16, (number >> 8) & 255, number & 255];
}

export function toHex(colour: Rgb): string {
  return `#${colour.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** From 1 (same) to 21 (black on white). */
export function contrastRatio(one: Rgb, other: Rgb): number {
  const [bright, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (bright + 0.05) / (dark + 0.05);
}

/**
 * The colour itself if it can be read on every background, else the nearest one of the same hue that can: less light of
 * the same mixture on light grounds; on dark ones more of it, and white once there is no more. In linear light, where
 * that leaves the hue alone.
 */
export function readableOn(colour: Rgb, backgrounds: readonly Rgb[], ratio = TEXT_CONTRAST): Rgb {
  const reads = (candidate: Rgb): boolean => backgrounds.every((ground) => contrastRatio(candidate, ground) >= ratio);
  const darker = backgrounds.some((ground) => luminance(ground) > 0.18);
  let light = colour.map(decode);
  let found = colour;
  for (let round = 0; round < 500 && !reads(found); round++) {
    const most = Math.max(...light);
    light = light.map((part) =>
      darker ? part * 0.98 : most > 0.05 && most < 1 ? Math.min(1, part * 1.02) : part + (1 - part) * 0.02,
    );
    const [red = 0, green = 0, blue = 0] = light.map(encode);
    found = [red, green, blue];
  }
  return found;
}

function luminance(colour: Rgb): number {
  return 0.2126 * decode(colour[0]) + 0.7152 * decode(colour[1]) + 0.0722 * decode(colour[2]);
}

function decode(channel: number): number {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

function encode(linear: number): number {
  const part = Math.min(1, Math.max(0, linear));
  return Math.round(255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055));
}
