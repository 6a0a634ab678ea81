/** What pages are filtered by: kind, language, date, source. */
import type { Database } from '../platform/database.ts';

export interface PageMarks {
  pageId: string;
  sourceId: string;
  /** Address under which the page is cited. */
  url: string;
  title: string;
  kind: 'web' | 'pdf' | 'document';
  language: string;
  /** ISO 8601 date of the last change as the page says. */
  changedOn: string | null;
}

/** By page id; pages that are gone are left out. */
export async function readPageMarks(
  { db }: { db: Database },
  pageIds: readonly string[],
): Promise<Map<string, PageMarks>> {
  if (pageIds.length === 0) return new Map();
  const { rows } = await db.pool.query<PageMarks>(
    `select id as "pageId", source_id as "sourceId", canonical_url as url, title, kind, language, changed_on::text as "changedOn"
     from page where id = any($1::uuid[]) and state <> 'gone'`,
    [pageIds],
  );
  return new Map(rows.map((row) => [row.pageId, row]));
}
