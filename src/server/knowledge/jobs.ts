/** Work of the knowledge slice off the request path: reading sources, and giving passages their vectors. */
import type { Models } from '../models/models.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { Log } from '../platform/log.ts';
import { embedPassages } from './embed-passages.ts';
import { crawlerUserAgent, createPageFetcher } from './fetch-page.ts';
import { indexFacts } from './index-facts.ts';
import { indexPassages } from './index-passages.ts';
import type { SearchIndex } from './search-index.ts';
import { SYNC_QUEUE, type SyncJob } from './start-sync.ts';
import { requestSync } from './store.ts';
import { type SyncDependencies, syncSource } from './sync-source.ts';

/** Queue that gives passages their vectors; key: `all`. */
export const EMBED_QUEUE = 'embed-passages';
/** Queue that reads the facts of passages that have none yet (learned before facts were read, or read by an older version); key: `all`. */
export const FACTS_QUEUE = 'read-facts';
/** When the model does not answer now, in milliseconds. */
const EMBED_AGAIN = 60_000;
const SOURCES_AT_ONCE = 3;
/** Requests that came in while a source was read; more of them wait for the next job. */
const ROUNDS = 3;

export interface CrawlSettings {
  /** For the user agent: mail or web address. */
  contact: string | undefined;
  /** Websites in internal networks may be read. */
  internal: boolean;
  version: string;
  /** Our own pages, which are read without the network. */
  internalSite: { prefix: string; fetch: (request: Request) => Promise<Response> };
}

export interface KnowledgeDependencies {
  db: Database;
  index: SearchIndex;
  models: Pick<Models, 'embedder'>;
  jobs: Jobs;
  clock: Clock;
  log: Log;
  publicUrl: string;
  crawl: CrawlSettings;
}

/** Registers the jobs; before the queues start. */
export function defineKnowledgeJobs(jobs: Jobs, dependencies: KnowledgeDependencies): void {
  const { db, index, models, clock, log, crawl } = dependencies;
  const { fetchPage } = createPageFetcher({
    userAgent: crawlerUserAgent({ version: crawl.version, contact: crawl.contact ?? null }),
    internal: crawl.internal,
    own: { prefixes: [crawl.internalSite.prefix], fetchInternal: crawl.internalSite.fetch },
    log,
  });

  const passagesChanged = createPassagesChanged({ db, index, jobs, log });

  jobs.define<SyncJob>({
    queue: SYNC_QUEUE,
    // A large website at a polite pace takes hours.
    expireInSeconds: 86_000,
    retryLimit: 5,
    // They wait for other people's servers most of the time.
    concurrency: SOURCES_AT_ONCE,
    async handle({ sourceId, trigger }, { signal }) {
      if (trigger !== undefined) await requestSync(db, sourceId, { trigger });
      for (let round = 0; round < ROUNDS; round += 1) {
        if ((await syncSource({ db, clock, log, fetchPage, passagesChanged }, { sourceId }, signal)) === null) return;
      }
    },
  });

  jobs.define<object>({
    queue: FACTS_QUEUE,
    expireInSeconds: 3_600,
    retryLimit: 5,
    async handle(_, { signal }) {
      await indexFacts({ db, log }, { signal });
      signal.throwIfAborted();
    },
  });

  jobs.define<object>({
    queue: EMBED_QUEUE,
    expireInSeconds: 86_000,
    retryLimit: 5,
    async handle(_, { signal }) {
      const embedder = models.embedder();
      // None yet: the job is sent again when it begins to answer.
      if (embedder === null) return;
      const { outcome } = await embedPassages({ db, index, embedder, clock, log }, { signal });
      if (outcome === 'unavailable') {
        await jobs.send(EMBED_QUEUE, {}, { key: 'all', startAfter: new Date(clock.now().getTime() + EMBED_AGAIN) });
      }
      signal.throwIfAborted();
    },
  });
}

/** One analysis after the other: each replaces the words that the compound dictionary is learned from. */
const analysing = new WeakMap<SearchIndex, Promise<unknown>>();

/** Brings search up to date when passages have changed: words at once, vectors in the background. */
export function createPassagesChanged({
  db,
  index,
  jobs,
  log,
}: Pick<KnowledgeDependencies, 'db' | 'index' | 'jobs' | 'log'>): SyncDependencies['passagesChanged'] {
  return async (change, signal) => {
    const before = analysing.get(index) ?? Promise.resolve();
    const mine = before.then(async () => {
      await indexPassages({ db, index, log }, { signal });
      await indexFacts({ db, log }, { signal });
    });
    // Its failure belongs to whoever asked for it; the next one begins all the same.
    analysing.set(
      index,
      mine.catch(() => undefined),
    );
    await mine;
    if (!change.anyChanged) return;
    // Passages that went have no terms to be written, but search keeps them in memory.
    if (change.last) for (const part of ['lexical', 'vectors'] as const) await index.changed(part);
    await jobs.send(EMBED_QUEUE, {}, { key: 'all' });
  };
}
