import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { load } from 'cheerio';
import { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoSite, type DemoSite } from './create-demo-site.ts';
import { demoRoutes } from './routes.ts';

const page = (front: string, body = '') => `---\n${front.trim()}\nupdated: 2026-03-12\n---\n\n${body}\n`;

const PAGES: Record<string, string> = {
  'index.md': page(
    'title: Musterstadt\nkind: home\nfrequent: [leistungen/hundesteuer, veranstaltungen/impfaktion]\ntranslation: en',
  ),
  'en/index.md': page('title: Musterstadt in English\nkind: home\nlanguage: en\ntranslation: index'),
  'leistungen/index.md': page('title: Dienstleistungen\nkind: listing'),
  'leistungen/hundesteuer.md': page(
    'title: Hundesteuer\nkind: service\ndescription: Wer einen Hund hält.\ndepartment: steueramt\nkeywords: [Hundemarke]\ndownloads: [{title: Satzung (PDF), file: satzung.pdf}]',
    '## Höhe\n\nSiehe [Impfaktion](/demo/veranstaltungen/impfaktion/) und [Pass](/demo/leistungen/pass#fristen).',
  ),
  'leistungen/pass.md': page('title: "Pass </script><b>"\nkind: service\ndescription: Reisen'),
  'rathaus/aemter/steueramt.md': page(
    "title: Steueramt\nkind: office\ndepartment: steueramt\noffice: {name: Steueramt, street: Marktplatz 1, postcode: '99999', city: Musterstadt, phone: 069 90009-220, hours: [{days: Montag, times: '8:00–12:00 Uhr'}]}",
  ),
  'veranstaltungen/index.md': page('title: Veranstaltungen\nkind: listing'),
  'veranstaltungen/impfaktion.md': page('title: Impfaktion\nkind: event\nstart: 2026-04-01T10:00\ngone: true'),
};

let folder: string;
let site: DemoSite;
let app: Hono;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'musterstadt-'));
  const files: [string, string][] = Object.entries(PAGES).map(([name, text]) => [`pages/${name}`, text]);
  files.push(['files/satzung.pdf', '%PDF-1.7 a statute'], ['style/musterstadt.css', 'body{margin:0}']);
  for (const [name, text] of files) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  site = createDemoSite({ publicUrl: 'https://stadt.example', folder, recheckAfter: 0 });
  app = new Hono();
  app.route('/demo', demoRoutes({ publicUrl: 'https://stadt.example', site }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const get = (url: string, headers: Record<string, string> = {}) => app.request(url, { headers });
const text = async (url: string) => (await get(url)).text();

describe('demoRoutes', () => {
  it('serves a page with title, canonical address, breadcrumb, contact and date', async () => {
    const response = await get('/demo/leistungen/hundesteuer/');
    expect(response.status).toBe(200);
    const $ = load(await response.text());
    expect($('html').attr('lang')).toBe('de');
    expect($('h1').text()).toBe('Hundesteuer');
    expect($('title').text()).toBe('Hundesteuer – Stadt Musterstadt');
    expect($('link[rel=canonical]').attr('href')).toBe('https://stadt.example/demo/leistungen/hundesteuer/');
    expect(
      $('.breadcrumb li')
        .map((_, item) => $(item).text())
        .get(),
    ).toEqual(['Startseite', 'Dienstleistungen', 'Hundesteuer']);
    expect($('.contact a[href="tel:+496990009220"]').text()).toBe('069 90009-220');
    expect($('.updated').text()).toBe('Stand: 12.03.2026');
    expect($('.downloads a').attr('href')).toBe('/demo/files/satzung.pdf');
    expect($('buergernah-assistant').attr('town')).toBe('Musterstadt');
  });

  it('completes links with the slash that saves a redirect', async () => {
    expect(await text('/demo/leistungen/hundesteuer/')).toContain('<a href="/demo/leistungen/pass/#fristen">Pass</a>');
  });

  it('writes titles as text, in HTML and in structured data', async () => {
    const html = await text('/demo/leistungen/pass/');
    expect(html).not.toContain('Pass </script><b>');
    const data = load(html)('script[type="application/ld+json"]');
    const trail = JSON.parse(data.first().text());
    expect(trail.itemListElement.at(-1).name).toBe('Pass </script><b>');
  });

  it('names the office to machines', async () => {
    const data = load(await text('/demo/leistungen/hundesteuer/'))('script[type="application/ld+json"]');
    const blocks = data.map((_, block) => JSON.parse(load(block).text())).get();
    expect(blocks.map((block) => block['@type'])).toEqual(['BreadcrumbList', 'GovernmentOffice', 'GovernmentService']);
    expect(blocks[1]).toMatchObject({ telephone: '069 90009-220', openingHoursSpecification: [{ opens: '08:00' }] });
  });

  it('forbids inline style and script on each page', async () => {
    for (const url of ['/demo/', '/demo/leistungen/', '/demo/suche/', '/demo/gibt-es-nicht/']) {
      const response = await get(url);
      expect(response.headers.get('content-security-policy')).toMatch(/style-src 'self'; script-src 'self'/);
      expect(await response.text()).not.toMatch(
        / style=|<style|<script(?! src="\/widgets| type="application\/ld\+json")| on\w+=/,
      );
    }
  });

  it('answers 304 to whoever has the page, also when the tag was weakened by compression', async () => {
    const first = await get('/demo/leistungen/pass/');
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('last-modified')).toBe('Thu, 12 Mar 2026 00:00:00 GMT');
    const known: Record<string, string>[] = [
      { 'if-none-match': etag },
      { 'if-none-match': `"other", W/${etag.replace('W/', '')}` },
      { 'if-modified-since': 'Thu, 12 Mar 2026 00:00:00 GMT' },
    ];
    for (const headers of known) {
      const again = await get('/demo/leistungen/pass/', headers);
      expect(again.status).toBe(304);
      expect(await again.text()).toBe('');
    }
  });

  it('sends the page anew when its tag differs, whatever the date says', async () => {
    const headers = { 'if-none-match': '"old"', 'if-modified-since': 'Thu, 12 Mar 2026 00:00:00 GMT' };
    expect((await get('/demo/leistungen/pass/', headers)).status).toBe(200);
    expect((await get('/demo/leistungen/pass/', { 'if-modified-since': 'Wed, 11 Mar 2026 00:00:00 GMT' })).status).toBe(
      200,
    );
  });

  it('leads to the address with a slash', async () => {
    expect((await get('/demo')).headers.get('location')).toBe('/demo/');
    expect((await get('/demo/leistungen')).headers.get('location')).toBe('/demo/leistungen/');
    expect((await get('/demo/suche?q=hund')).headers.get('location')).toBe('/demo/suche/?q=hund');
  });

  it('answers 404 in the look of the site, in the language of the path', async () => {
    const german = await get('/demo/gibt-es-nicht/');
    expect([german.status, german.headers.get('x-robots-tag')]).toEqual([404, 'noindex']);
    expect(await german.text()).toContain('Diese Seite gibt es nicht');
    const english = await get('/demo/en/nothing/');
    expect(english.status).toBe(404);
    expect(await english.text()).toContain('There is no such page');
  });

  it('gives nothing outside its folders', async () => {
    for (const url of [
      '/demo/files/..%2Fpages%2Findex.md',
      '/demo/pages/index.md',
      '/demo/%00',
      '/demo/%E0%A4%A',
      '/demo/style/',
    ]) {
      expect((await get(url)).status).toBe(404);
    }
  });

  it('serves documents with their type and caches the style sheet by version', async () => {
    const file = await get('/demo/files/satzung.pdf');
    expect([file.headers.get('content-type'), await file.text()]).toEqual(['application/pdf', '%PDF-1.7 a statute']);
    const address = /\/demo\/style\/musterstadt\.css\?v=[\w-]+/.exec(await text('/demo/'))?.[0] ?? '';
    expect((await get(address)).headers.get('cache-control')).toContain('immutable');
  });

  it('sends its searches to the search page, with the town as the source', async () => {
    const form = load(await text('/demo/'))('form[role=search]');
    expect(form.attr('action')).toBe('/suche');
    expect(form.find('input[name=source]').attr('value')).toBe('https://stadt.example/demo/');
    const page = await get('/demo/suche/');
    expect(page.headers.get('x-robots-tag')).toBe('noindex');
    expect(await page.text()).toContain('<meta name="robots" content="noindex">');
    const typed = '"><script>alert(1)</script>&x=1';
    const sent = await get(`/demo/suche/?q=${encodeURIComponent(typed)}`);
    expect(sent.status).toBe(302);
    const target = new URL(sent.headers.get('location') ?? '', 'https://stadt.example');
    expect(target.pathname).toBe('/suche');
    expect([...target.searchParams]).toEqual([
      ['q', typed],
      ['source', 'https://stadt.example/demo/'],
    ]);
    const english = await get('/demo/en/search/?q=dog');
    expect(english.headers.get('location')).toMatch(/^\/suche\?q=dog&.*lang=en$/);
  });

  it('lists each page in the sitemap with its date', async () => {
    const response = await get('/demo/sitemap.xml');
    expect(response.headers.get('content-type')).toContain('application/xml');
    const $ = load(await response.text(), { xml: true });
    expect($('url')).toHaveLength(Object.keys(PAGES).length);
    expect($('url:has(loc:contains("hundesteuer")) lastmod').text()).toBe('2026-03-12');
  });

  it('reads a page again when its file has changed', async () => {
    const file = path.join(folder, 'pages/leistungen/pass.md');
    await writeFile(file, page('title: Reisepass\nkind: service'));
    expect(await text('/demo/leistungen/pass/')).toContain('<h1>Reisepass</h1>');
    await writeFile(file, PAGES['leistungen/pass.md'] ?? '');
  });

  it('makes a page disappear: 410, no link to it, not in the sitemap, and back again', async () => {
    const linked = async () =>
      Promise.all(
        ['/demo/', '/demo/veranstaltungen/', '/demo/leistungen/hundesteuer/', '/demo/sitemap.xml'].map(async (url) =>
          (await text(url)).includes('veranstaltungen/impfaktion/'),
        ),
      );
    expect(await linked()).toEqual([true, true, true, true]);
    expect((await get('/demo/veranstaltungen/impfaktion/')).status).toBe(200);

    site.setGonePages(false);
    expect(await linked()).toEqual([false, false, false, false]);
    const gone = await get('/demo/veranstaltungen/impfaktion/');
    expect(gone.status).toBe(410);
    expect(await gone.text()).toContain('Diese Seite gibt es nicht mehr');
    const since = { 'if-modified-since': 'Thu, 12 Mar 2026 00:00:00 GMT' };
    expect((await get('/demo/veranstaltungen/', since)).status).toBe(200);

    site.setGonePages(true);
    expect((await get('/demo/veranstaltungen/impfaktion/')).status).toBe(200);
  });
});
