/** A question as what is looked for in a unit: terms with their weight, in the language of the page. Pure. */
import { analyseText, type Term } from '../german/analyse-text.ts';
import { inverseFrequency, questionTerms } from '../knowledge/lexical-terms.ts';
import type { Vocabulary } from '../knowledge/lexical-vocabulary.ts';
import { sayAsPagesDo } from '../knowledge/say-officially.ts';
import { readWishes, type Wish } from './read-wish.ts';

export interface Lexicon {
  vocabulary: Vocabulary;
  /** Passages of the collection. */
  passages: number;
}

export interface WeightedTerm {
  term: string;
  kind: Term['kind'];
  /** Inverse frequency: how much the term tells. */
  weight: number;
}

export interface ReadQuestion {
  text: string;
  /** In the words that the pages use ("Perso" → "Personalausweis"). */
  official: string;
  language: string;
  wishes: ReadonlySet<Wish>;
  /** Terms of the question, read as the given language. */
  termsIn(language: string): readonly WeightedTerm[];
  /** Terms of a text, without repetition. */
  termsOf(text: string, language: string): ReadonlySet<string>;
}

/** Parts of a compound ("Hundesteuer" → hund, steuer) count less than the word itself: a page may well write them apart. */
const PART_WEIGHT = 0.5;

export function readQuestion(text: string, language: string, { vocabulary, passages }: Lexicon): ReadQuestion {
  const { dictionary } = vocabulary;
  const official = language === 'de' ? sayAsPagesDo(text, vocabulary) : text;
  // A page may use either word.
  const said = official === text ? text : `${text} ${official}`;
  const byLanguage = new Map<string, WeightedTerm[]>();
  return {
    text,
    official,
    language,
    wishes: readWishes(text),
    termsIn(wanted) {
      let terms = byLanguage.get(wanted);
      if (terms === undefined) {
        terms = questionTerms(said, wanted, dictionary).map(({ term, kind }) => ({
          term,
          kind,
          weight: inverseFrequency(vocabulary.frequency(term), passages) * (kind === 'part' ? PART_WEIGHT : 1),
        }));
        byLanguage.set(wanted, terms);
      }
      return terms;
    },
    termsOf: (unit, wanted) => new Set(analyseText(unit, { language: wanted, dictionary }).map(({ term }) => term)),
  };
}
