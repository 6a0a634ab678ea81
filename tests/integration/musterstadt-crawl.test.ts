/** The demo town is read through the same path as any website, without a network. */
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoSite, type DemoSite } from '../../src/server/demo/create-demo-site.ts';
import { demoRoutes } from '../../src/server/demo/routes.ts';
import { type CrawledSource, type Crawler, createCrawler } from '../support/crawling.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let test: TestDatabase;
let crawler: Crawler;
let site: DemoSite;
let source: CrawledSource;
const publicUrl = 'https://assistent.musterstadt.example';

beforeAll(async () => {
  test = await openTestDatabase();
  site = createDemoSite({ publicUrl });
  const app = new Hono().route('/demo', demoRoutes({ site, publicUrl }));
  // No internal addresses, and a name that does not exist: nothing but the process itself can answer.
  crawler = await createCrawler(test.database, {
    internal: false,
    own: { prefixes: [`${publicUrl}/`], fetchInternal: async (request) => app.fetch(request) },
  });
  source = await crawler.addSource(`${publicUrl}/demo/`);
});
afterAll(async () => {
  await crawler.close();
  await test.close();
});

describe('Musterstadt', () => {
  it('is read whole: pages, English pages, the statute with page numbers, the leaflet', async () => {
    const outcome = await source.sync();
    expect(outcome).toMatchObject({ state: 'done', reason: null, counts: { failed: 0, gone: 0 } });
    expect(outcome.counts.new).toBeGreaterThanOrEqual(40);
    const passages = await source.passages();
    const of = (path: string) => passages.filter((passage) => passage.url === `${publicUrl}/demo/${path}`);
    expect(new Set(of('files/hundesteuersatzung.pdf').map((passage) => passage.pageNumber)).size).toBeGreaterThan(1);
    expect(of('files/merkblatt-kita-gebuehren.docx').length).toBeGreaterThan(0);
    expect(new Set(passages.map((passage) => passage.language))).toEqual(new Set(['de', 'en']));
    const fees = of('leistungen/hundesteuer/').find(
      (passage) => /zweite/.test(passage.text) && /€|Euro/.test(passage.text),
    );
    expect(fees).toBeDefined();
    const texts = passages.map((passage) => passage.text).join('\n');
    for (const words of ['Zum Inhalt springen', 'Diese Website setzt keine Cookies', 'Sie sind hier'])
      expect(texts.includes(words), words).toBe(false);
    const hits = await crawler.search('Was kostet die Hundesteuer für den zweiten Hund?', source.id);
    expect(hits[0]?.title).toMatch(/^Hundesteuer/);
  }, 120_000);

  it('loses the page that disappears in the next reading, and changes nothing else', async () => {
    const before = await source.passages();
    site.setGonePages(false);
    const gone = (await site.town()).pages.length;
    const outcome = await source.sync();
    expect(outcome).toMatchObject({ state: 'done', counts: { failed: 0, new: 0 } });
    expect(outcome.counts.gone).toBeGreaterThan(0);
    expect(outcome.counts.same + outcome.counts.changed).toBeGreaterThanOrEqual(gone);
    const lost = Object.entries(await source.states()).filter(([, state]) => state.startsWith('gone'));
    const after = await source.passages();
    for (const [path] of lost) expect(after.some((passage) => passage.url.endsWith(encodeURI(path)))).toBe(false);
    const kept = after.filter((passage) => before.some((old) => old.id === passage.id));
    expect(kept.length).toBeGreaterThan(before.length * 0.9);
    site.setGonePages(true);
    expect((await source.sync()).counts.new).toBe(lost.length);
  }, 120_000);
});
