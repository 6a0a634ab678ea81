import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareUnits } from '../../src/server/knowledge/compare-units.ts';
import { embedPassages } from '../../src/server/knowledge/embed-passages.ts';
import { indexCorpus } from '../../src/server/knowledge/index-corpus.ts';
import { readPagePassages } from '../../src/server/knowledge/read-page-passages.ts';
import { ensureSearchIndex, type SearchIndex } from '../../src/server/knowledge/search-index.ts';
import { splitUnits } from '../../src/server/knowledge/split-units.ts';
import { type Embedder, EmbedderError, normaliseToLengthOne } from '../../src/server/models/embedder.ts';
import { systemClock as clock } from '../../src/server/platform/clock.ts';
import type { Database } from '../../src/server/platform/database.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { openTestDatabase, type TestDatabase, testEngine } from '../support/database.ts';

const log = createLog('silent');
const { signal } = new AbortController();
const page = (slug: string, title: string, body: string) => ({
  url: `https://musterstadt.example/${slug}`,
  title,
  breadcrumb: ['Musterstadt'],
  html: `<!doctype html><html lang="de"><head><title>${title}</title></head><body><main><h1>${title}</h1>${body}</main></body></html>`,
  changedOn: null,
});
const pages = [
  page(
    'bauhof',
    'Bauhof',
    '<p>Der Bauhof pflegt die Parks. Sperrmüll holen wir auf Abruf. Im Winter streuen wir Wege.</p><ul><li>Laub</li><li>Schnitt</li></ul>',
  ),
  page('bad', 'Freibad', '<p>Das Freibad öffnet im Mai. Kinder zahlen die Hälfte.</p>'),
];

/** A text is the sum of directions of its words; counts what it is asked for, and may refuse texts. */
function createWordEmbedder(refuses: (text: string) => boolean = () => false): Embedder & { texts: string[] } {
  const texts: string[] = [];
  const embed = (text: string) => {
    const vector = new Float32Array(48);
    for (const word of text.toLowerCase().match(/\p{L}+/gu) ?? []) {
      let state = [...word].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521, 7);
      for (let at = 0; at < vector.length; at += 1) {
        state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
        vector[at] = (vector[at] ?? 0) + state / 2_147_483_648 - 0.5;
      }
    }
    return normaliseToLengthOne(vector);
  };
  return {
    texts,
    name: 'words',
    dimensions: 48,
    embedQuestion: async (text) => embed(text),
    async embedPassages(wanted) {
      texts.push(...wanted);
      if (wanted.some(refuses)) throw new EmbedderError('refused', 'no');
      return wanted.map(embed);
    },
  };
}

describe(`vectors of units (${testEngine})`, () => {
  let opened: TestDatabase;
  let db: Database;
  let index: SearchIndex;
  let ids: Map<string, string>;
  const embedder = createWordEmbedder();
  const idOf = (slug: string) => ids.get(`https://musterstadt.example/${slug}`) ?? '';

  beforeAll(async () => {
    opened = await openTestDatabase();
    db = opened.database;
    index = await ensureSearchIndex({ db, log });
    ids = await indexCorpus({ db, index, clock, log }, pages);
  }, 60_000);
  afterAll(() => opened.close());

  async function compare(question: string, by: Embedder | null = embedder) {
    const passages = await readPagePassages({ db }, [idOf('bauhof')], 50);
    const passageIds = passages.map((passage) => passage.passageId);
    const cosines = await compareUnits({ db, embedder: by, log }, { question, passageIds, signal });
    return { units: splitUnits(passages), passages, cosines };
  }

  it('are made after those of the passages, each once, under page and section', async () => {
    const progress: number[] = [];
    const done = await embedPassages(
      { db, index, embedder, clock, log },
      { onUnits: (step) => progress.push(step.done) },
    );
    expect(done.outcome).toBe('complete');
    expect(progress.at(-1)).toBe(done.total);
    expect(embedder.texts.indexOf('Bauhof: Sperrmüll holen wir auf Abruf.')).toBeGreaterThan(
      embedder.texts.findLastIndex((text) => text.startsWith('Musterstadt > ')),
    );
    const asked = embedder.texts.length;
    await embedPassages({ db, index, embedder, clock, log });
    expect(embedder.texts.length).toBe(asked);
  });

  it('tell which unit is nearest to a question, in the order in which units are cut', async () => {
    const { units, passages, cosines } = await compare('Sperrmüll Abruf');
    const found = passages.flatMap((passage) => [...(cosines?.get(passage.passageId) ?? [])]);
    expect(found).toHaveLength(units.length);
    expect(units[found.indexOf(Math.max(...found))]?.text).toBe('Sperrmüll holen wir auf Abruf.');
  });

  it('are left aside without a model or if it is late', async () => {
    expect((await compare('Sperrmüll', null)).cosines).toBeNull();
    const late = { ...embedder, embedQuestion: () => new Promise<Float32Array>(() => undefined) };
    expect((await compare('Sperrmüll', late)).cosines).toBeNull();
  });

  it('go with their passage, and one that the model refuses keeps no other waiting', async () => {
    const count = async () => Number((await db.pool.query('select count(*) from unit_embedding')).rows[0]?.count);
    const before = await count();
    await db.pool.query('delete from page where id = $1', [idOf('bad')]);
    const [news, other] = [
      page('neu', 'Neues', '<p>Verboten ist dies.</p>'),
      page('gut', 'Gutes', '<p>Alles gut.</p>'),
    ];
    await indexCorpus({ db, index, clock, log }, [news, other]);
    const refusing = createWordEmbedder((text) => text.startsWith('Neues: '));
    expect((await embedPassages({ db, index, embedder: refusing, clock, log })).outcome).toBe('complete');
    expect(refusing.texts).toContain('Gutes: Alles gut.');
    // Less the bath's, more those of "Gutes".
    expect(await count()).toBe(before);
  });
});
