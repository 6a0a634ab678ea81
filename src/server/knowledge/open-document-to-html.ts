/** OpenDocument text and spreadsheets (ODT, ODS) to HTML. OASIS OpenDocument 1.3, part 3. */

import { escapeHtml } from './escape-html.ts';
import { findXml, readXml, type XmlElement, xmlChildren, xmlText } from './read-xml.ts';
import type { Zip } from './unpack-zip.ts';

const MOST_REPEATED_CELLS = 60;
const MOST_REPEATED_ROWS = 20;
/** What stands in the file, but not in the text: changes, notes of reviewers, fields' definitions. */
const LEFT_OUT = new Set([
  'text:tracked-changes',
  'office:annotation',
  'text:sequence-decls',
  'office:forms',
  'text:variable-decls',
  'text:table-of-content-source',
  'text:alphabetical-index-source',
  'office:scripts',
]);

export function openDocumentToHtml(zip: Zip): string {
  const content = zip.text('content.xml');
  if (!content) return '';
  const body = findXml(readXml(content), 'office:body');
  if (!body) return '';
  const parts: string[] = [];
  const sheets = findXml(body, 'office:spreadsheet');
  if (sheets) {
    for (const table of xmlChildren(sheets, 'table:table')) {
      if (table.attributes['table:display'] === 'false') continue;
      const html = tableToHtml(table);
      if (html === '') continue;
      parts.push(`<h2>${escapeHtml(table.attributes['table:name'] ?? '')}</h2>`, html);
    }
    return parts.join('\n');
  }
  writeBlocks(findXml(body, 'office:text') ?? body, parts);
  return parts.join('\n');
}

function writeBlocks(parent: XmlElement, parts: string[]): void {
  for (const element of xmlChildren(parent)) {
    const { name } = element;
    if (LEFT_OUT.has(name)) continue;
    if (name === 'text:h') {
      const level = Math.min(6, Math.max(1, Number.parseInt(element.attributes['text:outline-level'] ?? '1', 10) || 1));
      parts.push(`<h${level}>${inline(element)}</h${level}>`);
    } else if (name === 'text:p') {
      const title = /^(?:Title|Titel)$/.test(element.attributes['text:style-name'] ?? '');
      parts.push(title ? `<h1>${inline(element)}</h1>` : `<p>${inline(element)}</p>`);
      writeFrames(element, parts);
    } else if (name === 'text:list') {
      parts.push('<ul>');
      for (const item of xmlChildren(element)) {
        if (item.name !== 'text:list-item' && item.name !== 'text:list-header') continue;
        parts.push('<li>');
        writeBlocks(item, parts);
        parts.push('</li>');
      }
      parts.push('</ul>');
    } else if (name === 'table:table') {
      parts.push(tableToHtml(element));
    } else {
      writeBlocks(element, parts);
    }
  }
}

/** Text boxes are anchored inside a paragraph and stand beside it. */
function writeFrames(paragraph: XmlElement, parts: string[]): void {
  const box = findXml(paragraph, 'draw:text-box');
  if (box) writeBlocks(box, parts);
}

function inline(element: XmlElement): string {
  let html = '';
  for (const child of element.children) {
    if (typeof child === 'string') {
      html += escapeHtml(child);
      continue;
    }
    const { name, attributes } = child;
    if (LEFT_OUT.has(name) || name === 'draw:text-box') continue;
    if (name === 'text:line-break') html += '<br>';
    else if (name === 'text:s' || name === 'text:tab') html += ' ';
    else if (name === 'text:soft-page-break') continue;
    else if (name === 'text:a') html += `<a href="${escapeHtml(attributes['xlink:href'] ?? '')}">${inline(child)}</a>`;
    else if (name === 'draw:frame') {
      const said = xmlChildren(child).find((part) => part.name === 'svg:desc' || part.name === 'svg:title');
      if (said) html += `<img src="" alt="${escapeHtml(xmlText(said))}">`;
    } else if (name === 'text:note') {
      const note = findXml(child, 'text:note-body');
      if (note) html += ` (${xmlChildren(note).map(inline).join(' ')})`;
    } else html += inline(child);
  }
  return html;
}

function tableToHtml(table: XmlElement): string {
  const rows: { cells: string; filled: boolean; head: boolean }[] = [];
  const gather = (parent: XmlElement, head: boolean) => {
    for (const element of xmlChildren(parent)) {
      if (element.name === 'table:table-header-rows') gather(element, true);
      else if (element.name === 'table:table-rows' || element.name === 'table:table-row-group') gather(element, head);
      else if (element.name === 'table:table-row') {
        const times = Math.min(
          MOST_REPEATED_ROWS,
          Number.parseInt(element.attributes['table:number-rows-repeated'] ?? '1', 10) || 1,
        );
        const cells = rowCells(element, head);
        const filled = cells !== '';
        for (let time = 0; time < (filled ? times : 1); time += 1) rows.push({ cells, filled, head });
      }
    }
  };
  gather(table, false);
  while (rows.length > 0 && rows.at(-1)?.filled === false) rows.pop();
  const body = rows.filter((row) => row.filled);
  if (body.length === 0) return '';
  const head = body.filter((row) => row.head).map((row) => `<tr>${row.cells}</tr>`);
  const rest = body.filter((row) => !row.head).map((row) => `<tr>${row.cells}</tr>`);
  return `<table>${head.length > 0 ? `<thead>${head.join('')}</thead>` : ''}<tbody>${rest.join('')}</tbody></table>`;
}

function rowCells(row: XmlElement, head: boolean): string {
  const cells: string[] = [];
  let filled = false;
  for (const cell of xmlChildren(row)) {
    if (cell.name !== 'table:table-cell') continue;
    const parts: string[] = [];
    writeBlocks(cell, parts);
    const content = parts.join('');
    if (content.replace(/<[^>]*>/g, '').trim() !== '') filled = true;
    const span = (name: string, attribute: string) => {
      const value = Number.parseInt(cell.attributes[attribute] ?? '1', 10) || 1;
      return value > 1 ? ` ${name}="${value}"` : '';
    };
    const tag = head ? 'th' : 'td';
    const html = `<${tag}${span('colspan', 'table:number-columns-spanned')}${span('rowspan', 'table:number-rows-spanned')}>${content}</${tag}>`;
    const times = Math.min(
      MOST_REPEATED_CELLS,
      Number.parseInt(cell.attributes['table:number-columns-repeated'] ?? '1', 10) || 1,
    );
    for (let time = 0; time < times; time += 1) cells.push(html);
  }
  // Spreadsheets fill each row with empty cells up to the sheet's edge.
  while (cells.length > 0 && (cells.at(-1) ?? '').replace(/<[^>]*>/g, '').trim() === '') cells.pop();
  return filled ? cells.join('') : '';
}
