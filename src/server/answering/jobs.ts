import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { deleteExpired } from './delete-expired.ts';

const QUEUE = 'answering-delete-expired';

/** Defines the slice's jobs; before `jobs.start()`. */
export function defineAnsweringJobs({
  jobs,
  db,
  clock,
  log,
}: {
  jobs: Jobs;
  db: Database;
  clock: Clock;
  log: Log;
}): void {
  jobs.define({
    queue: QUEUE,
    expireInSeconds: 600,
    retryLimit: 5,
    async handle() {
      const deleted = await deleteExpired({ db, clock });
      log.info({ deleted }, 'expired questions deleted');
    },
  });
}

/** Plans them; after `jobs.start()`. Runs once at each start as well, for machines that are off at night. */
export async function scheduleAnsweringJobs({ jobs }: { jobs: Jobs }): Promise<void> {
  await jobs.schedule(QUEUE, 'daily', '15 3 * * *', {});
  await jobs.send(QUEUE, {}, { key: 'start' });
}
