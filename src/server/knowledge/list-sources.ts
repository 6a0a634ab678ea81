import type { Page, PageList, PageState, Source, SourceDetails, Sync } from '../../contracts/knowledge.ts';
import type { Database } from '../platform/database.ts';
import { explainReason } from './explain-reason.ts';
import {
  countPages,
  countPassages,
  type ListedPage,
  readLastRead,
  readLastSyncs,
  readLivePages,
  readPages,
  readSource,
  readSources,
  readSyncs,
  type SourceRow,
  type SyncRow,
} from './store.ts';

/** All sources with their state, oldest first. */
export async function listSources({ db }: { db: Database }): Promise<Source[]> {
  const [sources, syncs, pages, lastRead] = await Promise.all([
    readSources(db),
    readLastSyncs(db),
    readLivePages(db),
    readLastRead(db),
  ]);
  return sources.map((source) =>
    describeSource(source, syncs.get(source.id) ?? null, pages.get(source.id) ?? 0, lastRead.get(source.id) ?? null),
  );
}

/** Origins of the websites that were added: their pages may embed the assistant. */
export async function allowedOrigins({ db }: { db: Database }): Promise<string[]> {
  const sources = await readSources(db);
  return [
    ...new Set(
      sources
        .filter((source) => source.kind === 'website')
        .flatMap(({ url }) => {
          const origin = URL.parse(url)?.origin;
          return origin === undefined || origin === 'null' ? [] : [origin];
        }),
    ),
  ];
}

/** One source with its options and its newest reading, for progress too; null if there is none. */
export async function describeSourceById({ db }: { db: Database }, id: string): Promise<SourceDetails | null> {
  const source = await readSource(db, id);
  if (source === null) return null;
  const [[sync = null], { states, live }, passages, lastRead] = await Promise.all([
    readSyncs(db, id, 1),
    countPages(db, id),
    countPassages(db, id),
    readLastRead(db),
  ]);
  return {
    ...describeSource(source, sync, live, lastRead.get(id) ?? null),
    options: source.options,
    alarm: source.alarm,
    explanation: explainReason(source.alarm),
    passages,
    states,
    webhook: source.webhookHash !== null,
    sync: sync === null ? null : describeSync(sync),
  };
}

/** The readings of a source, newest first; null if there is no such source. */
export async function listSyncs({ db }: { db: Database }, id: string, limit: number): Promise<Sync[] | null> {
  if ((await readSource(db, id)) === null) return null;
  return (await readSyncs(db, id, limit)).map(describeSync);
}

/** The pages of a source with state and reason; null if there is no such source. */
export async function listPages(
  { db }: { db: Database },
  { sourceId, state, after, limit }: { sourceId: string; state: PageState | null; after: string | null; limit: number },
): Promise<PageList | null> {
  if ((await readSource(db, sourceId)) === null) return null;
  const rows = await readPages(db, { sourceId, state, after, limit: limit + 1 });
  const pages = rows.slice(0, limit).map(describePage);
  return { pages, next: rows.length > limit ? (pages.at(-1)?.id ?? null) : null };
}

function describeSource(source: SourceRow, sync: SyncRow | null, pages: number, readAt: Date | null): Source {
  return {
    id: source.id,
    kind: source.kind,
    name: source.name,
    url: source.url,
    pages,
    state: stateOf(source, sync),
    readAt: readAt?.toISOString() ?? null,
    progress:
      sync?.state === 'running' ? { read: sync.counts.read, total: sync.counts.read + sync.counts.waiting } : null,
  };
}

function stateOf(source: SourceRow, sync: SyncRow | null): Source['state'] {
  if (sync?.state === 'running') return 'learning';
  if (sync === null || source.requested !== null) return 'waiting';
  if (sync.state === 'failed') return 'failed';
  return source.alarm !== null ? 'alarm' : 'ready';
}

function describeSync(sync: SyncRow): Sync {
  return {
    id: sync.id,
    trigger: sync.trigger,
    state: sync.state,
    reason: sync.reason,
    explanation: explainReason(sync.reason),
    counts: sync.counts,
    startedAt: sync.startedAt.toISOString(),
    finishedAt: sync.finishedAt?.toISOString() ?? null,
  };
}

function describePage(page: ListedPage): Page {
  return { ...page, reason: explainReason(page.reason), fetchedAt: page.fetchedAt.toISOString() };
}
