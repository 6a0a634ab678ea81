/** All passages of some pages: an answer may stand elsewhere on the page than the passage that search found. */
import type { Database } from '../platform/database.ts';
import type { FoundPassage } from './passage-store.ts';

export type PagePassage = Omit<FoundPassage, 'terms'>;

/** Pages of the sources by address, as they are linked or as they call themselves; in the order of the addresses. */
export async function findPagesByAddress(
  { db }: { db: Database },
  addresses: readonly string[],
  sourceIds: readonly string[],
): Promise<string[]> {
  if (addresses.length === 0) return [];
  const { rows } = await db.pool.query<{ id: string; url: string; canonicalUrl: string }>(
    `select id, url, canonical_url as "canonicalUrl" from page
     where (url = any($1) or canonical_url = any($1)) and source_id = any($2::uuid[]) and state <> 'gone'`,
    [addresses, sourceIds],
  );
  const place = (row: { url: string; canonicalUrl: string }) =>
    addresses.findIndex((address) => address === row.url || address === row.canonicalUrl);
  return rows.sort((a, b) => place(a) - place(b)).map((row) => row.id);
}

/** In page order, at most `limit` of each page. */
export async function readPagePassages(
  { db }: { db: Database },
  pageIds: readonly string[],
  limit: number,
): Promise<PagePassage[]> {
  if (pageIds.length === 0) return [];
  const { rows } = await db.pool.query<PagePassage>(
    `select p.id as "passageId", p.page_id as "pageId", p.source_id as "sourceId", g.canonical_url as url, p.anchor, g.title, p.path,
       p.ordinal, p.blocks, p.text, p.language, p.page_number as "pageNumber", g.kind, g.changed_on::text as "changedOn",
       g.fetched_at as "fetchedAt"
     from passage p join page g on g.id = p.page_id
     where p.page_id = any($1::uuid[]) and g.state <> 'gone' and p.ordinal < $2 order by p.page_id, p.ordinal`,
    [pageIds, limit],
  );
  return rows;
}
