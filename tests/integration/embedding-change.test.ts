/** The embedding model is changed while questions come in: two models of an embedding server, spoken to by its protocol. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseText } from '../../src/server/german/analyse-text.ts';
import { embedPassages } from '../../src/server/knowledge/embed-passages.ts';
import { indexCorpus } from '../../src/server/knowledge/index-corpus.ts';
import { ensureSearchIndex } from '../../src/server/knowledge/search-index.ts';
import { searchPassages } from '../../src/server/knowledge/search-passages.ts';
import { openFormerModel } from '../../src/server/models/open-former.ts';
import { connectServerEmbedder } from '../../src/server/models/server-embedder.ts';
import { systemClock as clock } from '../../src/server/platform/clock.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const log = createLog('silent');
const SUBJECTS = 'Hundesteuer Sperrmüll Reisepass Freibad Bibliothek Wohngeld Baugenehmigung Kindergarten'.split(' ');
const PAGES = 96;

/** A model of its own: length of the vectors and direction of each term differ from those of others. */
function embed(model: string, text: string): number[] {
  const dimensions = model === 'former' ? 64 : 96;
  const vector = new Array<number>(dimensions).fill(0.05);
  for (const { term } of analyseText(text, { language: 'de' })) {
    let state = model.length;
    for (const character of term) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
    for (let at = 0; at < dimensions; at += 1) {
      state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + at;
      vector[at] = (vector[at] ?? 0) + ((state >>> 8) & 0xffff) / 0x8000 - 1;
    }
  }
  return vector;
}

describe('a change of the embedding model', () => {
  let test: TestDatabase;
  let server: Server;
  let baseUrl = '';
  /** Models that were asked for the vector of a question, in order. */
  const asked: string[] = [];
  /** What the server answers by, whatever it is asked for; null: by what it is asked for. */
  let answersBy: string | null = null;

  beforeAll(async () => {
    test = await openTestDatabase();
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      const {
        model,
        input,
        input_type: type,
      } = JSON.parse(body) as { model: string; input: string[]; input_type: string };
      if (type === 'query') asked.push(model);
      // The new model takes its time with passages, so that many questions are asked meanwhile.
      else if (model === 'new-one') await sleep(60);
      const data = input.map((text, index) => ({ index, embedding: embed(answersBy ?? model, text) }));
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });
  afterAll(async () => {
    server.close();
    await test.close();
  });

  const connect = (model: string) => connectServerEmbedder({ baseUrl, model, sendInputType: true }, { log });
  const openIndex = () =>
    ensureSearchIndex({
      db: test.database,
      log,
      openFormer: (name) =>
        openFormerModel(
          {
            dataDirectory: '/nowhere',
            embeddingServer: { baseUrl, model: 'new-one', sendInputType: true },
            log,
            clock,
          },
          name,
        ),
    });

  it('is not noticed by those who ask: the former model serves until the new vectors are complete', async () => {
    const { database: db } = test;
    const index = await openIndex();
    await indexCorpus(
      { db, index, clock, log },
      Array.from({ length: PAGES }, (_, at) => {
        const subject = `${SUBJECTS[at % SUBJECTS.length]} ${Math.floor(at / SUBJECTS.length)}`;
        return {
          url: `https://musterstadt.example/${at}`,
          title: subject,
          breadcrumb: [],
          html: `<html lang="de"><body><main><h1>${subject}</h1><p>Alles über ${subject}, Nummer ${at}.</p></main></body></html>`,
          changedOn: null,
        };
      }),
    );
    const former = await connect('former');
    expect(await embedPassages({ db, index, embedder: former, clock, log })).toMatchObject({ outcome: 'complete' });
    const next = await connect('new-one');

    let changing = true;
    const change = embedPassages({ db, index, embedder: next, clock, log }).finally(() => {
      changing = false;
    });
    asked.length = 0;
    const answers: { state: string; mode: string; share: number; found: string }[] = [];
    while (changing) {
      const subject = SUBJECTS[answers.length % SUBJECTS.length] ?? '';
      const { hits, vectors, mode, embeddedShare } = await searchPassages(
        { db, index, embedder: next, log },
        { text: `Was ist mit ${subject}?`, limit: 3 },
      );
      answers.push({ state: vectors, mode, share: embeddedShare, found: String(hits[0]?.title.includes(subject)) });
      await sleep(5);
    }
    expect(await change).toMatchObject({ outcome: 'complete', refused: 0 });
    expect(answers.length).toBeGreaterThan(20);
    // Each of them was answered by all vectors of one of the models.
    for (const answer of answers) expect(answer).toEqual({ state: 'used', mode: 'hybrid', share: 1, found: 'true' });
    // First the former one, then the new one, and never back.
    expect(asked[0]).toBe('former');
    expect(asked.at(-1)).toBe('new-one');
    expect(asked.lastIndexOf('former')).toBeLessThan(asked.indexOf('new-one'));

    const { rows } = await db.pool.query('select model, count(*)::int as vectors from embedding group by model');
    expect(rows).toEqual([{ model: next.name, vectors: PAGES }]);
    const after = await searchPassages({ db, index, embedder: next, log }, { text: 'Hundesteuer', limit: 3 });
    expect(after).toMatchObject({ vectors: 'used', embeddedShare: 1 });
  });

  it('goes on with the words and the new vectors where the former model is not to be had', async () => {
    const { database: db } = test;
    const index = await openIndex();
    await embedPassages({ db, index, embedder: await connect('lost'), clock, log });
    // The server has one model only and gives its vectors under every name: they must not be compared with the others.
    answersBy = 'new-one';
    try {
      const next = await connect('new-one');
      asked.length = 0;
      const result = await searchPassages(
        { db, index, embedder: next, log },
        { text: 'Was ist mit Hundesteuer?', limit: 3 },
      );
      expect(result).toMatchObject({ mode: 'lexical', vectors: 'nothing-embedded' });
      expect(result.hits[0]?.title).toContain('Hundesteuer');
      expect(asked.filter((model) => model === 'new-one').length).toBeGreaterThan(0);
    } finally {
      answersBy = null;
    }
  });
});
