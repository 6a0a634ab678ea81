/**
 * One request of the crawler, from address to bytes: guarded, polite, bounded in time and size, tried again a bounded number of
 * times. What a website may do to us (hang, flood, lie, redirect inwards) ends here as a value with a reason.
 */
import { pipeline, Readable, type Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { Agent, request } from 'undici';
import type { Log } from '../platform/log.ts';
import { checkAddress, guardedLookup, type Resolve } from './guard-address.ts';

export interface FetchRequest {
  /** Absolute, normalised. */
  url: string;
  /** From the last reading; the server may then answer that nothing changed. */
  etag?: string | null;
  lastModified?: string | null;
  accept?: string;
  /** Most bytes after unpacking, by the type that the server declares (lower case, without parameters); null: this type is not read. */
  largest: (contentType: string) => number | null;
  /** Larger bodies are cut instead of refused. */
  truncate?: boolean;
  /** Least milliseconds between two requests to the host. */
  interval: number;
  /** Redirects that are followed; further ones are given back. Default: 0. */
  redirects?: number;
}

export interface FetchedContent {
  kind: 'content';
  /** Where it was found after redirects. */
  url: string;
  status: number;
  bytes: Uint8Array;
  contentType: string | null;
  etag: string | null;
  lastModified: string | null;
  /** The header X-Robots-Tag. */
  robotsTag: string | null;
}

export type Fetched =
  | FetchedContent
  /** As it was when the validators were given (304). */
  | { kind: 'unchanged'; url: string; robotsTag: string | null }
  | { kind: 'redirect'; url: string; to: string; status: number }
  | { kind: 'gone'; url: string; reason: string; status: number }
  /** Not to be read: by us (guard, type, size) or by the server (401, 403). */
  | { kind: 'refused'; url: string; reason: string; status: number | null }
  /** May work another time. */
  | { kind: 'failed'; url: string; reason: string; status: number | null };

/** Rejects only with the signal's reason. */
export type FetchPage = (request: FetchRequest, signal: AbortSignal) => Promise<Fetched>;

export interface PageFetcherOptions {
  userAgent: string;
  /** Internal networks may be read. */
  internal: boolean;
  /** Own pages, served in process without a network: addresses that begin with one of `prefixes`. */
  own?: { prefixes: readonly string[]; fetchInternal: (request: Request) => Promise<Response> } | null;
  log: Log;
  /** Resolves names; for tests. */
  resolve?: Resolve;
  /** Milliseconds; for tests. */
  times?: Partial<FetchTimes>;
}

export interface FetchTimes {
  /** Until a connection stands. */
  connect: number;
  /** Until the first byte of an answer. */
  firstByte: number;
  /** Between two pieces of a body. */
  betweenBytes: number;
  /** One try from start to end. */
  total: number;
  /** Before the first retry; the second waits twice as long. */
  retry: number;
  /** A server that asks us to wait longer than this is left alone until the next sync. */
  longestWait: number;
}

export interface PageFetcher {
  fetchPage: FetchPage;
  close(): Promise<void>;
}

const TIMES: FetchTimes = {
  connect: 10_000,
  firstByte: 15_000,
  betweenBytes: 10_000,
  total: 30_000,
  retry: 1_000,
  longestWait: 60_000,
};
const RETRIES = 2;
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504]);
const MOST_HOSTS = 1_000;
const ACCEPT = 'text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.5';

/** The name by which the crawler is known in robots.txt. */
export const ROBOT_NAME = 'Buergernah';

/** `Buergernah/0.1.0 (+contact)`: webmasters can see who reads and whom to write to. */
export function crawlerUserAgent({ version, contact }: { version: string; contact: string | null }): string {
  // A header takes printable ASCII only.
  const words = (contact ?? '')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/[()]/g, '')
    .trim();
  return `${ROBOT_NAME}/${version} (+${words || 'municipal website assistant; no contact configured'})`;
}

export function createPageFetcher(options: PageFetcherOptions): PageFetcher {
  const times = { ...TIMES, ...options.times };
  const agent = new Agent({
    connections: 4,
    pipelining: 1,
    keepAliveTimeout: 5_000,
    headersTimeout: times.firstByte,
    bodyTimeout: times.betweenBytes,
    maxHeaderSize: 32 * 1024,
    connect: {
      timeout: times.connect,
      lookup: guardedLookup({ internal: options.internal, ...(options.resolve ? { resolve: options.resolve } : {}) }),
    },
  });
  const pace = createPace();

  async function fetchPage(asked: FetchRequest, signal: AbortSignal): Promise<Fetched> {
    let url = asked.url;
    for (let redirects = asked.redirects ?? 0; ; redirects -= 1) {
      const fetched = await fetchWithRetries({ ...asked, url }, signal);
      if (fetched.kind !== 'redirect' || asked.redirects === undefined) return fetched;
      if (redirects === 0) return { kind: 'refused', url, reason: 'too-many-redirects', status: fetched.status };
      url = fetched.to;
    }
  }

  async function fetchWithRetries(asked: FetchRequest, signal: AbortSignal): Promise<Fetched> {
    const url = new URL(asked.url);
    const own = options.own?.prefixes.some((prefix) => asked.url.startsWith(prefix)) ? options.own : null;
    if (own === null) {
      const fault = checkAddress(url, { internal: options.internal });
      if (fault !== null) return { kind: 'refused', url: asked.url, reason: fault, status: null };
    }
    for (let attempt = 0; ; attempt += 1) {
      if (own === null) await pace.turn(url.host, asked.interval, signal);
      signal.throwIfAborted();
      const { fetched, retryAfter } = await fetchOnce(asked, own?.fetchInternal ?? null, signal);
      const again = fetched.kind === 'failed' && (fetched.status === null || RETRIED.has(fetched.status));
      if (!again || fetched.reason === 'certificate') return fetched;
      const wait = retryAfter ?? times.retry * 2 ** attempt;
      if (attempt >= RETRIES || wait > times.longestWait) return fetched;
      options.log.debug({ host: url.host, reason: fetched.reason, wait }, 'the crawler tries again');
      // An overloaded server is left alone by all requests, not by this one only.
      if (fetched.status === 429 || fetched.status === 503) pace.rest(url.host, wait);
      else await sleep(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  async function fetchOnce(
    asked: FetchRequest,
    fetchInternal: ((request: Request) => Promise<Response>) | null,
    signal: AbortSignal,
  ): Promise<{ fetched: Fetched; retryAfter: number | null }> {
    const deadline = AbortSignal.timeout(times.total);
    const either = AbortSignal.any([signal, deadline]);
    const headers: Record<string, string> = {
      'user-agent': options.userAgent,
      accept: asked.accept ?? ACCEPT,
      'accept-language': 'de, en;q=0.5, *;q=0.1',
      'accept-encoding': 'gzip, br',
      ...(asked.etag ? { 'if-none-match': asked.etag } : {}),
      ...(asked.lastModified ? { 'if-modified-since': asked.lastModified } : {}),
    };
    try {
      const answer =
        fetchInternal === null
          ? await askNetwork(agent, asked.url, headers, either)
          : await askOwn(fetchInternal, asked.url, headers, either);
      const retryAfter = readRetryAfter(answer.header('retry-after'));
      return { fetched: await readAnswer(asked, answer, either), retryAfter };
    } catch (error) {
      signal.throwIfAborted();
      const reason = deadline.aborted ? 'timeout' : reasonOf(error);
      const kind = reason === 'address-internal' ? 'refused' : 'failed';
      return { fetched: { kind, url: asked.url, reason, status: null }, retryAfter: null };
    }
  }

  return { fetchPage, close: () => agent.close() };
}

interface Answer {
  status: number;
  header(name: string): string | null;
  body: AsyncIterable<Uint8Array>;
  /** Ends the transfer without reading the rest. */
  discard(): void;
}

async function askNetwork(
  agent: Agent,
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer> {
  const response = await request(url, { dispatcher: agent, method: 'GET', headers, signal });
  // A body that is discarded reports the abort as an error of the stream: expected, and nobody else listens.
  response.body.on('error', () => undefined);
  return {
    status: response.statusCode,
    header: (name) => {
      const value = response.headers[name];
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
    },
    body: response.body,
    discard: () => response.body.destroy(),
  };
}

async function askOwn(
  fetchInternal: (request: Request) => Promise<Response>,
  url: string,
  { 'accept-encoding': _, ...headers }: Record<string, string>,
  signal: AbortSignal,
): Promise<Answer> {
  signal.throwIfAborted();
  const response = await fetchInternal(new Request(url, { headers, redirect: 'manual', signal }));
  const body = response.body;
  return {
    status: response.status,
    header: (name) => response.headers.get(name),
    body: body ?? emptyBody(),
    discard: () => {
      body?.cancel().catch(() => undefined);
    },
  };
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {
  yield* [];
}

async function readAnswer(asked: FetchRequest, answer: Answer, signal: AbortSignal): Promise<Fetched> {
  const { url } = asked;
  const { status } = answer;
  const done = <Outcome extends Fetched>(outcome: Outcome): Outcome => {
    answer.discard();
    return outcome;
  };
  const robotsTag = answer.header('x-robots-tag');
  if (status === 304) return done({ kind: 'unchanged', url, robotsTag });
  if (status >= 300 && status < 400) {
    const target = URL.parse(answer.header('location') ?? '', url);
    if (target === null || answer.header('location') === null)
      return done({ kind: 'failed', url, reason: 'redirect-without-target', status });
    target.hash = '';
    return done({ kind: 'redirect', url, to: target.href, status });
  }
  if (status === 404 || status === 410) return done({ kind: 'gone', url, reason: `http-${status}`, status });
  if ([401, 402, 403, 407, 451].includes(status))
    return done({ kind: 'refused', url, reason: `http-${status}`, status });
  if (status !== 200 && status !== 203) return done({ kind: 'failed', url, reason: `http-${status}`, status });

  const contentType = answer.header('content-type');
  const largest = asked.largest((contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '');
  if (largest === null) return done({ kind: 'refused', url, reason: 'type', status });
  const unpacked = unpack(answer.body, answer.header('content-encoding'));
  if (unpacked === null) return done({ kind: 'refused', url, reason: 'encoding', status });
  // What the server declares is packed size: enough to refuse, never enough to trust.
  if (!asked.truncate && Number(answer.header('content-length') ?? 0) > largest)
    return done({ kind: 'refused', url, reason: 'too-large', status });

  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of unpacked) {
    signal.throwIfAborted();
    size += piece.byteLength;
    pieces.push(piece);
    if (size > largest) {
      if (!asked.truncate) return done({ kind: 'refused', url, reason: 'too-large', status });
      break;
    }
  }
  answer.discard();
  const bytes = new Uint8Array(Buffer.concat(pieces).subarray(0, largest));
  const header = (name: string) => answer.header(name)?.slice(0, 500) || null;
  return {
    kind: 'content',
    url,
    status,
    bytes,
    contentType,
    etag: header('etag'),
    lastModified: header('last-modified'),
    robotsTag,
  };
}

/** Unpacks piece by piece, so that a bomb is seen at the limit and not after it; null: an encoding that we did not ask for. */
function unpack(body: AsyncIterable<Uint8Array>, encoding: string | null): AsyncIterable<Uint8Array> | null {
  switch ((encoding ?? '').trim().toLowerCase()) {
    case '':
    case 'identity':
      return body;
    case 'gzip':
    case 'x-gzip':
      return through(body, createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }));
    case 'deflate':
      return through(body, createInflate({ finishFlush: constants.Z_SYNC_FLUSH }));
    case 'br':
      return through(body, createBrotliDecompress());
    case 'zstd':
      return through(body, createZstdDecompress());
    default:
      return null;
  }
}

function through(body: AsyncIterable<Uint8Array>, stream: Transform): AsyncIterable<Uint8Array> {
  // A failure of either side destroys the stream, and with it reaches whoever reads it.
  pipeline(Readable.from(body), stream, () => undefined);
  return stream;
}

/** Seconds or a date, in milliseconds from now. */
function readRetryAfter(header: string | null): number | null {
  if (header === null) return null;
  if (/^\d{1,6}$/.test(header.trim())) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - Date.now());
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ADDRESS_REFUSED') return 'address-internal';
  if (/TIMEOUT|ETIMEDOUT/.test(code)) return 'timeout';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || code === 'EAI_FAIL') return 'dns';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO/.test(code)) return 'certificate';
  if (/^Z_|^ERR__ERROR|BROTLI|ZSTD|ERR_DECODER/.test(code)) return 'broken-encoding';
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large';
  return 'connection';
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
}

/** When each host may be asked next. Shared by all syncs of the process: two sources on one host do not ask twice as fast. */
function createPace() {
  const next = new Map<string, number>();
  return {
    /** Waits for the host's next turn and takes it. */
    async turn(host: string, interval: number, signal: AbortSignal): Promise<void> {
      const now = performance.now();
      const at = Math.max(now, next.get(host) ?? 0);
      next.delete(host);
      next.set(host, at + interval);
      for (const [old, free] of next) {
        if (next.size <= MOST_HOSTS || free > now) break;
        next.delete(old);
      }
      if (at > now) await sleep(at - now, undefined, { signal }).catch(() => signal.throwIfAborted());
    },
    rest(host: string, milliseconds: number): void {
      next.set(host, Math.max(next.get(host) ?? 0, performance.now() + milliseconds));
    },
  };
}
