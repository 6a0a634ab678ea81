import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, it } from 'vitest';
import { readUnfinishedSources } from '../../src/server/knowledge/store.ts';
import { syncSource } from '../../src/server/knowledge/sync-source.ts';
import { systemClock } from '../../src/server/platform/clock.ts';
import { openDatabase } from '../../src/server/platform/database.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { createCrawler, townPage } from '../support/crawling.ts';
import { openTestDatabase, testEngine } from '../support/database.ts';
import { waitFor } from '../support/wait-for.ts';
import { serveWebsite } from '../support/website.ts';

const PAGES = 40;

it('a process that is killed in the middle of a website: the next one goes on where it was', async () => {
  const website = await serveWebsite(
    Array.from({ length: PAGES }, (_, n) => ({
      path: n === 0 ? '/' : `/seite-${n}`,
      body: townPage(`Seite ${n}`, `Auf der Seite Nummer ${n} steht ein Satz.`),
    })),
    { delay: 60 },
  );
  const server = testEngine === 'postgres' ? await openTestDatabase() : null;
  const directory = await mkdtemp(join(tmpdir(), 'buergernah-crash-'));
  if (server === null) await cp(inject('embeddedTemplate'), directory, { recursive: true });
  const log = createLog('silent');
  try {
    const script = fileURLToPath(new URL('../support/crawl-process.ts', import.meta.url));
    const child = spawn(process.execPath, [script, server?.url ?? directory, `${website.url}/`], { stdio: 'inherit' });
    const ended = once(child, 'exit');
    await waitFor('fifteen pages', () => website.count() >= 15, { timeout: 40_000, interval: 5 });
    child.kill('SIGKILL');
    await ended;
    const before = website.requests.map((request) => request.path);
    expect(before.length).toBeLessThan(PAGES);
    website.forget();

    const db = await openDatabase({ url: server?.url ?? null, directory: server ? null : directory, log });
    const crawler = await createCrawler(db);
    const [sourceId = ''] = await readUnfinishedSources(db);
    const dependencies = {
      db,
      clock: systemClock,
      log,
      fetchPage: crawler.fetchPage,
      passagesChanged: async () => undefined,
    };
    const outcome = await syncSource(dependencies, { sourceId }, new AbortController().signal);
    expect(outcome).toMatchObject({ state: 'done', counts: { read: PAGES, new: PAGES, waiting: 0 } });
    const pages = website.requests.filter((request) => !/robots|sitemap/.test(request.path));
    // At most the two pages that were under way are read twice.
    expect(pages.filter((request) => before.includes(request.path)).length).toBeLessThanOrEqual(2);
    expect(pages.length).toBeLessThanOrEqual(PAGES - 11);
    const { rows } = await db.pool.query<{ pages: number; passages: number }>(
      'select count(*)::int as pages, (select count(*)::int from passage) as passages from page',
    );
    expect(rows).toEqual([{ pages: PAGES, passages: PAGES }]);
    expect(await readUnfinishedSources(db)).toEqual([]);
    await crawler.close();
    await db.close();
  } finally {
    await website.close();
    await server?.close();
    await rm(directory, { recursive: true, force: true });
  }
});
