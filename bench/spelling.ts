/**
 * What typing errors cost and what correction brings back: `npm run bench -- spelling`. Questions of the county of Augsburg, by words
 * alone, as they are and with one slip each (fixed seed), searched as typed and corrected.
 */

import { readFileSync } from 'node:fs';
import { createRandom, pairedDifference } from '../src/server/evaluation/bootstrap.ts';
import { RANK_MEASURES, rankMetrics } from '../src/server/evaluation/rank-metrics.ts';
import { foldWord } from '../src/server/german/fold-word.ts';
import { GERMAN_STOP_WORDS } from '../src/server/german/stop-words.ts';
import { indexCorpus } from '../src/server/knowledge/index-corpus.ts';
import { ensureSearchIndex } from '../src/server/knowledge/search-index.ts';
import { rankPages, searchPages } from '../src/server/knowledge/search-passages.ts';
import { systemClock as clock } from '../src/server/platform/clock.ts';
import { openDatabase } from '../src/server/platform/database.ts';
import { createLog } from '../src/server/platform/log.ts';
import { findTownData } from '../tests/support/town-data.ts';

interface Line {
  id: number;
  url: string;
  title: string;
  html: string;
  question: string;
  page_id: number;
  answerable: boolean;
}

const SEED = 20_261_123;
/** Keys beside each other on a German keyboard. */
const ROWS = ['qwertzuiopü', 'asdfghjklöä', 'yxcvbnm'];
const random = createRandom(SEED);
/** What was made, in the order of the questions. */
const slips: string[] = [];
const log = createLog('silent');
const folder = findTownData('retrieval');
if (folder === null) throw new Error('The questions of Augsburg are not there (../shared/data).');
const read = (name: string): Line[] =>
  readFileSync(`${folder}/${name}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const db = await openDatabase({ url: null, directory: null, log });
try {
  const index = await ensureSearchIndex({ db, log });
  const corpus = read('augsburg_corpus.jsonl');
  const ids = await indexCorpus(
    { db, index, clock, log },
    corpus.map(({ url, title, html }) => ({ url, title, html, breadcrumb: [], changedOn: null })),
  );
  const rightPage = new Map(corpus.map((page) => [page.id, ids.get(page.url)]));
  const all = read('augsburg_queries.jsonl');
  const answerable = all.filter((line) => line.answerable);
  const slipped = answerable.map((line) => ({ ...line, question: slip(line.question) }));
  const deps = { db, index, embedder: null, log };
  console.log(`${answerable.length} questions, seed ${SEED}`);
  for (const [name, questions] of [
    ['correct', answerable],
    ['with a slip', slipped],
  ] as const) {
    const typed = await ranks(questions, 'as-typed');
    const corrected = await ranks(questions, 'corrected');
    for (const [way, list] of [
      ['as typed', typed],
      ['corrected', corrected],
    ] as const) {
      const { hit1, hit5, ndcg10 } = rankMetrics(list);
      console.log(`${name}, ${way}: hit@1 ${hit1.toFixed(3)}, hit@5 ${hit5.toFixed(3)}, nDCG@10 ${ndcg10.toFixed(3)}`);
    }
    const gain = pairedDifference(corrected.map(RANK_MEASURES.ndcg10), typed.map(RANK_MEASURES.ndcg10));
    console.log(`  difference of nDCG@10 ${gain.mean.toFixed(3)} (${gain.low.toFixed(3)} to ${gain.high.toFixed(3)})`);
  }
  let right = 0;
  let corrected = 0;
  const missed: string[] = [];
  for (const [at, { question }] of slipped.entries()) {
    const { spelled } = await rankPages(deps, { text: question });
    if (spelled.corrections.length === 0) {
      missed.push(slips[at] ?? '');
      continue;
    }
    corrected += 1;
    const words = new Set((answerable[at]?.question.match(/\p{L}+/gu) ?? []).map(foldWord));
    if (spelled.corrections.every(({ meant }) => words.has(meant))) right += 1;
  }
  console.log(`slips corrected: ${corrected}, of them to the very word: ${right}`);
  console.log(`not corrected: ${missed.join(', ')}`);
  const touched: string[] = [];
  for (const { question } of all) {
    const { spelled } = await rankPages(deps, { text: question });
    for (const { typed, meant } of spelled.corrections) touched.push(`${typed} → ${meant}`);
  }
  console.log(`words of the ${all.length} correct questions taken for slips: ${touched.length} ${touched.join(', ')}`);

  async function ranks(questions: readonly Line[], spelling: 'corrected' | 'as-typed'): Promise<(number | null)[]> {
    const found: (number | null)[] = [];
    for (const { question, page_id } of questions) {
      const { pages } = await searchPages(deps, { text: question, limit: 10, spelling });
      const at = pages.findIndex((page) => page.pageId === rightPage.get(page_id));
      found.push(at < 0 ? null : at + 1);
    }
    return found;
  }
} finally {
  await db.close();
}

/** One slip in one of the words that carry the question: swapped, dropped or doubled letter, or the key beside. */
function slip(question: string): string {
  const words = [...question.matchAll(/\p{L}{4,}/gu)].filter(([word]) => !GERMAN_STOP_WORDS.has(foldWord(word)));
  const word = words[Math.floor(random() * words.length)];
  if (word === undefined) {
    slips.push('');
    return question;
  }
  const [text] = word;
  const at = 1 + Math.floor(random() * (text.length - 2));
  const kind = Math.floor(random() * 4);
  const letter = text.charAt(at);
  const changed =
    kind === 0
      ? text.slice(0, at) + text.charAt(at + 1) + letter + text.slice(at + 2)
      : kind === 1
        ? text.slice(0, at) + text.slice(at + 1)
        : kind === 2
          ? text.slice(0, at) + letter + text.slice(at)
          : text.slice(0, at) + beside(letter) + text.slice(at + 1);
  slips.push(`${text} → ${changed}`);
  return question.slice(0, word.index) + changed + question.slice(word.index + text.length);
}

function beside(letter: string): string {
  const row = ROWS.find((keys) => keys.includes(letter.toLowerCase()));
  if (row === undefined) return letter;
  const at = row.indexOf(letter.toLowerCase());
  return row[at === 0 || (at < row.length - 1 && random() < 0.5) ? at + 1 : at - 1] ?? letter;
}
