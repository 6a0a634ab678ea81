/** Measures of a ranking with one right page a question, as information retrieval defines them. */

export interface RankMetrics {
  /** Share of questions whose right page stands first. */
  hit1: number;
  /** … among the first five. */
  hit5: number;
  /** Mean of 1 / rank, 0 beyond the tenth. */
  mrr10: number;
  /** Normalised discounted cumulative gain over ten places; with one right page 1 / log2(rank + 1). */
  ndcg10: number;
}

/** What one question brings: by the place of its right page, from 1; null if it was not found. */
export const RANK_MEASURES: Record<keyof RankMetrics, (rank: number | null) => number> = {
  hit1: (rank) => (rank === 1 ? 1 : 0),
  hit5: (rank) => (rank !== null && rank <= 5 ? 1 : 0),
  mrr10: (rank) => (rank !== null && rank <= 10 ? 1 / rank : 0),
  ndcg10: (rank) => (rank !== null && rank <= 10 ? 1 / Math.log2(rank + 1) : 0),
};

/** @param ranks place of the right page for each question, from 1; null if it was not found */
export function rankMetrics(ranks: readonly (number | null)[]): RankMetrics {
  const mean = (value: (rank: number | null) => number) =>
    ranks.length === 0 ? 0 : ranks.reduce<number>((sum, rank) => sum + value(rank), 0) / ranks.length;
  return {
    hit1: mean(RANK_MEASURES.hit1),
    hit5: mean(RANK_MEASURES.hit5),
    mrr10: mean(RANK_MEASURES.mrr10),
    ndcg10: mean(RANK_MEASURES.ndcg10),
  };
}

/** The value that half of the others do not exceed. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The smallest value that the share of the values does not exceed (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
