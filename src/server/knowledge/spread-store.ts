/** Keeps how the vectors of a model lie in this collection, and learns it anew when the collection has grown or shrunk. */
import { Worker } from 'node:worker_threads';
import type { Database } from '../platform/database.ts';
import type { Spread } from './learn-spread.ts';
import { countEmbedded } from './vector-store.ts';

/** More vectors than these change the result less than half of them do. */
const SAMPLE = 3_000;
/** A share of vectors more or fewer after which it is learned anew. */
const CHANGED = 0.2;
/** How a few vectors lie says nothing. */
const FEWEST = 50;
/** Longer vectors would take minutes. */
const LONGEST = 1_536;
const LONGEST_LEARNING = 120_000;

/** Learns it if it is missing or stale; true if it changed. May run twice. */
export async function refreshSpread(db: Database, model: string): Promise<boolean> {
  const vectors = await countEmbedded(db, model);
  const { rows } = await db.pool.query<{ vectors: number }>('select vectors from vector_spread where model = $1', [
    model,
  ]);
  const learned = rows[0]?.vectors ?? 0;
  if (vectors < FEWEST || Math.abs(vectors - learned) <= CHANGED * learned) return false;
  const { rows: some } = await db.pool.query<{ vector: Buffer }>(
    // By hash: any of them, and always the same ones.
    'select vector from embedding where model = $1 order by hash limit $2',
    [model, SAMPLE],
  );
  const sample = some.map(({ vector }) => floatsOf(vector));
  const dimensions = sample[0]?.length ?? 0;
  if (dimensions === 0 || dimensions > LONGEST) return false;
  const { mean, matrix } = await learnOffThread(sample.filter((vector) => vector.length === dimensions));
  const bytes = Buffer.concat([mean, matrix].map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)));
  await db.pool.query(
    `insert into vector_spread (model, vectors, spread) values ($1, $2, $3)
     on conflict (model) do update set vectors = excluded.vectors, spread = excluded.spread`,
    [model, vectors, bytes],
  );
  return true;
}

/** Null until it was learned. */
export async function readSpread(db: Database, model: string): Promise<Spread | null> {
  const { rows } = await db.pool.query<{ spread: Buffer }>('select spread from vector_spread where model = $1', [
    model,
  ]);
  const bytes = rows[0]?.spread;
  if (bytes === undefined) return null;
  const values = floatsOf(bytes);
  // d + d² values.
  const dimensions = Math.round((Math.sqrt(1 + 4 * values.length) - 1) / 2);
  return { mean: values.subarray(0, dimensions), matrix: values.subarray(dimensions) };
}

/** A copy: the bytes of a row need not lie at a multiple of four. */
function floatsOf(bytes: Buffer): Float32Array {
  return new Float32Array(new Uint8Array(bytes).buffer);
}

function learnOffThread(vectors: Float32Array[]): Promise<Spread> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./spread-thread.ts', import.meta.url), { workerData: vectors, env: {} });
    const timer = setTimeout(() => {
      reject(new Error('learning how the vectors lie took too long'));
      void worker.terminate();
    }, LONGEST_LEARNING);
    worker.once('message', (spread: Spread) => {
      clearTimeout(timer);
      resolve(spread);
    });
    worker.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
