import { EVERYDAY_WORDS } from '../german/everyday-words.ts';
import { foldWord } from '../german/fold-word.ts';
import { stemGerman } from '../german/stem-word.ts';
import type { Vocabulary } from './lexical-vocabulary.ts';

/**
 * The question in the words of the pages: an everyday word ("Perso") gives way to its official name ("Personalausweis") where the
 * pages use that one more often. Words that the pages use themselves stay.
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
    const best = names.find((name) => often(name) > occurrences(foldWord(word)));
    return best ?? word;
  });
}
