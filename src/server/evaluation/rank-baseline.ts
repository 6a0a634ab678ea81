/**
 * The yardstick: BM25 over whole pages with German stems and nothing else (no compounds, no folding of compounds, no weights),
 * as a good general search engine does out of the box.
 */
import { analyseText } from '../german/analyse-text.ts';

const K1 = 1.2;
const B = 0.75;

/** Ranks pages for questions; `texts` are title and text of each page. */
export function createBaseline(texts: readonly string[]): (question: string) => number[] {
  const documents = texts.map((text) => {
    const counts = new Map<string, number>();
    for (const term of termsOf(text)) counts.set(term, (counts.get(term) ?? 0) + 1);
    return { counts, length: [...counts.values()].reduce((sum, count) => sum + count, 0) };
  });
  const meanLength = documents.reduce((sum, document) => sum + document.length, 0) / Math.max(1, documents.length);
  const frequency = new Map<string, number>();
  for (const { counts } of documents)
    for (const term of counts.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);

  return (question) => {
    const scores = documents.map(() => 0);
    for (const term of new Set(termsOf(question))) {
      const having = frequency.get(term) ?? 0;
      const weight = Math.log(1 + (documents.length - having + 0.5) / (having + 0.5));
      documents.forEach(({ counts, length }, at) => {
        const count = counts.get(term) ?? 0;
        if (count > 0) {
          scores[at] =
            (scores[at] ?? 0) + (weight * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / meanLength));
        }
      });
    }
    return [...scores.keys()].filter((at) => (scores[at] ?? 0) > 0).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  };
}

function termsOf(text: string): string[] {
  return analyseText(text, { language: 'de' }).map((term) => term.term);
}
