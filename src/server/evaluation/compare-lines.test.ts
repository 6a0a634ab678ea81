import { describe, expect, it } from 'vitest';
import { countLines, linesOf, meanF1, scoreMicro } from './compare-lines.ts';

describe('countLines', () => {
  it('counts a shown line as right if it is a marked one, holds one or is held by one', () => {
    const marked = ['Die Hundesteuer beträgt 50 Euro im Jahr.', 'Kontakt:\nTelefon 0123 456'];
    expect(countLines(['die hundesteuer beträgt 50 EURO im Jahr!'], marked)).toEqual({
      shown: 1,
      right: 1,
      marked: 3,
      found: 1,
    });
    expect(countLines(['Hinweis: Die Hundesteuer beträgt 50 Euro im Jahr.'], marked).right).toBe(1);
    expect(countLines(['beträgt 50 Euro'], marked).right).toBe(1);
    // Too short to say that it is the same line.
    expect(countLines(['Telefon'], marked).right).toBe(0);
    expect(countLines(['Kontakt'], marked).right).toBe(1);
  });

  it('counts what is shown and what is found apart', () => {
    const counts = countLines(
      ['Eine Zeile, die niemand markiert hat.', 'Erste markierte Zeile. Zweite markierte Zeile.'],
      ['Erste markierte Zeile.', 'Zweite markierte Zeile.', 'Dritte markierte Zeile.'],
    );
    expect(counts).toEqual({ shown: 2, right: 1, marked: 3, found: 2 });
  });

  it('leaves out lines without a letter or digit', () => {
    expect(countLines(['–', '***'], ['…'])).toEqual({ shown: 0, right: 0, marked: 0, found: 0 });
  });
});

describe('scoreMicro', () => {
  it('sums over the questions before it divides', () => {
    const scores = scoreMicro([
      { shown: 1, right: 1, marked: 4, found: 1 },
      { shown: 4, right: 1, marked: 1, found: 1 },
    ]);
    expect(scores.precision).toBeCloseTo(2 / 5);
    expect(scores.recall).toBeCloseTo(2 / 5);
  });

  it('divides by the shown lines for precision and by the marked ones for recall', () => {
    const scores = scoreMicro([{ shown: 2, right: 1, marked: 10, found: 2 }]);
    expect(scores.precision).toBe(0.5);
    expect(scores.recall).toBe(0.2);
    expect(scores.f1).toBeCloseTo((2 * 0.5 * 0.2) / 0.7);
  });

  it('is 0 if nothing was shown', () => {
    expect(scoreMicro([{ shown: 0, right: 0, marked: 3, found: 0 }])).toEqual({ precision: 0, recall: 0, f1: 0 });
  });
});

it('takes the mean of the questions own F1', () => {
  const all = [
    { shown: 1, right: 1, marked: 1, found: 1 },
    { shown: 9, right: 0, marked: 9, found: 0 },
  ];
  expect(meanF1(all)).toBe(0.5);
  expect(scoreMicro(all).f1).toBeCloseTo(0.1);
});

it('breaks a text at newlines and between sentences', () => {
  expect(linesOf('Öffnungszeiten\nMontag bis Freitag. Am 1. Mai ist zu.')).toEqual([
    'Öffnungszeiten',
    'Montag bis Freitag.',
    'Am 1. Mai ist zu.',
  ]);
});
