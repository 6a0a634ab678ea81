/** The question with its slips of the keys put right, as far as the words of the pages tell. */
import { foldWord } from '../german/fold-word.ts';
import { stemGerman } from '../german/stem-word.ts';
import { GERMAN_STOP_WORDS } from '../german/stop-words.ts';
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
    if (
      GERMAN_STOP_WORDS.has(word) ||
      vocabulary.officialNames(word) !== undefined ||
      standsSomewhere(word, vocabulary)
    )
      return typed;
    const neighbours = vocabulary.spelling.neighbours(typed);
    const meant =
      clearNeighbour(typed, neighbours)?.word ?? (neighbours.length === 0 ? correctPart(word, vocabulary) : null);
    if (meant !== null) {
      corrections.push({ typed, meant });
      return meant;
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

/** Shorter pieces of a compound are near to too many words. */
const SHORTEST_PIECE = 7;
const LINKS = ['', 's', 'n', 'en', 'es'] as const;

/** A compound that no page has, with a slip in one of its two parts: the other part is known, and so is what was meant. */
function correctPart(word: string, { frequency, spelling }: Pick<Vocabulary, 'frequency' | 'spelling'>): string | null {
  const isKnown = (piece: string) => piece.length >= SHORTEST_PART && frequency(stemGerman(piece)) > 0;
  const meantBy = (piece: string): string | null => {
    if (piece.length < SHORTEST_PIECE) return null;
    const meant = clearNeighbour(piece, spelling.neighbours(piece));
    return meant !== null && meant.distance === 1 && meant.word.startsWith(piece.charAt(0)) ? meant.word : null;
  };
  let best: { meant: string; known: number } | null = null;
  for (let at = SHORTEST_PART; at <= word.length - SHORTEST_PART; at += 1) {
    const head = word.slice(0, at);
    const tail = word.slice(at);
    for (const link of LINKS) {
      if (!head.endsWith(link)) continue;
      const bare = head.slice(0, head.length - link.length);
      if (isKnown(bare)) {
        const meant = meantBy(tail);
        if (meant !== null && bare.length > (best?.known ?? 0)) best = { meant: head + meant, known: bare.length };
      } else if (isKnown(tail)) {
        const meant = meantBy(bare);
        if (meant !== null && tail.length > (best?.known ?? 0))
          best = { meant: meant + link + tail, known: tail.length };
      }
    }
  }
  return best?.meant ?? null;
}
