import { addressOf, MESSAGES, type Town } from './arrange-town.ts';
import { icon } from './draw-icons.ts';
import type { PageLanguage } from './read-pages.ts';
import { indexLetters } from './render-listing.ts';
import { html, type Markup } from './write-html.ts';

/** Longest text that the search takes, in characters. */
const QUERY_LENGTH = 200;

/** As on any town's website: the field sends what is typed to the search page of Bürgernah, with the town as the source. */
export function searchForm(town: Town, language: PageLanguage, label: string): Markup {
  const words = MESSAGES[language];
  return html`<form class="search" role="search" action="/suche" method="get">
<label for="q">${label}</label>
<input type="hidden" name="source" value="${sourceOf(town)}">${language === 'en' && html`<input type="hidden" name="lang" value="en">`}
<div class="search-field"><input id="q" name="q" type="search" maxlength="${QUERY_LENGTH}" autocomplete="off" enterkeyhint="search" aria-describedby="q-example"><button type="submit">${icon('search')}<span>${words.search}</span></button></div>
<p id="q-example" class="example">${words.searchExample}</p>
</form>`;
}

/** Where somebody is sent who comes with words in the address of the town's own search page. */
export function searchAddress(town: Town, language: PageLanguage, query: string): string {
  const parameters = new URLSearchParams({ q: query.slice(0, QUERY_LENGTH), source: sourceOf(town) });
  if (language === 'en') parameters.set('lang', 'en');
  return `/suche?${parameters}`;
}

function sourceOf(town: Town): string {
  return `${town.publicUrl}${addressOf('')}`;
}

/** Page of the index of services in a language, if the town has one. */
export function indexPath(town: Town, language: PageLanguage): string | undefined {
  return town.navigation(language).find((entry) => town.find(entry.path)?.kind === 'listing')?.path;
}

/** The page behind the magnifying glass: the field, and the way through the alphabet. */
export function renderSearch(town: Town, language: PageLanguage): Markup {
  const words = MESSAGES[language];
  const index = indexPath(town, language);
  return html`<div class="page"><div class="head"><h1>${words.searchTitle}</h1></div>
<div class="text">${searchForm(town, language, words.searchLabel)}${
    index &&
    html`<nav class="letters" aria-label="${words.letters}"><ul>${indexLetters(town, language).map(
      (letter) => html`<li><a href="${addressOf(index)}#${letter.toLowerCase()}">${letter}</a></li>`,
    )}</ul></nav>
<p class="onward"><a href="${addressOf(index)}">${words.allServices}</a></p>`
  }</div></div>`;
}
