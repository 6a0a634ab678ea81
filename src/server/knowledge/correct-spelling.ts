/**
 * Finds what was meant by a word that stands on no page: words of the index that differ by one or two slips of the keys. Pure.
 *
 * Distance is that of Damerau and Levenshtein in its restricted form (optimal string alignment): a letter too many, too few, another, or two
 * swapped. All words of about the same length are looked at, but the distance is worked out only for those whose letters differ
 * by as little as the slips allow: that keeps 100,000 words under two milliseconds without an index of deletions, which would take
 * a hundred times the memory.
 */
import { foldWord } from '../german/fold-word.ts';
import { stemGerman } from '../german/stem-word.ts';

export interface Neighbour {
  /** Folded. */
  word: string;
  distance: number;
  /** Passages that have it. */
  passages: number;
}

export interface Spelling {
  /** Nearest words, and among equals the most frequent first; those of one stem once. Empty if the word is known or too short. */
  neighbours(word: string): readonly Neighbour[];
}

/** Shorter words are near to too many others. */
const SHORTEST = 4;
/** From this length on two slips are believed. */
const TWO_FROM = 8;
const LONGEST = 40;
const MOST = 5;
/** So many times as frequent as the next one, a neighbour is what was meant. */
const CLEAR = 5;
const KEPT = 2_000;

interface Group {
  words: string[];
  /** Which letters a word has, and which more than once: one bit each. */
  once: Uint32Array;
  twice: Uint32Array;
}

/** @param counts folded words of the index with the number of passages that have them */
export function createSpelling(counts: ReadonlyMap<string, number>): Spelling {
  let groups: Map<number, Group> | null = null;
  const known = new Map<string, readonly Neighbour[]>();

  function search(word: string): readonly Neighbour[] {
    const most = word.length < TWO_FROM ? 1 : 2;
    groups ??= groupByLength(counts);
    const { once, twice } = letters(word);
    const near: Neighbour[] = [];
    for (let length = Math.max(SHORTEST, word.length - most); length <= word.length + most; length += 1) {
      const group = groups.get(length);
      if (group === undefined) continue;
      for (let at = 0; at < group.words.length; at += 1) {
        // A slip changes at most two bits: it takes one letter away and brings another.
        const different = bits((group.once[at] ?? 0) ^ once) + bits((group.twice[at] ?? 0) ^ twice);
        if (different > 2 * most) continue;
        const other = group.words[at] ?? '';
        const allowed = slipsAllowed(word, other, most);
        if (different > 2 * allowed) continue;
        const distance = slips(word, other, allowed);
        if (distance <= allowed) near.push({ word: other, distance, passages: counts.get(other) ?? 0 });
      }
    }
    return nearest(near);
  }

  return {
    neighbours(word) {
      const folded = foldWord(word);
      if (folded.length < SHORTEST || folded.length > LONGEST || !/^[a-z]+$/.test(folded) || counts.has(folded))
        return [];
      const readings = readingsOf(word);
      const key = readings.join(' ');
      let found = known.get(key);
      if (found === undefined) {
        found = nearest(readings.flatMap(search));
        if (known.size > KEPT) known.clear();
        known.set(key, found);
      }
      return found;
    },
  };
}

/** Best first, those of one stem as one. */
function nearest(found: readonly Neighbour[]): Neighbour[] {
  const order = (a: Neighbour, b: Neighbour) =>
    a.distance - b.distance || b.passages - a.passages || (a.word < b.word ? -1 : 1);
  const words = new Set<string>();
  const stems = new Map<string, Neighbour>();
  for (const neighbour of [...found].sort(order)) {
    if (words.has(neighbour.word)) continue;
    words.add(neighbour.word);
    const stem = stemGerman(neighbour.word);
    const first = stems.get(stem);
    if (first === undefined) stems.set(stem, { ...neighbour });
    else first.passages += neighbour.passages;
  }
  return [...stems.values()].sort(order).slice(0, MOST);
}

/** "ue" may stand for "ü", or be a slip for "eu". */
function readingsOf(word: string): string[] {
  return [...new Set([foldWord(word), plainLetters(word)])];
}

/** As `foldWord`, but with "ae", "oe", "ue" as they are written. */
function plainLetters(word: string): string {
  return word.normalize('NFKC').toLowerCase().replaceAll('ß', 'ss').normalize('NFD').replace(/\p{M}/gu, '');
}

/**
 * The neighbour that was surely meant: the nearest, unless another is as near and about as frequent, or the two differ as words do
 * and not as slips of the keys ("Wetter" is no "weiter", although one letter makes it).
 */
export function clearNeighbour(typed: string, neighbours: readonly Neighbour[]): Neighbour | null {
  const [first, second] = neighbours;
  if (first === undefined || !readingsOf(typed).some((reading) => isSlip(reading, first))) return null;
  if (second === undefined || second.distance > first.distance) return first;
  return first.passages >= second.passages * CLEAR ? first : null;
}

/** From this length on words lie so far apart that any one letter may be wrong, left out or too many. */
const ANY_FROM = 8;
/** From this length on a letter may be left out or too many. */
const COUNT_FROM = 6;
/** Two slips in so many last letters are another ending ("Gleichung", "gleichen"). */
const ENDING = 3;

function isSlip(typed: string, { word, distance }: Neighbour): boolean {
  if (slips(typed, word, distance) > distance) return false;
  let start = 0;
  while (start < typed.length && start < word.length && typed[start] === word[start]) start += 1;
  let end = 0;
  const most = Math.min(typed.length, word.length) - start;
  while (end < most && typed[typed.length - 1 - end] === word[word.length - 1 - end]) end += 1;
  if (distance > 1) return start < Math.min(typed.length, word.length) - ENDING;
  const gone = word.slice(start, word.length - end);
  const come = typed.slice(start, typed.length - end);
  // Swapped.
  if (gone.length === 2) return true;
  if (gone.length === 1 && come.length === 1)
    return typed.length >= ANY_FROM || (typed.length >= COUNT_FROM && areBeside(gone, come));
  const [longer, letter] = gone === '' ? [typed, come] : [word, gone];
  const isDoubled = longer[start - 1] === letter || longer[start + 1] === letter;
  return typed.length >= COUNT_FROM || isDoubled;
}

/** Rows of a German keyboard, each a little to the right of the one above. */
const ROWS = ['qwertzuiop', 'asdfghjkl', 'yxcvbnm'] as const;
const SHIFTS = [0, 0.25, 0.75] as const;
const KEYS = new Map(
  ROWS.flatMap((row, y) =>
    [...row].map((key, x): [string, { x: number; y: number }] => [key, { x: x + (SHIFTS[y] ?? 0), y }]),
  ),
);

function areBeside(a: string, b: string): boolean {
  const first = KEYS.get(a);
  const second = KEYS.get(b);
  if (first === undefined || second === undefined) return false;
  return Math.abs(first.x - second.x) <= 1 && Math.abs(first.y - second.y) <= 1;
}

function groupByLength(counts: ReadonlyMap<string, number>): Map<number, Group> {
  const words = new Map<number, string[]>();
  for (const word of counts.keys()) {
    if (word.length < SHORTEST || word.length > LONGEST + 2 || !/^[a-z]+$/.test(word)) continue;
    const same = words.get(word.length);
    if (same === undefined) words.set(word.length, [word]);
    else same.push(word);
  }
  return new Map(
    [...words].map(([length, same]): [number, Group] => {
      const group = { words: same, once: new Uint32Array(same.length), twice: new Uint32Array(same.length) };
      for (const [at, word] of same.entries()) {
        const { once, twice } = letters(word);
        group.once[at] = once;
        group.twice[at] = twice;
      }
      return [length, group];
    }),
  );
}

/**
 * Two slips and another beginning make another word ("ergreifen", "greifen"), and so does another first letter ("Köter", "roter"): it is
 * seldom wrong (E. Yannakoudakis, D. Fawthrop: The Rules of Spelling Errors, 1983). It may be left out, doubled or swapped.
 */
function slipsAllowed(word: string, other: string, most: number): number {
  if (word.charCodeAt(0) === other.charCodeAt(0)) return most;
  return word.charCodeAt(0) === other.charCodeAt(1) || word.charCodeAt(1) === other.charCodeAt(0) ? 1 : 0;
}

function letters(word: string): { once: number; twice: number } {
  let once = 0;
  let twice = 0;
  for (let at = 0; at < word.length; at += 1) {
    const bit = 1 << (word.charCodeAt(at) - 97);
    twice |= once & bit;
    once |= bit;
  }
  return { once, twice };
}

/** Number of ones (Hacker's Delight, 5-1). */
function bits(value: number): number {
  let count = value - ((value >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Slips between two words; more than `most` is not worked out to the end. */
export function slips(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let start = 0;
  while (start < a.length && start < b.length && a.charCodeAt(start) === b.charCodeAt(start)) start += 1;
  let endA = a.length;
  let endB = b.length;
  while (endA > start && endB > start && a.charCodeAt(endA - 1) === b.charCodeAt(endB - 1)) {
    endA -= 1;
    endB -= 1;
  }
  const left = a.slice(start, endA);
  const right = b.slice(start, endB);
  let before: number[] = [];
  let row = Array.from({ length: right.length + 1 }, (_, at) => at);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    let best = i;
    for (let j = 1; j <= right.length; j += 1) {
      const same = left[i - 1] === right[j - 1];
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      next.push(cost);
      best = Math.min(best, cost);
    }
    if (best > most) return most + 1;
    before = row;
    row = next;
  }
  return row[right.length] ?? most + 1;
}
