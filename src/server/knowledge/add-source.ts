import type { AddSourceRequest, SourceOptions } from '../../contracts/knowledge.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import { checkAddress } from './guard-address.ts';
import { normaliseAddress } from './normalise-address.ts';
import { SYNC_QUEUE, type SyncJob, startSync } from './start-sync.ts';
import { deleteSource, insertSource } from './store.ts';

/** Polite enough for any town's server, and a whole website in a night. */
export const DEFAULT_OPTIONS: SourceOptions = {
  include: [],
  exclude: [],
  maxDepth: 12,
  maxPages: 5_000,
  requestsPerSecond: 2,
  documents: true,
  schedule: '0 3 * * *',
};

/**
 * Takes in a website and asks for its first reading. Returns the source's id.
 * @throws AppError `address-refused`, `conflict` (the address is there already), `invalid-request` (schedule)
 */
export async function addSource(
  {
    db,
    jobs,
    crawl,
  }: { db: Database; jobs: Jobs; crawl: { internal: boolean; internalSite?: { prefix: string } | undefined } },
  asked: AddSourceRequest,
): Promise<string> {
  const url = normaliseAddress(asked.url);
  if (url === null) throw new AppError('address-refused');
  const own = crawl.internalSite !== undefined && url.startsWith(crawl.internalSite.prefix);
  if (!own && checkAddress(new URL(url), { internal: crawl.internal }) !== null) throw new AppError('address-refused');
  const options = withOptions(DEFAULT_OPTIONS, asked.options);
  const name = asked.name ?? new URL(url).hostname.replace(/^www\./, '');
  const source = await insertSource(db, { kind: 'website', name, url, options });
  if (source === null) throw new AppError('conflict', ['url: this address is a source already']);
  try {
    await scheduleSync(jobs, source.id, options.schedule);
  } catch (error) {
    await deleteSource(db, source.id);
    throw error;
  }
  await startSync({ db, jobs }, { sourceId: source.id, trigger: 'demand' });
  return source.id;
}

/** Options with what was asked for in their place; what is not said stays. */
export function withOptions(options: SourceOptions, asked: Partial<SourceOptions> | undefined): SourceOptions {
  const said = Object.entries(asked ?? {}).filter(([, value]) => value !== undefined);
  return { ...options, ...Object.fromEntries(said) };
}

/** @throws AppError `invalid-request` if the schedule is no cron */
export async function scheduleSync(jobs: Jobs, sourceId: string, schedule: string | null): Promise<void> {
  try {
    await jobs.schedule(SYNC_QUEUE, sourceId, schedule, { sourceId, trigger: 'schedule' } satisfies SyncJob);
  } catch (error) {
    if (error instanceof Error && /cron|expression|constraint|field/i.test(error.message))
      throw new AppError('invalid-request', ['options.schedule: no valid cron'], error);
    throw error;
  }
}
