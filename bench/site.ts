/**
 * The site search: `npm run bench -- site [--passages 20000]`, by words alone, on the embedded database.
 *
 * 1. Does the page of that name come first: titles of the county of Augsburg typed as they are, with the title counted (as in the product) and
 *    without; and the same on its 174 questions.
 * 2. How fast are a search with filters and completions in a large collection (tests/support/large-collection.ts).
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { pairedDifference } from '../src/server/evaluation/bootstrap.ts';
import { RANK_MEASURES, rankMetrics } from '../src/server/evaluation/rank-metrics.ts';
import { indexCorpus } from '../src/server/knowledge/index-corpus.ts';
import { writeWords } from '../src/server/knowledge/lexical-store.ts';
import { countableWords, learnVocabulary } from '../src/server/knowledge/lexical-vocabulary.ts';
import { ensureSearchIndex } from '../src/server/knowledge/search-index.ts';
import { rankPages } from '../src/server/knowledge/search-passages.ts';
import { systemClock as clock } from '../src/server/platform/clock.ts';
import { openDatabase } from '../src/server/platform/database.ts';
import { createLog } from '../src/server/platform/log.ts';
import { createSourceReader } from '../src/server/search/keep-sources.ts';
import { searchSite } from '../src/server/search/search-site.ts';
import { createSuggest } from '../src/server/search/suggest-words.ts';
import { mixPassages, type RealPassage, storeCollection } from '../tests/support/large-collection.ts';
import { findTownData } from '../tests/support/town-data.ts';

interface Page {
  id: number;
  url: string;
  title: string;
  html: string;
}

const { values: options } = parseArgs({ options: { passages: { type: 'string', default: '20000' } } });
const log = createLog('silent');
const folder = findTownData('retrieval');
if (folder === null) throw new Error('The pages of Augsburg are not there (../shared/data).');
const read = <Line>(name: string): Line[] =>
  readFileSync(`${folder}/${name}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const corpus = read<Page>('augsburg_corpus.jsonl');
const questions = read<{ question: string; page_id: number; answerable: boolean }>('augsburg_queries.jsonl').filter(
  ({ answerable }) => answerable,
);
const models = { embedder: () => null };
const real = await measureOrder();
await measureSpeed(Number(options.passages));

async function measureOrder(): Promise<RealPassage[]> {
  const db = await openDatabase({ url: null, directory: null, log });
  try {
    const index = await ensureSearchIndex({ db, log });
    await indexCorpus(
      { db, index, clock, log },
      corpus.map(({ url, title, html }) => ({ url, title, html, breadcrumb: [], changedOn: null })),
    );
    const readSources = createSourceReader({ db });
    const urls = new Map(corpus.map(({ id, url }) => [id, url]));
    const unique = corpus.filter(({ title }) => corpus.filter((other) => other.title === title).length === 1);
    for (const [name, wanted] of [
      ['titles', unique.map(({ title, url }) => ({ text: title.slice(0, 200), url }))],
      [
        'questions',
        questions.map(({ question, page_id }) => ({ text: question.slice(0, 200), url: urls.get(page_id) })),
      ],
    ] as const) {
      const plain: (number | null)[] = [];
      const site: (number | null)[] = [];
      for (const { text, url } of wanted) {
        const ranked = await rankPages({ db, index, embedder: null, log }, { text, depth: 1_000 });
        const hits = await ranked.load(ranked.pages.slice(0, 10));
        plain.push(
          placeOf(
            hits.map((hit) => hit.url),
            url,
          ),
        );
        const answer = await searchSite({ db, index, models, readSources, clock, log }, { q: text, page: 1 });
        site.push(placeOf(answer?.hits.map((hit) => hit.pageUrl) ?? [], url));
      }
      for (const [way, ranks] of [
        ['without the title', plain],
        ['with the title', site],
      ] as const) {
        const { hit1, hit5, ndcg10 } = rankMetrics(ranks);
        console.log(
          `${wanted.length} ${name}, ${way}: hit@1 ${show(hit1)}, hit@5 ${show(hit5)}, nDCG@10 ${show(ndcg10)}`,
        );
      }
      const gain = pairedDifference(site.map(RANK_MEASURES.ndcg10), plain.map(RANK_MEASURES.ndcg10));
      console.log(`  difference of nDCG@10 ${show(gain.mean)} (${show(gain.low)} to ${show(gain.high)})`);
    }
    const { rows } = await db.pool.query<Omit<RealPassage, 'vector'>>(
      `select g.title, p.path, p.text, p.language, p.blocks from passage p join page g on g.id = p.page_id order by g.url, p.ordinal`,
    );
    return rows.map((row) => ({ ...row, vector: null }));
  } finally {
    await db.close();
  }
}

async function measureSpeed(size: number): Promise<void> {
  const counts = new Map<string, number>();
  for (const { path, text } of real)
    for (const word of countableWords(`${path.join('\n')}\n${text}`)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const db = await openDatabase({ url: null, directory: null, log });
  try {
    await storeCollection(db, mixPassages(real, learnVocabulary(counts), size), { model: 'none' });
    const grown = new Map([...counts].map(([word, count]) => [word, Math.ceil((count * size) / real.length)]));
    await writeWords(db, grown, { replace: true });
    const index = await ensureSearchIndex({ db, log });
    const titles = corpus.map(({ title }) => title.slice(0, 200));
    const readSources = createSourceReader({ db });
    const suggest = createSuggest({ db, index, readSources });
    const deps = { db, index, models, readSources, clock, log };
    await searchSite(deps, { q: 'Beratung', page: 1 });
    const first = performance.now();
    await suggest('berat', undefined);
    console.log(`${size} passages: completions made in ${Math.round(performance.now() - first)} ms`);
    await time('search', titles, (q) => searchSite(deps, { q, page: 1 }));
    await time(
      'search for one word',
      titles.map((title) => title.split(/[\s-]/)[0] ?? ''),
      (q) => searchSite(deps, { q, page: 1 }),
    );
    await time('search, page 3, one kind, one language', titles, (q) =>
      searchSite(deps, { q, page: 3, kind: 'web', language: 'de' }),
    );
    await time(
      'completion',
      titles.map((title) => title.slice(0, 5)),
      (q) => suggest(q, undefined),
    );
  } finally {
    await db.close();
  }
}

async function time(name: string, texts: readonly string[], work: (text: string) => Promise<unknown>): Promise<void> {
  const took: number[] = [];
  for (const text of texts) {
    const started = performance.now();
    await work(text);
    took.push(performance.now() - started);
  }
  took.sort((a, b) => a - b);
  const at = (share: number) => (took[Math.floor(took.length * share)] ?? Number.NaN).toFixed(1);
  console.log(`  ${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`);
}

function placeOf(urls: readonly string[], url: string | undefined): number | null {
  const at = urls.indexOf(url ?? '');
  return at < 0 ? null : at + 1;
}

function show(value: number): string {
  return value.toFixed(3);
}
