/** Cuts a passage into what can be quoted: sentences, list items, table rows, contact lines. Word for word. Pure. */
import { splitSentences } from '../german/split-sentences.ts';
import { tableRowLine } from './cut-passages.ts';
import type { Block, Link } from './page-content.ts';

export type UnitForm = 'sentence' | 'item' | 'row' | 'contact' | 'download' | 'heading';

export interface QuoteUnit {
  /** Index of the passage in the list that was cut. */
  passage: number;
  /** Index of the block in its passage. */
  block: number;
  /** Order of the unit within its passage. */
  position: number;
  form: UnitForm;
  /** A part of the passage's text, letter by letter. */
  text: string;
  /** Rows: cells under their column names, as shown. */
  cells: { column: string; text: string }[] | null;
  /** Items of a numbered list. */
  ordered: boolean;
  /** Depth of a nested item, 0 = top. */
  depth: number;
  /** Share of the text that is links, 0 to 1: an entry that only leads elsewhere answers nothing. */
  linked: number;
}

interface UnitSource {
  blocks: readonly Block[];
  text: string;
}

/** A line that only says when the page was changed, or that leads elsewhere, answers nothing. */
const NO_ANSWER =
  /^(?:stand|letzte (?:änderung|aktualisierung)|zuletzt (?:geändert|aktualisiert)|last updated?)\s?:?\s[\d. \p{L}]{4,25}$/iu;

/** Lists of search words that some systems print below a page. */
const KEYWORDS = /^(?:schlagw[oö]rte?r?|schlagworte|stichw[oö]rte?r?|keywords?|tags)\s*:/iu;

export function splitUnits(passages: readonly UnitSource[]): QuoteUnit[] {
  return passages.flatMap((passage, index) => unitsOf(passage, index));
}

function unitsOf(passage: UnitSource, passageIndex: number): QuoteUnit[] {
  const units: QuoteUnit[] = [];
  const add = (block: number, form: UnitForm, text: string, more: Partial<QuoteUnit> = {}) => {
    if (text.trim() === '' || NO_ANSWER.test(text) || KEYWORDS.test(text)) return;
    const unit: QuoteUnit = {
      passage: passageIndex,
      block,
      position: units.length,
      form,
      text,
      cells: null,
      ordered: false,
      depth: 0,
      linked: 0,
      ...more,
    };
    units.push(unit);
  };
  passage.blocks.forEach((block, index) => {
    switch (block.kind) {
      case 'paragraph':
        for (const { text } of splitSentences(block.text))
          add(index, 'sentence', text, { linked: linkedShare(text, block.links) });
        break;
      case 'heading':
        add(index, 'heading', block.text);
        break;
      case 'list':
        for (const item of block.items.filter(({ text, links }) => !isReference(text, links)))
          add(index, 'item', item.text, {
            ordered: block.ordered,
            depth: item.depth,
            linked: linkedShare(item.text, item.links),
          });
        break;
      case 'table':
        for (const row of block.rows) {
          const line = tableRowLine(block.columns, row.cells);
          const cells = row.cells.map((text, at) => ({ column: block.columns[at] ?? '', text }));
          add(index, 'row', line, { cells });
        }
        break;
      case 'contact':
        for (const line of block.lines) add(index, 'contact', line);
        break;
      case 'download':
        add(index, 'download', block.text);
        break;
      case 'image':
      case 'page-break':
      case 'section-end':
        break;
    }
  });
  return units;
}

/** "siehe", "see": what stands before it leads to another page. */
export const REFERENCE = /(?:^|[\s,;(–-])(?:siehe(?: auch| unter)?|s\.|see(?: also)?|vgl\.|→)\s/iu;
const LONGEST_REFERENCE = 100;

/** True for an entry that only leads to another page; it answers nothing itself. */
export function isReference(text: string, links: readonly { text: string }[]): boolean {
  return links.length > 0 && text.length <= LONGEST_REFERENCE && REFERENCE.test(text);
}

function linkedShare(text: string, links: readonly Link[]): number {
  const linked = links.filter((link) => text.includes(link.text)).reduce((sum, link) => sum + link.text.length, 0);
  return Math.min(1, linked / Math.max(1, text.length));
}
