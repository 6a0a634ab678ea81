/** The facts that may answer a question, with the passages they stand in. */
import type { Database } from '../platform/database.ts';
import type { FactKind } from './fact.ts';
import { readExpiredPages, readFactsAbout, type StatedFact } from './fact-store.ts';

export interface PossibleFact extends StatedFact {
  /** The page says itself that it is not in force any more. */
  expired: boolean;
}

const MOST_FACTS = 400;

/** Facts of the kinds that share a term with the question or stand on one of the pages. */
export async function readFacts(
  { db }: { db: Database },
  wanted: {
    kinds: readonly FactKind[];
    terms: readonly string[];
    pageIds: readonly string[];
    sourceIds: readonly string[];
  },
): Promise<PossibleFact[]> {
  const facts = await readFactsAbout(db, { ...wanted, limit: MOST_FACTS });
  const expired = await readExpiredPages(db, [...new Set(facts.map(({ pageId }) => pageId))]);
  return facts.map((fact) => ({ ...fact, expired: expired.has(fact.pageId) }));
}
