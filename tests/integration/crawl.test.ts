import { readFile } from 'node:fs/promises';
import { PDFDocument, StandardFonts } from 'pdf-lib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FetchPage } from '../../src/server/knowledge/fetch-page.ts';
import { createPageFetcher } from '../../src/server/knowledge/fetch-page.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { type Crawler, createCrawler, townPage } from '../support/crawling.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { waitFor } from '../support/wait-for.ts';
import { serveWebsite, type Website, type WebsiteOptions, type WebsitePage } from '../support/website.ts';

let test: TestDatabase;
let crawler: Crawler;
const websites: Website[] = [];

beforeAll(async () => {
  test = await openTestDatabase();
  crawler = await createCrawler(test.database);
});
afterEach(async () => {
  await Promise.all(websites.splice(0).map((website) => website.close()));
});
afterAll(async () => {
  await crawler.close();
  await test.close();
});

async function serve(pages: WebsitePage[], options: WebsiteOptions = {}): Promise<Website> {
  const website = await serveWebsite(pages, options);
  websites.push(website);
  return website;
}

const SENTENCES: Record<string, string> = {
  hund: 'Die Hundesteuer für den ersten Hund beträgt 90 Euro im Jahr.',
  pass: 'Einen neuen Reisepass beantragen Sie persönlich im Bürgerbüro.',
  müll: 'Den Sperrmüll holen wir nach Anmeldung zweimal im Jahr ab.',
  rat: 'Der Stadtrat tagt jeden zweiten Dienstag im großen Sitzungssaal.',
  kita: 'Für einen Platz in der Kindertagesstätte melden Sie Ihr Kind bis März an.',
  bad: 'Das Freibad öffnet im Sommer täglich um neun Uhr.',
  park: 'Anwohner erhalten einen Parkausweis für ein Jahr im Ordnungsamt.',
  ehe: 'Zur Anmeldung der Eheschließung kommen beide ins Standesamt.',
  bus: 'Der Stadtbus fährt werktags alle zwanzig Minuten zum Bahnhof.',
  buch: 'Die Stadtbücherei verleiht Bücher für vier Wochen.',
};

/** A start page that links to all, and the pages. */
function town(names = Object.keys(SENTENCES)): WebsitePage[] {
  return [
    {
      path: '/',
      body: townPage('Stadt', 'Willkommen auf den Seiten der Stadt am Fluss.', { links: names.map((n) => `/${n}`) }),
    },
    ...names.map((name): WebsitePage => ({ path: `/${name}`, body: townPage(name, SENTENCES[name] ?? name) })),
  ];
}

describe('a first reading', () => {
  it('finds all pages by links and sitemap, obeys robots.txt, and leaves boilerplate out', async () => {
    const website = await serve(
      [
        ...town(),
        { path: '/allein', body: townPage('Allein', 'Nur die Sitemap kennt diese Seite über den Friedhof.') },
        { path: '/intern/akten', body: townPage('Akten', 'Das liest hier niemand.') },
      ],
      { robots: 'User-agent: *\nDisallow: /intern/\nSitemap: {{origin}}/sitemap.xml', sitemap: 'gzip' },
    );
    const source = await crawler.addSource(`${website.url}/`);
    const outcome = await source.sync();
    expect(outcome).toMatchObject({
      state: 'done',
      reason: null,
      counts: { new: 12, refused: 1, gone: 0, failed: 0, waiting: 0 },
    });
    expect(await source.states()).toMatchObject({
      '/': 'new',
      '/müll': 'new',
      '/allein': 'new',
      '/intern/akten': 'refused robots',
    });
    expect(website.count('/intern/akten')).toBe(0);
    expect(website.requests[0]?.path).toBe('/robots.txt');
    expect(website.requests[0]?.headers['user-agent']).toMatch(/^Buergernah\//);
    expect(website.busiest).toBeLessThanOrEqual(2);
    const passages = await source.passages();
    expect(passages.map((passage) => passage.text).join('\n')).not.toMatch(/Rechte vorbehalten|Inhalt der Seite/);
    const [hit] = await crawler.search('Was kostet die Hundesteuer?', source.id);
    expect(hit).toMatchObject({ url: `${website.url}/hund`, title: 'hund', changedOn: null });
  });

  it('follows relative links, <base>, and links without http only in thought', async () => {
    const website = await serve(
      [
        {
          path: '/',
          body: townPage('Start', 'Hier beginnt es wirklich.', {
            links: ['a/', 'mailto:a@b.de', 'tel:110', 'javascript:void(0)', '#oben'],
          }),
        },
        { path: '/a/', body: townPage('A', 'Seite A mit einem Satz.', { links: ['b?x=1#c', '../c'] }) },
        {
          path: '/a/b?x=1',
          body: townPage('B', 'Seite B mit einem Satz.', { links: ['d'], head: '<base href="/tief/">' }),
        },
        { path: '/c', body: townPage('C', 'Seite C mit einem Satz.') },
        { path: '/tief/d', body: townPage('D', 'Seite D mit einem Satz.') },
      ],
      { sitemap: 'none' },
    );
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    // Where a page has a <base>, its own `#inhalt` leads there too, as in a browser.
    expect(await source.states()).toEqual({
      ...{ '/': 'new', '/a/': 'new', '/a/b?x=1': 'new', '/c': 'new', '/tief/d': 'new' },
      '/tief/': 'gone http-404',
    });
  });

  it('reads windows-1252, and says which language a page is in', async () => {
    const latin = Buffer.from(
      townPage('Müll', 'Für den Müll gibt es größere Gefäße.').replace('<meta charset="utf-8">', ''),
      'latin1',
    );
    const website = await serve([
      { path: '/', body: townPage('Start', 'Start.', { links: ['/latin', '/en'] }) },
      { path: '/latin', type: 'text/html; charset=windows-1252', body: latin },
      {
        path: '/en',
        body: townPage('Dog tax', 'You pay ninety euros a year for your first dog.').replace('lang="de"', 'lang="en"'),
      },
    ]);
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const passages = await source.passages();
    expect(passages.find((passage) => passage.url.endsWith('/latin'))?.text).toContain('größere Gefäße');
    expect(passages.find((passage) => passage.url.endsWith('/en'))?.language).toBe('en');
  });

  it('takes the date of a page from itself, else from the sitemap', async () => {
    const website = await serve([
      { path: '/', body: townPage('Start', 'Start.', { links: ['/selbst'] }) },
      {
        path: '/selbst',
        body: townPage('Selbst', 'Die Seite sagt es selbst. Stand: 12.03.2026'),
        lastModified: new Date('2026-05-05'),
      },
      {
        path: '/sitemap',
        body: townPage('Sitemap', 'Von dieser Seite sagt es nur die Sitemap.'),
        lastModified: new Date('2026-04-04'),
      },
    ]);
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const [own] = await crawler.search('Die Seite sagt es selbst', source.id);
    expect(own).toMatchObject({ url: `${website.url}/selbst`, changedOn: '2026-03-12' });
    const [named] = await crawler.search('nur die Sitemap', source.id);
    expect(named).toMatchObject({ url: `${website.url}/sitemap`, changedOn: '2026-04-04' });
  });

  it('makes the first pages findable while the rest is still being read', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    let early = 0;
    const fetchPage: FetchPage = async (request, signal) => {
      // The last page is not handed out before another one is found.
      if (request.url.endsWith('/buch')) {
        early = await waitFor(
          'an early answer',
          async () => (await crawler.search('Hundesteuer', source.id)).length || null,
        );
      }
      return crawler.fetchPage(request, signal);
    };
    await source.sync(undefined, { fetchPage });
    expect(early).toBeGreaterThan(0);
  });
});

describe('what pages say of themselves', () => {
  it('keeps the canonical page; copies point to it', async () => {
    const link = (to: string) => ({ head: `<link rel="canonical" href="${to}">` });
    const text = 'Dieselbe Seite unter zwei Adressen, einmal zum Drucken.';
    const website = await serve(
      [
        {
          path: '/',
          body: townPage('Start', 'Start.', {
            links: ['/druck', '/seite', '/fremd', '/tot', '/x', '/y', '/heim', '/gleich1', '/gleich2'],
          }),
        },
        { path: '/druck', body: townPage('Seite', text, link('/seite')) },
        { path: '/seite', body: townPage('Seite', `${text} `, link('/seite')) },
        { path: '/fremd', body: townPage('Fremd', 'Zeigt auf eine andere Website.', link('https://example.org/')) },
        { path: '/tot', body: townPage('Tot', 'Zeigt auf eine Seite, die es nicht gibt.', link('/nirgends')) },
        { path: '/x', body: townPage('X', 'Zwei Seiten, die einander nennen, die eine.', link('/y')) },
        { path: '/y', body: townPage('Y', 'Zwei Seiten, die einander nennen, die andere.', link('/x')) },
        { path: '/heim', body: townPage('Heim', 'Die Vorlage nennt überall die Startseite.', link('/')) },
        { path: '/gleich1', body: townPage('Gleich', 'Byte für Byte dieselbe Seite.') },
        { path: '/gleich2', body: townPage('Gleich', 'Byte für Byte dieselbe Seite.') },
      ],
      { sitemap: 'none' },
    );
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const states = await source.states();
    expect(states).toMatchObject({
      '/druck': 'refused duplicate',
      '/seite': 'new',
      '/fremd': 'new',
      '/tot': 'new',
      '/nirgends': 'gone http-404',
      '/heim': 'new',
    });
    expect([states['/x'], states['/y']].sort()).toEqual(['new', 'refused duplicate']);
    expect([states['/gleich1'], states['/gleich2']].sort()).toEqual(['new', 'refused duplicate']);
    await source.sync();
    expect(Object.values(await source.states()).filter((state) => state === 'refused duplicate')).toHaveLength(3);
    expect((await source.passages()).filter((passage) => passage.text.includes('zum Drucken'))).toHaveLength(1);
  });

  it('honours noindex and nofollow, in the page and in the header', async () => {
    const website = await serve(
      [
        { path: '/', body: townPage('Start', 'Start.', { links: ['/meta', '/header', '/nofollow', '/fremder-bot'] }) },
        {
          path: '/meta',
          body: townPage('M', 'Nicht zu finden.', {
            links: ['/hinter-meta'],
            head: '<meta name="robots" content="noindex">',
          }),
        },
        {
          path: '/header',
          body: townPage('H', 'Nicht zu finden.', { links: ['/hinter-header'] }),
          headers: { 'x-robots-tag': 'noindex, nofollow' },
        },
        {
          path: '/nofollow',
          body: townPage('N', 'Wohl zu finden, aber ohne Links.', {
            links: ['/hinter-nofollow'],
            head: '<meta name="robots" content="nofollow">',
          }),
        },
        {
          path: '/fremder-bot',
          body: townPage('F', 'Nur ein anderer ist gemeint.'),
          headers: { 'x-robots-tag': 'googlebot: noindex' },
        },
        { path: '/hinter-meta', body: townPage('HM', 'Dahinter geht es weiter.') },
        { path: '/hinter-header', body: townPage('HH', 'Dahin kommt niemand.') },
        { path: '/hinter-nofollow', body: townPage('HN', 'Dahin kommt niemand.') },
      ],
      { sitemap: 'none' },
    );
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const expected = {
      '/meta': 'refused noindex',
      '/header': 'refused noindex',
      '/nofollow': 'new',
      '/fremder-bot': 'new',
      '/hinter-meta': 'new',
    };
    expect(await source.states()).toEqual({ '/': 'new', ...expected });
    // Nor does a second reading lose what is behind them, nor fetch them in full.
    website.forget();
    await source.sync();
    expect(await source.states()).toMatchObject({ '/meta': 'refused noindex', '/hinter-meta': 'same' });
    expect(website.requests.find((request) => request.path === '/meta')?.status).toBe(304);
    // It changes its mind.
    website.put({ path: '/meta', body: townPage('M', 'Nun doch zu finden.', { links: ['/hinter-meta'] }) });
    await source.sync();
    expect(await source.states()).toMatchObject({ '/meta': 'new' });
  });

  it('follows redirects within the site, each hop with all checks', async () => {
    const chain = Array.from({ length: 9 }, (_, n): WebsitePage => ({ path: `/k${n}`, redirectTo: `/k${n + 1}` }));
    const website = await serve(
      [
        {
          path: '/',
          body: townPage('Start', 'Start.', { links: ['/alt', '/hinaus', '/metadaten', '/kreis', '/k0', '/verboten'] }),
        },
        { path: '/alt', redirectTo: '/neu' },
        { path: '/neu', body: townPage('Neu', 'Hier ist die Seite jetzt zu finden.') },
        { path: '/hinaus', redirectTo: 'https://example.org/' },
        { path: '/metadaten', redirectTo: 'http://169.254.169.254/latest/meta-data/' },
        { path: '/kreis', redirectTo: '/kreis' },
        { path: '/verboten', redirectTo: '/intern/x' },
        { path: '/intern/x', body: townPage('Intern', 'Das liest hier niemand.') },
        ...chain,
      ],
      { sitemap: 'none', robots: 'User-agent: *\nDisallow: /intern/' },
    );
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const states = await source.states();
    expect(states).toMatchObject({
      '/alt': 'refused redirect',
      '/neu': 'new',
      '/hinaus': 'refused redirect-outside',
      '/metadaten': 'refused redirect-outside',
      '/kreis': 'refused redirect-loop',
      '/intern/x': 'refused robots',
      '/k0': 'refused redirect',
      '/k5': 'refused too-many-redirects',
    });
    expect(states['/k6']).toBeUndefined();
    expect(website.count('/intern/x')).toBe(0);
  });
});

describe('the address of a source', () => {
  const pages: Record<string, Response | (() => Response)> = {
    'http://stadt.example/': () => Response.redirect('https://www.stadt.example/', 301),
    'https://www.stadt.example/': () => Response.redirect('https://www.stadt.example/de/start', 302),
    'https://www.stadt.example/de/start': () =>
      new Response(townPage('Start', 'Willkommen in der Stadt.', { links: ['http://stadt.example/hund'] }), {
        headers: { 'content-type': 'text/html' },
      }),
    'https://www.stadt.example/hund': () =>
      new Response(townPage('Hund', 'Neunzig Euro kostet der Hund im Jahr.'), {
        headers: { 'content-type': 'text/html' },
      }),
  };

  it('becomes the one that the website redirects to (TLS, www)', async () => {
    const { fetchPage, close } = createPageFetcher({
      userAgent: 'Test',
      internal: false,
      log: createLog('silent'),
      own: {
        prefixes: ['http://stadt.example/', 'https://www.stadt.example/'],
        fetchInternal: async (request) => {
          const page = pages[request.url];
          return typeof page === 'function' ? page() : new Response(null, { status: 404 });
        },
      },
    });
    const source = await crawler.addSource('http://stadt.example/');
    const outcome = await source.sync(undefined, { fetchPage });
    await close();
    expect(outcome).toMatchObject({ state: 'done', counts: { new: 2, refused: 1 } });
    expect(await source.url()).toBe('https://www.stadt.example/');
    expect((await source.passages()).map((passage) => passage.url)).toContain('https://www.stadt.example/hund');
  });
});

describe('limits', () => {
  it('does not walk into a calendar without end, nor collect sessions', async () => {
    let asked = 0;
    const website = await serve([], {
      sitemap: 'none',
      otherwise: (path) => {
        if (path !== '/' && !path.startsWith('/kalender')) return null;
        asked += 1;
        const month = Number(/monat=(\d+)/.exec(path)?.[1] ?? 0);
        const links = [
          `/kalender?monat=${month + 1}&PHPSESSID=${asked}`,
          `/kalender?monat=${month + 1}`,
          `/?utm_source=${asked}`,
        ];
        return {
          path,
          etag: false,
          body: townPage(`Monat ${month}`, `Im Monat ${month} ist wenig los bei uns.`, { links }),
        };
      },
    });
    const source = await crawler.addSource(`${website.url}/`, { maxDepth: 50 });
    const outcome = await source.sync();
    expect(outcome.state).toBe('done');
    expect(website.count()).toBeLessThan(70);
    expect(website.requests.some((request) => /PHPSESSID|utm_source/.test(request.path))).toBe(false);
  });

  it('stops at depth and number of pages, and then gives nothing up that it did not come to', async () => {
    const deep = ['a', 'b', 'c', 'd'].map(
      (name, n, all): WebsitePage => ({
        path: `/${name}`,
        body: townPage(name, `Seite ${name} in der Tiefe ${n}.`, { links: all[n + 1] ? [`/${all[n + 1]}`] : [] }),
      }),
    );
    const website = await serve([{ path: '/', body: townPage('Start', 'Start.', { links: ['/a'] }) }, ...deep], {
      sitemap: 'none',
    });
    const shallow = await crawler.addSource(`${website.url}/`, { maxDepth: 2 });
    await shallow.sync();
    expect(Object.keys(await shallow.states())).toEqual(['/', '/a', '/b']);
    const whole = await serve(town());
    const source = await crawler.addSource(`${whole.url}/`);
    await source.sync();
    await test.database.pool.query(`update source set options = jsonb_set(options, '{maxPages}', '5') where id = $1`, [
      source.id,
    ]);
    whole.forget();
    expect(await source.sync()).toMatchObject({ state: 'done', reason: 'page-limit', counts: { gone: 0 } });
    expect(whole.count()).toBeLessThanOrEqual(6);
    expect(await source.passages()).toHaveLength(11);
  });

  it('reads what the patterns include and not what they exclude', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`, { include: ['/*'], exclude: ['/m*', '/b*'] });
    await source.sync();
    expect(Object.keys(await source.states()).filter((path) => /^\/[mb]/.test(path))).toEqual([]);
  });

  it('keeps the pace, and a longer one that robots.txt asks for', async () => {
    const website = await serve(town(['hund', 'pass']), { robots: 'User-agent: *\nCrawl-delay: 0.2', sitemap: 'none' });
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const pages = website.requests.filter((request) => !/robots|sitemap/.test(request.path));
    const [first, last] = [pages[0], pages.at(-1)];
    expect(pages).toHaveLength(3);
    expect((last?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(350);
  });
});

describe('documents', () => {
  async function pdf(): Promise<Uint8Array> {
    const document = await PDFDocument.create();
    const font = await document.embedFont(StandardFonts.Helvetica);
    for (const words of [
      'Satzung der Stadt über die Erhebung der Hundesteuer.',
      'Der zweite Hund kostet 120 Euro im Jahr.',
    ]) {
      document.addPage().drawText(words, { x: 50, y: 700, size: 12, font });
    }
    return document.save();
  }

  it('are read with page numbers, recognised by their bytes, and found by what they say', async () => {
    const website = await serve([
      {
        path: '/',
        body: townPage('Start', 'Start.', {
          links: ['/satzung.pdf', '/download?id=7', '/merkblatt.docx', '/falsch.pdf', '/zu-gross.pdf'],
        }),
      },
      { path: '/satzung.pdf', type: 'application/pdf', body: await pdf(), lastModified: new Date('2026-02-01') },
      {
        path: '/download?id=7',
        type: 'application/octet-stream',
        body: await pdf().then((bytes) => Uint8Array.from([...bytes, 0x0a])),
      },
      {
        path: '/merkblatt.docx',
        type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        body: await readFile('demo/files/merkblatt-kita-gebuehren.docx'),
      },
      { path: '/falsch.pdf', type: 'application/pdf', body: '<p>Diese Datei gibt es nicht.</p>' },
      { path: '/zu-gross.pdf', type: 'application/pdf', body: new Uint8Array(21 * 1024 * 1024) },
    ]);
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    expect(await source.states()).toEqual({
      '/': 'new',
      '/satzung.pdf': 'new',
      '/download?id=7': 'new',
      '/merkblatt.docx': 'new',
      '/falsch.pdf': 'refused type',
      '/zu-gross.pdf': 'refused too-large',
    });
    const statute = (await source.passages()).filter((passage) => passage.url.endsWith('/satzung.pdf'));
    expect(statute.map((passage) => passage.pageNumber)).toEqual([1, 2]);
    expect(statute[1]?.text).toContain('120 Euro');
    const [hit] = await crawler.search('zweiter Hund 120 Euro', source.id);
    expect(hit).toMatchObject({ kind: 'pdf', pageNumber: 2 });
    website.forget();
    expect(await source.sync()).toMatchObject({ counts: { same: 4 } });
    expect(website.requests.find((request) => request.path === '/satzung.pdf')?.status).toBe(304);
  });

  it('are left alone where they are not wanted', async () => {
    const website = await serve([
      { path: '/', body: townPage('Start', 'Start.', { links: ['/satzung.pdf', '/download?id=7'] }) },
      { path: '/satzung.pdf', type: 'application/pdf', body: await pdf() },
      { path: '/download?id=7', type: 'application/pdf', body: await pdf() },
    ]);
    const source = await crawler.addSource(`${website.url}/`, { documents: false });
    await source.sync();
    expect(await source.states()).toEqual({ '/': 'new', '/download?id=7': 'refused type' });
  });
});

describe('a second reading', () => {
  it('asks only what changed, and works on nothing again', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const before = await source.passages();
    expect(before.every((passage) => passage.terms !== null)).toBe(true);
    website.forget();
    crawler.analysed.length = 0;
    expect(await source.sync()).toMatchObject({ state: 'done', counts: { new: 0, changed: 0, same: 11, gone: 0 } });
    const pages = website.requests.filter((request) => !/robots|sitemap/.test(request.path));
    expect(pages).toHaveLength(11);
    expect(pages.every((request) => request.status === 304)).toBe(true);
    expect(await source.passages()).toEqual(before);
    expect(crawler.analysed.reduce((sum, count) => sum + count, 0)).toBe(0);
  });

  it('works on changed passages only', async () => {
    const long = (fee: number) =>
      townPage(
        'Hund',
        `<h2 id="steuer">Steuer</h2><p>Der Hund kostet ${fee} Euro.</p><h2>Marke</h2><p>Die Marke trägt der Hund am Halsband.</p><h2>Abmelden</h2><p>Abgemeldet wird im Bürgerbüro.</p>`,
      );
    const website = await serve([...town(['pass', 'rat']), { path: '/tier', body: long(90) }]);
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const before = await source.passages();
    website.put({ path: '/tier', body: long(120) });
    website.put({
      path: '/pass',
      body: townPage('pass', SENTENCES['pass'] ?? '').replace('</body>', '<!-- Zähler: 4711 --></body>'),
    });
    expect(await source.sync()).toMatchObject({ counts: { changed: 1, same: 3 } });
    expect(await source.states()).toMatchObject({ '/tier': 'changed', '/pass': 'same' });
    const after = await source.passages();
    const kept = after.filter((passage) => before.some((old) => old.id === passage.id));
    expect(after.length - kept.length).toBe(1);
    expect(after.find((passage) => !kept.includes(passage))?.text).toContain('120 Euro');
    expect((await crawler.search('Was kostet der Hund', source.id))[0]?.text).toContain('120 Euro');
  });

  it('compares the content where a server knows no ETag', async () => {
    const website = await serve(town().map((page) => ({ ...page, etag: false as const })));
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const before = await source.passages();
    expect(await source.sync()).toMatchObject({ counts: { same: 11, changed: 0 } });
    expect(await source.passages()).toEqual(before);
  });

  it('takes out pages that are gone, in the same run', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    expect((await crawler.search('Freibad', source.id))[0]?.url).toBe(`${website.url}/bad`);
    website.remove('/bad');
    website.remove('/bus', 410);
    const rest = Object.keys(SENTENCES).filter((name) => name !== 'buch');
    // No page and no sitemap names it any more, though it would still answer.
    website.put({ ...(town(rest)[0] as WebsitePage) });
    website.put({ path: '/buch', body: townPage('buch', SENTENCES['buch'] ?? ''), inSitemap: false });
    website.forget();
    expect(await source.sync()).toMatchObject({ state: 'done', counts: { gone: 3 } });
    expect(await source.states()).toMatchObject({
      '/bad': 'gone http-404',
      '/bus': 'gone http-410',
      '/buch': 'gone not-linked',
      '/hund': 'same',
    });
    expect(website.count('/buch')).toBe(0);
    for (const words of ['Freibad', 'Stadtbus Bahnhof', 'Stadtbücherei verleiht Bücher']) {
      const urls = (await crawler.search(words, source.id)).map((hit) => new URL(hit.url).pathname);
      expect(urls.filter((path) => ['/bad', '/bus', '/buch'].includes(path))).toEqual([]);
    }
    // And it may come back.
    website.put({ path: '/bad', body: townPage('bad', SENTENCES['bad'] ?? '') });
    await source.sync();
    expect(await source.states()).toMatchObject({ '/bad': 'new' });
    expect((await crawler.search('Freibad', source.id))[0]?.url).toBe(`${website.url}/bad`);
  });

  it('keeps what it knows of a page that fails, and what that page links to', async () => {
    const pages = town(['hund']);
    const website = await serve(
      [
        ...pages,
        { path: '/brücke', body: townPage('B', 'Von hier geht es weiter zur Insel.', { links: ['/insel'] }) },
        { path: '/insel', body: townPage('I', 'Auf der Insel steht ein Leuchtturm.') },
      ],
      { sitemap: 'none' },
    );
    website.put({ path: '/', body: townPage('Start', 'Start.', { links: ['/hund', '/brücke'] }) });
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const before = await source.passages();
    website.put({ path: '/brücke', status: 500, body: 'Störung' });
    expect(await source.sync()).toMatchObject({ state: 'done', counts: { failed: 1, gone: 0 } });
    expect(await source.states()).toMatchObject({ '/brücke': 'failed http-500', '/insel': 'same' });
    expect(await source.passages()).toEqual(before);
    website.put({ path: '/brücke', body: townPage('B', 'Von hier geht es weiter zur Insel.', { links: ['/insel'] }) });
    await source.sync();
    expect(await source.states()).toMatchObject({ '/brücke': 'same' });
  });

  it('does not take a broken sitemap for the end of its pages', async () => {
    const website = await serve([
      ...town(['hund']),
      { path: '/allein', body: townPage('Allein', 'Nur die Sitemap kennt diese Seite.') },
    ]);
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    website.put({ path: '/sitemap.xml', status: 500, body: '', etag: false });
    expect(await source.sync()).toMatchObject({ counts: { gone: 0 } });
    expect(await source.states()).toMatchObject({ '/allein': 'new' });
  });
});

describe('a website that breaks down', () => {
  const survivors = ['hund', 'pass', 'müll'];
  const broken = (website: Website) => {
    for (const name of Object.keys(SENTENCES)) if (!survivors.includes(name)) website.remove(`/${name}`);
  };

  it('loses most of its pages: the old ones stay and an alarm is raised, until it is well again', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const before = await source.passages();
    broken(website);
    expect(await source.sync()).toMatchObject({ state: 'kept', reason: 'lost-pages' });
    expect(await source.alarm()).toBe('lost-pages');
    expect(await source.passages()).toEqual(before);
    expect((await crawler.search('Freibad', source.id))[0]?.url).toBe(`${website.url}/bad`);
    for (const page of town()) website.put(page);
    expect(await source.sync()).toMatchObject({ state: 'done', counts: { same: 11 } });
    expect(await source.alarm()).toBeNull();
  });

  it('was meant to shrink: a person says so', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    broken(website);
    expect((await source.sync()).state).toBe('kept');
    expect(await source.sync({ trigger: 'demand', acceptLoss: true })).toMatchObject({
      state: 'done',
      counts: { gone: 7, same: 4 },
    });
    expect(await source.alarm()).toBeNull();
    expect(new Set((await source.passages()).map((passage) => passage.url)).size).toBe(4);
  });

  it('moves to new addresses: that is no loss', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const names = Object.keys(SENTENCES);
    for (const name of names) {
      website.put({ path: `/${name}`, redirectTo: `/neu/${name}` });
      website.put({ path: `/neu/${name}`, body: townPage(name, SENTENCES[name] ?? '') });
    }
    website.put({ path: '/', body: townPage('Stadt', 'Neu.', { links: names.map((name) => `/neu/${name}`) }) });
    expect(await source.sync()).toMatchObject({ state: 'done', counts: { new: 10 } });
    expect((await crawler.search('Freibad', source.id)).map((hit) => new URL(hit.url).pathname)).toEqual(['/neu/bad']);
  });

  it('answers everything with one page: that is a loss', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const before = (await source.passages()).filter((passage) => !passage.url.endsWith('/'));
    for (const page of website.pages())
      website.put({ path: page.path, body: townPage('Wartung', 'Wir sind gleich wieder für Sie da.') });
    expect((await source.sync()).state).toBe('kept');
    const after = await source.passages();
    expect(before.filter((passage) => !after.some((other) => other.id === passage.id)).length).toBeLessThanOrEqual(1);
  });

  it('cannot be reached: nothing is lost', async () => {
    const website = await serve(town(['hund', 'pass']));
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    const before = await source.passages();
    website.put({ path: '/robots.txt', status: 503, body: '', etag: false });
    expect(await source.sync()).toMatchObject({ state: 'failed', reason: 'robots-unreachable' });
    website.remove('/robots.txt');
    website.put({ path: '/', status: 500, body: '', etag: false });
    expect(await source.sync()).toMatchObject({ state: 'failed', reason: 'http-500' });
    expect(await source.alarm()).toBe('unreachable');
    website.remove('/');
    expect(await source.sync()).toMatchObject({ state: 'failed', reason: 'http-404' });
    expect(await source.passages()).toEqual(before);
    await website.close();
    expect(await source.sync()).toMatchObject({ state: 'failed', reason: 'connection' });
    expect(await source.passages()).toEqual(before);
  });
});

describe('a sync that is interrupted', () => {
  it('goes on at the page it was on', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    const stop = new AbortController();
    const fetchPage: FetchPage = (request, signal) => {
      if (website.count() >= 6) stop.abort(new Error('kill -9'));
      return crawler.fetchPage(request, signal);
    };
    await expect(source.sync(undefined, { signal: stop.signal, fetchPage })).rejects.toThrow('kill -9');
    const done = (await source.passages()).map((passage) => new URL(passage.url).pathname);
    expect(done.length).toBeGreaterThanOrEqual(5);
    expect(done.length).toBeLessThan(11);
    website.forget();
    expect(await source.sync({})).toMatchObject({ state: 'done', counts: { read: 11, new: 11, waiting: 0 } });
    for (const path of done) expect(website.requests.map((request) => encodeURI(request.path))).not.toContain(path);
    // The request that the abort cut off may arrive after it.
    const again = website.requests.slice(website.requests.findIndex((request) => request.path === '/robots.txt'));
    expect(again.filter((request) => !/robots|sitemap/.test(request.path))).toHaveLength(11 - new Set(done).size);
    expect(await source.passages()).toHaveLength(11);
    const { rows } = await test.database.pool.query('select count(*)::int as left from frontier');
    expect(rows).toEqual([{ left: 0 }]);
  });

  it('loses nothing of what was lost before it was interrupted', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    website.remove('/hund');
    const stop = new AbortController();
    const fetchPage: FetchPage = (request, signal) => {
      if (request.url.endsWith('/buch')) stop.abort(new Error('kill -9'));
      return crawler.fetchPage(request, signal);
    };
    await expect(source.sync(undefined, { signal: stop.signal, fetchPage })).rejects.toThrow('kill -9');
    expect(await source.sync({})).toMatchObject({ state: 'done', counts: { gone: 1, same: 10 } });
    expect(await source.states()).toMatchObject({ '/hund': 'gone http-404' });
  });
});

describe('single pages, as the CMS says', () => {
  it('are read alone; nothing else is looked at or given up', async () => {
    const website = await serve(town());
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    website.put({
      path: '/hund',
      body: townPage('hund', 'Der Hund kostet jetzt 200 Euro im Jahr.', { links: ['/unbekannt'] }),
    });
    website.put({ path: '/neu', body: townPage('neu', 'Ganz neu ist diese Seite über das Museum.'), inSitemap: false });
    website.remove('/bad');
    website.forget();
    const addresses = [
      `${website.url}/hund?utm_source=cms`,
      `${website.url}/neu`,
      `${website.url}/bad`,
      'https://example.org/',
      'http://169.254.169.254/',
    ];
    expect(await source.sync({ addresses })).toMatchObject({
      state: 'done',
      counts: { read: 3, changed: 1, new: 1, gone: 1 },
    });
    expect(website.requests.map((request) => request.path).toSorted()).toEqual([
      '/bad',
      '/hund',
      '/neu',
      '/robots.txt',
    ]);
    expect((await crawler.search('Was kostet der Hund', source.id))[0]?.text).toContain('200 Euro');
    expect(await source.states()).toMatchObject({ '/pass': 'new', '/bad': 'gone http-404' });
  });

  it('are covered by a whole reading that is asked for at the same time', async () => {
    const website = await serve(town(['hund', 'pass']));
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync({ addresses: [`${website.url}/hund`], trigger: 'demand' });
    expect(Object.keys(await source.states())).toEqual(['/', '/hund', '/pass']);
    await expect(source.sync({})).rejects.toThrow('nothing to read');
  });
});

describe('boilerplate', () => {
  it('that changes is taken out of stored pages without fetching them', async () => {
    const banner = 'Das Rathaus bleibt am Freitag nach Himmelfahrt für alle geschlossen.';
    const website = await serve(town(['hund', 'pass']));
    const source = await crawler.addSource(`${website.url}/`);
    await source.sync();
    // Three pages are too few to learn from: the footer is taken for text.
    expect((await source.passages()).some((passage) => passage.text.includes('alle Rechte vorbehalten'))).toBe(true);
    for (const page of town())
      website.put({ ...page, body: String(page.body).replace('<h1>', `<p>${banner}</p><h1>`) });
    website.put(town(['hund', 'pass'])[1] as WebsitePage);
    website.put(town(['hund', 'pass'])[2] as WebsitePage);
    website.forget();
    await source.sync();
    expect(website.requests.find((request) => request.path === '/hund')?.status).toBe(304);
    const texts = (await source.passages()).map((passage) => passage.text).join('\n');
    expect(texts).not.toContain('alle Rechte vorbehalten');
    expect(texts).not.toContain(banner);
    expect(texts).toContain(SENTENCES['hund']);
  });
});
