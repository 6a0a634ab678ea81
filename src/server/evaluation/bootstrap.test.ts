import { describe, expect, it } from 'vitest';
import { drawHalf, pairedDifference } from './bootstrap.ts';

describe('drawHalf', () => {
  const pages = Array.from({ length: 211 }, (_, at) => at);

  it('draws the same half for the same seed and another for another', () => {
    expect([...drawHalf(pages, 1)]).toEqual([...drawHalf(pages, 1)]);
    expect([...drawHalf(pages, 1)]).not.toEqual([...drawHalf(pages, 2)]);
    expect(drawHalf(pages, 3).size).toBe(105);
  });

  it('draws each item about as often as any other', () => {
    const counts = pages.map(() => 0);
    for (let seed = 0; seed < 400; seed += 1)
      for (const at of drawHalf(pages, seed)) counts[at] = (counts[at] ?? 0) + 1;
    expect(Math.min(...counts)).toBeGreaterThan(140);
    expect(Math.max(...counts)).toBeLessThan(260);
  });
});

describe('pairedDifference', () => {
  it('holds the difference between its ends, and is the same each time', () => {
    const ours = Array.from({ length: 100 }, (_, at) => (at % 10 < 8 ? 1 : 0));
    const theirs = Array.from({ length: 100 }, (_, at) => (at % 10 < 6 ? 1 : 0));
    const difference = pairedDifference(ours, theirs);
    expect(difference.mean).toBeCloseTo(0.2);
    // Standard error of the mean of the paired differences is .04.
    expect(difference.low).toBeGreaterThan(0.1);
    expect(difference.low).toBeLessThan(0.15);
    expect(difference.high).toBeGreaterThan(0.25);
    expect(difference.high).toBeLessThan(0.3);
    expect(pairedDifference(ours, theirs)).toEqual(difference);
  });

  it('has no width where every question differs by as much', () => {
    expect(pairedDifference([1, 0.5], [0.75, 0.25])).toEqual({ mean: 0.25, low: 0.25, high: 0.25 });
  });

  it('pairs: the order of the questions matters', () => {
    expect(pairedDifference([1, 0], [1, 0])).toEqual({ mean: 0, low: 0, high: 0 });
    expect(pairedDifference([1, 0], [0, 1]).low).toBe(-1);
  });
});
