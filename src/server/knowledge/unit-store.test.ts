import { describe, expect, it } from 'vitest';
import { packUnitVectors, unpackUnitVectors } from './unit-store.ts';

/** Vectors of length 1 that are always the same. */
function vectorOf(seed: number, dimensions = 384): Float32Array {
  let state = seed;
  const vector = Float32Array.from({ length: dimensions }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648 - 0.5;
  });
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

describe('vectors of units', () => {
  it('keep their cosines within .002 in a byte a dimension', () => {
    const vectors = [1, 2, 3, 4, 5].map((seed) => vectorOf(seed));
    const packed = packUnitVectors(vectors);
    expect(packed.length).toBe(4 + 5 * (4 + 384));
    const question = vectorOf(99);
    const cosines = unpackUnitVectors(packed).cosines(question);
    vectors.forEach((vector, at) => {
      expect(Math.abs((cosines[at] ?? 9) - dot(vector, question))).toBeLessThan(0.002);
    });
    expect(unpackUnitVectors(packed).cosines(vectors[2] ?? question)[2]).toBeCloseTo(1, 2);
  });

  it('are none for a passage without units, and say nothing to a question of another model', () => {
    expect(unpackUnitVectors(packUnitVectors([])).units).toBe(0);
    const packed = packUnitVectors([vectorOf(1)]);
    expect([...unpackUnitVectors(packed).cosines(vectorOf(1, 128))]).toEqual([0]);
  });

  it('can be read where the bytes do not begin at a multiple of four', () => {
    const packed = packUnitVectors([vectorOf(7)]);
    const shifted = Buffer.concat([Buffer.from([1, 2, 3]), packed]).subarray(3);
    expect(unpackUnitVectors(shifted).cosines(vectorOf(7))[0]).toBeCloseTo(1, 2);
  });
});
