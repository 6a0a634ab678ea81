// Sets demo/files/hundesteuersatzung.md as a tagged PDF, so that the crawler and a screen reader find headings, lists and table.
// Run after a change of the text: node scripts/make-demo-statute.ts
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type PDFDict,
  PDFDocument,
  type PDFFont,
  PDFHexString,
  PDFName,
  PDFOperator,
  PDFOperatorNames,
  type PDFPage,
  type PDFRef,
  PDFString,
  StandardFonts,
} from 'pdf-lib';
import { type PlainBlock, readPlainMarkdown } from './read-plain-markdown.ts';

const PAGE = { width: 595.28, height: 841.89, left: 71, right: 71, top: 71, bottom: 78 };
const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
const SIZE = { title: 17, heading: 12.5, text: 11, small: 9 };
const LEADING = 1.42;

/** An element of the structure tree: a place in the document with what it holds. */
interface Element {
  type: string;
  ref: PDFRef;
  dict: PDFDict;
  kids: (PDFDict | PDFRef)[];
}

class StatuteSheet {
  readonly document: PDFDocument;
  readonly regular: PDFFont;
  readonly bold: PDFFont;
  readonly root: Element;
  private readonly treeRoot: PDFRef;
  private readonly elements: Element[] = [];
  /** For each page the structure element of each marked piece, by its number. */
  private readonly marks: PDFRef[][] = [];
  private page: PDFPage;
  private y = 0;

  constructor(document: PDFDocument, regular: PDFFont, bold: PDFFont) {
    this.document = document;
    this.regular = regular;
    this.bold = bold;
    this.treeRoot = document.context.nextRef();
    this.root = this.add('Document', this.treeRoot);
    this.page = this.startPage();
  }

  add(type: string, parent: Element | PDFRef): Element {
    const isElement = 'kids' in parent;
    const dict = this.document.context.obj({ Type: 'StructElem', S: type, P: isElement ? parent.ref : parent });
    const element: Element = { type, ref: this.document.context.register(dict), dict, kids: [] };
    if (isElement) parent.kids.push(element.ref);
    this.elements.push(element);
    return element;
  }

  private startPage(): PDFPage {
    const page = this.document.addPage([PAGE.width, PAGE.height]);
    page.node.set(PDFName.of('StructParents'), this.document.context.obj(this.marks.length));
    page.node.set(PDFName.of('Tabs'), PDFName.of('S'));
    this.marks.push([]);
    this.page = page;
    this.y = PAGE.height - PAGE.top;
    return page;
  }

  space(points: number): void {
    this.y -= points;
  }

  /** Keeps the next lines together: a new page when they do not fit. */
  need(points: number): void {
    if (this.y - points < PAGE.bottom) this.startPage();
  }

  /** Draws words at the present line as a piece of `element`. */
  private mark(element: Element, draw: () => void): void {
    const pageMarks = this.marks[this.marks.length - 1] ?? [];
    const number = pageMarks.length;
    pageMarks.push(element.ref);
    element.kids.push(this.document.context.obj({ Type: 'MCR', Pg: this.page.ref, MCID: number }));
    this.page.pushOperators(
      PDFOperator.of(PDFOperatorNames.BeginMarkedContentSequence, [PDFName.of(element.type), `<</MCID ${number}>>`]),
    );
    draw();
    this.page.pushOperators(PDFOperator.of(PDFOperatorNames.EndMarkedContent));
  }

  wrap(text: string, font: PDFFont, size: number, width: number): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (font.widthOfTextAtSize(longer, size) <= width) line = longer;
      else {
        if (line !== '') lines.push(line);
        line = word;
      }
    }
    return line === '' ? lines : [...lines, line];
  }

  write(element: Element, text: string, font: PDFFont, size: number, indent = 0): void {
    const step = size * LEADING;
    for (const line of this.wrap(text, font, size, TEXT_WIDTH - indent)) {
      this.need(step);
      this.y -= step;
      this.mark(element, () => this.page.drawText(`${line} `, { x: PAGE.left + indent, y: this.y, size, font }));
    }
  }

  list(items: string[]): void {
    const list = this.add('L', this.root);
    for (const item of items) {
      this.need(SIZE.text * LEADING);
      const entry = this.add('LI', list);
      const label = this.add('Lbl', entry);
      const body = this.add('LBody', entry);
      const y = this.y - SIZE.text * LEADING;
      this.mark(label, () => this.page.drawText('– ', { x: PAGE.left + 8, y, size: SIZE.text, font: this.regular }));
      this.write(body, item, this.regular, SIZE.text, 22);
      this.space(3);
    }
  }

  table(header: string[], rows: string[][]): void {
    const step = SIZE.text * LEADING + 6;
    this.need(step * (rows.length + 1));
    const table = this.add('Table', this.root);
    const rightEdge = PAGE.left + 320;
    [header, ...rows].forEach((cells, index) => {
      const row = this.add('TR', table);
      const font = index === 0 ? this.bold : this.regular;
      this.y -= step;
      cells.forEach((cell, column) => {
        const element = this.add(index === 0 ? 'TH' : 'TD', row);
        if (index === 0) element.dict.set(PDFName.of('A'), this.document.context.obj({ O: 'Table', Scope: 'Column' }));
        const x = column === 0 ? PAGE.left + 8 : rightEdge - font.widthOfTextAtSize(cell, SIZE.text);
        this.mark(element, () => this.page.drawText(`${cell} `, { x, y: this.y, size: SIZE.text, font }));
      });
      this.ornament(() =>
        this.page.drawLine({
          start: { x: PAGE.left, y: this.y - 5 },
          end: { x: rightEdge + 8, y: this.y - 5 },
          thickness: index === 0 ? 1 : 0.5,
        }),
      );
    });
    this.space(6);
  }

  /** Lines and page numbers are no part of the text: a reader skips them. */
  private ornament(draw: () => void, page = this.page): void {
    page.pushOperators(PDFOperator.of(PDFOperatorNames.BeginMarkedContent, [PDFName.of('Artifact')]));
    draw();
    page.pushOperators(PDFOperator.of(PDFOperatorNames.EndMarkedContent));
  }

  block(block: PlainBlock): void {
    if (block.kind === 'title') {
      this.write(this.add('H1', this.root), block.text, this.bold, SIZE.title);
      this.space(10);
    } else if (block.kind === 'heading') {
      this.space(12);
      this.need(70);
      this.write(this.add('H2', this.root), block.text, this.bold, SIZE.heading);
      this.space(4);
    } else if (block.kind === 'paragraph') {
      this.write(this.add('P', this.root), block.text, this.regular, SIZE.text);
      this.space(6);
    } else if (block.kind === 'list') {
      this.list(block.items);
      this.space(4);
    } else {
      this.table(block.header, block.rows);
    }
  }

  finish(): void {
    const { context, catalog } = this.document;
    const pages = this.document.getPages();
    pages.forEach((page, index) => {
      const words = `Hundesteuersatzung der Stadt Musterstadt · Seite ${index + 1} von ${pages.length}`;
      this.ornament(() => page.drawText(words, { x: PAGE.left, y: 42, size: SIZE.small, font: this.regular }), page);
    });
    for (const { dict, kids } of this.elements) dict.set(PDFName.of('K'), context.obj(kids));
    const numbers = this.marks.flatMap((refs, index) => [context.obj(index), context.register(context.obj(refs))]);
    const parentTree = context.register(context.obj({ Nums: context.obj(numbers) }));
    context.assign(
      this.treeRoot,
      context.obj({
        Type: 'StructTreeRoot',
        K: [this.root.ref],
        ParentTree: parentTree,
        ParentTreeNextKey: this.marks.length,
      }),
    );
    catalog.set(PDFName.of('StructTreeRoot'), this.treeRoot);
    catalog.set(PDFName.of('MarkInfo'), context.obj({ Marked: true }));
    catalog.set(PDFName.of('Lang'), PDFString.of('de-DE'));
    catalog.set(PDFName.of('ViewerPreferences'), context.obj({ DisplayDocTitle: true }));
  }
}

/** Sets the text of the statute as PDF bytes; the same text gives the same bytes. */
export async function makeStatute(source: string): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const sheet = new StatuteSheet(
    document,
    await document.embedFont(StandardFonts.Helvetica),
    await document.embedFont(StandardFonts.HelveticaBold),
  );
  for (const block of readPlainMarkdown(source)) sheet.block(block);
  sheet.finish();
  const day = new Date('2024-12-13T09:00:00Z');
  document.setTitle('Satzung über die Erhebung der Hundesteuer in der Stadt Musterstadt');
  document.setAuthor('Stadt Musterstadt');
  document.setSubject('Hundesteuersatzung vom 12. Dezember 2024');
  document.setCreationDate(day);
  document.setModificationDate(day);
  const id = PDFHexString.of('4d757374657273746164742d32303235');
  document.context.trailerInfo.ID = document.context.obj([id, id]);
  return document.save();
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '..', 'demo', 'files');
  const bytes = await makeStatute(await readFile(join(folder, 'hundesteuersatzung.md'), 'utf8'));
  await writeFile(join(folder, 'hundesteuersatzung.pdf'), bytes);
  console.log(`hundesteuersatzung.pdf: ${bytes.length} bytes`);
}
