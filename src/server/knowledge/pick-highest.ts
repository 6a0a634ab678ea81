const BUCKETS = 2_048;

/**
 * Places of the highest values, highest first, the earlier of equals first; only values over a bound. By counting into buckets, because
 * most values of a large collection are far from the top and need not be sorted.
 */
export function pickHighest(
  values: Float32Array | Float64Array,
  limit: number,
  over = Number.NEGATIVE_INFINITY,
): number[] {
  let highest = Number.NEGATIVE_INFINITY;
  let lowest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value <= over) continue;
    if (value > highest) highest = value;
    if (value < lowest) lowest = value;
  }
  if (limit <= 0 || highest === Number.NEGATIVE_INFINITY) return [];
  const counts = new Uint32Array(BUCKETS);
  const steps = (BUCKETS - 1) / (highest - lowest);
  const scale = Number.isFinite(steps) ? steps : 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value <= over) continue;
    const bucket = Math.trunc((value - lowest) * scale);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  let bucket = scale === 0 ? 0 : BUCKETS - 1;
  for (let found = counts[bucket] ?? 0; found < limit && bucket > 0; found += counts[bucket] ?? 0) bucket -= 1;
  const picked: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value > over && Math.trunc((value - lowest) * scale) >= bucket) picked.push(at);
  }
  return picked.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b).slice(0, limit);
}
