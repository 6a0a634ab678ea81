import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { correctQuestion } from './correct-question.ts';
import { clearNeighbour, createSpelling, slips } from './correct-spelling.ts';
import { learnVocabulary } from './lexical-vocabulary.ts';

const counts = new Map([
  ['hundesteuer', 12],
  ['hundesteuern', 2],
  ['personalausweis', 20],
  ['sperrmull', 8],
  ['strasse', 30],
  ['haus', 40],
  ['maus', 1],
  ['kasse', 9],
  ['klasse', 9],
  ['anmeldung', 15],
  ['termin', 10],
  ['online', 10],
]);
const spelling = createSpelling(counts);
const words = (word: string) => spelling.neighbours(word).map((neighbour) => neighbour.word);

describe('neighbours of a word', () => {
  it.each([
    ['Hundestuer', ['hundesteuer']],
    ['hundesteur', ['hundesteuer']],
    ['hudnesteuerr', ['hundesteuer']],
    ['Hundesetuer', ['hundesteuer']],
    ['Personalasuweiß', ['personalausweis']],
    ['Spermüll', ['sperrmull']],
    ['Sperrmuelll', ['sperrmull']],
    ['Strase', ['strasse']],
    // Two slips with another beginning make another word.
    ['sonalausweis', []],
    ['ersonalausweis', ['personalausweis']],
    ['eprsonalausweis', ['personalausweis']],
    // Another first letter makes another word.
    ['tasse', []],
    ['kasssse', []],
    // Short words: one slip only; shorter ones: none.
    ['huas', ['haus']],
    ['hazz', []],
    ['hau', []],
    // Known words have none.
    ['Haus', []],
    ['klsse', ['kasse', 'klasse']],
    ['123haus', []],
  ])('%s: %j', (word, expected) => {
    expect(words(word)).toEqual(expected);
  });

  it.each<[string, [string, number][], string | null]>([
    ['hundestuer', [['hundesteuer', 12]], 'hundesteuer'],
    // Swapped, doubled, a single letter of two: at any length.
    ['huas', [['haus', 40]], 'haus'],
    ['hauss', [['haus', 40]], 'haus'],
    ['strase', [['strasse', 40]], 'strasse'],
    // The key beside it, a letter left out or too many: not in the shortest words.
    ['rathsus', [['rathaus', 9]], 'rathaus'],
    ['rathus', [['rathaus', 9]], 'rathaus'],
    ['grad', [['graf', 9]], null],
    ['eier', [['einer', 9]], null],
    // Another key, another ending: another word.
    ['wetter', [['weiter', 99]], null],
    ['gleichung', [['gleichen', 9]], null],
    // Two as near: only if one is far more frequent.
    [
      'anmeldng',
      [
        ['anmeldung', 9],
        ['anmelding', 9],
      ],
      null,
    ],
    [
      'anmeldng',
      [
        ['anmeldung', 90],
        ['anmelding', 9],
      ],
      'anmeldung',
    ],
  ])('%s, of %j: %s', (typed, near, expected) => {
    const neighbours = createSpelling(new Map(near)).neighbours(typed);
    expect(neighbours).not.toEqual([]);
    expect(clearNeighbour(typed, neighbours)?.word ?? null).toBe(expected);
  });

  it('are found among 100,000 words in two milliseconds', () => {
    const syllables = [
      'ver',
      'steu',
      'er',
      'amt',
      'hund',
      'mel',
      'dung',
      'an',
      'trag',
      'ge',
      'buhr',
      'strass',
      'en',
      'bau',
      'ord',
      'nung',
      'schul',
    ];
    const many = new Map<string, number>();
    for (let number = 0; number < 100_000; number += 1) {
      let word = '';
      // Each number another word: its digits to the base of the syllables, mixed first.
      for (let rest = (number * 7_919) % 1_000_003; rest > 0; rest = Math.floor(rest / syllables.length)) {
        word += syllables[rest % syllables.length];
      }
      many.set(word, (number % 50) + 1);
    }
    expect(many.size).toBeGreaterThan(90_000);
    const large = createSpelling(many);
    const typed = [...many.keys()]
      .slice(0, 220)
      .map((word) => `${word.slice(0, 4)}${word.charAt(5)}${word.charAt(4)}${word.slice(6)}q`);
    for (const word of typed.slice(0, 20)) large.neighbours(word);
    const took = typed.slice(20).map((word) => {
      const started = performance.now();
      large.neighbours(word);
      return performance.now() - started;
    });
    took.sort((a, b) => a - b);
    // Of two hundred the tenth: what the work takes; a busy machine stretches the others.
    expect(took[20]).toBeLessThan(2);
  });
});

describe('slips', () => {
  const letter = fc.constantFrom('a', 'b', 'c');
  const word = fc.array(letter, { maxLength: 8 }).map((list) => list.join(''));

  it('are counted as by the whole table, and both ways alike', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const full = table(a, b);
        expect(slips(a, b, 20)).toBe(full);
        expect(slips(b, a, 20)).toBe(full);
        expect(slips(a, b, 2) <= 2).toBe(full <= 2);
      }),
    );
  });
});

describe('a question with slips', () => {
  const vocabulary = learnVocabulary(counts);
  const correct = (question: string) => correctQuestion(question, vocabulary);

  it('is put right where one word was surely meant', () => {
    const { text, corrections } = correct('Was kostet die Hundestuer?');
    expect(text).toBe('Was kostet die hundesteuer?');
    expect(corrections).toEqual([{ typed: 'Hundestuer', meant: 'hundesteuer' }]);
  });

  it('offers a guess where several may be meant', () => {
    const { text, corrections, guesses } = correct('Klsse');
    expect([text, corrections, guesses]).toEqual(['Klsse', [], [{ typed: 'Klsse', meant: 'kasse' }]]);
  });

  it('is put right inside a compound that no page has', () => {
    expect(correct('Onlineanmledung').text).toBe('onlineanmeldung');
    expect(correct('Hundseteuertermin').text).toBe('hundesteuertermin');
    // Neither part is known: nothing is made up.
    expect(correct('Xylophonanmledng').corrections).toEqual([]);
  });

  it('leaves known words, inflections, everyday words, numbers and compounds of known parts', () => {
    for (const question of [
      'Hundesteuern 2026',
      'Perso',
      'Onlinetermin',
      'Anmeldungen',
      'Xylophon',
      'B 17',
      'meinem',
      '',
    ]) {
      expect(correct(question)).toEqual({ text: question, corrections: [], guesses: [] });
    }
  });
});

/** The definition itself. */
function table(a: string, b: string): number {
  const d = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  const at = (i: number, j: number) => d[i]?.[j] ?? 0;
  for (let i = 1; i <= a.length; i += 1) {
    for (let j = 1; j <= b.length; j += 1) {
      let cost = Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(i - 2, j - 2) + 1);
      const row = d[i];
      if (row !== undefined) row[j] = cost;
    }
  }
  return at(a.length, b.length);
}
