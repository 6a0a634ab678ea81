/**
 * Splits German compounds ("Hundesteuermarke" → hunde, steuer, marke), because a citizen says "Marke für den Hund" where the
 * page says "Hundesteuermarke".
 *
 * The words come from the pages themselves: words that stand there alone, and parts that recur at the end of several longer
 * words. A base list of our own (`administrative-words.ts`) makes it work on a small website too. Counts follow the idea of
 * P. Koehn and K. Knight (Empirical Methods for Compound Splitting, EACL 2003).
 */
import { ADMINISTRATIVE_WORDS, SHORT_PARTS } from './administrative-words.ts';
import { foldWord } from './fold-word.ts';

export interface CompoundDictionary {
  /**
   * Parts of a folded word, outermost first and nested parts after their parent, without linking elements:
   * "krankenversicherungskarte" → ["krankenversicherung", "kranken", "versicherung", "karte"]. Empty if it is not a compound.
   */
  split(folded: string): readonly string[];
  /** Number of words that can be parts. */
  readonly size: number;
}

/** Shorter words are not split: too much of German fits into seven letters by chance. */
const SHORTEST_COMPOUND = 7;
const SHORTEST_PART = 4;
const LONGEST_WORD = 60;
/** In how many different words an ending has to recur to count as a part of its own. */
const RECURRENCE = 3;
/** Linking elements between parts (Fugenelemente), longest first. */
const LINKS = ['', 'en', 'er', 'es', 'ns', 'n', 's', 'e'] as const;
/** Endings that a first part may have lost ("Schul-e", "Wohn-en", "Melde-n"). */
const DROPPED = ['e', 'en', 'n'] as const;
/** Endings that look like words but only derive or inflect ("-heit", "-lichen", "-ungs"). */
const DERIVING =
  /^(?:haft|heit|igkeit|keit|schaft|chaft|isch|lich|ling|ung|tum|bar|sam|los|mal|wart|weis|ier|iert|ismus|ist|ion|tion|ation|itat|nis|erin|ig|end|er|est|st|ment|abel|iv|ant|ent|or|ur|chen|lein)(?:e[mnrs]?|s|n|innen|in)?$/;
/** The same at the beginning of a longer rest ("-ungskurs" of "Weiterbildungskurs"). */
const DERIVING_START =
  /^(?:haft|heit|igkeit|keit|schaft|chaft|isch|lich|ling|ung|tum|ier|ismus|ion|tion|ation|itat|nis)/;
const NEVER_PARTS = new Set(
  `dass dies diese dieser dieses eine einen einer eines sein seine aber oder auch nach nicht noch wenn wird sind haben
   kann mehr sich über unter wieder vor`
    .split(/\s+/)
    .filter(Boolean)
    .map(foldWord),
);
/** Words that never end a compound: there they are inflection ("Partner-innen"). */
const NEVER_TAILS = new Set(['innen', 'schen', 'chen', 'stens'].map(foldWord));
/** A linking s after one of these endings shows where a part ends, whatever the parts are ("Konversations-kurs"). */
const SURE_JOINT = /(?<=^.{3,}(?:ung|ion|heit|keit|schaft|itat|tum|ling|ment))s(?=.{4,}$)/;
/** Names that only look like compounds, too common to leave their parts as noise. */
const NOT_COMPOUNDS = new Set(['deutschland'].map(foldWord));
const PREFIXES =
  /^(?:ab|an|auf|aus|be|bei|da|dar|ein|ent|er|ge|her|hin|in|los|mit|nach|um|un|ur|ver|vor|weg|wider|zer|zu|zusammen)$/;

/**
 * Learns a dictionary.
 * @param words folded words of the collection with the number of passages (or pages) that have them
 */
export function learnCompoundDictionary(words: Iterable<readonly [word: string, count: number]>): CompoundDictionary {
  const parts = new Map<string, number>();
  const seen: string[] = [];
  for (const [word, count] of words) {
    if (!/^[a-z]+$/.test(word) || word.length > LONGEST_WORD) continue;
    seen.push(word);
    if (mayBePart(word)) parts.set(word, count);
  }
  for (const word of ADMINISTRATIVE_WORDS) if (!parts.has(word)) parts.set(word, 1);
  for (const word of SHORT_PARTS) if (!parts.has(word)) parts.set(word, 1);
  for (const part of recurringEndings(seen, parts)) parts.set(part, RECURRENCE);

  const known = new Map<string, readonly string[]>();
  return {
    size: parts.size,
    split(folded) {
      let result = known.get(folded);
      if (result === undefined) {
        result = splitWithin(folded, parts);
        if (known.size > 200_000) known.clear();
        known.set(folded, result);
      }
      return result;
    },
  };
}

function mayBePart(word: string): boolean {
  if (NEVER_PARTS.has(word) || DERIVING.test(word) || PREFIXES.test(word)) return false;
  return word.length >= SHORTEST_PART || SHORT_PARTS.has(word);
}

/** Endings that never stand alone in the collection but follow known words in several ("-bescheinigung"). */
function* recurringEndings(words: readonly string[], parts: ReadonlyMap<string, number>): Iterable<string> {
  const heads = new Map<string, Set<string>>();
  for (const word of words) {
    // What can be cut already teaches nothing: "Fahrschein" is "fahr" and "schein", not "fahrs" and "chein".
    if (word.length < SHORTEST_COMPOUND + 2 || bestCut(word, parts) !== null) continue;
    for (let at = SHORTEST_PART; at <= word.length - 5; at += 1) {
      const rest = word.slice(at);
      if (DERIVING_START.test(rest)) continue;
      const head = partBefore(word.slice(0, at), parts);
      if (head === null) continue;
      const known = heads.get(rest) ?? new Set();
      known.add(head);
      heads.set(rest, known);
    }
  }
  for (const [rest, before] of heads) {
    // A rest that begins with a linking element is the tail of another cut ("s-antrag").
    if (before.size >= RECURRENCE && mayBePart(rest) && !beginsWithLink(rest, parts)) yield rest;
  }
}

function beginsWithLink(rest: string, parts: ReadonlyMap<string, number>): boolean {
  return LINKS.some((link) => link !== '' && rest.startsWith(link) && parts.has(rest.slice(link.length)));
}

/** The dictionary word that a first or middle part stands for, its linking element taken off; null if there is none. */
function partBefore(text: string, parts: ReadonlyMap<string, number>): string | null {
  for (const link of LINKS) {
    if (!text.endsWith(link)) continue;
    const bare = text.slice(0, text.length - link.length);
    if (bare.length >= 3 && parts.has(bare)) return bare;
  }
  if (text.length >= SHORTEST_PART) {
    for (const ending of DROPPED) if (parts.has(text + ending)) return text + ending;
    // "Anmelde-", "Abhol-" of "Anmeldung", "Abholung".
    const noun = `${text.replace(/e$/, '')}ung`;
    if (parts.has(noun)) return noun;
  }
  return null;
}

/** The dictionary word that a last part stands for, perhaps inflected. */
function partAtEnd(text: string, parts: ReadonlyMap<string, number>): string | null {
  if (NEVER_TAILS.has(text)) return null;
  if (parts.has(text)) return text;
  for (const ending of ['sen', 'se', 'en', 'er', 'es', 'n', 's', 'e'] as const) {
    const bare = text.slice(0, -ending.length);
    if (text.endsWith(ending) && bare.length >= SHORTEST_PART && parts.has(bare)) return bare;
  }
  return null;
}

interface Cut {
  head: string;
  tail: string;
  weight: number;
}

/** Cuts at the place where both sides are known best, then goes on inside both sides. */
function splitWithin(word: string, parts: ReadonlyMap<string, number>): string[] {
  if (word.length < SHORTEST_COMPOUND || word.length > LONGEST_WORD || !/^[a-z]+$/.test(word)) return [];
  if (NOT_COMPOUNDS.has(word)) return [];
  const cut = bestCut(word, parts) ?? bestChain(word, parts) ?? sureJoint(word);
  if (cut === null) return [];
  const result: string[] = [];
  for (const part of [cut.head, cut.tail]) {
    result.push(part);
    result.push(...splitWithin(part, parts));
  }
  return [...new Set(result)];
}

function bestCut(word: string, parts: ReadonlyMap<string, number>): Cut | null {
  let best: Cut | null = null;
  for (let at = 3; at <= word.length - 3; at += 1) {
    const tailText = word.slice(at);
    const tail = partAtEnd(tailText, parts);
    if (tail === null) continue;
    const head = partBefore(word.slice(0, at), parts);
    if (head === null || head === word || tail === word) continue;
    const weight =
      Math.log1p(parts.get(head) ?? 1) + Math.log1p(parts.get(tail) ?? 1) + 0.5 * Math.min(head.length, tail.length);
    if (best === null || weight > best.weight) best = { head, tail, weight };
  }
  return best;
}

/** Three parts of which no two stand together in the dictionary ("Elternbeitragserstattung"): a known head and a tail that splits. */
function bestChain(word: string, parts: ReadonlyMap<string, number>): Cut | null {
  if (word.length < SHORTEST_COMPOUND + 4) return null;
  for (let at = word.length - SHORTEST_COMPOUND; at >= SHORTEST_PART; at -= 1) {
    const head = partBefore(word.slice(0, at), parts);
    if (head === null) continue;
    const tailText = word.slice(at);
    if (bestCut(tailText, parts) !== null) return { head, tail: tailText, weight: 0 };
  }
  return null;
}

/** "Bewerbungstraining" → bewerbung, training, though neither stands anywhere alone. */
function sureJoint(word: string): Cut | null {
  const at = word.search(SURE_JOINT);
  if (at < 0) return null;
  const tail = word.slice(at + 1);
  return { head: word.slice(0, at), tail, weight: 0 };
}
