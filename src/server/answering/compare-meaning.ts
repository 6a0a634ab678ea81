/** Asks the embedding model which of the best units is nearest to the question in meaning; without it, or if it is late, the order stays. */
import type { Embedder } from '../models/embedder.ts';
import type { Log } from '../platform/log.ts';
import type { QuotablePassage, ScoredUnit } from './score-units.ts';

/** Units that are compared: four to fourteen did equally well when measured, and each costs time. */
const COMPARED = 6;
/** What a difference in cosine is worth beside the units' scores; measured. */
const WEIGHT = 30;
/** Longest wait, in milliseconds: the answer must not be late for it. */
const PATIENCE = 350;
/** Longer units are compared by their beginning. */
const LONGEST = 400;

export async function compareMeaning(
  { embedder, log }: { embedder: Embedder | null; log: Log },
  question: string,
  passages: readonly QuotablePassage[],
  scored: readonly ScoredUnit[],
  signal: AbortSignal,
): Promise<ScoredUnit[]> {
  const best = scored
    .map((each, index) => ({ each, index }))
    .filter(({ each }) => each.unit.form !== 'heading')
    .sort((a, b) => b.each.score - a.each.score)
    .slice(0, COMPARED);
  if (embedder === null || best.length < 2) return [...scored];
  const patience = AbortSignal.timeout(PATIENCE);
  const either = AbortSignal.any([patience, signal]);
  try {
    const [asked, vectors] = await Promise.race([
      Promise.all([
        embedder.embedQuestion(question, either),
        embedder.embedPassages(
          best.map(({ each }) => textOf(each, passages[each.unit.passage])),
          either,
        ),
      ]),
      rejectOn(either),
    ]);
    const cosines = vectors.map((vector) => vector.reduce((sum, value, at) => sum + value * (asked[at] ?? 0), 0));
    const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
    const result = [...scored];
    for (const [at, { each, index }] of best.entries()) {
      result[index] = { ...each, score: each.score + WEIGHT * ((cosines[at] ?? mean) - mean) };
    }
    return result;
  } catch (error) {
    signal.throwIfAborted();
    log.debug({ late: patience.aborted, ...(patience.aborted ? {} : { err: error }) }, 'units not compared by meaning');
    return [...scored];
  }
}

/** The same question is embedded once, however many steps ask for its vector. */
export function rememberQuestion(embedder: Embedder | null): Embedder | null {
  if (embedder === null) return null;
  const known = new Map<string, Promise<Float32Array>>();
  return {
    name: embedder.name,
    dimensions: embedder.dimensions,
    embedPassages: (texts, signal) => embedder.embedPassages(texts, signal),
    embedQuestion: (text, signal) => {
      const vector = known.get(text) ?? embedder.embedQuestion(text, signal);
      known.set(text, vector);
      vector.catch(() => known.delete(text));
      return vector;
    },
  };
}

function textOf({ unit }: ScoredUnit, passage: QuotablePassage | undefined): string {
  const heading = passage?.path.at(-1);
  const above = [passage?.title, heading === passage?.title ? undefined : heading].filter(Boolean).join(' – ');
  const text = unit.cells === null ? unit.text : unit.cells.map((cell) => cell.text).join(' ');
  return `${above}: ${text.slice(0, LONGEST)}`;
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
