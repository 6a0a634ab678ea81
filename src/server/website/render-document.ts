/** A page of the guide with navigation, its sections, and the way to the pages before and after it. */
import path from 'node:path';
import { html, type Markup, trusted } from '../demo/write-html.ts';
import { WORDS } from './describe-status.ts';
import type { Document } from './read-documents.ts';
import { type Frame, icon, renderLayout } from './render-layout.ts';
import { renderMarkdown } from './render-markdown.ts';

/** Fewer sections than this need no list of them. */
const SECTIONS_LISTED = 3;

const addressOf = (name: string) => (name === 'index' ? '/docs/' : `/docs/${name}/`);

export function renderDocument(frame: Frame, documents: Document[], document: Document): string {
  const words = WORDS[frame.language];
  const { html: text, headings } = renderMarkdown(document.text, document.language, (href) =>
    resolveLink(href, document, documents),
  );
  const sections = headings.filter(({ level }) => level === 2);
  const position = documents.indexOf(document);
  const foreign = document.language === frame.language ? null : html` lang="${document.language}"`;
  return renderLayout(frame, {
    title: document.title,
    current: 'docs',
    otherLanguage: null,
    index: true,
    scripts: ['/website/copy-text.js'],
    main: html`<div class="page document">
<details class="document__pages">
<summary class="kern-body">${words.docsAll}</summary>
${renderNavigation(documents, document, words)}
</details>
<article class="document__article"${foreign}>
<h1 class="kern-heading-x-large">${document.title}</h1>
${
  sections.length >= SECTIONS_LISTED &&
  html`<nav class="sections" aria-labelledby="abschnitte">
<h2 class="kern-title kern-title--small" id="abschnitte">${words.onThisPage}</h2>
<ul>
${sections.map(({ id, text: name }) => html`<li><a class="kern-link kern-link--small kern-link--no-visited-state" href="#${id}">${name}</a></li>\n`)}
</ul>
</nav>`
}
<div class="prose">
${trusted(text)}
</div>
<nav class="neighbours" aria-label="${words.docsNeighbours}">
${neighbour(documents[position - 1], words.previous, 'arrow-back')}
${neighbour(documents[position + 1], words.next, 'arrow-forward')}
</nav>
</article>
</div>`,
  });
}

function renderNavigation(documents: Document[], current: Document, words: (typeof WORDS)[keyof typeof WORDS]): Markup {
  const list = (language: 'de' | 'en') => {
    const shown = documents.filter((document) => document.language === language);
    return html`<ul>
${shown.map(
  (document) =>
    html`<li><a class="document__link" href="${addressOf(document.name)}"${document === current && trusted(' aria-current="page"')}${language === 'en' && trusted(' lang="en"')}>${document.title}</a></li>\n`,
)}
</ul>`;
  };
  const technical = documents.some(({ language }) => language === 'en');
  return html`<nav class="document__navigation" aria-label="${words.docsNavigation}">
${list('de')}
${technical && html`<p class="kern-body kern-body--small kern-body--muted">${words.docsTechnical}</p>${list('en')}`}
</nav>`;
}

function neighbour(document: Document | undefined, label: string, arrow: string): Markup | null {
  if (document === undefined) return null;
  const forward = arrow === 'arrow-forward';
  return html`<a class="neighbours__link neighbours__link--${forward ? 'next' : 'previous'}" href="${addressOf(document.name)}" rel="${forward ? 'next' : 'prev'}">
<span class="kern-body kern-body--small kern-body--muted">${!forward && icon(arrow, 'small')}${label}${forward && icon(arrow, 'small')}</span>
<span class="neighbours__title"${document.language === 'en' && trusted(' lang="en"')}>${document.title}</span>
</a>`;
}

/** Files that are pages here become addresses; others (source code, decisions) have none. */
function resolveLink(href: string, from: Document, documents: Document[]): string | null {
  const [target = '', anchor] = href.split('#');
  const file = path.posix.normalize(path.posix.join(path.posix.dirname(from.file), target));
  const found = documents.find((document) => document.file === file);
  if (found !== undefined) return `${addressOf(found.name)}${anchor === undefined ? '' : `#${anchor}`}`;
  // Addresses of this server itself, as in "/api/".
  return target.startsWith('/') && !target.startsWith('//') ? href : null;
}
