/** Is there enough evidence to quote, or is it better to refuse? Pure. Figures: docs/quality.md, "Quoting". */
import type { SearchEvidence } from '../knowledge/search-passages.ts';

export interface Decision {
  answer: boolean;
  /** How sure it is that the pages hold an answer, 0 to 1. */
  confidence: number;
  /** From this confidence on it answers. */
  threshold: number;
}

interface Rule {
  bias: number;
  weights: Partial<Record<keyof SearchEvidence, number>>;
  threshold: number;
}

/** With the words and the vectors of the question's language, by vectors alone (another language), by words alone. */
const RULES: Record<'hybrid' | 'vectors' | 'lexical', Rule> = {
  hybrid: { bias: -40, weights: { bestCosine: 42, gapToSixth: 20, coverage: 2.5, lexicalShare: 3 }, threshold: 0.35 },
  vectors: { bias: -42, weights: { bestCosine: 49, gapToSixth: 20 }, threshold: 0.4 },
  lexical: { bias: -1.2, weights: { coverage: 3, lexicalShare: 3.5, unknownShare: -2 }, threshold: 0.35 },
};

export function decideAnswer({ evidence, found }: { evidence: SearchEvidence; found: number }): Decision {
  const lexical = evidence.lexicalShare !== null && evidence.coverage !== null;
  const rule = RULES[evidence.bestCosine === null ? 'lexical' : lexical ? 'hybrid' : 'vectors'];
  if (found === 0) return { answer: false, confidence: 0, threshold: rule.threshold };
  let sum = rule.bias;
  for (const [name, weight] of Object.entries(rule.weights)) {
    sum += weight * (evidence[name as keyof SearchEvidence] ?? 0);
  }
  const confidence = 1 / (1 + Math.exp(-sum));
  return { answer: confidence >= rule.threshold, confidence, threshold: rule.threshold };
}
