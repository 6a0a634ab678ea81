/** XLSX to HTML: each sheet a table, values as the spreadsheet shows them (German number form). ECMA-376, part 1, SpreadsheetML. */
import { escapeHtml } from './escape-html.ts';
import { findXml, readXml, type XmlElement, xmlChildren, xmlText } from './read-xml.ts';
import type { Zip } from './unpack-zip.ts';

const MOST_ROWS = 5_000;
const MOST_COLUMNS = 60;
const MOST_SHEETS = 30;

interface Cell {
  text: string;
  number: boolean;
}

export function spreadsheetToHtml(zip: Zip): string {
  const workbook = readXml(zip.text('xl/workbook.xml') ?? '');
  const targets = readTargets(zip);
  const strings = readStrings(zip);
  const formats = readFormats(zip);
  const epoch1904 = findXml(workbook, 'workbookPr')?.attributes['date1904'] === '1';
  const parts: string[] = [];
  const sheets = findXml(workbook, 'sheets');
  for (const sheet of sheets ? xmlChildren(sheets, 'sheet').slice(0, MOST_SHEETS) : []) {
    if (/hidden/i.test(sheet.attributes['state'] ?? '')) continue;
    const text = zip.text(targets.get(sheet.attributes['r:id'] ?? '') ?? '');
    if (!text) continue;
    const rows = readRows(readXml(text), strings, formats, epoch1904);
    const html = rowsToHtml(rows);
    if (html === '') continue;
    const name = sheet.attributes['name'] ?? '';
    if (!/^(?:tabelle|sheet|blatt)\s?\d*$/i.test(name)) parts.push(`<h2>${escapeHtml(name)}</h2>`);
    parts.push(html);
  }
  return parts.join('\n');
}

function readTargets(zip: Zip): Map<string, string> {
  const targets = new Map<string, string>();
  const root = findXml(readXml(zip.text('xl/_rels/workbook.xml.rels') ?? ''), 'Relationships');
  for (const relation of root ? xmlChildren(root, 'Relationship') : []) {
    const target = relation.attributes['Target'] ?? '';
    targets.set(relation.attributes['Id'] ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`);
  }
  return targets;
}

function readStrings(zip: Zip): string[] {
  const root = findXml(readXml(zip.text('xl/sharedStrings.xml') ?? ''), 'sst');
  return root ? xmlChildren(root, 'si').map(stringText) : [];
}

/** Plain or rich text; phonetic readings (rPh) are no text of the cell. */
function stringText(item: XmlElement): string {
  return xmlChildren(item)
    .map((part) =>
      part.name === 't' ? xmlText(part) : part.name === 'r' ? xmlChildren(part, 't').map(xmlText).join('') : '',
    )
    .join('');
}

/** The number format of each cell style. */
function readFormats(zip: Zip): string[] {
  const styles = readXml(zip.text('xl/styles.xml') ?? '');
  const own = new Map<number, string>();
  const numbers = findXml(styles, 'numFmts');
  for (const format of numbers ? xmlChildren(numbers, 'numFmt') : [])
    own.set(Number(format.attributes['numFmtId']), format.attributes['formatCode'] ?? '');
  const cells = findXml(styles, 'cellXfs');
  return (cells ? xmlChildren(cells, 'xf') : []).map((style) => {
    const id = Number(style.attributes['numFmtId'] ?? 0);
    return own.get(id) ?? BUILT_IN.get(id) ?? '';
  });
}

const BUILT_IN = new Map<number, string>([
  [1, '0'],
  [2, '0.00'],
  [3, '#,##0'],
  [4, '#,##0.00'],
  [5, '#,##0 €'],
  [6, '#,##0 €'],
  [7, '#,##0.00 €'],
  [8, '#,##0.00 €'],
  [9, '0%'],
  [10, '0.00%'],
  [14, 'dd.mm.yyyy'],
  [15, 'd-mmm-yy'],
  [16, 'd-mmm'],
  [17, 'mmm-yy'],
  [18, 'h:mm'],
  [19, 'h:mm:ss'],
  [20, 'h:mm'],
  [21, 'h:mm:ss'],
  [22, 'dd.mm.yyyy h:mm'],
  [42, '#,##0 €'],
  [44, '#,##0.00 €'],
]);

function readRows(sheet: XmlElement, strings: string[], formats: string[], epoch1904: boolean): Cell[][] {
  const rows: Cell[][] = [];
  const data = findXml(sheet, 'sheetData');
  for (const row of data ? xmlChildren(data, 'row').slice(0, MOST_ROWS) : []) {
    if (row.attributes['hidden'] === '1') continue;
    const cells: Cell[] = [];
    let column = 0;
    for (const cell of xmlChildren(row, 'c')) {
      const place = columnOf(cell.attributes['r'] ?? '') ?? column;
      if (place >= MOST_COLUMNS) break;
      while (cells.length < place) cells.push({ text: '', number: false });
      cells[place] = readCell(cell, strings, formats, epoch1904);
      column = place + 1;
    }
    rows.push(cells);
  }
  return rows;
}

function columnOf(reference: string): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference)?.[0];
  if (!letters) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return column - 1;
}

function readCell(cell: XmlElement, strings: string[], formats: string[], epoch1904: boolean): Cell {
  const type = cell.attributes['t'] ?? 'n';
  const inlineText = xmlChildren(cell, 'is')[0];
  if (type === 'inlineStr' && inlineText) return { text: stringText(inlineText), number: false };
  const element = xmlChildren(cell, 'v')[0];
  const value = element ? xmlText(element) : '';
  if (value === '') return { text: '', number: false };
  if (type === 's') return { text: strings[Number(value)] ?? '', number: false };
  if (type === 'str') return { text: value, number: false };
  if (type === 'e') return { text: '', number: false };
  if (type === 'b') return { text: value === '1' ? 'ja' : 'nein', number: false };
  const number = Number(value);
  if (!Number.isFinite(number)) return { text: value, number: false };
  return { text: formatNumber(number, formats[Number(cell.attributes['s'] ?? 0)] ?? '', epoch1904), number: true };
}

/** A number in the form of its cell: date, time, per cent, amount with its unit. */
export function formatNumber(value: number, format: string, epoch1904 = false): string {
  const [positive = ''] = format.split(';');
  const literal = [...positive.matchAll(/"([^"]*)"|\[\$([^\]-]*)[^\]]*\]/g)]
    .map((match) => match[1] ?? match[2] ?? '')
    .join('');
  const code = positive.replace(/"[^"]*"|\[[^\]]*\]|\\./g, '');
  if (/[dmyh]/i.test(code) && !/[#0]/.test(code)) return formatDate(value, code.toLowerCase(), epoch1904);
  const decimals = /[.,](0+)(?!.*[.,]0)/.exec(code.replace(/#,##0|#,#/g, '#'))?.[1]?.length;
  const percent = code.includes('%');
  const amount = percent ? value * 100 : value;
  const text = amount.toLocaleString('de-DE', {
    minimumFractionDigits: decimals ?? 0,
    maximumFractionDigits: decimals ?? (code === '' || /general|standard/i.test(code) ? 8 : 0),
    useGrouping: code.includes(','),
  });
  const unit = percent
    ? ' %'
    : /€|EUR|\$/.test(code + literal)
      ? ` ${/EUR/.test(code + literal) ? 'EUR' : /€/.test(code + literal) ? '€' : '$'}`
      : literal.trim()
        ? ` ${literal.trim()}`
        : '';
  return `${text}${unit}`;
}

function formatDate(value: number, code: string, epoch1904: boolean): string {
  // Excel counts days from 1899-12-30 (from 1904-01-01 on old Macs).
  const start = epoch1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const date = new Date(start + Math.round(value * 86_400) * 1_000);
  if (Number.isNaN(date.getTime())) return String(value);
  const two = (number: number) => String(number).padStart(2, '0');
  const day = `${two(date.getUTCDate())}.${two(date.getUTCMonth() + 1)}.${date.getUTCFullYear()}`;
  const time = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
  const hasDay = /[dy]/.test(code);
  return hasDay ? (/h/.test(code) ? `${day} ${time}` : day) : time;
}

/** Lines with one filled cell are text over or under the tables; an empty row divides tables. */
function rowsToHtml(rows: Cell[][]): string {
  const parts: string[] = [];
  let table: Cell[][] = [];
  const close = () => {
    if (table.length > 0) parts.push(tableToHtml(table));
    table = [];
  };
  for (const row of rows) {
    const filled = row.filter((cell) => cell.text.trim() !== '');
    if (filled.length === 0) close();
    else if (filled.length === 1 && table.length === 0) parts.push(`<p>${escapeHtml(filled[0]?.text ?? '')}</p>`);
    else table.push(row);
  }
  close();
  return parts.join('\n');
}

function tableToHtml(rows: Cell[][]): string {
  const [first, ...rest] = rows;
  const used = (row: Cell[]) => row.filter((cell) => cell.text.trim() !== '');
  if (!first) return '';
  if (rows.length === 1)
    return `<p>${escapeHtml(
      used(first)
        .map((cell) => cell.text)
        .join(' '),
    )}</p>`;
  const width = Math.max(...rows.map((row) => row.length));
  // Columns that no row uses are left out.
  const columns = Array.from({ length: width }, (_, index) => index).filter((index) =>
    rows.some((row) => (row[index]?.text ?? '').trim() !== ''),
  );
  const named = used(first).length >= 2 && used(first).every((cell) => !cell.number) && rest.length > 0;
  const line = (row: Cell[], tag: string) =>
    `<tr>${columns.map((index) => `<${tag}>${escapeHtml(row[index]?.text ?? '').replace(/\n/g, '<br>')}</${tag}>`).join('')}</tr>`;
  return `<table>${named ? `<thead>${line(first, 'th')}</thead>` : ''}<tbody>${(named ? rest : rows).map((row) => line(row, 'td')).join('')}</tbody></table>`;
}
