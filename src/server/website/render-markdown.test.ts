import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from './render-markdown.ts';

const DOCS = fileURLToPath(new URL('../../../docs/', import.meta.url));
const render = (text: string) => renderMarkdown(text, 'de', (href) => `/docs/${href}`);

describe('Markdown of the guide', () => {
  it('gives each heading its own id, as the forges do, and leaves out the title', () => {
    const { html, headings } = render('# Titel\n\n## Was tun, wenn …\n\n## `a` & b\n\n## Gleich\n\n### Gleich\n');
    expect(headings.map(({ id }) => id)).toEqual(['was-tun-wenn-', 'a--b', 'gleich', 'gleich-1']);
    expect(headings[1]?.text).toBe('a & b');
    expect(html).not.toContain('Titel');
    expect(html).toContain('<h3 class="kern-heading-medium" id="gleich-1">');
  });

  it('shows HTML as text, in lines and as blocks', () => {
    const { html } = render('a <img src=x onerror=alert(1)> b\n\n<div onclick="x">c</div>\n\n`<i>`\n\n```\n<b>\n```');
    expect(html).not.toMatch(/<img|<div onclick|<i>|<b>/);
    expect(html).toContain('&lt;img');
    expect(html).toContain('&lt;b&gt;');
  });

  it('leaves out comments, and the header of a table without column names', () => {
    const { html } = render('<!-- for editors -->\n\n| | |\n|---|---|\n| a | b |\n');
    expect(html).not.toContain('editors');
    expect(html).not.toContain('<th');
    expect(html).toContain('>a</td>');
  });

  it('links only where links may lead', () => {
    const { html } = render(
      '[a](javascript:alert(1)) [b](data:text/html,x) [c](https://x.example/?a=1&b="2) [d](e.md)',
    );
    expect(html).not.toContain('javascript:');
    expect(html).not.toContain('data:');
    expect(html).toContain('href="https://x.example/?a=1&amp;b=');
    expect(html).toContain('href="/docs/e.md"');
  });

  it('makes tables and code reachable by keyboard, each under its own name', () => {
    const { html } = render('## Teil\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n```\nx\n```\n\n```\ny\n```\n');
    expect(html).toContain('tabindex="0" role="region" aria-label="Tabelle: Teil, lässt sich waagerecht schieben"');
    expect(html).toContain('aria-label="Quelltext: Teil"');
    expect(html).toContain('aria-label="Quelltext: Teil (2)"');
    expect(html).toContain('<th class="kern-table__header kern-table__header--numeric" scope="col">b</th>');
  });
});

describe('the guide itself', () => {
  const names = readdirSync(`${DOCS}de`).filter((name) => name.endsWith('.md'));
  const idsOf = (file: string) =>
    renderMarkdown(readFileSync(`${DOCS}${file}`, 'utf8'), 'de', () => null).headings.map(({ id }) => id);

  it.each(names)('%s: every link leads to a page and a section that are there', (name) => {
    const dead: string[] = [];
    const { headings } = renderMarkdown(readFileSync(`${DOCS}de/${name}`, 'utf8'), 'de', (href) => {
      const [target = '', anchor] = href.split('#');
      if (target.startsWith('/')) return href;
      const file = target === '' ? `de/${name}` : posix.normalize(posix.join('de', target));
      if (!existsSync(`${DOCS}${file}`)) dead.push(href);
      else if (anchor !== undefined && !idsOf(file).includes(decodeURIComponent(anchor))) dead.push(href);
      return href;
    });
    expect(dead).toEqual([]);
    expect(new Set(headings.map(({ id }) => id)).size).toBe(headings.length);
  });
});
