/** Reads the facts of passages that have none yet, or that an older version of the reading has read. May run twice. */
import { analyseText } from '../german/analyse-text.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Fact } from './fact.ts';
import { readPassagesWithoutFacts, writeFacts } from './fact-store.ts';
import { findFacts } from './find-facts.ts';

/** To be raised when facts are read in another way: all passages are then read again. */
const READING = 3;
const BATCH = 200;
/** Terms of one fact: subject, nearest headings and title. */
const MOST_TERMS = 60;

/** Brings the facts up to date with the passages; returns how many passages were read. Facts of passages that went are gone with them. */
export async function indexFacts(
  { db, log }: { db: Database; log: Log },
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<number> {
  let read = 0;
  let before = '';
  while (!signal?.aborted) {
    const batch = await readPassagesWithoutFacts(db, READING, BATCH);
    // The same passages again: another process holds them, or they cannot be written; the next run tries again.
    const first = batch[0]?.id ?? '';
    if (batch.length === 0 || first === before) break;
    before = first;
    await writeFacts(
      db,
      READING,
      batch.map((passage) => ({
        passageId: passage.id,
        facts: findFacts(passage).map((fact) => ({ ...fact, terms: termsOf(fact, passage) })),
      })),
    );
    read += batch.length;
    // Reading is work for the processor: questions are answered in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (read > 0) log.info({ passages: read }, 'passages read for facts');
  return read;
}

function termsOf({ subject, value, words }: Fact, { path, language }: { path: string[]; language: string }): string[] {
  // Whose doors are closed is said by the sentence alone.
  const own = value.kind === 'exception' ? words : [subject];
  const terms = analyseText([...own, ...path.slice(-3)].join('\n'), { language });
  return [...new Set(terms.map(({ term }) => term))].slice(0, MOST_TERMS);
}
