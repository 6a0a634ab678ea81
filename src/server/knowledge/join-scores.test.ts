import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Candidate, type JoinOptions, joinScores, refineByUnits } from './join-scores.ts';

const options: JoinOptions = { ideal: 40, nearest: 0.9, farthest: 0.8, embeddedShare: 1 };
const candidate = (passageId: string, lexical: number | null, cosine: number | null): Candidate => ({
  passageId,
  pageId: 'page',
  lexical,
  cosine,
});
const order = (candidates: Candidate[], changed: Partial<JoinOptions> = {}) =>
  joinScores(candidates, { ...options, ...changed }).map((joined) => joined.passageId);

describe('joinScores', () => {
  it('puts first what both sides find', () => {
    expect(order([candidate('words', 10, 0.81), candidate('both', 9, 0.89), candidate('vectors', 0, 0.9)])[0]).toBe(
      'both',
    );
  });

  it('lets the vectors decide where the words match by chance only', () => {
    expect(order([candidate('chance', 2, 0.82), candidate('near', 0, 0.9)])).toEqual(['near', 'chance']);
  });

  it('lets the words decide where they match the question well', () => {
    expect(order([candidate('exact', 24, 0.85), candidate('near', 1, 0.9)])).toEqual(['exact', 'near']);
  });

  it('does not punish a page in another language beyond the words it cannot have', () => {
    expect(order([candidate('german', null, 0.9), candidate('chance', 1, 0.85)])).toEqual(['german', 'chance']);
  });

  it('takes a passage without a vector as near as its words say', () => {
    expect(order([candidate('waiting', 20, null), candidate('embedded', 4, 0.9)])).toEqual(['waiting', 'embedded']);
    expect(order([candidate('waiting', 1, null), candidate('embedded', 15, 0.9)])).toEqual(['embedded', 'waiting']);
  });

  it('hardly listens to the vectors while few passages have one', () => {
    const candidates = [candidate('nearest of few', 0, 0.9), candidate('words', 4, null)];
    expect(order(candidates, { embeddedShare: 0.02 })).toEqual(['words', 'nearest of few']);
  });

  it('gives scores from 0 to 1, in falling order, and the same for any order of input', () => {
    const one = fc.record({
      passageId: fc.uuid(),
      pageId: fc.constant('page'),
      lexical: fc.option(fc.double({ min: 0, max: 60, noNaN: true })),
      cosine: fc.option(fc.double({ min: -1, max: 1, noNaN: true })),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(one, { selector: (each) => each.passageId }),
        fc.double({ min: 0, max: 50, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (candidates, ideal, embeddedShare) => {
          const joined = joinScores(candidates, { ideal, nearest: 0.9, farthest: 0.7, embeddedShare });
          expect(joined).toHaveLength(candidates.length);
          for (const { score } of joined) {
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
          }
          const scores = joined.map((each) => each.score);
          expect(scores).toEqual([...scores].sort((a, b) => b - a));
          expect(joinScores([...candidates].reverse(), { ideal, nearest: 0.9, farthest: 0.7, embeddedShare })).toEqual(
            joined,
          );
        },
      ),
    );
  });
});

describe('refineByUnits', () => {
  const refined = (candidates: Candidate[], units: Record<string, number>) =>
    refineByUnits(joinScores(candidates, options), new Map(Object.entries(units)), { ...options, words: true });

  it('lifts the passage that holds the sentence that was asked for', () => {
    const two = [candidate('whole', 10, 0.88), candidate('sentence', 10, 0.875)];
    expect(joinScores(two, options)[0]?.passageId).toBe('whole');
    expect(refined(two, { whole: 0.84, sentence: 0.9 })[0]?.passageId).toBe('sentence');
  });

  it('keeps those that were not looked into behind the others, and changes nothing where there is nothing to compare', () => {
    const three = [candidate('a', 12, 0.9), candidate('b', 10, 0.89), candidate('c', 11, 0.88)];
    expect(refined(three, { a: 0.8, b: 0.9 }).at(-1)?.passageId).toBe('c');
    expect(refined(three, { a: 0.8 })).toEqual(joinScores(three, options));
  });
});
