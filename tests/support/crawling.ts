/** A source and what it takes to read it, on a test database. */
import { DEFAULT_OPTIONS } from '../../src/server/knowledge/add-source.ts';
import { createPageFetcher, type FetchPage, type PageFetcherOptions } from '../../src/server/knowledge/fetch-page.ts';
import { indexPassages } from '../../src/server/knowledge/index-passages.ts';
import type { SourceOptions, SyncRequest } from '../../src/server/knowledge/schema.ts';
import { ensureSearchIndex, type SearchIndex } from '../../src/server/knowledge/search-index.ts';
import { type PassageHit, searchPassages } from '../../src/server/knowledge/search-passages.ts';
import { insertSource, requestSync } from '../../src/server/knowledge/store.ts';
import { type SyncOutcome, syncSource } from '../../src/server/knowledge/sync-source.ts';
import { systemClock } from '../../src/server/platform/clock.ts';
import type { Database } from '../../src/server/platform/database.ts';
import { createLog } from '../../src/server/platform/log.ts';

export interface StoredPassage {
  id: string;
  url: string;
  text: string;
  path: string[];
  anchor: string | null;
  pageNumber: number | null;
  language: string;
  terms: string | null;
}

export interface CrawledSource {
  id: string;
  /** Reads the source; rejects if there is nothing to do. */
  sync(request?: Partial<SyncRequest>, options?: { signal?: AbortSignal; fetchPage?: FetchPage }): Promise<SyncOutcome>;
  /** State (and reason) of each page by path: `same`, `gone http-404`. */
  states(): Promise<Record<string, string>>;
  passages(): Promise<StoredPassage[]>;
  alarm(): Promise<string | null>;
  url(): Promise<string>;
}

export interface Crawler {
  index: SearchIndex;
  fetchPage: FetchPage;
  /** How often passages were analysed, and how many that wrote. */
  analysed: number[];
  addSource(url: string, options?: Partial<SourceOptions>): Promise<CrawledSource>;
  search(text: string, sourceId: string): Promise<PassageHit[]>;
  close(): Promise<void>;
}

/** Reads websites of this machine, as fast as they answer. */
export async function createCrawler(db: Database, options: Partial<PageFetcherOptions> = {}): Promise<Crawler> {
  const log = createLog('silent');
  const index = await ensureSearchIndex({ db, log });
  const fetcher = createPageFetcher({
    userAgent: 'Buergernah/0 (+test)',
    internal: true,
    log,
    times: { retry: 5, firstByte: 2_000, betweenBytes: 2_000, total: 5_000 },
    ...options,
  });
  const analysed: number[] = [];
  const passagesChanged = async (_change: unknown, signal: AbortSignal) => {
    analysed.push((await indexPassages({ db, index, log }, { signal })).written);
    await index.changed('lexical');
  };
  return {
    index,
    fetchPage: fetcher.fetchPage,
    analysed,
    close: () => fetcher.close(),
    search: async (text, sourceId) =>
      (await searchPassages({ db, index, embedder: null, log }, { text, sourceIds: [sourceId], limit: 5 })).hits,
    async addSource(url, sourceOptions = {}) {
      const source = await insertSource(db, {
        kind: 'website',
        name: 'Test',
        url,
        options: { ...DEFAULT_OPTIONS, requestsPerSecond: 10_000, schedule: null, ...sourceOptions },
      });
      if (source === null) throw new Error(`${url} is a source already.`);
      const { id } = source;
      const read = async <Row>(statement: string): Promise<Row[]> =>
        (await db.pool.query(statement, [id])).rows as Row[];
      return {
        id,
        async sync(request = { trigger: 'demand' }, { signal = new AbortController().signal, fetchPage } = {}) {
          await requestSync(db, id, request);
          const dependencies = {
            db,
            clock: systemClock,
            log,
            fetchPage: fetchPage ?? fetcher.fetchPage,
            passagesChanged,
          };
          const outcome = await syncSource(dependencies, { sourceId: id }, signal);
          if (outcome === null) throw new Error('There was nothing to read.');
          return outcome;
        },
        async states() {
          const rows = await read<{ url: string; state: string; reason: string | null }>(
            'select url, state, reason from page where source_id = $1 order by url',
          );
          return Object.fromEntries(
            rows.map(({ url: address, state, reason }) => {
              const { pathname, search } = new URL(address);
              return [decodeURI(pathname + search), reason === null ? state : `${state} ${reason}`];
            }),
          );
        },
        passages: () =>
          read<StoredPassage>(
            `select p.id, g.url, p.text, p.path, p.anchor, p.page_number as "pageNumber", p.language, p.terms
             from passage p join page g on g.id = p.page_id where p.source_id = $1 order by g.url, p.ordinal`,
          ),
        alarm: async () =>
          (await read<{ alarm: string | null }>('select alarm from source where id = $1'))[0]?.alarm ?? null,
        url: async () => (await read<{ url: string }>('select url from source where id = $1'))[0]?.url ?? '',
      };
    },
  };
}

/** A page of a town with a menu, its own text and a footer. */
export function townPage(
  title: string,
  text: string,
  { links = [], head = '' }: { links?: string[]; head?: string } = {},
): string {
  const list = links.map((link) => `<li><a href="${link}">${link}</a></li>`).join('');
  return `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>${title}</title>${head}</head><body>
<div class="x1"><a href="#inhalt">Zum Inhalt der Seite springen</a></div>
<div id="inhalt"><h1>${title}</h1><p>${text}</p><ul>${list}</ul></div>
<div class="x2"><p>Stadtverwaltung, Marktplatz 1, 12345 Musterstadt, alle Rechte vorbehalten.</p></div></body></html>`;
}
