import { describe, expect, it } from 'vitest';
import { restoreSpelling } from './restore-spelling.ts';

describe('a corrected word', () => {
  it.each([
    ['Sprachübnugen', 'sprachubungen', 'Sprachübungen'],
    ['Hundestuer', 'hundesteuer', 'Hundesteuer'],
    ['Fahrpäne', 'fahrplane', 'Fahrpläne'],
    ['Staße', 'strasse', 'Straße'],
    ['Straßße', 'strasse', 'Straße'],
    ['spermüll', 'sperrmull', 'sperrmüll'],
    // What was typed without its dots stays so: nothing says better.
    ['Mulltone', 'mulltonne', 'Mulltonne'],
    ['xundesteuer', 'hundesteuer', 'hundesteuer'],
  ])('%s (%s) is written %s', (typed, meant, expected) => {
    expect(restoreSpelling(typed, meant)).toBe(expected);
  });
});
