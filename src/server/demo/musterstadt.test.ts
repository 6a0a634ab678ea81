import { gzipSync } from 'node:zlib';
import { load } from 'cheerio';
import { describe, expect, it } from 'vitest';
import { createDemoSite } from './create-demo-site.ts';

const site = createDemoSite({ publicUrl: 'http://localhost:8080', recheckAfter: 600_000 });
const body = async (path: string) => {
  const answer = await site.answer(path, new URLSearchParams());
  return { ...answer, size: gzipSync(answer.body).length };
};

describe('Musterstadt', () => {
  it('has no page that cannot be read', async () => {
    expect(await site.faults()).toEqual([]);
    expect((await site.town()).pages.length).toBeGreaterThanOrEqual(40);
  });

  it('leads nowhere astray: each link, anchor, picture and document on each page exists', async () => {
    const town = await site.town();
    const anchors = new Map<string, Set<string>>();
    const links: { from: string; path: string; anchor: string }[] = [];
    for (const page of town.pages) {
      const path = page.path === '' ? '' : `${page.path}/`;
      const answer = await body(path);
      expect(answer.status, path).toBe(200);
      const $ = load(String(answer.body));
      const ids = $('[id]')
        .map((_, element) => $(element).attr('id') ?? '')
        .get();
      expect(new Set(ids).size, `ids on ${path} are unique`).toBe(ids.length);
      anchors.set(path, new Set(ids));
      $('a[href], link[href], img[src]').each((_, element) => {
        const target = $(element).attr('href') ?? $(element).attr('src') ?? '';
        const url = new URL(target, `http://localhost:8080/demo/${path}`);
        if (!url.pathname.startsWith('/demo/')) return;
        links.push({
          from: path,
          path: decodeURIComponent(url.pathname.slice(6)),
          anchor: decodeURIComponent(url.hash.slice(1)),
        });
      });
    }
    const astray: string[] = [];
    const statuses = new Map<string, number>();
    for (const { from, path, anchor } of links) {
      const status = statuses.get(path) ?? (await site.answer(path, new URLSearchParams())).status;
      statuses.set(path, status);
      const found = status === 200 && (anchor === '' || !anchors.has(path) || anchors.get(path)?.has(anchor));
      if (!found) astray.push(`${from} → ${path}#${anchor} (${status})`);
    }
    expect(links.length).toBeGreaterThan(1000);
    expect([...new Set(astray)]).toEqual([]);
  });

  it('offers each document that a page names', async () => {
    const town = await site.town();
    const named = town.pages.flatMap((page) => page.downloads.map(({ file }) => file));
    expect(named.filter((file) => town.fileSize(file) === undefined)).toEqual([]);
  });

  it('weighs at most 120 kB a page with fonts and style, uncompressed text apart', async () => {
    const shared = ['style/fonts/fira-sans-regular.woff2', 'style/fonts/fira-sans-semibold.woff2'];
    const fonts = await Promise.all(shared.map(async (path) => (await body(path)).body.length));
    const style = (await body('style/musterstadt.css')).size;
    const pages = await Promise.all(
      (await site.town()).pages.map(async (page) => (await body(page.path === '' ? '' : `${page.path}/`)).size),
    );
    // The assistant has 25 kB of its own.
    expect(Math.max(...pages) + style + fonts.reduce((sum, size) => sum + size, 0) + 25_000).toBeLessThan(120_000);
  });
});
