import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createLog } from '../platform/log.ts';
import {
  crawlerUserAgent,
  createPageFetcher,
  type FetchRequest,
  type FetchTimes,
  type PageFetcher,
} from './fetch-page.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let origin: string;
let answer: Answer = (_, response) => response.end();
let asked: { path: string; at: number; headers: IncomingMessage['headers'] }[] = [];
const fetchers: PageFetcher[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push({ path: request.url ?? '', at: performance.now(), headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(async () => {
  await Promise.all(fetchers.map((fetcher) => fetcher.close()));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const TIMES: Partial<FetchTimes> = {
  connect: 500,
  firstByte: 400,
  betweenBytes: 400,
  total: 1_200,
  retry: 10,
  longestWait: 2_000,
};

function fetcher(options: Partial<Parameters<typeof createPageFetcher>[0]> = {}): PageFetcher {
  const made = createPageFetcher({
    userAgent: 'Test/1',
    internal: true,
    log: createLog('silent'),
    times: TIMES,
    ...options,
  });
  fetchers.push(made);
  return made;
}
const fetchPage = (request: Partial<FetchRequest> = {}, made = fetcher(), signal = new AbortController().signal) =>
  made.fetchPage({ url: `${origin}/`, largest: () => 10_000, interval: 0, ...request }, signal);

describe('one request', () => {
  it('says who asks and brings the bytes', async () => {
    answer = (_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/html', etag: '"1"', 'x-robots-tag': 'noindex' })
        .end('<p>Hallo</p>');
    const userAgent = crawlerUserAgent({ version: '1.2.3', contact: 'web@stadt.de' });
    const fetched = await fetchPage({}, fetcher({ userAgent }));
    expect(fetched).toMatchObject({
      kind: 'content',
      status: 200,
      contentType: 'text/html',
      etag: '"1"',
      robotsTag: 'noindex',
    });
    expect(asked[0]?.headers['user-agent']).toBe('Buergernah/1.2.3 (+web@stadt.de)');
  });

  it('lets no line break into the user agent', () => {
    expect(crawlerUserAgent({ version: '1', contact: 'a\r\nX-Evil: ü (b)' })).toBe('Buergernah/1 (+aX-Evil:  b)');
  });

  it('asks only whether something changed', async () => {
    answer = (_, response) => response.writeHead(304).end();
    expect((await fetchPage({ etag: '"1"', lastModified: 'Tue, 01 Jul 2025 00:00:00 GMT' })).kind).toBe('unchanged');
    expect(asked[0]?.headers).toMatchObject({
      'if-none-match': '"1"',
      'if-modified-since': 'Tue, 01 Jul 2025 00:00:00 GMT',
    });
  });

  it.each([
    [404, { kind: 'gone', reason: 'http-404' }],
    [410, { kind: 'gone', reason: 'http-410' }],
    [403, { kind: 'refused', reason: 'http-403' }],
    [418, { kind: 'failed', reason: 'http-418' }],
    [204, { kind: 'failed', reason: 'http-204' }],
  ])('understands %i', async (status, expected) => {
    answer = (_, response) => response.writeHead(status).end();
    expect(await fetchPage()).toMatchObject({ ...expected, status });
    expect(asked).toHaveLength(1);
  });

  it('unpacks gzip and brotli', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('Hallo'));
    expect(await fetchPage()).toMatchObject({ bytes: new TextEncoder().encode('Hallo') });
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'br' }).end(brotliCompressSync('Hallo'));
    expect(await fetchPage()).toMatchObject({ bytes: new TextEncoder().encode('Hallo') });
  });
});

describe('bounds', () => {
  it('refuses what is too large, declared or not', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': '20000' }).end('x'.repeat(20_000));
    expect(await fetchPage()).toMatchObject({ kind: 'refused', reason: 'too-large' });
    answer = (_, response) => {
      response.writeHead(200);
      for (let n = 0; n < 20; n += 1) response.write('x'.repeat(1_000));
      response.end();
    };
    expect(await fetchPage()).toMatchObject({ kind: 'refused', reason: 'too-large' });
    expect(await fetchPage({ truncate: true })).toMatchObject({ kind: 'content', bytes: { byteLength: 10_000 } });
  });

  it('sees a decompression bomb at the limit', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
    const before = process.memoryUsage().rss;
    expect(await fetchPage()).toMatchObject({ kind: 'refused', reason: 'too-large' });
    expect(process.memoryUsage().rss - before).toBeLessThan(40_000_000);
  });

  it('refuses types before their body, and packings that nobody asked for', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('x');
    expect(await fetchPage({ largest: (type) => (type === 'image/png' ? null : 1) })).toMatchObject({
      kind: 'refused',
      reason: 'type',
    });
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end('x');
    expect(await fetchPage()).toMatchObject({ kind: 'refused', reason: 'encoding' });
    answer = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip at all');
    expect(await fetchPage()).toMatchObject({ kind: 'failed', reason: 'broken-encoding' });
  });

  it('does not wait for a server that is silent, at first, in between, or forever', async () => {
    answer = () => undefined;
    expect(await fetchPage()).toMatchObject({ kind: 'failed', reason: 'timeout' });
    answer = (_, response) => {
      response.writeHead(200);
      response.write('x');
    };
    expect(await fetchPage()).toMatchObject({ kind: 'failed', reason: 'timeout' });
    answer = (_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write('x'), 50);
      response.on('close', () => clearInterval(drip));
    };
    expect(await fetchPage()).toMatchObject({ kind: 'failed', reason: 'timeout' });
  }, 20_000);

  it('ends at once when it is aborted', async () => {
    answer = () => undefined;
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stop')), 50);
    await expect(fetchPage({}, fetcher(), stop.signal)).rejects.toThrow('stop');
    await expect(fetchPage({}, fetcher(), AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  });
});

describe('retries', () => {
  it('tries twice again when a server or the line fails, and not more', async () => {
    // Addresses of its own: what a test before gave up may still arrive on a busy machine.
    const times = (path: string) => asked.filter((request) => request.path === path).length;
    answer = (request) => request.socket.destroy();
    expect(await fetchPage({ url: `${origin}/line` })).toMatchObject({ kind: 'failed', reason: 'connection' });
    expect(times('/line')).toBe(3);
    answer = (_, response) => response.writeHead(times('/server') < 3 ? 502 : 200).end('da');
    expect(await fetchPage({ url: `${origin}/server` })).toMatchObject({ kind: 'content' });
    expect(times('/server')).toBe(3);
  });

  it('waits as long as the server asks, for all requests to that host', async () => {
    answer = (_, response) => response.writeHead(asked.length < 2 ? 429 : 200, { 'retry-after': '1' }).end('da');
    expect(await fetchPage()).toMatchObject({ kind: 'content' });
    expect((asked[1]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThan(950);
  });

  it('leaves a server alone that asks for too long a pause', async () => {
    answer = (_, response) => response.writeHead(503, { 'retry-after': '3600' }).end();
    expect(await fetchPage()).toMatchObject({ kind: 'failed', reason: 'http-503', status: 503 });
    expect(asked).toHaveLength(1);
  });
});

describe('politeness', () => {
  it('keeps the pause between two requests to a host, however many ask', async () => {
    answer = (_, response) => response.end('da');
    const made = fetcher();
    await Promise.all([1, 2, 3].map(() => fetchPage({ interval: 150 }, made)));
    expect((asked[2]?.at ?? 0) - (asked[0]?.at ?? 0)).toBeGreaterThan(260);
  });
});

describe('redirects', () => {
  it('are given back, or followed up to a bound', async () => {
    answer = (request, response) =>
      request.url === '/ziel' ? response.end('da') : response.writeHead(302, { location: '/ziel#x' }).end();
    expect(await fetchPage()).toMatchObject({ kind: 'redirect', to: `${origin}/ziel`, status: 302 });
    expect(await fetchPage({ redirects: 5 })).toMatchObject({ kind: 'content', url: `${origin}/ziel` });
    answer = (request, response) => response.writeHead(302, { location: `${request.url}x` }).end();
    asked = [];
    expect(await fetchPage({ redirects: 5 })).toMatchObject({ kind: 'refused', reason: 'too-many-redirects' });
    expect(asked).toHaveLength(6);
    answer = (_, response) => response.writeHead(302).end();
    expect(await fetchPage()).toMatchObject({ kind: 'failed', reason: 'redirect-without-target' });
  });
});

describe('the guard', () => {
  const outside = (fetchInternal: (request: Request) => Promise<Response>) =>
    fetcher({ internal: false, own: { prefixes: ['https://assistent.stadt.de/'], fetchInternal } });

  it('keeps us out of our own network', async () => {
    answer = (_, response) => response.end('geheim');
    for (const url of [
      `${origin}/`,
      origin.replace('127.0.0.1', 'localhost'),
      origin.replace('127.0.0.1', '2130706433'),
    ])
      expect((await fetchPage({ url }, fetcher({ internal: false }))).kind).toBe('refused');
    expect(asked).toHaveLength(0);
  });

  it('looks at every hop of a redirect', async () => {
    const made = outside(async () => Response.redirect('http://169.254.169.254/latest/meta-data/', 302));
    const fetched = await fetchPage({ url: 'https://assistent.stadt.de/demo/', redirects: 5 }, made);
    expect(fetched).toMatchObject({
      kind: 'refused',
      reason: 'address-internal',
      url: 'http://169.254.169.254/latest/meta-data/',
    });
  });

  it('looks at what a name resolves to when it connects', async () => {
    const names: string[] = [];
    const made = (internal: boolean) =>
      fetcher({
        internal,
        resolve: (name, _options, callback) => {
          names.push(name);
          callback(null, [{ address: '127.0.0.1', family: 4 }]);
        },
      });
    answer = (_, response) => response.end('geheim');
    asked = [];
    // Looks public to the first check; port 80 is allowed, and nothing must get as far as to try it.
    expect(await fetchPage({ url: 'http://rebind.stadt.de/' }, made(false))).toMatchObject({
      kind: 'refused',
      reason: 'address-internal',
    });
    expect(names).toEqual(['rebind.stadt.de']);
    const url = `http://rebind.stadt.de:${new URL(origin).port}/`;
    expect(await fetchPage({ url }, made(true))).toMatchObject({ kind: 'content' });
    expect(asked.map((request) => request.headers.host)).toEqual([new URL(url).host]);
  });

  it('reads our own pages without the network, with conditions and bounds', async () => {
    const seen: string[] = [];
    const made = outside(async (request) => {
      seen.push(`${request.url} ${request.headers.get('if-none-match')}`);
      return request.headers.has('if-none-match')
        ? new Response(null, { status: 304 })
        : new Response('x'.repeat(50), { headers: { 'content-type': 'text/html', etag: '"7"' } });
    });
    const url = 'https://assistent.stadt.de/demo/';
    expect(await fetchPage({ url }, made)).toMatchObject({ kind: 'content', etag: '"7"', bytes: { byteLength: 50 } });
    expect(await fetchPage({ url, etag: '"7"' }, made)).toMatchObject({ kind: 'unchanged' });
    expect(await fetchPage({ url, largest: () => 20 }, made)).toMatchObject({ kind: 'refused', reason: 'too-large' });
    expect(seen).toEqual([`${url} null`, `${url} "7"`, `${url} null`]);
  });

  it('does not take a look-alike for our own', async () => {
    const made = outside(async () => new Response('eigen'));
    expect(await fetchPage({ url: 'http://127.0.0.1/https://assistent.stadt.de/' }, made)).toMatchObject({
      kind: 'refused',
    });
  });
});
