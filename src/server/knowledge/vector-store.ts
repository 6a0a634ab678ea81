/**
 * Vectors in the database, by content and model. Kept as bytes in `embedding` on every PostgreSQL; where pgvector is installed
 * they stand in `passage_vector` as well, with an HNSW index for each model.
 */
import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Database } from '../platform/database.ts';

export interface VectorHit {
  passageId: string;
  pageId: string;
  /** Cosine of the angle between question and passage. */
  cosine: number;
}

export interface PassageToEmbed {
  hash: string;
  path: string[];
  text: string;
}

/** pgvector indexes no more dimensions than this; longer vectors are compared one by one. */
const LONGEST_INDEXED = 2_000;

/** Creates the table for pgvector where it is installed and copies vectors that were made without it. */
export async function ensureVectorIndex({ db }: { db: Database }): Promise<void> {
  if (!db.capabilities.vector) return;
  await db.pool.query(
    `create table if not exists passage_vector (hash text not null, model text not null, vector vector not null, primary key (hash, model))`,
  );
  for (;;) {
    const { rows } = await db.pool.query<{ hash: string; model: string; vector: Buffer }>(
      `select hash, model, vector from embedding e
       where not exists (select 1 from passage_vector v where v.hash = e.hash and v.model = e.model) limit 1000`,
    );
    if (rows.length === 0) return;
    for (const model of new Set(rows.map((row) => row.model))) {
      const same = rows.filter((row) => row.model === model);
      await writeVectors(db, model, new Map(same.map((row) => [row.hash, vectorFromBytes(row.vector)])));
    }
  }
}

/** Number of passages that have a vector of the model. */
export async function countEmbedded(db: Database, model: string): Promise<number> {
  const { rows } = await db.pool.query<{ count: string }>(
    `select count(*) from passage p where exists (select 1 from embedding e where e.hash = p.hash and e.model = $1)`,
    [model],
  );
  return Number(rows[0]?.count ?? 0);
}

/** Different texts without a vector of the model: how many, and some of them, the beginnings of pages first. */
export async function readPassagesToEmbed(
  db: Database,
  { model, except, limit }: { model: string; except: readonly string[]; limit: number },
): Promise<PassageToEmbed[]> {
  const { rows } = await db.pool.query<PassageToEmbed>(
    `select hash, (array_agg(path))[1] as path, min(text) as text from (
       select p.hash, p.path, p.text, p.ordinal from passage p
       where not exists (select 1 from embedding e where e.hash = p.hash and e.model = $1) and p.hash <> all($2::text[])
     ) missing group by hash order by min(ordinal), hash limit $3`,
    [model, except, limit],
  );
  return rows;
}

export async function countTexts(db: Database, model: string): Promise<{ total: number; done: number }> {
  const { rows } = await db.pool.query<{ total: string; done: string }>(
    `select count(*) as total, count(e.hash) as done
     from (select distinct hash from passage) p left join embedding e on e.hash = p.hash and e.model = $1`,
    [model],
  );
  return { total: Number(rows[0]?.total ?? 0), done: Number(rows[0]?.done ?? 0) };
}

/** Stores vectors by the hash of their passage; one that is there already stays. */
export async function writeVectors(
  db: Database,
  model: string,
  vectors: ReadonlyMap<string, Float32Array>,
): Promise<void> {
  if (vectors.size === 0) return;
  const hashes = [...vectors.keys()];
  await inTransaction(db, async (connection) => {
    await connection.query(
      `insert into embedding (hash, model, vector) select new.hash, $1, new.vector
       from unnest($2::text[], $3::bytea[]) as new(hash, vector) on conflict do nothing`,
      [model, hashes, hashes.map((hash) => vectorToBytes(vectors.get(hash)))],
    );
    if (!db.capabilities.vector) return;
    const dimensions = vectors.values().next().value?.length ?? 0;
    await ensureModelIndex(connection, model, dimensions);
    await connection.query(
      `insert into passage_vector (hash, model, vector) select new.hash, $1, new.vector::vector
       from unnest($2::text[], $3::text[]) as new(hash, vector) on conflict do nothing`,
      [model, hashes, hashes.map((hash) => vectorToText(vectors.get(hash)))],
    );
  });
}

/** Forgets vectors that belong to no passage any more. */
export async function removeOrphanVectors(db: Database): Promise<void> {
  const orphans = 'not exists (select 1 from passage p where p.hash = v.hash)';
  await db.pool.query(`delete from embedding v where ${orphans}`);
  if (db.capabilities.vector) await db.pool.query(`delete from passage_vector v where ${orphans}`);
}

/** Nearest passages by pgvector, nearest first. */
export async function findByVector(
  db: Database,
  {
    model,
    question,
    sourceIds,
    limit,
  }: { model: string; question: Float32Array; sourceIds: readonly string[] | null; limit: number },
): Promise<VectorHit[]> {
  const typed = `vector(${question.length})`;
  return inTransaction(db, async (connection) => {
    // By default the index looks at 40 neighbours only, and stops there even if the filter leaves none.
    await connection.query(`set local hnsw.ef_search = ${Math.min(1000, limit * 2)}`);
    await connection.query(
      `select set_config('hnsw.iterative_scan', 'relaxed_order', true) from pg_extension
       where extname = 'vector' and string_to_array(extversion, '.')::int[] >= array[0, 8]`,
    );
    const { rows } = await connection.query<{ id: string; page: string; cosine: number }>(
      `select p.id, p.page_id as page, 1 - (v.vector::${typed} <=> $1::${typed}) as cosine
       from passage_vector v join passage p on p.hash = v.hash
       where v.model = ${literal(model)} and vector_dims(v.vector) = ${question.length}
         and ($2::uuid[] is null or p.source_id = any($2))
       order by v.vector::${typed} <=> $1::${typed} limit $3`,
      [vectorToText(question), sourceIds, limit],
    );
    return rows
      .map((row) => ({ passageId: row.id, pageId: row.page, cosine: row.cosine }))
      .sort((a, b) => b.cosine - a.cosine);
  });
}

/** Cosines of certain passages; those without a vector are left out. */
export async function scoreByVector(
  db: Database,
  { model, question }: { model: string; question: Float32Array },
  passageIds: readonly string[],
): Promise<VectorHit[]> {
  if (passageIds.length === 0) return [];
  const typed = `vector(${question.length})`;
  const { rows } = await db.pool.query<{ id: string; page: string; cosine: number }>(
    `select p.id, p.page_id as page, 1 - (v.vector::${typed} <=> $1::${typed}) as cosine
     from passage p join passage_vector v on v.hash = p.hash and v.model = $2 where p.id = any($3::uuid[])`,
    [vectorToText(question), model, passageIds],
  );
  return rows.map((row) => ({ passageId: row.id, pageId: row.page, cosine: row.cosine }));
}

/** Passages with their content key, for the copy in memory. */
export async function readEmbeddedPassages(
  db: Database,
  model: string,
): Promise<{ id: string; page: string; source: string; hash: string }[]> {
  const { rows } = await db.pool.query<{ id: string; page: string; source: string; hash: string }>(
    `select p.id, p.page_id as page, p.source_id as source, p.hash from passage p
     join embedding e on e.hash = p.hash and e.model = $1`,
    [model],
  );
  return rows;
}

export async function readVectors(
  db: Database,
  model: string,
  hashes: readonly string[],
): Promise<Map<string, Float32Array>> {
  const { rows } = await db.pool.query<{ hash: string; vector: Buffer }>(
    'select hash, vector from embedding where model = $1 and hash = any($2::text[])',
    [model, hashes],
  );
  return new Map(rows.map((row) => [row.hash, vectorFromBytes(row.vector)]));
}

/** One partial index a model, since models differ in dimensions. */
async function ensureModelIndex(connection: PoolClient, model: string, dimensions: number): Promise<void> {
  if (dimensions > LONGEST_INDEXED) return;
  const name = `passage_vector_${createHash('sha256').update(`${model} ${dimensions}`).digest('hex').slice(0, 12)}`;
  await connection.query(
    `create index if not exists ${name} on passage_vector using hnsw ((vector::vector(${dimensions})) vector_cosine_ops)
     where model = ${literal(model)} and vector_dims(vector) = ${dimensions}`,
  );
}

async function inTransaction<Result>(db: Database, work: (connection: PoolClient) => Promise<Result>): Promise<Result> {
  const connection = await db.pool.connect();
  try {
    await connection.query('begin');
    const result = await work(connection);
    await connection.query('commit');
    return result;
  } catch (error) {
    await connection.query('rollback');
    throw error;
  } finally {
    connection.release();
  }
}

/** The condition of a partial index must be a literal, not a parameter. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\u0000', '')}'`;
}

function vectorToText(vector: Float32Array | undefined): string {
  return `[${(vector ?? new Float32Array()).join(',')}]`;
}

/** 32-bit floats, little endian on every machine that Node runs on. */
function vectorToBytes(vector: Float32Array | undefined): Buffer {
  const floats = vector ?? new Float32Array();
  return Buffer.from(floats.buffer, floats.byteOffset, floats.byteLength);
}

function vectorFromBytes(bytes: Buffer): Float32Array {
  // A copy: the bytes of a row need not lie at a multiple of four.
  return new Float32Array(new Uint8Array(bytes).buffer);
}
