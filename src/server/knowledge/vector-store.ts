/**
 * Vectors in the database, by content and model, as bytes on every PostgreSQL. They are compared in memory (vector-memory.ts); where they
 * are too many for that and pgvector is installed, they are copied to `passage_vector` with an HNSW index for each model.
 */
import { createHash } from 'node:crypto';
import type { Database } from '../platform/database.ts';

export interface VectorHit {
  passageId: string;
  pageId: string;
  /** Cosine of the angle between question and passage. */
  cosine: number;
}

export interface VectorSearch {
  model: string;
  question: Float32Array;
  /** Only passages of these sources; null for all. */
  sourceIds: readonly string[] | null;
  limit: number;
}

export interface PassageToEmbed {
  hash: string;
  path: string[];
  text: string;
}

/** A vector by its number, with the sources of the passages that it belongs to. */
export interface NumberedVector {
  number: number;
  vector: Float32Array;
  sources: string[];
}

/** pgvector indexes no more dimensions than this; longer vectors are compared one by one. */
const LONGEST_INDEXED = 2_000;
const COPIED_AT_ONCE = 500;
/** Neighbours that the index looks at, twice as many as search wants of it; by default 40. */
const EF_SEARCH = 200;

/**
 * Brings the table for pgvector up to date with the vectors of a model. The index is made when the table has been filled for the first
 * time: to add the vectors to it one by one takes several times as long.
 */
export async function copyToVectorTable(db: Database, model: string): Promise<void> {
  await db.pool.query(
    `create table if not exists passage_vector (hash text not null, model text not null, vector vector not null, primary key (hash, model))`,
  );
  let dimensions = 0;
  for (;;) {
    const { rows } = await db.pool.query<{ hash: string; vector: Buffer }>(
      `select hash, vector from embedding e
       where model = $1 and not exists (select 1 from passage_vector v where v.hash = e.hash and v.model = e.model)
       order by number limit ${COPIED_AT_ONCE}`,
      [model],
    );
    if (rows.length === 0) break;
    const vectors = rows.map((row) => vectorFromBytes(row.vector));
    dimensions = vectors[0]?.length ?? 0;
    await db.pool.query(
      `insert into passage_vector (hash, model, vector) select new.hash, $1, new.vector::vector
       from unnest($2::text[], $3::text[]) as new(hash, vector) on conflict do nothing`,
      [model, rows.map((row) => row.hash), vectors.map(vectorToText)],
    );
  }
  if (dimensions > 0) await ensureModelIndex(db, model, dimensions);
}

/** Drops the copy for pgvector; it is made again where it is needed. */
export async function dropVectorTable(db: Database): Promise<void> {
  await db.pool.query('drop table if exists passage_vector');
}

/** Vectors of a model and their length. */
export async function measureVectors(db: Database, model: string): Promise<{ count: number; dimensions: number }> {
  const { rows } = await db.pool.query<{ count: string; bytes: number | null }>(
    `select count(*) as count, (select octet_length(vector) from embedding where model = $1 limit 1) as bytes
     from embedding where model = $1`,
    [model],
  );
  return { count: Number(rows[0]?.count ?? 0), dimensions: (rows[0]?.bytes ?? 0) / 4 };
}

export async function countVectors(db: Database, model: string): Promise<number> {
  return (await measureVectors(db, model)).count;
}

/** Models whose vectors are kept, the one with most of them first. */
export async function readVectorModels(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ model: string }>(
    'select model from embedding group by model order by count(*) desc, model',
  );
  return rows.map((row) => row.model);
}

/** Some texts that have a vector of the model, with it: to see whether a server still gives the same ones. */
export async function readEmbeddedTexts(
  db: Database,
  model: string,
  limit: number,
): Promise<(PassageToEmbed & { vector: Float32Array })[]> {
  const { rows } = await db.pool.query<PassageToEmbed & { vector: Buffer }>(
    `select p.hash, p.path, p.text, e.vector from embedding e join lateral
       (select hash, path, text from passage where passage.hash = e.hash limit 1) p on true
     where e.model = $1 order by e.number desc limit $2`,
    [model, limit],
  );
  return rows.map((row) => ({ ...row, vector: vectorFromBytes(row.vector) }));
}

/** Forgets the vectors of all other models, those of units and how they lie. */
export async function removeOtherModels(db: Database, model: string): Promise<number> {
  const { rowCount } = await db.pool.query('delete from embedding where model <> $1', [model]);
  await db.pool.query('delete from unit_embedding where model <> $1', [model]);
  await db.pool.query('delete from vector_spread where model <> $1', [model]);
  if (await hasVectorTable(db)) await db.pool.query('delete from passage_vector where model <> $1', [model]);
  return rowCount ?? 0;
}

const WITH_SOURCES = `select e.number, e.vector, array(select distinct p.source_id from passage p where p.hash = e.hash) as sources
  from embedding e`;

/** Vectors with a number higher than `after`, in the order of their numbers. */
export async function readNewVectors(
  db: Database,
  model: string,
  after: number,
  limit: number,
): Promise<NumberedVector[]> {
  const { rows } = await db.pool.query<Omit<NumberedVector, 'vector'> & { vector: Buffer }>(
    `${WITH_SOURCES} where e.model = $1 and e.number > $2 order by e.number limit $3`,
    [model, after, limit],
  );
  return rows.map((row) => ({ ...row, vector: vectorFromBytes(row.vector) }));
}

export async function readNumberedVectors(
  db: Database,
  model: string,
  numbers: readonly number[],
): Promise<NumberedVector[]> {
  const { rows } = await db.pool.query<Omit<NumberedVector, 'vector'> & { vector: Buffer }>(
    `${WITH_SOURCES} where e.model = $1 and e.number = any($2::int[])`,
    [model, numbers],
  );
  return rows.map((row) => ({ ...row, vector: vectorFromBytes(row.vector) }));
}

/** Numbers of all vectors of a model. */
export async function readNumbers(db: Database, model: string): Promise<number[]> {
  const { rows } = await db.pool.query<{ numbers: Buffer | null }>(
    `select string_agg(int4send(number), '') as numbers from embedding where model = $1`,
    [model],
  );
  const bytes = rows[0]?.numbers ?? Buffer.alloc(0);
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readInt32BE(at * 4));
}

/** Number of the newest passage; 0 if there is none. */
export async function newestPassage(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ number: number | null }>('select max(number) as number from passage');
  return rows[0]?.number ?? 0;
}

/** For passages with a number higher than `after`: number of their vector and their source. */
export async function readSourcesOfNewPassages(
  db: Database,
  model: string,
  after: number,
): Promise<{ number: number; source: string }[]> {
  const { rows } = await db.pool.query<{ number: number; source: string }>(
    `select distinct e.number, p.source_id as source from passage p join embedding e on e.hash = p.hash and e.model = $1
     where p.number > $2`,
    [model, after],
  );
  return rows;
}

/** A passage with the number of its vector. */
export interface NumberedPassage {
  id: string;
  page: string;
  number: number;
}

/** Passages of vectors by the numbers of these. */
export async function readPassagesOfVectors(
  db: Database,
  { model, sourceIds }: Pick<VectorSearch, 'model' | 'sourceIds'>,
  numbers: readonly number[],
): Promise<NumberedPassage[]> {
  if (numbers.length === 0) return [];
  const { rows } = await db.pool.query<NumberedPassage>(
    `select p.id, p.page_id as page, e.number from embedding e join passage p on p.hash = e.hash
     where e.model = $1 and e.number = any($2::int[]) and ($3::uuid[] is null or p.source_id = any($3))`,
    [model, numbers, sourceIds],
  );
  return rows;
}

/** Numbers of the vectors of passages; those without are left out. */
export async function readNumbersOfPassages(
  db: Database,
  model: string,
  passageIds: readonly string[],
): Promise<NumberedPassage[]> {
  if (passageIds.length === 0) return [];
  const { rows } = await db.pool.query<NumberedPassage>(
    `select p.id, p.page_id as page, e.number from passage p join embedding e on e.hash = p.hash and e.model = $1
     where p.id = any($2::uuid[])`,
    [model, passageIds],
  );
  return rows;
}

/** Exact cosines of certain passages; those without a vector are left out. */
export async function scoreByVector(
  db: Database,
  { model, question }: Pick<VectorSearch, 'model' | 'question'>,
  passageIds: readonly string[],
): Promise<VectorHit[]> {
  if (passageIds.length === 0) return [];
  const { rows } = await db.pool.query<{ id: string; page: string; vector: Buffer }>(
    `select p.id, p.page_id as page, e.vector from passage p join embedding e on e.hash = p.hash and e.model = $1
     where p.id = any($2::uuid[])`,
    [model, passageIds],
  );
  return compare(rows, question);
}

function compare(rows: readonly { id: string; page: string; vector: Buffer }[], question: Float32Array): VectorHit[] {
  return rows.flatMap((row) => {
    const vector = vectorFromBytes(row.vector);
    if (vector.length !== question.length) return [];
    return [{ passageId: row.id, pageId: row.page, cosine: dotProduct(vector, question) }];
  });
}

/** Of vectors of length 1 it is their cosine. */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += (a[at] ?? 0) * (b[at] ?? 0);
  return sum;
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
  await db.pool.query(
    `insert into embedding (hash, model, vector) select new.hash, $1, new.vector
     from unnest($2::text[], $3::bytea[]) as new(hash, vector) on conflict do nothing`,
    [model, hashes, hashes.map((hash) => vectorToBytes(vectors.get(hash)))],
  );
}

/** Forgets vectors that belong to no passage any more. */
export async function removeOrphanVectors(db: Database): Promise<void> {
  const orphans = 'not exists (select 1 from passage p where p.hash = v.hash)';
  await db.pool.query(`delete from embedding v where ${orphans}`);
  if (await hasVectorTable(db)) await db.pool.query(`delete from passage_vector v where ${orphans}`);
}

async function hasVectorTable(db: Database): Promise<boolean> {
  const { rows } = await db.pool.query<{ found: boolean }>(`select to_regclass('passage_vector') is not null as found`);
  return rows[0]?.found ?? false;
}

/** So few passages of the sources asked for are all compared: the index would have to pass over the many others. */
const FEW = 4_000;

async function areFew(db: Database, sourceIds: readonly string[] | null): Promise<boolean> {
  if (sourceIds === null) return false;
  const { rows } = await db.pool.query<{ count: string }>(
    `select count(*) as count from (select 1 from passage where source_id = any($1::uuid[]) limit ${FEW + 1}) as few`,
    [sourceIds],
  );
  return Number(rows[0]?.count) <= FEW;
}

/** Nearest passages by pgvector, nearest first. */
export async function findInVectorTable(
  db: Database,
  { model, question, sourceIds, limit }: VectorSearch,
): Promise<VectorHit[]> {
  const typed = `vector(${question.length})`;
  // An index serves the plain order only.
  const order = `(v.vector::${typed} <=> $1::${typed})${(await areFew(db, sourceIds)) ? ' + 0' : ''}`;
  const connection = await db.pool.connect();
  try {
    await connection.query('begin read only');
    // By default the index looks at 40 neighbours only, and stops there even if the filter leaves none.
    await connection.query(
      `select set_config('hnsw.ef_search', $1, true),
         case when string_to_array(extversion, '.')::int[] >= array[0, 8]
           then set_config('hnsw.iterative_scan', 'relaxed_order', true) end
       from pg_extension where extname = 'vector'`,
      [String(Math.min(1_000, Math.max(EF_SEARCH, limit * 2)))],
    );
    const { rows } = await connection.query<{ id: string; page: string; cosine: number }>(
      `select p.id, p.page_id as page, 1 - (v.vector::${typed} <=> $1::${typed}) as cosine
       from passage_vector v join passage p on p.hash = v.hash
       where v.model = ${literal(model)} and vector_dims(v.vector) = ${question.length}
         and ($2::uuid[] is null or p.source_id = any($2))
       order by ${order} limit $3`,
      [vectorToText(question), sourceIds, limit],
    );
    await connection.query('commit');
    return rows
      .map((row) => ({ passageId: row.id, pageId: row.page, cosine: row.cosine }))
      .sort((a, b) => b.cosine - a.cosine);
  } catch (error) {
    await connection.query('rollback');
    throw error;
  } finally {
    connection.release();
  }
}

/** One partial index a model, since models differ in dimensions. */
async function ensureModelIndex(db: Database, model: string, dimensions: number): Promise<void> {
  if (dimensions > LONGEST_INDEXED) return;
  const name = `passage_vector_${createHash('sha256').update(`${model} ${dimensions}`).digest('hex').slice(0, 12)}`;
  const statement = `create index if not exists ${name} on passage_vector using hnsw ((vector::vector(${dimensions})) vector_cosine_ops)
     where model = ${literal(model)} and vector_dims(vector) = ${dimensions}`;
  const connection = await db.pool.connect();
  try {
    await connection.query('begin');
    // By default it builds in 64 MB, and many times slower as soon as the graph does not fit in.
    if (db.engine === 'server') await connection.query(`set local maintenance_work_mem = '512MB'`);
    await connection.query('set local statement_timeout = 0');
    await connection.query(statement);
    await connection.query('commit');
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
