/** Reads found passages with what an answer needs of their pages. */
import type { Database } from '../platform/database.ts';
import type { Block } from './page-content.ts';

export interface FoundPassage {
  passageId: string;
  pageId: string;
  sourceId: string;
  url: string;
  anchor: string | null;
  title: string;
  path: string[];
  ordinal: number;
  blocks: Block[];
  text: string;
  language: string;
  pageNumber: number | null;
  kind: 'web' | 'pdf' | 'document';
  changedOn: string | null;
  fetchedAt: Date;
  /** Terms of the lexical index, separated by blanks. */
  terms: string;
}

/** By passage id; those that are no longer there are left out. */
export async function readFoundPassages(db: Database, ids: readonly string[]): Promise<Map<string, FoundPassage>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.pool.query<FoundPassage>(
    `select p.id as "passageId", p.page_id as "pageId", p.source_id as "sourceId", g.canonical_url as url, p.anchor, g.title, p.path,
       p.ordinal, p.blocks, p.text, p.language, p.page_number as "pageNumber", g.kind, g.changed_on::text as "changedOn",
       g.fetched_at as "fetchedAt", coalesce(p.terms, '') as terms
     from passage p join page g on g.id = p.page_id where p.id = any($1::uuid[]) and g.state <> 'gone'`,
    [ids],
  );
  return new Map(rows.map((row) => [row.passageId, row]));
}
