import { escapeHtml, type Markup, trusted } from './write-html.ts';

const MONTHS =
  'Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|January|February|March|May|June|July|October|December';

const TOGETHER = new RegExp(
  [
    String.raw`0\d{2,5} \d{3,}(?:-\d+)?`,
    String.raw`\d[\d.,:–]* (?:€|%|Uhr|Euro|Prozent|km|m³|m²|am|pm|noon)(?![\p{L}\d])`,
    String.raw`\d{1,2}\.? (?:${MONTHS})(?!\p{L})`,
    String.raw`§§? \d+[a-z]?`,
    String.raw`\p{L}\. ?\p{L}\.(?= )`,
  ].join('|'),
  'gu',
);

/** Keeps on one line what is one thing to the eye ("96,00 €", "27. November", a phone number), leaving its characters as they are. */
export function keepTogether(html: string): string {
  return html
    .split(/(<[^>]*>)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(TOGETHER, '<span class="unbroken">$&</span>')))
    .join('');
}

/** A sentence or two of plain text, ready for a template. */
export function sentences(text: string): Markup {
  return trusted(keepTogether(escapeHtml(text)));
}
