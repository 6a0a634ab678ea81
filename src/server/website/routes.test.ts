import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { SystemStatus } from '../../contracts/status.ts';
import { createRoutes } from '../platform/http.ts';
import { type WebsiteOptions, websiteRoutes } from './routes.ts';

const STATUS: SystemStatus = {
  version: '0.1.0',
  database: { engine: 'embedded', version: 'PostgreSQL 18.0' },
  search: 'words-and-meaning',
  pages: 83,
  passages: 1612,
  embedded: 1612,
  vectors: 'memory',
  sources: [
    {
      id: '3f0f3b0e-7a51-4a3f-8f3c-1b2c3d4e5f60',
      kind: 'demo',
      name: 'Musterstadt',
      url: 'http://localhost:8080/demo/',
      pages: 83,
      state: 'ready',
      readAt: '2026-03-12T13:05:00.000Z',
      progress: null,
    },
  ],
  models: [
    {
      name: 'multilingual-e5-small',
      role: 'embedding',
      state: 'ready',
      progress: null,
      reason: null,
      nextAttemptAt: null,
    },
  ],
  reranker: null,
  answers: 'quoted',
};

function site(change: Partial<WebsiteOptions> = {}) {
  return websiteRoutes({
    publicUrl: 'https://assistent.example',
    demo: true,
    readStatus: async () => STATUS,
    readOpenApi: () => ({ openapi: '3.1.0', info: { title: 'Bürgernah', version: '0.1.0' }, paths: {} }),
    ...change,
  });
}

const withStatus = (change: Partial<SystemStatus>) => site({ readStatus: async () => ({ ...STATUS, ...change }) });

async function read(routes: ReturnType<typeof site>, path: string, headers: Record<string, string> = {}) {
  const response = await routes.request(path, { headers });
  return { response, text: await response.text() };
}

const [SOURCE] = STATUS.sources;
const [MODEL] = STATUS.models;
if (SOURCE === undefined || MODEL === undefined) throw new Error('the example has a source and a model');

describe('start page', () => {
  it('says what runs, in German', async () => {
    const { text } = await read(site(), '/');
    expect(text).toContain('<html lang="de">');
    for (const words of [
      'Alles bereit',
      'wörtlich aus den Seiten',
      'nach Wörtern und Bedeutung',
      '83 Seiten, 1.612 Abschnitte',
      'PostgreSQL 18.0, eingebettet',
      'gelesen am 12.03.2026, 14:05 Uhr',
      'npx buergernah source add https://www.ihre-stadt.de/',
      '&lt;script src=&quot;https://assistent.example/widgets/assistant.js&quot;',
    ])
      expect(text).toContain(words);
    expect(text).toContain('href="/demo/#buergernah-assistant"');
  });

  it('speaks English when asked, by address before browser', async () => {
    expect((await read(site(), '/', { 'accept-language': 'en-US,en;q=0.9,de;q=0.5' })).text).toContain(
      'Your website answers.',
    );
    expect((await read(site(), '/?lang=en')).text).toContain('<html lang="en">');
    const german = await read(site(), '/?lang=de', { 'accept-language': 'en' });
    expect(german.text).toContain('<html lang="de">');
    expect(german.text).toContain('href="/?lang=en"');
    expect(german.response.headers.get('vary')).toContain('Accept-Language');
  });

  it('leads to Musterstadt only where it is served', async () => {
    const { text } = await read(site({ demo: false }), '/');
    expect(text).not.toContain('#buergernah-assistant');
    expect(text).not.toContain('class="header__link" href="/demo/');
    expect(text).toContain('kern-btn--primary" href="#verbinden"');
  });

  it('shows how far model and vectors are', async () => {
    const fetching = await read(
      withStatus({ search: 'words', embedded: null, models: [{ ...MODEL, state: 'fetching', progress: 0.427 }] }),
      '/',
    );
    expect(fetching.text).toContain('Modell wird geholt: 42 %');
    expect(fetching.text).toContain('<progress id="fetching-0" value="42" max="100">');
    const embedding = await read(withStatus({ embedded: 1200 }), '/');
    expect(embedding.text).toContain('1.200 von 1.612');
    expect(embedding.text).toContain('<progress id="embedding" value="1200" max="1612">');
  });

  it('says what a missing model means and when it is tried again', async () => {
    const { text } = await read(
      withStatus({
        search: 'words',
        embedded: null,
        models: [{ ...MODEL, state: 'failed', reason: 'hub: <unreachable>', nextAttemptAt: '2026-03-12T15:20:00Z' }],
      }),
      '/',
    );
    expect(text).toContain('Antworten gibt es trotzdem. Nächster Versuch: 16:20 Uhr.');
    expect(text).toContain('hub: &lt;unreachable&gt;');
    expect(text).toContain('Bereit, ohne Modell');
  });

  it('is empty with words, not with holes', async () => {
    const { text } = await read(withStatus({ sources: [], pages: 0, passages: 0, embedded: null }), '/');
    expect(text).toContain('Noch keine Website verbunden');
    expect(text).toContain('Noch keine Quelle');
  });

  it('raises the alarm with the very command, and a name cannot break out of page or shell', async () => {
    const { text } = await read(
      withStatus({
        sources: [
          { ...SOURCE, kind: 'website', name: 'Stadt <b>Beispiel</b>', state: 'alarm' },
          { ...SOURCE, kind: 'website', name: '$(reboot)', url: 'javascript:alert(1)', state: 'failed', pages: 0 },
        ],
      }),
      '/',
    );
    expect(text).toContain('Stadt &lt;b&gt;Beispiel&lt;/b&gt;: mehr als die Hälfte der Seiten ist verschwunden');
    expect(text).toContain('source sync &quot;Stadt &lt;b&gt;Beispiel&lt;/b&gt;&quot;');
    expect(text).not.toContain('<b>');
    expect(text).toContain(`source sync ${SOURCE.id}`);
    expect(text).not.toContain('sync &quot;$(reboot)');
    expect(text).not.toContain('href="javascript:');
    expect(text).toContain('Bitte ansehen');
  });

  it('stands when the state cannot be read, and writes down why', async () => {
    const faults: unknown[] = [];
    const broken = site({
      readStatus: async () => {
        throw new Error('no database');
      },
      log: { error: (details: unknown) => void faults.push(details) } as NonNullable<WebsiteOptions['log']>,
    });
    const { response, text } = await read(broken, '/');
    expect(response.status).toBe(200);
    expect(text).toContain('Der Stand lässt sich gerade nicht lesen');
    expect(text).not.toContain('no database');
    expect(faults).toHaveLength(1);
  });

  it('gives its parts of state alone, and nothing twice', async () => {
    const { response, text } = await read(site(), '/start/state?lang=de');
    const parts = [...text.matchAll(/data-part="(\w+)"/g)].map(([, name]) => name);
    expect(parts).toEqual(['alerts', 'news', 'facts', 'sources', 'models']);
    expect(text).toContain('data-next="20000"');
    const page = await read(site(), '/?lang=de');
    for (const part of parts) expect(page.text).toContain(`data-part="${part}"`);
    const again = await read(site(), '/start/state?lang=de', {
      'if-none-match': response.headers.get('etag') ?? '',
    });
    expect(again.response.status).toBe(304);
    expect(again.text).toBe('');
    const moving = await read(withStatus({ sources: [{ ...SOURCE, state: 'learning' }] }), '/start/state');
    expect(moving.text).toContain('data-next="2000"');
  });
});

describe('headers', () => {
  it.each(['/', '/docs/', '/api/', '/docs/gibt-es-nicht/', '/start/state'])('are strict on %s', async (path) => {
    const { response, text } = await read(site(), path);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('referrer-policy')).toBeTruthy();
    // What the policy would stop must not be there.
    expect(text).not.toMatch(/\sstyle="|\son\w+="|<style/);
    expect(text).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(text).not.toMatch(/(?:src|href)="https?:\/\/(?!assistent\.example|localhost)[^"]*\.(?:js|css|woff2)/);
  });

  it('serve every file that a page loads, for a year', async () => {
    const routes = site();
    const { text } = await read(routes, '/');
    const files = [...text.matchAll(/(?:src|href)="(\/(?:kern|website|favicon)[^"]*)"/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThanOrEqual(8);
    for (const file of files) {
      const response = await routes.request(file);
      expect(response.status, file).toBe(200);
      if (file.includes('?v=')) expect(response.headers.get('cache-control')).toContain('immutable');
    }
  });

  it('answer 304 for a tag that is known, also one weakened by compression', async () => {
    const routes = site();
    const first = await routes.request('/kern/kern.css');
    const tag = first.headers.get('etag') ?? '';
    const again = await routes.request('/kern/kern.css', { headers: { 'if-none-match': `W/${tag}` } });
    expect(again.status).toBe(304);
    const packed = await routes.request('/kern/kern.css', { headers: { 'accept-encoding': 'gzip' } });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
  });

  it('keep the style sheet small', async () => {
    const css = await (await site().request('/kern/kern.css')).text();
    expect(gzipSync(css).length).toBeLessThan(16_000);
  });
});

describe('widgets', () => {
  const folder = mkdtempSync(join(tmpdir(), 'website-widgets-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'assistant.js'), 'console.log("a");');
  writeFileSync(join(folder, 'assistant.en.js'), 'console.log("b");');
  writeFileSync(join(folder, 'build.json'), '{}');
  writeFileSync(join(folder, 'assistant.js.map'), '{}');
  const routes = site({ widgetFolder: folder });

  it('load on any website and are asked for again each time', async () => {
    const response = await routes.request('/widgets/assistant.js');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    const tag = response.headers.get('etag') ?? '';
    expect((await routes.request('/widgets/assistant.js', { headers: { 'if-none-match': tag } })).status).toBe(304);
    expect((await routes.request('/widgets/assistant.en.js')).status).toBe(200);
  });

  it('show a new build at once', async () => {
    const before = (await routes.request('/widgets/assistant.en.js')).headers.get('etag');
    writeFileSync(join(folder, 'assistant.en.js'), 'console.log("new");');
    const after = await routes.request('/widgets/assistant.en.js');
    expect(after.headers.get('etag')).not.toBe(before);
    expect(await after.text()).toContain('new');
  });

  it.each([
    '/widgets/build.json',
    '/widgets/assistant.js.map',
    '/widgets/missing.js',
    '/widgets/..%2f..%2fpackage.json',
    '/widgets/%2e%2e%2f%2e%2e%2fsrc%2fcli%2fmain.js',
  ])('nothing else comes out: %s', async (path) => {
    expect((await routes.request(path)).status).toBe(404);
  });
});

describe('an address that there is not', () => {
  const routes = site();
  const ask = (path: string, accept: string) => routes.request(path, { headers: { accept } });

  it('ends for a person on a page with a way out, for a program in an error', async () => {
    const page = await ask('/gibt-es-nicht', 'text/html,application/xhtml+xml,*/*;q=0.8');
    expect(page.status).toBe(404);
    expect(await page.text()).toContain('Diese Seite gibt es nicht');
    for (const [path, accept] of [
      ['/gibt-es-nicht', 'application/json'],
      ['/api/gibt-es-nicht', 'text/html'],
    ] as const) {
      const answer = await ask(path, accept);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).not.toContain('text/html');
    }
  });
});

describe('guide', () => {
  const folder = mkdtempSync(join(tmpdir(), 'website-docs-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'de'));
  writeFileSync(join(folder, 'secret.md'), '# Secret\n\nnot for the web');
  writeFileSync(join(folder, 'configuration.md'), '# Configuration\n\n| a | b |\n|---|---:|\n| `X` | 1 |\n');
  writeFileSync(join(folder, 'de', 'index.md'), '# Überblick\n\n<script>alert(1)</script>\n\nText.');
  writeFileSync(
    join(folder, 'de', 'betrieb.md'),
    '# Betrieb\n\n## Prüfen\n\n[x](../configuration.md#y) [z](../../src/a.ts)',
  );
  const routes = site({ documentFolder: folder });

  it('shows German pages and the configuration with a navigation', async () => {
    const { response, text } = await read(routes, '/docs/betrieb/');
    expect(response.status).toBe(200);
    expect(text).toContain('<title>Betrieb – Bürgernah</title>');
    expect(text).toContain('id="prüfen"');
    expect(text).toContain('href="/docs/configuration/#y"');
    // A file that is no page here is no link.
    expect(text).not.toContain('src/a.ts');
    expect(text).toContain('aria-current="page">Betrieb');
    const english = await read(routes, '/docs/configuration/');
    expect(english.text).toContain('<article class="document__article" lang="en">');
    expect(english.text).toContain('kern-table__cell--numeric">1');
  });

  it('shows HTML in the text as text', async () => {
    const { text } = await read(routes, '/docs/');
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it.each([
    '/docs/secret/',
    '/docs/..%2fsecret/',
    '/docs/..%2f..%2fpackage/',
    '/docs/de%2findex/',
    '/docs/%00/',
    '/docs/constructor/',
  ])('refuses %s', async (path) => {
    const { response, text } = await read(routes, path);
    expect(response.status).toBe(404);
    expect(text).toContain('Diese Seite gibt es nicht');
    expect(text).toContain('noindex');
    expect(text).not.toContain('not for the web');
  });

  it('has one address for each page', async () => {
    for (const path of ['/docs', '/docs/index/', '/docs/betrieb']) {
      const response = await routes.request(path);
      expect(response.status).toBe(301);
      expect(response.headers.get('location')).toMatch(/^\/docs\/(?:betrieb\/)?$/);
    }
  });
});

describe('robots.txt', () => {
  it('keeps crawlers out of the API and names the sitemap of the demo', async () => {
    const { text } = await read(site(), '/robots.txt');
    expect(text).toMatch(/^User-agent: \*\nDisallow: \/api\/\n/);
    expect(text).toMatch(/Disallow: \/demo\/\S+/);
    expect(text).toContain('Sitemap: https://assistent.example/demo/sitemap.xml');
    expect((await read(site({ demo: false }), '/robots.txt')).text).not.toContain('Sitemap');
  });
});

describe('API page', () => {
  it('states that everyone may read it', async () => {
    const routes = createRoutes().route('/', site());
    const response = await routes.request('/api/');
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('Noch keine Aufrufe beschrieben.');
    expect((await routes.request('/api')).headers.get('location')).toBe('/api/');
  });
});
