/** Which terms a passage has in the lexical index, and which a question looks for. */
import { analyseText, type Term } from '../german/analyse-text.ts';
import type { CompoundDictionary } from '../german/compound-dictionary.ts';

/** BM25 (S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework, 2009); chosen by measurement, see docs/quality.md. */
export const BM25 = { k1: 1.5, b: 0.75 } as const;

/** The page's title counts this often: once as part of the path, the rest on top. */
const TITLE_WEIGHT = 2;
/** A question of more different terms is cut: it is a letter, not a question. */
const MOST_QUESTION_TERMS = 64;

export interface PassageWords {
  /** Title of the page. */
  title: string;
  /** Breadcrumb, title and headings. */
  path: readonly string[];
  text: string;
  language: string;
}

/** Terms of a passage in the order of its text, title and headings repeated by weight. */
export function passageTerms(passage: PassageWords, dictionary: CompoundDictionary): string[] {
  const { language } = passage;
  const terms = (text: string) => analyseText(text, { language, dictionary }).map((term) => term.term);
  const title = terms(passage.title);
  const result = terms(passage.path.join('\n'));
  for (let times = 1; times < TITLE_WEIGHT; times += 1) result.push(...title);
  result.push(...terms(passage.text));
  return result;
}

/** Different terms of a question; a term that is a word of it as well as a part of another word counts as a word. */
export function questionTerms(text: string, language: string, dictionary: CompoundDictionary): Term[] {
  const terms = new Map<string, Term>();
  for (const term of analyseText(text, { language, dictionary })) {
    const known = terms.get(term.term);
    if (known === undefined || (known.kind === 'part' && term.kind !== 'part')) terms.set(term.term, term);
  }
  return [...terms.values()].slice(0, MOST_QUESTION_TERMS);
}

/** Weight of a term by how few passages have it, the same as in both indexes. */
export function inverseFrequency(passagesWithTerm: number, passages: number): number {
  const having = Math.min(passagesWithTerm, passages);
  return Math.log(1 + (passages - having + 0.5) / (having + 0.5));
}

/** The BM25 score that no passage can exceed: every term of the question, as often as one likes. */
export function idealScore(terms: readonly Term[], frequency: (term: string) => number, passages: number): number {
  return terms.reduce((sum, { term }) => sum + inverseFrequency(frequency(term), passages) * (BM25.k1 + 1), 0);
}
