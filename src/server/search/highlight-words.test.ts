import { describe, expect, it } from 'vitest';
import { analyseText } from '../german/analyse-text.ts';
import { learnCompoundDictionary } from '../german/compound-dictionary.ts';
import { highlightWords } from './highlight-words.ts';

const dictionary = learnCompoundDictionary(
  ['hund', 'hunde', 'steuer', 'mull', 'tonne', 'strasse', 'sperrung', 'grund', 'marke', 'schule', 'anmeldung'].map(
    (word) => [word, 3] as const,
  ),
);
function marked(query: string, text: string, language = 'de'): string[] {
  const terms = analyseText(query, { language, dictionary });
  return highlightWords(text, { terms, dictionary }, language).map(({ start, length }) =>
    text.slice(start, start + length),
  );
}

describe('words of a query in a text', () => {
  it.each([
    ['Steuer', 'Die Hundesteuer ist eine Steuer.', ['steuer', 'Steuer']],
    ['steuer', 'Hundesteuern und Hundesteuermarken', ['steuern', 'steuer']],
    ['Hundesteuer', 'Steuer für den Hund: die Hundesteuer', ['Steuer', 'Hund', 'Hundesteuer']],
    // The part of a typed compound marks no part of another.
    ['Hundesteuer', 'Die Grundsteuer', []],
    ['Mull', 'MÜLL und Müll in der Mülltonne', ['MÜLL', 'Müll', 'Müll']],
    ['Strasse', 'Straßensperrung in der Straße', ['Straßen', 'Straße']],
    ['2026', 'Stand 2026', ['2026']],
    ['der die und', 'der die und', []],
  ])('%s in "%s"', (query, text, expected) => {
    expect(marked(query, text)).toEqual(expected);
  });

  it('takes the language of the text', () => {
    expect(marked('fees', 'A fee is due. Fees are listed.', 'en')).toEqual(['fee', 'Fees']);
  });

  it('never overlaps and stays inside the text, whatever is written', () => {
    for (const text of ['ﬁnanzsteuer', 'Steuer\u00adbescheid', 'S̈teuer-Hundesteuer', 'İSTEUER steuer']) {
      let last = 0;
      const terms = analyseText('Steuer Hundesteuer', { language: 'de', dictionary });
      for (const { start, length } of highlightWords(text, { terms, dictionary }, 'de')) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(length).toBeGreaterThan(0);
        last = start + length;
        expect(last).toBeLessThanOrEqual(text.length);
      }
    }
  });
});
