/** Markdown of the guide as HTML in KERN's classes. HTML in it is shown as text, links lead only where they may. */
import { Marked, type Tokens } from 'marked';
import { escapeHtml, html, trusted } from '../demo/write-html.ts';
import { type PageLanguage, WORDS } from './describe-status.ts';
import { renderCode } from './render-code.ts';

export interface Heading {
  id: string;
  text: string;
  level: number;
}

export interface RenderedMarkdown {
  html: string;
  /** All but the title. */
  headings: Heading[];
}

const SIZES: Record<number, string> = { 2: 'kern-heading-large', 3: 'kern-heading-medium', 4: 'kern-heading-small' };

/**
 * Renders a document without its first heading of level 1, which is the page's title.
 * @param resolveLink address on our site for a relative one; null writes the text without a link
 */
export function renderMarkdown(
  text: string,
  language: PageLanguage,
  resolveLink: (href: string) => string | null,
): RenderedMarkdown {
  const words = WORDS[language];
  const headings: Heading[] = [];
  const ids = new Map<string, number>();
  const names = new Map<string, number>();
  let section = '';

  /** A name that no other part of the page has: the section that it stands in. */
  const nameOf = (kind: string) => {
    const name = section === '' ? kind : `${kind}: ${section}`;
    const before = names.get(name) ?? 0;
    names.set(name, before + 1);
    return before === 0 ? name : `${name} (${before + 1})`;
  };

  const marked = new Marked({
    gfm: true,
    renderer: {
      // Comments are notes to those who edit the file.
      html: ({ text: raw }) => escapeHtml(raw.replace(/<!--[\s\S]*?-->/g, '').trim()),
      heading({ tokens, depth, text: source }: Tokens.Heading) {
        const content = this.parser.parseInline(tokens);
        if (depth === 1 && headings.length === 0) return '';
        const level = Math.min(Math.max(depth, 2), 4);
        const plain = plainText(content);
        const id = uniqueId(source, ids);
        section = plain;
        headings.push({ id, text: plain, level });
        return `<h${level} class="${SIZES[level]}" id="${id}">${content}</h${level}>\n`;
      },
      paragraph({ tokens }: Tokens.Paragraph) {
        return `<p class="kern-body">${this.parser.parseInline(tokens)}</p>\n`;
      },
      code: ({ text: code }) => `${renderCode(code, { language, label: nameOf(words.code) }).markup}\n`,
      codespan: ({ text: code }) => `<code>${escapeHtml(code)}</code>`,
      link({ href, tokens }: Tokens.Link) {
        const content = this.parser.parseInline(tokens);
        const target = /^(?:https?:|mailto:|#)/i.test(href)
          ? href
          : /^[a-z][a-z0-9+.-]*:/i.test(href)
            ? null
            : resolveLink(href);
        return target === null ? content : `<a class="kern-link" href="${escapeHtml(target)}">${content}</a>`;
      },
      // Pictures of the papers are not served here.
      image: ({ text: alternative }) => escapeHtml(alternative),
      table({ header, rows }: Tokens.Table) {
        const cell = (tag: 'th' | 'td', { text: source, tokens, align }: Tokens.TableCell) => {
          const part = tag === 'th' ? 'header' : 'cell';
          const numeric = align === 'right' ? ` kern-table__${part}--numeric` : '';
          const scope = tag === 'th' ? ' scope="col"' : '';
          if (tag === 'th' && source.trim() === '') return `<td class="kern-table__header"></td>`;
          return `<${tag} class="kern-table__${part}${numeric}"${scope}>${this.parser.parseInline(tokens)}</${tag}>`;
        };
        // A table of facts may have no names for its columns: empty header cells would be read out as such.
        const isNamed = header.some(({ text: name }) => name.trim() !== '');
        const row = (tag: 'th' | 'td', cells: Tokens.TableCell[]) =>
          `<tr class="kern-table__row">${cells.map((one) => cell(tag, one)).join('')}</tr>`;
        const label = words.scrollable(nameOf(words.table));
        return `${
          html`<div class="kern-table-responsive" tabindex="0" role="region" aria-label="${label}"><table class="kern-table kern-table--small">${isNamed && trusted(`<thead class="kern-table__head">${row('th', header)}</thead>`)}<tbody class="kern-table__body">${trusted(rows.map((cells) => row('td', cells)).join(''))}</tbody></table></div>`
            .markup
        }\n`;
      },
    },
  });
  return { html: marked.parse(text, { async: false }), headings };
}

/** As the forges make them, so that a link to a section works in both places: "Was tun, wenn …" → "was-tun-wenn-". */
function uniqueId(source: string, ids: Map<string, number>): string {
  const base = source
    .toLowerCase()
    .replace(/[`*]/g, '')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
  const before = ids.get(base) ?? 0;
  ids.set(base, before + 1);
  return before === 0 ? base : `${base}-${before}`;
}

function plainText(markup: string): string {
  return markup
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}
