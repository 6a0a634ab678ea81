/**
 * Marked lines that do not stand on the page. Some data were translated there and back ("In Deutschland muss jeder Haushalt die
 * Rundfunkgebühren (GEZ) zahlen." for "In Deutschland muss jeder Haushalt Rundfunkgebühren zahlen."): such a line stands for the page's
 * line that it was made from. Pure.
 */
import { isSameLine } from './compare-lines.ts';

/** Share of letter triples in common (Dice) from which a line is taken to be made from another one. */
const MADE_FROM = 0.5;

export interface AlignedLines {
  lines: string[];
  /** Lines that now stand for others. */
  aligned: number;
}

/** Every marked line as it stands on the page; one that resembles none of its lines stays as it is. */
export function alignLines(marked: readonly string[], page: readonly string[]): AlignedLines {
  const triples = page.map(triplesOf);
  let aligned = 0;
  const lines = marked.map((line) => {
    if (page.some((other) => isSameLine(line, other))) return line;
    const own = triplesOf(line);
    let best = { share: 0, line };
    for (const [at, other] of triples.entries()) {
      const share = diceOf(own, other);
      if (share > best.share) best = { share, line: page[at] ?? line };
    }
    if (best.share < MADE_FROM) return line;
    aligned += 1;
    return best.line;
  });
  return { lines, aligned };
}

function triplesOf(text: string): Map<string, number> {
  const letters = `  ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()}  `;
  const triples = new Map<string, number>();
  for (let at = 0; at + 3 <= letters.length; at += 1) {
    const triple = letters.slice(at, at + 3);
    triples.set(triple, (triples.get(triple) ?? 0) + 1);
  }
  return triples;
}

function diceOf(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const size = (triples: ReadonlyMap<string, number>) => [...triples.values()].reduce((sum, count) => sum + count, 0);
  let common = 0;
  for (const [triple, count] of a) common += Math.min(count, b.get(triple) ?? 0);
  const both = size(a) + size(b);
  return both === 0 ? 0 : (2 * common) / both;
}
