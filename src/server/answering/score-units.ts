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
  /** 1 for the first unit of a passage, falling. */
  early: number;
  /** 1 if the heading above it is a question much like the one asked. */
  heading: number;
  short: number;
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
    const features: UnitFeatures = {
      own: share(wanted, own),
      withContext: share(wanted, context),
      wish: wishOf(question.wishes, unit),
      passage: best > 0 ? passage.score / best : 1,
      early: 1 / (1 + unit.position),
      heading: share(wanted, lastHeadings[unit.passage] ?? new Set()),
      short: unit.form === 'sentence' && unit.text.length < 25 ? 1 : 0,
      question: /\?$/.test(unit.text) ? 1 : 0,
      form: unit.form,
    };
    return { unit, features, score: weigh(features) };
  });
}

/** Weights found by measuring (docs/quality.md, "Quoting"). */
export function weigh(features: UnitFeatures): number {
  const { own, withContext, wish, passage, early, heading, short, question, form } = features;
  const score =
    0.34 * own +
    0.3 * withContext +
    0.22 * wish * (0.4 + 0.6 * withContext) +
    0.3 * passage +
    0.04 * early +
    0.05 * heading -
    0.08 * short -
    0.25 * question;
  return Math.max(0, score * FORM_WEIGHT[form]);
}

const FORM_WEIGHT: Record<QuoteUnit['form'], number> = {
  sentence: 1,
  item: 0.97,
  row: 1,
  contact: 0.9,
  download: 0.6,
  heading: 0.5,
};

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
