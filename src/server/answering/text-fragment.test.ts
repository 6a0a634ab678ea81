import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOfWords, textFragment } from './text-fragment.ts';

/** Finds the words as a browser does: directive apart at commas, percent-decoded, white space single. */
function matches(fragment: string, page: string): boolean {
  const [start, end] = fragment
    .replace(/^:~:text=/, '')
    .split(',')
    .map((part) => decodeURIComponent(part));
  const text = page.replace(/\s+/g, ' ');
  const from = start === undefined ? -1 : text.indexOf(start);
  return from >= 0 && (end === undefined || text.indexOf(end, from) >= 0);
}

describe('text fragments', () => {
  it('link a table row from its first to its last cell', () => {
    expect(textFragment(['zweiter Hund', '132,00 €'])).toBe(':~:text=zweiter%20Hund,132%2C00%20%E2%82%AC');
  });

  it('encode what separates the parts of a directive', () => {
    expect(textFragment(['Bus- & Bahn, Ost-West'])).toBe(':~:text=Bus%2D%20%26%20Bahn%2C%20Ost%2DWest');
  });

  it('give long sentences by their first and last words', () => {
    const sentence =
      'Ein Hund ist innerhalb von zwei Wochen nach der Aufnahme in den Haushalt beim Steueramt anzumelden, und zwar „schriftlich“.';
    expect(textFragment([sentence])).toBe(
      ':~:text=Ein%20Hund%20ist%20innerhalb%20von%20zwei,beim%20Steueramt%20anzumelden%2C%20und%20zwar%20%E2%80%9Eschriftlich',
    );
  });

  it('treat a protected blank as a blank, as browsers do, and leave out soft hyphens', () => {
    expect(textFragment(['132,00\u00a0€ im Jah\u00adr'])).toBe(':~:text=132%2C00%20%E2%82%AC%20im%20Jahr');
  });

  it('give nothing where there is nothing to find', () => {
    expect(textFragment(['–'])).toBeNull();
    expect(textFragment([])).toBeNull();
  });

  it('keep the anchor before the directive', () => {
    expect(addressOfWords('https://stadt.example/a#alt', 'höhe', ':~:text=x')).toBe(
      'https://stadt.example/a#h%C3%B6he:~:text=x',
    );
    expect(addressOfWords('https://stadt.example/a', null, ':~:text=x')).toBe('https://stadt.example/a#:~:text=x');
    expect(addressOfWords('https://stadt.example/a#alt', null, null)).toBe('https://stadt.example/a');
  });

  it('are found again in the text that they were made of', () => {
    const word = fc.stringMatching(/^[A-Za-zÄÖÜäöüß0-9][A-Za-zÄÖÜäöüß0-9,&%.-]{0,11}[A-Za-z0-9äöü]$/);
    const cell = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 4 }), (cells) => {
        const fragment = textFragment(cells);
        return (
          fragment !== null &&
          matches(fragment, `Davor ${cells.join(' ')} danach`) &&
          URL.canParse(`https://a.example/#${fragment}`)
        );
      }),
    );
  });
});
