import { addressOf, MESSAGES, SEARCH_PATH, type Town } from './arrange-town.ts';
import { icon } from './draw-icons.ts';
import { telephone } from './link-contact.ts';
import type { PageLanguage } from './read-pages.ts';
import { homePath } from './render-layout.ts';
import { indexLetters } from './render-listing.ts';
import { QUERY_LENGTH, searchPages } from './search-pages.ts';
import { html, type Markup } from './write-html.ts';

export function searchForm(language: PageLanguage, query: string, label: string): Markup {
  const words = MESSAGES[language];
  return html`<form class="search" role="search" action="${addressOf(SEARCH_PATH[language])}" method="get">
<label for="q">${label}</label>
<div class="search-field"><input id="q" name="q" type="search" value="${query}" maxlength="${QUERY_LENGTH}" autocomplete="off" enterkeyhint="search" aria-describedby="q-example"><button type="submit">${icon('search')}<span>${words.search}</span></button></div>
<p id="q-example" class="example">${words.searchExample}</p>
</form>`;
}

/** Page of the index of services in a language, if the town has one. */
export function indexPath(town: Town, language: PageLanguage): string | undefined {
  return town.navigation(language).find((entry) => town.find(entry.path)?.kind === 'listing')?.path;
}

export function renderSearch(town: Town, language: PageLanguage, query: string): Markup {
  const words = MESSAGES[language];
  const hits = searchPages(town, language, query);
  const index = indexPath(town, language);
  const toIndex = index && html`<p class="onward"><a href="${addressOf(index)}">${words.allServices}</a></p>`;
  const home = town.find(homePath(language));
  const phone = home && town.officeOf(home)?.office?.phone;
  const result =
    query === ''
      ? index &&
        html`<nav class="letters" aria-label="${words.letters}"><ul>${indexLetters(town, language).map(
          (letter) => html`<li><a href="${addressOf(index)}#${letter.toLowerCase()}">${letter}</a></li>`,
        )}</ul></nav>`
      : hits.length === 0
        ? html`<div class="nothing"><h2>${words.searchNothing(query)}</h2>
<ul>${words.searchNothingHelp.map((help) => html`<li>${help}</li>`)}${phone && html`<li>${words.searchCall} <a class="unbroken" href="${telephone(phone)}">${phone}</a></li>`}</ul></div>`
        : html`<h2>${words.searchResults(hits.length, query)}</h2>
<ol class="hits">${hits.map(({ page, excerpt }) => {
            const trail = town.ancestors(page).filter((above) => above.kind !== 'home');
            return html`<li>${trail.length > 0 && html`<p class="trail">${trail.map((above) => above.title).join(' › ')}</p>`}<h3><a href="${addressOf(page.path)}">${page.title}</a></h3><p>${excerpt}</p></li>`;
          })}</ol>`;
  return html`<div class="page"><div class="head"><h1>${words.searchTitle}</h1></div>
<div class="text">${searchForm(language, query, words.searchLabel)}${result}${toIndex}</div></div>`;
}
