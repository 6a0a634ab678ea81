/** How likely each unit answers the question: words in common, words of its headings, the form that was asked for, its passage. Pure. */
import type { Block } from '../knowledge/page-content.ts';
import type { PassageHit } from '../knowledge/search-passages.ts';
import { type QuoteUnit, splitUnits } from '../knowledge/split-units.ts';
import { matchOrdinals } from './match-ordinal.ts';
import type { ReadQuestion } from './read-question.ts';
import { announcesWish, meetsWish, type Wish } from './read-wish.ts';

export type QuotablePassage = Pick<
  PassageHit,
  | 'passageId'
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
  /** Letters of the unit, logarithm. */
  length: number;
  /** Where it stands among the page's units, 0 to 1, and the logarithm of their number. */
  place: number;
  pageLength: number;
  /** Cosine with the question. This and the following are 0 without vectors. */
  cosine: number;
  /** The cosine in standard deviations over the mean of the page's units, and how far that is below the page's best. */
  nearness: number;
  below: number;
  /** Mean nearness of the unit with one, two, four neighbours on each side: answers stand together. */
  around1: number;
  around2: number;
  around4: number;
  /** Mean nearness in its passage, and the highest. */
  passageMean: number;
  passageBest: number;
  form: QuoteUnit['form'];
}

export interface ScoredUnit {
  unit: QuoteUnit;
  features: UnitFeatures;
  /** Its number among the units of its page, in the order of the page. */
  order: number;
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
export function scoreUnits(
  question: ReadQuestion,
  passages: readonly QuotablePassage[],
  cosines: ReadonlyMap<string, Float32Array> | null,
): ScoredUnit[] {
  const units = splitUnits(passages);
  const meaning = compareOnPages(units, passages, cosines);
  const places = placesOnPages(units, passages);
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
      length: Math.log1p(unit.text.length),
      place: places[index]?.place ?? 0,
      pageLength: places[index]?.pageLength ?? 0,
      ...(meaning[index] ?? NO_MEANING),
      form: unit.form,
    };
    return { unit, features, order: places[index]?.order ?? 0, score: weigh(features) };
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
    ORDINAL_WEIGHT * features.ordinal +
    // Fitted on top of the others, which hold without vectors as well.
    10.5 * features.cosine +
    0.125 * features.nearness +
    0.316 * features.around1
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

/** What speaks for a unit belonging to the answer whose best unit is known. */
type Sign =
  | 'difference'
  | 'twoBefore'
  | 'before'
  | 'twoAfter'
  | 'far'
  | 'samePassage'
  | 'sameBlock'
  | 'sameSection'
  | 'bestNearness'
  | 'contact'
  | 'item'
  | 'download'
  | 'ownBefore'
  | Exclude<keyof UnitFeatures, 'form' | 'before'>;

interface BelongingRule {
  bias: number;
  weights: Partial<Record<Sign, number>>;
}

/**
 * Logistic rules fitted on the lines that people marked (docs/quality.md, "Quoting"), with vectors and by words alone. People mark answers
 * as they stand: what stands around the best unit belongs to it more than lines elsewhere that share as many words.
 */
const BELONGING: Record<'meaning' | 'words', BelongingRule> = {
  meaning: {
    bias: -2.01,
    weights: {
      difference: 0.11,
      before: 0.28,
      twoAfter: 0.33,
      far: -0.25,
      sameBlock: 0.33,
      sameSection: 0.3,
      bestNearness: -0.09,
      own: 0.34,
      withContext: 0.25,
      wish: 0.1,
      question: -0.33,
      length: 0.12,
      place: -0.37,
      pageLength: -0.37,
      cosine: 2.52,
      below: 0.09,
      around1: 0.1,
      around4: 0.17,
      passageBest: 0.13,
      item: 0.14,
      contact: 0.18,
      download: 0.8,
    },
  },
  words: {
    bias: 0.35,
    weights: {
      difference: 0.15,
      twoBefore: 0.31,
      before: 0.35,
      twoAfter: 0.35,
      far: -0.28,
      samePassage: 0.23,
      sameBlock: 0.32,
      sameSection: 0.22,
      own: 0.53,
      withContext: 0.46,
      wish: 0.13,
      ownBefore: 0.4,
      heading: 0.15,
      place: -0.54,
      pageLength: -0.35,
      contact: 0.16,
      download: 0.62,
    },
  },
};
/** A unit far below the best one is not much less likely than one a little below. */
const LARGEST_DIFFERENCE = 8;
const FAR = 10;

/** How likely a unit of the same page belongs to the answer whose best unit is `best`, 0 to 1. */
export function belongsTo(best: ScoredUnit, other: ScoredUnit, { sameSection }: { sameSection: boolean }): number {
  const { bias, weights } = BELONGING[best.features.cosine === 0 ? 'words' : 'meaning'];
  const samePassage = other.unit.passage === best.unit.passage;
  // The rows of the other ordinals belong to the one that was asked for: beside them it can be read.
  const counted = ORDINAL_WEIGHT * (other.features.ordinal - best.features.ordinal);
  const distance = other.order - best.order;
  const { form, before, ...features } = other.features;
  const signs: Record<Sign, number> = {
    ...features,
    difference: Math.max(-LARGEST_DIFFERENCE, other.score - best.score - counted),
    twoBefore: Number(distance === -2),
    before: Number(distance === -1),
    twoAfter: Number(distance === 2),
    far: Number(Math.abs(distance) > FAR),
    samePassage: Number(samePassage),
    sameBlock: Number(samePassage && other.unit.block === best.unit.block),
    sameSection: Number(sameSection),
    bestNearness: best.features.nearness,
    contact: Number(form === 'contact'),
    item: Number(form === 'item'),
    download: Number(form === 'download'),
    ownBefore: before,
  };
  let sum = bias;
  for (const [sign, weight] of Object.entries(weights)) sum += weight * signs[sign as Sign];
  return 1 / (1 + Math.exp(-sum));
}

const TOPICS =
  /(?<!\p{L})(?:Voraussetzungen?|Unterlagen|Gebühren?|Kosten|Fristen?|Fälligkeit|Bearbeitungsdauer|Ansprechstellen?|Ansprechpersonen?|Antrag|Termine?|Öffnungszeiten|Berechnung|Zuständigkeit(?:en)?|Ablauf|Dauer|Preise|Anmeldung|Formulare|fees|documents|requirements|opening hours|deadlines)(?!\p{L})/gu;
const SAYS_SOMETHING =
  /\d|\b(?:ist|sind|wird|werden|kann|können|muss|müssen|hat|haben|beträgt|betragen|erhalten|erhält|gilt|gelten|finden|stehen|liegt|is|are|can|must|has|have|will)\b|\b(?:brauch|benötig|reich)(?:en|t|e)\b/u;

function isTeaser(text: string): boolean {
  return text.length < 200 && (text.match(TOPICS) ?? []).length >= 2 && !SAYS_SOMETHING.test(text);
}

const LEGAL = /rechtsgrundlage|rechtliche grundlage|gesetzliche grundlage|legal basis/iu;
const LEGAL_QUESTION = /gesetz|satzung|paragra|§|recht|verordnung|law|legal|act\b/iu;

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

type Meaning = Pick<
  UnitFeatures,
  'cosine' | 'nearness' | 'below' | 'around1' | 'around2' | 'around4' | 'passageMean' | 'passageBest'
>;
const NO_MEANING: Meaning = {
  cosine: 0,
  nearness: 0,
  below: 0,
  around1: 0,
  around2: 0,
  around4: 0,
  passageMean: 0,
  passageBest: 0,
};

/** Indexes of the units of each page, in the order of the page. */
function unitsByPage(units: readonly QuoteUnit[], passages: readonly QuotablePassage[]): number[][] {
  const pages = Map.groupBy(units.keys(), (index) => passages[units[index]?.passage ?? -1]?.pageId ?? '');
  const order = (index: number) => {
    const unit = units[index];
    return [passages[unit?.passage ?? -1]?.ordinal ?? 0, unit?.position ?? 0] as const;
  };
  return [...pages.values()].map((indexes) =>
    indexes.sort((a, b) => {
      const [left, right] = [order(a), order(b)];
      return left[0] - right[0] || left[1] - right[1];
    }),
  );
}

function placesOnPages(
  units: readonly QuoteUnit[],
  passages: readonly QuotablePassage[],
): { order: number; place: number; pageLength: number }[] {
  const places: { order: number; place: number; pageLength: number }[] = [];
  for (const indexes of unitsByPage(units, passages)) {
    for (const [at, index] of indexes.entries())
      places[index] = { order: at, place: at / indexes.length, pageLength: Math.log(indexes.length) };
  }
  return places;
}

function compareOnPages(
  units: readonly QuoteUnit[],
  passages: readonly QuotablePassage[],
  cosines: ReadonlyMap<string, Float32Array> | null,
): Meaning[] {
  const result: Meaning[] = [];
  if (cosines === null) return result;
  const cosineOf = (index: number) => {
    const unit = units[index];
    return cosines.get(passages[unit?.passage ?? -1]?.passageId ?? '')?.[unit?.position ?? -1];
  };
  const everywhere = [...units.keys()].flatMap((index) => cosineOf(index) ?? []);
  if (everywhere.length === 0) return result;
  for (const indexes of unitsByPage(units, passages)) {
    const known = indexes.flatMap((index) => cosineOf(index) ?? []);
    // A page that waits for the vectors of its units is taken for an ordinary one.
    const mean = meanOf(known.length > 0 ? known : everywhere);
    const deviation = Math.sqrt(
      known.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / Math.max(1, known.length),
    );
    // A unit without a vector is taken for an ordinary one of its page.
    const nearness = indexes.map((index) => ((cosineOf(index) ?? mean) - mean) / Math.max(deviation, 1e-6));
    const most = Math.max(...nearness);
    const smooth = (at: number, width: number) => {
      let sum = 0;
      for (let other = at - width; other <= at + width; other += 1) sum += nearness[other] ?? 0;
      return sum / (2 * width + 1);
    };
    const byPassage = Map.groupBy(indexes.keys(), (at) => units[indexes[at] ?? -1]?.passage ?? -1);
    for (const places of byPassage.values()) {
      const inside = places.map((at) => nearness[at] ?? 0);
      const passageMean = inside.reduce((sum, value) => sum + value, 0) / inside.length;
      const passageBest = Math.max(...inside);
      for (const at of places) {
        const index = indexes[at] ?? -1;
        const own = nearness[at] ?? 0;
        result[index] = {
          cosine: cosineOf(index) ?? mean,
          nearness: own,
          below: own - most,
          around1: smooth(at, 1),
          around2: smooth(at, 2),
          around4: smooth(at, 4),
          passageMean,
          passageBest,
        };
      }
    }
  }
  return result;
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
