/** A table of HTML to rows with their column names: spans written out, group rows and repeated header rows as tables of their own. */

import type { Element } from 'domhandler';
import { appendAll } from './append-all.ts';
import type { Block, Link, ParagraphBlock, TableBlock } from './page-content.ts';
import { attribute, elementChildren, foldText, rawText } from './read-html.ts';

const MOST_CELLS = 60_000;
const MOST_COLUMNS = 100;

export interface CellContent {
  text: string;
  links: Link[];
}

interface Cell extends CellContent {
  header: boolean;
  bold: boolean;
  rowScope: boolean;
  /** Position of the cell that covers this place; equal in all places of a span. */
  origin: string;
}

/** Rows of this table itself, those of tables inside it apart. */
function tableRows(table: Element): { row: Element; inHead: boolean }[] {
  const rows: { row: Element; inHead: boolean }[] = [];
  const head: { row: Element; inHead: boolean }[] = [];
  const foot: { row: Element; inHead: boolean }[] = [];
  for (const child of elementChildren(table)) {
    if (child.name === 'tr') rows.push({ row: child, inHead: false });
    else if (child.name === 'thead' || child.name === 'tbody' || child.name === 'tfoot') {
      const part = child.name === 'thead' ? head : child.name === 'tfoot' ? foot : rows;
      for (const row of elementChildren(child))
        if (row.name === 'tr') part.push({ row, inHead: child.name === 'thead' });
    }
  }
  return [...head, ...rows, ...foot];
}

function rowCells(row: Element): Element[] {
  return elementChildren(row).filter((cell) => cell.name === 'td' || cell.name === 'th');
}

/** A table that only arranges a page: one column or cell, a table inside, headings or long texts in its cells and no header cell. */
export function isLayoutTable(table: Element): boolean {
  const role = attribute(table, 'role');
  if (role === 'presentation' || role === 'none') return true;
  const rows = tableRows(table);
  let widest = 0;
  let headers = 0;
  let structured = 0;
  let cells = 0;
  let longest = 0;
  for (const { row } of rows) {
    const own = rowCells(row);
    widest = Math.max(widest, own.length);
    for (const cell of own) {
      cells += 1;
      if (cell.name === 'th') headers += 1;
      longest = Math.max(longest, foldText(rawText(cell, 3_000)).length);
      if (hasInside(cell, STRUCTURE)) structured += 1;
    }
  }
  if (widest <= 1) return true;
  if (rows.some(({ row }) => rowCells(row).some((cell) => hasInside(cell, NESTED)))) return true;
  if (headers > 0 || elementChildren(table).some((child) => child.name === 'caption')) return false;
  return structured > 0 && structured >= cells / 3 && longest > 150;
}

const STRUCTURE = /^(h[1-6]|ul|ol|dl|article|section|form)$/;
const NESTED = /^(table|h[1-3])$/;

function hasInside(root: Element, names: RegExp): boolean {
  const stack = elementChildren(root);
  for (let element = stack.pop(); element; element = stack.pop()) {
    if (names.test(element.name)) return true;
    appendAll(stack, elementChildren(element));
  }
  return false;
}

/** Whether all words of a cell stand in bold: how editors without a header button make header cells. */
function isBold(cell: Element): boolean {
  const all = foldText(rawText(cell, 500));
  if (all === '') return false;
  let bold = '';
  const stack = elementChildren(cell).toReversed();
  for (let element = stack.pop(); element; element = stack.pop()) {
    if (element.name === 'strong' || element.name === 'b') bold += rawText(element, 500);
    else appendAll(stack, elementChildren(element).toReversed());
  }
  return foldText(bold).replace(/\s/g, '') === all.replace(/\s/g, '');
}

function span(cell: Element, name: string, most: number): number {
  const value = Number.parseInt(attribute(cell, name), 10);
  return Number.isFinite(value) && value >= 1 ? Math.min(value, most) : 1;
}

export function readTable(table: Element, readCell: (cell: Element) => CellContent): Block[] {
  const captionElement = elementChildren(table).find((child) => child.name === 'caption');
  const caption = captionElement ? readCell(captionElement).text.replace(/\n/g, ' ') || null : null;
  const rows = tableRows(table);
  const grid: Cell[][] = rows.map(() => []);
  let places = 0;
  rows.forEach(({ row, inHead }, rowIndex) => {
    const line = grid[rowIndex] ?? [];
    let column = 0;
    for (const cell of rowCells(row)) {
      while (line[column]) column += 1;
      const content = readCell(cell);
      const header = cell.name === 'th' || inHead;
      const place: Cell = {
        ...content,
        header,
        bold: header || isBold(cell),
        rowScope: attribute(cell, 'scope') === 'row' || attribute(cell, 'scope') === 'rowgroup',
        origin: `${rowIndex}:${column}`,
      };
      const width = span(cell, 'colspan', MOST_COLUMNS - Math.min(column, MOST_COLUMNS - 1));
      // rowspan="0" reaches to the end of the row group; beyond the last row a span covers nothing.
      const asked = attribute(cell, 'rowspan') === '0' ? rows.length : span(cell, 'rowspan', rows.length);
      const height = Math.min(asked, rows.length - rowIndex);
      for (let down = 0; down < height; down += 1) {
        const target = grid[rowIndex + down];
        for (let right = 0; target && right < width && places < MOST_CELLS; right += 1) {
          target[column + right] ??= place;
          places += 1;
        }
      }
      column += width;
      if (column >= MOST_COLUMNS) break;
    }
  });
  const width = grid.reduce((widest, line) => Math.max(widest, line.length), 0);
  const empty: Cell = { text: '', links: [], header: false, bold: false, rowScope: false, origin: '' };
  const full = grid
    .map((line, index) => ({
      cells: Array.from({ length: width }, (_, column) => line[column] ?? empty),
      inHead: rows[index]?.inHead === true,
    }))
    .filter(({ cells }) => cells.some((cell) => cell.text !== ''));
  return tablesOf(full, caption, width);
}

interface Row {
  cells: Cell[];
  inHead: boolean;
}

function tablesOf(rows: Row[], caption: string | null, width: number): Block[] {
  const blocks: Block[] = [];
  const anyMarked = rows.some(({ cells, inHead }) => inHead || cells.every((cell) => cell.header));
  let columns: string[] = Array.from({ length: width }, () => '');
  let label = caption;
  let open: TableBlock | null = null;
  /** Header rows that stand directly above each other. */
  let headers: Cell[][] = [];
  let headersDone = false;

  rows.forEach((row, index) => {
    const [first] = row.cells;
    if (!first) return;
    const oneCell = width > 1 && row.cells.every((cell) => cell.origin === first.origin);
    if (oneCell && first.bold && index < rows.length - 1 && first.text.length <= 120) {
      // A row that is one cell over the whole width names the rows below it.
      const text = first.text.replace(/\n/g, ' ');
      label = label ? `${label}: ${text}` : text;
      open = null;
      return;
    }
    if (!oneCell && (isHeaderRow(row) || (index === 0 && !anyMarked && hasBoldHeader(rows)))) {
      if (headersDone) headers = [];
      headersDone = false;
      headers.push(row.cells);
      columns = columnNames(headers, width);
      open = null;
      return;
    }
    headersDone = true;
    if (!open) {
      open = { kind: 'table', caption: label, columns, rows: [] };
      label = null;
      blocks.push(open);
    }
    open.rows.push({
      cells: row.cells.map((cell) => cell.text),
      links: ownCells(row.cells).flatMap((cell) => cell.links),
    });
  });
  // Names without rows below them: their words must not be lost.
  if (label) blocks.push({ kind: 'paragraph', text: label, links: [] });
  if (!headersDone) appendAll(blocks, headers.map(asParagraph));
  return blocks;
}

function isHeaderRow({ cells, inHead }: Row): boolean {
  if (inHead) return true;
  return (
    cells.every((cell) => cell.header || cell.text === '') && !cells.some((cell) => cell.rowScope && cell.text !== '')
  );
}

/** Each cell once, however many places it covers. */
function ownCells(cells: Cell[]): Cell[] {
  return [...new Map(cells.map((cell) => [cell.origin, cell])).values()].filter((cell) => cell.text !== '');
}

function asParagraph(cells: Cell[]): ParagraphBlock {
  const own = ownCells(cells);
  return {
    kind: 'paragraph',
    text: own.map((cell) => cell.text.replace(/\n/g, ' ')).join(' '),
    links: own.flatMap((cell) => cell.links),
  };
}

/** No header cells at all, but a first row in bold over rows that are not. */
function hasBoldHeader(rows: Row[]): boolean {
  const [first, ...rest] = rows;
  if (!first || rest.length === 0) return false;
  if (
    !first.cells.every((cell) => cell.bold) ||
    first.cells.some((cell) => /\d[\d.,]*\s?(?:€|EUR|Euro)/.test(cell.text))
  )
    return false;
  return !rest.every(({ cells }) => cells.every((cell) => cell.bold || cell.text === ''));
}

/** Two header rows ("Hunde" over "erster", "zweiter") give "Hunde – erster", "Hunde – zweiter". */
function columnNames(headers: Cell[][], width: number): string[] {
  return Array.from({ length: width }, (_, column) => {
    const names: string[] = [];
    const seen = new Set<string>();
    for (const row of headers) {
      const cell = row[column];
      if (!cell || cell.text === '' || seen.has(cell.origin)) continue;
      seen.add(cell.origin);
      const name = cell.text.replace(/\n/g, ' ');
      if (!names.includes(name)) names.push(name);
    }
    return names.join(' – ');
  });
}
