import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rankMetrics } from '../../src/server/evaluation/rank-metrics.ts';
import { indexCorpus } from '../../src/server/knowledge/index-corpus.ts';
import { ensureSearchIndex } from '../../src/server/knowledge/search-index.ts';
import { searchPages } from '../../src/server/knowledge/search-passages.ts';
import { systemClock as clock } from '../../src/server/platform/clock.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { openTestDatabase, testEngine } from '../support/database.ts';

const folder = fileURLToPath(new URL('../../../shared/data/retrieval/', import.meta.url));
const present = existsSync(`${folder}augsburg_corpus.jsonl`);
if (!present) process.stderr.write(`SKIPPED: search quality on ${testEngine}, because ${folder} is not there\n`);

interface Line {
  id: number;
  url: string;
  title: string;
  html: string;
  question: string;
  page_id: number;
  answerable: boolean;
}
const read = (name: string): Line[] =>
  readFileSync(`${folder}${name}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

// The same floors on both engines.
it.skipIf(!present)(
  'finds the right page of the county of Augsburg by words alone as well as promised',
  async () => {
    const { database: db, close } = await openTestDatabase();
    try {
      const log = createLog('silent');
      const index = await ensureSearchIndex({ db, log });
      const corpus = read('augsburg_corpus.jsonl');
      const ids = await indexCorpus(
        { db, index, clock, log },
        corpus.map(({ url, title, html }) => ({ url, title, html, breadcrumb: [], changedOn: null })),
      );
      const questions = read('augsburg_queries.jsonl').filter((line) => line.answerable);
      const ranks: (number | null)[] = [];
      for (const { question, page_id } of questions) {
        const right = ids.get(corpus.find((page) => page.id === page_id)?.url ?? '');
        const { pages } = await searchPages({ db, index, embedder: null, log }, { text: question, limit: 10 });
        const at = pages.findIndex((page) => page.pageId === right);
        ranks.push(at < 0 ? null : at + 1);
      }
      const { hit5, ndcg10 } = rankMetrics(ranks);
      expect(questions).toHaveLength(174);
      expect(hit5).toBeGreaterThanOrEqual(0.86);
      expect(ndcg10).toBeGreaterThanOrEqual(0.79);
    } finally {
      await close();
    }
  },
  180_000,
);
