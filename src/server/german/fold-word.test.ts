import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldWord } from './fold-word.ts';

describe('foldWord', () => {
  for (const [variants, folded] of [
    [['Straße', 'Strasse', 'STRASSE', 'STRAẞE', 'straße'], 'strasse'],
    [['Müll', 'Muell', 'MÜLL', 'Mu\u0308ll'], 'mull'],
    [['Gebühr', 'Gebuehr'], 'gebuhr'],
    [['Käufer', 'Kaeufer'], 'kaufer'],
    [['Häuser', 'Haeuser'], 'hauser'],
    [['Öl', 'Oel'], 'ol'],
    [['Café', 'Cafe'], 'cafe'],
    [['ﬁnden', 'finden'], 'finden'],
  ] as const) {
    it(variants.join(', '), () => {
      for (const variant of variants) expect(foldWord(variant)).toBe(folded);
    });
  }

  it('leaves "ue" alone where it is no umlaut', () => {
    for (const word of ['neue', 'bauen', 'steuer', 'quelle', 'frauen', 'feuerwehr']) expect(foldWord(word)).toBe(word);
  });

  it('is the same for both spellings of any word with umlauts', () => {
    const letter = fc.constantFrom('b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'r', 's', 't', 'ä', 'ö', 'ü', 'ß');
    fc.assert(
      fc.property(fc.array(letter, { minLength: 1, maxLength: 15 }), (letters) => {
        // Two umlauts in a row do not occur in German, and their long form is ambiguous.
        const word = letters.join('').replace(/([äöü])[äöü]+/g, '$1');
        const long = word.replaceAll('ä', 'ae').replaceAll('ö', 'oe').replaceAll('ü', 'ue').replaceAll('ß', 'ss');
        expect(foldWord(long)).toBe(foldWord(word));
        expect(foldWord(word.toUpperCase())).toBe(foldWord(word));
      }),
    );
  });
});
