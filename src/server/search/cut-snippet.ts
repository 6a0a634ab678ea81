/** The lines of a found passage that say why it was found, short enough for a list. Pure. */
import type { MarkedText } from '../../contracts/search.ts';
import type { Block } from '../knowledge/page-content.ts';
import { type QuoteUnit, splitUnits } from '../knowledge/split-units.ts';
import { type FoundWord, highlightWords, type WantedWords } from './highlight-words.ts';

export interface Snippet extends MarkedText {
  /** The words of the best line as they stand on the page, by blocks: for the link to them. Null if nothing was found there. */
  words: string[] | null;
}

export interface SnippetSource {
  blocks: readonly Block[];
  text: string;
  language: string;
  /** Of the page: a heading that only repeats it says nothing new. */
  title: string;
}

/** Characters of a snippet: three lines on a desktop. */
const LENGTH = 240;
/** So much of a long line stands before the first found word. */
const BEFORE = 60;

/** @param weight - of a term, by how few passages have it */
export function cutSnippet(source: SnippetSource, wanted: WantedWords, weight: (term: string) => number): Snippet {
  const { language } = source;
  const units = splitUnits([source]).filter(({ form, text }) => form !== 'heading' || text !== source.title);
  let best: { at: number; score: number; found: FoundWord[] } | null = null;
  for (const [at, unit] of units.entries()) {
    const found = highlightWords(unit.text, wanted, language);
    // A heading announces, what stands below it says it.
    const score = weigh(found, weight) * (unit.form === 'heading' ? 0.5 : 1);
    if (score > (best?.score ?? 0)) best = { at, score, found };
  }
  const start =
    best?.at ??
    Math.max(
      0,
      units.findIndex(({ form }) => form !== 'heading'),
    );
  const chosen = units[start];
  if (chosen === undefined) {
    const text = shorten(source.text.replaceAll('\n', ' '), 0);
    return { text, highlights: plain(highlightWords(text, wanted, language)), words: null };
  }
  let text = chosen.text.replaceAll('\n', ' ');
  if (text.length > LENGTH) text = shorten(text, bestStart(best?.found ?? [], weight));
  else {
    for (const unit of units.slice(start + 1)) {
      const longer = `${text}${joint(text)}${unit.text.replaceAll('\n', ' ')}`;
      if (longer.length > LENGTH || unit.form === 'heading') break;
      text = longer;
    }
  }
  return {
    text,
    highlights: plain(highlightWords(text, wanted, language)),
    words: best === null ? null : words(chosen),
  };
}

function words(unit: QuoteUnit): string[] {
  return unit.cells === null ? [unit.text] : unit.cells.map(({ text }) => text);
}

/** Lines that are no sentences are set apart. */
function joint(text: string): string {
  return /[.!?:;]["“”)]?$/u.test(text) ? ' ' : ' · ';
}

function weigh(found: readonly FoundWord[], weight: (term: string) => number): number {
  return [...new Set(found.map(({ term }) => term))].reduce((sum, term) => sum + weight(term), 0);
}

/** Where a long line is cut so that most of the query's words are seen. */
function bestStart(found: readonly FoundWord[], weight: (term: string) => number): number {
  let best = { start: 0, score: -1 };
  for (const { start } of found) {
    const from = Math.max(0, start - BEFORE);
    const inside = found.filter((other) => other.start >= from && other.start + other.length <= from + LENGTH);
    const score = weigh(inside, weight);
    if (score > best.score) best = { start: from, score };
  }
  return best.start;
}

/** Whole words only, with ellipses where something was left out. */
function shorten(text: string, from: number): string {
  const head = from === 0 ? 0 : from + Math.max(0, text.slice(from).search(/(?<=\s)\S/u));
  let part = text.slice(head, head + LENGTH);
  if (head + LENGTH < text.length) {
    const end = part.search(/\s\S*$/u);
    part = `${(end > LENGTH / 2 ? part.slice(0, end) : part).replace(/[\s,;:–-]+$/u, '')} …`;
  }
  return head > 0 ? `… ${part}` : part;
}

function plain(found: readonly FoundWord[]): MarkedText['highlights'] {
  return found.map(({ start, length }) => ({ start, length }));
}
