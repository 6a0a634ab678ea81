import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Fetched, FetchPage } from './fetch-page.ts';
import { readSitemap, readSitemaps } from './read-sitemap.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const urlset = (...urls: [string, string?][]) =>
  `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls
    .map(([url, day]) => `<url><loc> ${url} </loc>${day ? `<lastmod>${day}</lastmod>` : ''}</url>`)
    .join('')}</urlset>`;
const index = (...urls: string[]) =>
  `<sitemapindex>${urls.map((url) => `<sitemap><loc>${url}</loc></sitemap>`).join('')}</sitemapindex>`;

function website(files: Record<string, string | Uint8Array | number>): FetchPage {
  return async ({ url }): Promise<Fetched> => {
    const file = files[url] ?? 404;
    if (file === 404) return { kind: 'gone', url, reason: 'http-404', status: 404 };
    if (typeof file === 'number') return { kind: 'failed', url, reason: `http-${file}`, status: file };
    const content = typeof file === 'string' ? bytes(file) : file;
    return {
      kind: 'content',
      url,
      status: 200,
      bytes: content,
      contentType: null,
      etag: null,
      lastModified: null,
      robotsTag: null,
    };
  };
}

const read = (files: Record<string, string | Uint8Array | number>, named: string[], guessed: string[] = []) =>
  readSitemaps(
    { fetchPage: website(files) },
    { named, guessed, interval: 0, allows: () => true },
    new AbortController().signal,
  );

describe('a sitemap', () => {
  it('gives addresses and dates, entities resolved', () => {
    expect(
      readSitemap(bytes(urlset(['https://s.de/a?b=1&amp;c=2', '2026-03-01T10:00:00+01:00'], ['https://s.de/d']))),
    ).toEqual({
      entries: [
        { url: 'https://s.de/a?b=1&c=2', changedOn: '2026-03-01' },
        { url: 'https://s.de/d', changedOn: null },
      ],
      sitemaps: [],
    });
  });

  it('may be packed, have name spaces, or be a list', () => {
    expect(readSitemap(gzipSync(urlset(['https://s.de/a'])))?.entries).toHaveLength(1);
    const spaced = '<x:urlset xmlns:x="s"><x:url><x:loc>https://s.de/a</x:loc></x:url></x:urlset>';
    expect(readSitemap(bytes(spaced))?.entries).toHaveLength(1);
    expect(readSitemap(bytes('https://s.de/a\r\nhttps://s.de/b\n'))?.entries).toHaveLength(2);
  });

  it('is nothing else', () => {
    expect(readSitemap(bytes('<!doctype html><title>Start</title>'))).toBeNull();
    expect(readSitemap(bytes('Hier entsteht eine Website'))).toBeNull();
    expect(readSitemap(bytes('<rss><channel/></rss>'))).toBeNull();
    expect(readSitemap(Uint8Array.from([0x1f, 0x8b, 1, 2, 3]))).toBeNull();
  });

  it('declares no entities (billion laughs)', () => {
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${urlset(['https://s.de/&b;'])}`;
    expect(readSitemap(bytes(bomb))).toBeNull();
  });

  it('does not unpack without end', () => {
    expect(readSitemap(gzipSync(Buffer.alloc(40 * 1024 * 1024, 0x20)))).toBeNull();
  });

  it('reads many addresses with ampersands', () => {
    const many = Array.from({ length: 5_000 }, (_, n): [string] => [`https://s.de/?id=${n}&amp;x=1`]);
    expect(readSitemap(bytes(urlset(...many)))?.entries.at(-1)?.url).toBe('https://s.de/?id=4999&x=1');
  });
});

describe('the sitemaps of a site', () => {
  it('are followed through an index, packed ones too', async () => {
    const found = await read(
      {
        'https://s.de/sitemap.xml': index('https://s.de/1.xml', 'https://s.de/2.xml.gz'),
        'https://s.de/1.xml': urlset(['https://s.de/a']),
        'https://s.de/2.xml.gz': gzipSync(urlset(['https://s.de/b'])),
      },
      ['https://s.de/sitemap.xml'],
    );
    expect(found.entries.map((entry) => entry.url)).toEqual(['https://s.de/a', 'https://s.de/b']);
    expect(found.complete).toBe(true);
  });

  it('may name each other in a circle', async () => {
    const found = await read({ 'https://s.de/a': index('https://s.de/b'), 'https://s.de/b': index('https://s.de/a') }, [
      'https://s.de/a',
    ]);
    expect(found).toEqual({ entries: [], complete: true });
  });

  it('are not complete when one cannot be read, but a guessed one need not exist', async () => {
    expect((await read({}, [], ['https://s.de/sitemap.xml'])).complete).toBe(true);
    expect((await read({ 'https://s.de/s.xml': 500 }, ['https://s.de/s.xml'])).complete).toBe(false);
    expect((await read({ 'https://s.de/s.xml': 'kaputt' }, ['https://s.de/s.xml'])).complete).toBe(false);
    const half = {
      'https://s.de/s.xml': index('https://s.de/1.xml', 'https://s.de/2.xml'),
      'https://s.de/1.xml': urlset(['https://s.de/a']),
      'https://s.de/2.xml': 503,
    };
    expect(await read(half, ['https://s.de/s.xml'])).toMatchObject({
      entries: [{ url: 'https://s.de/a' }],
      complete: false,
    });
  });

  it('lie about dates when all pages changed on one day', async () => {
    const pages = Array.from({ length: 12 }, (_, n): [string, string] => [
      `https://s.de/${n}`,
      n === 0 ? '2025-01-01' : '2026-02-02',
    ]);
    const found = await read({ 'https://s.de/s.xml': urlset(...pages) }, ['https://s.de/s.xml']);
    expect(found.entries.map((entry) => entry.changedOn)).toEqual(['2025-01-01', ...Array(11).fill(null)]);
  });
});
