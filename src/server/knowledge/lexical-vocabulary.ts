/** The words of the collection in memory: from them compounds are split, and rare words are told from frequent ones. */
import { analyseText, wordsOf } from '../german/analyse-text.ts';
import { type CompoundDictionary, learnCompoundDictionary } from '../german/compound-dictionary.ts';
import { stemGerman } from '../german/stem-word.ts';
import type { Database } from '../platform/database.ts';
import { createSpelling, type Spelling } from './correct-spelling.ts';
import { builtInNames, type FindOfficialNames } from './official-names.ts';

export interface Vocabulary {
  dictionary: CompoundDictionary;
  /** About how many passages have a term: exact for words of one form, a little too high for words of several. */
  frequency(term: string): number;
  /** Passages that have exactly this word, folded: "perso" is not "person", although their stems are the same. */
  occurrences(word: string): number;
  /** Official names of an everyday word, as the town has them. */
  officialNames: FindOfficialNames;
  /** Finds what was meant by a word that stands nowhere. */
  spelling: Spelling;
  /** Different words and facts. */
  size: number;
}

/** Reads the words that `indexPassages` has counted. */
export async function loadVocabulary(db: Database): Promise<Vocabulary> {
  const { rows } = await db.pool.query<{ word: string; passages: number }>('select word, passages from word');
  return learnVocabulary(new Map(rows.map((row) => [row.word, row.passages])));
}

export function learnVocabulary(counts: ReadonlyMap<string, number>): Vocabulary {
  const dictionary = learnCompoundDictionary(counts);
  const frequencies = new Map<string, number>();
  const add = (term: string, count: number) => frequencies.set(term, (frequencies.get(term) ?? 0) + count);
  for (const [word, count] of counts) {
    if (/\d/.test(word)) add(word, count);
    else for (const term of new Set([word, ...dictionary.split(word)].map(stemGerman))) add(term, count);
  }
  return {
    dictionary,
    frequency: (term) => frequencies.get(term) ?? 0,
    occurrences: (word) => counts.get(word) ?? 0,
    officialNames: builtInNames,
    spelling: createSpelling(counts),
    size: counts.size,
  };
}

/** What counts in a passage: folded words and the terms of its facts, each once. */
export function countableWords(text: string): Set<string> {
  const words = new Set(wordsOf(text));
  for (const { term, kind } of analyseText(text, { language: 'de' })) if (kind === 'fact') words.add(term);
  return words;
}
