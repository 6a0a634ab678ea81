/** Chance that can be repeated: numbers by a seed, drawing halves, and the interval of a difference (paired bootstrap, Efron 1979). */

/** Mulberry32: evenly spread numbers from 0 up to 1, the same ones for the same seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Half of the items (the smaller half of an odd number), drawn by the seed. */
export function drawHalf<Item>(items: readonly Item[], seed: number): Set<Item> {
  const random = createRandom(seed);
  const order = items.map((item) => ({ item, at: random() })).sort((a, b) => a.at - b.at);
  return new Set(order.slice(0, Math.floor(items.length / 2)).map(({ item }) => item));
}

export interface Difference {
  /** Mean of the one less mean of the other. */
  mean: number;
  /** Ends of the 95 % interval. */
  low: number;
  high: number;
}

const SEED = 20_261_123;
const RESAMPLES = 4_000;

/** How much better the first is than the second on the same questions; `ours[i]` and `theirs[i]` belong to one question. */
export function pairedDifference(ours: readonly number[], theirs: readonly number[]): Difference {
  const differences = ours.map((value, at) => value - (theirs[at] ?? 0));
  const count = differences.length;
  if (count === 0) return { mean: 0, low: 0, high: 0 };
  const random = createRandom(SEED);
  const means: number[] = [];
  for (let resample = 0; resample < RESAMPLES; resample += 1) {
    let sum = 0;
    for (let draw = 0; draw < count; draw += 1) sum += differences[Math.floor(random() * count)] ?? 0;
    means.push(sum / count);
  }
  means.sort((a, b) => a - b);
  return {
    mean: differences.reduce((sum, value) => sum + value, 0) / count,
    low: means[Math.floor(RESAMPLES * 0.025)] ?? 0,
    high: means[Math.ceil(RESAMPLES * 0.975) - 1] ?? 0,
  };
}
