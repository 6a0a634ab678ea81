/** The town's colour for both themes, changed only as far as its text could not be read otherwise. */
import { contrastRatio, parseHex, type Rgb, readableOn, toHex } from './colour-contrast.ts';

/** KERN UX, action colour (darkblue-700): for a town that gives no colour. */
const DEFAULT: Rgb = [32, 68, 170];
// The grounds on which the accent stands as text or bears text: `--ground`, `--surface`, `--surface-strong` of tokens.css.
const LIGHT: readonly Rgb[] = [
  [255, 255, 255],
  [243, 244, 247],
  [232, 233, 239],
];
const DARK: readonly Rgb[] = [
  [19, 21, 37],
  [29, 32, 52],
  [39, 42, 66],
];

/** A style sheet for `.root`: the accent and what can be read on it, in the light and in the dark theme. */
export function accentStyles(colour: string): string {
  const wanted = readColour(colour) ?? DEFAULT;
  const rule = (selector: string, grounds: readonly Rgb[]): string => {
    const accent = readableOn(wanted, grounds);
    const inks: Rgb[] = [
      [255, 255, 255],
      [19, 21, 37],
    ];
    const ink = inks.reduce((best, next) => (contrastRatio(next, accent) > contrastRatio(best, accent) ? next : best));
    return `${selector}{--accent:${toHex(accent)};--on-accent:${toHex(ink)}}`;
  };
  return rule('.root', LIGHT) + rule('.root[data-scheme="dark"]', DARK);
}

/** Any notation that the browser knows, without a style that a strict CSP would forbid. */
function readColour(colour: string): Rgb | null {
  const context = document.createElement('canvas').getContext('2d');
  if (!context) return null;
  // An unknown colour leaves the value as it was: two different ones tell it from a known colour.
  const [first, second] = ['#000000', '#ffffff'].map((before) => {
    context.fillStyle = before;
    context.fillStyle = colour;
    return context.fillStyle;
  });
  return first === second ? parseHex(first ?? '') : null;
}
