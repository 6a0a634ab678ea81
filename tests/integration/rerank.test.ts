import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { DoctorReport } from '../../src/contracts/status.ts';
import type { SearchIndex } from '../../src/server/knowledge/search-index.ts';
import { searchPages, searchPassages } from '../../src/server/knowledge/search-passages.ts';
import { createReranker } from '../../src/server/models/reranker.ts';
import { systemClock as clock } from '../../src/server/platform/clock.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeDataDirectory, runBuergernah } from '../support/house-process.ts';
import { learnTown, TOWN_URL } from '../support/learned-town.ts';

const log = createLog('silent');
const QUESTION = 'Was kostet die Hundesteuer?';
let test: TestDatabase;
let index: SearchIndex;
let server: Server;
let url: string;
/** How the server answers now. */
let way: 'statute-first' | 'slow' | 'broken' = 'statute-first';
let asked: { query: string; documents: string[] }[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    const body = JSON.parse(text) as { query: string; documents: string[] };
    asked.push(body);
    if (way === 'slow') await sleep(600);
    if (way === 'broken') {
      response.writeHead(500).end();
      return;
    }
    const results = body.documents.map((document, at) => ({
      index: at,
      relevance_score: document.startsWith('Satzung über die Erhebung der Hundesteuer') ? 5 : -at,
    }));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ results }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  test = await openTestDatabase();
  ({ index } = await learnTown(test.database));
}, 120_000);
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await test.close();
});
beforeEach(() => {
  way = 'statute-first';
  asked = [];
});

function search(limit = 20, milliseconds = 5_000) {
  const reranker = createReranker({ baseUrl: url, model: 'bge' }, { log, clock, limits: { milliseconds } });
  const deps = { db: test.database, index: { ...index, reranker }, embedder: null, log };
  return {
    reranker,
    passages: () => searchPassages(deps, { text: QUESTION, limit }),
    pages: () => searchPages(deps, { text: QUESTION, limit }),
  };
}
const plain = () => searchPassages({ db: test.database, index, embedder: null, log }, { text: QUESTION, limit: 20 });

describe('a reranking server', () => {
  it('puts the best passages in its order; scores and evidence mean the same', async () => {
    const before = await plain();
    const { hits, evidence } = await search().passages();
    expect(hits[0]?.url).toBe(`${TOWN_URL}/demo/files/hundesteuersatzung.pdf`);
    expect(before.hits[0]?.url).not.toBe(hits[0]?.url);
    expect(hits.map(({ score }) => score)).toEqual(before.hits.map(({ score }) => score));
    expect(new Set(hits.map(({ passageId }) => passageId)).size).toBe(hits.length);
    expect(evidence.bestLexical).toBe(before.evidence.bestLexical);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.query).toBe(QUESTION);
    expect(asked[0]?.documents.length).toBeLessThanOrEqual(30);
    expect(asked[0]?.documents[0]).toContain('Hundesteuer');
    const { pages } = await search().pages();
    expect(pages[0]?.best.kind).toBe('pdf');
  });

  it.each(['slow', 'broken'] as const)('is done without where it is %s, in time and in the old order', async (how) => {
    way = how;
    const before = await plain();
    const { passages, reranker } = search(20, 150);
    const started = performance.now();
    const { hits } = await passages();
    expect(performance.now() - started).toBeLessThan(550);
    expect(hits.map(({ passageId }) => passageId)).toEqual(before.hits.map(({ passageId }) => passageId));
    expect(reranker.state().state).toBe('resting');
    // Not asked again at once.
    const count = asked.length;
    await passages();
    expect(asked).toHaveLength(count);
  });

  it('takes no part where one side is measured alone', async () => {
    const reranker = createReranker({ baseUrl: url }, { log, clock });
    const deps = { db: test.database, index: { ...index, reranker }, embedder: null, log };
    await searchPassages(deps, { text: QUESTION, limit: 5, retriever: 'lexical' });
    expect(asked).toEqual([]);
  });

  it('is examined by doctor', async () => {
    const [data, database] = await Promise.all([makeDataDirectory(), openTestDatabase()]);
    try {
      const settings = {
        DATA_DIR: data.directory,
        DEMO: 'off',
        RERANK_BASE_URL: url,
        RERANK_MODEL: 'bge',
        ...(database.url === null ? {} : { DATABASE_URL: database.url }),
      };
      const examine = async () => {
        const { out } = await runBuergernah(['doctor', '--json'], settings);
        const { findings } = JSON.parse(out) as DoctorReport;
        return findings.find(({ message }) => message.de.startsWith('Reihenfolge der Treffer'));
      };
      expect(await examine()).toMatchObject({
        level: 'ok',
        message: { de: 'Reihenfolge der Treffer: Der Server bge ordnet sie nach.' },
      });
      way = 'broken';
      expect(await examine()).toMatchObject({
        level: 'problem',
        message: { en: expect.stringContaining('answered with 500') },
      });
      const wrong = await runBuergernah(['doctor'], { DATA_DIR: data.directory, RERANK_MODEL: 'bge', LANG: 'de' });
      expect(wrong.faults).toContain('RERANK_MODEL: needs RERANK_BASE_URL');
    } finally {
      await database.close();
      await data.remove();
    }
  }, 120_000);
});
