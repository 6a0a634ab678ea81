/**
 * A PDF to blocks with page numbers. A PDF has no paragraphs and no headings, only characters at places: lines are put together by
 * their baseline, paragraphs by distance, indentation and line ends, headings by size of type and by the forms of statutes ("§ 3 Steuersatz").
 * PDF.js 6 runs no code of the document: no scripts, and no evaluation of its fonts and functions as JavaScript.
 */
import { getDocumentProxy } from 'unpdf';
import { detectLanguage } from './detect-language.ts';
import type { Extraction } from './extraction-result.ts';
import { fileTitle } from './file-title.ts';
import { findSaidDate, readDate } from './find-date.ts';
import { joinLine } from './join-lines.ts';
import type { Block, HeadingBlock, ListBlock, TableBlock } from './page-content.ts';
import { foldText } from './read-html.ts';

export const MOST_PAGES = 300;
const MOST_CHARACTERS = 3_000_000;
const MOST_LINKS = 500;

interface TextItem {
  text: string;
  x: number;
  y: number;
  width: number;
  size: number;
  font: string;
}

interface Line {
  text: string;
  x: number;
  right: number;
  y: number;
  size: number;
  font: string;
  page: number;
  /** Parts between gaps as wide as between columns of a table, or between leader dots; one in running text. */
  cells: Cell[];
}

interface Cell {
  text: string;
  x: number;
  right: number;
}

interface Sheet {
  number: number;
  height: number;
  lines: Line[];
}

export async function readPdf({ bytes, url }: { bytes: Uint8Array; url: string }): Promise<Extraction> {
  try {
    return await readPages(bytes, url);
  } catch (error) {
    // The engine names its errors; anything unknown means that the file cannot be read.
    const name = error instanceof Error ? error.name : '';
    return { ok: false, reason: name === 'PasswordException' ? 'encrypted' : 'broken' };
  }
}

async function readPages(bytes: Uint8Array, url: string): Promise<Extraction> {
  const document = await getDocumentProxy(bytes, {
    verbosity: 0,
    stopAtErrors: false,
    enableXfa: false,
    disableFontFace: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    maxImageSize: 1,
    useWorkerFetch: false,
    useSystemFonts: false,
  });
  const sheets: Sheet[] = [];
  const links = new Set<string>();
  let characters = 0;
  const pages = Math.min(document.numPages, MOST_PAGES);
  for (let number = 1; number <= pages && characters < MOST_CHARACTERS; number += 1) {
    const page = await document.getPage(number);
    const content = await page.getTextContent({ includeMarkedContent: false });
    const items: TextItem[] = [];
    for (const item of content.items) {
      if (!('str' in item)) continue;
      const [a = 0, b = 0, c = 0, d = 0, x = 0, y = 0] = item.transform as number[];
      characters += item.str.length;
      // Text that stands on its side (a mark in the margin) is no part of the lines.
      if (Math.abs(b) > Math.abs(a) * 0.2 && Math.abs(a) < Math.abs(d) * 0.5) continue;
      items.push({
        text: item.str,
        x,
        y,
        width: item.width,
        size: Math.hypot(c, d) || item.height,
        font: item.fontName,
      });
    }
    const [, bottom = 0, , top = 0] = page.view;
    sheets.push({ number, height: top - bottom, lines: toLines(items, number) });
    for (const link of await linksOf(page)) if (links.size < MOST_LINKS) links.add(link);
    page.cleanup();
  }
  const { info: said } = await document.getMetadata();
  const info = said as Record<string, unknown>;
  const text = sheets.flatMap((sheet) => sheet.lines.map((line) => line.text)).join('\n');
  if ((text.match(/\p{L}/gu)?.length ?? 0) < 20) return { ok: false, reason: 'no-text' };

  const body = bodyType(sheets);
  removeRunningLines(sheets, body.size);
  const blocks = toBlocks(sheets, body);
  const language =
    typeof info['Language'] === 'string' ? /^[a-z]{2,3}/i.exec(info['Language'])?.[0].toLowerCase() : undefined;
  return {
    ok: true,
    content: {
      kind: 'pdf',
      title: findTitle(sheets, blocks, body.size, info, url),
      description:
        typeof info['Subject'] === 'string' && info['Subject'].trim() !== '' ? foldText(info['Subject']) : null,
      language: language ?? detectLanguage(text),
      breadcrumb: [],
      changedOn:
        findSaidDate(foldText(text.slice(0, 3_000))) ??
        findSaidDate(foldText(text.slice(-2_000))) ??
        readPdfDate(info['ModDate']) ??
        readPdfDate(info['CreationDate']),
      blocks,
      links: [...links],
      structuredData: [],
    },
  };
}

async function linksOf(page: { getAnnotations: () => Promise<unknown[]> }): Promise<string[]> {
  const found: string[] = [];
  for (const annotation of await page.getAnnotations()) {
    if (typeof annotation !== 'object' || annotation === null || !('url' in annotation)) continue;
    const url = typeof annotation.url === 'string' ? URL.parse(annotation.url) : null;
    if (url && /^https?:$/.test(url.protocol)) {
      url.hash = '';
      found.push(url.href);
    }
  }
  return found;
}

// --- lines ----------------------------------------------------------------------------------------------------------

function toLines(items: TextItem[], page: number): Line[] {
  const lines: Line[] = [];
  let open: { line: Line; weights: Map<string, number> } | null = null;
  const close = () => {
    if (!open) return;
    const cells = open.line.cells.flatMap(splitLeaders).filter((cell) => cell.text !== '');
    const text = cells.map((cell) => cell.text).join(' ');
    if (text !== '') lines.push({ ...open.line, text, cells, font: heaviest(open.weights) ?? '' });
    open = null;
  };
  for (const item of items) {
    if (item.text.trim() === '') {
      const cell = open?.line.cells.at(-1);
      if (cell && item.text !== '') cell.text += ' ';
      continue;
    }
    const end = item.x + item.width;
    const cell = open?.line.cells.at(-1);
    if (open && cell) {
      const size = Math.max(open.line.size, item.size, 1);
      const gap = item.x - cell.right;
      // Small type off the baseline (m², footnote marks) still belongs to the line.
      if (Math.abs(item.y - open.line.y) < size * 0.45 && gap > -size * 0.8) {
        if (gap > size * 2.2) open.line.cells.push({ text: item.text, x: item.x, right: end });
        else {
          cell.text += gap > size * 0.17 && !cell.text.endsWith(' ') ? ` ${item.text}` : item.text;
          cell.right = Math.max(cell.right, end);
        }
        open.line.right = Math.max(open.line.right, end);
        if (item.size > open.line.size) {
          open.line.size = item.size;
          open.line.y = item.y;
        }
        open.weights.set(item.font, (open.weights.get(item.font) ?? 0) + item.text.length);
        continue;
      }
      close();
    }
    open = {
      line: {
        text: item.text,
        x: item.x,
        right: end,
        y: item.y,
        size: item.size,
        font: item.font,
        page,
        cells: [{ text: item.text, x: item.x, right: end }],
      },
      weights: new Map([[item.font, item.text.length]]),
    };
  }
  close();
  return lines;
}

/** "für den ersten Hund ........ 90,00 €": leader dots stand for a gap. */
function splitLeaders(cell: Cell): Cell[] {
  const parts = cell.text
    .split(/(?:\s?[.…·_]){5,}|…{2,}/)
    .map(foldText)
    .filter((part) => part !== '');
  if (parts.length === 0) return [];
  return parts.map((text, index) => ({ text, x: index === 0 ? cell.x : cell.right, right: cell.right }));
}

function heaviest<Key>(weights: Map<Key, number>): Key | undefined {
  let best: Key | undefined;
  let most = -1;
  for (const [key, weight] of weights) {
    if (weight <= most) continue;
    best = key;
    most = weight;
  }
  return best;
}

interface BodyType {
  size: number;
  font: string;
  /** Distance of the lines of a paragraph. */
  leading: number;
}

/** The type that most characters are set in, and the commonest distance of its lines. */
function bodyType(sheets: Sheet[]): BodyType {
  const sizes = new Map<number, number>();
  const fonts = new Map<string, number>();
  for (const { lines } of sheets) {
    for (const line of lines) {
      const size = Math.round(line.size * 2) / 2;
      sizes.set(size, (sizes.get(size) ?? 0) + line.text.length);
      fonts.set(line.font, (fonts.get(line.font) ?? 0) + line.text.length);
    }
  }
  const size = heaviest(sizes) ?? 10;
  const gaps = new Map<number, number>();
  for (const { lines } of sheets) {
    for (let index = 1; index < lines.length; index += 1) {
      const above = lines[index - 1];
      const line = lines[index];
      if (!above || !line || Math.abs(line.size - size) > 0.6 || Math.abs(above.size - size) > 0.6) continue;
      const gap = Math.round((above.y - line.y) * 2) / 2;
      if (gap > size * 0.8 && gap < size * 2.6) gaps.set(gap, (gaps.get(gap) ?? 0) + 1);
    }
  }
  return { size, font: heaviest(fonts) ?? '', leading: heaviest(gaps) ?? size * 1.2 };
}

/** Headers and footers: lines at the edge of the sheet that return on most pages, page numbers apart. */
function removeRunningLines(sheets: Sheet[], size: number): void {
  const counts = new Map<string, number>();
  const key = (line: Line) => line.text.toLowerCase().replace(/\d+/g, '#');
  const edges = sheets.map(({ lines, height }) => {
    const sorted = lines.toSorted((left, right) => right.y - left.y);
    const edge = new Set(
      [...sorted.slice(0, 4), ...sorted.slice(-4)].filter((line) => line.y > height * 0.85 || line.y < height * 0.15),
    );
    for (const text of new Set([...edge].map(key))) counts.set(text, (counts.get(text) ?? 0) + 1);
    return edge;
  });
  sheets.forEach((sheet, index) => {
    const edge = edges[index] ?? new Set<Line>();
    sheet.lines = sheet.lines.filter((line) => {
      if (!edge.has(line)) return true;
      const count = counts.get(key(line)) ?? 0;
      const running = sheets.length >= 2 && count >= Math.max(2, Math.ceil(sheets.length * 0.5));
      // The first page's title may return as the header of the others: large type stays.
      if (running && !(sheet.number === 1 && line.size > size * 1.3)) return false;
      return !isPageNumber(line.text);
    });
  });
}

function isPageNumber(text: string): boolean {
  return /^(?:seite|page|s\.|blatt)?\s*[-–—|]?\s*\d{1,4}\s*[-–—|]?\s*(?:(?:von|of|\/)\s*\d{1,4})?$/i.test(text);
}

// --- blocks ---------------------------------------------------------------------------------------------------------

/** "§ 3 Steuersatz", "Artikel 2", "I. Abschnitt", "Anlage 1 zur Satzung". */
const STATUTE_HEADING =
  /^(?:§§?\s*\d+\s?[a-z]?(?:\s*[-–:.]?\s+|$)|Art(?:ikel|\.)\s*\d+\b|(?:[IVX]+|\d+)\.\s*(?:Abschnitt|Teil|Kapitel)\b|(?:Abschnitt|Teil|Kapitel|Anlage|Anhang)\s+(?:\d+|[IVX]+)\b|Präambel$|Inhaltsverzeichnis$|Inhaltsübersicht$)/u;
const BULLET = /^(?:[•▪◦‣●○■□·\uf0b7\u2022\u25cf➢✓►*]|[–—-](?=\s))\s*(?=\S)/u;
const MARKER = /^(?:\(\d{1,3}[a-z]?\)|\d{1,2}(?:\.\d{1,2})*[.)]|[a-z]\)|[a-z]{2}\)|[ivx]{1,5}[.)]|§+\s*\d+)(?=\s|$)/u;
const MONTH =
  /^\d{1,2}\.\s+(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jänner)\b/u;

function toBlocks(sheets: Sheet[], body: BodyType): Block[] {
  const blocks: Block[] = [];
  const columns = sheets.flatMap(({ lines }) => lines);
  const right = quantile(
    columns.map((line) => line.right),
    0.9,
  );
  const left = quantile(
    columns.map((line) => line.x),
    0.1,
  );
  const levels = headingSizes(columns, body);
  let paragraph: { text: string; last: Line } | null = null;
  let list: ListBlock | null = null;
  let heading: { block: HeadingBlock; last: Line; statute: boolean } | null = null;
  /** Page breaks that wait for a sentence to end. */
  let waiting: number[] = [];

  const closeParagraph = () => {
    if (paragraph) {
      const bullet = BULLET.exec(paragraph.text);
      if (bullet) {
        const item = { text: paragraph.text.slice(bullet[0].length), depth: 0, links: [] };
        if (list) list.items.push(item);
        else {
          list = { kind: 'list', ordered: false, items: [item] };
          blocks.push(list);
        }
      } else {
        list = null;
        blocks.push({ kind: 'paragraph', text: paragraph.text, links: [] });
      }
      paragraph = null;
    }
    for (const pageNumber of waiting) {
      list = null;
      blocks.push({ kind: 'page-break', pageNumber });
    }
    waiting = [];
  };

  for (const sheet of sheets) {
    if (paragraph) waiting.push(sheet.number);
    else blocks.push({ kind: 'page-break', pageNumber: sheet.number });
    const { lines } = sheet;
    let tableEnd = 0;
    lines.forEach((line, index) => {
      if (index < tableEnd) return;
      const found = tableFrom(lines, index, body);
      if (found) {
        closeParagraph();
        list = null;
        heading = null;
        blocks.push(found.table);
        tableEnd = found.end;
        return;
      }
      const next = lines[index + 1];
      const level = headingLevel(line, lines[index - 1], next, body, levels, right - left);
      if (level !== null) {
        const statute = STATUTE_HEADING.test(line.text);
        const goesOn =
          heading !== null &&
          heading.last.page === line.page &&
          !statute &&
          Math.abs(heading.last.size - line.size) < 0.6 &&
          heading.last.font === line.font &&
          heading.last.y - line.y < line.size * 2 &&
          heading.block.text.length < 160 &&
          blocks.at(-1) === heading.block;
        if (goesOn && heading) {
          heading.block.text = joinLine(heading.block.text, line.text);
          heading.last = line;
          return;
        }
        closeParagraph();
        list = null;
        heading = { block: { kind: 'heading', level, text: line.text, anchor: null }, last: line, statute };
        blocks.push(heading.block);
        return;
      }
      // "§ 3" in one line, "Steuersatz" in the next.
      if (
        heading?.statute &&
        blocks.at(-1) === heading.block &&
        /^§\s*\d+\s?[a-z]?$/.test(heading.block.text) &&
        isShortTitle(line, right - left)
      ) {
        heading.block.text = `${heading.block.text} ${line.text}`;
        return;
      }
      if (paragraph && continues(paragraph.last, line, body, left, right)) {
        paragraph = { text: joinLine(paragraph.text, line.text), last: line };
        return;
      }
      closeParagraph();
      paragraph = { text: line.text, last: line };
    });
  }
  closeParagraph();
  return blocks;
}

/** Lines with the same columns below each other are a table: at least two rows, cells set under each other. */
function tableFrom(lines: Line[], start: number, body: BodyType): { table: TableBlock; end: number } | null {
  const first = lines[start];
  if (!first || first.cells.length < 2) return null;
  let columns: Cell[] = first.cells;
  const rows: { line: Line; cells: string[]; y: number }[] = [];
  let end = start;
  for (let index = start; index < lines.length; index += 1) {
    const line = lines[index];
    if (!line) break;
    const above = rows.at(-1);
    if (above && above.y - line.y > body.leading * 2.6) break;
    if (line.cells.length >= 2) {
      const wider: Cell[] = line.cells.length > columns.length ? line.cells : columns;
      const places = placeCells(line.cells, wider, body.size);
      if (!places) break;
      if (wider !== columns) {
        const replaced = rows.map((row) => placeCells(row.line.cells, wider, body.size));
        if (replaced.includes(null)) break;
        rows.forEach((row, at) => {
          row.cells = spread(row.line.cells, replaced[at] ?? [], wider.length);
        });
        columns = wider;
      }
      rows.push({ line, cells: spread(line.cells, places, columns.length), y: line.y });
      end = index + 1;
      continue;
    }
    // The second line of a cell.
    const column = columns.findIndex((cell) => Math.abs(cell.x - line.x) < body.size * 0.8);
    if (!above || column < 0 || above.y - line.y > body.leading * 1.3 || above.y < line.y) break;
    const before = above.cells[column] ?? '';
    if (before === '' || !(/^[\p{Ll}(]/u.test(line.text) || /[,-]$/.test(before)) || /[.!?]$/.test(before)) break;
    above.cells[column] = joinLine(before, line.text);
    above.y = line.y;
    end = index + 1;
  }
  if (rows.length < 2) return null;
  const [head, ...rest] = rows;
  const named =
    head !== undefined &&
    rest.length >= 1 &&
    head.cells.every((cell) => cell === '' || !/\d/.test(cell)) &&
    (rest.some(({ line }) => line.font !== head.line.font) || rest.every(({ cells }) => /\d/.test(cells.at(-1) ?? '')));
  const names = named && head ? head.cells : columns.map(() => '');
  const table: TableBlock = {
    kind: 'table',
    caption: null,
    columns: names,
    rows: (named ? rest : rows).map(({ cells }) => ({ cells, links: [] })),
  };
  return { table, end };
}

/** The column of each cell by its left or right edge, or null if one fits nowhere. */
function placeCells(cells: Cell[], columns: Cell[], size: number): number[] | null {
  const places: number[] = [];
  for (const [position, cell] of cells.entries()) {
    let best = -1;
    let nearest = size * 1.5;
    for (const [index, column] of columns.entries()) {
      if (index <= (places.at(-1) ?? -1)) continue;
      const centre = Math.abs(cell.x + cell.right - column.x - column.right) / 2;
      const distance = Math.min(Math.abs(cell.x - column.x), Math.abs(cell.right - column.right), centre);
      if (distance < nearest) {
        nearest = distance;
        best = index;
      }
    }
    // With as many cells as columns, those that overlap belong together however they are set.
    const same = columns[position];
    if (
      best < 0 &&
      cells.length === columns.length &&
      same &&
      cell.x < same.right + size * 2 &&
      same.x < cell.right + size * 2
    )
      best = position;
    if (best < 0) return null;
    places.push(best);
  }
  return places;
}

function spread(cells: Cell[], places: number[], width: number): string[] {
  const row = Array.from({ length: width }, () => '');
  for (const [index, place] of places.entries()) row[place] = cells[index]?.text ?? '';
  return row;
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Sizes above the body's, largest first: the first two levels and the rest. */
function headingSizes(lines: Line[], body: BodyType): number[] {
  const sizes = new Set<number>();
  for (const line of lines)
    if (line.size > body.size * 1.12 && line.text.length < 160) sizes.add(Math.round(line.size));
  return [...sizes].toSorted((left, right) => right - left);
}

function headingLevel(
  line: Line,
  above: Line | undefined,
  below: Line | undefined,
  body: BodyType,
  sizes: number[],
  width: number,
): number | null {
  if (!/\p{L}|§/u.test(line.text) || line.text.length > 160 || line.cells.length > 1) return null;
  const bySize = sizes.indexOf(Math.round(line.size));
  const large = line.size > body.size * 1.12;
  if (isStatuteHeading(line, above, body)) return large && bySize >= 0 ? Math.min(4, bySize + 1) : 3;
  if (BULLET.test(line.text)) return null;
  if (large && !/[,;]$/.test(line.text)) return Math.min(4, bySize + 1);
  // Bold type has a font of its own: a short line in another font, set off from the text, over text in the body's font.
  const apart = !above || above.y - line.y > body.leading * 1.25 || above.y < line.y;
  if (
    line.font !== body.font &&
    line.size >= body.size * 0.98 &&
    apart &&
    below &&
    below.font === body.font &&
    line.right - line.x < width * 0.8 &&
    line.text.length <= 90 &&
    /^[\p{Lu}\d§]/u.test(line.text) &&
    !/[.,;:!]$/.test(line.text.replace(/^\d+\.$/, ''))
  ) {
    return Math.min(5, sizes.length + 2);
  }
  return null;
}

function isStatuteHeading(line: Line, above: Line | undefined, body: BodyType): boolean {
  if (!STATUTE_HEADING.test(line.text) || line.text.length > 110) return false;
  // "§ 4 Abs. 2 gilt entsprechend." at the start of a line is a sentence.
  if (
    /[.;,:]$/.test(line.text) ||
    /^§\s*\d+\s?[a-z]?\s+(?:Abs|Satz|Nr|des|der|Absatz|gilt|und|bis|i\.)/u.test(line.text)
  )
    return false;
  const apart = !above || above.y < line.y || above.y - line.y > body.leading * 1.15;
  return apart || line.font !== body.font || !/[\p{L},-]$/u.test(above?.text ?? '');
}

function isShortTitle(line: Line, width: number): boolean {
  return (
    line.text.length <= 90 &&
    !/[.;,:]$/.test(line.text) &&
    line.right - line.x < width * 0.85 &&
    /^\p{Lu}/u.test(line.text) &&
    !MARKER.test(line.text)
  );
}

const UNFINISHED =
  /(?:^|\s)(?:der|die|das|dem|den|des|am|vom|zum|zur|im|in|und|oder|mit|für|von|nach|bis|ab|seit|auf|an|zu|bei|eine?[mnrs]?|sowie|durch|gemäß|nach|§§?|Abs\.|Absatz|Nr\.|Nummer|Satz)$/u;

/** Whether a line goes on with the paragraph of the line above it. */
function continues(above: Line, line: Line, body: BodyType, left: number, right: number): boolean {
  if (BULLET.test(line.text)) return false;
  const ended = /[.!?:;…]["“”»)]?$/.test(above.text);
  if (
    MARKER.test(line.text) &&
    !MONTH.test(line.text) &&
    (ended || /[,)]$/.test(above.text) || above.right < right - (right - left) * 0.2)
  ) {
    return false;
  }
  if (above.cells.length > 1 || line.cells.length > 1)
    return /[\p{L}][-\u00ad]$/u.test(above.text) && /^\p{Ll}/u.test(line.text);
  if (Math.abs(above.size - line.size) > Math.max(1, body.size * 0.12)) return false;
  const goesOn = /^[\p{Ll}(]/u.test(line.text) || /[\p{L}\p{N},-]$/u.test(above.text);
  if (above.page !== line.page) return !ended && goesOn && above.right > right - (right - left) * 0.35;
  const gap = above.y - line.y;
  // Next column: the text jumps up and goes on.
  if (gap < -body.size) return !ended && /^\p{Ll}/u.test(line.text);
  if (gap > body.leading * 1.4) return false;
  const short = above.right < right - (right - left) * 0.3;
  if (ended && above.right < right - (right - left) * 0.12) return false;
  // No sentence and no line of an address ends with "ab dem" or "§".
  if (UNFINISHED.test(above.text)) return true;
  // Lines of an address: short, and each begins anew.
  if (short && /^[\p{Lu}\p{N}]/u.test(line.text) && !/[,-]$/.test(above.text)) return false;
  return true;
}

// --- title and date -------------------------------------------------------------------------------------------------

function findTitle(sheets: Sheet[], blocks: Block[], size: number, info: Record<string, unknown>, url: string): string {
  const said = typeof info['Title'] === 'string' ? foldText(info['Title']) : '';
  const first = sheets[0]?.lines ?? [];
  const onPage = new Set(words(first.map((line) => line.text).join(' ')));
  const saidWords = words(said);
  const seen = saidWords.filter((word) => onPage.has(word)).length;
  const sound = isSoundTitle(said);
  if (sound && saidWords.length >= 1 && seen >= saidWords.length * 0.6) return said;
  const largest = first.reduce((most, line) => (/\p{L}{3}/u.test(line.text) ? Math.max(most, line.size) : most), 0);
  if (largest >= size * 1.25) {
    const start = first.findIndex((line) => line.size > largest - 0.6 && /\p{L}{3}/u.test(line.text));
    let title = '';
    for (const line of first.slice(start, start + 4)) {
      if (line.size <= largest - 0.6) break;
      title = joinLine(title, line.text);
    }
    if (title.length >= 3 && title.length <= 250) return title;
  }
  if (sound) return said;
  const heading = blocks.find((block) => block.kind === 'heading');
  if (heading?.kind === 'heading' && !heading.text.startsWith('§')) return heading.text;
  const line = first.find(
    (candidate) => candidate.text.length >= 8 && candidate.text.length <= 120 && /\p{L}{4}/u.test(candidate.text),
  );
  return line?.text ?? fileTitle(url);
}

function isSoundTitle(title: string): boolean {
  if (title.length < 4 || title.length > 250 || !/\p{L}{3}/u.test(title)) return false;
  return !/^(?:microsoft (?:word|powerpoint|excel)|untitled|unbenannt|dokument\d*|document\d*|layout \d|präsentation\d*|titel|entwurf$)|\.(?:docx?|pdf|indd|xlsx?|pptx?|odt|rtf|qxd)$/i.test(
    title,
  );
}

function words(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]{2,}/gu) ?? [];
}

/** "D:20260312101500+01'00'" */
function readPdfDate(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const match = /^(?:D:)?(\d{4})(\d{2})?(\d{2})?/.exec(value);
  return match ? readDate(`${match[1]}-${match[2] ?? '01'}-${match[3] ?? '01'}`) : null;
}
