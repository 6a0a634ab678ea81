/** The sources with their numbers of pages; counting them anew for every letter that is typed would take longer than the search. */
import { type AnsweringSource, readAnsweringSources } from '../knowledge/read-answering-sources.ts';
import type { Database } from '../platform/database.ts';

const KEEP_MILLISECONDS = 3_000;

export type ReadSources = () => Promise<AnsweringSource[]>;

/** Reads them at most every three seconds. */
export function createSourceReader({ db }: { db: Database }): ReadSources {
  let kept: { at: number; sources: Promise<AnsweringSource[]> } | null = null;
  return () => {
    if (kept !== null && performance.now() - kept.at < KEEP_MILLISECONDS) return kept.sources;
    const mine = { at: performance.now(), sources: readAnsweringSources({ db }) };
    kept = mine;
    mine.sources.catch(() => {
      if (kept === mine) kept = null;
    });
    return mine.sources;
  };
}
