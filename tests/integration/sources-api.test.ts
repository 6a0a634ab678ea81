import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PageList, Source, SourceDetails, Sync } from '../../src/contracts/knowledge.ts';
import { defineKnowledgeJobs, type KnowledgeDependencies } from '../../src/server/knowledge/jobs.ts';
import { knowledgeRoutes } from '../../src/server/knowledge/routes.ts';
import { ensureSearchIndex } from '../../src/server/knowledge/search-index.ts';
import { searchPassages } from '../../src/server/knowledge/search-passages.ts';
import { SYNC_QUEUE } from '../../src/server/knowledge/start-sync.ts';
import { upsertDemoSource } from '../../src/server/knowledge/upsert-demo-source.ts';
import { createAccessKeys } from '../../src/server/platform/access.ts';
import { systemClock } from '../../src/server/platform/clock.ts';
import { assertAccessStated, createHttpApp, type Routes } from '../../src/server/platform/http.ts';
import { createJobs, type Jobs } from '../../src/server/platform/jobs.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { createMetrics } from '../../src/server/platform/metrics.ts';
import { townPage } from '../support/crawling.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { waitFor } from '../support/wait-for.ts';
import { serveWebsite, type Website } from '../support/website.ts';

let test: TestDatabase;
let jobs: Jobs;
let app: Routes;
let key: string;
let dependencies: KnowledgeDependencies;
const websites: Website[] = [];
const publicUrl = 'https://assistent.stadt.example';

beforeAll(async () => {
  test = await openTestDatabase();
  const db = test.database;
  const log = createLog('silent');
  const keys = createAccessKeys({ db });
  key = await keys.renew();
  jobs = createJobs({ db, log });
  app = createHttpApp({ keys, log, metrics: createMetrics() });
  dependencies = {
    db,
    index: await ensureSearchIndex({ db, log }),
    models: { embedder: () => null },
    jobs,
    clock: systemClock,
    log,
    publicUrl,
    crawl: {
      contact: 'web@stadt.example',
      internal: true,
      version: '0.0.0',
      internalSite: { prefix: `${publicUrl}/`, fetch: async (request) => app.fetch(request, {}) },
    },
  };
  app.route('/', knowledgeRoutes(dependencies));
  app.get('/demo/', (context) =>
    context.html(townPage('Musterstadt', 'Die Stadt am Fluss begrüßt ihre Gäste im Rathaus.')),
  );
  assertAccessStated(app);
  defineKnowledgeJobs(jobs, dependencies);
  await jobs.start();
});
afterEach(async () => {
  await Promise.all(websites.splice(0).map((website) => website.close()));
});
afterAll(async () => {
  await jobs.stop();
  await test.close();
});

async function call(method: string, path: string, body?: unknown, withKey = true): Promise<Response> {
  return app.request(path, {
    method,
    headers: {
      ...(withKey ? { authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}
const json = async <Body>(response: Response | Promise<Response>): Promise<Body> =>
  (await (await response).json()) as Body;

async function schedules(id: string): Promise<unknown[]> {
  return (await test.database.pool.query('select cron, timezone from pgboss.schedule where key = $1', [id])).rows;
}

async function town(): Promise<Website> {
  const website = await serveWebsite([
    { path: '/', body: townPage('Stadt', 'Willkommen auf den Seiten der Stadt.', { links: ['/hund', '/alt'] }) },
    { path: '/hund', body: townPage('Hundesteuer', 'Der erste Hund kostet 90 Euro im Jahr.') },
    { path: '/alt', redirectTo: '/hund' },
  ]);
  websites.push(website);
  return website;
}

async function addAndRead(website: Website): Promise<SourceDetails> {
  const added = await json<SourceDetails>(
    call('POST', '/api/sources', {
      url: `${website.url}/`,
      name: 'Teststadt',
      options: { requestsPerSecond: 50, schedule: null },
    }),
  );
  return read(added.id);
}

function read(id: string): Promise<SourceDetails> {
  return waitFor(
    'the reading to end',
    async () => {
      const source = await json<SourceDetails>(call('GET', `/api/sources/${id}`));
      return source.state === 'waiting' || source.state === 'learning' ? null : source;
    },
    { timeout: 40_000, interval: 100 },
  );
}

describe('sources by the API', () => {
  it('are added, read in the background, looked at, changed and removed', async () => {
    const website = await town();
    const response = await call('POST', '/api/sources', { url: `${website.url}/`, options: { requestsPerSecond: 50 } });
    expect(response.status).toBe(201);
    const added = await json<SourceDetails>(response);
    expect(added).toMatchObject({ name: '127.0.0.1', kind: 'website', pages: 0 });
    expect(added.options).toMatchObject({
      requestsPerSecond: 50,
      maxPages: 5_000,
      documents: true,
      schedule: '0 3 * * *',
    });

    expect(added.state).toMatch(/^(?:waiting|learning)$/);
    expect(await schedules(added.id)).toEqual([{ cron: '0 3 * * *', timezone: 'Europe/Berlin' }]);

    const done = await read(added.id);
    expect(done).toMatchObject({
      state: 'ready',
      pages: 2,
      passages: 2,
      states: { new: 2, refused: 1 },
      sync: { state: 'done', trigger: 'demand', counts: { read: 3, new: 2, refused: 1, waiting: 0 } },
    });
    expect(website.requests[0]?.headers['user-agent']).toBe('Buergernah/0.0.0 (+web@stadt.example)');
    const { db, index, log } = dependencies;
    const { hits } = await searchPassages({ db, index, embedder: null, log }, { text: 'Hundesteuer', limit: 1 });
    expect(hits[0]?.url).toBe(`${website.url}/hund`);

    const list = await json<Source[]>(call('GET', '/api/sources', undefined, false));
    expect(list.find((source) => source.id === added.id)).toMatchObject({ state: 'ready', pages: 2 });
    const pages = await json<PageList>(call('GET', `/api/sources/${added.id}/pages?state=refused`));
    expect(pages).toMatchObject({
      pages: [
        {
          url: `${website.url}/alt`,
          canonicalUrl: `${website.url}/hund`,
          reason: { code: 'redirect', de: 'Die Seite leitet auf eine andere Adresse weiter.' },
        },
      ],
      next: null,
    });
    const first = await json<PageList>(call('GET', `/api/sources/${added.id}/pages?limit=2`));
    const second = await json<PageList>(call('GET', `/api/sources/${added.id}/pages?limit=2&after=${first.next}`));
    expect([...first.pages, ...second.pages].map((page) => new URL(page.url).pathname).toSorted()).toEqual([
      '/',
      '/alt',
      '/hund',
    ]);

    const changed = await call('PATCH', `/api/sources/${added.id}`, {
      name: 'Neu',
      options: { exclude: ['/hund'], schedule: null },
    });
    expect(await json(changed)).toMatchObject({
      name: 'Neu',
      options: { exclude: ['/hund'], requestsPerSecond: 50, schedule: null },
    });
    expect(await schedules(added.id)).toEqual([]);
    expect((await call('POST', `/api/sources/${added.id}/sync`)).status).toBe(202);
    expect(await read(added.id)).toMatchObject({ pages: 1, states: { gone: 1, refused: 1 } });
    expect(await json<Sync[]>(call('GET', `/api/sources/${added.id}/syncs`))).toHaveLength(2);

    expect((await call('DELETE', `/api/sources/${added.id}`)).status).toBe(204);
    expect((await call('GET', `/api/sources/${added.id}`)).status).toBe(404);
    const { rows } = await db.pool.query('select count(*)::int as left from page where source_id = $1', [added.id]);
    expect(rows).toEqual([{ left: 0 }]);
  });

  it('refuse what must not be', async () => {
    const website = await town();
    const { id } = await addAndRead(website);
    const add = (body: unknown) => call('POST', '/api/sources', body).then((response) => response.status);
    expect(await add({ url: `${website.url}/?utm_source=x` })).toBe(409);
    expect(await add({ url: 'ftp://stadt.de/' })).toBe(400);
    expect(await add({ url: 'http://user:pass@stadt.de/' })).toBe(422);
    expect(await add({ url: 'https://stadt.de/', options: { schedule: 'täglich' } })).toBe(400);
    expect(await add({ url: 'https://stadt.de/', options: { schedule: '99 99 * * *' } })).toBe(400);
    expect(await add({ url: 'https://stadt.de/', options: { maxPages: -1 } })).toBe(400);
    expect(await add('{')).toBe(400);
    expect(
      (await json<Source[]>(call('GET', '/api/sources'))).some((source) => source.url === 'https://stadt.de/'),
    ).toBe(false);
    for (const [method, path] of [
      ['POST', '/api/sources'],
      ['GET', `/api/sources/${id}`],
      ['PATCH', `/api/sources/${id}`],
      ['DELETE', `/api/sources/${id}`],
      ['POST', `/api/sources/${id}/sync`],
      ['GET', `/api/sources/${id}/pages`],
      ['GET', `/api/sources/${id}/syncs`],
      ['POST', `/api/sources/${id}/webhook-address`],
      ['POST', '/api/sources/import/services'],
    ] as const) {
      expect(
        (await call(method, path, method === 'GET' ? undefined : { url: 'https://stadt.de/' }, false)).status,
        `${method} ${path}`,
      ).toBe(401);
    }
    const unknown = '00000000-0000-4000-8000-000000000000';
    expect((await call('GET', `/api/sources/${unknown}`)).status).toBe(404);
    expect((await call('POST', `/api/sources/${unknown}/sync`)).status).toBe(404);
    expect((await call('GET', '/api/sources/keine-kennung')).status).toBe(400);
  });

  it('are read when the schedule says so', async () => {
    const website = await town();
    const { id } = await addAndRead(website);
    await jobs.send(SYNC_QUEUE, { sourceId: id, trigger: 'schedule' }, { key: id });
    const sync = await waitFor('the scheduled reading', async () => {
      const [last] = await json<Sync[]>(call('GET', `/api/sources/${id}/syncs`));
      return last?.trigger === 'schedule' && last.state === 'done' ? last : null;
    });
    expect(sync.counts).toMatchObject({ same: 2, refused: 1 });
  });

  it('may be removed while they are read', async () => {
    const website = await serveWebsite(
      Array.from({ length: 40 }, (_, n) => ({ path: n === 0 ? '/' : `/${n}`, body: townPage(`S${n}`, `Seite ${n}.`) })),
      { delay: 50 },
    );
    websites.push(website);
    const { id } = await json<SourceDetails>(
      call('POST', '/api/sources', { url: `${website.url}/`, options: { requestsPerSecond: 50 } }),
    );
    await waitFor('the first pages', () => website.count() > 4);
    expect((await call('DELETE', `/api/sources/${id}`)).status).toBe(204);
    await waitFor('the reading to end', async () => {
      const { rows } = await test.database.pool.query<{ state: string }>(
        `select state from pgboss.job where name = $1 and singleton_key = $2`,
        [SYNC_QUEUE, id],
      );
      return rows.every((row) => row.state === 'completed');
    });
    const { rows } = await test.database.pool.query('select count(*)::int as left from page where source_id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ left: 0 }]);
    expect(await schedules(id)).toEqual([]);
  });

  it('stand in the OpenAPI document', () => {
    const document = app.getOpenAPI31Document({ openapi: '3.1.0', info: { title: 'x', version: '0' } });
    const paths = Object.keys(document.paths ?? {});
    expect(paths).toEqual(
      expect.arrayContaining([
        '/api/sources',
        '/api/sources/{id}/pages',
        '/api/hooks/sources/{id}/{token}',
        '/api/sources/import/services',
      ]),
    );
    expect(JSON.stringify(document.components?.schemas?.['SourceOptions'])).toContain('requestsPerSecond');
  });

  it('say why a website cannot be read', async () => {
    const website = await serveWebsite([{ path: '/', body: townPage('Start', 'Start.') }], {
      robots: 'User-agent: *\nDisallow: /',
    });
    websites.push(website);
    expect(await addAndRead(website)).toMatchObject({
      state: 'failed',
      alarm: 'unreachable',
      sync: {
        state: 'failed',
        reason: 'robots',
        explanation: { de: 'Die robots.txt der Website erlaubt das Lesen nicht.' },
      },
    });
  });
});

describe('the webhook of a CMS', () => {
  it('has pages read again with its token only', async () => {
    const website = await town();
    const { id } = await addAndRead(website);
    const made = await json<{ url: string }>(call('POST', `/api/sources/${id}/webhook-address`));
    expect(made.url).toMatch(new RegExp(`^${publicUrl}/api/hooks/sources/${id}/[\\w-]{43}$`));
    const path = new URL(made.url).pathname;
    const { rows } = await test.database.pool.query<{ hash: string }>(
      'select webhook_hash as hash from source where id = $1',
      [id],
    );
    expect(path).not.toContain(rows[0]?.hash);

    website.put({ path: '/hund', body: townPage('Hundesteuer', 'Der erste Hund kostet jetzt 100 Euro im Jahr.') });
    website.forget();
    expect((await call('POST', path, { urls: [`${website.url}/hund`] }, false)).status).toBe(202);
    expect(await read(id)).toMatchObject({ sync: { trigger: 'webhook', counts: { read: 1, changed: 1 } } });
    expect(website.requests.map((request) => request.path)).toEqual(['/robots.txt', '/hund']);

    website.forget();
    expect((await call('POST', path, 'irgendetwas', false)).status).toBe(202);
    expect(await read(id)).toMatchObject({ sync: { trigger: 'webhook', counts: { read: 3, same: 2 } } });

    expect(
      (
        await call(
          'POST',
          path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
          {},
          false,
        )
      ).status,
    ).toBe(404);
    expect((await call('POST', `/api/hooks/sources/${id}/`, {}, false)).status).toBe(404);
    expect((await call('POST', '/api/hooks/sources/keine/abc', {}, false)).status).toBe(404);
    await call('POST', `/api/sources/${id}/webhook-address`);
    expect((await call('POST', path, {}, false)).status).toBe(404);
  });

  it('is not answered without end', async () => {
    const id = '00000000-0000-4000-8000-000000000001';
    const statuses = await Promise.all(
      Array.from({ length: 70 }, () => call('POST', `/api/hooks/sources/${id}/raten`, {}, false)),
    );
    expect(statuses.filter((response) => response.status === 429).length).toBeGreaterThanOrEqual(9);
  });
});

describe('Musterstadt', () => {
  it('is read in process, as one source, and leaves when it is switched off', async () => {
    const demo = async () =>
      (await json<Source[]>(call('GET', '/api/sources'))).filter((source) => source.kind === 'demo');
    await upsertDemoSource(dependencies, { enabled: true, publicUrl });
    const [source] = await demo();
    expect(await read(source?.id ?? '')).toMatchObject({ state: 'ready', pages: 1, url: `${publicUrl}/demo/` });
    await upsertDemoSource(dependencies, { enabled: true, publicUrl: 'http://localhost:4711' });
    expect((await demo()).map(({ id, url }) => [id, url])).toEqual([[source?.id, 'http://localhost:4711/demo/']]);
    const { rows } = await test.database.pool.query(
      'select url, canonical_url from page where source_id = $1 and state = $2',
      [source?.id, 'new'],
    );
    expect(rows).toEqual([{ url: 'http://localhost:4711/demo/', canonical_url: 'http://localhost:4711/demo/' }]);
    await upsertDemoSource(dependencies, { enabled: false, publicUrl });
    expect(await demo()).toEqual([]);
  });
});

describe('a list of services', () => {
  const service = (id: number, fee: string) => ({
    id: String(id),
    name: `Leistung ${id}`,
    description: `<p>So beantragen Sie die Leistung mit der Nummer ${id} im Bürgerbüro.</p>`,
    fees: `<p>${fee}</p>`,
    forms: [{ name: 'Antrag', link: 'https://stadt.example/antrag.pdf', description: false }],
    links: [{ name: 'Antrag', link: 'https://stadt.example/antrag.pdf', description: false }],
    meta: {
      url: 'https://stadt.example/service/#/services/{serviceId}',
      lastupdate: '2026-06-08T07:41:01',
      locale: 'de',
    },
  });

  it('is taken in, and brought up to date by the next one of that name', async () => {
    const services = [1, 2, 3, 4, 5, 6].map((id) => service(id, `${id}0 Euro`));
    const first = await call('POST', '/api/sources/import/services?name=Leistungen', { data: services });
    expect(first.status).toBe(201);
    const source = await json<SourceDetails>(first);
    expect(source).toMatchObject({ kind: 'import', name: 'Leistungen', state: 'ready', pages: 6, states: { new: 6 } });
    const { rows } = await test.database.pool.query(
      `select g.url, g.changed_on::text as day, p.text from passage p join page g on g.id = p.page_id where p.source_id = $1 and p.path ? 'Gebühren' order by g.url limit 1`,
      [source.id],
    );
    expect(rows).toEqual([{ url: 'https://stadt.example/service/#/services/1', day: '2026-06-08', text: '10 Euro' }]);

    const next = [...services.slice(0, 4), service(5, '55 Euro'), service(7, '70 Euro')];
    const second = await json<SourceDetails>(
      call('POST', '/api/sources/import/services?name=Leistungen', { data: next }),
    );
    expect(second).toMatchObject({
      id: source.id,
      pages: 6,
      sync: { counts: { same: 4, changed: 1, new: 1, gone: 1 } },
    });
    const third = await json<SourceDetails>(
      call('POST', '/api/sources/import/services?name=Leistungen', { data: next.slice(0, 1) }),
    );
    expect(third).toMatchObject({ pages: 6, state: 'alarm', sync: { state: 'kept', reason: 'lost-pages' } });
    expect((await call('POST', `/api/sources/${source.id}/sync`)).status).toBe(409);
    expect((await call('POST', '/api/sources/import/services', { data: [{ id: 1 }] })).status).toBe(400);
  });
});
