/** Lists of synonyms as a table program reads and writes them (RFC 4180; German Excel separates by semicolons). Pure. */
import type { Synonym, SynonymRequest } from '../contracts/synonyms.ts';

export type CsvResult = { entries: SynonymRequest[]; faults: number[] };

const NAMES = '|';
const HEAD = ['Wort', 'amtlich', 'aktiv'];
const OFF = /^(?:nein|no|aus|off|0|false)$/i;

/** Entries with the numbers of the lines that are none. Columns: word, official names separated by "|", active. */
export function readSynonymCsv(text: string): CsvResult {
  const clean = text.replace(/^\ufeff/, '');
  const separator = (/^[^\r\n]*/.exec(clean)?.[0] ?? '').includes(';') ? ';' : ',';
  const entries: SynonymRequest[] = [];
  const faults: number[] = [];
  for (const { cells, line } of readRows(clean, separator)) {
    const [word = '', official = '', active = ''] = cells.map((cell) => cell.trim());
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (line === 1 && /^(?:wort|word)$/i.test(word)) continue;
    const names = official
      .split(NAMES)
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const fits = /^\p{L}{2,60}$/u.test(word) && names.length > 0 && names.length <= 10;
    if (fits && names.every((name) => name.length >= 2 && name.length <= 120)) {
      entries.push({ word, names, active: !OFF.test(active) });
    } else faults.push(line);
  }
  return { entries, faults };
}

export function writeSynonymCsv(entries: readonly Synonym[]): string {
  const rows = [
    HEAD,
    ...entries.map(({ word, names, active }) => [word, names.join(` ${NAMES} `), active ? 'ja' : 'nein']),
  ];
  return `${rows.map((row) => row.map(quote).join(';')).join('\r\n')}\r\n`;
}

function quote(cell: string): string {
  return /[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function* readRows(text: string, separator: string): Iterable<{ cells: string[]; line: number }> {
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let line = 1;
  let began = 1;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\n') line += 1;
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === separator) {
      cells.push(cell);
      cell = '';
    } else if (character === '\n') {
      yield { cells: [...cells, cell.replace(/\r$/, '')], line: began };
      cells = [];
      cell = '';
      began = line;
    } else cell += character;
  }
  if (cell !== '' || cells.length > 0) yield { cells: [...cells, cell], line: began };
}
