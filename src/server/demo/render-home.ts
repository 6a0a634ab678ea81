import { addressOf, MESSAGES, type Town } from './arrange-town.ts';
import { icon } from './draw-icons.ts';
import { sentences } from './keep-together.ts';
import type { Page } from './read-pages.ts';
import { eventItem, indexLetters, isUpcoming, newestFirst, newsItem, soonestFirst } from './render-listing.ts';
import { indexPath, searchForm } from './render-search.ts';
import { html, type Markup, trusted } from './write-html.ts';

/** The home page: notice of closure, the river with the search, what people ask most, news, dates, three places to go. */
export function renderHome(town: Town, page: Page): Markup {
  const words = MESSAGES[page.language];
  const index = indexPath(town, page.language);
  const found = (paths: string[]) => paths.map((path) => town.find(path)).filter((item) => item !== undefined);
  const frequent = found(page.frequent);
  const news = page.news.length > 0 ? found(page.news) : latestNews(town, page);
  const events = page.events.length > 0 ? found(page.events).sort(soonestFirst) : nextEvents(town, page);
  const newsFolder = folderOf(town, news);
  const eventsFolder = folderOf(town, events);
  const [first, ...others] = news;

  return html`${renderNotice(town, page)}
<div class="hero">
<div class="scene" role="img" aria-label="${words.scene}">${town.picture('river-scene')}</div>
<div class="river"><div class="wide">
<h1>${page.hero?.title ?? page.title}</h1>
${searchForm(town, page.language, page.hero?.text || words.searchLabel)}
${
  index &&
  html`<nav class="letters" aria-label="${words.allServices}"><ul>${indexLetters(town, page.language).map(
    (letter) => html`<li><a href="${addressOf(index)}#${letter.toLowerCase()}">${letter}</a></li>`,
  )}</ul></nav>
<p class="to-index"><a href="${addressOf(index)}">${words.allServices}</a></p>`
}
</div></div>
</div>
${
  frequent.length > 0 &&
  html`<section class="band wide" aria-labelledby="oft-gefragt"><h2 id="oft-gefragt">${words.frequent}</h2>
<ul class="frequent">${frequent.map(
    (item) => html`<li><a href="${addressOf(item.path)}"><span>${item.title}</span>${icon('arrow')}</a></li>`,
  )}</ul></section>`
}
${
  first &&
  html`<section class="band wide" aria-labelledby="aktuelles"><div class="rail"><h2 id="aktuelles">${words.news}</h2>
${newsFolder && html`<p class="onward"><a href="${addressOf(newsFolder.path)}">${words.allNews}</a></p>`}</div>
<ul class="news-list">${[first, ...others].map((item) => newsItem(item, 'h3'))}</ul></section>`
}
${
  events.length > 0 &&
  html`<section class="band wide" aria-labelledby="termine"><div class="rail"><h2 id="termine">${words.events}</h2>
${eventsFolder && html`<p class="onward"><a href="${addressOf(eventsFolder.path)}">${words.allEvents}</a></p>`}</div>
<ul class="event-list">${events.map((item) => eventItem(item, 'h3'))}</ul></section>`
}
${
  page.teaser.length > 0 &&
  html`<section class="band wide" aria-labelledby="die-stadt"><h2 id="die-stadt">${page.title}</h2>
<div><div class="prose">${trusted(town.text(page).html)}</div>
<ul class="teasers">${page.teaser
    .filter((item) => town.find(item.page))
    .map(
      (item) =>
        html`<li>${town.picture(`teaser-${item.page.split('/').at(-1) ?? ''}`)}<h3><a href="${addressOf(item.page)}">${item.title}</a></h3><p>${sentences(item.text)}</p></li>`,
    )}</ul></div></section>`
}
${
  page.teaser.length === 0 &&
  page.body.trim() !== '' &&
  html`<section class="band wide" aria-labelledby="die-stadt"><h2 id="die-stadt">${page.title}</h2><div class="prose">${trusted(town.text(page).html)}</div></section>`
}`;
}

function renderNotice(town: Town, page: Page): Markup | null {
  const notice = page.notice;
  if (!notice || notice.until < town.today) return null;
  const words = MESSAGES[page.language];
  const more = notice.page === undefined ? undefined : town.find(notice.page);
  return html`<section class="notice" aria-label="${words.notice}"><div class="wide">${icon('notice')}<div><h2>${notice.title}</h2><p>${sentences(notice.text)} ${
    more && html`<a href="${addressOf(more.path)}" aria-label="${words.more}: ${more.title}">${words.more}</a>`
  }</p></div></div></section>`;
}

function latestNews(town: Town, page: Page): Page[] {
  return town.pages
    .filter((item) => item.kind === 'news' && item.language === page.language)
    .sort(newestFirst)
    .slice(0, 3);
}

function nextEvents(town: Town, page: Page): Page[] {
  return town.pages
    .filter((item) => item.kind === 'event' && item.language === page.language && isUpcoming(town, item))
    .sort(soonestFirst)
    .slice(0, 3);
}

/** The listing above the first of these pages. */
function folderOf(town: Town, pages: Page[]): Page | undefined {
  const first = pages[0];
  return first && town.ancestors(first).findLast((above) => above.kind !== 'home');
}
