import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseText } from '../../src/server/german/analyse-text.ts';
import { embedPassages } from '../../src/server/knowledge/embed-passages.ts';
import { type CorpusPage, indexCorpus } from '../../src/server/knowledge/index-corpus.ts';
import { indexPassages } from '../../src/server/knowledge/index-passages.ts';
import { BLOCK_SIZE } from '../../src/server/knowledge/posting-segments.ts';
import { ensureSearchIndex, type SearchIndex } from '../../src/server/knowledge/search-index.ts';
import { type SearchQuery, searchPages, searchPassages } from '../../src/server/knowledge/search-passages.ts';
import { type Embedder, EmbedderError } from '../../src/server/models/embedder.ts';
import { systemClock as clock } from '../../src/server/platform/clock.ts';
import type { Database } from '../../src/server/platform/database.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { openTestDatabase, type TestDatabase, testEngine } from '../support/database.ts';

const log = createLog('silent');

const PAGES: [slug: string, language: string, title: string, body: string][] = [
  [
    'hundesteuer',
    'de',
    'Hundesteuer',
    `<p>Wer einen Hund hält, zahlt Hundesteuer. Rechtsgrundlage ist § 9 Abs. 2 der Satzung.</p>
     <table><tr><th>Hund</th><th>Betrag im Jahr</th></tr><tr><td>erster</td><td>90,00 €</td></tr><tr><td>zweiter</td><td>132,50 €</td></tr></table>`,
  ],
  [
    'muell',
    'de',
    'Müllabfuhr',
    '<p>Die Restmülltonne wird alle zwei Wochen geleert. Sperrmüll holen wir auf Abruf.</p>',
  ],
  [
    'personalausweis',
    'de',
    'Personalausweis',
    '<p>Den Personalausweis beantragen Sie im Bürgerbüro, Musterstraße 5. Er kostet 37,00 Euro.</p>',
  ],
  [
    'wohngeld',
    'de',
    'Wohngeld',
    '<p>Wohngeld ist ein Zuschuss zur Miete. Den Wohngeldantrag stellen Sie bei der Wohngeldstelle.</p>',
  ],
  ['baden', 'de', 'Freibad', '<p>Das Freibad hat von Mai bis September geöffnet. Schwimmkurse beginnen im Juni.</p>'],
  [
    'bibliothek',
    'de',
    'Stadtbibliothek',
    '<p>In der Bibliothek leihen Sie Bücher und Spiele aus. Telefon 0821 123456-0.</p>',
  ],
  [
    'en/dog-tax',
    'en',
    'Dog tax',
    '<p>If you keep a dog, you have to pay dog tax. The first dog costs 90 euros a year.</p>',
  ],
];

const pages: CorpusPage[] = PAGES.map(([slug, language, title, body]) => ({
  url: `https://musterstadt.example/${slug}`,
  title,
  breadcrumb: ['Musterstadt'],
  html: `<!doctype html><html lang="${language}"><head><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`,
  changedOn: '2026-01-15',
}));

/** An embedder without a model: a text is the sum of pseudo-random directions of its terms, so that texts of like words are near. */
function createTermEmbedder(name = 'terms'): Embedder & { calls: number; asked: string[] } {
  const dimensions = 64;
  const translate: Record<string, string> = {
    dog: 'Hund',
    tax: 'Steuer',
    pay: 'zahlen',
    book: 'Bücher',
    books: 'Bücher',
    swim: 'Schwimmkurse',
  };
  const embed = (text: string): Float32Array => {
    const vector = new Float32Array(dimensions);
    const german = text.replace(/\p{L}+/gu, (word) => translate[word.toLowerCase()] ?? word);
    for (const { term } of analyseText(german, { language: 'de' })) {
      let state = 2_166_136_261;
      for (const character of term) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 16_777_619);
      for (let at = 0; at < dimensions; at += 1) {
        state = Math.imul(state ^ (state >>> 15), 2_246_822_519) + at;
        vector[at] = (vector[at] ?? 0) + ((state >>> 8) & 0xffff) / 0x8000 - 1;
      }
    }
    const length = Math.hypot(...vector) || 1;
    return vector.map((value) => value / length);
  };
  const embedder = {
    name,
    dimensions,
    calls: 0,
    asked: [] as string[],
    async embedPassages(texts: string[]) {
      embedder.calls += 1;
      embedder.asked.push(...texts);
      return texts.map(embed);
    },
    embedQuestion: async (text: string) => embed(text),
  };
  return embedder;
}

describe('search', () => {
  let test: TestDatabase;
  let db: Database;
  let index: SearchIndex;
  let pageIds: Map<string, string>;
  const embedder = createTermEmbedder();

  beforeAll(async () => {
    test = await openTestDatabase();
    db = test.database;
    index = await ensureSearchIndex({ db, log });
    pageIds = await indexCorpus({ db, index, clock, log }, pages);
  });
  afterAll(() => test.close());

  const search = (text: string, more: Partial<SearchQuery> & { embedder?: Embedder | null } = {}) => {
    const { embedder: model = null, ...query } = more;
    return searchPassages({ db, index, embedder: model, log }, { text, limit: 5, ...query });
  };
  const first = async (text: string, more: Parameters<typeof search>[1] = {}) => {
    const result = await search(text, more);
    return result.hits[0]?.url.replace('https://musterstadt.example/', '') ?? null;
  };

  it('runs with pgvector on the embedded database and without it on the server', () => {
    expect(db.capabilities).toEqual({ vector: testEngine === 'embedded' });
  });

  describe('by words', () => {
    for (const [question, page] of [
      ['Was kostet die Hundesteuer?', 'hundesteuer'],
      ['Steuer für den Hund', 'hundesteuer'],
      ['§ 9 Absatz 2', 'hundesteuer'],
      ['132,50 Euro', 'hundesteuer'],
      ['Muell Tonne', 'muell'],
      ['SPERRMUELL', 'muell'],
      ['Ausweis beantragen', 'personalausweis'],
      ['Musterstrasse', 'personalausweis'],
      ['Zuschuss Mieten', 'wohngeld'],
      ['(0821) 12 34 56 - 0', 'bibliothek'],
      ['Schwimmen lernen, Kurs', 'baden'],
      ['How much is the dog tax?', 'en/dog-tax'],
    ] as const) {
      it(`${question} → ${page}`, async () => expect(await first(question)).toBe(page));
    }

    it('says that it worked without a model', async () => {
      const result = await search('Hundesteuer');
      expect(result).toMatchObject({ mode: 'lexical', vectors: 'no-model', language: 'de', embeddedShare: 0 });
      expect(result.evidence.bestCosine).toBeNull();
      expect(result.evidence.coverage).toBe(1);
    });

    it('finds nothing where no word is known, and says so', async () => {
      const result = await search('Quantenchromodynamik');
      expect(result.hits).toEqual([]);
      expect(result.evidence.unknownShare).toBe(1);
    });

    it('survives every kind of text', async () => {
      for (const text of [
        '',
        '   ',
        '🐕',
        "'; drop table passage; --",
        '%_\\',
        '\u0000',
        'a'.repeat(4000),
        '? '.repeat(500),
        'والدين',
      ]) {
        expect((await search(text)).mode).toBe('lexical');
      }
    });

    it('keeps to the sources asked for', async () => {
      const { hits } = await search('Hundesteuer');
      expect(await first('Hundesteuer', { sourceIds: [hits[0]?.sourceId ?? ''] })).toBe('hundesteuer');
      expect(await first('Hundesteuer', { sourceIds: ['00000000-0000-4000-8000-000000000000'] })).toBeNull();
    });

    it('gives with a passage all that an answer needs', async () => {
      const { hits } = await search('Was kostet der zweite Hund?');
      expect(hits[0]).toMatchObject({
        pageId: pageIds.get('https://musterstadt.example/hundesteuer'),
        title: 'Hundesteuer',
        path: ['Musterstadt', 'Hundesteuer'],
        language: 'de',
        kind: 'web',
        changedOn: '2026-01-15',
        pageNumber: null,
      });
      expect(hits[0]?.fetchedAt).toBeInstanceOf(Date);
      expect(hits[0]?.blocks.some((block) => block.kind === 'table')).toBe(true);
      expect(hits.map((hit) => hit.score)).toEqual(hits.map((hit) => hit.score).sort((a, b) => b - a));
    });

    it('gives each page once where pages are asked for', async () => {
      const { pages: found } = await searchPages(
        { db, index, embedder: null, log },
        { text: 'Hund Wohngeld Bücher', limit: 10 },
      );
      const ids = found.map((page) => page.pageId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThanOrEqual(3);
    });
  });

  describe('with vectors', () => {
    it('embeds what is missing, goes on after a stop, and asks for nothing twice', async () => {
      const stop = new AbortController();
      const stopping: Embedder = {
        ...embedder,
        embedPassages: async (texts) => {
          stop.abort();
          return embedder.embedPassages(texts);
        },
      };
      const begun = await embedPassages({ db, index, embedder: stopping, clock, log }, { signal: stop.signal });
      expect(begun.outcome).toBe('aborted');
      const progress: number[] = [];
      const done = await embedPassages(
        { db, index, embedder, clock, log },
        { onProgress: (step) => progress.push(step.done) },
      );
      expect(done).toMatchObject({ outcome: 'complete', refused: 0 });
      expect(done.done).toBe(done.total);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      const { calls } = embedder;
      expect((await embedPassages({ db, index, embedder, clock, log })).done).toBe(done.total);
      expect(embedder.calls).toBe(calls);
      expect(new Set(embedder.asked).size).toBe(embedder.asked.length);
      expect(embedder.asked.some((text) => text.startsWith('Musterstadt > Hundesteuer\n'))).toBe(true);
    });

    it('joins words and vectors', async () => {
      const result = await search('Was kostet die Hundesteuer?', { embedder, evidence: true });
      expect(result).toMatchObject({ mode: 'hybrid', vectors: 'used', embeddedShare: 1 });
      expect(result.hits[0]?.url).toContain('/hundesteuer');
      expect(result.hits[0]?.vectorScore).toBeGreaterThan(0);
      expect(result.hits[0]?.lexicalScore).toBeGreaterThan(0);
      expect(result.evidence.gapToSixth).toBeGreaterThan(0);
    });

    it('finds German pages by an English question through the vectors alone', async () => {
      expect(await first('Where can I swim?', { embedder })).toBe('baden');
      const { hits } = await search('Where can I swim?', { embedder });
      expect(hits[0]?.lexicalScore).toBeNull();
      expect(hits[0]?.coverage).toBeNull();
    });

    it('finds the same wherever vectors are compared, and says where they are too many', async () => {
      const query = { text: 'Bücher leihen', limit: 5, retriever: 'vectors' } as const;
      const inMemory = await searchPassages({ db, index, embedder, log }, query);
      expect(await index.vectorPlace(embedder.name)).toBe('memory');
      expect(inMemory.mode).toBe('vectors');
      const never = await ensureSearchIndex({ db, log, vectorMegabytes: 0 });
      const elsewhere = await searchPassages({ db, index: never, embedder, log }, query);
      if (testEngine === 'postgres') {
        expect(await never.vectorPlace(embedder.name)).toBe('nowhere');
        expect(elsewhere).toMatchObject({ mode: 'lexical', vectors: 'too-many' });
        const both = await searchPassages({ db, index: never, embedder, log }, { text: 'Hundesteuer', limit: 5 });
        expect(both.hits[0]?.url).toContain('/hundesteuer');
        return;
      }
      expect(await never.vectorPlace(embedder.name)).toBe('database');
      expect(elsewhere.hits.map((hit) => hit.passageId)).toEqual(inMemory.hits.map((hit) => hit.passageId));
      for (const [at, hit] of elsewhere.hits.entries()) {
        expect(inMemory.hits[at]?.vectorScore).toBeCloseTo(hit.vectorScore ?? 0, 4);
      }
      const [hit] = inMemory.hits;
      const none = { ...query, sourceIds: ['00000000-0000-4000-8000-000000000000'] };
      for (const each of [index, never]) {
        const own = { ...query, sourceIds: [hit?.sourceId ?? ''] };
        expect((await searchPassages({ db, index: each, embedder, log }, own)).hits).toHaveLength(5);
        expect((await searchPassages({ db, index: each, embedder, log }, none)).hits).toEqual([]);
      }
    });

    it('goes on by words where the model is late or fails, and says so', async () => {
      const late: Embedder = { ...embedder, embedQuestion: () => new Promise(() => {}) };
      const result = await search('Hundesteuer', { embedder: late });
      expect(result).toMatchObject({ mode: 'lexical', vectors: 'late' });
      expect(result.hits[0]?.url).toContain('/hundesteuer');
      expect(result.milliseconds).toBeLessThan(3_000);
      const failing: Embedder = {
        ...embedder,
        embedQuestion: () => Promise.reject(new EmbedderError('unavailable', 'gone')),
      };
      expect(await search('Hundesteuer', { embedder: failing })).toMatchObject({ mode: 'lexical', vectors: 'failed' });
    });

    it('ends when the asker goes', async () => {
      const signal = AbortSignal.abort(new Error('gone'));
      await expect(search('Hundesteuer', { embedder, signal })).rejects.toThrow('gone');
    });

    it('does not mix vectors of two models', async () => {
      const result = await search('Hundesteuer', { embedder: createTermEmbedder('another') });
      expect(result).toMatchObject({ mode: 'lexical', vectors: 'nothing-embedded' });
    });

    it('leaves out a text that the model refuses, and stops where it does not answer', async () => {
      const picky: Embedder = {
        ...createTermEmbedder('picky'),
        embedPassages: async (texts) => {
          if (texts.some((text) => text.includes('Freibad'))) throw new EmbedderError('invalid', 'no');
          return embedder.embedPassages(texts);
        },
      };
      const outcome = await embedPassages({ db, index, embedder: picky, clock, log });
      expect(outcome.outcome).toBe('complete');
      expect(outcome.refused).toBeGreaterThan(0);
      expect(outcome.done).toBe(outcome.total - outcome.refused);
      expect(await first('Wohngeld', { embedder: picky })).toBe('wohngeld');
      expect(await first('Freibad', { embedder: picky })).toBe('baden');
      await embedPassages({ db, index, embedder, clock, log });
      const down: Embedder = {
        ...createTermEmbedder('down'),
        embedPassages: () => Promise.reject(new EmbedderError('unavailable', 'down')),
      };
      expect(await embedPassages({ db, index, embedder: down, clock, log })).toMatchObject({
        outcome: 'unavailable',
        done: 0,
      });
    });
  });

  describe('kept up to date', () => {
    it('is made again without harm, and by a second process', async () => {
      const again = await ensureSearchIndex({ db, log });
      const result = await searchPassages({ db, index: again, embedder, log }, { text: 'Hundesteuer', limit: 1 });
      expect(result.hits[0]?.url).toContain('/hundesteuer');
      expect(await indexPassages({ db, index: again, log })).toMatchObject({ written: 0, finished: true });
    });

    it('forgets passages and vectors that are gone', async () => {
      await db.pool.query(`delete from page where id = $1`, [pageIds.get('https://musterstadt.example/baden')]);
      await indexPassages({ db, index, log });
      expect(await first('Freibad')).not.toBe('baden');
      const before = await index.embedded(embedder.name);
      const { rows: kept } = await db.pool.query<{ count: string }>('select count(*) from embedding where model = $1', [
        embedder.name,
      ]);
      await embedPassages({ db, index, embedder, clock, log });
      const { rows } = await db.pool.query<{ count: string }>('select count(*) from embedding where model = $1', [
        embedder.name,
      ]);
      expect(Number(rows[0]?.count)).toBe(Number(kept[0]?.count) - 1);
      expect(before).toBe(Number(rows[0]?.count));
    });

    it('finds a new page as soon as it is indexed, by words before it has a vector', async () => {
      const [page] = pages;
      if (page === undefined) throw new Error('no page');
      await indexCorpus({ db, index, clock, log }, [
        {
          ...page,
          url: 'https://neu.example/eisbahn',
          title: 'Eisbahn',
          html: '<html lang="de"><main><h1>Eisbahn</h1><p>Die Eisbahn öffnet im November.</p></main></html>',
        },
      ]);
      const result = await search('Wann öffnet die Eisbahn?', { embedder });
      expect(result.hits[0]?.url).toBe('https://neu.example/eisbahn');
      expect(result.hits[0]?.vectorScore).toBeNull();
      expect(result.embeddedShare).toBeLessThan(1);
    });

    it('takes passages that have gone out of the index and fills it up again', async () => {
      const pageId = pageIds.get('https://musterstadt.example/wohngeld');
      const insert = (from: number, to: number) =>
        db.pool.query(
          `insert into passage (page_id, source_id, ordinal, path, language, blocks, text, hash)
           select id, source_id, n, '["Fundsachen"]', 'de', '[]', 'Regenschirm ' || n, 'umbrella-' || n
           from page, generate_series($2::int, $3::int) n where id = $1`,
          [pageId, from, to],
        );
      const umbrellas = async () => {
        const { hits } = await search('Regenschirm', { limit: 100 });
        return hits.filter((hit) => hit.text.startsWith('Regenschirm')).length;
      };
      // Over three blocks of numbers, of which two keep next to nothing.
      await insert(10_000, 10_000 + 2 * BLOCK_SIZE);
      await indexPassages({ db, index, log });
      expect(await umbrellas()).toBe(100);
      await db.pool.query(`delete from passage where hash like 'umbrella-%' and ordinal > 10005 and ordinal < $1`, [
        10_000 + 2 * BLOCK_SIZE - 5,
      ]);
      await indexPassages({ db, index, log });
      expect(await umbrellas()).toBe(12);
      await insert(90_000, 90_010);
      await indexPassages({ db, index, log });
      expect(await umbrellas()).toBe(23);
      const { rows } = await db.pool.query<{ passages: number; segments: number }>(
        `select sum(passages)::int as passages, count(*)::int as segments from posting_segment where state = 'current'`,
      );
      expect(rows[0]?.passages).toBe((await index.collection()).passages);
      await db.pool.query(`delete from passage where hash like 'umbrella-%'`);
      await indexPassages({ db, index, log });
      expect(await umbrellas()).toBe(0);
    });

    it('analyses in a large collection only what is new, until that is a good part', async () => {
      const pageId = pageIds.get('https://musterstadt.example/wohngeld');
      const insert = (from: number, to: number, text: string) =>
        db.pool.query(
          `insert into passage (page_id, source_id, ordinal, path, language, blocks, text, hash)
           select id, source_id, n, '["Archiv"]', 'de', '[]', $2 || ' ' || n, 'archive-' || n
           from page, generate_series($3::int, $4::int) n where id = $1`,
          [pageId, text, from, to],
        );
      await insert(1_001, 1_600, 'Protokoll der Gemeinderatssitzung, Band');
      expect((await indexPassages({ db, index, log })).written).toBeGreaterThanOrEqual(600);
      await insert(2_001, 2_001, 'Zwergkaninchenausstellung im Bauhof, Halle');
      expect(await indexPassages({ db, index, log })).toMatchObject({ written: 1, finished: true });
      const { hits } = await search('Zwergkaninchenausstellung');
      expect(hits[0]?.text).toContain('Zwergkaninchen');
      // New words teach new parts: old passages get them when enough has come together.
      await insert(3_001, 3_080, 'Kaninchen und Zwerg, Nummer');
      await indexPassages({ db, index, log });
      expect(
        (await search('Ausstellung der Kaninchen', { limit: 100 })).hits.some((hit) => hit.text.startsWith('Zwerg')),
      ).toBe(true);
    });
  });
});
