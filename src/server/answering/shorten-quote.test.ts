import { describe, expect, it } from 'vitest';
import { shortenQuote } from './shorten-quote.ts';

const unit = (text: string, best = false) => ({ passage: 0, text, cells: null, best, gap: false });

describe('shortenQuote', () => {
  it('keeps the best unit with its neighbours and its lead-in, and makes nothing large', () => {
    const short = shortenQuote([
      { form: 'lead-in', units: [unit('Anderes')] },
      { form: 'paragraph', units: [unit('Nicht gemeint.')] },
      { form: 'lead-in', units: [unit('Sie benötigen:')] },
      { form: 'list', units: ['a', 'b', 'c', 'd', 'e', 'f'].map((text) => unit(text, text === 'c')) },
    ]);
    expect(short.map(({ form, units }) => [form, units.map(({ text }) => text)])).toEqual([
      ['lead-in', ['Sie benötigen:']],
      ['list', ['b', 'c', 'd', 'e']],
    ]);
    expect(short.flatMap(({ units }) => units).some(({ best }) => best)).toBe(false);
    // What was left out before it is told.
    expect(short[1]?.units.map(({ gap }) => gap)).toEqual([true, false, false, false]);
  });

  it('shows nothing of a quote without a best unit', () => {
    expect(shortenQuote([{ form: 'paragraph', units: [unit('Irgendwas.')] }])).toEqual([]);
  });
});
