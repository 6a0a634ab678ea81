/** Sources with the pages that answer from them, for choosing what a question is answered from. */
import type { Database } from '../platform/database.ts';

export interface AnsweringSource {
  id: string;
  kind: 'website' | 'demo' | 'import';
  name: string;
  /** Start address. */
  url: string;
  /** Pages that have at least one passage. */
  pages: number;
}

export async function readAnsweringSources({ db }: { db: Database }): Promise<AnsweringSource[]> {
  const { rows } = await db.pool.query<AnsweringSource>(
    `select s.id, s.kind, s.name, s.url, count(distinct p.page_id)::int as pages
     from source s left join passage p on p.source_id = s.id group by s.id order by s.created_at, s.id`,
  );
  return rows;
}
