/** How to reach the office of a page: the page's own contact boxes and its JSON-LD. */
import type { Database } from '../platform/database.ts';
import type { ContactBlock } from './page-content.ts';

export interface PageContacts {
  pageId: string;
  url: string;
  title: string;
  contacts: ContactBlock[];
  structuredData: unknown[];
}

/** In the order of the ids; pages that are gone are left out. */
export async function readPageContacts({ db }: { db: Database }, pageIds: readonly string[]): Promise<PageContacts[]> {
  if (pageIds.length === 0) return [];
  const { rows } = await db.pool.query<PageContacts>(
    `select g.id as "pageId", g.canonical_url as url, g.title, g.structured_data as "structuredData",
       coalesce((select jsonb_agg(b order by p.ordinal) from passage p, jsonb_array_elements(p.blocks) b
         where p.page_id = g.id and b->>'kind' = 'contact'), '[]'::jsonb) as contacts
     from page g where g.id = any($1::uuid[]) and g.state <> 'gone'`,
    [pageIds],
  );
  return rows.sort((a, b) => pageIds.indexOf(a.pageId) - pageIds.indexOf(b.pageId));
}
