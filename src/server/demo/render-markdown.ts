import { Marked, type Tokens } from 'marked';
import { keepTogether } from './keep-together.ts';
import { escapeHtml } from './write-html.ts';

export interface Heading {
  level: number;
  text: string;
  id: string;
}

export interface RenderedText {
  html: string;
  headings: Heading[];
  /** The words alone, white space folded, for the search. */
  text: string;
}

export interface RenderOptions {
  /** Turns a link as written into an address; null for one that must not be followed (`javascript:` and the like). */
  resolveLink: (target: string) => string | null;
  /** Words for the label of a table that scrolls: "Tabelle". */
  tableWord: string;
}

/**
 * The id of a heading as GitHub makes it: lower case, punctuation dropped, spaces to hyphens, umlauts kept.
 * The second heading of the same words gets "-1".
 */
export function headingId(text: string, taken: Map<string, number>): string {
  const slug = text
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
  const count = taken.get(slug);
  taken.set(slug, (count ?? -1) + 1);
  return count === undefined ? slug : `${slug}-${count + 1}`;
}

/** An amount or measure: a number with its unit. Numbers alone may be districts or dates and stay on the left. */
const NUMBER_CELL =
  /^(?:(?:ab|bis|je|ca\.|from|up to) )?[−-]?(?:(?:€|EUR) ?\d[\d.,]*|\d[\d.,]* ?(?:€|EUR|Euro|euros?|%|v\. H\.|km|m²|m³|l|Liter|litres|kg|Cent))$/i;

/** A table's column is one of numbers when each of its filled cells is an amount, measure or dash. */
function isNumberColumn(token: Tokens.Table, column: number): boolean {
  const cells = token.rows
    .map((row) => row[column]?.text.replace(/[*_]/g, '').trim() ?? '')
    .filter((cell) => cell !== '');
  const numbers = cells.filter((cell) => NUMBER_CELL.test(cell));
  return numbers.length > 0 && cells.every((cell) => NUMBER_CELL.test(cell) || /^[–—-]$/.test(cell));
}

const plain = (markup: string) =>
  markup
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');

/** Renders a page's Markdown: headings with ids, tables that scroll by keyboard, HTML shown as the text it is. */
export function renderMarkdown(source: string, { resolveLink, tableWord }: RenderOptions): RenderedText {
  const headings: Heading[] = [];
  const taken = new Map<string, number>();
  const marked = new Marked({ gfm: true });

  marked.use({
    renderer: {
      html({ text }) {
        return escapeHtml(text);
      },
      heading({ tokens, depth }) {
        const content = this.parser.parseInline(tokens);
        const text = plain(content);
        const id = headingId(text, taken);
        // The page's title is its only first level.
        const level = Math.max(2, depth);
        headings.push({ level, text, id });
        return `<h${level} id="${escapeHtml(id)}">${content}</h${level}>\n`;
      },
      link({ href, title, tokens }) {
        const content = this.parser.parseInline(tokens);
        const address = resolveLink(href);
        if (address === null) return content;
        const foreign = /^https?:/.test(address) ? ' class="foreign" rel="noopener"' : '';
        const hint = title ? ` title="${escapeHtml(title)}"` : '';
        return `<a href="${escapeHtml(address)}"${foreign}${hint}>${content}</a>`;
      },
      image({ href, text }) {
        const address = resolveLink(href);
        if (address === null || /^[a-z]+:/i.test(address)) return escapeHtml(text);
        return `<img src="${escapeHtml(address)}" alt="${escapeHtml(text)}" loading="lazy">`;
      },
      table(token) {
        const numbers = token.header.map(
          (_, column) => token.align[column] === 'right' || isNumberColumn(token, column),
        );
        const style = (column: number) => (numbers[column] ? ' class="number"' : '');
        const head = token.header
          .map((cell, column) =>
            // A column without a name has no header to read out.
            cell.text === ''
              ? '<td></td>'
              : `<th scope="col"${style(column)}>${this.parser.parseInline(cell.tokens)}</th>`,
          )
          .join('');
        const body = token.rows
          .map((row) => {
            const cells = row.map((cell, column) => `<td${style(column)}>${this.parser.parseInline(cell.tokens)}</td>`);
            return `<tr>${cells.join('')}</tr>`;
          })
          .join('\n');
        const about = headings.at(-1)?.text;
        const label = about ? `${tableWord}: ${about}` : tableWord;
        return `<div class="table" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>${body}</tbody>\n</table></div>\n`;
      },
    },
  });

  const html = keepTogether(marked.parse(source, { async: false }));
  return {
    html,
    headings,
    text: plain(html.replace(/<\/(?:p|li|t[dhr]|h\d)>/g, ' '))
      .replace(/\s+/g, ' ')
      .trim(),
  };
}
