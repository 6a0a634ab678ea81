/** Running text as it is gathered from text nodes: white space folded as a browser folds it, links with their words, forced line breaks. */
import { isContactLine } from './find-contact.ts';
import type { Block, ImageBlock, Link } from './page-content.ts';
import { foldInlineText } from './read-html.ts';

/** What a town lays out as a file to take home; the crawler reads some of them, the others are linked. */
export const FILE_ENDING = /\.(pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|odp|zip|ics|epub)$/i;
/** What editors write around a file's name: "(PDF, 120 KB, nicht barrierefrei)". */
const FILE_WORDS = new Set(
  `pdf doc docx odt rtf xls xlsx ods csv ppt pptx odp zip ics datei dokument word excel download herunterladen nicht barrierefrei
   barrierefreies ist öffnet neues neuem fenster im in größe seite seiten kb mb kib mib byte bytes kilobyte megabyte`
    .split(/\s+/)
    .filter(Boolean),
);

export interface Run {
  parts: string[];
  length: number;
  pendingBlank: boolean;
  lineStart: boolean;
  links: { start: number; end: number; url: string }[];
  images: ImageBlock[];
}

export function newRun(): Run {
  return { parts: [], length: 0, pendingBlank: false, lineStart: true, links: [], images: [] };
}

export function appendText(run: Run, raw: string, link: string | null): void {
  const text = foldInlineText(raw);
  if (text === '') return;
  const startsBlank = text.startsWith(' ');
  const words = text.trim();
  if (words === '') {
    run.pendingBlank = true;
    return;
  }
  if ((startsBlank || run.pendingBlank) && !run.lineStart) {
    run.parts.push(' ');
    run.length += 1;
  }
  const start = run.length;
  run.parts.push(words);
  run.length += words.length;
  run.lineStart = false;
  run.pendingBlank = text.endsWith(' ');
  if (!link) return;
  const last = run.links.at(-1);
  // One link in several text nodes (<a>Antrag <b>Hund</b></a>) stays one link.
  if (last && last.url === link && start - last.end <= 1) last.end = run.length;
  else run.links.push({ start, end: run.length, url: link });
}

export function breakLine(run: Run): void {
  run.parts.push('\n');
  run.length += 1;
  run.lineStart = true;
  run.pendingBlank = false;
}

export interface Line {
  text: string;
  links: Link[];
}

export function runLines(run: Run): Line[] {
  const text = run.parts.join('');
  const lines: Line[] = [];
  let start = 0;
  let link = 0;
  for (const part of text.split('\n')) {
    const end = start + part.length;
    const links: Link[] = [];
    while (link < run.links.length) {
      const candidate = run.links[link];
      if (!candidate || candidate.start >= end + 1) break;
      const words = text.slice(Math.max(candidate.start, start), Math.min(candidate.end, end)).trim();
      if (words !== '') links.push({ text: words, url: candidate.url });
      if (candidate.end > end) break;
      link += 1;
    }
    const line = part.trim();
    if (line !== '') lines.push({ text: line, links });
    start = end + 1;
  }
  return lines;
}

/** A line break inside a sentence is the editor's layout; one between lines of an address is not. */
export function joinBrokenSentences(lines: Line[]): Line[] {
  const joined: Line[] = [];
  for (const line of lines) {
    const before = joined.at(-1);
    if (
      before &&
      /^\p{Ll}/u.test(line.text) &&
      /[\p{L}\p{N},]$/u.test(before.text) &&
      before.text.length > 25 &&
      !isShortContactLine(before.text) &&
      !isShortContactLine(line.text)
    ) {
      before.text = `${before.text} ${line.text}`;
      before.links = [...before.links, ...line.links];
    } else {
      joined.push({ ...line });
    }
  }
  return joined;
}

function isShortContactLine(line: string): boolean {
  return line.length <= 160 && isContactLine(line);
}

export function asDownload(line: Line): Block | null {
  const [first, ...others] = line.links;
  if (!first || others.some((link) => link.url !== first.url)) return null;
  if (!FILE_ENDING.test(pathOf(first.url))) return null;
  let rest = line.text;
  for (const link of line.links) rest = rest.replace(link.text, ' ');
  if (rest.length > 120 || !isFileNote(rest)) return null;
  return { kind: 'download', text: line.text, url: first.url };
}

function isFileNote(text: string): boolean {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => word === '' || FILE_WORDS.has(word) || /^\d+(?:[km]i?b)?$/.test(word));
}

export function pathOf(url: string): string {
  const path = url.split(/[?#]/)[0] ?? url;
  return path.slice(-200);
}
