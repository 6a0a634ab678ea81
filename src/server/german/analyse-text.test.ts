import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyseText, wordsOf } from './analyse-text.ts';
import { learnCompoundDictionary } from './compound-dictionary.ts';

const dictionary = learnCompoundDictionary([]);
const terms = (text: string, language = 'de') => analyseText(text, { language, dictionary }).map((term) => term.term);
const facts = (text: string) =>
  analyseText(text, { language: 'de' })
    .filter((term) => term.kind === 'fact')
    .map((term) => term.term);

describe('analyseText', () => {
  for (const [one, other] of [
    ['Straße', 'STRASSE'],
    ['Müll', 'Muell'],
    ['Bürgerinnen und Bürger', 'Bürger:innen Bürger'],
    ['Schüler*innen', 'Schülerinnen'],
    ['50,00 Euro', '50 €'],
    ['1.234,50 EUR', '1234,50 EUR'],
    ['8 Uhr', '8:00 Uhr'],
    ['8.30 Uhr', '08:30'],
    ['1. Januar 2024', '1. Januar 2024'],
    ['§ 9 Abs. 2', '§9 Absatz 2'],
    ['Paragraf 9', '§ 9'],
    ['(08 21) 31 02-22 22', '0821/3102-2222'],
    ['+49 821 3102 2222', '0821 31022222'],
    ['Müll\u00adabfuhr', 'Müllabfuhr'],
  ] as const) {
    it(`${one} meets ${other}`, () => expect(terms(one)).toEqual(terms(other)));
  }

  it('keeps legal references at every depth', () => {
    expect(facts('nach § 9 Abs. 2 Satz 1 Nr. 3a HStS')).toEqual([
      'par9',
      'par9abs2',
      'par9abs2satz1',
      'par9abs2satz1nr3a',
    ]);
    expect(facts('Art. 5 GG')).toEqual(['art5']);
  });

  it('keeps dates with and without a year', () => {
    expect(facts('bis 15.08.2025')).toEqual(['d0815', 'd20250815', '2025']);
    expect(facts('zum 1. Januar')).toEqual(['d0101']);
    expect(facts('am 2025-08-15')).toEqual(facts('am 15.8.2025'));
    expect(terms('15. August')).toEqual(expect.arrayContaining(terms('August')));
  });

  it('keeps numbers, amounts and numbered words', () => {
    expect(facts('86150 Augsburg')).toEqual(['86150']);
    expect(facts('kostet 12,50 Euro')).toEqual(['12k50']);
    expect(terms('Kurs B2')).toContain('b2');
    expect(facts('Notruf 112')).toEqual(['112']);
  });

  it('takes hyphenated words both ways', () => {
    expect(terms('Online-Termin')).toEqual(expect.arrayContaining(['onli', 'termi', 'onlinetermi']));
    expect(terms('Leistungen A-Z')).toContain('az');
  });

  it('finds the compound by its part and the part in the compound', () => {
    const page = new Set(terms('Die Hundesteuermarke wird zugesandt.'));
    for (const term of terms('Marke Steuer Hund')) expect(page).toContain(term);
    expect(analyseText('Hundesteuer', { language: 'de', dictionary }).map((term) => term.kind)).toEqual([
      'word',
      'part',
      'part',
    ]);
  });

  it('leaves out words that say nothing', () => {
    expect(terms('Wie kann ich das bei Ihnen machen?')).toEqual([]);
    expect(terms('How can I do this?', 'en')).toEqual([]);
    expect(terms('ohne Termin')).toHaveLength(2);
  });

  it('stems English as English', () => {
    expect(terms('registered offices', 'en')).toEqual(terms('register office', 'en'));
  });

  it('gives ASCII terms for every text in every script', () => {
    expect(terms('паспорт')).toHaveLength(1);
    expect(terms('паспорт')).not.toEqual(terms('документ'));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('de', 'en', 'uk'), (text, language) => {
        for (const term of terms(text, language)) expect(term).toMatch(/^[a-z0-9]+$/);
      }),
    );
  });

  it('is the same for both Unicode forms and needs no state', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(terms(text.normalize('NFD'))).toEqual(terms(text.normalize('NFC')));
        expect(terms(text)).toEqual(terms(text));
      }),
    );
  });

  it('reads a long garbage text in time', () => {
    const begin = performance.now();
    terms('0 0 0 ('.repeat(20_000));
    terms('a-'.repeat(50_000));
    terms('§ 1 Abs. '.repeat(10_000));
    terms('1.1.1.'.repeat(20_000));
    expect(performance.now() - begin).toBeLessThan(3000);
  });
});

describe('wordsOf', () => {
  it('gives folded words by letters, hyphenated ones by their pieces', () => {
    expect(wordsOf('Die Online-Anmeldung zum 1. Straßenfest')).toEqual([
      'die',
      'online',
      'anmeldung',
      'zum',
      'strassenfest',
    ]);
  });
});
