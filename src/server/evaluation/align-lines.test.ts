import { describe, expect, it } from 'vitest';
import { alignLines } from './align-lines.ts';

const page = [
  'In Deutschland muss jeder Haushalt Rundfunkgebühren zahlen.',
  'Die Anmeldung ist kostenlos.',
  'Das Amt ist montags geschlossen.',
];

describe('marked lines that were translated there and back', () => {
  it('stand for the line that they were made from', () => {
    const marked = [
      'In Deutschland muss jeder Haushalt die Rundfunkgebühren (GEZ) zahlen.',
      'Die Anmeldung ist kostenlos.',
    ];
    expect(alignLines(marked, page)).toEqual({ lines: [page[0], page[1]], aligned: 1 });
  });

  it('stay as they are where nothing resembles them', () => {
    const marked = ['Hunde sind an der Leine zu führen.'];
    expect(alignLines(marked, page)).toEqual({ lines: marked, aligned: 0 });
    expect(alignLines(marked, [])).toEqual({ lines: marked, aligned: 0 });
  });

  it('leaves parts of lines alone', () => {
    expect(alignLines(['Anmeldung ist kostenlos'], page)).toEqual({ lines: ['Anmeldung ist kostenlos'], aligned: 0 });
  });
});
