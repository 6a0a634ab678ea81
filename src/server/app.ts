/** Composition root: the only list of features. Each is given what it needs and mounted here. */
import type { SystemStatus } from '../contracts/status.ts';
import { defineAnsweringJobs, scheduleAnsweringJobs } from './answering/jobs.ts';
import { answeringRoutes } from './answering/routes.ts';
import { createDemoSite } from './demo/create-demo-site.ts';
import { demoRoutes } from './demo/routes.ts';
import { defineKnowledgeJobs } from './knowledge/jobs.ts';
import { allowedOrigins, listSources } from './knowledge/list-sources.ts';
import { knowledgeRoutes } from './knowledge/routes.ts';
import type { SearchIndex } from './knowledge/search-index.ts';
import type { Models } from './models/models.ts';
import { examineSystem } from './operations/examine-system.ts';
import { readStatus } from './operations/read-status.ts';
import { operationsRoutes } from './operations/routes.ts';
import type { AccessKeys } from './platform/access.ts';
import type { Clock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import type { Database } from './platform/database.ts';
import { access, allowOrigins, assertAccessStated, createHttpApp, type Routes } from './platform/http.ts';
import type { Jobs } from './platform/jobs.ts';
import type { Log } from './platform/log.ts';
import { createMetrics } from './platform/metrics.ts';
import { searchRoutes, synonymRoutes } from './search/routes.ts';
import { websiteRoutes } from './website/routes.ts';

export interface AppDependencies {
  config: Config;
  /** Address under which people reach the server, without a slash at the end. */
  publicUrl: string;
  version: string;
  db: Database;
  index: SearchIndex;
  models: Models;
  jobs: Jobs;
  keys: AccessKeys;
  clock: Clock;
  log: Log;
}

export interface App {
  routes: Routes;
  /** Plans what runs by the clock; after the jobs have started. */
  scheduleJobs(): Promise<void>;
  readStatus(): Promise<SystemStatus>;
}

/** Mounts every feature and registers its jobs; nothing runs yet. */
export function createApp(dependencies: AppDependencies): App {
  const { config, publicUrl, db, index, models, jobs, keys, log } = dependencies;
  const metrics = createMetrics();
  const app = createHttpApp({ keys, log, metrics });

  const status = () =>
    readStatus({ db, index, models, version: dependencies.version, listSources: () => listSources({ db }) });
  const demo = config.DEMO === 'on' ? createDemoSite({ publicUrl, log }) : null;

  // The town's website asks from its own origin: those of the sources, our own, and what the operator allowed.
  const ours = new URL(publicUrl).origin;
  const isAllowed = async (origin: string) =>
    origin === ours || config.ALLOWED_ORIGINS.includes(origin) || (await allowedOrigins({ db })).includes(origin);
  app.use('/api/assistant/*', allowOrigins(isAllowed));
  app.use('/api/search/*', allowOrigins(isAllowed));

  const knowledge = {
    ...dependencies,
    crawl: {
      contact: config.CRAWL_CONTACT,
      internal: config.CRAWL_INTERNAL === 'on',
      version: dependencies.version,
      // Musterstadt is read through the same path as any website, but without the network: behind a proxy, PUBLIC_URL may not be reachable from here.
      internalSite: { prefix: `${publicUrl}/`, fetch: async (request: Request) => app.fetch(request, {}) },
    },
  };
  app.route('/', knowledgeRoutes(knowledge));
  defineKnowledgeJobs(jobs, knowledge);

  const answering = {
    ...dependencies,
    metrics,
    settings: {
      keepDays: config.KEEP_DAYS,
      townName: config.TOWN_NAME ?? null,
      privacyUrl: config.PRIVACY_URL ?? null,
      federalState: config.FEDERAL_STATE ?? null,
    },
    questionsPerMinute: config.QUESTIONS_PER_MINUTE,
    trustProxy: config.TRUST_PROXY === 'on',
  };
  app.route('/', answeringRoutes(answering));
  defineAnsweringJobs(answering);

  app.route('/', searchRoutes({ ...answering, demo: demo !== null }));
  app.route('/', synonymRoutes({ db, index }));

  app.route(
    '/',
    operationsRoutes({
      keys,
      readStatus: status,
      examineSystem: () =>
        examineSystem({
          db,
          dataDirectory: config.DATA_DIR,
          autoPull: config.MODELS_AUTO_PULL === 'on',
          readStatus: status,
          askReranker: async () => index.reranker?.rerank('Hallo', ['Guten Tag']),
        }),
    }),
  );
  if (demo !== null) app.route('/demo', demoRoutes({ site: demo, publicUrl }));

  app.get('/healthz', (context) => context.text('ok'));
  app.get('/readyz', async (context) => {
    await db.pool.query('select 1');
    return context.text('ready');
  });
  metrics.gauge('buergernah_pages', 'Pages that answers come from', async () => (await status()).pages);
  metrics.gauge('buergernah_passages', 'Passages of the index', async () => (await index.collection()).passages);
  app.get('/metrics', async (context) => {
    const { type, body } = await metrics.render();
    return context.body(body, 200, { 'content-type': type });
  });

  const info = {
    openapi: '3.1.0' as const,
    info: {
      title: 'Bürgernah',
      version: dependencies.version,
      description: 'Ask the town: answers word for word from its pages, with citations.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: publicUrl }],
  };
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  app.route(
    '/',
    websiteRoutes({
      publicUrl,
      demo: demo !== null,
      readStatus: status,
      readOpenApi: () => app.getOpenAPI31Document(info),
      log,
    }),
  );
  app.get('/api/openapi.json', access('public'), (context) => context.json(app.getOpenAPI31Document(info)));

  assertAccessStated(app);
  return { routes: app, readStatus: status, scheduleJobs: () => scheduleAnsweringJobs(answering) };
}
