import { describe, expect, it } from 'vitest';
import { findSaidDate, readDate } from './find-date.ts';

describe('readDate', () => {
  it.each([
    ['2026-03-12T10:00:00Z', '2026-03-12'],
    ['12.03.2026', '2026-03-12'],
    ['12. 3. 26', '2026-03-12'],
    ['1. Jänner 2026', '2026-01-01'],
    ['Montag, den 12. März 2026', '2026-03-12'],
    ['März 2026', '2026-03-01'],
    ['03/2026', '2026-03-01'],
    ['12 March 2026', '2026-03-12'],
    ['March 12th, 2026', '2026-03-12'],
    ['30.02.2026', null],
    ['12.13.2026', null],
    ['0001-01-01', null],
    ['demnächst', null],
    ['', null],
  ])('%s', (text, date) => {
    expect(readDate(text)).toBe(date);
  });
});

describe('findSaidDate', () => {
  it.each([
    ['Stand: 12.03.2026', '2026-03-12'],
    ['Letzte Änderung am 2. Mai 2025 durch das Hauptamt', '2025-05-02'],
    ['Stand 01/2024 und Stand: Mai 2026', '2026-05-01'],
    ['Der Verstand: 12.03.2026', null],
    ['Am Stand 4 gibt es Kuchen', null],
  ])('%s', (text, date) => {
    expect(findSaidDate(text)).toBe(date);
  });
});
