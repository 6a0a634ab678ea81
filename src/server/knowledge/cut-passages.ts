/**
 * A page's content as passages, the units of retrieval. They follow the headings: no passage holds text of two sections, and
 * none is cut inside a sentence, a list item or a table row. What is cut in a list or table carries its lead-in and column names on.
 */

import { createHash } from 'node:crypto';
import { splitSentences } from '../german/split-sentences.ts';
import { appendAll } from './append-all.ts';
import type { Block, Link, ListBlock, PageContent, Passage, TableBlock } from './page-content.ts';

/** Characters of text that a passage should have: about 220 tokens of the embedding model, which takes 512 with the path. */
export const PASSAGE_TARGET = 900;
/** A passage grows to this before it is cut. A single list item, table row or sentence may be longer. */
export const PASSAGE_LARGEST = 1_300;
/** A last piece below this stays with the passage before it. */
const PASSAGE_SMALLEST = 200;
/** No sentence of a person is longer: what is, is cut at blanks. */
const LONGEST_LINE = 4_000;
const LONGEST_LEAD_IN = 300;
/** Lines that lead to what follows and go over to the next passage with it. */
const MOST_CARRIED = 3;

/** A part of a block that stays whole, with the block it came from. */
interface Piece {
  source: Block;
  block: Block;
  size: number;
  leadIn: Block | null;
  pageNumber: number | null;
  breakBefore: boolean;
}

interface Section {
  path: string[];
  anchor: string | null;
  pieces: Piece[];
}

export function cutPassages(content: PageContent): Passage[] {
  const passages: Passage[] = [];
  for (const section of sectionsOf(content)) {
    if (section.pieces.every(isDateLine)) continue;
    for (const pieces of packPieces(section.pieces)) {
      const blocks = joinPieces(pieces);
      const text = blocks.flatMap(blockLines).join('\n');
      if (text === '') continue;
      passages.push({
        ordinal: passages.length,
        path: section.path,
        anchor: section.anchor,
        pageNumber: pieces[0]?.pageNumber ?? null,
        language: content.language,
        blocks,
        text,
        hash: createHash('sha256')
          .update(`${section.path.join('\n')}\n\n${text}`)
          .digest('hex'),
      });
    }
  }
  return passages;
}

/**
 * A block as lines of plain text, each with a whole unit of meaning: paragraph, list item, table row ("Column: value; Column: value"),
 * contact line. A line break inside an item or paragraph gives two lines.
 */
export function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'paragraph':
    case 'heading':
    case 'download':
      return block.text.split('\n');
    case 'list':
      return block.items.flatMap((item) => item.text.split('\n'));
    case 'contact':
      return block.lines;
    case 'table':
      return [
        ...(block.caption ? [block.caption] : []),
        ...block.rows.map((row) => tableRowLine(block.columns, row.cells)),
      ].filter((line) => line !== '');
    case 'image':
      // One or two words name a picture ("Rathaus"); a sentence tells what it shows.
      return block.alternativeText.split(' ').length >= 3 ? [block.alternativeText] : [];
    case 'page-break':
    case 'section-end':
      return [];
  }
}

/** "Hund: erster; Steuer im Jahr: 90 €". Without column names a pair reads "erster Hund: 90 €". */
export function tableRowLine(columns: string[], cells: string[]): string {
  const values = cells.map((cell) => cell.replace(/\s*\n\s*/g, ', '));
  const filled = values.filter((value) => value !== '');
  if (filled.length === 0) return '';
  if (filled.length > 1 && values.every((value) => value === values[0])) return values[0] ?? '';
  if (columns.every((column) => column === '')) {
    const [first, ...rest] = filled;
    return rest.length > 0 && first ? `${first.replace(/:$/, '')}: ${rest.join('; ')}` : filled.join('; ');
  }
  return values
    .map((value, index) => {
      const column = columns[index] ?? '';
      if (value === '') return '';
      return column === '' ? value : `${column.replace(/:$/, '')}: ${value}`;
    })
    .filter((value) => value !== '')
    .join('; ');
}

/** "Stand: 14.09.2026" alone says nothing about its section; the date is kept with the page. */
function isDateLine({ block }: Piece): boolean {
  return (
    block.kind === 'paragraph' &&
    /^(?:Stand|(?:Zuletzt|Letzte)\s\p{L}+|Last \p{L}+)\b[^\d]{0,20}[\d. ]+(?:\p{L}+ )?\d{4}$/iu.test(block.text)
  );
}

const HOME = /^(?:startseite|start|home|homepage|willkommen|welcome)$/i;

function sectionsOf(content: PageContent): Section[] {
  const above = content.breadcrumb.filter((name) => !HOME.test(name));
  const root = content.title === '' || above.at(-1) === content.title ? above : [...above, content.title];
  const open: { level: number; text: string; anchor: string | null }[] = [];
  const sections: Section[] = [];
  let section: Section = { path: root, anchor: null, pieces: [] };
  sections.push(section);
  let pageNumber: number | null = null;
  let breakBefore = false;
  let before: Block | null = null;

  const add = (block: Block) => {
    const pieces = piecesOf(block, leadInOf(before), pageNumber);
    const first = pieces[0];
    if (first) first.breakBefore = breakBefore;
    breakBefore = false;
    for (const piece of pieces) section.pieces.push(piece);
    before = block;
  };

  const enter = (path: string[]) => {
    const anchor = anchorOf(open);
    // A heading that repeats the title opens nothing new.
    if (path.join('\n') === section.path.join('\n') && (anchor === null || section.anchor === anchor)) return;
    before = null;
    section = { path, anchor, pieces: [] };
    sections.push(section);
  };

  content.blocks.forEach((block, index) => {
    if (block.kind === 'page-break') {
      pageNumber = block.pageNumber;
      // A sentence that runs over the page's end stays whole; it is cited by the page where it begins.
      breakBefore = !(before?.kind === 'paragraph' && !/[.!?:;)]$/.test(before.text));
      return;
    }
    if (block.kind === 'section-end') {
      while ((open.at(-1)?.level ?? 0) >= block.level) open.pop();
      enter(pathOf(root, open));
      return;
    }
    if (block.kind !== 'heading') {
      add(block);
      return;
    }
    if (block.level === 1 && open.length === 0 && saysTheSame(block.text, content.title)) {
      section.anchor ??= block.anchor;
      open.push({ level: 1, text: '', anchor: block.anchor });
      return;
    }
    if (isEmptyHeading(content.blocks, index, block.level)) {
      // A title without text of its own (a card, an entry of an index) is content of the section that it stands in.
      while ((open.at(-1)?.level ?? 0) >= block.level) open.pop();
      enter(pathOf(root, open));
      add(block);
      return;
    }
    while ((open.at(-1)?.level ?? 0) >= block.level) open.pop();
    open.push({ level: block.level, text: block.text, anchor: block.anchor });
    enter(pathOf(root, open));
  });
  return sections;
}

/** The page's heading and its title are often one and the same, or one begins with the other. */
function saysTheSame(heading: string, title: string): boolean {
  const fold = (text: string) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const [left, right] = [fold(heading), fold(title)];
  return (
    left === right || (right !== '' && left.startsWith(`${right} `)) || (left !== '' && right.startsWith(`${left} `))
  );
}

function pathOf(root: string[], open: { text: string }[]): string[] {
  const path = [...root];
  for (const { text } of open) {
    const name = text.replace(/\s*:$/, '');
    if (name !== '' && name !== path.at(-1)) path.push(name);
  }
  return path;
}

function anchorOf(open: { anchor: string | null }[]): string | null {
  return open.findLast(({ anchor }) => anchor !== null)?.anchor ?? null;
}

function isEmptyHeading(blocks: Block[], index: number, level: number): boolean {
  for (let next = index + 1; next < blocks.length; next += 1) {
    const block = blocks[next];
    if (!block || block.kind === 'page-break') continue;
    if (block.kind === 'heading' || block.kind === 'section-end') return block.level <= level;
    if (blockLines(block).length > 0) return false;
  }
  return true;
}

function leadInOf(block: Block | null): Block | null {
  if (block?.kind !== 'paragraph' || block.text.length > LONGEST_LEAD_IN) return null;
  return /[.!?]["“”»)]?$/.test(block.text) && !block.text.endsWith('...') ? null : block;
}

// --- pieces ---------------------------------------------------------------------------------------------------------

function piecesOf(source: Block, leadIn: Block | null, pageNumber: number | null): Piece[] {
  const piece = (block: Block, lead: Block | null = null): Piece => ({
    source,
    block,
    size: blockLines(block).reduce((sum, line) => sum + line.length + 1, 0),
    leadIn: lead,
    pageNumber,
    breakBefore: false,
  });
  switch (source.kind) {
    case 'paragraph':
      if (source.text.length <= PASSAGE_LARGEST) return [piece(source)];
      return splitText(source.text).map((text) =>
        piece({ kind: 'paragraph', text, links: linksIn(source.links, text) }),
      );
    case 'list':
      return itemGroups(source).map((items) => piece({ ...source, items }, leadIn));
    case 'table':
      return source.rows.flatMap((row) => splitRow(row).map((part) => piece({ ...source, rows: [part] }, leadIn)));
    case 'contact':
    case 'heading':
    case 'image':
    case 'download':
      return [piece(source)];
    case 'page-break':
    case 'section-end':
      return [];
  }
}

/** An item with all below it, as long as that is no larger than a passage; else item by item. */
function itemGroups(list: ListBlock): ListBlock['items'][] {
  const groups: ListBlock['items'][] = [];
  for (const item of list.items.flatMap(splitItem)) {
    const group = groups.at(-1);
    const size = group?.reduce((sum, other) => sum + other.text.length + 1, 0) ?? 0;
    if (group && item.depth > 0 && size + item.text.length <= PASSAGE_TARGET) group.push(item);
    else groups.push([item]);
  }
  return groups;
}

function splitItem(item: ListBlock['items'][number]): ListBlock['items'] {
  if (item.text.length <= LONGEST_LINE) return [item];
  return splitText(item.text).map((text) => ({ text, depth: item.depth, links: linksIn(item.links, text) }));
}

function splitRow(row: TableBlock['rows'][number]): TableBlock['rows'] {
  if (row.cells.every((cell) => cell.length <= LONGEST_LINE)) return [row];
  const parts = row.cells.map((cell) => splitText(cell));
  const most = Math.max(...parts.map((part) => part.length));
  return Array.from({ length: most }, (_, index) => {
    const cells = parts.map((part) => part[index] ?? '');
    return { cells, links: linksIn(row.links, cells.join('\n')) };
  });
}

/** Sentences joined up to the target size. */
function splitText(text: string): string[] {
  const parts: string[] = [];
  let open = '';
  for (const line of text.split('\n')) {
    for (const sentence of sentencesOf(line)) {
      if (open !== '' && open.length + sentence.length > PASSAGE_TARGET) {
        parts.push(open);
        open = '';
      }
      open = open === '' ? sentence : `${open} ${sentence}`;
    }
  }
  if (open !== '') parts.push(open);
  return parts;
}

function sentencesOf(text: string): string[] {
  // The splitter looks at whole lines; megabytes without an end of a line are no text of a person and are cut at blanks first.
  const lines = text.length > 100_000 ? cutAtBlanks(text, 50_000) : [text];
  return lines
    .flatMap((line) => splitSentences(line).map((sentence) => sentence.text))
    .flatMap((sentence) => (sentence.length > LONGEST_LINE ? cutAtBlanks(sentence, PASSAGE_TARGET) : [sentence]));
}

function cutAtBlanks(text: string, longest: number): string[] {
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    let end = Math.min(text.length, start + longest);
    if (end < text.length) {
      const blank = text.lastIndexOf(' ', end);
      if (blank > start) end = blank;
    }
    const part = text.slice(start, end).trim();
    if (part !== '') parts.push(part);
    start = end;
  }
  return parts;
}

function linksIn(links: Link[], text: string): Link[] {
  return links.filter((link) => text.includes(link.text));
}

// --- packing --------------------------------------------------------------------------------------------------------

/** Pieces of one section to passages of even size, so that no short rest is left over. */
function packPieces(pieces: Piece[]): Piece[][] {
  const runs: Piece[][] = [];
  for (const piece of pieces) {
    const run = runs.at(-1);
    if (!run || piece.breakBefore) runs.push([piece]);
    else run.push(piece);
  }
  return runs.flatMap(packRun);
}

function packRun(pieces: Piece[]): Piece[][] {
  const total = pieces.reduce((sum, piece) => sum + piece.size, 0);
  if (total <= PASSAGE_LARGEST) return [pieces];
  const even = total / Math.max(1, Math.round(total / PASSAGE_TARGET));
  const packed: Piece[][] = [];
  let open: Piece[] = [];
  let size = 0;
  const close = () => {
    // A line that leads to what follows ("Sie benötigen:", a name over a phone number) is not left behind.
    const carried: Piece[] = [];
    for (
      let last = open.at(-1);
      last && open.length > 1 && carried.length < MOST_CARRIED && leadsOn(last);
      last = open.at(-1)
    ) {
      carried.unshift(last);
      open.pop();
    }
    packed.push(open);
    open = carried;
    size = carried.reduce((sum, piece) => sum + piece.size, 0);
  };
  for (const piece of pieces) {
    const full = size + piece.size / 2 > even || size + piece.size > PASSAGE_LARGEST;
    if (full && (open.length > MOST_CARRIED || !open.every(leadsOn))) close();
    open.push(piece);
    size += piece.size;
  }
  const last = packed.at(-1);
  const before = last?.reduce((sum, piece) => sum + piece.size, 0) ?? 0;
  if (last && size < PASSAGE_SMALLEST && before + size <= PASSAGE_LARGEST) appendAll(last, open);
  else packed.push(open);
  return packed;
}

function leadsOn({ block }: Piece): boolean {
  if (block.kind !== 'paragraph') return false;
  return /:$/.test(block.text) || (block.text.length <= 80 && !/[.!?;…)]$/.test(block.text));
}

/** Pieces of one list, table or paragraph that stay together become one block again; a block that goes on gets its lead-in. */
function joinPieces(pieces: Piece[]): Block[] {
  const blocks: Block[] = [];
  let source: Block | null = null;
  for (const [index, piece] of pieces.entries()) {
    const last = blocks.at(-1);
    if (source === piece.source && last) {
      if (last.kind === 'list' && piece.block.kind === 'list') {
        blocks[blocks.length - 1] = { ...last, items: [...last.items, ...piece.block.items] };
        continue;
      }
      if (last.kind === 'table' && piece.block.kind === 'table') {
        blocks[blocks.length - 1] = { ...last, rows: [...last.rows, ...piece.block.rows] };
        continue;
      }
    }
    source = piece.source;
    if (index === 0 && piece.leadIn && !isFirstPiece(piece)) blocks.push(piece.leadIn);
    blocks.push(piece.block);
  }
  return blocks;
}

function isFirstPiece({ source, block }: Piece): boolean {
  if (source.kind === 'list' && block.kind === 'list') return source.items[0] === block.items[0];
  if (source.kind === 'table' && block.kind === 'table') return source.rows[0] === block.rows[0];
  return true;
}
