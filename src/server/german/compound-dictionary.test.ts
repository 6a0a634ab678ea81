import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learnCompoundDictionary } from './compound-dictionary.ts';
import { foldWord } from './fold-word.ts';

const base = learnCompoundDictionary([]);
const split = (word: string, dictionary = base) => dictionary.split(foldWord(word));

describe('learnCompoundDictionary', () => {
  for (const [word, ...parts] of [
    ['Hundesteuer', 'hunde', 'steuer'],
    ['Personalausweis', 'personal', 'ausweis'],
    ['Müllabfuhr', 'müll', 'abfuhr'],
    ['Wohngeldantrag', 'wohngeld', 'antrag'],
    ['Anmeldebescheinigung', 'bescheinigung'],
    ['Geburtsurkunde', 'urkunde'],
    ['Straßenreinigung', 'reinigung'],
    ['Gewerbeanmeldung', 'gewerbe', 'anmeldung'],
    ['Kindertagesstättengebühren', 'gebühren'],
    ['Schulbus', 'bus'],
    ['Reisepässe', 'reise', 'pass'],
    ['Abmeldung'],
    ['Verwandtschaft'],
    ['Freiheit'],
  ] as const) {
    it(`${word}: ${parts.join(', ') || 'whole'}`, () => {
      const found = split(word);
      for (const part of parts) expect(found).toContain(foldWord(part));
      if (parts.length === 0) expect(found).toEqual([]);
    });
  }

  it('splits parts again: the outer ones and those inside', () => {
    expect(split('Krankenversicherungskarte')).toEqual(expect.arrayContaining(['kranken', 'versicherung', 'karte']));
  });

  it('learns words that the pages have', () => {
    expect(split('Quartiersmanagement')).toEqual([]);
    const learned = learnCompoundDictionary([
      ['quartier', 3],
      ['management', 2],
    ]);
    expect(split('Quartiersmanagement', learned)).toEqual(['quartier', 'management']);
  });

  it('learns parts that only ever stand at the end of compounds', () => {
    const learned = learnCompoundDictionary(
      ['hundezwinger', 'katzenzwinger', 'pferdezwinger'].map((word) => [word, 1] as const),
    );
    expect(learned.split('stadtzwinger')).toEqual(['stadt', 'zwinger']);
  });

  it('gives parts that stand in the word, and never the word itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{0,40}$/), (word) => {
        for (const part of base.split(word)) {
          expect(part).not.toBe(word);
          expect(word).toContain(part.slice(0, 3));
        }
      }),
    );
  });

  it('answers long and strange words in time', () => {
    const begin = performance.now();
    base.split('a'.repeat(100_000));
    base.split('schul'.repeat(12));
    base.split('𝒽'.repeat(30));
    expect(performance.now() - begin).toBeLessThan(2_000);
  });
});
