/**
 * Work off the request path, kept in the database: a job may run twice (a process can die in the middle), so each handler is idempotent.
 */
import { PgBoss } from 'pg-boss';
import type { Database } from './database.ts';
import type { Log } from './log.ts';

export interface JobContext {
  /** Aborted when the process stops; the job is then run again. */
  signal: AbortSignal;
}

export interface JobDefinition<Data extends object> {
  queue: string;
  /** Longest run in seconds (at most 86,400): after it the job counts as failed and is tried again. */
  expireInSeconds: number;
  retryLimit: number;
  /** Jobs of the queue that this process runs at the same time; default 1. */
  concurrency?: number;
  /** `key` set on send: at most one waits and one runs for each key. */
  handle(data: Data, context: JobContext): Promise<void>;
}

export interface Jobs {
  /** Registers a queue; before `start`. */
  define<Data extends object>(definition: JobDefinition<Data>): void;
  /** Queues a job. A second job of the same key while one waits is dropped: the waiting one does its work. */
  send(queue: string, data: object, options?: { key?: string; startAfter?: Date }): Promise<void>;
  /** Runs a job by cron (German time); the same `key` replaces its former schedule, null removes it. */
  schedule(queue: string, key: string, cron: string | null, data: object): Promise<void>;
  /** Jobs that wait or run in the queue. */
  pending(queue: string): Promise<number>;
  start(): Promise<void>;
  /** Lets running jobs end for some seconds, then aborts them. */
  stop(): Promise<void>;
}

const HEARTBEAT_SECONDS = 30;
const POLLING_SECONDS = 2;
const STOP_MILLISECONDS = 10_000;

export function createJobs({ db, log }: { db: Database; log: Log }): Jobs {
  const definitions = new Map<string, JobDefinition<object>>();
  const workers = new Map<string, string>();
  const stopping = new AbortController();
  const boss = new PgBoss({
    db: { executeSql: (text, values) => db.pool.query(text, values) },
    backend: db.engine === 'embedded' ? 'pglite' : 'postgres',
    superviseIntervalSeconds: HEARTBEAT_SECONDS,
    cronWorkerIntervalSeconds: 30,
  });
  boss.on('error', (error) => log.error({ err: error }, 'job queue'));

  /** The embedded database has one process: what it holds as running belongs to a process that ended. */
  async function releaseAbandoned(): Promise<void> {
    if (db.engine !== 'embedded') return;
    for (const queue of definitions.keys()) {
      const { rows } = await db.pool.query<{ id: string }>(
        `select id from pgboss.job where name = $1 and state = 'active'`,
        [queue],
      );
      if (rows.length > 0) {
        await boss.fail(
          queue,
          rows.map((row) => row.id),
          { reason: 'the process ended' },
        );
      }
    }
  }

  return {
    define(definition) {
      definitions.set(definition.queue, definition as JobDefinition<object>);
    },
    async send(queue, data, options = {}) {
      await boss.send(queue, data, {
        ...(options.key === undefined ? {} : { singletonKey: options.key }),
        ...(options.startAfter === undefined ? {} : { startAfter: options.startAfter }),
      });
      const worker = workers.get(queue);
      if (worker !== undefined && options.startAfter === undefined) boss.notifyWorker(worker);
    },
    async schedule(queue, key, cron, data) {
      if (cron === null) await boss.unschedule(queue, key);
      else await boss.schedule(queue, cron, data, { key, tz: 'Europe/Berlin', singletonKey: key });
    },
    async pending(queue) {
      const { rows } = await db.pool.query<{ count: string }>(
        `select count(*) from pgboss.job where name = $1 and state in ('created', 'retry', 'active')`,
        [queue],
      );
      return Number(rows[0]?.count ?? 0);
    },
    async start() {
      await boss.start();
      for (const definition of definitions.values()) {
        const options = {
          retryLimit: definition.retryLimit,
          retryDelay: 1,
          retryBackoff: true,
          retryDelayMax: 300,
          expireInSeconds: definition.expireInSeconds,
          heartbeatSeconds: HEARTBEAT_SECONDS,
          deleteAfterSeconds: 7 * 86_400,
        };
        await boss.createQueue(definition.queue, { policy: 'stately', ...options });
        await boss.updateQueue(definition.queue, options);
      }
      await releaseAbandoned();
      for (const definition of definitions.values()) {
        const worker = await boss.work<object>(
          definition.queue,
          { pollingIntervalSeconds: POLLING_SECONDS, localConcurrency: definition.concurrency ?? 1 },
          async ([job]) => {
            if (job === undefined) return;
            const started = performance.now();
            try {
              await definition.handle(job.data, { signal: AbortSignal.any([job.signal, stopping.signal]) });
              log.debug({ queue: definition.queue, milliseconds: Math.round(performance.now() - started) }, 'job done');
            } catch (error) {
              // Handed back by a stop, it is run again by the next start: nothing failed.
              if (stopping.signal.aborted) log.info({ queue: definition.queue }, 'job handed back');
              else log.error({ err: error, queue: definition.queue }, 'job failed');
              throw error;
            }
          },
        );
        workers.set(definition.queue, worker);
      }
    },
    async stop() {
      stopping.abort(new Error('the process stops'));
      await boss.stop({ graceful: true, timeout: STOP_MILLISECONDS, close: false });
    },
  };
}
