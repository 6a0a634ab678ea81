import { describe, expect, it } from 'vitest';
import type { PageHeading } from '../knowledge/read-headings.ts';
import { createCompleter } from './suggest-words.ts';

const heading = (text: string, isTitle: boolean, pages = 1, sourceId = 'a'): PageHeading => ({
  text,
  isTitle,
  pages,
  sourceId,
});
const complete = createCompleter([
  heading('Hundesteuer', true),
  heading('Hundesteuer anmelden', true),
  heading('Satzung über die Hundesteuer', true),
  heading('Öffnungszeiten', false, 12),
  heading('Öffnungszeiten', false, 3, 'b'),
  heading('Müllabfuhr in Neustadt', true, 1, 'b'),
  heading('Rarität eines Hundes', false),
]);
const texts = (typed: string, ...sources: string[]) =>
  complete(typed, new Set(sources.length > 0 ? sources : ['a', 'b'])).map(({ text }) => text);

describe('completions', () => {
  it('begin with titles that begin so, then those that have it inside', () => {
    expect(texts('hund')).toEqual(['Hundesteuer', 'Hundesteuer anmelden', 'Satzung über die Hundesteuer']);
  });

  it('want every word that was typed, in any spelling', () => {
    expect(texts('hundest anm')).toEqual(['Hundesteuer anmelden']);
    expect(texts('oeffnungs')).toEqual(['Öffnungszeiten']);
    expect(texts('MUELL')).toEqual(['Müllabfuhr in Neustadt']);
  });

  it('stay within the sources', () => {
    expect(texts('mull', 'a')).toEqual([]);
    expect(texts('öffn', 'b')).toEqual(['Öffnungszeiten']);
  });

  it('are not made up for a letter, for signs or for nothing', () => {
    for (const typed of ['', 'h', '%%%', '   ']) expect(texts(typed)).toEqual([]);
  });

  it('are few and quick among many', () => {
    const many = createCompleter(
      Array.from({ length: 20_000 }, (_, at) => heading(`Bebauungsplan Nummer ${at} Gebiet ${at % 97}`, true)),
    );
    const started = performance.now();
    for (let times = 0; times < 20; times += 1) {
      expect(many('bebau 19', new Set(['a'])).length).toBeLessThanOrEqual(8);
    }
    expect((performance.now() - started) / 20).toBeLessThan(150);
  });
});
