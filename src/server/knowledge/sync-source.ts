/**
 * Reads a website: breadth first, politely, and so that nothing is lost. Every address that was found stands in the database until it is
 * done; a sync that was killed goes on at the page it was on. A page that was there and is not found any more goes out of the
 * answers at the end of the same sync, unless so many are missing that the site must be broken.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { type CrawlScope, createScope, createTrapGuard } from './crawl-scope.ts';
import { cutPassages } from './cut-passages.ts';
import type { Fetched, FetchedContent, FetchPage } from './fetch-page.ts';
import type { Boilerplate } from './find-boilerplate.ts';
import { columnsOf, learnSite, leftOutOf, packHtml } from './learn-site.ts';
import { normaliseAddress } from './normalise-address.ts';
import type { Passage } from './page-content.ts';
import { largestOf, type ReadContent, readContent, readRobotsTag } from './read-content.ts';
import { type Robots, readRobots } from './read-robots.ts';
import { readSitemaps } from './read-sitemap.ts';
import type { Loss, SyncCounts } from './schema.ts';
import {
  type Address,
  addAddresses,
  applyLosses,
  closeSync,
  countLosses,
  countOutcomes,
  findSameContent,
  type KnownPage,
  loseUnseen,
  markDone,
  movePages,
  NO_COUNTS,
  openSync,
  type PageOutcome,
  readFrontierState,
  readPage,
  readSource,
  readWaiting,
  type SourceRow,
  type SyncRow,
  updateSource,
  writeCounts,
  writeLoss,
  writePage,
} from './store.ts';

export interface SyncDependencies {
  db: Database;
  clock: Clock;
  log: Log;
  fetchPage: FetchPage;
  /** Brings search up to date. Called on the way of a first reading, so that the first pages answer early, and at the end. */
  passagesChanged: (change: { anyChanged: boolean; last: boolean }, signal: AbortSignal) => Promise<void>;
}

export interface SyncOutcome {
  syncId: string;
  /** `kept`: the site lost more than half of its pages, so they stay in the answers and a person is asked to look. */
  state: 'done' | 'kept' | 'failed';
  /** Why it failed or kept the old pages, or what was not read: a code of `messages`. */
  reason: string | null;
  counts: SyncCounts;
}

const AT_ONCE = 2;
const WAITING_AT_ONCE = 50;
const MOST_REDIRECTS = 5;
const MOST_LINKS = 1_000;
/** A copy of a copy of a copy. */
const MOST_WAITING = 3;
/** Addresses noted for each page that may be read: a bound for sites that link to ever new ones. */
const NOTED_PER_PAGE = 4;
/** A first reading makes its pages findable after so many, then each time their number has tripled. */
const FIRST_LOOK = 8;
const COUNTS_EVERY = 500;
/** A site with fewer pages may well lose half of them. */
const LOSS_OF_NOTE = 4;

interface Crawl {
  deps: SyncDependencies;
  source: SourceRow;
  sync: SyncRow;
  scope: CrawlScope;
  robots: Robots;
  /** Milliseconds between requests. */
  interval: number;
  boilerplate: Boilerplate | null;
  /** Addresses of this sync, done or not. */
  noted: Set<string>;
  traps: ReturnType<typeof createTrapGuard>;
  position: number;
  read: number;
  counts: SyncCounts;
  countsWrittenAt: number;
  /** Redirects that led to an address. */
  hops: Map<string, number>;
  /** Addresses being read now. */
  reading: Map<string, Promise<void>>;
  /** Addresses that this process has begun to read. */
  taken: Set<string>;
  /** Which page waits for which other one to be read first. */
  waits: Map<string, string>;
  /** Dates from the sitemap by address. */
  dates: Map<string, string>;
  /** False as soon as pages may exist that this sync cannot come across. */
  complete: boolean;
  /** The limit of pages was reached before all were read. */
  limited: boolean;
  passagesChanged: boolean;
  signal: AbortSignal;
}

/**
 * Reads what is asked of the source, or goes on with an interrupted sync; null if there is nothing to do.
 * Rejects with the signal's reason when it is aborted: the sync then stays open and is resumed by the next call.
 */
export async function syncSource(
  deps: SyncDependencies,
  { sourceId, trigger }: { sourceId: string; trigger?: SyncRow['trigger'] },
  signal: AbortSignal,
): Promise<SyncOutcome | null> {
  const { db, clock, log } = deps;
  const source = await readSource(db, sourceId);
  if (source === null || source.kind === 'import') return null;
  const opened = await openSync(db, { sourceId, trigger: trigger ?? null, now: clock.now() });
  if (opened === null) return null;
  const { sync } = opened;
  log.info({ source: source.url, sync: sync.id, resumed: opened.resumed, trigger: sync.trigger }, 'a sync begins');

  try {
    const crawl = await prepare(deps, source, sync, signal);
    const failure = await readAll(crawl);
    const outcome = failure === null ? await settle(crawl) : await fail(crawl, failure);
    log.info({ source: crawl.source.url, sync: sync.id, ...outcome }, 'a sync ended');
    return outcome;
  } catch (error) {
    if (signal.aborted || (await readSource(db, sourceId)) !== null) throw error;
    log.info({ source: source.url }, 'the source was removed while it was read');
    return null;
  }
}

async function prepare(deps: SyncDependencies, source: SourceRow, sync: SyncRow, signal: AbortSignal): Promise<Crawl> {
  const frontier = await readFrontierState(deps.db, sync.id);
  const traps = createTrapGuard();
  for (const url of frontier.urls) traps.isTrap(url);
  const states = await countOutcomes(deps.db, { sourceId: source.id, syncId: sync.id });
  return {
    deps,
    source,
    sync,
    scope: createScope(source.url, source.options),
    robots: { allows: () => true, crawlDelay: null, sitemaps: [] },
    interval: 1_000 / source.options.requestsPerSecond,
    boilerplate: source.boilerplate as Boilerplate | null,
    noted: frontier.urls,
    traps,
    position: frontier.position,
    read: frontier.done,
    counts: { ...NO_COUNTS, ...states, read: frontier.done, waiting: frontier.urls.size - frontier.done },
    countsWrittenAt: 0,
    hops: new Map(),
    reading: new Map(),
    taken: new Set(),
    waits: new Map(),
    dates: new Map(),
    complete: true,
    limited: false,
    passagesChanged: false,
    signal,
  };
}

/** Null when all was read that is to be read, else why the source cannot be read at all. */
async function readAll(crawl: Crawl): Promise<string | null> {
  const { deps, source, sync } = crawl;
  const obeyed = await obeyRobots(crawl);
  if (obeyed !== null) return obeyed;
  if (sync.addresses !== null) {
    const wanted = sync.addresses.map((url) => crawl.scope.address(url)).filter((url) => url !== null);
    await addAddresses(deps.db, sync.id, note(crawl, wanted, { depth: 1, referrer: null, fromSitemap: false }));
    await readWaitingAddresses(crawl);
    return null;
  }
  const start = normaliseAddress(source.url) ?? source.url;
  await addAddresses(deps.db, sync.id, note(crawl, [start], { depth: 0, referrer: null, fromSitemap: false }));
  const unreachable = await readStart(crawl);
  if (unreachable !== null) return unreachable;
  await addSitemaps(crawl);
  await readWaitingAddresses(crawl);
  return null;
}

async function obeyRobots(crawl: Crawl): Promise<string | null> {
  const { deps, source, signal } = crawl;
  const robots = await readRobots(deps, { origin: new URL(source.url).origin, interval: crawl.interval }, signal);
  if ('unreachable' in robots) {
    // The reason of the network says more than that robots.txt is missing.
    return robots.unreachable.startsWith('http-') ? 'robots-unreachable' : robots.unreachable;
  }
  crawl.robots = robots;
  crawl.interval = Math.max(1_000 / source.options.requestsPerSecond, robots.crawlDelay ?? 0);
  return null;
}

/** The start page and where it redirects to. It decides whether there is a website at all, and under which address it wants to be read. */
async function readStart(crawl: Crawl): Promise<string | null> {
  const { db } = crawl.deps;
  let found = false;
  let failure: string | null = null;
  for (;;) {
    const [address] = await readWaiting(db, { syncId: crawl.sync.id, except: [], depth: 0, limit: 1 });
    // Done before the sync was interrupted.
    if (address === undefined) return found || failure === null ? null : failure;
    const moved = await readAddress(crawl, address);
    if (moved === 'relocated') {
      const refused = await obeyRobots(crawl);
      if (refused !== null) return refused;
      continue;
    }
    const outcome = await readPage(db, crawl.source.id, address.url);
    const state = outcome?.lost?.state ?? outcome?.state;
    const reason = outcome?.lost?.reason ?? outcome?.reason ?? 'connection';
    if (state === 'new' || state === 'changed' || state === 'same' || reason === 'noindex' || reason === 'duplicate') {
      found = true;
    } else if (reason !== 'redirect') failure = reason;
  }
}

async function addSitemaps(crawl: Crawl): Promise<void> {
  const { deps, source, sync, scope, robots, interval, signal } = crawl;
  const home = new URL(source.url);
  const sitemaps = await readSitemaps(
    deps,
    {
      named: robots.sitemaps.filter((url) => URL.canParse(url)),
      guessed: [...new Set([`${home.origin}/sitemap.xml`, new URL('sitemap.xml', home).href])],
      interval,
      allows: (url) => scope.sameSite(url) && robots.allows(url),
    },
    signal,
  );
  if (!sitemaps.complete) crawl.complete = false;
  const urls: string[] = [];
  for (const { url, changedOn } of sitemaps.entries) {
    const address = scope.address(url);
    if (address === null) continue;
    urls.push(address);
    if (changedOn !== null) crawl.dates.set(address, changedOn);
  }
  await addAddresses(deps.db, sync.id, note(crawl, urls, { depth: 1, referrer: null, fromSitemap: true }));
}

/** Addresses that are new to this sync, with their place in the queue. */
function note(
  crawl: Crawl,
  urls: readonly string[],
  place: { depth: number; referrer: string | null; fromSitemap: boolean },
): Address[] {
  const { options } = crawl.source;
  const added: Address[] = [];
  if (place.depth > options.maxDepth) return added;
  for (const url of urls) {
    if (crawl.noted.has(url)) continue;
    if (crawl.noted.size >= options.maxPages * NOTED_PER_PAGE) {
      crawl.complete = false;
      break;
    }
    if (crawl.traps.isTrap(url)) continue;
    crawl.noted.add(url);
    crawl.position += 1;
    crawl.counts.waiting += 1;
    added.push({ url, position: crawl.position, ...place });
  }
  return added;
}

async function readWaitingAddresses(crawl: Crawl): Promise<void> {
  const { deps, source, sync, signal } = crawl;
  let queue: Address[] = [];
  let filling: Promise<void> | null = null;
  let looks = FIRST_LOOK;
  const fill = async () => {
    queue = await readWaiting(deps.db, {
      syncId: sync.id,
      except: [...crawl.reading.keys()],
      limit: WAITING_AT_ONCE,
    });
    filling = null;
  };
  const next = async (): Promise<Address | null> => {
    for (;;) {
      signal.throwIfAborted();
      const address = queue.shift();
      // What waited in memory may meanwhile have been read as another page's original.
      if (address !== undefined && crawl.taken.has(address.url)) continue;
      if (address !== undefined) return address;
      filling ??= fill();
      await filling;
      if (queue.length > 0) continue;
      if (crawl.reading.size === 0) return null;
      // The pages being read may bring new addresses.
      await Promise.race(crawl.reading.values());
    }
  };
  const worker = async () => {
    while (crawl.read + crawl.reading.size < source.options.maxPages) {
      const address = await next();
      if (address === null) return;
      await reading(crawl, address);
      if (sync.livePages === 0 && crawl.read >= looks) {
        looks = crawl.read * 3;
        await makeFindable(crawl);
      }
    }
  };
  // One failing ends the sync; the other must not go on behind its back.
  const results = await Promise.allSettled(Array.from({ length: AT_ONCE }, worker));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  const [left] = await readWaiting(deps.db, { syncId: sync.id, except: [], limit: 1 });
  crawl.limited = left !== undefined;
  crawl.complete &&= left === undefined;
}

/** Reads an address and lets others wait for it. */
function reading(crawl: Crawl, address: Address, waiting: readonly string[] = []): Promise<void> {
  crawl.taken.add(address.url);
  const under = readAddress(crawl, address, waiting)
    .then(() => undefined)
    .finally(() => crawl.reading.delete(address.url));
  // Whoever waits for it learns of the failure from the worker that reads it.
  under.catch(() => undefined);
  crawl.reading.set(address.url, under);
  return under;
}

/** Pages read so far become findable while the rest is still being read. */
async function makeFindable(crawl: Crawl): Promise<void> {
  const { deps, source, signal } = crawl;
  const learned = await learnSite(deps, { sourceId: source.id }, signal);
  crawl.boilerplate = learned.boilerplate;
  await deps.passagesChanged({ anyChanged: true, last: false }, signal);
}

// --- one address ----------------------------------------------------------------------------------------------------

type Verdict =
  | { kind: 'lost'; loss: Loss; links: readonly string[] }
  | { kind: 'failed'; reason: string; status: number | null }
  | { kind: 'read'; columns: PageOutcome['columns']; passages: PageOutcome['passages']; links: readonly string[] };

/** `waiting`: addresses that wait for this one, as it may be what they are copies of. */
async function readAddress(
  crawl: Crawl,
  address: Address,
  waiting: readonly string[] = [],
): Promise<'read' | 'relocated'> {
  const { deps, source, sync, signal } = crawl;
  const { url } = address;
  const known = await readPage(deps.db, source.id, url);
  if (!crawl.robots.allows(url)) {
    await record(crawl, address, known, refusal(url, 'robots', null));
    return 'read';
  }
  const fetched = await deps.fetchPage(
    {
      url,
      etag: known?.etag ?? null,
      lastModified: known?.lastModified ?? null,
      largest: (type) => largestOf(type, source.options.documents),
      interval: crawl.interval,
    },
    signal,
  );
  if (fetched.kind === 'redirect' && (await relocate(crawl, address, fetched.to))) return 'relocated';
  const verdict = await judge(crawl, address, known, fetched, waiting);
  try {
    await record(crawl, address, known, verdict);
  } catch (error) {
    if (!isUnstorable(error)) throw error;
    deps.log.error({ err: error, url }, 'a page could not be stored');
    // Its links were noted, but not written.
    crawl.complete = false;
    await record(crawl, address, known, { kind: 'failed', reason: 'unreadable', status: null });
  }
  return 'read';

  /** `http://stadt.de` that answers with `https://www.stadt.de`: the source takes that address from now on. */
  async function relocate(crawl: Crawl, from: Address, to: string): Promise<boolean> {
    const home = new URL(crawl.source.url);
    const target = new URL(to);
    if (from.depth !== 0 || target.origin === home.origin || !crawl.scope.sameSite(to)) return false;
    const moved = new URL(home.pathname + home.search, target.origin).href;
    const updated = await updateSource(deps.db, crawl.source.id, { url: moved });
    if (updated === null || updated === false) return false;
    deps.log.info({ from: crawl.source.url, to: moved }, 'the source has another address');
    await movePages(deps.db, crawl.source.id, { from: `${home.origin}/`, to: `${target.origin}/` });
    crawl.source = updated;
    crawl.scope = createScope(moved, updated.options);
    const next = crawl.scope.address(to) ?? normaliseAddress(to);
    if (next !== null) {
      const added = note(crawl, [next], { depth: 0, referrer: null, fromSitemap: false });
      await addAddresses(deps.db, sync.id, added);
    }
    await markDone(deps.db, sync.id, from.url);
    crawl.counts.waiting -= 1;
    return true;
  }
}

/** PostgreSQL's classes for data that it cannot hold: 22 (data exception), 54 (limit exceeded). */
function isUnstorable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('code' in error && typeof error.code === 'string') return /^(?:22|54)/.test(error.code);
  return isUnstorable(error.cause);
}

function refusal(url: string, reason: string, status: number | null, links: readonly string[] = []): Verdict {
  return { kind: 'lost', loss: { state: 'refused', reason, httpStatus: status, canonicalUrl: url }, links };
}

async function judge(
  crawl: Crawl,
  address: Address,
  known: KnownPage | null,
  fetched: Fetched,
  waiting: readonly string[],
): Promise<Verdict> {
  const { url } = address;
  switch (fetched.kind) {
    case 'failed':
      return { kind: 'failed', reason: fetched.reason, status: fetched.status };
    case 'refused':
      return refusal(url, fetched.reason, fetched.status);
    case 'gone':
      return {
        kind: 'lost',
        loss: { state: 'gone', reason: fetched.reason, httpStatus: fetched.status, canonicalUrl: url },
        links: [],
      };
    case 'redirect':
      return followRedirect(crawl, address, fetched);
    case 'unchanged':
      // Nobody asked whether it changed.
      if (known === null) return { kind: 'failed', reason: 'http-304', status: 304 };
      return judgeUnchanged(known, url, fetched.robotsTag, 304);
    case 'content':
      return judgeContent(crawl, address, known, fetched, waiting);
  }
}

/** The page lives where the redirect leads: that address gets a turn of its own, with all checks. */
async function followRedirect(
  crawl: Crawl,
  { url, depth }: Address,
  { to, status }: { to: string; status: number },
): Promise<Verdict> {
  const { scope, hops } = crawl;
  // The start page may lead out of its own folder (`/` → `/de/start`), never to another website.
  const target = scope.address(to) ?? (depth === 0 && scope.sameSite(to) ? normaliseAddress(to) : null);
  if (target === null) return refusal(url, 'redirect-outside', status);
  if (target === url) return refusal(url, 'redirect-loop', status);
  const hop = (hops.get(url) ?? 0) + 1;
  if (hop > MOST_REDIRECTS) return refusal(url, 'too-many-redirects', status);
  if (!crawl.noted.has(target)) hops.set(target, hop);
  return {
    kind: 'lost',
    loss: { state: 'refused', reason: 'redirect', httpStatus: status, canonicalUrl: target },
    links: [target],
  };
}

function judgeUnchanged(known: KnownPage, url: string, robotsTag: string | null, status: number): Verdict {
  const directives = readRobotsTag(robotsTag);
  const links = directives.nofollow ? [] : known.links;
  // What was asked not to be found is asked for again only if it changed.
  if (!known?.live)
    return {
      kind: 'read',
      columns: { state: 'refused', reason: known?.reason ?? 'noindex', httpStatus: status },
      passages: null,
      links,
    };
  if (directives.noindex) return refusal(url, 'noindex', status, links);
  return { kind: 'read', columns: { state: 'same', reason: null, httpStatus: status }, passages: null, links };
}

async function judgeContent(
  crawl: Crawl,
  address: Address,
  known: KnownPage | null,
  fetched: FetchedContent,
  waiting: readonly string[],
): Promise<Verdict> {
  const { url } = address;
  const { status } = fetched;
  const contentHash = createHash('sha256').update(fetched.bytes).digest('hex');
  const validators = { etag: fetched.etag, lastModified: fetched.lastModified };
  if (known?.live && known.contentHash === contentHash) {
    const verdict = judgeUnchanged(known, url, fetched.robotsTag, status);
    return verdict.kind === 'read' ? { ...verdict, columns: { ...verdict.columns, ...validators } } : verdict;
  }

  // Kept: it may be learned anew while this page is being read, and what is left out is noted by it.
  const { boilerplate } = crawl;
  const read = await readSafely(crawl, fetched, boilerplate);
  if (read.kind === 'unreadable') return refusal(url, read.reason, status);

  const header = readRobotsTag(fetched.robotsTag);
  const page = read.kind === 'web' ? read.content.directives : { noindex: false, nofollow: false };
  const links = header.nofollow || page.nofollow ? [] : linksOf(crawl.scope, read.content.links, url);
  if (header.noindex || page.noindex) {
    const verdict = refusal(url, 'noindex', status, links);
    // Not live and not to be: its validators spare the next sync the transfer.
    return known?.live
      ? verdict
      : {
          kind: 'read',
          columns: {
            ...{ state: 'refused', reason: 'noindex', httpStatus: status, canonicalUrl: url, links: [...links] },
            ...{ ...validators, contentHash: null, html: null, fingerprints: [] },
          },
          passages: null,
          links,
        };
  }
  const original =
    (read.kind === 'web' ? await canonicalOf(crawl, address, read.content.canonical, waiting) : null) ??
    (await sameContentOf(crawl, address, contentHash, waiting));
  if (original !== null) {
    return {
      kind: 'lost',
      loss: { state: 'refused', reason: 'duplicate', httpStatus: status, canonicalUrl: original },
      links,
    };
  }

  const web = read.kind === 'web' ? read : null;
  return {
    kind: 'read',
    columns: {
      state: known?.live ? 'changed' : 'new',
      reason: null,
      httpStatus: status,
      canonicalUrl: url,
      ...validators,
      contentHash,
      ...columnsOf(read.content),
      changedOn: read.content.changedOn ?? crawl.dates.get(url) ?? null,
      html: web === null ? null : packHtml(web.html),
      fingerprints: web?.fingerprints ?? [],
      leftOut: web === null ? null : leftOutOf(web.fingerprints, boilerplate),
      links: [...links],
    },
    passages: read.passages,
    links,
  };
}

/** Links to the same website, whether they are read or not: the options may change while the page stays the same. */
function linksOf(scope: CrawlScope, found: readonly string[], url: string): string[] {
  const links = new Set<string>();
  for (const href of found) {
    const address = scope.sameSite(href) ? normaliseAddress(href) : null;
    if (address !== null && address !== url) links.add(address);
    if (links.size >= MOST_LINKS) break;
  }
  return [...links];
}

/** A page that breaks the extraction is a page that cannot be read, not the end of the sync. */
async function readSafely(
  crawl: Crawl,
  fetched: FetchedContent,
  boilerplate: Boilerplate | null,
): Promise<
  (Exclude<ReadContent, { kind: 'unreadable' }> & { passages: Passage[] }) | { kind: 'unreadable'; reason: string }
> {
  try {
    const read = await readContent({
      fetched,
      boilerplate,
      documents: crawl.source.options.documents,
    });
    return read.kind === 'unreadable' ? read : { ...read, passages: cutPassages(read.content) };
  } catch (error) {
    crawl.signal.throwIfAborted();
    crawl.deps.log.error({ err: error, url: fetched.url }, 'a page could not be extracted');
    return { kind: 'unreadable', reason: 'unreadable' };
  }
}

/** Where the page says that it really lives, if that is another page of this source that can be read; else null. */
async function canonicalOf(
  crawl: Crawl,
  address: Address,
  said: string | null,
  waiting: readonly string[],
): Promise<string | null> {
  const target = said === null ? null : crawl.scope.address(said);
  if (target === null || target === address.url || !crawl.robots.allows(target)) return null;
  // A template that names the start page on every page: found on many a town's website.
  const start = normaliseAddress(crawl.source.url);
  if (target === start && new URL(target).pathname !== new URL(address.url).pathname) return null;
  const found = await readFirst(crawl, address, target, waiting);
  return found === null ? null : target;
}

/** Another page with the very same bytes: a second address of it, or a server that answers everything with one page. */
async function sameContentOf(
  crawl: Crawl,
  address: Address,
  contentHash: string,
  waiting: readonly string[],
): Promise<string | null> {
  const { url } = address;
  const same = await findSameContent(crawl.deps.db, { sourceId: crawl.source.id, contentHash, url });
  if (same === null) return null;
  const found = await readFirst(crawl, address, same, waiting);
  return found?.contentHash === contentHash ? same : null;
}

/** The page at `target` as of this sync, read now if need be, so that no page is given up for one that is not there; null if it does not answer. */
async function readFirst(
  crawl: Crawl,
  address: Address,
  target: string,
  waiting: readonly string[],
): Promise<KnownPage | null> {
  const { deps, source, sync } = crawl;
  // Two pages that name each other: the one that was read first stands aside.
  if (waiting.includes(target) || waiting.length >= MOST_WAITING) return null;
  const under = crawl.reading.get(target);
  if (under !== undefined) {
    if (waitsFor(crawl, target, address.url)) return null;
    crawl.waits.set(address.url, target);
    await under.finally(() => crawl.waits.delete(address.url));
  } else if ((await readPage(deps.db, source.id, target))?.seenBy !== sync.id) {
    const added = note(crawl, [target], { depth: address.depth, referrer: address.url, fromSitemap: false });
    await addAddresses(deps.db, sync.id, added);
    // A trap or beyond a limit: it will not be read.
    if (!crawl.noted.has(target)) return null;
    await reading(crawl, { ...address, url: target, referrer: address.url }, [...waiting, address.url]);
  }
  const found = await readPage(deps.db, source.id, target);
  const answers = found?.seenBy === sync.id && found.live && found.lost === null && found.state !== 'failed';
  return answers ? found : null;
}

function waitsFor(crawl: Crawl, url: string, target: string): boolean {
  let at: string | undefined = url;
  for (let steps = 0; at !== undefined && steps < AT_ONCE * MOST_WAITING; steps += 1) {
    if (at === target) return true;
    at = crawl.waits.get(at);
  }
  return false;
}

function inScope({ scope }: Crawl, links: readonly string[]): string[] {
  return links.map((link) => scope.address(link)).filter((link) => link !== null);
}

async function record(crawl: Crawl, address: Address, known: KnownPage | null, verdict: Verdict): Promise<void> {
  const { deps, source, sync } = crawl;
  const { url } = address;
  const now = deps.clock.now();
  const follow = (links: readonly string[]) =>
    sync.addresses === null
      ? note(crawl, inScope(crawl, links), { depth: address.depth + 1, referrer: url, fromSitemap: false })
      : [];
  const place = { depth: address.depth, referrer: address.referrer, fetchedAt: now, seenBy: sync.id, lost: null };
  const base = { sourceId: source.id, syncId: sync.id, url };
  let state =
    verdict.kind === 'lost' ? verdict.loss.state : verdict.kind === 'failed' ? 'failed' : verdict.columns.state;

  if (verdict.kind === 'failed') {
    // What it said before stays in the answers, and what it linked to is still looked for.
    const forgotten = known?.live ? {} : { etag: null, lastModified: null, contentHash: null };
    await writePage(deps.db, {
      ...base,
      columns: { state: 'failed', reason: verdict.reason, httpStatus: verdict.status, ...place, ...forgotten },
      passages: null,
      addresses: follow(known?.links ?? []),
    });
    // What a page links to that was never read is not known.
    crawl.complete &&= known !== null;
  } else if (verdict.kind === 'lost') {
    // A redirect is no step down: its target is the same page.
    const addresses =
      verdict.loss.reason === 'redirect'
        ? note(crawl, verdict.links, { depth: address.depth, referrer: url, fromSitemap: false })
        : follow(verdict.links);
    if (known?.live) {
      await writeLoss(deps.db, { ...base, loss: verdict.loss, addresses });
    } else {
      const { state: lostState, reason, httpStatus, canonicalUrl } = verdict.loss;
      await writePage(deps.db, {
        ...base,
        columns: {
          ...{ state: lostState, reason, httpStatus, canonicalUrl, ...place },
          ...{
            etag: null,
            lastModified: null,
            contentHash: null,
            html: null,
            fingerprints: [],
            links: [...verdict.links],
          },
        },
        passages: null,
        addresses,
      });
    }
  } else {
    const { passagesChanged } = await writePage(deps.db, {
      ...base,
      columns: { ...verdict.columns, ...place },
      passages: verdict.passages,
      addresses: follow(verdict.links),
    });
    crawl.passagesChanged ||= passagesChanged;
    if (state === 'changed' && !passagesChanged && known?.title === verdict.columns.title) {
      // Other bytes, the same words: a counter or a token in the page.
      state = 'same';
      await writePage(deps.db, { ...base, columns: { state }, passages: null, addresses: [] });
    }
  }
  crawl.read += 1;
  crawl.counts.read += 1;
  crawl.counts.waiting -= 1;
  crawl.counts[state] += 1;
  if (performance.now() - crawl.countsWrittenAt >= COUNTS_EVERY) {
    crawl.countsWrittenAt = performance.now();
    await writeCounts(deps.db, sync.id, crawl.counts);
  }
}

// --- the end --------------------------------------------------------------------------------------------------------

async function settle(crawl: Crawl): Promise<SyncOutcome> {
  const { deps, source, sync, signal } = crawl;
  const { db, log } = deps;
  const ids = { sourceId: source.id, syncId: sync.id };
  if (sync.addresses === null && crawl.complete) await loseUnseen(db, ids);
  const { lost, left } = await countLosses(db, source.id);
  const broken = !sync.acceptLoss && sync.livePages - left > LOSS_OF_NOTE && left < sync.livePages / 2 && lost > 0;
  if (broken)
    log.error({ source: source.url, lost, left }, 'the site lost more than half of its pages; the old ones are kept');
  else if ((await applyLosses(db, source.id)).removed > 0) crawl.passagesChanged = true;

  const learned = await learnSite(deps, { sourceId: source.id }, signal);
  // Always: an interrupted sync may have changed passages before.
  await deps.passagesChanged({ anyChanged: learned.passagesChanged || crawl.passagesChanged, last: true }, signal);

  const states = await countOutcomes(db, ids);
  const counts = { ...crawl.counts, ...states, waiting: 0 };
  const state = broken ? ('kept' as const) : ('done' as const);
  const reason = broken ? 'lost-pages' : crawl.limited ? 'page-limit' : null;
  const alarm = broken ? 'lost-pages' : sync.addresses === null ? null : undefined;
  await closeSync(db, { ...ids, state, reason, counts, alarm, now: deps.clock.now() });
  return { syncId: sync.id, state, reason, counts };
}

async function fail(crawl: Crawl, reason: string): Promise<SyncOutcome> {
  const { deps, source, sync } = crawl;
  deps.log.warn({ source: source.url, reason }, 'the source cannot be read; its pages stay as they are');
  const counts = { ...crawl.counts, waiting: 0 };
  const closed = {
    sourceId: source.id,
    syncId: sync.id,
    state: 'failed' as const,
    reason,
    counts,
    now: deps.clock.now(),
  };
  await closeSync(deps.db, { ...closed, alarm: 'unreachable' });
  return { syncId: sync.id, state: 'failed', reason, counts };
}
