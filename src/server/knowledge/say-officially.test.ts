import { describe, expect, it } from 'vitest';
import { stemGerman } from '../german/stem-word.ts';
import { learnVocabulary } from './lexical-vocabulary.ts';
import { sayAsPagesDo, sayOfficially } from './say-officially.ts';

describe('sayOfficially', () => {
  const vocabulary = learnVocabulary(
    new Map([
      ['personalausweis', 9],
      ['perso', 1],
      ['person', 40],
      ['kita', 12],
      ['kindertageseinrichtung', 30],
      ['kita-platz', 3],
    ]),
  );
  it('takes the name that the pages use more often', () => {
    expect(vocabulary.frequency(stemGerman('personalausweis'))).toBe(9);
    expect(sayOfficially('Was kostet ein neuer Perso?', vocabulary)).toBe('Was kostet ein neuer Personalausweis?');
  });
  it('leaves words that the pages use themselves, and words it does not know', () => {
    expect(sayOfficially('Welche Kita nimmt Welpen?', vocabulary)).toBe('Welche Kita nimmt Welpen?');
    expect(sayOfficially('Brauche ich den Angelschein?', vocabulary)).toBe('Brauche ich den Angelschein?');
  });
  it('follows the town: its own words, also beside those that the pages use, and not the ones it switched off', () => {
    const town = new Map([
      ['kita', { names: ['Kindertageseinrichtung'], own: true }],
      ['plastik', { names: ['Unbekanntes', 'Personalausweis'], own: true }],
    ]);
    const own = { ...vocabulary, officialNames: (word: string) => town.get(word) };
    expect(sayOfficially('Kita', own)).toBe('Kita Kindertageseinrichtung');
    expect(sayOfficially('Kita', { ...own, occurrences: () => 0 })).toBe('Kindertageseinrichtung');
    expect(sayOfficially('Plastik', own)).toBe('Personalausweis');
    expect(sayOfficially('Perso', own)).toBe('Perso');
  });
  it('puts slips right before', () => {
    expect(sayAsPagesDo('Personlausweis', vocabulary)).toBe('personalausweis');
    expect(sayAsPagesDo('Perso', vocabulary)).toBe('Personalausweis');
  });
});
