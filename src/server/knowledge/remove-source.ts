import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import { scheduleSync } from './add-source.ts';
import type { SearchIndex } from './search-index.ts';
import { deleteSource } from './store.ts';

/** Removes a source with all its pages; from now on nothing is answered from them. False if there is no such source. */
export async function removeSource(
  { db, jobs, index }: { db: Database; jobs: Jobs; index: Pick<SearchIndex, 'changed'> },
  id: string,
): Promise<boolean> {
  await scheduleSync(jobs, id, null);
  const removed = await deleteSource(db, id);
  if (removed) for (const part of ['lexical', 'vectors'] as const) await index.changed(part);
  return removed;
}
