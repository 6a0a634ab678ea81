/**
 * From text to the terms that lexical search compares: the same for pages and questions, so that they meet.
 * "Straße", "Strasse" and "STRASSE" become one term; a compound gives itself and its parts; numbers, amounts, dates, times,
 * phone numbers and legal references are kept as terms of their own.
 */
import type { CompoundDictionary } from './compound-dictionary.ts';
import { foldWord } from './fold-word.ts';
import { stemEnglish, stemGerman } from './stem-word.ts';
import { ENGLISH_STOP_WORDS, GERMAN_STOP_WORDS } from './stop-words.ts';

export interface Term {
  /** ASCII letters and digits only, so that every index takes it unchanged. */
  term: string;
  /** `word`: a word of the text; `part`: of a compound of the text; `fact`: a number, date, time, phone number or legal reference. */
  kind: 'word' | 'part' | 'fact';
}

export interface AnalyseOptions {
  /** BCP 47 primary tag of the text. German and English are stemmed, other languages are only folded. */
  language: string;
  /** Splits compounds; without it words stay whole. */
  dictionary?: CompoundDictionary | undefined;
}

const MONTHS = [
  'januar',
  'februar',
  'marz',
  'april',
  'mai',
  'juni',
  'juli',
  'august',
  'september',
  'oktober',
  'november',
  'dezember',
];
const MONTH = 'Januar|Jänner|Februar|Feber|März|Maerz|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember';

/** Longest token that is kept, in characters: what is longer is an address or garbage. */
const LONGEST_TOKEN = 80;

const TOKEN = new RegExp(
  [
    String.raw`(?<law>(?:§§?|\bParagra(?:f|ph)(?:en)?|\bArt(?:\.|ikels?))\s*(?<section>\d+\s?[a-z]?)(?![\p{L}\d])(?:\s*Abs(?:\.|atz)\s*(?<paragraph>\d+[a-z]?))?(?:\s*(?:Satz|S\.)\s*(?<sentence>\d+))?(?:\s*(?:Nr\.|Nummer)\s*(?<number>\d+[a-z]?))?)`,
    String.raw`(?<date>(?<![\p{L}\d.,])(?:(?<isoYear>\d{4})-(?<isoMonth>\d{2})-(?<isoDay>\d{2})(?!\d)|(?<day>\d{1,2})\.\s?(?:(?<month>\d{1,2})\.(?:\s?(?<year>(?:19|20)?\d{2})(?![\d.,:]))?|(?<monthName>${MONTH})(?!\p{L})(?:\s(?<nameYear>(?:19|20)\d{2})(?!\d))?)))`,
    String.raw`(?<time>(?<![\p{L}\d.,])(?<hour>[01]?\d|2[0-4])(?:(?::(?<minute>[0-5]\d)|\.(?<dotMinute>[0-5]\d)(?=\s?(?:Uhr|h)(?!\p{L})))(?:\s?(?:Uhr|h)(?!\p{L}))?|\s?Uhr(?!\p{L})))`,
    String.raw`(?<phone>(?<![\p{L}\d.,])(?:\+|\(?0)\d(?:[\d\s()/–-]{4,18})\d(?![\p{L}\d]))`,
    String.raw`(?<numeral>(?<![\p{L}\d.,])(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d{1,2})?(?![\d]))`,
    String.raw`(?<word>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:[-‐‑’'][\p{L}\p{M}\p{N}]+)*)`,
  ].join('|'),
  'giu',
);

/** All terms of a text, in order and with repetition. */
export function analyseText(text: string, { language, dictionary }: AnalyseOptions): Term[] {
  const terms: Term[] = [];
  const german = language === 'de';
  for (const match of prepare(text).matchAll(TOKEN)) {
    const groups = match.groups ?? {};
    if (groups['word'] !== undefined) addWord(groups['word'], terms);
    else if (groups['law'] !== undefined) addLaw(groups, terms);
    else if (groups['date'] !== undefined) addDate(groups, terms);
    else if (groups['time'] !== undefined) addTime(groups, terms);
    else if (groups['phone'] !== undefined) addPhone(groups['phone'], terms);
    else if (groups['numeral'] !== undefined) terms.push({ term: numberTerm(groups['numeral']), kind: 'fact' });
  }
  return terms;

  function addWord(token: string, out: Term[]): void {
    if (token.length > LONGEST_TOKEN) return;
    const pieces = token.split(/[-‐‑’']/u).filter(Boolean);
    for (const piece of pieces) addSingle(piece, out);
    // "Online-Termin" also as "onlinetermin", "A-Z" as "az".
    if (pieces.length > 1) addTerm(foldWord(pieces.join('')), 'part', out);
  }

  function addSingle(piece: string, out: Term[]): void {
    const folded = foldWord(piece);
    if (folded.length < 2 && !/\p{N}/u.test(folded)) return;
    if (german ? GERMAN_STOP_WORDS.has(folded) : language === 'en' && ENGLISH_STOP_WORDS.has(folded)) return;
    addTerm(folded, 'word', out);
    if (!german || dictionary === undefined) return;
    for (const part of dictionary.split(folded)) addTerm(part, 'part', out);
  }

  function addTerm(folded: string, kind: 'word' | 'part', out: Term[]): void {
    const stem = german ? stemGerman(folded) : language === 'en' ? stemEnglish(folded) : folded;
    if (stem !== '') out.push({ term: toAscii(stem), kind });
  }
}

/** Folded words of a text as they count for the compound dictionary: letters only, hyphenated words by their pieces. */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [token] of prepare(text).matchAll(/\p{L}[\p{L}\p{M}]*/gu)) {
    if (token.length > 2 && token.length <= LONGEST_TOKEN) words.push(foldWord(token));
  }
  return words;
}

function prepare(text: string): string {
  return (
    text
      .normalize('NFKC')
      .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/gu, '')
      // "Bürger:innen", "Bürger*innen", "Bürger/-innen", "Bürger_innen", "BürgerInnen": one word.
      .replace(/(?<=\p{Ll})(?:[:*_]|\/-?)in(nen)?(?!\p{L})/gu, 'in$1')
      .replaceAll('€', ' Euro ')
  );
}

function addLaw(groups: Record<string, string | undefined>, out: Term[]): void {
  const kind = /^art/i.test(groups['law'] ?? '') ? 'art' : 'par';
  const clean = (value: string | undefined) => value?.replace(/\s/g, '').toLowerCase();
  let term = `${kind}${clean(groups['section'])}`;
  out.push({ term, kind: 'fact' });
  for (const [name, part] of [
    ['abs', groups['paragraph']],
    ['satz', groups['sentence']],
    ['nr', groups['number']],
  ] as const) {
    if (part === undefined) continue;
    term += `${name}${clean(part)}`;
    out.push({ term, kind: 'fact' });
  }
}

function addDate(groups: Record<string, string | undefined>, out: Term[]): void {
  const monthName = groups['monthName'];
  const named = monthName === undefined ? undefined : monthOf(monthName);
  const day = Number(groups['isoDay'] ?? groups['day']);
  const month = named ?? Number(groups['isoMonth'] ?? groups['month']);
  const yearText = groups['isoYear'] ?? groups['year'] ?? groups['nameYear'];
  const two = (value: number) => String(value).padStart(2, '0');
  if (monthName !== undefined) out.push({ term: stemGerman(foldWord(monthName)), kind: 'word' });
  out.push({ term: `d${two(month)}${two(day)}`, kind: 'fact' });
  if (yearText !== undefined) {
    const year = yearText.length === 2 ? `20${yearText}` : yearText;
    out.push({ term: `d${year}${two(month)}${two(day)}`, kind: 'fact' }, { term: year, kind: 'fact' });
  }
}

function monthOf(name: string): number {
  const folded = foldWord(name);
  if (folded === 'janner') return 1;
  if (folded === 'feber') return 2;
  return MONTHS.indexOf(folded) + 1;
}

function addTime(groups: Record<string, string | undefined>, out: Term[]): void {
  const minute = groups['minute'] ?? groups['dotMinute'] ?? '00';
  out.push({ term: `t${(groups['hour'] ?? '').padStart(2, '0')}${minute}`, kind: 'fact' });
}

function addPhone(text: string, out: Term[]): void {
  const digits = text
    .replace(/^\+49\s*(?:\(0\))?/u, '0')
    .replace(/^\(?0049/u, '0')
    .replace(/\D/g, '');
  out.push({ term: `tel${digits}`, kind: 'fact' });
}

/** "1.234,50" → "1234k50", "50,00" → "50". */
function numberTerm(text: string): string {
  const [whole = '', decimals = ''] = text.replaceAll('.', '').split(',');
  const bare = whole.replace(/^0+(?=\d)/, '');
  const rest = decimals.length === 1 ? `${decimals}0` : decimals;
  return rest === '' || /^0+$/.test(rest) ? bare : `${bare}k${rest}`;
}

/** Other scripts by their code points: the indexes split words by rules of their own and must not see them. */
function toAscii(stem: string): string {
  if (/^[a-z0-9]+$/.test(stem)) return stem;
  let ascii = '';
  for (const character of stem) {
    ascii += /[a-z0-9]/.test(character) ? character : `x${(character.codePointAt(0) ?? 0).toString(16)}`;
  }
  return ascii;
}
