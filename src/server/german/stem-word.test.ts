import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldWord } from './fold-word.ts';
import { stemEnglish, stemGerman } from './stem-word.ts';

const german = (word: string) => stemGerman(foldWord(word));

describe('stemGerman', () => {
  for (const forms of [
    ['Hund', 'Hunde', 'Hunden', 'Hundes'],
    ['Gebühr', 'Gebühren'],
    ['Haus', 'Häuser', 'Häusern', 'Hauses'],
    ['Anmeldung', 'Anmeldungen'],
    ['Antrag', 'Anträge', 'Anträgen', 'Antrags'],
    ['Lehrer', 'Lehrerin', 'Lehrerinnen', 'Lehrern'],
    ['Kind', 'Kinder', 'Kindern', 'Kindes'],
    ['schnell', 'schnelle', 'schnellem', 'schnelles'],
  ]) {
    it(forms.join(', '), () => expect(new Set(forms.map(german)).size).toBe(1));
  }

  // The examples of the paper's reference implementation (case-insensitive form).
  for (const [word, stem] of [
    ['speicherbehältern', 'speicherbehal'],
    ['grenzpostens', 'grenzpo'],
    ['ausgefeiltere', 'ausgefeil'],
  ] as const) {
    it(`${word} → ${stem}`, () => expect(stemGerman(word.replaceAll('ä', 'a').replaceAll('ü', 'u'))).toBe(stem));
  }

  it('keeps apart what differs', () => {
    expect(german('Hund')).not.toBe(german('Hand'));
    expect(german('Amt')).toBe('amt');
  });

  it('never empties a word and never lengthens it', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,20}$/), (word) => {
        const stem = stemGerman(word);
        expect(stem).not.toBe('');
        expect(stem.length).toBeLessThanOrEqual(word.length);
        expect(stem).toMatch(/^[a-z]+$/);
      }),
    );
  });
});

describe('stemEnglish', () => {
  for (const forms of [
    ['office', 'offices'],
    ['city', 'cities'],
    ['pass', 'passes'],
    ['register', 'registered', 'registering'],
    ['fee', 'fees'],
    ['tax', 'taxes'],
  ]) {
    it(forms.join(', '), () => expect(new Set(forms.map(stemEnglish)).size).toBe(1));
  }
});
