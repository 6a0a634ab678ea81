/**
 * Decides what of a block is shown how, before anything is drawn: which sentence stands alone, which rows make one table,
 * where a citation's number goes. Laying out more units never changes the pieces that are already there, except the last.
 */
import type { TextDelta } from '../../contracts/answer.ts';
import type { Block } from './conversation.ts';

export interface Unit {
  text: string;
  best: boolean;
  gap: boolean;
  /** Our own words, not the website's. */
  own: boolean;
  /** Number to show behind the unit; null where the unit before it already bears the same one. */
  citation: number | null;
  cells: { text: string; figure: boolean }[];
}

export type Piece =
  | { kind: 'lead-in' | 'best' | 'paragraph' | 'list' | 'steps' | 'notice'; units: Unit[] }
  | { kind: 'table'; columns: { text: string; figure: boolean }[]; units: Unit[] };

/** The blocks of an answer, each with its pieces. */
export function layOutAnswer(blocks: readonly Block[]): Piece[][] {
  return blocks.map((block, index) => {
    const before = blocks[index - 1];
    return layOutBlock(block, before?.form === 'lead-in' ? before.units.at(-1)?.citation : undefined);
  });
}

/** `last`: the citation that the heading above the block bears. */
function layOutBlock({ form, units }: Block, last: number | undefined): Piece[] {
  const pieces: Piece[] = [];
  let numbered = form === 'steps';
  for (const delta of units) {
    // Sentences are cited one by one; in a list or table from one place the number stands once, and at the best one.
    const single = form === 'list' || form === 'steps' || form === 'table';
    const repeated = single && delta.citation === last && delta.best !== true;
    last = delta.citation;
    const unit: Unit = {
      text: delta.text,
      best: delta.best === true,
      gap: delta.gap === true,
      own: delta.citation === undefined,
      citation: delta.citation === undefined || repeated ? null : delta.citation,
      cells: (delta.cells ?? []).map(({ text }) => ({ text, figure: isFigure(text) })),
    };
    const piece = pieces.at(-1);
    if (form === 'table' && delta.cells) {
      if (piece?.kind === 'table' && sameColumns(piece.columns, delta)) piece.units.push(unit);
      else pieces.push({ kind: 'table', columns: readColumns(delta), units: [unit] });
    } else {
      // A step that is left out would give all that follow a wrong number.
      if (unit.gap) numbered = false;
      const kind =
        form === 'table' || (form === 'steps' && !numbered)
          ? 'list'
          : form === 'fact' || (form === 'paragraph' && unit.best)
            ? 'best'
            : form;
      if (piece?.kind === kind && kind !== 'best') piece.units.push(unit);
      else pieces.push({ kind, units: [unit] });
    }
  }
  return pieces;
}

/** An amount, a number, a date, a time: what stands right-aligned in a table. */
export function isFigure(text: string): boolean {
  return /^(?:ab |bis |je |ca\. |[+–-]|€ ?)?\d[\d.,:–\s-]*(?:€|Euro|EUR|Cent|%|Uhr|m²|km|kg|l)?$/i.test(text.trim());
}

/**
 * Cuts a text of our own into words and numbers to call, short ones as 112 and 116 117, free ones as 0800 111 0 111; every
 * second part is a number.
 */
export function splitPhones(text: string): string[] {
  return text.split(/\b(11\d(?: \d{3})?|0800(?: \d+)+)\b/);
}

function readColumns(delta: TextDelta): { text: string; figure: boolean }[] {
  return (delta.cells ?? []).map(({ column, text }) => ({ text: column, figure: isFigure(text) }));
}

function sameColumns(columns: { text: string }[], { cells = [] }: TextDelta): boolean {
  return columns.length === cells.length && columns.every(({ text }, index) => text === cells[index]?.column);
}
