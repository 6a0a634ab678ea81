/** Opens the house: data directory → database → models, jobs, app; and closes it in the reverse order. */
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { SystemStatus } from '../contracts/status.ts';
import { createApp } from './app.ts';
import { EMBED_QUEUE, FACTS_QUEUE } from './knowledge/jobs.ts';
import { ensureSearchIndex } from './knowledge/search-index.ts';
import { upsertDemoSource } from './knowledge/upsert-demo-source.ts';
import { createModels } from './models/models.ts';
import { modelsOptions, openReranker } from './models/models-options.ts';
import { openFormerModel } from './models/open-former.ts';
import { createAccessKeys } from './platform/access.ts';
import { systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { claimDataDirectory, type DataDirectory } from './platform/data-directory.ts';
import { openDatabase } from './platform/database.ts';
import { AppError, errorBody } from './platform/errors.ts';
import { listen, type Routes } from './platform/http.ts';
import { createJobs } from './platform/jobs.ts';
import { createLog, type Log } from './platform/log.ts';

/** Another process holds the data directory. */
export class DirectoryTaken extends Error {
  override readonly name = 'DirectoryTaken';
}

/** Answers under way get this long to end when the server stops, in milliseconds. */
const DRAIN_MILLISECONDS = 8_000;

export interface House {
  app: Routes;
  log: Log;
  publicUrl: string;
  /** For people: engine and version of the database. */
  database: { engine: 'embedded' | 'server'; version: string };
  /** The administrator's key if this start made it; the only time that it can be read. */
  firstKey: string | null;
  /** Port that is listened on; null in process. */
  port: number | null;
  readStatus(): Promise<SystemStatus>;
  /** Starts jobs and models. */
  startWork(): Promise<void>;
  /** Takes in Musterstadt, or what has changed there. */
  learnDemo(): Promise<void>;
  close(): Promise<void>;
}

interface Door {
  fetch(request: Request, environment?: object): Response | Promise<Response>;
  open(app: Routes): void;
}

/** Answers 503 until the house is open: the port and the directory are taken before the database is. */
function createDoor(): Door {
  let inside: Routes | null = null;
  return {
    fetch: (request, environment) =>
      inside === null
        ? Response.json(errorBody(new AppError('unavailable')), { status: 503, headers: { 'retry-after': '2' } })
        : inside.fetch(request, environment ?? {}),
    open(app) {
      inside = app;
    },
  };
}

/**
 * Opens the house for this process; with `port: true` it also listens for the public.
 * @throws DirectoryTaken if another process holds the data directory; errors of `listen` (EADDRINUSE, EACCES) and of the database
 */
export async function openHouse(config: Config, { listening = false }: { listening?: boolean } = {}): Promise<House> {
  const log = createLog(config.LOG_LEVEL);
  const clock = systemClock;
  const door = createDoor();
  const closing: (() => Promise<void>)[] = [];
  /** Comes first: answers under way need everything behind them until they have ended. */
  let stopListening = async (): Promise<void> => undefined;
  const close = async (): Promise<void> => {
    await stopListening();
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    const directory: DataDirectory | null = await claimDataDirectory(config.DATA_DIR, door);
    if (directory === null) throw new DirectoryTaken(config.DATA_DIR);
    closing.push(() => directory.release());

    let port: number | null = null;
    if (listening) {
      const open = await listen(door, { port: config.PORT, host: config.HOST });
      port = open.port;
      stopListening = () => drain(open.server);
    }
    const publicUrl = (config.PUBLIC_URL ?? `http://localhost:${port ?? config.PORT}`).replace(/\/+$/, '');

    const db = await openDatabase({
      url: config.DATABASE_URL ?? null,
      directory: `${config.DATA_DIR}/database`,
      poolSize: config.DATABASE_POOL_SIZE,
      log,
    });
    closing.push(() => db.close());
    const keys = createAccessKeys({ db });
    const firstKey = (await keys.exists()) ? null : await keys.renew();
    const index = await ensureSearchIndex({
      db,
      log,
      reranker: openReranker({ config, log, clock }),
      vectorMegabytes: config.VECTORS_MEMORY,
      openFormer: (name) => openFormerModel({ ...modelsOptions(config), log, clock }, name),
    });
    const jobs = createJobs({ db, log });
    const models = createModels({
      ...modelsOptions(config),
      log,
      clock,
      onReady: () => {
        jobs
          .send(EMBED_QUEUE, {}, { key: 'all' })
          .catch((error: unknown) => log.error({ err: error }, 'embedding not queued'));
      },
    });
    const app = createApp({ config, publicUrl, version: readVersion(), db, index, models, jobs, keys, clock, log });
    door.open(app.routes);

    return {
      app: app.routes,
      log,
      publicUrl,
      database: { engine: db.engine, version: db.version },
      firstKey,
      port,
      readStatus: app.readStatus,
      async startWork() {
        closing.push(() => jobs.stop());
        await jobs.start();
        await app.scheduleJobs();
        await jobs.send(FACTS_QUEUE, {}, { key: 'all' });
        closing.push(() => models.stop());
        models.start();
        // Asked once, so that its state is known before the first search.
        void index.reranker?.rerank('Hallo', ['Guten Tag']);
      },
      learnDemo: async () => {
        await upsertDemoSource({ db, jobs, clock }, { enabled: config.DEMO === 'on', publicUrl });
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Takes no new requests; answers under way may end for some seconds. */
async function drain(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS);
    // A connection that is kept alive becomes idle when its answer has ended, and would hold the stop up for seconds.
    const sweep = setInterval(() => server.closeIdleConnections(), 50);
    server.close(() => {
      clearTimeout(limit);
      clearInterval(sweep);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function readVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
