import { EVERYDAY_WORDS } from '../german/everyday-words.ts';
import { foldWord } from '../german/fold-word.ts';
import { stemGerman } from '../german/stem-word.ts';
import type { Vocabulary } from './lexical-vocabulary.ts';

/** So many times as often: an everyday word in an index ("Perso siehe Personalausweis") is no word of the pages. */
const MORE_OFTEN = 4;

/**
 * The question in the words of the pages: an everyday word ("Perso") gives way to its official name ("Personalausweis") where the
 * pages hardly use the former. Words that the pages use themselves stay.
 */
export function sayOfficially(
  question: string,
  { frequency, occurrences }: Pick<Vocabulary, 'frequency' | 'occurrences'>,
): string {
  const often = (words: string) =>
    Math.min(...(words.match(/\p{L}{3,}/gu) ?? [words]).map((word) => frequency(stemGerman(foldWord(word)))));
  return question.replaceAll(/\p{L}+/gu, (word) => {
    const names = EVERYDAY_WORDS.get(foldWord(word));
    if (names === undefined) return word;
    const own = occurrences(foldWord(word));
    return names.find((name) => often(name) > own * MORE_OFTEN) ?? word;
  });
}
