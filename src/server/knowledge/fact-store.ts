/** Queries on facts. */
import { asc, inArray, sql } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import type { Fact, FactKind } from './fact.ts';
import { fact, factReading } from './fact-schema.ts';
import type { Block } from './page-content.ts';
import { passage } from './schema.ts';

export interface PassageToRead {
  id: string;
  path: string[];
  blocks: Block[];
  text: string;
  language: string;
  title: string;
  structuredData: unknown[];
}

/** Passages whose facts were not read by this version of the reading. */
export async function readPassagesWithoutFacts(db: Database, version: number, limit: number): Promise<PassageToRead[]> {
  const { rows } = await db.pool.query<PassageToRead>(
    `select p.id, p.path, p.blocks, p.text, p.language, g.title, g.structured_data as "structuredData"
     from passage p join page g on g.id = p.page_id left join fact_reading r on r.passage_id = p.id
     where r.version is distinct from $1 order by p.id limit $2`,
    [version, limit],
  );
  return rows;
}

/** Replaces what was known of these passages; those that are gone by now, or were read by another process, are left out. */
export async function writeFacts(
  db: Database,
  version: number,
  read: readonly { passageId: string; facts: readonly (Fact & { terms: string[] })[] }[],
): Promise<void> {
  if (read.length === 0) return;
  const ids = read.map(({ passageId }) => passageId);
  await db.orm.transaction(async (tx) => {
    const there = await tx
      .select({ id: passage.id })
      .from(passage)
      .where(inArray(passage.id, ids))
      .orderBy(asc(passage.id))
      .for('update');
    const known = new Set(there.map(({ id }) => id));
    const done = await tx.select().from(factReading).where(inArray(factReading.passageId, ids));
    for (const { passageId, version: by } of done) if (by === version) known.delete(passageId);
    const open = read.filter(({ passageId }) => known.has(passageId));
    if (open.length === 0) return;
    await tx.delete(fact).where(inArray(fact.passageId, [...known]));
    const rows = open.flatMap(({ passageId, facts }) =>
      facts.map(({ ordinal, subject, value, words, terms }) => ({
        passageId,
        ordinal,
        kind: value.kind,
        subject,
        value,
        words,
        terms,
      })),
    );
    if (rows.length > 0) await tx.insert(fact).values(rows);
    await tx
      .insert(factReading)
      .values(open.map(({ passageId }) => ({ passageId, version })))
      .onConflictDoUpdate({ target: factReading.passageId, set: { version } });
  });
}

/** A fact with what is needed to quote and cite it. */
export interface StatedFact extends Omit<Fact, 'ordinal'> {
  id: string;
  passageId: string;
  pageId: string;
  sourceId: string;
  url: string;
  anchor: string | null;
  title: string;
  path: string[];
  /** Of the passage in its page. */
  ordinal: number;
  blocks: Block[];
  text: string;
  language: string;
  pageNumber: number | null;
  kind: 'web' | 'pdf' | 'document';
  /** ISO 8601 date of the page's last change, or null if it does not say. */
  changedOn: string | null;
  fetchedAt: Date;
}

/** Facts of these kinds that share a term with the question, or stand on one of the pages; those of the pages first. */
export async function readFactsAbout(
  db: Database,
  {
    kinds,
    terms,
    pageIds,
    sourceIds,
    limit,
  }: {
    kinds: readonly FactKind[];
    terms: readonly string[];
    pageIds: readonly string[];
    sourceIds: readonly string[];
    limit: number;
  },
): Promise<StatedFact[]> {
  const { rows } = await db.pool.query<StatedFact>(
    `select f.id, f.passage_id as "passageId", f.subject, f.value, f.words, p.page_id as "pageId", p.source_id as "sourceId",
       g.canonical_url as url, p.anchor, g.title, p.path, p.ordinal, p.blocks, p.text, p.language, p.page_number as "pageNumber", g.kind,
       g.changed_on::text as "changedOn", g.fetched_at as "fetchedAt"
     from fact f join passage p on p.id = f.passage_id join page g on g.id = p.page_id
     where f.kind = any($1) and (f.terms && $2::text[] or p.page_id = any($3::uuid[])) and p.source_id = any($4::uuid[]) and g.state <> 'gone'
     order by p.page_id = any($3::uuid[]) desc, cardinality(f.terms), p.page_id, p.ordinal, f.ordinal limit $5`,
    [kinds, terms, pageIds, sourceIds, limit],
  );
  return rows;
}

/** Pages among these that say themselves that they are not in force any more ("Diese Meldung galt bis zum 31.12.2024"). */
export async function readExpiredPages(db: Database, pageIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (pageIds.length === 0) return new Set();
  const rows = await db.orm
    .selectDistinct({ pageId: passage.pageId })
    .from(passage)
    .where(
      sql`${inArray(passage.pageId, [...pageIds])} and ${passage.text} ~* '(^|\n)[^\n]{0,40}(archiv:|galt bis|nicht mehr gültig|no longer valid)'`,
    );
  return new Set(rows.map(({ pageId }) => pageId));
}
