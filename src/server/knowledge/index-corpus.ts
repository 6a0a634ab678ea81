/** Puts a corpus of pages through extraction, cutting and indexing, as a crawl does. For measuring. */
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { cutPassages } from './cut-passages.ts';
import { extractHtml, fingerprintBlocks } from './extract-html.ts';
import { learnBoilerplate } from './find-boilerplate.ts';
import { indexFacts } from './index-facts.ts';
import { indexPassages } from './index-passages.ts';
import { page, passage, source } from './schema.ts';
import type { SearchIndex } from './search-index.ts';

export interface CorpusPage {
  url: string;
  title: string;
  /** Titles of the pages above it, root first. */
  breadcrumb: string[];
  /** A whole page or the part of it that holds the content. */
  html: string;
  /** ISO 8601 date */
  changedOn: string | null;
}

const PASSAGES_AT_ONCE = 200;

/** Indexes the pages as one source and returns the page ids by address. */
export async function indexCorpus(
  { db, index, clock, log }: { db: Database; index: SearchIndex; clock: Clock; log: Log },
  pages: readonly CorpusPage[],
  { onProgress, signal }: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal | undefined } = {},
): Promise<Map<string, string>> {
  const [row] = await db.orm
    .insert(source)
    .values({
      kind: 'import',
      name: 'corpus',
      url: pages[0]?.url ?? 'https://corpus.invalid/',
      options: {
        include: [],
        exclude: [],
        maxDepth: 0,
        maxPages: pages.length,
        requestsPerSecond: 1,
        documents: false,
        schedule: null,
      },
    })
    .returning({ id: source.id });
  if (row === undefined) throw new Error('the source was not stored');
  const sourceId = row.id;
  const boilerplate = learnBoilerplate(pages.map((item) => fingerprintBlocks(item.html)));

  const ids = new Map<string, string>();
  for (const [at, item] of pages.entries()) {
    signal?.throwIfAborted();
    const content = {
      ...extractHtml({ html: item.html, url: item.url, boilerplate }),
      title: item.title,
      breadcrumb: item.breadcrumb,
    };
    const [stored] = await db.orm
      .insert(page)
      .values({
        sourceId,
        url: item.url,
        canonicalUrl: item.url,
        kind: 'web',
        state: 'new',
        title: item.title,
        language: content.language,
        breadcrumb: item.breadcrumb,
        changedOn: item.changedOn,
        fetchedAt: clock.now(),
      })
      .returning({ id: page.id });
    if (stored === undefined) throw new Error('a page was not stored');
    ids.set(item.url, stored.id);
    const passages = cutPassages(content).map((cut) => ({ ...cut, pageId: stored.id, sourceId }));
    for (let from = 0; from < passages.length; from += PASSAGES_AT_ONCE) {
      await db.orm.insert(passage).values(passages.slice(from, from + PASSAGES_AT_ONCE));
    }
    onProgress?.(at + 1, pages.length);
  }
  await indexPassages({ db, index, log }, { signal });
  await indexFacts({ db, log }, { signal });
  return ids;
}
