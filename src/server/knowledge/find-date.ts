/** The date of the last change, as the page itself says it. */
import type { Document, Element } from 'domhandler';
import { attribute, findElement, foldText, rawText } from './read-html.ts';
import { structuredObjects } from './read-structured-data.ts';

const MONTHS = [
  'januar',
  'februar',
  'märz',
  'april',
  'mai',
  'juni',
  'juli',
  'august',
  'september',
  'oktober',
  'november',
  'dezember',
];
const MONTH_NAMES = new Map<string, number>([
  ...MONTHS.flatMap((name, index): [string, number][] => [
    [name, index + 1],
    [name.slice(0, 3), index + 1],
  ]),
  ['jänner', 1],
  ['mrz', 3],
  ['sept', 9],
  ['january', 1],
  ['february', 2],
  ['march', 3],
  ['may', 5],
  ['june', 6],
  ['july', 7],
  ['october', 10],
  ['december', 12],
]);

const META_NAMES = [
  'article:modified_time',
  'og:updated_time',
  'last-modified',
  'dcterms.modified',
  'dc.date.modified',
  'date.modified',
  'datemodified',
  'revised',
  'dcterms.date',
  'dc.date',
  'date',
  'article:published_time',
];

const SAID =
  /(?:(?:\bstand|\b(?:zuletzt|letztmals|letzte)\s+(?:ge[äa]ndert|aktualisiert|bearbeitet|[äa]nderung|aktualisierung|bearbeitung)|\baktualisiert|\bge[äa]ndert|\baktualisierung|\b[äa]nderungsdatum|\blast\s+(?:updated|modified|changed|change|update))(?:\s+(?:am|on|der seite|dieser seite))?)\s*[:;]?\s*(?:(?:am|vom|on|den)\s+)?(?=([^\n]{4,32}))/giu;

export function findDateOfChange({
  document,
  elements,
  meta,
  structuredData,
}: {
  document: Document;
  elements: Element[];
  meta: Map<string, string>;
  structuredData: unknown[];
}): string | null {
  for (const object of structuredObjects(
    structuredData,
    /Page$|Article$|Posting$|^GovernmentService$|^Service$|^CreativeWork$|^Event$/,
  )) {
    const date = typeof object['dateModified'] === 'string' ? readDate(object['dateModified']) : null;
    if (date) return date;
  }
  for (const name of META_NAMES) {
    const date = readDate(meta.get(name) ?? '');
    if (date) return date;
  }
  for (const element of elements) {
    if (attribute(element, 'itemprop') !== 'dateModified') continue;
    const date = readDate(attribute(element, 'datetime') || attribute(element, 'content') || rawText(element, 100));
    if (date) return date;
  }
  const said = findSaidDate(foldLines(rawText(bodyOf(document), 300_000)));
  if (said) return said;
  for (const object of structuredObjects(structuredData, /Article$|Posting$/)) {
    const date = typeof object['datePublished'] === 'string' ? readDate(object['datePublished']) : null;
    if (date) return date;
  }
  // The date over a news item; a <time> elsewhere is mostly an event.
  const time = elements.find(
    (element) =>
      element.name === 'time' && (attribute(element, 'itemprop') === 'datePublished' || 'pubdate' in element.attribs),
  );
  return time ? readDate(attribute(time, 'datetime') || foldText(rawText(time, 100))) : null;
}

/** "Stand: 12.03.2026", "Zuletzt aktualisiert am 12. März 2026", "Stand: März 2026": the last one on the page. */
export function findSaidDate(text: string): string | null {
  let found: string | null = null;
  for (const match of text.matchAll(SAID)) found = readDate(match[1] ?? '') ?? found;
  return found;
}

/** ISO 8601 date of a text that begins with a date (German, English or ISO), else null. Month and year alone: the first of the month. */
export function readDate(text: string): string | null {
  const start = text.trim().toLowerCase();
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?!\d)/.exec(start);
  if (iso) return toIso(Number(iso[1]), Number(iso[2]), Number(iso[3] ?? 1));
  const numbers = /^(\d{1,2})[.\s]+(\d{1,2})\.\s?(\d{4}|\d{2})(?!\d)/.exec(start);
  if (numbers) return toIso(fullYear(Number(numbers[3])), Number(numbers[2]), Number(numbers[1]));
  const named = /^(?:(?:\p{L}+,?\s+)?(?:den\s+)?)(\d{1,2})\.?\s+(\p{L}{3,9})\.?,?\s+(\d{4})/u.exec(start);
  if (named) return toIso(Number(named[3]), MONTH_NAMES.get(named[2] ?? '') ?? 0, Number(named[1]));
  const english = /^(?:\p{L}+,\s+)?(\p{L}{3,9})\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})/u.exec(start);
  if (english) return toIso(Number(english[3]), MONTH_NAMES.get(english[1] ?? '') ?? 0, Number(english[2]));
  const month = /^(\p{L}{3,9})\.?\s+(\d{4})/u.exec(start);
  if (month) return toIso(Number(month[2]), MONTH_NAMES.get(month[1] ?? '') ?? 0, 1);
  const monthNumber = /^(\d{1,2})[./](\d{4})(?!\d)/.exec(start);
  if (monthNumber) return toIso(Number(monthNumber[2]), Number(monthNumber[1]), 1);
  return null;
}

function fullYear(year: number): number {
  return year < 100 ? 2000 + year : year;
}

function toIso(year: number, month: number, day: number): string | null {
  if (year < 1990 || year > 2100 || month < 1 || month > 12 || day < 1 || day > 31) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1) return null;
  return date.toISOString().slice(0, 10);
}

function foldLines(text: string): string {
  return text.replace(/[ \t\u00a0]+/g, ' ').replace(/\s*\n\s*/g, ' ');
}

function bodyOf(document: Document): Document | Element {
  return findElement(document, (element) => element.name === 'body') ?? document;
}
