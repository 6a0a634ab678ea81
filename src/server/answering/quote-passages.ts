/**
 * Chooses the units that answer and joins them so that they can be read: the best one first, its heading as lead-in, a list kept
 * whole, a table row with its column names, a sentence with the one that it refers back to. Nothing is rewritten. Pure.
 */
import type { BlockForm } from '../../contracts/answer.ts';
import type { QuoteUnit } from '../knowledge/split-units.ts';
import { belongsTo, leadInIndex, type QuotablePassage, type ScoredUnit } from './score-units.ts';

export interface QuotedUnit {
  /** Index of the passage that bears it. */
  passage: number;
  text: string;
  cells: { column: string; text: string }[] | null;
  best: boolean;
  /** Something was left out before it. */
  gap: boolean;
  /** A sentence of ours around values of the passage: these must stand there, the sentence does not. */
  values?: readonly string[];
}

export interface QuotedBlock {
  form: BlockForm;
  units: QuotedUnit[];
}

export interface QuoteOptions {
  /** A unit of the best page is shown if it belongs to the best unit with this likelihood. */
  samePage: number;
  /** One of another page if its score is at most so far below the best one's. */
  otherPage: number;
  /** Words of running text. */
  words: number;
  /** Sections that are quoted, and pages. */
  sections: number;
  pages: number;
}

const QUOTE_OPTIONS: QuoteOptions = { samePage: 0.29, otherPage: 0.4, words: 190, sections: 5, pages: 2 };

/** Items or rows of one list or table that are shown. */
const LONGEST_LIST = 12;
/** A row stands out if its cells hold this much more of the question's weight than others. */
const ROW_DIFFERENCE = 0.05;
/** A sentence that ends in a colon, or does not end. */
const ANNOUNCES = /(?:[:,;]|\p{L})$/u;
/** Words at the start of a sentence that stand for something said before it. */
const REFERS_BACK =
  /^(?:(?:das|dies|diese[mnrs]?|dafür|dazu|dabei|davon|daran|darin|damit|daher|deshalb|hierfür|hierzu|hierbei|dort|er|sie|es|ihm|ihnen|ihre[mnrs]?|solche|letztere|sonst|ansonsten|andernfalls|außerdem|auch|anschließend|danach|this|these|that|those|it|they|there|otherwise|then)\b(?! (?:können|müssen|sollten|dürfen|haben|erhalten|benötigen|brauchen|finden|bekommen|sind|wollen|möchten|kannst|musst) (?:sie|du)\b))/iu;

export function quotePassages(
  scored: readonly ScoredUnit[],
  passages: readonly QuotablePassage[],
  options: QuoteOptions = QUOTE_OPTIONS,
): QuotedBlock[] {
  const best = scored.reduce<ScoredUnit | null>(
    (top, each) => ((top === null || each.score > top.score) && each.unit.form !== 'heading' ? each : top),
    null,
  );
  if (best === null) return [];
  const chosen = chooseUnits(scored, best, passages, options);
  return layOut(scored, chosen, best, passages);
}

/** Indexes of the units to show. */
function chooseUnits(
  scored: readonly ScoredUnit[],
  best: ScoredUnit,
  passages: readonly QuotablePassage[],
  options: QuoteOptions,
): Set<number> {
  const chosen = new Set<number>();
  const seen = new Set<string>();
  const pages = new Set<string>();
  const sections = new Set<string>();
  const tables = new Set<string>();
  let budget = options.words;
  const bestPassage = passages[best.unit.passage];
  const bestPage = bestPassage?.pageId;
  const onBestPage = (each: ScoredUnit) => passages[each.unit.passage]?.pageId === bestPage;
  const likelihood = (each: ScoredUnit) => {
    if (each === best) return 1;
    if (!onBestPage(each)) return Math.max(0, options.samePage * (1 - (best.score - each.score) / options.otherPage));
    return belongsTo(best, each, { sameSection: sectionKey(passages[each.unit.passage]) === sectionKey(bestPassage) });
  };
  const order = scored
    .map((each, index) => ({ each, index, likely: likelihood(each) }))
    .filter(
      ({ each, likely }) =>
        each === best ||
        (likely >= (onBestPage(each) ? options.samePage : Number.MIN_VALUE) &&
          each.features.question + each.features.legal + each.features.teaser === 0),
    )
    .sort((a, b) => b.likely - a.likely);

  for (const { each, index } of order) {
    const passage = passages[each.unit.passage];
    const [page, section] = [passage?.pageId ?? '', sectionKey(passage)];
    if (!pages.has(page) && pages.size >= options.pages) continue;
    if (!sections.has(section) && sections.size >= options.sections) continue;
    // The same opening hours stand on many pages: once is enough.
    if (chosen.has(index) || each.unit.form === 'heading' || seen.has(fold(each.unit.text))) continue;
    // The rows of a table and the items of a list are chosen together, with the first of them.
    const table = `${each.unit.passage} ${each.unit.block}`;
    const together = each.unit.form === 'row' || each.unit.form === 'item' || each.unit.form === 'contact';
    if (together && tables.has(table)) continue;
    if (together) tables.add(table);
    const group = withCompanions(scored, index, passages);
    const running = group.filter((at) => !chosen.has(at) && scored[at]?.unit.form === 'sentence');
    const cost = running.reduce((sum, at) => sum + countWords(scored[at]?.unit.text ?? ''), 0);
    if (each !== best && cost > budget) continue;
    budget -= cost;
    for (const at of group) {
      seen.add(fold(scored[at]?.unit.text ?? ''));
      chosen.add(at);
    }
    pages.add(page);
    sections.add(section);
  }
  return chosen;
}

/** A unit with those that it cannot be read without. */
function withCompanions(scored: readonly ScoredUnit[], index: number, passages: readonly QuotablePassage[]): number[] {
  const each = scored[index];
  if (each === undefined) return [];
  const { unit } = each;
  const units = scored.map((other) => other.unit);
  const group = new Set([index]);
  const block = units.flatMap((other, at) =>
    other.passage === unit.passage && other.block === unit.block ? [at] : [],
  );
  switch (unit.form) {
    case 'sentence': {
      const before = index - 1;
      const previous = units[before];
      if (
        REFERS_BACK.test(unit.text) &&
        previous?.form === 'sentence' &&
        previous.passage === unit.passage &&
        previous.block === unit.block
      ) {
        group.add(before);
      }
      // "Sie benötigen:" and "Das gilt für Menschen, die" are nothing without their list.
      const next = units[index + 1];
      if (ANNOUNCES.test(unit.text) && next?.passage === unit.passage && next.form !== 'sentence') {
        const list = units.flatMap((other, at) =>
          other.passage === next.passage && other.block === next.block ? [at] : [],
        );
        for (const at of windowOf(list, index + 1)) group.add(at);
      } else if (unit.text.endsWith(':') && next?.passage === unit.passage) group.add(index + 1);
      break;
    }
    case 'item':
    case 'contact':
      for (const at of windowOf(block, index)) group.add(at);
      addLeadIn();
      break;
    case 'row':
      for (const at of rowsWith(scored, index, block)) group.add(at);
      break;
    case 'download':
    case 'heading':
      break;
  }
  return [...group].sort((a, b) => a - b);

  function addLeadIn() {
    const lead = leadInIndex(units, index, passages[unit.passage]?.blocks ?? []);
    const text = lead === null ? '' : (units[lead]?.text ?? '');
    if (lead !== null && (text.endsWith(':') || !/[.!?]$/.test(text))) group.add(lead);
  }
}

/** The row with those that say as much of what was asked; the whole of a short table if no row stands out. */
function rowsWith(scored: readonly ScoredUnit[], index: number, block: readonly number[]): readonly number[] {
  const told = (at: number) => scored[at]?.features.cells ?? 0;
  const most = Math.max(...block.map(told));
  const least = Math.min(...block.map(told));
  if (most - least < ROW_DIFFERENCE) return windowOf(block, index);
  return windowOf(
    block.filter((at) => at === index || told(at) >= most - ROW_DIFFERENCE / 2),
    index,
  );
}

/** At most `LONGEST_LIST` neighbours, the wanted one among them. */
function windowOf(list: readonly number[], index: number): readonly number[] {
  if (list.length <= LONGEST_LIST) return list;
  const at = Math.max(0, list.indexOf(index));
  const start = Math.max(0, Math.min(at - 3, list.length - LONGEST_LIST));
  return list.slice(start, start + LONGEST_LIST);
}

interface Piece {
  form: BlockForm;
  units: number[];
  leadIn: number | null;
  best: boolean;
}

/** Blocks in reading order: the section of the best unit first, and in it the piece that holds the best unit. */
function layOut(
  scored: readonly ScoredUnit[],
  chosen: ReadonlySet<number>,
  best: ScoredUnit,
  passages: readonly QuotablePassage[],
): QuotedBlock[] {
  const sections = new Map<string, number[]>();
  for (const index of chosen) {
    const key = sectionKey(passages[scored[index]?.unit.passage ?? -1]);
    sections.set(key, [...(sections.get(key) ?? []), index]);
  }
  const topOf = (indexes: readonly number[]) => Math.max(...indexes.map((index) => scored[index]?.score ?? 0));
  const bestKey = sectionKey(passages[best.unit.passage]);
  const ordered = [...sections].sort(
    ([a, left], [b, right]) => Number(b === bestKey) - Number(a === bestKey) || topOf(right) - topOf(left),
  );

  const blocks: QuotedBlock[] = [];
  for (const [, indexes] of ordered) {
    const inOrder = indexes.sort((a, b) => compareUnits(scored[a]?.unit, scored[b]?.unit, passages));
    const heading = headingOf(passages[scored[inOrder[0] ?? -1]?.unit.passage ?? -1]);
    const firstPassage = scored[inOrder[0] ?? -1]?.unit.passage ?? 0;
    if (heading !== null) {
      blocks.push({
        form: 'lead-in',
        units: [{ passage: firstPassage, text: heading, cells: null, best: false, gap: false }],
      });
    }
    const pieces = piecesOf(inOrder, scored, best);
    pieces.sort((a, b) => Number(b.best) - Number(a.best));
    for (const piece of pieces) {
      if (piece.leadIn !== null) {
        blocks.push({ form: 'lead-in', units: [show(piece.leadIn, scored, best, false)] });
      }
      blocks.push({
        form: piece.form,
        units: piece.units.map((at, order) =>
          show(at, scored, best, leavesOut(scored, piece.units, order, piece.form)),
        ),
      });
    }
  }
  return blocks;
}

/** Neighbouring units of one form become one block. */
function piecesOf(indexes: readonly number[], scored: readonly ScoredUnit[], best: ScoredUnit): Piece[] {
  const pieces: Piece[] = [];
  for (const index of indexes) {
    const unit = scored[index]?.unit;
    if (unit === undefined) continue;
    const last = pieces.at(-1);
    const before = scored[last?.units.at(-1) ?? -1]?.unit;
    const form = formOf(unit);
    if (last && before && form === last.form && before.passage === unit.passage && before.block === unit.block) {
      last.units.push(index);
    } else {
      pieces.push({ form, units: [index], leadIn: null, best: false });
    }
  }
  // The sentence that ends in a colon goes with what it announces.
  for (let at = pieces.length - 1; at > 0; at -= 1) {
    const piece = pieces[at];
    const before = pieces[at - 1];
    const last = before?.units.at(-1);
    const unit = scored[last ?? -1]?.unit;
    if (!piece || !before || last === undefined || !unit || before.form !== 'paragraph' || piece.form === 'paragraph')
      continue;
    const next = scored[piece.units[0] ?? -1]?.unit;
    if (!/[:]$/.test(unit.text) || next?.passage !== unit.passage || next.block !== unit.block + 1) continue;
    piece.leadIn = last;
    before.units.pop();
    if (before.units.length === 0) pieces.splice(at - 1, 1);
  }
  for (const piece of pieces) {
    piece.best = [...piece.units, piece.leadIn].some((at) => at !== null && scored[at] === best);
  }
  return pieces;
}

function show(index: number, scored: readonly ScoredUnit[], best: ScoredUnit, gap: boolean): QuotedUnit {
  const each = scored[index];
  if (each === undefined) throw new Error('a unit that was not scored');
  return { passage: each.unit.passage, text: each.unit.text, cells: each.unit.cells, best: each === best, gap };
}

function leavesOut(scored: readonly ScoredUnit[], units: readonly number[], order: number, form: BlockForm): boolean {
  const unit = scored[units[order] ?? -1]?.unit;
  const before = scored[units[order - 1] ?? -1]?.unit;
  if (unit === undefined) return false;
  if (before !== undefined) return before.passage !== unit.passage || unit.position !== before.position + 1;
  // The beginning of a list or table that is not shown from its start.
  if (form !== 'list' && form !== 'steps') return false;
  const previous = scored[(units[order] ?? 0) - 1]?.unit;
  return previous !== undefined && previous.passage === unit.passage && previous.block === unit.block;
}

function formOf(unit: QuoteUnit): BlockForm {
  switch (unit.form) {
    case 'item':
      return unit.ordered ? 'steps' : 'list';
    case 'contact':
    case 'download':
      return 'list';
    case 'row':
      return 'table';
    case 'sentence':
    case 'heading':
      return 'paragraph';
  }
}

/** The title of the page and the heading of the section. */
function headingOf(passage: QuotablePassage | undefined): string | null {
  if (passage === undefined) return null;
  const heading = passage.path.at(-1) ?? passage.title;
  return heading === '' ? null : heading;
}

function sectionKey(passage: QuotablePassage | undefined): string {
  return passage === undefined ? '' : `${passage.pageId}\n${passage.path.join('\n')}`;
}

function compareUnits(
  a: QuoteUnit | undefined,
  b: QuoteUnit | undefined,
  passages: readonly QuotablePassage[],
): number {
  if (a === undefined || b === undefined) return 0;
  return (
    (passages[a.passage]?.ordinal ?? 0) - (passages[b.passage]?.ordinal ?? 0) ||
    a.passage - b.passage ||
    a.position - b.position
  );
}

function fold(text: string): string {
  return text.toLowerCase().replace(/\s+/g, ' ').trim();
}

function countWords(text: string): number {
  return text.split(/\s+/).length;
}
