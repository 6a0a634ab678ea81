/** How likely each unit answers the question: words in common, words of its headings, the form that was asked for, its passage. Pure. */
import type { Block } from '../knowledge/page-content.ts';
import type { PassageHit } from '../knowledge/search-passages.ts';
import type { ReadQuestion } from './read-question.ts';
import { meetsWish, type Wish } from './read-wish.ts';
import type { QuoteUnit } from './split-units.ts';

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
  /** 1 for a sentence of a few letters. */
  short: number;
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

export function scoreUnits(
  question: ReadQuestion,
  passages: readonly QuotablePassage[],
  units: readonly QuoteUnit[],
): ScoredUnit[] {
  const best = Math.max(0, ...passages.map((passage) => passage.score));
  const headings = passages.map((passage) => question.termsOf(passage.path.join('\n'), passage.language));
  const lastHeadings = passages.map((passage) => question.termsOf(passage.path.at(-1) ?? '', passage.language));
  const terms = units.map((unit) => question.termsOf(unit.text, passages[unit.passage]?.language ?? 'de'));
  return units.map((unit, index) => {
    const passage = passages[unit.passage];
    if (passage === undefined) throw new Error('a unit without its passage');
    const own = terms[index] ?? new Set<string>();
    const context = new Set([...own, ...(headings[unit.passage] ?? [])]);
    const before = units[index - 1];
    if (before?.passage === unit.passage) {
      for (const term of terms[index - 1] ?? []) context.add(term);
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
      early: 1 / (1 + unit.position),
      heading: share(wanted, lastHeadings[unit.passage] ?? new Set()),
      cells:
        unit.cells === null
          ? 0
          : share(wanted, question.termsOf(unit.cells.map((cell) => cell.text).join('\n'), passage.language)),
      linked: unit.linked > 0.5 ? unit.linked : 0,
      short: unit.form === 'sentence' && unit.text.length < 25 ? 1 : 0,
      question: /\?$/.test(unit.text) ? 1 : 0,
      form: unit.form,
    };
    return { unit, features, score: weigh(features) };
  });
}

/**
 * Weights fitted on the county's questions (softmax over the units of the right page, cross-validated by question; figures in
 * docs/quality.md, "Quoting"). Small ones stay, so that the fit can be repeated as it is.
 */
function weigh(features: UnitFeatures): number {
  const { own, withContext, wish, passage, early, heading, rest, before, after, linked, short, question, form } =
    features;
  return (
    2.53 * own -
    3.61 * own * own +
    3.08 * own * passage +
    1.29 * withContext +
    1.37 * withContext * passage +
    1.25 * wish +
    2.43 * wish * passage -
    2.24 * own * wish +
    4.45 * passage +
    2.08 * heading +
    0.35 * rest +
    0.42 * early -
    0.39 * before +
    0.4 * after -
    1.5 * linked -
    0.14 * short -
    1.99 * question +
    FORM_BIAS[form]
  );
}

const FORM_BIAS: Record<QuoteUnit['form'], number> = {
  sentence: 0,
  item: 0,
  row: 0.3,
  contact: -0.25,
  download: -1,
  heading: -3,
};

/**
 * How likely a unit belongs to the answer whose best unit is `best`, 0 to 1. People mark answers as they stand: the lines around the
 * best one belong to it more than lines elsewhere that share as many words.
 */
export function belongsTo(best: ScoredUnit, bestIndex: number, other: ScoredUnit, index: number): number {
  const { own, withContext, wish, passage, question, short, form } = other.features;
  const samePassage = other.unit.passage === best.unit.passage;
  const sameBlock = samePassage && other.unit.block === best.unit.block;
  const distance = samePassage ? index - bestIndex : 0;
  const difference = other.score - best.score;
  const sum =
    0.23 * difference +
    0.49 * Math.max(0, 1 + difference) -
    0.3 * Number(samePassage) +
    0.46 * Number(sameBlock) +
    (distance === 1 ? 0.6 : 0) +
    (distance === 2 ? 1.01 : 0) +
    (distance >= 3 && distance <= 5 ? 0.95 : 0) +
    (distance === -1 ? 0.77 : 0) +
    (distance === -2 || distance === -3 ? 0.67 : 0) -
    0.32 * own +
    0.41 * withContext -
    0.22 * wish +
    0.76 * passage -
    0.2 * question -
    0.09 * short +
    (form === 'item' ? 0.08 : 0) +
    0.75 / (1 + Math.abs(other.unit.passage - best.unit.passage)) -
    1.64;
  return 1 / (1 + Math.exp(-sum));
}

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
