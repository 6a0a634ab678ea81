import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BM25, inverseFrequency } from './lexical-terms.ts';
import {
  BLOCK_SIZE,
  createListBuilder,
  leaveMarks,
  packPassages,
  readSegment,
  type Segment,
  scoreLists,
  type TermList,
} from './posting-segments.ts';

interface Passage {
  number: number;
  terms: string[];
  source: string;
  language: string;
}

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** The passages as segments and lists, as they come from the database. */
function pack(passages: readonly Passage[]): { segments: Map<number, Segment>; rows: TermList[] } {
  const segments = new Map<number, Segment>();
  const rows: TermList[] = [];
  for (const block of new Set(passages.map(({ number }) => Math.floor(number / BLOCK_SIZE)))) {
    const builder = createListBuilder();
    const own = passages.filter(({ number }) => Math.floor(number / BLOCK_SIZE) === block);
    for (const { number, terms } of own) builder.add(number - block * BLOCK_SIZE, terms);
    const packed = packPassages(
      own.map(({ number, terms, source, language }) => ({
        id: idOf(number),
        page: idOf(number + 1),
        place: number - block * BLOCK_SIZE,
        length: terms.length,
        source,
        language,
      })),
    );
    segments.set(block + 7, readSegment({ segment: block + 7, block, ...packed }));
    for (const list of builder.lists()) rows.push({ ...list, segment: block + 7 });
  }
  return { segments, rows };
}

/** BM25 as it is written down. */
function score(passages: readonly Passage[], asked: readonly string[]) {
  const mean = passages.reduce((sum, { terms }) => sum + terms.length, 0) / passages.length;
  return passages
    .map((passage) => ({
      passage,
      score: asked.reduce((sum, term) => {
        const often = passage.terms.filter((each) => each === term).length;
        const having = passages.filter(({ terms }) => terms.includes(term)).length;
        const length = 1 - BM25.b + (BM25.b * passage.terms.length) / mean;
        return sum + (inverseFrequency(having, passages.length) * often * (BM25.k1 + 1)) / (often + BM25.k1 * length);
      }, 0),
    }))
    .filter(({ score: reached }) => reached > 0)
    .sort((a, b) => b.score - a.score || a.passage.number - b.passage.number);
}

const term = fc.constantFrom<string[]>('hund', 'steuer', 'müll', 'pass', 'amt', 'bad');
const passage = fc.record({
  number: fc.integer({ min: 0, max: BLOCK_SIZE * 3 - 1 }),
  terms: fc.array(term, { minLength: 1, maxLength: 12 }),
  source: fc.constantFrom('town', 'county'),
  language: fc.constantFrom('de', 'en'),
});
const collection = fc.uniqueArray(passage, { minLength: 1, maxLength: 30, selector: ({ number }) => number });

describe('posting lists', () => {
  it('give BM25 as it is written down, of the languages and sources asked for', async () => {
    await fc.assert(
      fc.asyncProperty(
        collection,
        fc.uniqueArray(term, { minLength: 1 }),
        fc.constantFrom(null, 'de', 'en'),
        fc.constantFrom<(string[] | null)[]>(null, ['town'], ['county', 'town'], ['elsewhere']),
        fc.integer({ min: 1, max: 40 }),
        async (passages, asked, language, sourceIds, limit) => {
          const { segments, rows } = pack(passages);
          const meanLength = passages.reduce((sum, { terms }) => sum + terms.length, 0) / passages.length;
          const found = await scoreLists(
            rows.filter((row) => asked.includes(row.term)),
            { segments, passages: passages.length, meanLength, language, sourceIds, limit },
          );
          const right = score(passages, asked).filter(
            ({ passage: { language: spoken, source } }) =>
              (language === null || language === spoken) && (sourceIds === null || sourceIds.includes(source)),
          );
          expect(found).toHaveLength(Math.min(limit, right.length));
          const scores = new Map(right.map((each) => [idOf(each.passage.number), each.score]));
          for (const [at, hit] of found.entries()) {
            expect(hit.score).toBeCloseTo(right[at]?.score ?? 0, 9);
            expect(hit.score).toBeCloseTo(scores.get(hit.passageId) ?? 0, 9);
          }
        },
      ),
    );
  });

  it('leave out passages that have gone, and lists of segments that are not known', async () => {
    const passages = [1, 2, 3].map((number) => ({ number, terms: ['hund'], source: 'town', language: 'de' }));
    const { segments, rows } = pack(passages);
    const [segment] = segments.values();
    if (segment === undefined) throw new Error('no segment');
    const marks = leaveMarks(segment.marks, (place) => place !== 2);
    const options = { passages: 3, meanLength: 1, language: null, sourceIds: null, limit: 9 };
    const left = await scoreLists(rows, {
      ...options,
      segments: new Map([[segment.segment, readSegment({ ...segment, sources: ['town'], languages: ['de'], marks })]]),
    });
    expect(left.map(({ passageId }) => passageId)).toEqual([idOf(1), idOf(3)]);
    expect(await scoreLists(rows, { ...options, segments: new Map() })).toEqual([]);
  });

  it('hold a term that is repeated more often than a byte can say', async () => {
    const { segments, rows } = pack([
      { number: 5, terms: new Array(700).fill('hund'), source: 'town', language: 'de' },
      { number: 6, terms: ['hund', 'amt'], source: 'town', language: 'de' },
    ]);
    const hits = await scoreLists(rows, {
      segments,
      passages: 2,
      meanLength: 351,
      language: 'de',
      sourceIds: null,
      limit: 2,
    });
    expect(hits.map(({ passageId }) => passageId).sort()).toEqual([idOf(5), idOf(6)]);
  });
});
