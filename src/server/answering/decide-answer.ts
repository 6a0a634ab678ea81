/** Is there enough evidence to quote, or is it better to refuse? Pure. Figures: docs/quality.md, "Refusing". */
import type { PassageHit, SearchEvidence } from '../knowledge/search-passages.ts';

export interface Decision {
  answer: boolean;
  /** Between yes and no a page may help, without a claim that it answers. */
  verdict: 'answer' | 'may-help' | 'refuse';
  /** How sure it is that the pages hold an answer, 0 to 1. */
  confidence: number;
  /** From this confidence on it answers. */
  threshold: number;
}

type Sign = keyof SearchEvidence | 'agreement' | 'lead';

interface Rule {
  bias: number;
  /** `agreement`: share of the best six passages that are of the best one's page; `lead`: how far the best page is before the next, 0 to 1. */
  weights: Partial<Record<Sign, number>>;
  threshold: number;
  /** From this confidence on a page may help. */
  mayHelp: number;
}

/**
 * With words, vectors of passages and of units; with words and vectors of passages, while units wait for theirs; by vectors alone (page and
 * question in different languages), with and without units; by words alone. Logistic rules fitted on questions whose right page was
 * in the index or left out of it, half of the pages at a time.
 */
const RULES: Record<'units' | 'hybrid' | 'unitsOnly' | 'vectors' | 'lexical', Rule> = {
  units: {
    bias: -42.46,
    weights: { nearestUnit: 18.07, bestCosine: 28.76, coverage: 0.65, agreement: 1.53, lead: 1.46 },
    threshold: 0.4,
    mayHelp: 0.33,
  },
  hybrid: {
    bias: -34.18,
    weights: { bestCosine: 36.05, gapToSixth: 22.2, coverage: 2.04, agreement: 1.81 },
    threshold: 0.22,
    mayHelp: 0.15,
  },
  unitsOnly: { bias: -31.65, weights: { nearestUnit: 37.16 }, threshold: 0.3, mayHelp: 0.22 },
  // Across languages cosines are lower; 34 questions are too few to fit, so the rule above is only moved.
  vectors: {
    bias: -32.4,
    weights: { bestCosine: 37, gapToSixth: 30, agreement: 1.81 },
    threshold: 0.22,
    mayHelp: 0.15,
  },
  lexical: {
    bias: -3.16,
    weights: { lexicalShare: 3.74, coverage: 1.51, agreement: 1.57, lead: 1.14 },
    threshold: 0.22,
    mayHelp: 0.17,
  },
};
const COMPARED = 6;
const REFERRED = 0.5;

export function decideAnswer({
  evidence,
  referred,
  hits,
}: {
  evidence: SearchEvidence;
  /** A list of the site leads from these words to a page: an editor has decided. */
  referred: boolean;
  hits: readonly Pick<PassageHit, 'pageId' | 'score'>[];
}): Decision {
  const words = evidence.lexicalShare !== null && evidence.coverage !== null;
  const rule = RULES[ruleFor(evidence, words)];
  const [best] = hits;
  if (best === undefined) return { answer: false, verdict: 'refuse', confidence: 0, threshold: rule.threshold };
  const next = hits.find((hit) => hit.pageId !== best.pageId);
  const signs: Partial<Record<Sign, number | null>> = {
    ...evidence,
    agreement: hits.slice(0, COMPARED).filter((hit) => hit.pageId === best.pageId).length / COMPARED,
    lead: best.score > 0 ? 1 - (next?.score ?? 0) / best.score : 0,
  };
  let sum = rule.bias;
  for (const [name, weight] of Object.entries(rule.weights)) sum += weight * (signs[name as Sign] ?? 0);
  const confidence = Math.max(referred ? REFERRED : 0, 1 / (1 + Math.exp(-sum)));
  return {
    answer: confidence >= rule.threshold,
    verdict: confidence >= rule.threshold ? 'answer' : confidence >= rule.mayHelp ? 'may-help' : 'refuse',
    confidence: Math.round(confidence * 1000) / 1000,
    threshold: rule.threshold,
  };
}

function ruleFor(evidence: SearchEvidence, words: boolean): keyof typeof RULES {
  if (evidence.bestCosine === null) return 'lexical';
  if (evidence.nearestUnit === null) return words ? 'hybrid' : 'vectors';
  return words ? 'units' : 'unitsOnly';
}
