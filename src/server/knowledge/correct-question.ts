/** The question with its slips of the keys put right, as far as the words of the pages tell. */
import { foldWord } from '../german/fold-word.ts';
import { stemGerman } from '../german/stem-word.ts';
import { clearNeighbour } from './correct-spelling.ts';
import type { Vocabulary } from './lexical-vocabulary.ts';

export interface Correction {
  /** As typed. */
  typed: string;
  /** Folded: a word of the pages. */
  meant: string;
}

export interface CorrectedQuestion {
  /** Each word that stands nowhere and has one clear neighbour is that neighbour here. */
  text: string;
  corrections: Correction[];
  /** Words that stand nowhere and have several neighbours, with the likeliest. */
  guesses: Correction[];
}

/** Everyday words are no slips, although they may stand on no page. */
export function correctQuestion(
  question: string,
  vocabulary: Pick<Vocabulary, 'frequency' | 'dictionary' | 'spelling' | 'officialNames'>,
): CorrectedQuestion {
  const corrections: Correction[] = [];
  const guesses: Correction[] = [];
  const text = question.replaceAll(/\p{L}+/gu, (typed) => {
    const word = foldWord(typed);
    if (vocabulary.officialNames(word) !== undefined || standsSomewhere(word, vocabulary)) return typed;
    const neighbours = vocabulary.spelling.neighbours(word);
    const meant = clearNeighbour(neighbours);
    if (meant !== null) {
      corrections.push({ typed, meant: meant.word });
      return meant.word;
    }
    const [likeliest] = neighbours;
    if (likeliest !== undefined) guesses.push({ typed, meant: likeliest.word });
    return typed;
  });
  return { text, corrections, guesses };
}

/** Shorter parts stand in a compound by chance: "Hundestuer" is no "Hundes-tür". */
const SHORTEST_PART = 4;

/** In any inflection, or put together of parts that do: such a compound is no slip, though no page has it yet. */
function standsSomewhere(
  word: string,
  { frequency, dictionary }: Pick<Vocabulary, 'frequency' | 'dictionary'>,
): boolean {
  if (frequency(stemGerman(word)) > 0) return true;
  const parts = dictionary.split(word);
  return parts.length > 0 && parts.every((part) => part.length >= SHORTEST_PART && frequency(stemGerman(part)) > 0);
}
