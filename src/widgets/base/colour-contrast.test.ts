import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrastRatio, parseHex, type Rgb, readableOn, toHex } from './colour-contrast.ts';

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];

describe('contrast', () => {
  it('is 21 for black on white and 1 for the same colour', () => {
    expect(contrastRatio(black, white)).toBeCloseTo(21, 5);
    expect(contrastRatio(white, white)).toBe(1);
  });

  it('agrees with the published value of #767676 on white (4.54)', () => {
    expect(contrastRatio(parseHex('#767676') ?? black, white)).toBeCloseTo(4.54, 2);
  });

  it('reads hex, and refuses everything else', () => {
    expect(parseHex('#2044aa')).toEqual([32, 68, 170]);
    expect(parseHex('#FFDD00')).toEqual([255, 221, 0]);
    for (const other of ['', '#fd0', 'red', '#gggggg', 'rgb(1, 2, 3)', '#2044aa;}*{display:none', '\n#2044aa'])
      expect(parseHex(other)).toBeNull();
  });

  it('leaves a readable colour as it is', () => {
    expect(readableOn([32, 68, 170], [white])).toEqual([32, 68, 170]);
  });

  it('makes any colour readable on the light and on the dark ground', () => {
    const channel = fc.integer({ min: 0, max: 255 });
    const grounds: Rgb[][] = [
      [white, [243, 244, 247]],
      [
        [29, 32, 52],
        [19, 21, 37],
      ],
    ];
    fc.assert(
      fc.property(fc.tuple(channel, channel, channel), fc.constantFrom(...grounds), (colour, on) => {
        const found = readableOn(colour, on);
        for (const ground of on) expect(contrastRatio(found, ground)).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps the hue: a yellow becomes a dark gold, not grey', () => {
    const [red, green, blue] = readableOn([255, 213, 0], [white]);
    expect(red).toBeGreaterThan(blue + 60);
    expect(green).toBeGreaterThan(blue + 50);
  });
});

/** CSS Color 4, OKLCH → sRGB, for colours that exist there. Lightness 0 to 1, hue in degrees. */
function fromOklch(lightness: number, chroma: number, hue: number): Rgb {
  const a = chroma * Math.cos((hue * Math.PI) / 180);
  const b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const encode = (linear: number): number => {
    const part = Math.min(1, Math.max(0, linear));
    return Math.round(255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055));
  };
  return [
    encode(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    encode(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    encode(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}

describe('tokens', () => {
  it('are those of KERN UX', async () => {
    // By a name that the type checker does not follow: browser code is checked without the types of Node.
    const { readFileSync } = (await import(['node', 'fs'].join(':'))) as {
      readFileSync: (path: URL, encoding: string) => string;
    };
    const kern = readFileSync(new URL('../../../node_modules/@kern-ux/native/dist/kern.css', import.meta.url), 'utf8');
    const tokens = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
    const copied = [...tokens.matchAll(/(#[0-9a-f]{6});\s*\/\* ([a-z]+-\d{3}) \*\//g)];
    expect(copied.length).toBeGreaterThan(15);
    for (const [, hex, name] of copied) {
      const value = new RegExp(`--kern-color-${name}: oklch\\(([\\d.]+)% ([\\d.]+) ([\\d.]+)\\)`).exec(kern);
      const expected = value && fromOklch(Number(value[1]) / 100, Number(value[2]), Number(value[3]));
      expect({ name, hex }).toEqual({ name, hex: expected && toHex(expected) });
    }
  });
});
