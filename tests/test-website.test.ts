import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { serveCorpus } from './support/corpus-website.ts';
import { findTownData } from './support/town-data.ts';
import { serveWebsite, type Website, type WebsiteOptions, type WebsitePage } from './support/website.ts';

/** The crawler is tested against this website: it has to behave as real ones do. */
describe('the test website', () => {
  let website: Website;
  afterEach(() => website.close());

  async function open(pages: WebsitePage[], options?: WebsiteOptions) {
    website = await serveWebsite(pages, options);
    return (path: string, init?: RequestInit) => fetch(website.url + path, { redirect: 'manual', ...init });
  }

  it('answers 304 to a page that is known by ETag or date, and 200 once it has changed', async () => {
    const lastModified = new Date('2026-03-01T10:00:00Z');
    const get = await open([
      { path: '/a', body: 'eins' },
      { path: '/b', body: 'zwei', etag: false, lastModified },
    ]);
    const etag = (await get('/a')).headers.get('etag') ?? '';
    expect((await get('/a', { headers: { 'if-none-match': etag } })).status).toBe(304);
    website.put({ path: '/a', body: 'eins, neu' });
    expect((await get('/a', { headers: { 'if-none-match': etag } })).status).toBe(200);
    expect((await get('/b', { headers: { 'if-modified-since': lastModified.toUTCString() } })).status).toBe(304);
    const before = new Date('2026-02-01').toUTCString();
    expect((await get('/b', { headers: { 'if-modified-since': before } })).status).toBe(200);
    expect(website.requests.map(({ status }) => status)).toEqual([200, 304, 200, 304, 200]);
  });

  it('knows redirects, faults that pass, pages that are gone, and lines that break', async () => {
    const get = await open([
      { path: '/alt', redirectTo: '/bürger' },
      { path: '/bürger', body: 'Bürger' },
      { path: '/busy', body: 'da', failFirst: 2 },
      { path: '/weg', body: 'da' },
      { path: '/broken', body: 'x'.repeat(1000), hangUp: true },
    ]);
    const moved = await get('/alt');
    expect([moved.status, moved.headers.get('location')]).toEqual([301, '/b%C3%BCrger']);
    expect(await (await get('/b%C3%BCrger')).text()).toBe('Bürger');
    expect(website.count('/bürger')).toBe(1);
    const statuses = [await get('/busy'), await get('/busy'), await get('/busy')].map(({ status }) => status);
    expect(statuses).toEqual([503, 503, 200]);
    website.remove('/weg', 410);
    expect((await get('/weg')).status).toBe(410);
    website.remove('/weg');
    expect((await get('/weg')).status).toBe(404);
    await expect(get('/broken').then((response) => response.text())).rejects.toThrow();
  });

  it.each(['plain', 'index', 'gzip'] as const)(
    'lists its pages in a sitemap (%s), found by robots.txt',
    async (sitemap) => {
      const pages = ['/a', '/b', '/c'].map((path) => ({ path, body: path }));
      const get = await open([...pages, { path: '/alt', redirectTo: '/a' }, { path: '/x', inSitemap: false }], {
        sitemap,
      });
      const address = /Sitemap: (\S+)/.exec(await (await get('/robots.txt')).text())?.[1] ?? '';
      const listed: string[] = [];
      const read = async (url: string): Promise<void> => {
        const bytes = Buffer.from(await (await fetch(url)).arrayBuffer());
        const xml = (url.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
        for (const [, tag, found = ''] of xml.matchAll(/<(sitemap|url)><loc>([^<]+)/g)) {
          if (tag === 'sitemap') await read(found);
          else listed.push(found.slice(website.url.length));
        }
      };
      await read(address);
      expect(listed.sort()).toEqual(['/a', '/b', '/c']);
      expect(website.count()).toBe(0);
    },
  );

  it('counts how many requests were open at one time', async () => {
    const get = await open([{ path: '/slow', body: 'da', delay: 100 }]);
    await Promise.all([get('/slow'), get('/slow'), get('/slow')]);
    expect(website.busiest).toBe(3);
    website.forget();
    await get('/slow');
    expect(website.busiest).toBe(1);
  });

  const corpus = findTownData('retrieval/augsburg_corpus.jsonl');
  it.skipIf(!corpus)('leads to every page of the Augsburg corpus by links (needs ../shared/data)', async () => {
    const augsburg = await serveCorpus(corpus ?? '');
    website = augsburg;
    const seen = new Set<string>();
    const queue = [augsburg.start];
    for (let address = queue.pop(); address; address = queue.pop()) {
      if (seen.has(address)) continue;
      seen.add(address);
      const html = await (await fetch(address)).text();
      for (const [, path = ''] of html.matchAll(/href="(\/[^"#]*)"/g)) queue.push(augsburg.url + path);
    }
    const found = new Set([...seen].map((address) => augsburg.idOf(address)).filter((id) => id !== null));
    expect(found.size).toBe(210);
    expect(augsburg.corpus.every(({ id }) => seen.has(augsburg.addressOf(id)))).toBe(true);
  });
});
