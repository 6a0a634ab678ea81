/** Completes what is being typed from titles, headings and their words. Held in memory as long as the index stays the same. */
import { MOST_SUGGESTIONS, type SearchSuggestions } from '../../contracts/search.ts';
import { foldWord } from '../german/fold-word.ts';
import { GERMAN_STOP_WORDS } from '../german/stop-words.ts';
import { type PageHeading, readHeadings } from '../knowledge/read-headings.ts';
import type { SearchIndex } from '../knowledge/search-index.ts';
import type { Database } from '../platform/database.ts';
import type { ReadSources } from './keep-sources.ts';
import { findSources } from './search-site.ts';

export type Suggest = (
  typed: string,
  source: readonly string[] | undefined,
) => Promise<SearchSuggestions['suggestions'] | null>;

type Kind = SearchSuggestions['suggestions'][number]['kind'];

interface Entry {
  text: string;
  /** Folded words, in order. */
  words: readonly string[];
  kind: Kind;
  /** Pages by source. */
  pages: Map<string, number>;
}

/** While a website is being read the index changes all the time: titles that are half a minute old will do. */
const KEEP_MILLISECONDS = 30_000;
const SHORTEST_WORD = 4;
/** A word of one heading alone is no frequent one, unless it begins a title. */
const LEAST_PAGES = 2;
const WEIGHT: Record<Kind, number> = { title: 1.5, word: 1, heading: 0.7 };

/** At most eight completions, best first; null if a source was asked for that does not exist. */
export function createSuggest({
  db,
  index,
  readSources,
}: {
  db: Database;
  index: SearchIndex;
  readSources: ReadSources;
}): Suggest {
  let kept: { seen: object; until: number; completer: Promise<Completer> } | null = null;

  async function completer(): Promise<Completer> {
    const seen = await index.vocabulary();
    const now = performance.now();
    if (kept === null || (kept.seen !== seen && now > kept.until)) {
      const headings = readHeadings({ db });
      const made = headings.then(createCompleter);
      // The first pages of all are waited for.
      const mine = { seen, until: 0, completer: made };
      kept = mine;
      headings.then(
        ({ length }) => {
          mine.until = length === 0 ? 0 : now + KEEP_MILLISECONDS;
        },
        () => undefined,
      );
      made.catch(() => {
        if (kept === mine) kept = null;
      });
    }
    return kept.completer;
  }

  return async (typed, source) => {
    const sources = findSources(await readSources(), source);
    if (sources === null) return null;
    return (await completer())(typed, new Set(sources.map(({ id }) => id)));
  };
}

export type Completer = (typed: string, sourceIds: ReadonlySet<string>) => SearchSuggestions['suggestions'];

/** Finds entries by the beginnings of their words in a sorted list. Pure. */
export function createCompleter(headings: readonly PageHeading[]): Completer {
  const entries = collectEntries(headings);
  // Each word of each entry, sorted: what begins alike stands together.
  const keys = entries.flatMap((entry, at) => [...new Set(entry.words)].map((word) => ({ word, at })));
  keys.sort((a, b) => (a.word < b.word ? -1 : a.word > b.word ? 1 : a.at - b.at));

  function beginning(prefix: string): Set<number> {
    let low = 0;
    let high = keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((keys[middle]?.word ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    const found = new Set<number>();
    for (let at = low; keys[at]?.word.startsWith(prefix); at += 1) found.add(keys[at]?.at ?? 0);
    return found;
  }

  return (typed, sourceIds) => {
    const words = foldedWords(typed);
    const longest = [...words].sort((a, b) => b.length - a.length)[0];
    if (longest === undefined || longest.length < 2) return [];
    const ranked: { entry: Entry; score: number }[] = [];
    for (const at of beginning(longest)) {
      const entry = entries[at];
      if (entry === undefined || !words.every((word) => entry.words.some((own) => own.startsWith(word)))) continue;
      let pages = 0;
      for (const [source, count] of entry.pages) if (sourceIds.has(source)) pages += count;
      if (pages === 0) continue;
      const begins = entry.words[0]?.startsWith(words[0] ?? '') === true;
      const score = WEIGHT[entry.kind] * (begins ? 3 : 1) * (1 + Math.log1p(pages)) * (4 / (3 + entry.words.length));
      ranked.push({ entry, score });
    }
    ranked.sort((a, b) => b.score - a.score || a.entry.text.localeCompare(b.entry.text, 'de'));
    return ranked.slice(0, MOST_SUGGESTIONS).map(({ entry: { text, kind } }) => ({ text, kind }));
  };
}

function collectEntries(headings: readonly PageHeading[]): Entry[] {
  const entries = new Map<string, Entry>();
  const add = (text: string, kind: Kind, { sourceId, pages }: PageHeading) => {
    const words = foldedWords(text);
    if (words.length === 0) return;
    const key = words.join(' ');
    const known = entries.get(key);
    if (known === undefined) entries.set(key, { text, words, kind, pages: new Map([[sourceId, pages]]) });
    else {
      known.pages.set(sourceId, (known.pages.get(sourceId) ?? 0) + pages);
      if (WEIGHT[kind] > WEIGHT[known.kind]) Object.assign(known, { kind, text });
    }
  };
  for (const heading of headings) {
    add(heading.text, heading.isTitle ? 'title' : 'heading', heading);
    for (const [word] of heading.text.matchAll(/\p{Lu}\p{L}+(?:-\p{L}+)*/gu)) {
      if (word.length >= SHORTEST_WORD && word.toUpperCase() !== word && !GERMAN_STOP_WORDS.has(foldWord(word))) {
        add(word, 'word', heading);
      }
    }
  }
  const all = (entry: Entry) => [...entry.pages.values()].reduce((sum, pages) => sum + pages, 0);
  return [...entries.values()].filter((entry) => entry.kind === 'title' || all(entry) >= LEAST_PAGES);
}

function foldedWords(text: string): string[] {
  return (text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? []).map(foldWord);
}
