/** Finds the words of a query in a text, also where they are parts of compounds ("Steuer" in "Hundesteuer"). Pure. */
import type { Highlight } from '../../contracts/search.ts';
import { analyseText, type Term } from '../german/analyse-text.ts';
import type { CompoundDictionary } from '../german/compound-dictionary.ts';
import { foldWord } from '../german/fold-word.ts';
import { stemGerman } from '../german/stem-word.ts';
import { GERMAN_STOP_WORDS } from '../german/stop-words.ts';
import { placeOf } from './restore-spelling.ts';

export interface WantedWords {
  /** Terms of the query as the index knows them. */
  terms: readonly Pick<Term, 'term' | 'kind'>[];
  dictionary: CompoundDictionary;
}

export interface FoundWord extends Highlight {
  /** The term of the query that stands there. */
  term: string;
}

const WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu;
/** "Hundesteuern": what follows the last part is its ending. */
const LONGEST_ENDING = 3;

/**
 * Places of the query's words in a text, in order, never overlapping.
 * @param language BCP 47 primary tag of the text
 */
export function highlightWords(text: string, { terms, dictionary }: WantedWords, language: string): FoundWord[] {
  const all = new Set(terms.map(({ term }) => term));
  // A part of a word of the query ("Steuer" of "Hundesteuer") marks whole words only: in other compounds it means something else.
  const typed = new Set(terms.filter(({ kind }) => kind !== 'part').map(({ term }) => term));
  const found: FoundWord[] = [];
  if (all.size === 0) return found;
  for (const match of text.matchAll(WORD)) {
    const [word] = match;
    const start = match.index;
    const whole = termOf(word, language);
    if (whole !== null && all.has(whole)) {
      found.push({ start, length: word.length, term: whole });
    } else if (language === 'de') {
      for (const place of partsOf(word, typed, dictionary)) found.push({ ...place, start: start + place.start });
    }
  }
  return found;
}

function termOf(word: string, language: string): string | null {
  // Most words are letters alone: what the analysis of whole texts would do with them, without its search for numbers and dates.
  if (language === 'de' && /^[a-zäöüß]+$/i.test(word)) {
    const folded = foldWord(word);
    return folded.length < 2 || GERMAN_STOP_WORDS.has(folded) ? null : stemGerman(folded);
  }
  return analyseText(word, { language }).find(({ kind }) => kind !== 'part')?.term ?? null;
}

function partsOf(word: string, wanted: ReadonlySet<string>, dictionary: CompoundDictionary): FoundWord[] {
  const folded = foldWord(word);
  const found: FoundWord[] = [];
  for (const part of dictionary.split(folded)) {
    const term = termOf(part, 'de');
    if (term === null || !wanted.has(term)) continue;
    // A part may have changed where it was joined ("Schul-" of "Schule"): then its stem is looked for.
    const spelled = folded.includes(part) ? part : term;
    const at = folded.lastIndexOf(spelled);
    if (at < 0) continue;
    const start = placeOf(word, at);
    const rest = folded.length - at - spelled.length;
    const end = rest <= LONGEST_ENDING ? word.length : placeOf(word, at + spelled.length);
    if (found.every((other) => end <= other.start || start >= other.start + other.length)) {
      found.push({ start, length: end - start, term });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}
