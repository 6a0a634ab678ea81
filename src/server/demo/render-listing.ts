import { foldWord } from '../german/fold-word.ts';
import { addressOf, MESSAGES, type Town } from './arrange-town.ts';
import { dayOfMonth, longDate, shortDate, shortMonth, weekday } from './format-date.ts';
import { sentences } from './keep-together.ts';
import { telephone } from './link-contact.ts';
import type { Page, PageLanguage } from './read-pages.ts';
import { html, type Markup } from './write-html.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
/** From here on a list of services is an index with letters. */
const INDEX_FROM = 12;

/** Whether a listing is the A–Z of services rather than a plain list. */
export function isIndex(town: Town, page: Page): boolean {
  return (
    page.kind === 'listing' && town.children(page.path).filter((child) => child.kind === 'service').length >= INDEX_FROM
  );
}

/** The list of pages below a page, in the form that suits what they are. */
export function renderListing(town: Town, page: Page): Markup {
  const children = town.children(page.path).filter((child) => child.kind !== 'imprint');
  const of = (kind: Page['kind']) => children.filter((child) => child.kind === kind);
  const language = page.language;
  const byTitle = (a: Page, b: Page) => a.title.localeCompare(b.title, language);

  if (of('news').length > children.length / 2) {
    return html`<ul class="news-list">${of('news')
      .sort(newestFirst)
      .map((news) => newsItem(news, 'h2'))}</ul>`;
  }
  if (of('event').length > children.length / 2) return renderEvents(town, of('event'), language);
  if (of('office').length > children.length / 2) {
    return html`<ul class="office-list">${of('office').sort(byTitle).map(officeItem)}</ul>`;
  }
  return html`<ul class="topic-list">${children
    .sort(byTitle)
    .map(
      (child) =>
        html`<li><h2><a href="${addressOf(child.path)}">${child.title}</a></h2><p>${sentences(child.description)}</p></li>`,
    )}</ul>`;
}

const publishedOn = (page: Page) => page.date ?? page.updated;
export const newestFirst = (a: Page, b: Page) => publishedOn(b).localeCompare(publishedOn(a));
const startOf = (page: Page) => page.start ?? page.date ?? page.updated;

export const soonestFirst = (a: Page, b: Page) => startOf(a).localeCompare(startOf(b));

export function newsItem(page: Page, level: 'h2' | 'h3'): Markup {
  const day = publishedOn(page);
  const title = html`<a href="${addressOf(page.path)}">${page.title}</a>`;
  return html`<li><p class="date"><time datetime="${day}">${longDate(day, page.language)}</time></p>
${level === 'h2' ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
<p>${sentences(page.description)}</p></li>`;
}

export function eventItem(page: Page, level: 'h2' | 'h3'): Markup {
  const start = startOf(page);
  const day = start.slice(0, 10);
  const title = html`<a href="${addressOf(page.path)}">${page.title}</a>`;
  return html`<li><time class="day" datetime="${start}"><b>${dayOfMonth(day)}</b> ${shortMonth(day, page.language)}</time>
<div>${level === 'h2' ? html`<h2>${title}</h2>` : html`<h3>${title}</h3>`}
<p>${eventWhen(page)}${page.place && html`<br>${page.place}`}</p></div></li>`;
}

/** "Freitag, 11.12.2026, 17:00 Uhr" or "11.12.2026 bis 13.12.2026". */
export function eventWhen(page: Page): string {
  const language = page.language;
  const start = startOf(page);
  const [day = '', time] = start.split('T');
  const [endDay, endTime] = page.end?.split('T') ?? [];
  const clock = (text: string) =>
    language === 'de' ? `${Number(text.slice(0, 2))}:${text.slice(3, 5)}` : text.slice(0, 5);
  const until = language === 'de' ? ' bis ' : ' to ';
  if (endDay && endDay !== day) return `${shortDate(day, language)}${until}${shortDate(endDay, language)}`;
  let words = `${weekday(day, language)}, ${shortDate(day, language)}`;
  if (time) words += `, ${clock(time)}${endTime ? `${until}${clock(endTime)}` : ''}${language === 'de' ? ' Uhr' : ''}`;
  return words;
}

const endOf = (page: Page) => (page.end ?? startOf(page)).slice(0, 10);
export const isUpcoming = (town: Town, page: Page) => endOf(page) >= town.today;

function renderEvents(town: Town, events: Page[], language: PageLanguage): Markup {
  const words = MESSAGES[language];
  const upcoming = events.filter((event) => isUpcoming(town, event)).sort(soonestFirst);
  const past = events
    .filter((event) => !isUpcoming(town, event))
    .sort(soonestFirst)
    .reverse();
  return html`${upcoming.length > 0 && html`<h2>${words.upcoming}</h2><ul class="event-list">${upcoming.map((event) => eventItem(event, 'h3'))}</ul>`}
${past.length > 0 && html`<h2>${words.past}</h2><ul class="event-list past">${past.map((event) => eventItem(event, 'h3'))}</ul>`}`;
}

function officeItem(page: Page): Markup {
  const office = page.office;
  return html`<li><h2><a href="${addressOf(page.path)}">${page.title}</a></h2><p>${sentences(page.description)}</p>
${office && html`<p class="reach">${office.floor && html`<span>${office.floor}</span>`}${office.phone && html`<a href="${telephone(office.phone)}">${office.phone}</a>`}</p>`}</li>`;
}

interface IndexEntry {
  word: string;
  page: Page;
  isTitle: boolean;
}

/** Services by title and by the other words people know them by, under their letters. */
function indexEntries(town: Town, language: PageLanguage): Map<string, IndexEntry[]> {
  const entries = new Map<string, IndexEntry[]>();
  const add = (entry: IndexEntry) => {
    const letter = foldWord(entry.word).charAt(0).toUpperCase();
    if (!ALPHABET.includes(letter)) return;
    entries.set(letter, [...(entries.get(letter) ?? []), entry]);
  };
  for (const page of town.pages) {
    if (page.language !== language || page.kind !== 'service') continue;
    add({ word: page.title, page, isTitle: true });
    for (const keyword of page.keywords) {
      if (foldWord(keyword) !== foldWord(page.title)) add({ word: keyword, page, isTitle: false });
    }
  }
  for (const list of entries.values()) list.sort((a, b) => a.word.localeCompare(b.word, language));
  return entries;
}

export function indexLetters(town: Town, language: PageLanguage): string[] {
  const entries = indexEntries(town, language);
  return ALPHABET.filter((letter) => entries.has(letter));
}

/** The alphabet as links to its letters; those without an entry are shown but lead nowhere. */
export function renderLetters(town: Town, language: PageLanguage): Markup {
  const entries = indexEntries(town, language);
  return html`<nav class="letters" aria-label="${MESSAGES[language].letters}"><ul>${ALPHABET.map((letter) =>
    entries.has(letter)
      ? html`<li><a href="#${letter.toLowerCase()}">${letter}</a></li>`
      : html`<li><span aria-hidden="true">${letter}</span></li>`,
  )}</ul></nav>`;
}

/** Services from A to Z, with other words for them under their own letters. */
export function renderIndex(town: Town, language: PageLanguage): Markup {
  const words = MESSAGES[language];
  const sections = [...indexEntries(town, language)].sort(([a], [b]) => (a < b ? -1 : 1));
  return html`<div class="index">${sections.map(([letter, entries]) => {
    const id = letter.toLowerCase();
    const items = entries.map(({ word, page, isTitle }) =>
      isTitle
        ? html`<li><a href="${addressOf(page.path)}">${word}</a></li>`
        : html`<li class="see">${word} <span>${words.see} <a href="${addressOf(page.path)}">${page.title}</a></span></li>`,
    );
    return html`<section aria-labelledby="${id}"><h2 id="${id}">${letter}</h2><ul>${items}</ul></section>`;
  })}</div>`;
}
