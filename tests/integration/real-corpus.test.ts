/** Real input: a county's website as it stands, and the services of a city. The data lies beside the project. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ImportServicesRequest } from '../../src/contracts/knowledge.ts';
import { importServices } from '../../src/server/knowledge/import-services.ts';
import { indexPassages } from '../../src/server/knowledge/index-passages.ts';
import { systemClock } from '../../src/server/platform/clock.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { serveCorpus } from '../support/corpus-website.ts';
import { type Crawler, createCrawler } from '../support/crawling.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { findTownData } from '../support/town-data.ts';

const CORPUS = 'retrieval/augsburg_corpus.jsonl';
const SERVICES = 'services/munich_services_de.json';
const corpus = findTownData(CORPUS);
const services = findTownData(SERVICES);

let test: TestDatabase;
let crawler: Crawler;

beforeAll(async () => {
  test = await openTestDatabase();
  crawler = await createCrawler(test.database);
});
afterAll(async () => {
  await crawler.close();
  await test.close();
});

describe.skipIf(corpus === null)(`the website of a county (needs ../shared/data/${CORPUS})`, () => {
  it('is found whole, without its menus, and read again at the price of asking', async () => {
    const website = await serveCorpus(corpus ?? '', { sitemap: 'index' });
    const source = await crawler.addSource(website.start);
    const outcome = await source.sync();
    expect(outcome).toMatchObject({ state: 'done', counts: { new: 210, failed: 0 } });

    const passages = await source.passages();
    const ids = new Set(passages.map((passage) => website.idOf(passage.url)));
    expect(ids.size).toBe(210);
    expect(ids).not.toContain(null);
    const texts = passages.map((passage) => passage.text).join('\n');
    for (const words of ['Wir verwenden Cookies', 'Alle annehmen', 'Zum Inhalt springen', 'Folgen Sie uns'])
      expect(texts.includes(words), words).toBe(false);
    expect(passages.every((passage) => passage.terms !== null)).toBe(true);
    // The words of each page are there, in headings or text, however they were cut.
    const found = website.corpus.filter((page) => {
      const own = passages
        .filter((passage) => website.idOf(passage.url) === page.id)
        .flatMap(({ path, text }) => [...path, text]);
      const words = new Set(page.text.match(/\p{L}{6,}/gu) ?? []);
      const there = new Set(own.join(' ').match(/\p{L}{6,}/gu) ?? []);
      return [...words].filter((word) => there.has(word)).length >= words.size * 0.9;
    });
    expect(found.length).toBeGreaterThanOrEqual(205);

    website.forget();
    crawler.analysed.length = 0;
    expect(await source.sync()).toMatchObject({ state: 'done', counts: { same: 210, new: 0, changed: 0 } });
    const read = website.requests.filter((request) => request.status === 200 && !/robots|sitemap/.test(request.path));
    expect(read).toEqual([]);
    expect(crawler.analysed).toEqual([0]);
    expect((await source.passages()).map((passage) => passage.id)).toEqual(passages.map((passage) => passage.id));
    await website.close();
  }, 180_000);
});

describe.skipIf(services === null)(`the services of a city (needs ../shared/data/${SERVICES})`, () => {
  it('become pages with their fees, and answer', async () => {
    const { data } = ImportServicesRequest.parse(JSON.parse(await readFile(services ?? '', 'utf8')));
    const { database: db } = test;
    const log = createLog('silent');
    const { index } = crawler;
    const passagesChanged = async () => {
      await indexPassages({ db, index, log });
    };
    const run = () =>
      importServices(
        { db, clock: systemClock, log, passagesChanged },
        { name: 'München', services: data },
        new AbortController().signal,
      );
    const imported = await run();
    expect(imported).toMatchObject({ state: 'done', counts: { new: 287 } });
    const { rows } = await db.pool.query<{ pages: number; passages: number }>(
      'select count(distinct page_id)::int as pages, count(*)::int as passages from passage where source_id = $1',
      [imported.sourceId],
    );
    // A service without description, fees and links has nothing to quote but its office.
    expect(rows[0]?.pages).toBe(287);
    const hits = await crawler.search('Was kostet die Gewerbe-Ummeldung?', imported.sourceId);
    expect(hits.some((hit) => hit.title === 'Gewerbe-Ummeldung' && hit.text.includes('40 Euro'))).toBe(true);
    expect(hits[0]?.url).toMatch(/^https:\/\/stadt\.muenchen\.de\/.*#\/services\/\d+$/);
    expect(await run()).toMatchObject({ counts: { same: 287, new: 0, changed: 0, gone: 0 } });
  }, 180_000);
});
