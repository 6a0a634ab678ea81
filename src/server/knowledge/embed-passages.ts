/**
 * Gives passages their vectors, in small batches in the background. Idempotent: what has a vector is not asked for again. The vectors
 * of a model that was in use before stay beside the new ones until those are complete.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Embedder, EmbedderError } from '../models/embedder.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { embedUnits } from './embed-units.ts';
import { passageText } from './passage-text.ts';
import type { SearchIndex } from './search-index.ts';
import { refreshSpread } from './spread-store.ts';
import {
  countTexts,
  type PassageToEmbed,
  readPassagesToEmbed,
  readVectorModels,
  removeOrphanVectors,
  removeOtherModels,
  writeVectors,
} from './vector-store.ts';

export interface EmbedProgress {
  /** Different texts that have a vector. */
  done: number;
  total: number;
}

export type EmbedOutcome = EmbedProgress & {
  /**
   * `complete`: every text has its vector, but for those the model refused; `aborted`: by the signal; `unavailable`: the model
   * does not answer now and the run should be tried again later.
   */
  outcome: 'complete' | 'aborted' | 'unavailable';
  /** Texts for which the model gave no vector although it answered. They are tried again by the next run. */
  refused: number;
};

/** Small, so that a stop is quick and a question has to wait for one batch at most. */
const BATCH = 8;
/** Searches of this and other processes see new vectors at least this often, in milliseconds. */
const SHOW_EVERY = 3_000;
/** Searches that have begun with the former model, here or in another process, have ended after this, in milliseconds. */
const FORMER_STAYS = 3_000;

/** Embeds the passages that lack a vector of this model; search uses what is embedded so far. */
export async function embedPassages(
  { db, index, embedder, clock, log }: { db: Database; index: SearchIndex; embedder: Embedder; clock: Clock; log: Log },
  {
    signal,
    onProgress,
    onUnits,
  }: {
    signal?: AbortSignal | undefined;
    onProgress?: ((progress: EmbedProgress) => void) | undefined;
    /** Passages whose units have vectors; after all passages have theirs. */
    onUnits?: ((progress: EmbedProgress) => void) | undefined;
  } = {},
): Promise<EmbedOutcome> {
  const model = embedder.name;
  const refused: string[] = [];
  let progress: EmbedProgress = await countTexts(db, model);
  onProgress?.(progress);
  let shownAt = clock.now().getTime();
  let unshown = false;
  let outcome: EmbedOutcome['outcome'] = 'complete';

  while (outcome === 'complete') {
    if (signal?.aborted) {
      outcome = 'aborted';
      break;
    }
    const batch = await readPassagesToEmbed(db, { model, except: refused, limit: BATCH });
    if (batch.length === 0) break;
    try {
      const vectors = await embedBatch(embedder, batch, signal);
      for (const { hash } of batch) if (!vectors.has(hash)) refused.push(hash);
      await writeVectors(db, model, vectors);
      progress = { done: progress.done + vectors.size, total: progress.total };
      unshown = unshown || vectors.size > 0;
      onProgress?.(progress);
    } catch (error) {
      if (signal?.aborted) outcome = 'aborted';
      else if (error instanceof EmbedderError && error.mayPass) outcome = 'unavailable';
      else throw error;
      log.info({ outcome, model, done: progress.done }, 'embedding stopped');
    }
    if (unshown && clock.now().getTime() - shownAt >= SHOW_EVERY) {
      await index.changed('vectors');
      shownAt = clock.now().getTime();
      unshown = false;
    }
  }
  if (outcome === 'complete') {
    await removeOrphanVectors(db);
    progress = await countTexts(db, model);
    onProgress?.(progress);
    // Search by passages is complete: what makes it finer comes after it.
    if (await refreshSpread(db, model)) unshown = true;
  }
  if (unshown) await index.changed('vectors');
  if (outcome === 'complete' && progress.done > 0) await forgetFormerModels({ db, index, log }, model, signal);
  if (refused.length > 0)
    log.warn({ model, refused: refused.length }, 'the embedding model gave no vector for some passages');
  if (outcome === 'complete') outcome = await embedUnits({ db, embedder, log }, { signal, onProgress: onUnits });
  return { outcome, ...progress, refused: refused.length };
}

/** From now on the new model serves; the vectors of others go when nobody compares by them any more. */
async function forgetFormerModels(
  { db, index, log }: { db: Database; index: SearchIndex; log: Log },
  model: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const former = (await readVectorModels(db)).filter((name) => name !== model);
  if (former.length === 0) return;
  await index.finished(model);
  await sleep(FORMER_STAYS, undefined, { signal }).catch(() => undefined);
  // The next run does it.
  if (signal?.aborted) return;
  await removeOtherModels(db, model);
  await index.changed('vectors');
  log.info({ model, former }, 'the new embedding model has taken over');
}

/** Vectors by hash. If the model refuses a batch, each text is tried alone, so that one bad text does not keep the others. */
async function embedBatch(
  embedder: Embedder,
  batch: readonly PassageToEmbed[],
  signal: AbortSignal | undefined,
): Promise<Map<string, Float32Array>> {
  const texts = batch.map(passageText);
  try {
    const vectors = await embedder.embedPassages(texts, signal);
    return new Map(batch.flatMap(({ hash }, at) => (vectors[at] === undefined ? [] : [[hash, vectors[at]]])));
  } catch (error) {
    if (signal?.aborted || !(error instanceof EmbedderError) || error.mayPass) throw error;
  }
  const found = new Map<string, Float32Array>();
  let lastError: unknown = null;
  for (const [at, { hash }] of batch.entries()) {
    try {
      const [vector] = await embedder.embedPassages([texts[at] ?? ''], signal);
      if (vector !== undefined) found.set(hash, vector);
    } catch (error) {
      if (signal?.aborted || !(error instanceof EmbedderError) || error.mayPass) throw error;
      lastError = error;
    }
  }
  // All refused: it is not the text, it is the model or its settings.
  if (found.size === 0 && batch.length > 1 && lastError !== null) throw lastError;
  return found;
}
