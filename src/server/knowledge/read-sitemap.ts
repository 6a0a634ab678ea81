/** Sitemaps (sitemaps.org 0.9): plain, as an index, packed with gzip, or a list of addresses as text. Bounded in number, size and depth. */
import { gunzipSync } from 'node:zlib';
import { XMLParser } from 'fast-xml-parser';
import type { FetchPage } from './fetch-page.ts';

export interface SitemapEntry {
  url: string;
  /** ISO 8601 date of the last change as the sitemap says. */
  changedOn: string | null;
}

export interface Sitemaps {
  entries: SitemapEntry[];
  /** False if a sitemap that should be there could not be read: then a page that no sitemap names is not thereby gone. */
  complete: boolean;
}

/** The standard allows 50 MB; nobody's town hall has that, and XML unpacks to many times its size in memory. */
const LARGEST = 25 * 1024 * 1024;
const MOST_FILES = 60;
const MOST_ENTRIES = 50_000;
const DEEPEST = 3;

export async function readSitemaps(
  { fetchPage }: { fetchPage: FetchPage },
  {
    named,
    guessed,
    interval,
    allows,
  }: {
    /** From robots.txt. */
    named: readonly string[];
    /** Where one usually is; it need not exist. */
    guessed: readonly string[];
    interval: number;
    /** Whether an address may be fetched at all. */
    allows: (url: string) => boolean;
  },
  signal: AbortSignal,
): Promise<Sitemaps> {
  const entries = new Map<string, SitemapEntry>();
  const seen = new Set<string>();
  const waiting = [
    ...named.map((url) => ({ url, depth: 0, expected: true })),
    ...guessed.map((url) => ({ url, depth: 0, expected: false })),
  ];
  let complete = true;
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    if (seen.has(next.url) || !allows(next.url)) continue;
    if (seen.size >= MOST_FILES || entries.size >= MOST_ENTRIES) {
      complete = false;
      break;
    }
    seen.add(next.url);
    const fetched = await fetchPage(
      { url: next.url, accept: 'application/xml,text/xml,*/*;q=0.5', largest: () => LARGEST, interval, redirects: 5 },
      signal,
    );
    if (fetched.kind !== 'content') {
      // A guessed one that answers with an error is no sitemap, unless the server as a whole is ill.
      if (fetched.kind === 'failed' || (next.expected && fetched.kind !== 'gone')) complete = false;
      continue;
    }
    const file = readSitemap(fetched.bytes);
    if (file === null) {
      if (next.expected) complete = false;
      continue;
    }
    for (const entry of file.entries) {
      if (entries.size >= MOST_ENTRIES) break;
      if (!entries.has(entry.url)) entries.set(entry.url, entry);
    }
    if (next.depth < DEEPEST) {
      for (const url of file.sitemaps) waiting.push({ url, depth: next.depth + 1, expected: true });
    }
  }
  return { entries: withoutBuildDates([...entries.values()]), complete };
}

/** Null if it is no sitemap. */
export function readSitemap(bytes: Uint8Array): { entries: SitemapEntry[]; sitemaps: string[] } | null {
  let unpacked: Uint8Array = bytes;
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      unpacked = gunzipSync(bytes, { maxOutputLength: LARGEST });
    } catch {
      // Damaged, or larger than any sitemap: none of it is used.
      return null;
    }
  }
  const text = new TextDecoder().decode(unpacked).trim();
  if (!text.startsWith('<')) return readAddressList(text);
  // Entities are declared in a document type: a sitemap needs none, a bomb does.
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) return null;
  let parsed: unknown;
  try {
    parsed = new XMLParser({
      ignoreAttributes: true,
      removeNSPrefix: true,
      parseTagValue: false,
      isArray: (name) => name === 'url' || name === 'sitemap',
      // A large sitemap has more ampersands than the parser expects of a harmless text.
      processEntities: { enabled: true, maxTotalExpansions: MOST_ENTRIES * 20, maxExpandedLength: LARGEST },
    }).parse(text);
  } catch {
    // Not XML after all.
    return null;
  }
  if (!isObject(parsed)) return null;
  const set = parsed['urlset'];
  const index = parsed['sitemapindex'];
  if (set === undefined && index === undefined) return null;
  return {
    entries: children(set, 'url').flatMap((entry) => {
      const url = textOf(entry['loc']);
      const changed = /^\d{4}-\d{2}-\d{2}/.exec(textOf(entry['lastmod']))?.[0];
      return url === '' ? [] : [{ url, changedOn: changed && !Number.isNaN(Date.parse(changed)) ? changed : null }];
    }),
    sitemaps: children(index, 'sitemap')
      .map((entry) => textOf(entry['loc']))
      .filter((url) => URL.canParse(url)),
  };
}

function readAddressList(text: string): { entries: SitemapEntry[]; sitemaps: string[] } | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const urls = lines.filter((line) => /^https?:\/\/\S+$/.test(line));
  // A page of words is no list of addresses.
  if (urls.length === 0 || urls.length < lines.filter((line) => line !== '').length) return null;
  return { entries: urls.map((url) => ({ url, changedOn: null })), sitemaps: [] };
}

/** Where all pages claim the same day, it is the day on which the sitemap was made. */
function withoutBuildDates(entries: SitemapEntry[]): SitemapEntry[] {
  const days = new Map<string, number>();
  for (const { changedOn } of entries) if (changedOn) days.set(changedOn, (days.get(changedOn) ?? 0) + 1);
  return entries.map((entry) =>
    entry.changedOn && entries.length > 10 && (days.get(entry.changedOn) ?? 0) > entries.length / 2
      ? { ...entry, changedOn: null }
      : entry,
  );
}

function children(parent: unknown, name: string): Record<string, unknown>[] {
  const list = isObject(parent) ? parent[name] : undefined;
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
