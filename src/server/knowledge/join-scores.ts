/**
 * Joins what words and vectors say about passages into one score.
 *
 * The words count as a share of the best score that the question could reach (so that a full match of rare words is strong and a
 * chance match of one word is weak), the vectors by where the cosine lies between the 100th passage and the best. Scaling
 * both sides to 0–1 by their best hit, as is often done, lifts the best lexical hit to 1 however poor it is; measured in docs/quality.md.
 */

export interface Candidate {
  passageId: string;
  pageId: string;
  /** BM25; 0 without a common term, null where the lexical side has no say (the page is in another language). */
  lexical: number | null;
  /** Cosine; null while the passage has no vector. */
  cosine: number | null;
}

export interface JoinOptions {
  /** BM25 that the question could reach at most. */
  ideal: number;
  /** Cosine of the nearest passage and of the last that still counts. */
  nearest: number;
  farthest: number;
  /** Share of the passages that have a vector, 0 to 1: with few of them the vectors cannot know what is best. */
  embeddedShare: number;
}

export type Joined = Candidate & {
  /** 0 to 1 */
  score: number;
};

/** Weight of the words; the rest is the vectors'. A question reaches about a third of its ideal, so both weigh alike in effect. */
const LEXICAL_WEIGHT = 0.6;
/** Share of the nearest unit in what the vectors say; the rest is the passage as a whole. */
const UNIT_SHARE = 0.35;

/** Candidates with their score, best first. The order of equals is that of their ids, so that it is always the same. */
export function joinScores(candidates: readonly Candidate[], options: JoinOptions): Joined[] {
  const { ideal, nearest, farthest, embeddedShare } = options;
  const vectorWeight = (1 - LEXICAL_WEIGHT) * embeddedShare;
  const share = (candidate: Candidate) => (ideal > 0 ? Math.min(1, (candidate.lexical ?? 0) / ideal) : 0);
  const best = Math.max(0, ...candidates.map(share));
  return candidates
    .map((candidate) => {
      const words = share(candidate);
      // A passage that waits for its vector is taken to be as near as its words say.
      const closeness =
        candidate.cosine === null ? (best > 0 ? words / best : 0) : scale(candidate.cosine, farthest, nearest);
      return { ...candidate, score: LEXICAL_WEIGHT * words + vectorWeight * closeness };
    })
    .sort(byScore);
}

/**
 * Looks into the best passages: a long one may hold the one sentence that was asked for. `nearestUnits` are the cosines of each passage's
 * nearest unit. Those passages come first, in their new order; the others follow as they were. Passages among them without units keep
 * their score.
 */
export function refineByUnits(
  joined: readonly Joined[],
  nearestUnits: ReadonlyMap<string, number>,
  { embeddedShare, nearest, farthest, words }: JoinOptions & { words: boolean },
): Joined[] {
  const looked = joined.filter((each) => nearestUnits.has(each.passageId));
  if (looked.length < 2) return [...joined];
  const cosines = looked.map((each) => nearestUnits.get(each.passageId) ?? 0);
  const [low, high] = [Math.min(...cosines), Math.max(...cosines)];
  const vectorWeight = words ? (1 - LEXICAL_WEIGHT) * embeddedShare : 1;
  const refined = looked
    .map((each) => {
      const whole = each.cosine === null ? 0 : closeness(each.cosine, { nearest, farthest });
      const unit = scale(nearestUnits.get(each.passageId) ?? 0, low, high);
      // What the whole passage gave gives way in part to what its nearest unit gives.
      return { ...each, score: each.score + vectorWeight * UNIT_SHARE * (unit - whole) };
    })
    .sort(byScore);
  const least = refined.at(-1)?.score ?? 0;
  const last = joined.findLastIndex((each) => nearestUnits.has(each.passageId));
  // A good passage that still waits for its units keeps what it has.
  const waiting = joined.slice(0, last).filter((each) => !nearestUnits.has(each.passageId));
  const rest = joined.slice(last + 1).map((each) => ({ ...each, score: Math.min(each.score, least) }));
  return [...[...refined, ...waiting].sort(byScore), ...rest];
}

export function byScore(a: { score: number; passageId: string }, b: { score: number; passageId: string }): number {
  return b.score - a.score || (a.passageId < b.passageId ? -1 : 1);
}

/** Where a cosine lies between the farthest passage that counts and the nearest, 0 to 1. */
export function closeness(cosine: number, { nearest, farthest }: Pick<JoinOptions, 'nearest' | 'farthest'>): number {
  return scale(cosine, farthest, nearest);
}

function scale(value: number, low: number, high: number): number {
  if (high <= low) return value >= high ? 1 : 0;
  return Math.min(1, Math.max(0, (value - low) / (high - low)));
}
