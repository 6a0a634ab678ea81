/** How near each sentence, item or row of some passages is in meaning to a question. */
import type { Embedder } from '../models/embedder.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { readUnitVectorsOf } from './unit-store.ts';

/** Longest wait for the question's vector, in milliseconds: search has mostly asked for it already. */
const PATIENCE = 350;

/**
 * Cosines by passage, in the order of `splitUnits`; passages whose units have no vectors yet are left out. Null without a model, or
 * if it is late: then words decide alone.
 */
export async function compareUnits(
  { db, embedder, log }: { db: Database; embedder: Embedder | null; log: Log },
  { question, passageIds, signal }: { question: string; passageIds: readonly string[]; signal: AbortSignal },
): Promise<Map<string, Float32Array> | null> {
  if (embedder === null) return null;
  const patience = AbortSignal.timeout(PATIENCE);
  const either = AbortSignal.any([patience, signal]);
  try {
    const [asked, units] = await Promise.all([
      Promise.race([embedder.embedQuestion(question, either), rejectOn(either)]),
      readUnitVectorsOf(db, embedder.name, passageIds),
    ]);
    return new Map([...units].map(([id, vectors]) => [id, vectors.cosines(asked)]));
  } catch (error) {
    signal.throwIfAborted();
    log.debug({ late: patience.aborted, ...(patience.aborted ? {} : { err: error }) }, 'units not compared by meaning');
    return null;
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
