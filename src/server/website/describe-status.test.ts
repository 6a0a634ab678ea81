import { describe, expect, it } from 'vitest';
import { chooseLanguage, showTime } from './describe-status.ts';

describe('language of a page', () => {
  it.each([
    [undefined, undefined, 'de'],
    [undefined, '*', 'de'],
    [undefined, 'en', 'en'],
    [undefined, 'fr-FR,fr;q=0.9,en;q=0.8', 'en'],
    [undefined, 'en;q=0.5, de;q=0.9', 'de'],
    [undefined, 'en;q=0, de;q=0.1', 'de'],
    [undefined, 'de-AT, en', 'de'],
    ['en', 'de', 'en'],
    ['de', 'en', 'de'],
    ['xx', 'en', 'en'],
  ])('asked %s, accepted %s: %s', (asked, accepted, expected) => {
    expect(chooseLanguage(asked, accepted)).toBe(expected);
  });
});

describe('times', () => {
  it('are German times in German form, in summer and winter', () => {
    expect(showTime('2026-07-01T22:30:00Z', 'de')).toBe('02.07.2026, 00:30 Uhr');
    expect(showTime('2026-01-05T07:03:00Z', 'de')).toBe('05.01.2026, 08:03 Uhr');
    expect(showTime('2026-01-05T07:03:00Z', 'en')).toBe('5 Jan 2026, 08:03');
  });
});
