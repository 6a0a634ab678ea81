import { addressOf, MESSAGES, SEARCH_PATH, type Town } from './arrange-town.ts';
import { describePage } from './describe-page.ts';
import { icon } from './draw-icons.ts';
import { longDate, shortDate } from './format-date.ts';
import { sentences } from './keep-together.ts';
import type { Page, PageLanguage } from './read-pages.ts';
import { renderContact } from './render-contact.ts';
import { renderHome } from './render-home.ts';
import { homePath, renderLayout } from './render-layout.ts';
import { eventWhen, isIndex, renderIndex, renderLetters, renderListing } from './render-listing.ts';
import { renderSearch, searchForm } from './render-search.ts';
import { html, type Markup, trusted } from './write-html.ts';

/** From this many sections on a page has a table of contents. */
const CONTENTS_FROM = 4;

/** A page of the town as a whole HTML document. */
export function renderPage(town: Town, page: Page): string {
  return renderLayout({
    town,
    language: page.language,
    title: page.title,
    description: page.description,
    path: page.path,
    translation: page.translation,
    index: true,
    data: describePage(town, page),
    breadcrumb: page.kind === 'home' ? null : breadcrumb(town, page),
    main: page.kind === 'home' ? renderHome(town, page) : renderArticle(town, page),
    kind: page.kind,
  }).markup;
}

/** The page of the search field; never to be learned by a crawler. */
export function renderSearchPage(town: Town, language: PageLanguage): string {
  return renderLayout({
    town,
    language,
    title: MESSAGES[language].searchTitle,
    description: '',
    path: SEARCH_PATH[language],
    translation: undefined,
    index: false,
    main: renderSearch(town, language),
    kind: 'search-page',
  }).markup;
}

/** The place of an online service. The town is invented, so no service stands behind it, and the page says so. */
export function renderOnlinePage(town: Town, page: Page): string {
  const words = MESSAGES[page.language];
  return renderLayout({
    town,
    language: page.language,
    title: page.online?.title ?? page.title,
    description: '',
    path: null,
    translation: undefined,
    index: false,
    breadcrumb: breadcrumb(town, page),
    main: html`<div class="page"><div class="head"><h1>${page.online?.title}</h1><p class="lead">${words.onlineInvented}</p></div>
<div class="text prose"><p>${words.onlineElsewhere}</p><p><a href="${addressOf(page.path)}">${words.backTo(page.title)}</a></p></div>
<div class="side">${renderContact(town, page)}</div></div>`,
    kind: 'online-page',
  }).markup;
}

/** What is shown in place of a page that does not exist (404) or does no longer (410). */
export function renderErrorPage(town: Town, language: PageLanguage, reason: 'missing' | 'gone'): string {
  const words = MESSAGES[language];
  const page = reason === 'missing' ? town.errorPages.get(language) : undefined;
  const title = page?.title ?? (reason === 'gone' ? words.goneTitle : words.notFoundTitle);
  const lead = page?.description || (reason === 'gone' ? words.goneText : words.notFoundText);
  return renderLayout({
    town,
    language,
    title,
    description: '',
    path: null,
    translation: undefined,
    index: false,
    main: html`<div class="page"><div class="head"><h1>${title}</h1><p class="lead">${lead}</p></div>
<div class="text">${page && html`<div class="prose">${trusted(town.text(page).html)}</div>`}${searchForm(town, language, words.searchLabel)}
<p class="onward"><a href="${addressOf(homePath(language))}">${words.home}</a></p></div></div>`,
    kind: 'error',
  }).markup;
}

function breadcrumb(town: Town, page: Page): Markup {
  const words = MESSAGES[page.language];
  const steps = town.ancestors(page).map((above) => {
    const name = above.kind === 'home' ? words.home : above.title;
    return html`<li><a href="${addressOf(above.path)}">${name}</a></li>`;
  });
  return html`<nav class="breadcrumb wide" aria-label="${words.breadcrumb}"><ol>${steps}<li><span aria-current="page">${page.title}</span></li></ol></nav>`;
}

function renderArticle(town: Town, page: Page): Markup {
  const words = MESSAGES[page.language];
  const text = town.text(page);
  const index = isIndex(town, page);
  const sections = text.headings.filter((heading) => heading.level === 2);
  const contact = renderContact(town, page);
  const contents =
    sections.length >= CONTENTS_FROM &&
    html`<nav class="contents" aria-labelledby="auf-dieser-seite"><h2 id="auf-dieser-seite">${words.onThisPage}</h2><ul>${sections.map(
      (section) => html`<li><a href="#${section.id}">${section.text}</a></li>`,
    )}</ul></nav>`;
  const online =
    page.online &&
    html`<section class="online" aria-labelledby="online"><h2 id="online">${words.online}</h2>
<p class="action"><a href="/demo/online${addressOf(page.path).slice('/demo'.length)}" rel="nofollow">${icon('online')}<span>${page.online.title}</span></a></p>
${page.online.text && html`<p>${sentences(page.online.text)}</p>`}</section>`;

  const stand = html`<p class="updated">${words.updated}: <time datetime="${page.updated}">${shortDate(page.updated, page.language)}</time></p>`;

  return html`<article class="page${index && ' with-index'}">
<div class="head">
${page.kind === 'news' && newsDate(page)}
<h1>${page.title}</h1>
${page.kind === 'news' && page.valid && page.valid < town.today && html`<p class="archived">${icon('notice')}<span>${words.archived(shortDate(page.valid, page.language))}</span></p>`}
${page.description && html`<p class="lead">${sentences(page.description)}</p>`}
${page.kind === 'event' && eventFacts(page)}
</div>
${(contents || online) && html`<div class="side first">${online}${contents}</div>`}
<div class="text">
${text.html.trim() !== '' && html`<div class="prose">${trusted(text.html)}</div>`}
${page.kind === 'listing' && !index && renderListing(town, page)}
${index && html`${searchForm(town, page.language, words.searchLabel)}${renderLetters(town, page.language)}`}
${downloads(town, page)}
${!index && stand}
</div>
${index && html`<div class="across">${renderIndex(town, page.language)}${stand}</div>`}
${contact && html`<div class="side">${contact}</div>`}
</article>`;
}

function newsDate(page: Page): Markup {
  const day = page.date ?? page.updated;
  return html`<p class="date">${MESSAGES[page.language].published} <time datetime="${day}">${longDate(day, page.language)}</time></p>`;
}

function eventFacts(page: Page): Markup {
  const words = MESSAGES[page.language];
  return html`<dl class="facts"><div><dt>${words.date}</dt><dd>${eventWhen(page)}</dd></div>${
    page.place && html`<div><dt>${words.place}</dt><dd>${page.place}</dd></div>`
  }</dl>`;
}

function downloads(town: Town, page: Page): Markup | false {
  const files = page.downloads.filter(({ file }) => town.fileSize(file) !== undefined);
  if (files.length === 0) return false;
  const words = MESSAGES[page.language];
  return html`<section class="downloads" aria-labelledby="downloads"><h2 id="downloads">${words.downloads}</h2><ul>${files.map(
    ({ title, file }) => {
      const kind = (file.split('.').at(-1) ?? '').toUpperCase();
      const name = title.replace(/\s*\((?:PDF|Word|DOCX|Excel|XLSX)\)$/i, '');
      return html`<li><a href="/demo/files/${encodeURIComponent(file)}">${icon('download')}<span>${name}</span></a> <span class="file">${kind}, ${fileSize(town.fileSize(file) ?? 0, page.language)}</span></li>`;
    },
  )}</ul></section>`;
}

function fileSize(bytes: number, language: PageLanguage): string {
  const number = (value: number) =>
    value.toLocaleString(language === 'de' ? 'de-DE' : 'en-GB', { maximumFractionDigits: 1 });
  return bytes < 1_000_000 ? `${number(Math.max(1, Math.round(bytes / 1000)))} kB` : `${number(bytes / 1_000_000)} MB`;
}
