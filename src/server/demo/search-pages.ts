import { foldWord } from '../german/fold-word.ts';
import { stemEnglish, stemGerman } from '../german/stem-word.ts';
import { ENGLISH_STOP_WORDS, GERMAN_STOP_WORDS } from '../german/stop-words.ts';
import type { Town } from './arrange-town.ts';
import type { Page, PageLanguage } from './read-pages.ts';
import { escapeHtml, type Markup, trusted } from './write-html.ts';

export const QUERY_LENGTH = 100;

export interface SearchHit {
  page: Page;
  excerpt: Markup;
}

const STOP_WORDS = { de: GERMAN_STOP_WORDS, en: ENGLISH_STOP_WORDS };
const STEM = { de: stemGerman, en: stemEnglish };

/** How well one word of the query fits a text: whole start of a word counts more than the middle of a compound. */
function fits(text: string, word: string): number {
  const at = text.indexOf(word);
  if (at < 0) return 0;
  return at === 0 || new RegExp(`(?:^|[^a-z0-9])${word}`).test(text) ? 2 : 1;
}

/** Finds pages by title, keywords, headings and text, best first; a page that has all the words comes before one that lacks some. */
export function searchPages(town: Town, language: PageLanguage, query: string, limit = 20): SearchHit[] {
  const words = foldWord(query.slice(0, QUERY_LENGTH)).match(/[a-z0-9]+/g) ?? [];
  const meant = words.filter((word) => !STOP_WORDS[language].has(word)).map(STEM[language]);
  const wanted = meant.length > 0 ? meant : words;
  if (wanted.length === 0) return [];

  const hits: { page: Page; found: number; score: number }[] = [];
  for (const page of town.pages) {
    if (page.language !== language || page.kind === 'home') continue;
    const text = town.text(page);
    const fields: [string, number][] = [
      [foldWord(page.title), 12],
      [foldWord(page.keywords.join(' · ')), 8],
      [foldWord(text.headings.map((heading) => heading.text).join(' · ')), 4],
      [foldWord(page.description), 3],
      [foldWord(text.text), 1],
    ];
    let found = 0;
    let score = 0;
    for (const word of wanted) {
      const points = fields.reduce((sum, [field, weight]) => sum + fits(field, word) * weight, 0);
      if (points > 0) found += 1;
      score += points;
    }
    // News mention everything and grow old: a service is what people mostly look for.
    if (page.kind === 'service') score *= 1.5;
    if (page.kind === 'news' && (page.valid ?? town.today) < town.today) score *= 0.5;
    if (found > 0) hits.push({ page, found, score });
  }
  const most = Math.max(0, ...hits.map((hit) => hit.found));
  return hits
    .filter((hit) => hit.found === most)
    .sort((a, b) => b.score - a.score || a.page.title.localeCompare(b.page.title, language))
    .slice(0, limit)
    .map(({ page }) => ({ page, excerpt: excerpt(page.description || town.text(page).text, wanted) }));
}

/** The first words of a text with the found words marked. */
function excerpt(text: string, words: string[]): Markup {
  const short = text.length > 220 ? `${text.slice(0, 220).replace(/\s+\S*$/, '')} …` : text;
  const marked = short.replace(/[\p{L}\p{N}]+/gu, (word) => {
    const folded = foldWord(word);
    return words.some((wanted) => folded.includes(wanted)) ? `\u0001${word}\u0002` : word;
  });
  return trusted(escapeHtml(marked).replaceAll('\u0001', '<mark>').replaceAll('\u0002', '</mark>'));
}
