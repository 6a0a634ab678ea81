/** Puts the best passages in the order that the reranking server gives, if there is one and it answers. */
import { MOST_RERANKED, type Reranker } from '../models/reranker.ts';
import type { Database } from '../platform/database.ts';
import type { Joined } from './join-scores.ts';
import { readFoundPassages } from './passage-store.ts';

/**
 * The same passages; only the best ones change places. The scores stay where they are, so that what is worked out from them (is there an
 * answer at all) means the same with and without the server.
 */
export async function rerankPassages(
  { db, reranker }: { db: Database; reranker: Reranker | null },
  question: string,
  joined: readonly Joined[],
  signal?: AbortSignal,
): Promise<Joined[]> {
  if (reranker === null || joined.length < 2) return [...joined];
  const best = joined.slice(0, MOST_RERANKED);
  const passages = await readFoundPassages(
    db,
    best.map(({ passageId }) => passageId),
  );
  const texts = best.map(({ passageId }) => {
    const passage = passages.get(passageId);
    return passage === undefined ? '' : `${passage.path.join(' › ')}\n${passage.text}`;
  });
  const fits = await reranker.rerank(question, texts, signal);
  if (fits === null) return [...joined];
  const order = best.map((hit, at) => ({ hit, at, fit: fits[at] ?? 0 })).sort((a, b) => b.fit - a.fit || a.at - b.at);
  return [
    ...order.map(({ hit }, place) => ({ ...hit, score: best[place]?.score ?? hit.score })),
    ...joined.slice(MOST_RERANKED),
  ];
}
