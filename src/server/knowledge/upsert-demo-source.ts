import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import { DEFAULT_OPTIONS } from './add-source.ts';
import { resumeSyncs, startSync } from './start-sync.ts';
import { deleteSource, insertSource, movePages, readSources, updateSource } from './store.ts';

/**
 * Makes Musterstadt a source (or no longer one) and asks for a reading, so that each start takes in what has changed there.
 * Also queues what the last process left unfinished. `publicUrl` has no slash at the end.
 */
export async function upsertDemoSource(
  { db, jobs }: { db: Database; jobs: Jobs; clock: Clock },
  { enabled, publicUrl }: { enabled: boolean; publicUrl: string },
): Promise<void> {
  const url = new URL(`${publicUrl}/demo/`).href;
  const demos = (await readSources(db)).filter((source) => source.kind === 'demo');
  let current = demos.find((source) => source.url === url) ?? null;
  for (const other of demos) {
    if (enabled && current === null) {
      // Another port or name than at the last start.
      const moved = await updateSource(db, other.id, { url });
      current = moved === false ? null : moved;
      if (current !== null) await movePages(db, current.id, { from: other.url, to: url });
    } else if (!enabled || other.id !== current?.id) await deleteSource(db, other.id);
  }
  if (enabled) {
    current ??= await insertSource(db, {
      kind: 'demo',
      name: 'Musterstadt',
      url,
      options: { ...DEFAULT_OPTIONS, maxPages: 1_000, schedule: null },
    });
    // Null: a website of the same address was added by hand, and is read as such.
    if (current !== null) await startSync({ db, jobs }, { sourceId: current.id, trigger: 'start' });
  }
  await resumeSyncs({ db, jobs });
}
