/**
 * A small website over real HTTP for the crawler's tests: pages with ETag and Last-Modified, robots.txt, sitemaps,
 * redirects, delays, faults, and a record of every request.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

export interface WebsitePage {
  /** Path with query string, as a link has it; percent-encoded or not. */
  path: string;
  /** `{{origin}}` in a text becomes the website's address. Default: empty. */
  body?: string | Uint8Array;
  /** Default: `text/html; charset=utf-8`. */
  type?: string;
  status?: number;
  headers?: Record<string, string>;
  /** Path or address; the status is then 301 unless given. */
  redirectTo?: string;
  /** Default: a hash of the body. `false`: none is sent. */
  etag?: string | false;
  /** Default: none is sent. Also the `lastmod` of the sitemap. */
  lastModified?: Date;
  /** Milliseconds before the answer starts. */
  delay?: number;
  /** So many requests are answered with `failStatus` (default 503) first. */
  failFirst?: number;
  failStatus?: number;
  /** Sends half of the body and cuts the line. */
  hangUp?: boolean;
  /** Default: true for pages that answer with 200 themselves. */
  inSitemap?: boolean;
}

export interface WebsiteOptions {
  /** Text of robots.txt; null: there is none (404). Default: all allowed, with the sitemap's address. */
  robots?: string | null;
  /** Where a sitemap is at /sitemap.xml: `plain`, `index` (two parts), `gzip` (index of two .xml.gz parts), or `none`. Default: `plain`. */
  sitemap?: 'plain' | 'index' | 'gzip' | 'none';
  /** Milliseconds before every answer. */
  delay?: number;
  /** Answers paths that no page has (calendar traps, endless lists); null: 404. `path` holds the query string. */
  otherwise?: (path: string) => WebsitePage | null;
  /** Honour If-None-Match and If-Modified-Since with 304. Default: true. */
  conditional?: boolean;
}

export interface WebsiteRequest {
  method: string;
  /** Decoded, with query string. */
  path: string;
  status: number;
  headers: IncomingHttpHeaders;
  /** `performance.now()` at arrival. */
  at: number;
}

export interface Website {
  /** `http://127.0.0.1:<port>`, no slash at the end. */
  url: string;
  /** Every request since the start or the last `forget()`. */
  requests: WebsiteRequest[];
  /** Most requests that were open at one time. */
  readonly busiest: number;
  /** Requests for this path so far; without a path: all but robots.txt and sitemaps. */
  count(path?: string): number;
  forget(): void;
  /** Adds or replaces a page. */
  put(page: WebsitePage): void;
  /** Takes a page away: 404 (default) or 410 from now on; it leaves the sitemap. */
  remove(path: string, status?: 404 | 410): void;
  pages(): WebsitePage[];
  options: WebsiteOptions;
  close(): Promise<void>;
}

export async function serveWebsite(pages: WebsitePage[], options: WebsiteOptions = {}): Promise<Website> {
  const store = new Map<string, WebsitePage>();
  const failures = new Map<string, number>();
  let open = 0;
  let busiest = 0;
  let stopped = false;

  const server = createServer((request, response) => {
    open += 1;
    busiest = Math.max(busiest, open);
    response.on('close', () => {
      open -= 1;
    });
    answer(request, response).catch((error: unknown) => {
      // A client that hangs up on purpose is part of the tests; anything else must be seen.
      if (!response.destroyed && !stopped) response.destroy(error instanceof Error ? error : new Error(String(error)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const website: Website = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    get busiest() {
      return busiest;
    },
    count: (path) =>
      website.requests.filter((request) =>
        path === undefined ? !/^\/(robots\.txt|sitemap)/.test(request.path) : request.path === decode(path),
      ).length,
    forget: () => {
      website.requests.length = 0;
      busiest = open;
    },
    put: (page) => {
      store.set(decode(page.path), page);
      failures.delete(decode(page.path));
    },
    remove: (path, status = 404) => {
      if (status === 410) store.set(decode(path), { path, status, body: '<h1>Gelöscht</h1>' });
      else store.delete(decode(path));
    },
    pages: () => [...store.values()],
    options,
    close: async () => {
      stopped = true;
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  for (const page of pages) website.put(page);
  return website;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decode(request.url ?? '/');
    const entry: WebsiteRequest = {
      method: request.method ?? 'GET',
      path,
      status: 0,
      headers: request.headers,
      at: performance.now(),
    };
    website.requests.push(entry);

    const page = findPage(path);
    const delay = page?.delay ?? website.options.delay ?? 0;
    if (delay > 0) await sleep(delay);

    const failed = failures.get(path) ?? 0;
    if (page?.failFirst !== undefined && failed < page.failFirst) {
      failures.set(path, failed + 1);
      return send(request, response, entry, { path, status: page.failStatus ?? 503, etag: false, body: 'Störung' });
    }
    return send(
      request,
      response,
      entry,
      page ?? {
        path,
        status: 404,
        etag: false,
        body: '<!doctype html><title>404</title><h1>Seite nicht gefunden</h1>',
      },
    );
  }

  function findPage(path: string): WebsitePage | null {
    return store.get(path) ?? ownFile(path) ?? website.options.otherwise?.(path) ?? null;
  }

  /** robots.txt and the sitemaps, made from the pages of the moment. */
  function ownFile(path: string): WebsitePage | null {
    const { robots, sitemap = 'plain' } = website.options;
    if (path === '/robots.txt' && robots !== null) {
      const address = sitemap === 'none' ? '' : '\nSitemap: {{origin}}/sitemap.xml\n';
      return { path, type: 'text/plain; charset=utf-8', body: robots ?? `User-agent: *\nDisallow:\n${address}` };
    }
    if (sitemap === 'none' || !path.startsWith('/sitemap')) return null;
    const listed = [...store.values()].filter(
      (page) => page.inSitemap ?? ((page.status ?? 200) === 200 && page.redirectTo === undefined),
    );
    const ending = sitemap === 'gzip' ? 'xml.gz' : 'xml';
    if (path === '/sitemap.xml') {
      return { path, type: 'application/xml', body: sitemap === 'plain' ? urlSet(listed) : sitemapIndex(ending) };
    }
    const part = path === `/sitemap-1.${ending}` ? 0 : path === `/sitemap-2.${ending}` ? 1 : null;
    if (sitemap === 'plain' || part === null) return null;
    const xml = urlSet(listed.filter((_, position) => position % 2 === part)).replaceAll('{{origin}}', website.url);
    return ending === 'xml.gz'
      ? { path, type: 'application/gzip', body: gzipSync(xml) }
      : { path, type: 'application/xml', body: xml };
  }

  function send(request: IncomingMessage, response: ServerResponse, entry: WebsiteRequest, page: WebsitePage): void {
    const body =
      typeof page.body === 'string' || page.body === undefined
        ? Buffer.from((page.body ?? '').replaceAll('{{origin}}', website.url))
        : Buffer.from(page.body);
    const headers: Record<string, string> = { 'content-type': page.type ?? 'text/html; charset=utf-8' };
    let status = page.status ?? 200;

    if (page.redirectTo !== undefined) {
      status = page.status ?? 301;
      headers['location'] = encodeURI(decode(page.redirectTo).replaceAll('{{origin}}', website.url));
    }
    if (status === 200) {
      const etag = page.etag ?? `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
      if (etag !== false) headers['etag'] = etag;
      if (page.lastModified) headers['last-modified'] = page.lastModified.toUTCString();
      if (website.options.conditional !== false && isUnchanged(request.headers, headers)) status = 304;
    }
    entry.status = status;
    Object.assign(headers, page.headers);
    if (status === 304) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(status, { ...headers, 'content-length': String(body.length) });
    if (request.method === 'HEAD') response.end();
    else if (page.hangUp) response.write(body.subarray(0, body.length >> 1), () => response.destroy());
    else response.end(body);
  }
}

function isUnchanged(asked: IncomingHttpHeaders, has: Record<string, string>): boolean {
  const etags = asked['if-none-match'];
  // RFC 9110, 13.1.3: If-Modified-Since counts only where no If-None-Match is sent.
  if (etags !== undefined) return etags.split(/\s*,\s*/).some((etag) => etag === '*' || etag === has['etag']);
  const since = asked['if-modified-since'];
  const modified = has['last-modified'];
  return since !== undefined && modified !== undefined && Date.parse(modified) <= Date.parse(since);
}

function urlSet(pages: WebsitePage[]): string {
  const entries = pages.map((page) => {
    const changed = page.lastModified ? `<lastmod>${page.lastModified.toISOString()}</lastmod>` : '';
    return `<url><loc>{{origin}}${escapeHtml(encodeURI(decode(page.path)))}</loc>${changed}</url>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</urlset>`;
}

function sitemapIndex(ending: string): string {
  const entries = [1, 2].map((part) => `<sitemap><loc>{{origin}}/sitemap-${part}.${ending}</loc></sitemap>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</sitemapindex>`;
}

/** One form for a path however it is written: `/b%C3%BCrger` and `/bürger` are the same page. */
function decode(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
