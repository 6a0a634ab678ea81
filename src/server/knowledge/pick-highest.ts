const BUCKETS = 2_048;

/**
 * Places of the highest values over a bound, highest first; the earlier of equals first. By counting into buckets, because most
 * values of a large collection are far from the top and need not be sorted.
 */
export function pickHighest(values: Float32Array | Float64Array, limit: number, over: number): number[] {
  let highest = over;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value > highest) highest = value;
  }
  if (limit <= 0 || !(highest > over)) return [];
  const counts = new Uint32Array(BUCKETS);
  const scale = (BUCKETS - 1) / (highest - over);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value > over) {
      const bucket = Math.trunc((value - over) * scale);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
  }
  let bucket = BUCKETS - 1;
  for (let found = counts[bucket] ?? 0; found < limit && bucket > 0; found += counts[bucket] ?? 0) bucket -= 1;
  const picked: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] ?? 0;
    if (value > over && Math.trunc((value - over) * scale) >= bucket) picked.push(at);
  }
  return picked.sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0) || a - b).slice(0, limit);
}
