import { describe, expect, it } from 'vitest';
import { matchOrdinals } from './match-ordinal.ts';

const ROWS = [
  'Hund: erster Hund; 96,00 €',
  'Hund: zweiter Hund; 132,00 €',
  'Hund: jeder weitere Hund; 168,00 €',
  'gefährlicher Hund; 720,00 €',
];
const ENGLISH = ['first dog €96.00', 'second dog €132.00', 'each further dog €168.00'];

describe('the one that is counted', () => {
  it.each([
    ['Was kostet die Hundesteuer für den ersten Hund?', ROWS, [1, -1, -1, 0]],
    ['Was kostet die Hundesteuer für den zweiten Hund?', ROWS, [-1, 1, -1, 0]],
    ['Was kostet die Hundesteuer für den dritten Hund?', ROWS, [-1, -1, 1, 0]],
    ['und für einen vierten?', ROWS, [-1, -1, 1, 0]],
    ['How much is the third dog?', ENGLISH, [-1, -1, 1]],
    ['How much is the tax for a second dog?', ENGLISH, [-1, 1, -1]],
    ['Was kostet der dritte Hund?', ['für den ersten Hund 96 €', 'ab dem zweiten Hund 132 €'], [-1, 1]],
    ['Was kostet der zweite Hund?', ['für den ersten Hund 96 €', 'ab dem dritten Hund 150 €'], [-1, -1]],
  ])('%s', (question, texts, expected) => {
    expect(matchOrdinals(question, texts)).toEqual(expected);
  });

  it('leaves alone what counts nothing, or something else', () => {
    expect(matchOrdinals('Was kostet die Hundesteuer?', ROWS)).toEqual([0, 0, 0, 0]);
    expect(matchOrdinals('Was kostet der zweite Hund?', ['am dritten Werktag', 'jeder weitere Monat 4,00 €'])).toEqual([
      0, 0,
    ]);
    expect(matchOrdinals('Was kostet der zweite Hund?', ['Weitere Hunde sind anzumelden.'])).toEqual([0]);
  });
});
