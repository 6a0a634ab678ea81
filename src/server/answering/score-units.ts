/** How likely each unit answers the question: words in common, words of its headings, the form that was asked for, its passage. Pure. */
import type { Block } from '../knowledge/page-content.ts';
import type { PassageHit } from '../knowledge/search-passages.ts';
import { type QuoteUnit, splitUnits } from '../knowledge/split-units.ts';
import { matchOrdinals } from './match-ordinal.ts';
import type { ReadQuestion } from './read-question.ts';
import { announcesWish, meetsWish, type Wish } from './read-wish.ts';

export type QuotablePassage = Pick<
  PassageHit,
  | 'pageId'
  | 'path'
  | 'anchor'
  | 'ordinal'
  | 'blocks'
  | 'text'
  | 'language'
  | 'score'
  | 'title'
  | 'changedOn'
  | 'kind'
  | 'pageNumber'
>;

export interface UnitFeatures {
  /** Share of the question's weight that stands in the unit itself, 0 to 1. */
  own: number;
  /** The same with the headings, the sentence before and the lead-in of its list. */
  withContext: number;
  /** How well its form meets what was asked for, 0 to 1. */
  wish: number;
  /** Score of its passage as a share of the best, 0 to 1. */
  passage: number;
  /** The same of the best passage of its page. */
  page: number;
  /** 1 if a form that cannot be mistaken was asked for (an amount, a time) and the unit has it, -1 if not. */
  strict: number;
  /** 1 if it is about the one that was counted in the question ("the third dog"), -1 if about another one. */
  ordinal: number;
  /** As `own`, of the terms that the headings do not hold: what tells this unit from the others below them. */
  rest: number;
  /** `own` of the unit before and of the unit after it in the same passage. */
  before: number;
  after: number;
  /** 1 for the first unit of a passage, falling. */
  early: number;
  /** 1 if the heading above it is a question much like the one asked. */
  heading: number;
  /** Rows: `own` of the cells without their column names. */
  cells: number;
  /** Share of the text that is links. */
  linked: number;
  /** 1 if the page is in another language than the question. */
  otherLanguage: number;
  /** 1 for a sentence of a few letters. */
  short: number;
  /** 1 if the heading above announces what is asked for; more where it is as good as the answer. */
  announced: number;
  /** 1 in a row where papers or a way to go are asked for, not figures. */
  wrongRow: number;
  /** 1 for a line that says what the page is about ("Voraussetzungen, Gebühren und Unterlagen") and nothing more. */
  teaser: number;
  /** 1 in a section of legal bases that nobody asked for. */
  legal: number;
  /** 1 for a question. */
  question: number;
  form: QuoteUnit['form'];
}

export interface ScoredUnit {
  unit: QuoteUnit;
  features: UnitFeatures;
  score: number;
}

/** Wishes whose form is unmistakable count more than those that many sentences meet. */
const WISH_WEIGHT: Record<Wish, number> = {
  duration: 1,
  time: 1,
  amount: 1,
  age: 1,
  number: 0.7,
  contact: 1,
  place: 0.8,
  person: 0.6,
  documents: 0.6,
  steps: 0.4,
  'yes-no': 0.3,
};

/** All units of the passages with their score, in the passages' order. */
export function scoreUnits(question: ReadQuestion, passages: readonly QuotablePassage[]): ScoredUnit[] {
  const units = splitUnits(passages);
  const best = Math.max(0, ...passages.map((passage) => passage.score));
  const pages = new Map<string, number>();
  for (const passage of passages) {
    pages.set(passage.pageId, Math.max(pages.get(passage.pageId) ?? 0, passage.score));
  }
  const headings = passages.map((passage) => question.termsOf(passage.path.join('\n'), passage.language));
  const lastHeadings = passages.map((passage) => question.termsOf(passage.path.at(-1) ?? '', passage.language));
  const terms = units.map((unit) => question.termsOf(unit.text, passages[unit.passage]?.language ?? 'de'));
  const ordinals = ordinalsOf(question.text, units);
  const wantsNoFigures =
    (question.wishes.has('documents') || question.wishes.has('steps')) &&
    ![...question.wishes].some((wish) => STRICT.has(wish) || wish === 'number');
  return units.map((unit, index) => {
    const passage = passages[unit.passage];
    if (passage === undefined) throw new Error('a unit without its passage');
    const own = terms[index] ?? new Set<string>();
    const context = new Set([...own, ...(headings[unit.passage] ?? [])]);
    const before = units[index - 1];
    if (before?.passage === unit.passage) {
      for (const term of terms[index - 1] ?? []) context.add(term);
    }
    // A phone number belongs to the office whose name stands at the top of the box.
    const block = passage.blocks[unit.block];
    if (block?.kind === 'contact' && block.name !== null) {
      for (const term of question.termsOf(block.name, passage.language)) context.add(term);
    }
    const lead = leadInIndex(units, index, passage.blocks);
    if (lead !== null) for (const term of terms[lead] ?? []) context.add(term);
    const wanted = question.termsIn(passage.language);
    const heading = headings[unit.passage] ?? new Set<string>();
    const remaining = wanted.filter(({ term }) => !heading.has(term));
    const neighbour = (at: number) => (units[at]?.passage === unit.passage ? share(wanted, terms[at] ?? new Set()) : 0);
    const features: UnitFeatures = {
      own: share(wanted, own),
      withContext: share(wanted, context),
      wish: wishOf(question.wishes, unit),
      passage: best > 0 ? passage.score / best : 1,
      rest: remaining.length > 0 ? share(remaining, own) : share(wanted, own),
      before: neighbour(index - 1),
      after: neighbour(index + 1),
      page: best > 0 ? (pages.get(passage.pageId) ?? 0) / best : 1,
      strict: strictWish(question.wishes, unit),
      ordinal: ordinals[index] ?? 0,
      early: 1 / (1 + unit.position),
      heading: share(wanted, lastHeadings[unit.passage] ?? new Set()),
      cells:
        unit.cells === null
          ? 0
          : share(wanted, question.termsOf(unit.cells.map((cell) => cell.text).join('\n'), passage.language)),
      announced: announced(question.wishes, passage.path.at(-1) ?? ''),
      wrongRow: Number(unit.form === 'row' && wantsNoFigures),
      teaser: Number(isTeaser(unit.text)),
      legal: Number(LEGAL.test(passage.path.at(-1) ?? '') && !LEGAL_QUESTION.test(question.text)),
      otherLanguage: Number(passage.language !== question.language),
      linked: unit.linked > 0.5 ? unit.linked : 0,
      short: unit.form === 'sentence' && unit.text.length < 25 ? 1 : 0,
      question: /\?$/.test(unit.text) ? 1 : 0,
      form: unit.form,
    };
    return { unit, features, score: weigh(features) };
  });
}

/**
 * Weights fitted on questions with marked answers (softmax over the units of the best pages, cross-validated by question; figures in
 * docs/quality.md, "Quoting"). Small ones stay, so that the fit can be repeated as it is.
 */
function weigh(features: UnitFeatures): number {
  const { own, withContext, wish, passage, page, strict, early, heading, rest, before, after } = features;
  const { linked, cells, short, question, announced, wrongRow, teaser, legal, otherLanguage, form } = features;
  return (
    4.95 * own -
    6.1 * own * own +
    1.72 * own * passage +
    1.45 * withContext +
    0.76 * withContext * passage +
    2.17 * wish +
    1.22 * wish * passage +
    0.81 * wish * withContext -
    2.25 * own * wish +
    2.67 * passage +
    3.96 * page +
    0.53 * strict * page +
    0.3 * early +
    2.27 * heading +
    1.32 * rest -
    1.22 * before -
    0.06 * after +
    6.63 * cells -
    0.02 * linked -
    0.12 * short -
    2.48 * question +
    ANNOUNCED * announced -
    2.01 * wrongRow -
    2.47 * legal -
    TEASER * teaser -
    0.47 * otherLanguage +
    FORM_BIAS[form] +
    ORDINAL_WEIGHT * features.ordinal
  );
}

/** Not fitted (too few questions count something): the difference of two rows that are alike but for the ordinal must tip over. */
const ORDINAL_WEIGHT = 3;

/** "Erforderliche Unterlagen" above a list is the answer to "Was brauche ich?"; "Gebühren" above a sentence only makes a fee likelier. */
function announced(wishes: ReadonlySet<Wish>, heading: string): number {
  if (wishes.has('documents') && announcesWish(heading, 'documents')) return 3;
  return Number([...wishes].some((wish) => announcesWish(heading, wish)));
}

/** Fitted .4: few of the questions ask for papers, which stand below a heading of that name on most towns' pages. */
const ANNOUNCED = 0.8;
/** Set by hand: a teaser shares many words with the question and never answers it. */
const TEASER = 3;

const FORM_BIAS: Record<QuoteUnit['form'], number> = {
  sentence: 0,
  item: 0,
  row: -0.79,
  contact: -0.94,
  download: 0.42,
  heading: -3,
};

/**
 * How likely a unit belongs to the answer whose best unit is `best`, 0 to 1 (logistic, fitted on the same answers). People mark answers
 * as they stand: the lines around the best one belong to it more than lines elsewhere that share as many words.
 */
export function belongsTo(
  best: ScoredUnit,
  other: ScoredUnit,
  { distance, samePage, sameSection }: { distance: number; samePage: boolean; sameSection: boolean },
): number {
  const { own, withContext, wish, passage, page, question, short, linked, heading, form } = other.features;
  const samePassage = other.unit.passage === best.unit.passage;
  const sameBlock = samePassage && other.unit.block === best.unit.block;
  // The rows of the other ordinals belong to the one that was asked for: beside them it can be read.
  const counted = ORDINAL_WEIGHT * (other.features.ordinal - best.features.ordinal);
  const difference = other.score - best.score - counted;
  const near = samePassage ? (NEAR[distance] ?? 0) : 0;
  const sum =
    0.15 * difference +
    0.1 * Math.max(0, 1 + difference / 4) +
    1.03 * Number(samePage) -
    0.21 * Number(sameSection) -
    0.1 * Number(samePassage) -
    0.09 * Number(sameBlock) +
    near +
    0.28 * own +
    0.21 * withContext +
    0.18 * wish +
    0.08 * Number(form === 'item') -
    0.17 * question -
    0.1 * short -
    0.33 * linked +
    1.46 * passage +
    3.86 * page +
    0.59 * heading -
    7.23;
  return 1 / (1 + Math.exp(-sum));
}

/** By how many units the other one stands after the best one. */
const NEAR: Readonly<Record<number, number>> = {
  1: 1.15,
  2: 1.22,
  3: 0.87,
  4: 0.87,
  5: 0.87,
  [-1]: 0.96,
  [-2]: 0.52,
  [-3]: 0.52,
};

const TOPICS =
  /(?<!\p{L})(?:Voraussetzungen?|Unterlagen|Gebühren?|Kosten|Fristen?|Fälligkeit|Bearbeitungsdauer|Ansprechstellen?|Ansprechpersonen?|Antrag|Termine?|Öffnungszeiten|Berechnung|Zuständigkeit(?:en)?|Ablauf|Dauer|Preise|Anmeldung|Formulare|fees|documents|requirements|opening hours|deadlines)(?!\p{L})/gu;
const SAYS_SOMETHING =
  /\d|\b(?:ist|sind|wird|werden|kann|können|muss|müssen|hat|haben|beträgt|betragen|erhalten|erhält|gilt|gelten|finden|stehen|liegt|is|are|can|must|has|have|will)\b|\b(?:brauch|benötig|reich)(?:en|t|e)\b/u;

function isTeaser(text: string): boolean {
  return text.length < 200 && (text.match(TOPICS) ?? []).length >= 2 && !SAYS_SOMETHING.test(text);
}

const LEGAL = /rechtsgrundlage|rechtliche grundlage|gesetzliche grundlage|legal basis/iu;
const LEGAL_QUESTION = /gesetz|satzung|paragra|§|recht|verordnung|law|legal|act\b/iu;

/** The sentence that leads to a list or table ("Sie benötigen:"), by the index of its unit. */
export function leadInIndex(units: readonly QuoteUnit[], index: number, blocks: readonly Block[]): number | null {
  const unit = units[index];
  if (unit === undefined || unit.form === 'sentence' || unit.block === 0) return null;
  if (blocks[unit.block - 1]?.kind !== 'paragraph') return null;
  for (let at = index - 1; at >= 0; at -= 1) {
    const before = units[at];
    if (before === undefined || before.passage !== unit.passage || before.block < unit.block - 1) return null;
    if (before.block === unit.block - 1) return at;
  }
  return null;
}

/** Compared within one block: "each further" means those that the rows beside it do not name. */
function ordinalsOf(question: string, units: readonly QuoteUnit[]): number[] {
  const blocks = Map.groupBy(units.keys(), (index) => `${units[index]?.passage} ${units[index]?.block}`);
  const matched: number[] = [];
  for (const indexes of blocks.values()) {
    const found = matchOrdinals(
      question,
      indexes.map((index) => units[index]?.text ?? ''),
    );
    for (const [at, index] of indexes.entries()) matched[index] = found[at] ?? 0;
  }
  return matched;
}

const STRICT: ReadonlySet<Wish> = new Set(['amount', 'time', 'duration', 'contact', 'age']);

function strictWish(wishes: ReadonlySet<Wish>, unit: QuoteUnit): number {
  const wanted = [...wishes].filter((wish) => STRICT.has(wish));
  if (wanted.length === 0) return 0;
  return wanted.some((wish) => meetsWish(unit.text, wish) >= 0.5) ? 1 : -1;
}

function wishOf(wishes: ReadonlySet<Wish>, unit: QuoteUnit): number {
  let met = 0;
  let wanted = 0;
  for (const wish of wishes) {
    wanted = Math.max(wanted, WISH_WEIGHT[wish]);
    met = Math.max(met, WISH_WEIGHT[wish] * meetsWish(unit.text, wish));
  }
  return wanted === 0 ? 0 : met;
}

function share(wanted: readonly { term: string; weight: number }[], has: ReadonlySet<string>): number {
  let all = 0;
  let covered = 0;
  for (const { term, weight } of wanted) {
    all += weight;
    if (has.has(term)) covered += weight;
  }
  return all > 0 ? covered / all : 0;
}
