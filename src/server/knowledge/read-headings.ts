/** Titles and headings of the pages with how often they stand there: what people are likely to look for. */
import type { Database } from '../platform/database.ts';

export interface PageHeading {
  text: string;
  sourceId: string;
  /** Whether it names a whole page. */
  isTitle: boolean;
  /** Pages that have it. */
  pages: number;
}

/** A website of 20,000 pages has about as many titles; what is rarer helps nobody while typing. */
const MOST = 50_000;

/** The most frequent first. */
export async function readHeadings({ db }: { db: Database }): Promise<PageHeading[]> {
  const { rows } = await db.pool.query<PageHeading>(
    `select text, "sourceId", bool_or("isTitle") as "isTitle", count(distinct id)::int as pages from (
       select g.id, g.source_id as "sourceId", g.title as text, true as "isTitle" from page g
       where g.state <> 'gone' and g.title <> '' and exists (select 1 from passage p where p.page_id = g.id)
       union all
       select p.page_id, p.source_id, jsonb_array_elements_text(p.path), false from passage p
     ) heading where length(text) between 3 and 120
     group by text, "sourceId" order by pages desc, text limit $1`,
    [MOST],
  );
  return rows;
}
