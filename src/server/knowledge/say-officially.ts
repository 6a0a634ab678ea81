import { foldWord } from '../german/fold-word.ts';
import { stemGerman } from '../german/stem-word.ts';
import { correctQuestion } from './correct-question.ts';
import type { Vocabulary } from './lexical-vocabulary.ts';

/** So many times as often: an everyday word in an index ("Perso siehe Personalausweis") is no word of the pages. */
const MORE_OFTEN = 4;

/**
 * The question in the words of the pages: an everyday word ("Perso") gives way to its official name ("Personalausweis") where the
 * pages hardly use the former. Words that the pages use themselves stay; the town's own entries are then added to them.
 */
export function sayOfficially(
  question: string,
  { frequency, occurrences, officialNames }: Pick<Vocabulary, 'frequency' | 'occurrences' | 'officialNames'>,
): string {
  const often = (words: string) =>
    Math.min(...(words.match(/\p{L}{3,}/gu) ?? [words]).map((word) => frequency(stemGerman(foldWord(word)))));
  return question.replaceAll(/\p{L}+/gu, (word) => {
    const official = officialNames(foldWord(word));
    if (official === undefined) return word;
    const own = occurrences(foldWord(word));
    const name = official.names.find((one) => often(one) > own * MORE_OFTEN);
    if (name !== undefined) return name;
    const added = official.own ? official.names.find((one) => often(one) > 0) : undefined;
    return added === undefined ? word : `${word} ${added}`;
  });
}

/** The same with slips of the keys put right before. */
export function sayAsPagesDo(question: string, vocabulary: Vocabulary): string {
  return sayOfficially(correctQuestion(question, vocabulary).text, vocabulary);
}
