import { describe, expect, it } from 'vitest';
import { readCatalogue } from './read-catalogue.ts';

describe('the catalogue of models', () => {
  it('has an embedding model with a checksum for each file that is fetched', () => {
    const [model] = readCatalogue();
    expect(model).toMatchObject({ name: 'multilingual-e5-small', role: 'embedding', licence: 'MIT', dimensions: 384 });
    expect(model?.sha256).toMatch(/^e5de16c4/);
    expect(model?.sources.map(({ kind }) => kind)).toEqual(['file', 'mirror', 'wheel']);
  });

  it('refuses a file name that leaves the folder, a wrong checksum and an address without TLS', () => {
    const model = structuredClone(readCatalogue()[0]);
    if (!model) throw new Error('The catalogue is empty.');
    expect(() => readCatalogue({ models: [{ ...model, file: '../model.gguf' }] })).toThrow();
    expect(() => readCatalogue({ models: [{ ...model, sha256: 'e5de' }] })).toThrow();
    expect(() =>
      readCatalogue({ models: [{ ...model, sources: [{ kind: 'hub', url: 'http://x.de/m.gguf' }] }] }),
    ).toThrow();
    expect(() => readCatalogue({ models: [] })).toThrow();
  });
});
