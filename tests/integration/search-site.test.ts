import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SearchAnswer, SearchSuggestions } from '../../src/contracts/search.ts';
import { embedPassages } from '../../src/server/knowledge/embed-passages.ts';
import type { Embedder } from '../../src/server/models/embedder.ts';
import { createAccessKeys } from '../../src/server/platform/access.ts';
import { allowOrigins, assertAccessStated, createHttpApp, type Routes } from '../../src/server/platform/http.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { createMetrics } from '../../src/server/platform/metrics.ts';
import { type SearchRoutesDependencies, searchRoutes } from '../../src/server/search/routes.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { learnTown, TOWN_URL } from '../support/learned-town.ts';

let test: TestDatabase;
let app: Routes;
let sourceId: string;
let dependencies: SearchRoutesDependencies;

beforeAll(async () => {
  test = await openTestDatabase();
  const db = test.database;
  const log = createLog('silent');
  const learned = await learnTown(db);
  sourceId = learned.sourceId;
  dependencies = {
    db,
    index: learned.index,
    models: { embedder: () => null },
    clock: { now: () => new Date('2026-11-23T12:00:00Z') },
    log,
    settings: { keepDays: 90, townName: null, privacyUrl: null },
    demo: true,
    questionsPerMinute: 1_000,
    trustProxy: true,
  };
  app = build(dependencies);
}, 120_000);
afterAll(() => test.close());

function build(given: SearchRoutesDependencies): Routes {
  const made = createHttpApp({ keys: createAccessKeys({ db: given.db }), log: given.log, metrics: createMetrics() });
  made.use(
    '/api/search/*',
    allowOrigins(async (origin) => origin === 'https://stadt.example'),
  );
  made.route('/', searchRoutes(given));
  assertAccessStated(made);
  return made;
}

const get = (path: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { 'x-forwarded-for': '192.0.2.1', ...headers } });
async function search(query: Record<string, string>): Promise<SearchAnswer> {
  const response = await get(`/api/search?${new URLSearchParams(query)}`);
  expect(response.status).toBe(200);
  return SearchAnswer.parse(await response.json());
}
async function page(query: Record<string, string>, headers?: Record<string, string>): Promise<string> {
  const response = await get(`/suche?${new URLSearchParams(query)}`, headers);
  expect(response.status).toBe(200);
  return await response.text();
}
const marked = ({ text, highlights }: SearchAnswer['hits'][number]['snippet']) =>
  highlights.map(({ start, length }) => text.slice(start, start + length));

describe('the search as an API', () => {
  it('puts the page of that name first, with its place, the very words and highlights', async () => {
    const answer = await search({ q: 'Hundesteuer' });
    expect(answer.matched).toBe('words');
    expect(answer.total).toBeGreaterThan(3);
    const [first] = answer.hits;
    expect(first).toMatchObject({
      title: { text: 'Hundesteuer', highlights: [{ start: 0, length: 11 }] },
      path: ['Dienstleistungen A–Z'],
      pageUrl: `${TOWN_URL}/demo/leistungen/hundesteuer/`,
      kind: 'web',
      language: 'de',
      source: sourceId,
    });
    expect(first?.url).toMatch(/#\S*:~:text=/);
    expect(first?.snippet.text.length).toBeLessThan(260);
    expect(marked(first?.snippet ?? { text: '', highlights: [] })).toContain('Hundesteuer');
  });

  it.each([
    ['Hund anmelden', 'leistungen/hundesteuer'],
    ['Was kostet ein neuer Perso?', 'leistungen/personalausweis'],
    ['Oeffnungszeiten', 'rathaus/oeffnungszeiten'],
    ['Sofa entsorgen', 'abfall/sperrmuell'],
    ['Sperrmüll', 'abfall/sperrmuell'],
  ])('finds "%s"', async (q, path) => {
    const { hits } = await search({ q });
    expect(hits[0]?.pageUrl).toBe(`${TOWN_URL}/demo/${path}/`);
  });

  it('marks a word of the query inside compounds', async () => {
    const { hits } = await search({ q: 'Steuer' });
    expect(hits.flatMap(({ snippet }) => marked(snippet))).toEqual(expect.arrayContaining(['Steuer', 'steuer']));
  });

  it('puts slips of the keys right, in the words of the pages, and says so', async () => {
    const answer = await search({ q: 'Hundestuer anmelden' });
    expect(answer.hits[0]?.title.text).toBe('Hundesteuer');
    expect(answer.corrections).toEqual([{ typed: 'Hundestuer', meant: 'Hundesteuer' }]);
    expect(answer.didYouMean).toBe('Hundesteuer anmelden');
    expect(await search({ q: 'Spermüll' })).toMatchObject({ matched: 'words', didYouMean: 'Sperrmüll' });
    const right = await search({ q: 'Hundesteuer anmelden' });
    expect(right).toMatchObject({ corrections: [], didYouMean: null });
    expect(answer.hits.map(({ pageUrl }) => pageUrl)).toEqual(right.hits.map(({ pageUrl }) => pageUrl));
    const html = await page({ q: 'Hundestuer' });
    expect(html).toContain('„Hundestuer“ steht auf keiner Seite. Gesucht wurde nach „Hundesteuer“.');
    expect(html).toMatch(/\d+ Treffer für „Hundesteuer“<\/h2>/);
    expect(html).toContain('value="Hundestuer"');
    expect(html).not.toContain('Meinten Sie');
  });

  it('asks what was meant where several words may be', async () => {
    // One letter from "anmelden" and from "abmelden", which the pages both have.
    const answer = await search({ q: 'axmelden' });
    expect(answer.corrections).toEqual([]);
    expect(['anmelden', 'abmelden']).toContain(answer.didYouMean?.toLowerCase());
    expect(await page({ q: 'axmelden' })).toMatch(
      /Meinten Sie:\s*<a class="kern-link" href="\/suche\?q=a[nb]melden">a[nb]melden<\/a>/i,
    );
  });

  it('links a PDF at its page', async () => {
    const { hits, total } = await search({ q: 'Hundesteuer Satzung', kind: 'pdf' });
    expect(total).toBe(1);
    expect(hits[0]).toMatchObject({ kind: 'pdf' });
    expect(hits[0]?.url).toMatch(/\.pdf#page=\d+$/);
    expect(hits[0]?.pageNumber).toBeGreaterThan(0);
  });

  it('counts what each filter would leave, and leaves that', async () => {
    const all = await search({ q: 'Gebühr' });
    for (const { value, count } of all.filters.kind) {
      expect((await search({ q: 'Gebühr', kind: value })).total, value).toBe(count);
    }
    expect(all.filters.kind.reduce((sum, { count }) => sum + count, 0)).toBe(all.total);
    for (const { value, count } of all.filters.from) {
      const since = await search({ q: 'Gebühr', from: value });
      expect(since.total, value).toBe(count);
      for (const { date } of since.hits) expect(date !== null && date >= value).toBe(true);
    }
    for (const { value, count } of all.filters.language)
      expect((await search({ q: 'Gebühr', language: value })).total).toBe(count);
    expect((await search({ q: 'Gebühr', language: 'fr' })).total).toBe(0);
  });

  it('leafs through all pages without repeating one', async () => {
    const seen: string[] = [];
    const { total, pages } = await search({ q: 'Stadt Amt Antrag Gebühr' });
    expect(pages).toBeGreaterThan(1);
    for (let number = 1; number <= pages; number += 1) {
      const { hits } = await search({ q: 'Stadt Amt Antrag Gebühr', page: String(number) });
      seen.push(...hits.map(({ pageUrl }) => pageUrl));
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toHaveLength(total);
    expect((await search({ q: 'Hundesteuer', page: '20' })).hits).toEqual([]);
  });

  it('knows its sources by id, name and address, and says where there is none', async () => {
    for (const source of [sourceId, 'musterstadt', `${TOWN_URL}/demo`])
      expect((await search({ q: 'Hundesteuer', source })).total).toBeGreaterThan(0);
    expect((await get('/api/search?q=Hund&source=Entenhausen')).status).toBe(404);
  });

  it('finds nothing for nothing', async () => {
    for (const q of ['', '   ', 'xyzzyqwert', '!!!']) {
      expect(await search({ q })).toMatchObject({ total: 0, hits: [], matched: 'nothing', pages: 0 });
    }
  });

  it('refuses what is too long or has a wrong form', async () => {
    for (const query of [
      `q=${'a'.repeat(201)}`,
      'q=a&page=0',
      'q=a&page=21',
      'q=a&kind=exe',
      'q=a&from=gestern',
      'q=a&language=DE',
      '',
    ])
      expect((await get(`/api/search?${query}`)).status, query).toBe(400);
  });

  it('is open to allowed websites only, and not without limit', async () => {
    const from = (origin: string) => get('/api/search?q=Hund', { origin });
    expect((await from('https://stadt.example')).headers.get('access-control-allow-origin')).toBe(
      'https://stadt.example',
    );
    expect((await from('https://evil.example')).status).toBe(403);
    expect((await get('/api/search/suggest?q=hu', { origin: 'https://evil.example' })).status).toBe(403);

    const slow = build({ ...dependencies, clock: { now: () => new Date(0) }, questionsPerMinute: 1 });
    const ask = (path: string) => slow.request(path, { headers: { 'x-forwarded-for': '192.0.2.7' } });
    for (let times = 0; times < 3; times += 1) expect((await ask('/api/search?q=Hund')).status).toBe(200);
    expect((await ask('/api/search?q=Hund')).status).toBe(429);
    const refused = await ask('/suche?q=Hund');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refused.text()).toContain('Bitte warten Sie einen Moment');
    // The empty page costs nothing.
    expect((await ask('/suche')).status).toBe(200);
  });

  it('completes what is typed', async () => {
    const response = await get('/api/search/suggest?q=hundest');
    const { suggestions } = SearchSuggestions.parse(await response.json());
    expect(suggestions[0]).toEqual({ text: 'Hundesteuer', kind: 'title' });
    expect(suggestions.length).toBeLessThanOrEqual(8);
    expect((await get('/api/search/suggest?q=hu&source=Entenhausen')).status).toBe(404);
  });
});

describe('with a model', () => {
  /** Words of one subject lie in one direction, whatever they are. */
  const embedder: Embedder = {
    name: 'played/subjects',
    dimensions: 3,
    embedPassages: async (texts) => texts.map(direction),
    embedQuestion: async (text) => direction(text),
  };
  function direction(text: string): Float32Array {
    const dogs = /wauwau/i.test(text) ? 5 : (text.match(/hund/gi)?.length ?? 0);
    const length = Math.hypot(dogs, 1, 0.5);
    return Float32Array.from([dogs / length, 1 / length, 0.5 / length]);
  }

  it('offers the nearest pages where none has the word, and says so', async () => {
    const { db, index, log } = dependencies;
    await embedPassages({ db, index, embedder, clock: dependencies.clock, log });
    const knowing = build({ ...dependencies, models: { embedder: () => embedder } });
    const ask = (path: string) => knowing.request(path, { headers: { 'x-forwarded-for': '192.0.2.3' } });
    const answer = SearchAnswer.parse(await (await ask('/api/search?q=Wauwaus')).json());
    expect(answer).toMatchObject({ matched: 'meaning', more: false, corrections: [] });
    expect(answer.hits.length).toBeGreaterThan(0);
    expect(answer.hits.length).toBeLessThanOrEqual(5);
    expect(answer.hits[0]?.snippet.text + (answer.hits[0]?.title.text ?? '')).toMatch(/hund/i);
    const html = await (await ask('/suche?q=Wauwaus')).text();
    expect(html).toContain('Keine Seite enthält „Wauwaus“');

    const words = SearchAnswer.parse(await (await ask('/api/search?q=Hundesteuer')).json());
    expect(words.matched).toBe('words');
    expect(words.hits[0]?.title.text).toBe('Hundesteuer');
    expect((await search({ q: 'Wauwaus' })).matched).toBe('nothing');
  });
});

describe('the search page', () => {
  it('shows hits, filters and the number of hits without a script', async () => {
    const html = await page({ q: 'Steuer' });
    expect(html).toMatch(/<title>\d+ Treffer für „Steuer“ – Suche – Bürgernah<\/title>/);
    expect(html).toContain('<mark>steuer</mark>');
    expect(html).toContain('value="Steuer"');
    expect(html).toContain('href="/suche?q=Steuer&amp;kind=pdf"');
    expect(html).toContain('noindex');
  });

  it('speaks English where it is asked to', async () => {
    expect(await page({ q: 'Steuer', lang: 'en' })).toContain('results for “Steuer”');
    const html = await page({ q: 'Steuer' }, { 'accept-language': 'en' });
    expect(html).toContain('<html lang="en">');
  });

  it('shows what was typed as text, in every place', async () => {
    const strange = '"><script>alert(1)</script>';
    const html = await page({ q: strange, source: strange });
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('searches everywhere where the source is gone', async () => {
    const html = await page({ q: 'Hundesteuer', source: 'Entenhausen' });
    expect(html).toContain('Treffer für „Hundesteuer“');
    expect(html).not.toContain('Entenhausen');
  });

  it('keeps source and language when one searches again', async () => {
    const html = await page({ q: 'Hund', source: 'Musterstadt', lang: 'de' });
    expect(html).toContain('<input type="hidden" name="source" value="Musterstadt">');
    expect(html).toContain('<input type="hidden" name="lang" value="de">');
  });

  it('helps where nothing is found, where filters leave nothing, and beyond the end', async () => {
    expect(await page({ q: 'xyzzyqwert' })).toContain('Prüfen Sie die Schreibweise.');
    expect(await page({ q: 'Hundesteuer', language: 'fr' })).toContain('Ohne Filter suchen');
    expect(await page({ q: 'Hundesteuer', page: '9' })).toContain('So weit reicht die Liste nicht');
    expect(await page({ q: 'Hund', kind: 'exe' })).toContain('Diese Adresse ist nicht vollständig');
  });

  it('begins with questions that the town answers', async () => {
    const html = await page({});
    expect(html).toContain('Zum Beispiel');
    expect(html.match(/href="\/suche\?q=[^"]+"/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('sends nothing again that the browser has', async () => {
    const first = await get('/suche');
    const etag = first.headers.get('etag') ?? '';
    expect((await get('/suche', { 'if-none-match': `W/${etag}` })).status).toBe(304);
    expect(first.headers.get('content-security-policy')).toContain("default-src 'self'");
  });
});
