/**
 * The lexical index in the database: BM25 over posting lists of our own (ADR 6), which any PostgreSQL can keep. A question reads the
 * lists of its terms, a few bytes a passage, and adds them up in this process.
 */
import { randomUUID } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import {
  BLOCK_SIZE,
  createListBuilder,
  leaveMarks,
  MARK_BYTES,
  packPassages,
  readSegment,
  type ScoredPassage,
  type Segment,
  type SegmentPassage,
  scoreLists,
  type TermList,
} from './posting-segments.ts';

export interface CollectionSize {
  /** Passages that are analysed. */
  passages: number;
  /** Terms of a passage on average. */
  meanLength: number;
}

export interface Collection extends CollectionSize {
  /** What each segment of the index holds, by its number. */
  segments: ReadonlyMap<number, Segment>;
}

export type LexicalHit = ScoredPassage;

export interface LexicalQuery {
  terms: readonly string[];
  /** Only passages in this language; null for all. */
  language: string | null;
  sourceIds: readonly string[] | null;
  collection: Collection;
  limit: number;
}

/** Makes segments for passages that were analysed before there were any (an older version, another kind of index). */
export async function ensureLexicalIndex({ db, log }: { db: Database; log: Log }): Promise<void> {
  // Of the first version, which used an extension where there was one.
  await db.pool.query('drop index if exists passage_terms_bm25');
  if (db.engine === 'embedded') await db.pool.query('drop extension if exists pg_textsearch');
  const { rowCount } = await db.pool.query(
    `insert into posting_dirty (block, mark) select distinct number / ${BLOCK_SIZE}, $1::uuid from passage
     where number / ${BLOCK_SIZE} not in (select block from posting_segment where state = 'current')
     on conflict do nothing`,
    [randomUUID()],
  );
  if ((rowCount ?? 0) > 0) log.info({ blocks: rowCount }, 'the lexical index is made');
  await packSegments(db);
}

/** Size of the collection and its segments; those known already are not read again. */
export async function readCollection(db: Database, known: Collection | null): Promise<Collection> {
  const size = await db.pool.query<{ passages: string; mean: number | null }>(
    'select count(*) as passages, avg(length)::float8 as mean from passage where length is not null',
  );
  const { rows: current } = await db.pool.query<{ segment: number; passages: number }>(
    `select segment, passages from posting_segment where state = 'current'`,
  );
  const segments = new Map<number, Segment>();
  const missing: number[] = [];
  for (const { segment, passages } of current) {
    const found = known?.segments.get(segment);
    // Its passages only become fewer.
    if (found?.passages === passages) segments.set(segment, found);
    else missing.push(segment);
  }
  const { rows } = await db.pool.query<Parameters<typeof readSegment>[0]>(
    'select segment, block, marks, sources, languages from posting_segment where segment = any($1::int[])',
    [missing],
  );
  for (const row of rows) segments.set(row.segment, readSegment(row));
  return { passages: Number(size.rows[0]?.passages ?? 0), meanLength: size.rows[0]?.mean ?? 1, segments };
}

/** Best passages by BM25, best first. */
export async function findByTerms(
  db: Database,
  { terms, language, sourceIds, collection, limit }: LexicalQuery,
): Promise<LexicalHit[]> {
  if (terms.length === 0) return [];
  const { rows: lists } = await db.pool.query<TermList>(
    'select term, segment, postings from posting_list where term = any($1::text[])',
    [terms],
  );
  return scoreLists(lists, { ...collection, language, sourceIds, limit });
}

const PASSAGES_AT_ONCE = 256;
const LISTS_AT_ONCE = 2_000;
/** Any number, the same in every process: segments change places one at a time. */
const SWITCH_LOCK = 7_310_443;
/** A segment with fewer of its passages left is made anew. */
const LIVE_SHARE = 0.75;
/** A block with fewer passages is given up: they get new numbers beside the newest. */
const SPARSE = BLOCK_SIZE / 4;

/**
 * Makes the segments anew whose passages were analysed since, and gives up those whose passages have gone. Each new segment is
 * filled beside the old one in short statements and then takes its place, so that search goes on meanwhile. True if any changed.
 */
export async function packSegments(
  db: Database,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<boolean> {
  const gone = await removeGonePassages(db);
  const { rows } = await db.pool.query<{ block: number; mark: string }>(
    'select block, mark from posting_dirty order by block',
  );
  for (const { block, mark } of rows) {
    if (signal?.aborted) return true;
    await packBlock(db, block, mark);
  }
  if (rows.length > 0) await removeRetiredSegments(db);
  return gone || rows.length > 0;
}

async function packBlock(db: Database, block: number, mark: string): Promise<void> {
  const { rows: made } = await db.pool.query<{ segment: number }>(
    `insert into posting_segment (block, state) values ($1, 'filling') returning segment`,
    [block],
  );
  const segment = made[0]?.segment;
  if (segment === undefined) throw new Error('the segment was not stored');
  const first = block * BLOCK_SIZE;
  const passages: SegmentPassage[] = [];
  const builder = createListBuilder();
  for (let from = first; from < first + BLOCK_SIZE; from += PASSAGES_AT_ONCE) {
    const { rows } = await db.pool.query<{
      number: number;
      id: string;
      page: string;
      source: string;
      language: string;
      terms: string;
    }>(
      `select number, id, page_id as page, source_id as source, language, terms from passage
       where number >= $1 and number < $2 and terms is not null order by number`,
      [from, from + PASSAGES_AT_ONCE],
    );
    for (const { number, terms, ...passage } of rows) {
      const words = terms === '' ? [] : terms.split(' ');
      passages.push({ ...passage, place: number - first, length: words.length });
      builder.add(number - first, words);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  let batch: { term: string; postings: Buffer }[] = [];
  for (const list of builder.lists()) {
    batch.push(list);
    if (batch.length < LISTS_AT_ONCE) continue;
    await writeLists(db, segment, batch);
    batch = [];
  }
  await writeLists(db, segment, batch);
  await takePlace(db, { segment, block, mark, ...packPassages(passages) });
}

async function writeLists(
  db: Database,
  segment: number,
  lists: readonly { term: string; postings: Buffer }[],
): Promise<void> {
  if (lists.length === 0) return;
  await db.pool.query(
    `insert into posting_list (term, segment, postings) select new.term, $1, new.postings
     from unnest($2::text[], $3::bytea[]) as new(term, postings)`,
    [segment, lists.map(({ term }) => term), lists.map(({ postings }) => postings)],
  );
}

async function takePlace(
  db: Database,
  made: {
    segment: number;
    block: number;
    mark: string;
    passages: number;
    marks: Buffer;
    sources: string[];
    languages: string[];
  },
): Promise<void> {
  const connection = await db.pool.connect();
  try {
    await connection.query('begin');
    await connection.query('select pg_advisory_xact_lock($1)', [SWITCH_LOCK]);
    await connection.query(
      `update posting_segment set state = 'retired', changed_at = now() where block = $1 and state = 'current'`,
      [made.block],
    );
    await connection.query(
      `update posting_segment set state = $2, changed_at = now(), passages = $3, made = $3, marks = $4, sources = $5, languages = $6 where segment = $1`,
      [
        made.segment,
        made.passages > 0 ? 'current' : 'retired',
        made.passages,
        made.marks,
        made.sources,
        made.languages,
      ],
    );
    // Analysed again meanwhile: then its mark is another one, and the next run makes the segment once more.
    await connection.query('delete from posting_dirty where block = $1 and mark = $2', [made.block, made.mark]);
    await connection.query('commit');
  } catch (error) {
    await connection.query('rollback');
    throw error;
  } finally {
    connection.release();
  }
}

/**
 * Takes passages that have gone out of their segments; a segment that has lost many is made anew, and the last passages of almost
 * empty ones get new numbers. True if any had gone.
 */
async function removeGonePassages(db: Database): Promise<boolean> {
  const { rows } = await db.pool.query<{ segment: number; block: number; live: number; made: number; newest: boolean }>(
    `select s.segment, s.block, coalesce(p.live, 0)::int as live, s.made, s.block >= (select max(number) from passage) / ${BLOCK_SIZE} as newest
     from posting_segment s left join (select number / ${BLOCK_SIZE} as block, count(*) as live from passage group by 1) p on p.block = s.block
     where s.state = 'current' and coalesce(p.live, 0) < s.passages`,
  );
  const sparse = rows.filter(({ live, newest }) => live > 0 && live < SPARSE && !newest).map(({ block }) => block);
  // One sparse block alone would only change its number.
  const moved = new Set(sparse.length > 1 ? sparse : []);
  const dirty = new Set(moved);
  for (const { segment, block, live, made } of rows) {
    if (moved.has(block)) {
      const { rows: renumbered } = await db.pool.query<{ block: number }>(
        `update passage set number = nextval(pg_get_serial_sequence('passage', 'number'))
         where number >= $1 and number < $2 returning number / ${BLOCK_SIZE} as block`,
        [block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE],
      );
      for (const row of renumbered) dirty.add(row.block);
    } else if (live < made * LIVE_SHARE) dirty.add(block);
    else await leaveLiving(db, segment, block);
  }
  await markDirty(db.pool, [...dirty]);
  return rows.length > 0;
}

async function leaveLiving(db: Database, segment: number, block: number): Promise<void> {
  const { rows: living } = await db.pool.query<{ number: number }>(
    'select number from passage where number >= $1 and number < $2',
    [block * BLOCK_SIZE, (block + 1) * BLOCK_SIZE],
  );
  const there = new Set(living.map(({ number }) => number - block * BLOCK_SIZE));
  const { rows } = await db.pool.query<{ marks: Buffer; passages: number }>(
    `select marks, passages from posting_segment where segment = $1 and state = 'current'`,
    [segment],
  );
  for (const { marks, passages } of rows) {
    const left = leaveMarks(marks, (place) => there.has(place));
    // Unless another process has done it meanwhile.
    await db.pool.query('update posting_segment set marks = $1, passages = $2 where segment = $3 and passages = $4', [
      left,
      left.length / MARK_BYTES,
      segment,
      passages,
    ]);
  }
}

async function markDirty(db: { query: Database['pool']['query'] }, blocks: readonly number[]): Promise<void> {
  if (blocks.length === 0) return;
  await db.query(
    `insert into posting_dirty (block, mark) select new.block, $2::uuid from unnest($1::int[]) as new(block) order by 1
     on conflict (block) do update set mark = excluded.mark`,
    [blocks, randomUUID()],
  );
}

/** A search that has just begun may still read a retired segment; one that was never finished belongs to a process that died. */
async function removeRetiredSegments(db: Database): Promise<void> {
  const { rows } = await db.pool.query<{ segment: number }>(
    `select segment from posting_segment where (state = 'retired' and changed_at < now() - interval '30 seconds')
       or (state = 'filling' and changed_at < now() - interval '1 day')`,
  );
  for (const { segment } of rows) {
    await db.pool.query('delete from posting_list where segment = $1', [segment]);
    await db.pool.query('delete from posting_segment where segment = $1', [segment]);
  }
  // The embedded database has no background process that clears out deleted rows.
  if (rows.length > 0 && db.engine === 'embedded') await db.pool.query('vacuum posting_list');
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

/** Writes the terms of passages; `packSegments` brings them into the index. One short transaction. */
export async function writeTerms(
  db: Database,
  analysed: readonly { id: string; terms: readonly string[] }[],
): Promise<void> {
  if (analysed.length === 0) return;
  const connection = await db.pool.connect();
  try {
    await connection.query('begin');
    const { rows } = await connection.query<{ block: number }>(
      `update passage set terms = new.terms, length = new.length
       from unnest($1::uuid[], $2::text[], $3::int[]) as new(id, terms, length) where passage.id = new.id
       returning number / ${BLOCK_SIZE} as block`,
      [
        analysed.map((passage) => passage.id),
        analysed.map(({ terms }) => terms.join(' ')),
        analysed.map(({ terms }) => terms.length),
      ],
    );
    await markDirty(connection, [...new Set(rows.map(({ block }) => block))]);
    await connection.query('commit');
  } catch (error) {
    await connection.query('rollback');
    throw error;
  } finally {
    connection.release();
  }
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

/** The embedded database has no background process that clears out replaced rows and counts what there is. */
export async function clearReplacedRows(db: Database): Promise<void> {
  if (db.engine !== 'embedded') return;
  await db.pool.query('vacuum analyze passage');
  await db.pool.query('vacuum analyze posting_list');
}
