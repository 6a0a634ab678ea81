/** Analyses passages for lexical search and learns the words of the collection. Runs after a sync; may run twice. */
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import {
  clearReplacedRows,
  countPassages,
  type PassageToAnalyse,
  packSegments,
  readAddedSinceAll,
  readPassagesToAnalyse,
  writeAddedSinceAll,
  writeTerms,
  writeWords,
} from './lexical-store.ts';
import { passageTerms } from './lexical-terms.ts';
import { countableWords, learnVocabulary, type Vocabulary } from './lexical-vocabulary.ts';
import type { SearchIndex } from './search-index.ts';

export interface IndexProgress {
  done: number;
  total: number;
}

export interface IndexedPassages {
  /** Passages whose terms were written. */
  written: number;
  /** Passages of the collection. */
  total: number;
  /** False if the signal ended the run; the rest is done by the next one. */
  finished: boolean;
}

const BATCH = 200;
/** Up to this many passages all are analysed again with the newly learned dictionary whenever one is new. */
const ALWAYS_ALL = 500;
/**
 * Beyond it only when so many are new since the last time, counted over runs, that the dictionary may have changed. Until then
 * old passages keep the parts of an older dictionary; whole words meet anyway. A crawl that indexes as it goes stays linear.
 */
const ALL_FROM_SHARE = 0.1;

/** Brings the lexical index up to date with the passages. */
export async function indexPassages(
  { db, index, log }: { db: Database; index: SearchIndex; log: Log },
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: (progress: IndexProgress) => void } = {},
): Promise<IndexedPassages> {
  const { all, unanalysed } = await countPassages(db);
  const known = await index.vocabulary();
  if (unanalysed === 0) {
    // Passages may have gone: frequencies are shares of what is there.
    const packed = await packSegments(db, { signal });
    if (packed || (await index.collection()).passages !== all) await index.changed('lexical');
    return { written: 0, total: all, finished: true };
  }
  const added = (await readAddedSinceAll(db)) + unanalysed;
  const everything = all <= ALWAYS_ALL || added >= all * ALL_FROM_SHARE || known.size === 0;
  const total = everything ? all : unanalysed;

  const counts = new Map<string, number>();
  for await (const batch of batches(db, !everything, signal)) {
    for (const passage of batch) {
      for (const word of countableWords(`${passage.path.join('\n')}\n${passage.text}`)) {
        counts.set(word, (counts.get(word) ?? 0) + 1);
      }
    }
  }
  if (signal?.aborted) return { written: 0, total: all, finished: false };
  await writeWords(db, counts, { replace: everything });
  await index.changed('lexical');
  const vocabulary = everything ? learnVocabulary(counts) : await index.vocabulary();

  let written = 0;
  let done = 0;
  for await (const batch of batches(db, !everything, signal)) {
    written += await analyseBatch(db, batch, vocabulary);
    done += batch.length;
    onProgress?.({ done, total });
  }
  await packSegments(db, { signal });
  const finished = !signal?.aborted;
  if (finished) await writeAddedSinceAll(db, everything ? 0 : added);
  if (written > all / 5) await clearReplacedRows(db);
  await index.changed('lexical');
  log.info({ written, passages: all, words: vocabulary.size }, 'passages analysed for search');
  return { written, total: all, finished };
}

/** Writes the passages whose terms are not what they should be; returns how many. */
async function analyseBatch(db: Database, batch: PassageToAnalyse[], vocabulary: Vocabulary): Promise<number> {
  const changed: { id: string; terms: string[] }[] = [];
  for (const passage of batch) {
    const terms = passageTerms(passage, vocabulary.dictionary);
    if (terms.join(' ') !== passage.terms) changed.push({ id: passage.id, terms });
  }
  await writeTerms(db, changed);
  return changed.length;
}

async function* batches(
  db: Database,
  unanalysedOnly: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<PassageToAnalyse[]> {
  let after: string | null = null;
  while (!signal?.aborted) {
    const batch: PassageToAnalyse[] = await readPassagesToAnalyse(db, { after, unanalysedOnly, limit: BATCH });
    if (batch.length === 0) return;
    yield batch;
    after = batch.at(-1)?.id ?? null;
    // Analysis is work for the processor: questions are answered in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
