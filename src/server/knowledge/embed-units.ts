/** Gives the units of passages their vectors, in the background, when the passages have theirs. Idempotent. */
import { type Embedder, EmbedderError } from '../models/embedder.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { type QuoteUnit, splitUnits } from './split-units.ts';
import { countCut, type PassageToCut, readPassagesToCut, removeOrphanUnits, writeUnitVectors } from './unit-store.ts';

/** A few passages, so that a stop is quick and a question waits for few texts. */
const PASSAGES_AT_ONCE = 4;
const TEXTS_AT_ONCE = 8;
/** Longer units are known by their beginning. */
const LONGEST = 400;
/** A passage of more units (a long price list) is known by the first ones. */
const MOST_UNITS = 500;

export interface EmbedUnitsProgress {
  /** Passages. */
  done: number;
  total: number;
}

/** `unavailable`: the model does not answer now, to be tried again later. */
export type EmbedUnitsOutcome = 'complete' | 'aborted' | 'unavailable';

/** Embeds the units that lack a vector of this model; quoting uses what is there so far. */
export async function embedUnits(
  { db, embedder, log }: { db: Database; embedder: Embedder; log: Log },
  {
    signal,
    onProgress,
  }: { signal?: AbortSignal | undefined; onProgress?: (progress: EmbedUnitsProgress) => void } = {},
): Promise<EmbedUnitsOutcome> {
  const model = embedder.name;
  const refused: string[] = [];
  let { done, total } = await countCut(db, model);
  onProgress?.({ done, total });
  for (;;) {
    if (signal?.aborted) return 'aborted';
    const batch = await readPassagesToCut(db, { model, except: refused, limit: PASSAGES_AT_ONCE });
    if (batch.length === 0) break;
    const vectors = new Map<string, Float32Array[]>();
    for (const passage of batch) {
      try {
        vectors.set(passage.hash, await embedAll(embedder, unitTexts(passage), signal));
      } catch (error) {
        if (signal?.aborted) return 'aborted';
        if (!(error instanceof EmbedderError)) throw error;
        if (error.mayPass) return 'unavailable';
        // Tried again by the next run; the others are not kept waiting for it.
        refused.push(passage.hash);
      }
    }
    await writeUnitVectors(db, model, vectors);
    done += vectors.size;
    total = Math.max(total, done);
    onProgress?.({ done, total });
  }
  await removeOrphanUnits(db);
  if (refused.length > 0)
    log.warn({ model, refused: refused.length }, 'the embedding model gave no vectors for the units of some passages');
  return 'complete';
}

async function embedAll(
  embedder: Embedder,
  texts: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let at = 0; at < texts.length; at += TEXTS_AT_ONCE)
    vectors.push(...(await embedder.embedPassages(texts.slice(at, at + TEXTS_AT_ONCE), signal)));
  return vectors;
}

/** What the model reads of each unit: page and section, then the unit. Without them "132,00 €" could be the price of anything. */
function unitTexts(passage: PassageToCut): string[] {
  return splitUnits([passage])
    .slice(0, MOST_UNITS)
    .map((unit) => unitText(unit, passage));
}

function unitText(unit: QuoteUnit, { title, path }: Pick<PassageToCut, 'title' | 'path'>): string {
  const heading = path.at(-1);
  const above = [title, heading === title ? undefined : heading].filter(Boolean).join(' – ');
  const text = unit.cells === null ? unit.text : unit.cells.map((cell) => cell.text).join(' ');
  return `${above}: ${text.slice(0, LONGEST)}`;
}
