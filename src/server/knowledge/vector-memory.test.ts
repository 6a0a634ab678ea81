import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInMemory, scoreInMemory, type VectorMemory } from './vector-memory.ts';

function memoryOf(vectors: number[][], source = (at: number) => `source${at % 2}`): VectorMemory {
  const passages = vectors.map((vector, at) => ({
    id: `passage${at}`,
    page: `page${at}`,
    source: source(at),
    hash: `hash${at}`,
    vector: Float32Array.from(vector),
  }));
  return { model: 'test', passages, byHash: new Map(), byId: new Map(passages.map((passage, at) => [passage.id, at])) };
}

describe('findInMemory', () => {
  const question = Float32Array.from([1, 0]);

  it('gives the nearest first, only of the sources asked for', () => {
    const memory = memoryOf([
      [0.6, 0.8],
      [1, 0],
      [0, 1],
      [0.8, 0.6],
    ]);
    expect(findInMemory(memory, { question, sourceIds: null, limit: 2 }).map((hit) => hit.passageId)).toEqual([
      'passage1',
      'passage3',
    ]);
    expect(findInMemory(memory, { question, sourceIds: ['source0'], limit: 2 }).map((hit) => hit.passageId)).toEqual([
      'passage0',
      'passage2',
    ]);
    expect(findInMemory(memory, { question, sourceIds: ['elsewhere'], limit: 2 })).toEqual([]);
  });

  it('leaves out vectors of another length', () => {
    const memory = memoryOf([
      [1, 0, 0],
      [0, 1],
    ]);
    expect(findInMemory(memory, { question, sourceIds: null, limit: 5 }).map((hit) => hit.passageId)).toEqual([
      'passage1',
    ]);
    expect(scoreInMemory(memory, question, ['passage0', 'passage1', 'unknown'])).toHaveLength(1);
  });

  it('finds what sorting all would find', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(value, value), { maxLength: 40 }),
        fc.integer({ min: 1, max: 10 }),
        (vectors, limit) => {
          const memory = memoryOf(vectors);
          const all = memory.passages.map((passage) => (passage.vector[0] ?? 0) + 0).sort((a, b) => b - a);
          const found = findInMemory(memory, { question, sourceIds: null, limit });
          expect(found.map((hit) => Math.fround(hit.cosine) + 0)).toEqual(all.slice(0, limit));
        },
      ),
    );
  });
});
