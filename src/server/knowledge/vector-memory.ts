/**
 * The vectors of one model in the process's memory, about 800 bytes for one of 384 numbers: on any PostgreSQL the nearest passages are
 * found by comparing all of them, 200,000 in some 15 milliseconds, and the best of them once more, finely.
 */
import type { Database } from '../platform/database.ts';
import { createPackedVectors, type PackedVectors, ROWS_AT_ONCE } from './packed-vectors.ts';
import { pickHighest } from './pick-highest.ts';
import {
  countVectors,
  type NumberedPassage,
  type NumberedVector,
  newestPassage,
  readNewVectors,
  readNumberedVectors,
  readNumbers,
  readNumbersOfPassages,
  readPassagesOfVectors,
  readSourcesOfNewPassages,
  type VectorHit,
  type VectorSearch,
} from './vector-store.ts';

export interface VectorMemory {
  /** Vectors that are there. */
  readonly size: number;
  readonly bytes: number;
  /**
   * Takes in what is new and drops what has gone. Resolves when all is there, or, where that takes long, at once; then `size` grows
   * in the background.
   */
  refresh(): Promise<void>;
  /** Nearest passages, nearest first. */
  find(search: VectorSearch): Promise<VectorHit[]>;
  /** Cosines of certain passages; those without a vector are left out. */
  score(question: Float32Array, passageIds: readonly string[]): Promise<VectorHit[]>;
}

const READ_AT_ONCE = 250;
/** So many new vectors are waited for by the search that sees them first. */
const WAIT_FOR = 2_000;
/** So long vectors are compared at a stretch, in milliseconds; then other requests have their turn. */
const STRETCH = 3;
/** Beyond the wanted ones so many are compared finely, because one byte is not exact. */
const MARGIN = 30;
/** Of a vector nothing but the sources of its passages is kept, one bit each; the last is shared by all further ones. */
const SOURCE_BITS = 31;

export function createVectorMemory(db: Database, model: string): VectorMemory {
  let packed: PackedVectors | null = null;
  let numbers = new Int32Array(1_024);
  let sources = new Uint32Array(1_024);
  let placeOf = new Map<number, number>();
  /** Numbers of vectors whose length is another one than the first's. */
  const unfit = new Set<number>();
  const bits = new Map<string, number>();
  let newestVector = 0;
  let newestSeenPassage: number | null = null;
  let running: Promise<void> | null = null;
  let again = false;

  const bitOf = (source: string): number => {
    let bit = bits.get(source);
    if (bit === undefined) {
      bit = Math.min(SOURCE_BITS, bits.size);
      bits.set(source, bit);
    }
    return 1 << bit;
  };
  const maskOf = (ids: readonly string[]) => ids.reduce((mask, id) => mask | bitOf(id), 0);

  function take(rows: readonly NumberedVector[]): void {
    for (const { number, vector, sources: ids } of rows) {
      newestVector = Math.max(newestVector, number);
      if (placeOf.has(number)) continue;
      packed ??= createPackedVectors(vector.length);
      if (vector.length !== packed.dimensions) {
        unfit.add(number);
        continue;
      }
      const place = packed.size;
      if (place === numbers.length) {
        const [more, moreSources] = [new Int32Array(place * 2), new Uint32Array(place * 2)];
        more.set(numbers);
        moreSources.set(sources);
        [numbers, sources] = [more, moreSources];
      }
      packed.add(vector);
      numbers[place] = number;
      sources[place] = maskOf(ids);
      placeOf.set(number, place);
    }
  }

  async function loadAll(): Promise<void> {
    while (again) {
      again = false;
      await load();
    }
  }

  async function load(): Promise<void> {
    const before = newestSeenPassage ?? (await newestPassage(db));
    for (;;) {
      const rows = await readNewVectors(db, model, newestVector, READ_AT_ONCE);
      take(rows);
      if (rows.length < READ_AT_ONCE) break;
    }
    // A passage of another source may have come to have the text of a vector that was there.
    const newest = await newestPassage(db);
    for (const row of newest > before ? await readSourcesOfNewPassages(db, model, before) : []) {
      const place = placeOf.get(row.number);
      if (place !== undefined) sources[place] = (sources[place] ?? 0) | bitOf(row.source);
    }
    newestSeenPassage = newest;
    if ((await countVectors(db, model)) !== placeOf.size + unfit.size) await reconcile();
  }

  /** Vectors have gone, or one with a lower number was committed later. */
  async function reconcile(): Promise<void> {
    const there = new Set(await readNumbers(db, model));
    for (const number of unfit) if (!there.has(number)) unfit.delete(number);
    if (packed !== null && [...placeOf.keys()].some((number) => !there.has(number))) {
      const left: number[] = [];
      for (let place = 0; place < packed.size; place += 1) if (there.has(numbers[place] ?? 0)) left.push(place);
      packed.leave(left);
      for (const [to, from] of left.entries()) {
        numbers[to] = numbers[from] ?? 0;
        sources[to] = sources[from] ?? 0;
      }
      placeOf = new Map(left.map((_, place) => [numbers[place] ?? 0, place]));
    }
    const missing = [...there].filter((number) => !placeOf.has(number) && !unfit.has(number));
    for (let at = 0; at < missing.length; at += READ_AT_ONCE) {
      take(await readNumberedVectors(db, model, missing.slice(at, at + READ_AT_ONCE)));
    }
  }

  /** Numbers of the nearest vectors, nearest first. */
  async function scan(question: Float32Array, allowed: number, limit: number): Promise<number[]> {
    for (;;) {
      if (packed === null || packed.dimensions !== question.length) return [];
      const { size, generation } = packed;
      const cosines = new Float32Array(size);
      let begun = performance.now();
      for (let from = 0; from < size && packed.generation === generation; from += ROWS_AT_ONCE) {
        packed.compare(question, from, Math.min(size, from + ROWS_AT_ONCE), cosines);
        if (performance.now() - begun > STRETCH) {
          await new Promise((resolve) => setImmediate(resolve));
          begun = performance.now();
        }
      }
      // Vectors have changed places meanwhile.
      if (packed.generation !== generation) continue;
      for (let at = 0; at < size; at += 1)
        if (((sources[at] ?? 0) & allowed) === 0) cosines[at] = Number.NEGATIVE_INFINITY;
      return pickHighest(cosines, limit).map((place) => numbers[place] ?? 0);
    }
  }

  return {
    get size() {
      return placeOf.size;
    },
    get bytes() {
      return (packed?.bytes ?? 0) + numbers.byteLength + sources.byteLength;
    },
    async refresh() {
      again = true;
      if (running !== null) return;
      const missing = (await countVectors(db, model)) - placeOf.size;
      running ??= loadAll().finally(() => {
        running = null;
      });
      if (missing <= WAIT_FOR) await running;
      // A failure is seen by the next refresh, which begins where this one ended.
      else running.catch(() => undefined);
    },
    async find(search) {
      const { question, sourceIds, limit } = search;
      const allowed = sourceIds === null ? -1 : maskOf(sourceIds);
      for (let wanted = limit + MARGIN; ; wanted *= 4) {
        const nearest = await scan(question, allowed, wanted);
        const rows = await readPassagesOfVectors(db, search, nearest);
        const hits = compareFinely(question, rows).sort(byCosine);
        // Several vectors may belong to passages that have just gone.
        if (hits.length >= limit || nearest.length < wanted) return hits.slice(0, limit);
      }
    },
    score: async (question, passageIds) => compareFinely(question, await readNumbersOfPassages(db, model, passageIds)),
  };

  function compareFinely(question: Float32Array, rows: readonly NumberedPassage[]): VectorHit[] {
    const vectors = packed;
    if (vectors === null || vectors.dimensions !== question.length) return [];
    return rows.flatMap(({ number, id, page }) => {
      const place = placeOf.get(number);
      return place === undefined
        ? []
        : [{ passageId: id, pageId: page, cosine: vectors.compareFinely(question, place) }];
    });
  }
}

function byCosine(a: VectorHit, b: VectorHit): number {
  return b.cosine - a.cosine || (a.passageId < b.passageId ? -1 : 1);
}
