import { describe, expect, it } from 'vitest';
import { idealScore, inverseFrequency, passageTerms, questionTerms } from './lexical-terms.ts';
import { countableWords, learnVocabulary } from './lexical-vocabulary.ts';

const { dictionary } = learnVocabulary(new Map());

describe('passageTerms', () => {
  it('counts the title twice, headings and text once', () => {
    const terms = passageTerms(
      {
        title: 'Hundesteuer',
        path: ['Rathaus', 'Hundesteuer', 'Ermäßigung'],
        text: 'Blindenhunde sind frei.',
        language: 'de',
      },
      dictionary,
    );
    const count = (term: string) => terms.filter((each) => each === term).length;
    const [tax, reduction] = questionTerms('Hundesteuer Ermäßigung', 'de', dictionary).filter(
      (term) => term.kind === 'word',
    );
    expect(count(tax?.term ?? '')).toBe(2);
    expect(count(reduction?.term ?? '')).toBe(1);
  });
});

describe('questionTerms', () => {
  it('gives each term once, a word before a part', () => {
    const terms = questionTerms('Hundesteuer für den Hund', 'de', dictionary);
    expect(new Set(terms.map((term) => term.term)).size).toBe(terms.length);
    expect(terms.find((term) => term.term === 'hund')?.kind).toBe('word');
    expect(terms.find((term) => term.term === 'steu')?.kind).toBe('part');
  });

  it('is bounded', () => {
    const words = Array.from({ length: 500 }, (_, at) => `wort${at}`).join(' ');
    expect(questionTerms(words, 'de', dictionary).length).toBeLessThanOrEqual(64);
  });
});

describe('inverseFrequency', () => {
  it('falls with frequency and never below zero', () => {
    const weights = [0, 1, 10, 99, 100, 500].map((having) => inverseFrequency(having, 100));
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
    expect(Math.min(...weights)).toBeGreaterThan(0);
  });

  it('makes an ideal that no BM25 score reaches', () => {
    const terms = questionTerms('Hundesteuer anmelden', 'de', dictionary);
    expect(idealScore(terms, () => 3, 100)).toBeCloseTo(terms.length * inverseFrequency(3, 100) * 2.5);
  });
});

describe('learnVocabulary', () => {
  it('knows about how many passages have a term, by every form and compound of it', () => {
    const passages = ['Die Hundesteuer', 'Hunde und Katzen', 'Der Hund kostet 50 Euro', 'Am 1. Mai'];
    const counts = new Map<string, number>();
    for (const passage of passages)
      for (const word of countableWords(passage)) counts.set(word, (counts.get(word) ?? 0) + 1);
    const vocabulary = learnVocabulary(counts);
    const frequency = (text: string) =>
      questionTerms(text, 'de', vocabulary.dictionary).map((term) => vocabulary.frequency(term.term));
    expect(frequency('Hund')).toEqual([3]);
    expect(frequency('50')).toEqual([1]);
    expect(frequency('Elefant')).toEqual([0]);
  });
});
