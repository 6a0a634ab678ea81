// Writes demo/files/merkblatt-kita-gebuehren.md as a Word document (WordprocessingML, ECMA-376).
// Run after a change of the text: node scripts/make-demo-leaflet.ts
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { type PlainBlock, readPlainMarkdown } from './read-plain-markdown.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const WORD = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD_PART = 'application/vnd.openxmlformats-officedocument.wordprocessingml';

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const paragraph = (text: string, style = 'Normal', more = '') =>
  `<w:p><w:pPr><w:pStyle w:val="${style}"/>${more}</w:pPr><w:r><w:t xml:space="preserve">${escapeXml(text)}</w:t></w:r></w:p>`;

function table(header: string[], rows: string[][]): string {
  const row = (cells: string[], head: boolean) => {
    const inner = cells.map((cell, column) => {
      const align = column > 0 ? '<w:jc w:val="right"/>' : '';
      return `<w:tc><w:tcPr><w:tcW w:w="${column > 0 ? 2100 : 2700}" w:type="dxa"/></w:tcPr>${paragraph(cell, head ? 'TableHead' : 'Normal', align)}</w:tc>`;
    });
    return `<w:tr>${head ? '<w:trPr><w:tblHeader/></w:trPr>' : ''}${inner.join('')}</w:tr>`;
  };
  const edges = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV']
    .map((edge) => `<w:${edge} w:val="single" w:sz="4" w:color="808080"/>`)
    .join('');
  const grid = header.map((_, column) => `<w:gridCol w:w="${column > 0 ? 2100 : 2700}"/>`).join('');
  return `<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>${edges}</w:tblBorders></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${row(header, true)}${rows.map((cells) => row(cells, false)).join('')}</w:tbl>`;
}

function writeBlock(block: PlainBlock): string {
  if (block.kind === 'title') return paragraph(block.text, 'Title');
  if (block.kind === 'heading') return paragraph(block.text, 'Heading1');
  if (block.kind === 'paragraph') return paragraph(block.text);
  if (block.kind === 'table') return table(block.header, block.rows);
  const bullet = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>';
  return block.items.map((item) => paragraph(item, 'ListParagraph', bullet)).join('');
}

function styles(): string {
  const style = (id: string, name: string, size: number, bold: boolean, outline = '') =>
    `<w:style w:type="paragraph" w:styleId="${id}"${id === 'Normal' ? ' w:default="1"' : ''}><w:name w:val="${name}"/><w:pPr><w:spacing w:before="${bold && size > 22 ? 240 : 0}" w:after="100"/>${outline}</w:pPr><w:rPr>${bold ? '<w:b/>' : ''}<w:sz w:val="${size}"/><w:lang w:val="de-DE"/></w:rPr></w:style>`;
  return `${HEAD}<w:styles xmlns:w="${WORD}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/></w:rPr></w:rPrDefault></w:docDefaults>${style('Normal', 'Normal', 22, false)}${style('Title', 'Title', 36, true)}${style('Heading1', 'heading 1', 28, true, '<w:outlineLvl w:val="0"/>')}${style('TableHead', 'Table Head', 22, true)}${style('ListParagraph', 'List Paragraph', 22, false)}</w:styles>`;
}

/** Makes the bytes of a Word document from the text of a leaflet; the same text gives the same bytes. */
export function makeLeaflet(source: string): Uint8Array {
  const blocks = readPlainMarkdown(source);
  const title = blocks.find((block) => block.kind === 'title')?.text ?? '';
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${WORD_PART}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="${WORD_PART}.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="${WORD_PART}.numbering+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
    '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    'docProps/core.xml': `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>${escapeXml(title)}</dc:title><dc:creator>Stadt Musterstadt</dc:creator><dc:language>de-DE</dc:language></cp:coreProperties>`,
    'word/_rels/document.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="r1" Type="${OFFICE}/styles" Target="styles.xml"/><Relationship Id="r2" Type="${OFFICE}/numbering" Target="numbering.xml"/></Relationships>`,
    'word/styles.xml': styles(),
    'word/numbering.xml': `${HEAD}<w:numbering xmlns:w="${WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="454" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
    'word/document.xml': `${HEAD}<w:document xmlns:w="${WORD}"><w:body>${blocks.map(writeBlock).join('')}<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1304" w:right="1304" w:bottom="1304" w:left="1304" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>`,
  };
  const files = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]));
  return zipSync(files, { mtime: new Date(2026, 7, 1), level: 9 });
}

if (import.meta.main) {
  const folder = join(import.meta.dirname, '..', 'demo', 'files');
  const bytes = makeLeaflet(await readFile(join(folder, 'merkblatt-kita-gebuehren.md'), 'utf8'));
  await writeFile(join(folder, 'merkblatt-kita-gebuehren.docx'), bytes);
  console.log(`merkblatt-kita-gebuehren.docx: ${bytes.length} bytes`);
}
