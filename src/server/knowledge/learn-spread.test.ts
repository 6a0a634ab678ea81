import { describe, expect, it } from 'vitest';
import { learnSpread, sharpen } from './learn-spread.ts';

const normalise = (values: number[]) => {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
};
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0);

/** All texts share the first direction and vary much in the second; only the third tells the two topics apart. */
const passages = Array.from({ length: 200 }, (_, at) =>
  normalise([5, ((at * 37) % 100) / 50 - 1, at % 2 === 0 ? 0.1 : -0.1, 0]),
);

describe('turning a question towards what tells passages apart', () => {
  it('weighs a direction of little variance more, and one of much less', () => {
    const spread = learnSpread(passages);
    const question = normalise([5, 0.6, 0.1, 0]);
    const turned = sharpen(question, spread);
    expect(Math.hypot(...turned)).toBeCloseTo(1, 5);
    const plainGap = dot(question, normalise([5, 0.6, 0.1, 0])) - dot(question, normalise([5, 0.6, -0.1, 0]));
    const turnedGap = dot(turned, normalise([5, 0.6, 0.1, 0])) - dot(turned, normalise([5, 0.6, -0.1, 0]));
    expect(turnedGap).toBeGreaterThan(2 * plainGap);
  });

  it('leaves a question of another length as it is, and does without any variance', () => {
    const spread = learnSpread(passages);
    const other = normalise([1, 2]);
    expect(sharpen(other, spread)).toBe(other);
    const single = normalise([1, 2, 3]);
    const alone = learnSpread([single]);
    expect([...alone.matrix].every(Number.isFinite)).toBe(true);
    expect([...sharpen(normalise([3, 2, 1]), alone)].every(Number.isFinite)).toBe(true);
    // The question is the only passage: nothing to turn it towards.
    expect(sharpen(single, alone)).toBe(single);
  });
});
