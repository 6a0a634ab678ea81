/** A database in memory that has learned a corpus through the product's own path, and is gone afterwards. */
import { embedPassages } from '../knowledge/embed-passages.ts';
import { indexCorpus } from '../knowledge/index-corpus.ts';
import { ensureSearchIndex, type SearchIndex } from '../knowledge/search-index.ts';
import type { Embedder } from '../models/embedder.ts';
import type { Reranker } from '../models/reranker.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { PatientEmbedder } from './patient-embedder.ts';
import type { EvaluationPage } from './read-evaluation-data.ts';

export interface EvaluationDependencies {
  /** Null: words decide alone. */
  embedder: Embedder | null;
  /** Puts the order of words and vectors right where one is connected. */
  reranker?: Reranker | undefined;
  clock: Clock;
  log: Log;
}

export interface EvaluationInput {
  corpusFile: string;
  questionsFile: string;
  /** Keeps the passages' vectors for the next measurement; null computes them anew. */
  vectorsFile?: string | null | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: EvaluationProgress) => void) | undefined;
}

export interface EvaluationProgress {
  step: 'read' | 'index' | 'embed' | 'units' | 'ask' | 'foreign';
  done: number;
  total: number;
}

export interface EvaluationDatabase {
  db: Database;
  index: SearchIndex;
  /** Id of each page in the database, by its id in the corpus. */
  pageIds: ReadonlyMap<string, string>;
  passages: number;
  /** Null if there are no vectors: what is measured then goes by words alone. */
  embedder: Embedder | null;
  /** What the figures lack, in plain words; null if nothing. */
  note: string | null;
  close(): Promise<void>;
}

export async function openEvaluationDatabase(
  { reranker, clock, log }: EvaluationDependencies,
  {
    pages,
    patient,
    signal,
    onProgress,
  }: {
    pages: readonly EvaluationPage[];
    patient: PatientEmbedder | null;
    signal?: AbortSignal | undefined;
    onProgress?: ((progress: EvaluationProgress) => void) | undefined;
  },
): Promise<EvaluationDatabase> {
  const db = await openDatabase({ url: null, directory: null, log });
  try {
    const index = await ensureSearchIndex({ db, log, reranker });
    const byAddress = await indexCorpus({ db, index, clock, log }, pages, {
      signal,
      onProgress: (done, total) => onProgress?.({ step: 'index', done, total }),
    });
    signal?.throwIfAborted();
    const { withVectors, note } = await embed();
    return {
      db,
      index,
      pageIds: new Map(pages.map((page) => [page.id, byAddress.get(page.url) ?? ''])),
      passages: (await index.collection()).passages,
      embedder: withVectors && patient !== null ? patient.embedder : null,
      note,
      close: () => db.close(),
    };

    async function embed(): Promise<{ withVectors: boolean; note: string | null }> {
      if (patient === null) return { withVectors: false, note: 'Without an embedding model: measured by words alone.' };
      const embedded = await embedPassages(
        { db, index, embedder: patient.embedder, clock, log },
        {
          signal,
          onProgress: ({ done, total }) => onProgress?.({ step: 'embed', done, total }),
          onUnits: ({ done, total }) => onProgress?.({ step: 'units', done, total }),
        },
      );
      signal?.throwIfAborted();
      await patient.save();
      if (embedded.outcome !== 'complete' || embedded.done === 0)
        return { withVectors: false, note: 'The embedding model did not answer: measured by words alone.' };
      const refused =
        embedded.refused > 0 ? `The embedding model gave no vector for ${embedded.refused} passages.` : null;
      return { withVectors: true, note: refused };
    }
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** Asks the same question again if the model was late; without a model once. */
export async function askPatiently<Result>(
  patient: PatientEmbedder | null,
  question: () => Promise<Result>,
): Promise<{ result: Result; milliseconds: number }> {
  if (patient !== null) return patient.ask(question);
  const begin = performance.now();
  return { result: await question(), milliseconds: performance.now() - begin };
}

/** All that the figures lack, as one text. */
export function joinNotes(notes: Iterable<string | null | undefined>): string | null {
  return [...new Set(notes)].filter((note) => note !== null && note !== undefined).join(' ') || null;
}
