/** The search page: form, filters, results; one address for each state, so that it works without a script and by the back button. */
import {
  HITS_AT_ONCE,
  type MarkedText,
  SEARCH_LENGTH,
  type SearchAnswer,
  type SearchHit,
} from '../../contracts/search.ts';
import { html, type Markup, trusted } from '../demo/write-html.ts';
import { type PageLanguage, showNumber } from '../website/describe-status.ts';
import { type Frame, icon, renderLayout } from '../website/render-layout.ts';
import { de, type Messages } from './messages.de.ts';
import { en } from './messages.en.ts';

const WORDS: Record<PageLanguage, Messages> = { de, en };
const PATH = '/suche';

/** What stands in the address. */
export interface SearchAddress {
  q: string;
  source: readonly string[];
  kind?: string | undefined;
  language?: string | undefined;
  from?: string | undefined;
  page: number;
  /** Of the interface, if the address says it. */
  lang?: PageLanguage | undefined;
}

export interface SearchPage {
  address: SearchAddress;
  /** Null if nothing was searched. */
  answer: SearchAnswer | null;
  /** Questions to begin with. */
  examples: readonly string[];
  /** Months of the filter "changed since", as in the answer. */
  months: readonly number[];
  /** For the assistant; null where it is not known. */
  town: string | null;
  /** Whether there are pages to be found. */
  ready: boolean;
  trouble?: 'too-many' | 'wrong-address' | undefined;
}

export function renderSearchPage(frame: Frame, page: SearchPage): string {
  const { language } = frame;
  const words = WORDS[language];
  const { address, answer } = page;
  const other = language === 'de' ? 'en' : 'de';
  const heading = headingOf(page, language);
  return renderLayout(frame, {
    title: heading === null ? words.title : `${heading} – ${words.title}`,
    description: words.description,
    current: 'search',
    otherLanguage: link({ ...address, lang: other }),
    index: false,
    scripts: ['/website/suggest-search.js'],
    main: html`<section class="search__head">
<div class="page">
<h1 class="kern-heading-large">${words.title}</h1>
${renderForm(address, language)}
${answer === null && page.trouble === undefined && html`<p class="kern-body">${page.ready ? words.emptyLead : words.noPages}</p>`}
</div>
</section>
<div class="page search">
${answer === null || (answer.total === 0 && !isFiltered(address)) ? null : renderFilters(page, answer, language)}
<section class="search__results" aria-labelledby="treffer">
${heading === null ? renderExamples(page.examples, address, language) : renderResults(page, heading, language)}
</section>
</div>
<script src="/widgets/assistant.js" defer></script>
<buergernah-assistant language="${language}"${page.town !== null && html` town="${page.town}"`}${
      address.source.length > 0 &&
      answer !== null &&
      html` sources="${answer.filters.source.map(({ value }) => value).join(' ')}"`
    }></buergernah-assistant>`,
  });
}

function headingOf({ address, answer, trouble }: SearchPage, language: PageLanguage): string | null {
  const words = WORDS[language];
  if (trouble === 'too-many') return words.tooMany;
  if (trouble === 'wrong-address') return words.wrongAddress;
  if (answer === null) return null;
  const { total, more, matched } = answer;
  const query = correctedQuery(answer);
  if (total === 0) return isFiltered(address) ? words.nothingFiltered(query) : words.nothing(query);
  if (answer.hits.length === 0) return words.nothingBeyond;
  if (matched === 'meaning') return words.foundByMeaning(query);
  return more && !isFiltered(address)
    ? words.foundMore(showNumber(total, language), query)
    : words.found(total, showNumber(total, language), query);
}

/** What the hits are for. */
function correctedQuery({ query, corrections }: SearchAnswer): string {
  const words = new Map(corrections.map(({ typed, meant }) => [typed, meant]));
  return query.replaceAll(/\p{L}+/gu, (word) => words.get(word) ?? word);
}

function renderForm({ q, source, lang }: SearchAddress, language: PageLanguage): Markup {
  const words = WORDS[language];
  return html`<form class="search__form" role="search" action="${PATH}" method="get" data-suggest="/api/search/suggest" data-label="${words.suggestions}" data-one="${words.suggestionsFound(1)}" data-many="${words.suggestionsFound(2).replace('2', '{count}')}">
${source.map((one) => html`<input type="hidden" name="source" value="${one}">`)}${lang !== undefined && html`<input type="hidden" name="lang" value="${lang}">`}
<div class="kern-form-input">
<label class="kern-label" for="q">${words.label}</label>
<div class="search__row">
<div class="search__field"><input class="kern-form-input__input" id="q" name="q" type="search" value="${q}" maxlength="${SEARCH_LENGTH}" autocomplete="off" autocapitalize="off" enterkeyhint="search"></div>
<button class="kern-btn kern-btn--primary" type="submit">${icon('search')}<span class="kern-label">${words.submit}</span></button>
</div>
</div>
</form>`;
}

function renderExamples(examples: readonly string[], address: SearchAddress, language: PageLanguage): Markup {
  if (examples.length === 0) return html``;
  return html`<h2 class="kern-title" id="treffer">${WORDS[language].emptyExamples}</h2>
<ul class="search__examples">
${examples.map((example) => html`<li><a class="kern-link" href="${link({ ...address, q: example })}">${icon('arrow-forward')}${example}</a></li>\n`)}
</ul>`;
}

function renderResults(page: SearchPage, heading: string, language: PageLanguage): Markup {
  const words = WORDS[language];
  const { address, answer, trouble } = page;
  const title = html`<h2 class="kern-heading-medium search__count" id="treffer">${heading}</h2>`;
  if (answer === null) {
    return html`${title}
<p class="kern-body">${trouble === 'too-many' ? words.tooManyHint : words.wrongAddressHint}</p>`;
  }
  // What was put right already needs no question.
  const meant = answer.didYouMean === correctedQuery(answer) ? null : answer.didYouMean;
  const hints = html`${answer.corrections.map(({ typed, meant: word }) => html`<p class="kern-body">${words.corrected(typed, word)}</p>\n`)}
${meant !== null && html`<p class="kern-body search__meant">${words.didYouMean} <a class="kern-link" href="${link({ ...address, q: meant, page: 1 })}">${meant}</a></p>`}`;
  const plain = { ...address, kind: undefined, language: undefined, from: undefined, page: 1 };
  if (answer.total === 0) {
    return html`${title}
${hints}
${
  isFiltered(address)
    ? html`<p class="kern-body"><a class="kern-link" href="${link(plain)}">${words.withoutFilters}</a></p>`
    : html`<ul class="search__tips">${words.tips.map((tip) => html`<li class="kern-body">${tip}</li>`)}</ul>`
}
${renderAsk(language)}`;
  }
  if (answer.hits.length === 0) {
    return html`${title}
<p class="kern-body"><a class="kern-link" href="${link({ ...address, page: 1 })}">${words.toFirst}</a></p>`;
  }
  return html`${title}
${answer.pages > 1 && address.page > 1 && html`<p class="kern-body kern-body--muted">${words.pageOf(address.page, answer.pages)}</p>`}
${answer.matched === 'meaning' && html`<p class="kern-body">${words.foundByMeaningHint}</p>`}
${hints}
${answer.more && !isFiltered(address) && address.page === 1 && html`<p class="kern-body kern-body--muted">${words.foundMoreHint(showNumber(answer.total, language))}</p>`}
<ol class="hits" start="${(address.page - 1) * HITS_AT_ONCE + 1}">
${answer.hits.map((hit) => renderHit(hit, answer, language))}
</ol>
${renderPagination(address, answer, language)}
${renderAsk(language)}`;
}

function renderHit(hit: SearchHit, answer: SearchAnswer, language: PageLanguage): Markup {
  const words = WORDS[language];
  const sources = answer.filters.source;
  const source = sources.length > 1 ? sources.find(({ value }) => value === hit.source)?.name : undefined;
  const facts = [
    words.hitKinds[hit.kind],
    hit.pageNumber === null || hit.kind !== 'pdf' ? null : words.hitPage(hit.pageNumber),
    hit.language === language ? null : languageName(hit.language, language),
    hit.date === null ? null : words.hitDate(showDay(hit.date, language)),
    source ?? null,
  ].filter((fact) => fact !== null);
  const spoken = hit.language === language ? null : html` lang="${hit.language}"`;
  return html`<li class="hits__item">
<h3 class="hits__title"${spoken}><a class="kern-link" href="${hit.url}" data-address="${hit.pageUrl}">${renderMarked(hit.title)}</a></h3>
${hit.path.length > 0 && html`<p class="hits__path"${spoken}>${hit.path.join(' › ')}</p>`}
<p class="kern-body hits__text"${spoken}>${renderMarked(hit.snippet)}</p>
${facts.length > 0 && html`<p class="hits__facts">${facts.join(' · ')}</p>`}
</li>\n`;
}

function renderMarked({ text: plain, highlights }: MarkedText): Markup[] {
  // An amount stays in one line with its unit; the length, and with it the places of the highlights, stay the same.
  const text = plain.replace(/(?<=\d) (?=[€%])/g, '\u00a0');
  const pieces: Markup[] = [];
  let at = 0;
  for (const { start, length } of highlights) {
    pieces.push(html`${text.slice(at, start)}<mark>${text.slice(start, start + length)}</mark>`);
    at = start + length;
  }
  return [...pieces, html`${text.slice(at)}`];
}

interface Choice {
  label: string;
  count: number | null;
  to: SearchAddress;
  current: boolean;
}

function renderFilters(page: SearchPage, answer: SearchAnswer, language: PageLanguage): Markup | null {
  const words = WORDS[language];
  const { address, months } = page;
  const first = { ...address, page: 1 };
  const { filters } = answer;
  const one = (change: Partial<SearchAddress>, label: string, count: number | null, current: boolean): Choice => ({
    label,
    count,
    to: { ...first, ...change },
    current,
  });
  const groups: { name: string; choices: Choice[] }[] = [
    {
      name: words.kind,
      choices: [
        one({ kind: undefined }, words.all, null, address.kind === undefined),
        ...filters.kind.map(({ value, count }) =>
          one({ kind: value }, words.kinds[value], count, address.kind === value),
        ),
      ],
    },
    {
      name: words.language,
      choices: [
        one({ language: undefined }, words.all, null, address.language === undefined),
        ...filters.language.map(({ value, count }) =>
          one({ language: value }, languageName(value, language), count, address.language === value),
        ),
      ],
    },
    {
      name: words.from,
      choices: [
        one({ from: undefined }, words.anyTime, null, address.from === undefined),
        ...filters.from.map(({ value, count }, at) =>
          one({ from: value }, words.months(months[at] ?? 1), count, address.from === value),
        ),
        ...(address.from === undefined || filters.from.some(({ value }) => value === address.from)
          ? []
          : [one({}, words.since(showDay(address.from, language)), null, true)]),
      ],
    },
    {
      name: words.source,
      choices: [
        one({ source: [] }, words.allSources, null, address.source.length === 0),
        ...filters.source.map(({ value, name, count }) =>
          one({ source: [value] }, name, count, address.source.length > 0),
        ),
      ],
    },
  ];
  const shown = groups
    .map(({ name, choices }) => ({ name, choices: choices.filter(({ count, current }) => count !== 0 || current) }))
    // One value for all is no choice, and neither are several that leave everything.
    .filter(({ choices }) => {
      const values = choices.filter(({ count }) => count !== null);
      return choices.some(({ current }, at) => current && at > 0) || values.some(({ count }) => count !== answer.total);
    });
  if (shown.length === 0) return null;
  const active = [address.kind, address.language, address.from].filter((value) => value !== undefined).length;
  return html`<section class="search__filters" aria-label="${words.filters}">
<details class="search__groups">
<summary class="kern-link">${words.filters}${active > 0 && html` <span class="search__active">(${words.active(active)})</span>`}</summary>
${shown.map(
  ({ name, choices }, at) => html`<div class="search__group" role="group" aria-labelledby="filter-${at}">
<h2 class="kern-title kern-title--small" id="filter-${at}">${name}</h2>
<ul>
${choices.map(
  ({ label, count, to, current }) =>
    html`<li><a class="search__choice" href="${link(to)}"${current && trusted(' aria-current="true"')}><span>${label}</span>${
      count !== null &&
      html` <span class="search__figure">${showNumber(count, language)}<span class="kern-sr-only"> ${words.count(count, '').trim()}</span></span>`
    }</a></li>\n`,
)}
</ul>
</div>\n`,
)}
${active > 0 && html`<p class="kern-body"><a class="kern-link" href="${link({ ...first, kind: undefined, language: undefined, from: undefined })}">${words.reset}</a></p>`}
</details>
</section>`;
}

function renderPagination(address: SearchAddress, { pages }: SearchAnswer, language: PageLanguage): Markup | null {
  if (pages < 2) return null;
  const words = WORDS[language];
  const { page } = address;
  const near = [1, page - 1, page, page + 1, pages].filter((number) => number >= 1 && number <= pages);
  const numbers = [...new Set(near)].sort((a, b) => a - b);
  return html`<nav class="leaf" aria-label="${words.pagination}">
<ul>
${page > 1 && html`<li><a class="leaf__link leaf__step" rel="prev" href="${link({ ...address, page: page - 1 })}">${icon('chevron-left')}<span>${words.previous}</span></a></li>`}
${numbers.map((number, at) => {
  const before = numbers[at - 1];
  const gap =
    before !== undefined && number - before > 1 ? html`<li class="leaf__gap" aria-hidden="true">…</li>` : null;
  return html`${gap}<li><a class="leaf__link" href="${link({ ...address, page: number })}" aria-label="${words.page(number)}"${number === page && trusted(' aria-current="page"')}>${number}</a></li>\n`;
})}
${page < pages && html`<li><a class="leaf__link leaf__step" rel="next" href="${link({ ...address, page: page + 1 })}"><span>${words.next}</span>${icon('chevron-right')}</a></li>`}
</ul>
</nav>`;
}

/** Shown by the style sheet once the assistant is there: without a script the link would lead nowhere. */
function renderAsk(language: PageLanguage): Markup {
  const words = WORDS[language];
  return html`<div class="search__ask">
<p class="kern-title kern-title--small">${words.askInstead}</p>
<p class="kern-body"><a class="kern-link" href="#buergernah-assistant">${words.askWith}</a>. ${words.askHint}</p>
</div>`;
}

function isFiltered({ kind, language, from }: SearchAddress): boolean {
  return kind !== undefined || language !== undefined || from !== undefined;
}

function link({ q, source, kind, language, from, page, lang }: SearchAddress): string {
  const query = new URLSearchParams();
  if (q !== '') query.append('q', q);
  for (const one of source) query.append('source', one);
  for (const [name, value] of Object.entries({ kind, language, from, lang })) {
    if (value !== undefined) query.append(name, value);
  }
  if (page > 1) query.append('page', String(page));
  const text = query.toString();
  return text === '' ? PATH : `${PATH}?${text}`;
}

function languageName(tag: string, language: PageLanguage): string {
  const name = new Intl.DisplayNames([language], { type: 'language', fallback: 'code' }).of(tag) ?? tag;
  return name;
}

function showDay(iso: string, language: PageLanguage): string {
  const [year = '', month = '', day = ''] = iso.split('-');
  if (language === 'de') return `${day}.${month}.${year}`;
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${iso}T00:00:00Z`),
  );
}
