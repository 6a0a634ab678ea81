/** A corrected word as people write it: the index knows words only folded ("sprachubungen"). Pure. */
import { foldWord } from '../german/fold-word.ts';

/** What was typed, with nothing changed but the slip: "Sprachübnugen", meant "sprachubungen" → "Sprachübungen". */
export function restoreSpelling(typed: string, meant: string): string {
  const folded = foldWord(typed);
  let start = 0;
  while (start < folded.length && start < meant.length && folded[start] === meant[start]) start += 1;
  let end = 0;
  const most = Math.min(folded.length, meant.length) - start;
  while (end < most && folded[folded.length - 1 - end] === meant[meant.length - 1 - end]) end += 1;
  const restored =
    typed.slice(0, placeOf(typed, start)) +
    meant.slice(start, meant.length - end) +
    typed.slice(placeOf(typed, folded.length - end));
  // Letters that fold together over the joint ("ue") would make another word of it.
  const right = foldWord(restored) === meant ? restored : meant;
  return /^\p{Lu}/u.test(typed) ? right.charAt(0).toUpperCase() + right.slice(1) : right;
}

/** Where a place of the folded word lies in the word as it is written ("ß" is one letter there). */
export function placeOf(word: string, folded: number): number {
  for (let index = 0; index < word.length; index += 1) {
    if (foldWord(word.slice(0, index)).length >= folded) return index;
  }
  return word.length;
}
