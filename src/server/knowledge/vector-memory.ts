/** Vectors in the process's memory, for databases without pgvector: exact search, about 1.5 kB a passage. */
import type { Database } from '../platform/database.ts';
import { readEmbeddedPassages, readVectors, type VectorHit } from './vector-store.ts';

export interface VectorMemory {
  model: string | null;
  passages: readonly { id: string; page: string; source: string; hash: string; vector: Float32Array }[];
  byHash: ReadonlyMap<string, Float32Array>;
  byId: ReadonlyMap<string, number>;
}

const READ_AT_ONCE = 1_000;

export function emptyVectorMemory(): VectorMemory {
  return { model: null, passages: [], byHash: new Map(), byId: new Map() };
}

/** Reads what is new; vectors that are known already stay. */
export async function refreshVectorMemory(db: Database, model: string, known: VectorMemory): Promise<VectorMemory> {
  const rows = await readEmbeddedPassages(db, model);
  const byHash = new Map<string, Float32Array>();
  const missing: string[] = [];
  for (const hash of new Set(rows.map((row) => row.hash))) {
    const vector = known.model === model ? known.byHash.get(hash) : undefined;
    if (vector === undefined) missing.push(hash);
    else byHash.set(hash, vector);
  }
  for (let at = 0; at < missing.length; at += READ_AT_ONCE) {
    for (const [hash, vector] of await readVectors(db, model, missing.slice(at, at + READ_AT_ONCE)))
      byHash.set(hash, vector);
  }
  const passages = rows.flatMap((row) => {
    const vector = byHash.get(row.hash);
    return vector === undefined ? [] : [{ ...row, vector }];
  });
  return { model, passages, byHash, byId: new Map(passages.map((passage, at) => [passage.id, at])) };
}

/** Nearest passages, nearest first. Exact. */
export function findInMemory(
  memory: VectorMemory,
  { question, sourceIds, limit }: { question: Float32Array; sourceIds: readonly string[] | null; limit: number },
): VectorHit[] {
  const cosines = new Float32Array(memory.passages.length).fill(Number.NEGATIVE_INFINITY);
  const allowed = sourceIds === null ? null : new Set(sourceIds);
  memory.passages.forEach((passage, at) => {
    if (allowed !== null && !allowed.has(passage.source)) return;
    if (passage.vector.length === question.length) cosines[at] = dotProduct(passage.vector, question);
  });
  const least = Float32Array.from(cosines).sort().at(-limit) ?? Number.NEGATIVE_INFINITY;
  const hits: VectorHit[] = [];
  memory.passages.forEach((passage, at) => {
    const cosine = cosines[at] ?? Number.NEGATIVE_INFINITY;
    if (cosine >= least && cosine > Number.NEGATIVE_INFINITY)
      hits.push({ passageId: passage.id, pageId: passage.page, cosine });
  });
  return hits.sort((a, b) => b.cosine - a.cosine).slice(0, limit);
}

/** Cosines of certain passages; those without a vector are left out. */
export function scoreInMemory(
  memory: VectorMemory,
  question: Float32Array,
  passageIds: readonly string[],
): VectorHit[] {
  return passageIds.flatMap((id) => {
    const passage = memory.passages[memory.byId.get(id) ?? -1];
    if (passage === undefined || passage.vector.length !== question.length) return [];
    return [{ passageId: id, pageId: passage.page, cosine: dotProduct(passage.vector, question) }];
  });
}

function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
}
