/** What a site's pages share is learned from all of them, and pages from which something else is to be left out are extracted again, without being fetched. */
import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Database } from '../platform/database.ts';
import { cutPassages } from './cut-passages.ts';
import { extractHtml, type HtmlContent } from './extract-html.ts';
import { type Boilerplate, FEWEST_PAGES, learnBoilerplate } from './find-boilerplate.ts';
import { readFingerprints, readHtmlOf, writeBoilerplate, writePage } from './store.ts';

/** To be raised when extraction or cutting changes: stored pages are then extracted again by the next sync. */
const EXTRACTION = 1;
const BATCH = 200;
/** Shares are known well enough from so many pages; ids are random, so the first ones are a fair sample. */
const SAMPLE = 3_000;

/** Packs HTML for `page.html`. */
export function packHtml(html: string): Buffer {
  return gzipSync(Buffer.from(html, 'utf8'));
}

/** Identifies what is left out of a page with these fingerprints. */
export function leftOutOf(fingerprints: readonly string[], boilerplate: Boilerplate | null): string {
  const known = new Set(boilerplate?.fingerprints);
  const found = fingerprints.filter((fingerprint) => known.has(fingerprint)).toSorted();
  return createHash('sha256')
    .update(`${EXTRACTION}\n${found.join('\n')}`)
    .digest('base64url')
    .slice(0, 22);
}

/** Columns of a page that come from its HTML. */
export function columnsOf(
  content: Pick<HtmlContent, 'kind' | 'title' | 'description' | 'language' | 'breadcrumb' | 'structuredData'>,
) {
  const structuredData = JSON.stringify(content.structuredData).length > 200_000 ? [] : content.structuredData;
  return {
    kind: content.kind,
    title: content.title.slice(0, 500),
    description: content.description?.slice(0, 2_000) ?? null,
    language: content.language,
    breadcrumb: content.breadcrumb,
    structuredData,
  };
}

/** Learns the boilerplate of a source and applies it where it makes a difference. Idempotent; a crash in between is made good by the next run. */
export async function learnSite(
  { db }: { db: Database },
  { sourceId }: { sourceId: string },
  signal: AbortSignal,
): Promise<{ boilerplate: Boilerplate; extracted: number; passagesChanged: boolean }> {
  const boilerplate = await learn(db, sourceId);
  let extracted = 0;
  let passagesChanged = false;
  for await (const stored of eachPage(db, sourceId)) {
    signal.throwIfAborted();
    const leftOut = leftOutOf(stored.fingerprints, boilerplate);
    if (leftOut === stored.leftOut) continue;
    const found = await readHtmlOf(db, stored.id);
    if (found === null) continue;
    const html = gunzipSync(found.html).toString('utf8');
    const content = extractHtml({ html, url: stored.url, boilerplate });
    const written = await writePage(db, {
      sourceId,
      syncId: null,
      url: stored.url,
      columns: { state: found.state, ...columnsOf(content), leftOut },
      passages: cutPassages(content),
      addresses: [],
    });
    extracted += 1;
    passagesChanged ||= written.passagesChanged;
    // Extraction is work for the processor: questions are answered in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  await writeBoilerplate(db, sourceId, boilerplate);
  return { boilerplate, extracted, passagesChanged };
}

/** Over the whole site, and over each language: its menus are other words, and its pages may be too few to count among all. */
async function learn(db: Database, sourceId: string): Promise<Boilerplate> {
  const all: string[][] = [];
  const languages = new Map<string, string[][]>();
  for await (const { fingerprints, language } of eachPage(db, sourceId)) {
    all.push(fingerprints);
    languages.set(language, [...(languages.get(language) ?? []), fingerprints]);
    if (all.length >= SAMPLE) break;
  }
  const whole = learnBoilerplate(all);
  const found = new Set(whole.fingerprints);
  for (const pages of languages.values()) {
    if (pages.length < FEWEST_PAGES || pages.length === all.length) continue;
    for (const fingerprint of learnBoilerplate(pages).fingerprints) found.add(fingerprint);
  }
  return { ...whole, fingerprints: [...found].toSorted() };
}

async function* eachPage(db: Database, sourceId: string) {
  let after: string | null = null;
  for (;;) {
    const batch: Awaited<ReturnType<typeof readFingerprints>> = await readFingerprints(db, {
      sourceId,
      after,
      limit: BATCH,
    });
    yield* batch;
    if (batch.length < BATCH) return;
    after = batch.at(-1)?.id ?? null;
  }
}
