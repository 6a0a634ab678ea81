import type { ChangeSourceRequest } from '../../contracts/knowledge.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import { scheduleSync, withOptions } from './add-source.ts';
import { readSource, updateSource } from './store.ts';

/** Changes name or options of a source; they count from its next reading on. False if there is no such source. */
export async function changeSource(
  { db, jobs }: { db: Database; jobs: Jobs },
  id: string,
  change: ChangeSourceRequest,
): Promise<boolean> {
  const source = await readSource(db, id);
  if (source === null) return false;
  const options = withOptions(source.options, change.options);
  if (options.schedule !== source.options.schedule) await scheduleSync(jobs, id, options.schedule);
  await updateSource(db, id, { name: change.name ?? source.name, options });
  return true;
}
