/** What runs and how well, from all parts; carries no content and no person. */
import type { SourceState, SystemStatus } from '../../contracts/status.ts';
import type { SearchIndex } from '../knowledge/search-index.ts';
import type { Models } from '../models/models.ts';
import type { Reranker } from '../models/reranker.ts';
import type { Database } from '../platform/database.ts';

export interface StatusDependencies {
  db: Database;
  index: SearchIndex;
  models: Models;
  version: string;
  listSources(): Promise<SourceState[]>;
}

/** Reads the state of database, sources, search and models. */
export async function readStatus({
  db,
  index,
  models,
  version,
  listSources,
}: StatusDependencies): Promise<SystemStatus> {
  const [sources, collection] = await Promise.all([listSources(), index.collection()]);
  const embedder = models.embedder();
  const embedded = embedder === null ? null : await index.embedded(embedder.name);
  const vectors = embedder === null ? null : await index.vectorPlace(embedder.name);
  return {
    version,
    database: { engine: db.engine, version: db.version },
    search: embedded !== null && embedded > 0 && vectors !== 'nowhere' ? 'words-and-meaning' : 'words',
    pages: sources.reduce((sum, source) => sum + source.pages, 0),
    passages: collection.passages,
    embedded,
    vectors,
    sources,
    models: models.state().map((model) => ({
      name: model.name,
      role: model.role,
      state: model.state,
      progress:
        model.progress === null || model.progress.total === 0
          ? null
          : Math.min(1, model.progress.bytes / model.progress.total),
      reason: model.reason,
      nextAttemptAt: model.nextAttemptAt?.toISOString() ?? null,
    })),
    reranker: describeReranker(index.reranker),
    answers: 'quoted',
  };
}

function describeReranker(reranker: Reranker | null): SystemStatus['reranker'] {
  if (reranker === null) return null;
  const { nextAttemptAt, ...state } = reranker.state();
  return { ...state, nextAttemptAt: nextAttemptAt?.toISOString() ?? null };
}
