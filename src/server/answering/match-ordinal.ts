/**
 * "The third dog" is answered by "each further dog" where only the first and the second have a row of their own, and never by the
 * row of the first: a fee beside the wrong ordinal is worse than none. Pure.
 */

/** What a text counts: `further` for all that come after those that are named. */
interface Counted {
  /** From 1; null for `further`. */
  number: number | null;
  /** "ab dem dritten": this one and all after it. */
  onwards: boolean;
  /** The noun that is counted, in small letters; null where it is left out. */
  noun: string | null;
}

const NUMBERS: readonly (readonly string[])[] = [
  ['erste', 'first'],
  ['zweite', 'second'],
  ['dritte', 'third'],
  ['vierte', 'fourth'],
  ['fünfte', 'fifth'],
  ['sechste', 'sixth'],
];
const ORDINAL = new RegExp(
  String.raw`(?<onwards>\b(?:ab|from)\s+(?:dem|der|the)\s+)?\b(?<ordinal>${NUMBERS.flat().join('|')})(?:[nrsm]?)\b(?:\s+(?<noun>\p{L}{3,}))?`,
  'giu',
);
const FURTHER =
  /\b(?:weitere[nrsm]?|(?:each|every|any)\s+(?:further|additional|other|subsequent))\b(?:\s+(?<noun>\p{L}{3,}))?/giu;

function readCounted(text: string): Counted[] {
  const nounOf = (match: RegExpMatchArray) => match.groups?.['noun']?.toLowerCase() ?? null;
  return [
    ...[...text.matchAll(ORDINAL)].map((match) => ({
      number: NUMBERS.findIndex((words) => words.includes(match.groups?.['ordinal']?.toLowerCase() ?? '')) + 1,
      onwards: match.groups?.['onwards'] !== undefined,
      noun: nounOf(match),
    })),
    ...[...text.matchAll(FURTHER)].map((match) => ({ number: null, onwards: false, noun: nounOf(match) })),
  ];
}

/**
 * For each text of one list or table: 1 if it is about the one that was asked for, -1 if it is about another one, 0 if it counts
 * nothing, or nothing was counted in the question.
 */
export function matchOrdinals(question: string, texts: readonly string[]): number[] {
  const [asked] = readCounted(question);
  if (asked === undefined || asked.number === null) return texts.map(() => 0);
  const wanted = asked.number;
  const counted = texts.map((text) => readCounted(text).filter((one) => sameNoun(one.noun, asked.noun)));
  const named = counted.flat().flatMap(({ number }) => number ?? []);
  return counted.map((ones) => {
    // Where nothing is named, "further" says nothing of which one.
    if (ones.length === 0 || named.length === 0) return 0;
    const fits = ones.some(({ number, onwards }) =>
      number === null ? named.every((other) => other < wanted) : number === wanted || (onwards && number < wanted),
    );
    return fits ? 1 : -1;
  });
}

/** "Hund" and "Hundes" are the same; a noun that is left out is the one that was spoken of. */
function sameNoun(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return true;
  const length = Math.min(one.length, other.length);
  return one.slice(0, length) === other.slice(0, length);
}
