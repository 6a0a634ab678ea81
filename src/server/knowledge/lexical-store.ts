/**
 * The lexical index in the database: BM25 by pg_textsearch where it is installed, else the same BM25 over our own postings
 * in plain SQL, which any PostgreSQL can do.
 */
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { BM25 } from './lexical-terms.ts';

export interface CollectionSize {
  /** Passages that are analysed. */
  passages: number;
  /** Terms of a passage on average. */
  meanLength: number;
}

export interface LexicalHit {
  passageId: string;
  pageId: string;
  /** BM25 */
  score: number;
}

export interface LexicalQuery {
  terms: readonly string[];
  /** Only passages in this language; null for all. */
  language: string | null;
  sourceIds: readonly string[] | null;
  collection: CollectionSize;
  limit: number;
}

const INDEX = 'passage_terms_bm25';

/** Creates the BM25 index where the database can, and sends passages to be analysed again that have no postings where it cannot. */
export async function ensureLexicalIndex({ db, log }: { db: Database; log: Log }): Promise<void> {
  if (db.capabilities.textsearch) {
    const { rows } = await db.pool.query<{ options: string[] | null }>(
      'select reloptions as options from pg_class where relname = $1',
      [INDEX],
    );
    const wanted = [`k1=${BM25.k1}`, `b=${BM25.b}`];
    if (rows[0] !== undefined && !wanted.every((option) => rows[0]?.options?.includes(option))) {
      log.info('the BM25 index is built again with new parameters');
      await db.pool.query(`drop index ${INDEX}`);
    }
    await db.pool.query(
      `create index if not exists ${INDEX} on passage using bm25(terms) with (text_config='simple', k1=${BM25.k1}, b=${BM25.b})`,
    );
    // Postings of a time without the extension would only grow old.
    await db.pool.query('truncate posting');
    return;
  }
  await db.pool.query(
    `update passage set terms = null, length = null
     where length > 0 and not exists (select 1 from posting where posting.passage_id = passage.id)`,
  );
}

export async function readCollectionSize(db: Database): Promise<CollectionSize> {
  const { rows } = await db.pool.query<{ passages: string; mean: number | null }>(
    'select count(*) as passages, avg(length)::float8 as mean from passage where length is not null',
  );
  return { passages: Number(rows[0]?.passages ?? 0), meanLength: rows[0]?.mean ?? 1 };
}

/** Best passages by BM25, best first. */
export function findByTerms(db: Database, query: LexicalQuery): Promise<LexicalHit[]> {
  if (query.terms.length === 0) return Promise.resolve([]);
  return db.capabilities.textsearch ? findByTextsearch(db, query) : findByPostings(db, query);
}

async function findByTextsearch(
  db: Database,
  { terms, language, sourceIds, limit }: LexicalQuery,
): Promise<LexicalHit[]> {
  const connection = await db.pool.connect();
  try {
    await connection.query('begin read only');
    // bm25_get_current_score() gives the score that the index scan has just worked out; to compute it again takes ten times as long
    // as the search. It holds only if the index gives the order, so the planner is not left another way.
    await connection.query('set local enable_sort = off');
    await connection.query('set local enable_seqscan = off');
    const { rows } = await connection.query<{ id: string; page: string; score: number }>(
      `select id, page_id as page, -bm25_get_current_score() as score from passage
       where ($2::text is null or language = $2) and ($3::uuid[] is null or source_id = any($3))
       order by terms <@> to_bm25query($1, '${INDEX}') limit $4`,
      [terms.join(' '), language, sourceIds, limit],
    );
    await connection.query('commit');
    return rows
      .filter((row) => row.score > 0)
      .map((row) => ({ passageId: row.id, pageId: row.page, score: row.score }));
  } catch (error) {
    await connection.query('rollback');
    throw error;
  } finally {
    connection.release();
  }
}

async function findByPostings(
  db: Database,
  { terms, language, sourceIds, collection, limit }: LexicalQuery,
): Promise<LexicalHit[]> {
  const { rows } = await db.pool.query<{ id: string; page: string; score: number }>(
    `with frequency as (
       select term, count(*)::float8 as passages from posting where term = any($1::text[]) group by term
     )
     select p.id, p.page_id as page,
       sum(ln(1 + (greatest($2::float8 - f.passages, 0) + 0.5) / (f.passages + 0.5)) * o.frequency * ${BM25.k1 + 1}
         / (o.frequency + ${BM25.k1} * (1 - ${BM25.b} + ${BM25.b} * p.length / $3::float8)))::float8 as score
     from posting o join frequency f on f.term = o.term
     join passage p on p.id = o.passage_id
     where o.term = any($1::text[]) and ($4::text is null or p.language = $4)
       and ($5::uuid[] is null or p.source_id = any($5))
     group by p.id, p.page_id order by score desc, p.id limit $6`,
    [terms, collection.passages, collection.meanLength, language, sourceIds, limit],
  );
  return rows.map((row) => ({ passageId: row.id, pageId: row.page, score: row.score }));
}

export interface PassageToAnalyse {
  id: string;
  title: string;
  path: string[];
  text: string;
  language: string;
  terms: string | null;
}

export async function countPassages(db: Database): Promise<{ all: number; unanalysed: number }> {
  const { rows } = await db.pool.query<{ all: string; unanalysed: string }>(
    'select count(*) as all, count(*) filter (where terms is null) as unanalysed from passage',
  );
  return { all: Number(rows[0]?.all ?? 0), unanalysed: Number(rows[0]?.unanalysed ?? 0) };
}

/** Passages after an id in the order of ids: all of them, or those that are not yet analysed. */
export async function readPassagesToAnalyse(
  db: Database,
  { after, unanalysedOnly, limit }: { after: string | null; unanalysedOnly: boolean; limit: number },
): Promise<PassageToAnalyse[]> {
  const { rows } = await db.pool.query<PassageToAnalyse>(
    `select p.id, g.title, p.path, p.text, p.language, p.terms from passage p join page g on g.id = p.page_id
     where ($1::uuid is null or p.id > $1) ${unanalysedOnly ? 'and p.terms is null' : ''} order by p.id limit $2`,
    [after, limit],
  );
  return rows;
}

/** Writes the terms of passages and, where pg_textsearch is missing, their postings. One short transaction. */
export async function writeTerms(
  db: Database,
  analysed: readonly { id: string; terms: readonly string[] }[],
): Promise<void> {
  if (analysed.length === 0) return;
  const ids = analysed.map((passage) => passage.id);
  const connection = await db.pool.connect();
  try {
    await connection.query('begin');
    await connection.query(
      `update passage set terms = new.terms, length = new.length
       from unnest($1::uuid[], $2::text[], $3::int[]) as new(id, terms, length) where passage.id = new.id`,
      [ids, analysed.map(({ terms }) => terms.join(' ')), analysed.map(({ terms }) => terms.length)],
    );
    if (!db.capabilities.textsearch) {
      await connection.query('delete from posting where passage_id = any($1::uuid[])', [ids]);
      const postings = { terms: [] as string[], passages: [] as string[], frequencies: [] as number[] };
      for (const { id, terms } of analysed) {
        for (const [term, frequency] of countTerms(terms)) {
          postings.terms.push(term);
          postings.passages.push(id);
          postings.frequencies.push(frequency);
        }
      }
      // A passage may have been deleted by a sync meanwhile.
      await connection.query(
        `insert into posting (term, passage_id, frequency)
         select new.term, new.id, new.frequency from unnest($1::text[], $2::uuid[], $3::real[]) as new(term, id, frequency)
         where exists (select 1 from passage where passage.id = new.id)`,
        [postings.terms, postings.passages, postings.frequencies],
      );
    }
    await connection.query('commit');
  } catch (error) {
    await connection.query('rollback');
    throw error;
  } finally {
    connection.release();
  }
}

function countTerms(terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return counts;
}

/** Passages that were analysed one by one since all of them were. */
export async function readAddedSinceAll(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ version: string }>(`select version from search_version where part = 'added'`);
  return Number(rows[0]?.version ?? 0);
}

export async function writeAddedSinceAll(db: Database, added: number): Promise<void> {
  await db.pool.query(
    `insert into search_version (part, version) values ('added', $1) on conflict (part) do update set version = $1`,
    [added],
  );
}

const WORDS_AT_ONCE = 5_000;

/** Puts the counted words in the place of the old ones, or adds to them. */
export async function writeWords(
  db: Database,
  counts: ReadonlyMap<string, number>,
  { replace }: { replace: boolean },
): Promise<void> {
  const entries = [...counts];
  const connection = await db.pool.connect();
  try {
    await connection.query('begin');
    if (replace) await connection.query('delete from word');
    for (let at = 0; at < entries.length; at += WORDS_AT_ONCE) {
      const part = entries.slice(at, at + WORDS_AT_ONCE);
      await connection.query(
        `insert into word (word, passages) select * from unnest($1::text[], $2::int[])
         on conflict (word) do update set passages = word.passages + excluded.passages`,
        [part.map(([word]) => word), part.map(([, count]) => count)],
      );
    }
    await connection.query('commit');
  } catch (error) {
    await connection.query('rollback');
    throw error;
  } finally {
    connection.release();
  }
}

/** The embedded database has no background process that clears out replaced rows; statistics of BM25 count them until then. */
export async function clearReplacedRows(db: Database): Promise<void> {
  if (db.engine === 'embedded') await db.pool.query('vacuum analyze passage');
}
