/** Searches the pages of a town as people know it from a site search: a list of pages with filters, to leaf through. */
import {
  HITS_AT_ONCE,
  MOST_SEARCH_PAGES,
  type SearchAnswer,
  type SearchHit,
  type SearchParameters,
} from '../../contracts/search.ts';
import { chooseSources } from '../answering/choose-sources.ts';
import { addressOfPassage } from '../answering/cite-passages.ts';
import { addressOfWords, textFragment } from '../answering/text-fragment.ts';
import type { CompoundDictionary } from '../german/compound-dictionary.ts';
import { foldWord } from '../german/fold-word.ts';
import type { Correction } from '../knowledge/correct-question.ts';
import type { Joined } from '../knowledge/join-scores.ts';
import { questionTerms } from '../knowledge/lexical-terms.ts';
import type { AnsweringSource } from '../knowledge/read-answering-sources.ts';
import { type PageMarks, readPageMarks } from '../knowledge/read-page-marks.ts';
import type { SearchIndex } from '../knowledge/search-index.ts';
import { type PassageHit, type RankedPages, rankPages } from '../knowledge/search-passages.ts';
import type { Embedder } from '../models/embedder.ts';
import { type Clock, germanDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { cutSnippet } from './cut-snippet.ts';
import { highlightWords, type WantedWords } from './highlight-words.ts';
import type { ReadSources } from './keep-sources.ts';
import { restoreSpelling } from './restore-spelling.ts';

export interface SearchSiteDependencies {
  db: Database;
  index: SearchIndex;
  models: { embedder(): Embedder | null };
  readSources: ReadSources;
  clock: Clock;
  log: Log;
}

/** Passages that are looked at: enough for some hundred pages. */
const DEPTH = 1_000;
const MOST_PAGES = HITS_AT_ONCE * MOST_SEARCH_PAGES;
/** A page that scores less than this share of the best has a chance word in common with the query. */
const LEAST_SHARE = 0.2;
/** Pages without a word of the query must be this near to the best to stand among those that have one. */
const LEAST_SHARE_BY_MEANING = 0.5;
/** If no page has the words, the nearest by meaning are a hint, not a list to leaf through. */
const NEAREST_BY_MEANING = 5;
/** So much a page gains whose title is what was typed. */
const TITLE_WEIGHT = 0.5;
/** Offered as "changed since", in months. */
export const FILTER_MONTHS = [1, 6, 12, 36];

/** What was found; null if a source was asked for that does not exist. */
export async function searchSite(
  deps: SearchSiteDependencies,
  parameters: SearchParameters,
  signal?: AbortSignal,
): Promise<SearchAnswer | null> {
  const started = performance.now();
  const { db, index, log } = deps;
  const all = await deps.readSources();
  const sources = findSources(all, parameters.source);
  if (sources === null) return null;
  const days = daysAgo(germanDay(deps.clock.now()));
  const filter: Filter = {
    kind: parameters.kind ?? null,
    language: parameters.language ?? null,
    from: parameters.from ?? null,
  };
  const search = { db, index, embedder: deps.models.embedder(), log };
  if (parameters.q === '' || sources.length === 0) {
    return finish({ matched: 'nothing', found: [], shown: [], more: false, corrections: [], didYouMean: null });
  }

  const ranked = await rankPages(search, {
    text: parameters.q,
    sourceIds: sources.map(({ id }) => id),
    depth: DEPTH,
    signal,
  });
  const { matched, pages } = chooseRelevant(ranked);
  const marks = await readPageMarks(
    deps,
    pages.map(({ pageId }) => pageId),
  );
  const known = byTitle(distinct(pages, marks), ranked);
  const found = known.slice(0, MOST_PAGES);
  const fitting = found.filter(({ marks: page }) => fits(page, filter));
  const first = (parameters.page - 1) * HITS_AT_ONCE;
  const passages = await ranked.load(fitting.slice(first, first + HITS_AT_ONCE).map(({ page }) => page));
  const wanted: WantedWords = { terms: ranked.terms, dictionary: ranked.dictionary };
  return finish({
    matched,
    found,
    shown: passages.map((passage) => describeHit(passage, wanted, ranked.weight)),
    more: known.length > MOST_PAGES,
    ...describeSpelling(ranked, passages),
  });

  /** Words as the pages write them, where the hits show it. */
  function describeSpelling(
    { spelled }: RankedPages,
    passages: readonly PassageHit[],
  ): Pick<SearchAnswer, 'corrections' | 'didYouMean'> {
    const say = ({ typed, meant }: Correction) => ({
      typed,
      meant: findWritten(meant, passages) ?? restoreSpelling(typed, meant),
    });
    const corrections = spelled.corrections.map(say);
    const all = new Map([...corrections, ...spelled.guesses.map(say)].map(({ typed, meant }) => [typed, meant]));
    const didYouMean = parameters.q.replaceAll(/\p{L}+/gu, (word) => all.get(word) ?? word);
    return { corrections, didYouMean: all.size === 0 ? null : didYouMean };
  }

  function finish(result: {
    matched: SearchAnswer['matched'];
    found: readonly FoundPage[];
    shown: SearchHit[];
    more: boolean;
    corrections: SearchAnswer['corrections'];
    didYouMean: string | null;
  }): SearchAnswer {
    const total = result.found.filter(({ marks }) => fits(marks, filter)).length;
    return {
      query: parameters.q,
      hits: result.shown,
      total,
      more: result.more,
      page: parameters.page,
      pages: Math.ceil(total / HITS_AT_ONCE),
      matched: result.matched,
      filters: countFilters(result.found, filter, sources ?? [], days),
      corrections: result.corrections,
      didYouMean: result.didYouMean,
      milliseconds: Math.round((performance.now() - started) * 10) / 10,
    };
  }
}

/** By id, name or address; without a wish the town's own. Null if one of the wishes names nothing. */
export function findSources(
  sources: readonly AnsweringSource[],
  wishes: readonly string[] | undefined,
): AnsweringSource[] | null {
  if (wishes === undefined || wishes.length === 0) return chooseSources(sources, {});
  const same = (a: string, b: string) => a.toLowerCase().replace(/\/+$/, '') === b.toLowerCase().replace(/\/+$/, '');
  const chosen = wishes.map((wish) =>
    sources.filter((source) => source.id === wish || same(source.name, wish) || same(source.url, wish)),
  );
  return chosen.some((found) => found.length === 0) ? null : [...new Set(chosen.flat())];
}

interface Filter {
  kind: PageMarks['kind'] | null;
  language: string | null;
  from: string | null;
}

interface FoundPage {
  page: Joined;
  marks: PageMarks;
}

function fits(page: PageMarks, { kind, language, from }: Filter): boolean {
  return (
    (kind === null || page.kind === kind) &&
    (language === null || page.language === language) &&
    (from === null || (page.changedOn !== null && page.changedOn >= from))
  );
}

/** Pages with a word of the query, and those that are as near by meaning; without such pages the nearest few. */
function chooseRelevant({ pages }: Pick<RankedPages, 'pages'>): {
  matched: SearchAnswer['matched'];
  pages: readonly Joined[];
} {
  const best = pages[0];
  if (best === undefined) return { matched: 'nothing', pages: [] };
  if (!pages.some(hasWord)) return { matched: 'meaning', pages: pages.slice(0, NEAREST_BY_MEANING) };
  return {
    matched: 'words',
    pages: pages.filter((page) => page.score >= best.score * (hasWord(page) ? LEAST_SHARE : LEAST_SHARE_BY_MEANING)),
  };
}

function hasWord({ lexical }: Joined): boolean {
  return lexical !== null && lexical > 0;
}

/** A page that two sources have is one page. */
function distinct(pages: readonly Joined[], marks: ReadonlyMap<string, PageMarks>): FoundPage[] {
  const seen = new Set<string>();
  return pages.flatMap((page) => {
    const mark = marks.get(page.pageId);
    if (mark === undefined || seen.has(mark.url)) return [];
    seen.add(mark.url);
    return [{ page, marks: mark }];
  });
}

/**
 * Pages whose title says what was typed come first: who types "Hundesteuer" wants the page of that name, not one that repeats the
 * word more often. A title counts by how much of the query it says and by how little else (their harmonic mean).
 */
function byTitle(found: readonly FoundPage[], { terms, weight, dictionary }: RankedPages): FoundPage[] {
  const typed = new Set(terms.filter(({ kind }) => kind !== 'part').map(({ term }) => term));
  const whole = [...typed].reduce((sum, term) => sum + weight(term), 0);
  if (whole === 0) return [...found];
  return found
    .map((one) => {
      const { title, language } = one.marks;
      const said = titleTerms(title, language, dictionary);
      const both = [...typed].filter((term) => said.has(term)).reduce((sum, term) => sum + weight(term), 0);
      const all = [...said].reduce((sum, term) => sum + weight(term), 0);
      const likeness = both === 0 ? 0 : (2 * both) / (whole + all);
      return { one, score: one.page.score * (1 + TITLE_WEIGHT * likeness) };
    })
    .sort((a, b) => b.score - a.score)
    .map(({ one }) => one);
}

const TITLES_KEPT = 20_000;
const keptTitles = new WeakMap<CompoundDictionary, Map<string, ReadonlySet<string>>>();

/** Terms of a title; the same titles are found again and again. */
function titleTerms(title: string, language: string, dictionary: CompoundDictionary): ReadonlySet<string> {
  const kept = keptTitles.get(dictionary) ?? new Map<string, ReadonlySet<string>>();
  keptTitles.set(dictionary, kept);
  const key = `${language} ${title}`;
  let terms = kept.get(key);
  if (terms === undefined) {
    const found = questionTerms(title, language, dictionary);
    terms = new Set(found.flatMap(({ term, kind }) => (kind === 'part' ? [] : [term])));
    if (kept.size >= TITLES_KEPT) kept.clear();
    kept.set(key, terms);
  }
  return terms;
}

/** For each value the pages that it would leave, the other filters kept. */
function countFilters(
  found: readonly FoundPage[],
  filter: Filter,
  sources: readonly AnsweringSource[],
  days: readonly string[],
): SearchAnswer['filters'] {
  const count = (change: Partial<Filter>, more: (page: PageMarks) => boolean = () => true) =>
    found.filter(({ marks }) => fits(marks, { ...filter, ...change }) && more(marks)).length;
  const languages = [...new Set(found.map(({ marks }) => marks.language))];
  const byCount = (a: { count: number }, b: { count: number }) => b.count - a.count;
  return {
    source: sources.map(({ id, name }) => ({ value: id, name, count: count({}, (page) => page.sourceId === id) })),
    kind: (['web', 'pdf', 'document'] as const).map((value) => ({ value, count: count({ kind: value }) })),
    language: languages.map((value) => ({ value, count: count({ language: value }) })).sort(byCount),
    from: days.map((value) => ({ value, count: count({ from: value }) })),
  };
}

function describeHit(passage: PassageHit, wanted: WantedWords, weight: (term: string) => number): SearchHit {
  const { title, language, kind } = passage;
  const { text, highlights, words } = cutSnippet(passage, wanted, weight);
  const fragment = kind === 'web' && words !== null ? textFragment(words) : null;
  return {
    title: {
      text: title,
      highlights: highlightWords(title, wanted, language).map(({ start, length }) => ({ start, length })),
    },
    path: passage.path.filter((step, at, path) => step !== title && step !== path[at - 1]),
    url: fragment === null ? addressOfPassage(passage) : addressOfWords(passage.url, passage.anchor, fragment),
    pageUrl: passage.url,
    snippet: { text, highlights },
    kind,
    pageNumber: passage.pageNumber,
    date: passage.changedOn,
    language,
    source: passage.sourceId,
  };
}

/** The most frequent spelling of a folded word in the passages; null if it stands in none. */
function findWritten(word: string, passages: readonly PassageHit[]): string | null {
  const counts = new Map<string, number>();
  for (const { title, path, text } of passages) {
    for (const [one] of `${title}\n${path.join('\n')}\n${text}`.matchAll(/\p{L}+/gu)) {
      if (foldWord(one) === word) counts.set(one, (counts.get(one) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

/** The same day some months ago, or the last of that month. */
function daysAgo(today: string): string[] {
  const [year = 0, month = 1, day = 1] = today.split('-').map(Number);
  return FILTER_MONTHS.map((months) => {
    const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
    return new Date(Date.UTC(year, month - 1 - months, Math.min(day, last))).toISOString().slice(0, 10);
  });
}
