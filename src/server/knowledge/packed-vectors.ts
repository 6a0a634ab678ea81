/**
 * Vectors of one length as bytes in one stretch of memory, a byte a number with a scale a vector: their cosines differ from the exact
 * ones by about .0005, so that the best hundred and some are the right ones to be compared once more, with a second byte a number that
 * holds what the first leaves over; then they differ by about .000002.
 */
import { createKernel } from './vector-kernel.ts';

export interface PackedVectors {
  readonly size: number;
  readonly dimensions: number;
  /** Bytes that it takes. */
  readonly bytes: number;
  /** Grows whenever places change their vectors: what was found before must be looked for again. */
  readonly generation: number;
  add(vector: Float32Array): void;
  /** Cosines of the vectors of a range of places, at most `ROWS_AT_ONCE`, for vectors of length 1. */
  compare(question: Float32Array, from: number, to: number, into: Float32Array): void;
  /** Cosine of one place, by both bytes. */
  compareFinely(question: Float32Array, place: number): number;
  /** Leaves the vectors of these places, in ascending order. */
  leave(places: readonly number[]): void;
}

/** Compared in one go: one to two milliseconds. */
export const ROWS_AT_ONCE = 16_384;
const PAGE_BYTES = 65_536;
const GROW_PAGES = 256;
const GROWTH = 1.5;
const LARGEST_BYTE = 127;
const LARGEST_SHORT = 32_767;
/** The second byte counts in such parts of the first. */
const PARTS = 254;

export function createPackedVectors(dimensions: number): PackedVectors {
  const padded = Math.ceil(dimensions / 16) * 16;
  const out = padded * 2;
  const rows = out + ROWS_AT_ONCE * 4;
  const { memory, dot } = createKernel(Math.ceil(rows / PAGE_BYTES));
  // So that the products of a row stay below 2³¹ whatever the vectors are.
  const largest = Math.min(LARGEST_SHORT, Math.floor(2 ** 31 / (LARGEST_BYTE * padded)) - 1);
  let scales = new Float32Array(1_024);
  let rests = new Int8Array(1_024 * dimensions);
  let size = 0;
  let generation = 0;

  return {
    get size() {
      return size;
    },
    get generation() {
      return generation;
    },
    get bytes() {
      return memory.buffer.byteLength + scales.byteLength + rests.byteLength;
    },
    dimensions,
    add(vector) {
      const end = rows + (size + 1) * padded;
      const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
      if (missing > 0) memory.grow(Math.max(missing, GROW_PAGES));
      if (size === scales.length) {
        const larger = new Float32Array(size * 2);
        larger.set(scales);
        scales = larger;
      }
      if ((size + 1) * dimensions > rests.length) {
        const larger = new Int8Array(Math.ceil(rests.length * GROWTH));
        larger.set(rests);
        rests = larger;
      }
      const row = new Int8Array(memory.buffer, end - padded, padded);
      const scale = quantise(vector, LARGEST_BYTE, row);
      scales[size] = scale;
      for (let at = 0; at < dimensions; at += 1) {
        const rest = scale > 0 ? (vector[at] ?? 0) / scale - (row[at] ?? 0) : 0;
        rests[size * dimensions + at] = Math.round(rest * PARTS);
      }
      size += 1;
    },
    compare(question, from, to, into) {
      if (to <= from) return;
      const scale = quantise(question, largest, new Int16Array(memory.buffer, 0, padded));
      dot(0, rows + from * padded, to - from, padded, out);
      const products = new Int32Array(memory.buffer, out, to - from);
      for (let at = from; at < to; at += 1) into[at] = (products[at - from] ?? 0) * scale * (scales[at] ?? 0);
    },
    compareFinely(question, place) {
      const row = new Int8Array(memory.buffer, rows + place * padded, dimensions);
      const first = place * dimensions;
      let sum = 0;
      for (let at = 0; at < dimensions; at += 1)
        sum += ((row[at] ?? 0) + (rests[first + at] ?? 0) / PARTS) * (question[at] ?? 0);
      return sum * (scales[place] ?? 0);
    },
    leave(places) {
      const bytes = new Uint8Array(memory.buffer);
      for (const [to, from] of places.entries()) {
        bytes.copyWithin(rows + to * padded, rows + from * padded, rows + (from + 1) * padded);
        scales[to] = scales[from] ?? 0;
        rests.copyWithin(to * dimensions, from * dimensions, (from + 1) * dimensions);
      }
      size = places.length;
      generation += 1;
    },
  };
}

/** Writes a vector as whole numbers and returns what one of them is worth. */
function quantise(vector: Float32Array, largest: number, into: Int8Array | Int16Array): number {
  let highest = 0;
  for (let at = 0; at < vector.length; at += 1) highest = Math.max(highest, Math.abs(vector[at] ?? 0));
  const scale = highest / largest;
  into.fill(0);
  if (scale > 0) for (let at = 0; at < vector.length; at += 1) into[at] = Math.round((vector[at] ?? 0) / scale);
  return scale;
}
