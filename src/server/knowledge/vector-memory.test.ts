import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPackedVectors, ROWS_AT_ONCE } from './packed-vectors.ts';
import { pickHighest } from './pick-highest.ts';
import { dotProduct } from './vector-store.ts';

function unit(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values) || 1;
  return Float32Array.from(values, (value) => value / length);
}

function compareAll(packed: ReturnType<typeof createPackedVectors>, question: Float32Array): Float32Array {
  const cosines = new Float32Array(packed.size);
  for (let from = 0; from < packed.size; from += ROWS_AT_ONCE)
    packed.compare(question, from, Math.min(packed.size, from + ROWS_AT_ONCE), cosines);
  return cosines;
}

describe('vectors in a byte a number', () => {
  it('give cosines close to the exact ones, whatever the length', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    const vectors = fc
      .integer({ min: 1, max: 70 })
      .chain((dimensions) =>
        fc.array(fc.array(value, { minLength: dimensions, maxLength: dimensions }), { minLength: 2 }),
      );
    fc.assert(
      fc.property(vectors, (values) => {
        const [question, ...rows] = values.map(unit);
        if (question === undefined) return;
        const packed = createPackedVectors(question.length);
        for (const row of rows) packed.add(row);
        const cosines = compareAll(packed, question);
        // Half a step of a byte in each number, at worst all in one direction.
        for (const [at, row] of rows.entries())
          expect(packed.compareFinely(question, at)).toBeCloseTo(dotProduct(row, question), 4);
        for (const [at, row] of rows.entries())
          expect(Math.abs((cosines[at] ?? 9) - dotProduct(row, question))).toBeLessThan(
            0.005 * Math.sqrt(question.length),
          );
      }),
    );
  });

  it('do not overflow with the largest numbers there can be', () => {
    for (const dimensions of [384, 1_024, 4_096, 16_384]) {
      const packed = createPackedVectors(dimensions);
      const all = unit(new Array(dimensions).fill(1));
      packed.add(all);
      packed.add(all.map((value) => -value));
      const [same, opposite] = compareAll(packed, all);
      expect(same).toBeCloseTo(1, 2);
      expect(opposite).toBeCloseTo(-1, 2);
    }
  });

  it('grow over many pages of memory and close the gaps when some go', () => {
    const dimensions = 48;
    const packed = createPackedVectors(dimensions);
    const count = ROWS_AT_ONCE * 2 + 7;
    const vector = (at: number) =>
      unit(Array.from({ length: dimensions }, (_, k) => Math.sin(at * 0.37 + k * (1 + (at % 13)))));
    for (let at = 0; at < count; at += 1) packed.add(vector(at));
    const before = compareAll(packed, vector(5));
    const left = Array.from({ length: count }, (_, at) => at).filter((at) => at % 3 !== 1);
    const { generation } = packed;
    packed.leave(left);
    expect(packed.generation).toBeGreaterThan(generation);
    expect(packed.size).toBe(left.length);
    const after = compareAll(packed, vector(5));
    for (const [to, from] of left.entries()) {
      expect(after[to]).toBe(before[from]);
      if (to % 100 === 0)
        expect(packed.compareFinely(vector(5), to)).toBeCloseTo(dotProduct(vector(from), vector(5)), 4);
    }
  });
});

describe('pickHighest', () => {
  it('picks what sorting all would', () => {
    const values = fc.array(fc.oneof(fc.double({ min: -3, max: 3, noNaN: true }), fc.constantFrom(-1, 0, 1)));
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: 0, max: 30 }),
        fc.constantFrom(Number.NEGATIVE_INFINITY, 0),
        (all, limit, over) => {
          const floats = Float64Array.from(all);
          const sorted = all
            .map((value, at) => ({ value, at }))
            .filter(({ value }) => value > over)
            .sort((a, b) => b.value - a.value || a.at - b.at)
            .slice(0, limit)
            .map(({ at }) => at);
          expect(pickHighest(floats, limit, over)).toEqual(sorted);
        },
      ),
    );
  });

  it('leaves out what is not to be found, however many', () => {
    expect(pickHighest(Float32Array.from([Number.NEGATIVE_INFINITY, 0.5, Number.NEGATIVE_INFINITY]), 3)).toEqual([1]);
    expect(pickHighest(new Float32Array(0), 3)).toEqual([]);
    expect(pickHighest(Float32Array.from([0, 0]), 3, 0)).toEqual([]);
  });
});
