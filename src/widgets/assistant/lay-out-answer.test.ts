import { describe, expect, it } from 'vitest';
import type { TextDelta } from '../../contracts/answer.ts';
import type { Block } from './conversation.ts';
import { isFigure, layOutAnswer, splitPhones } from './lay-out-answer.ts';

const unit = (text: string, more: Partial<TextDelta> = {}): TextDelta => ({
  type: 'text-delta',
  block: 0,
  form: 'paragraph',
  text,
  ...more,
});
const block = (form: Block['form'], ...units: TextDelta[]): Block => ({ form, units });
const kinds = (blocks: Block[]) =>
  layOutAnswer(blocks)
    .flat()
    .map(({ kind }) => kind);
const numbers = (blocks: Block[]) =>
  layOutAnswer(blocks)
    .flat()
    .flatMap(({ units }) => units.map(({ citation }) => citation));

describe('layOutAnswer', () => {
  it('lets the best sentence stand alone and cites each sentence', () => {
    const blocks = [
      block(
        'paragraph',
        unit('a', { best: true, citation: 1 }),
        unit('b', { citation: 1 }),
        unit('c', { citation: 2 }),
      ),
    ];
    expect(kinds(blocks)).toEqual(['best', 'paragraph']);
    expect(numbers(blocks)).toEqual([1, 1, 2]);
  });

  it('cites a list once, its best item again, and a second place where it begins', () => {
    const items = [1, 1, 1, 2, 2].map((citation, index) => unit(`${index}`, { citation, best: index === 2 }));
    expect(numbers([block('list', ...items)])).toEqual([1, null, 1, 2, null]);
  });

  it('does not repeat the number of the heading above a table', () => {
    const row = (text: string, best = false): TextDelta =>
      unit(text, { citation: 1, best, cells: [{ column: 'Hund', text }] });
    const blocks = [block('lead-in', unit('Gebühren', { citation: 1 })), block('table', row('1.'), row('2.', true))];
    expect(numbers(blocks)).toEqual([1, null, 1]);
  });

  it('begins a new table where the columns change, and shows a row without cells as a line', () => {
    const row = (...columns: string[]): TextDelta =>
      unit('x', { cells: columns.map((column) => ({ column, text: '1' })) });
    const blocks = [block('table', row('a', 'b'), row('a', 'b'), row('a', 'c'), unit('ohne Zellen'))];
    expect(kinds(blocks)).toEqual(['table', 'table', 'list']);
  });

  it('gives no number to steps once one is left out', () => {
    expect(kinds([block('steps', unit('1'), unit('2'), unit('4', { gap: true }), unit('5'))])).toEqual([
      'steps',
      'list',
    ]);
    expect(kinds([block('steps', unit('3', { gap: true }))])).toEqual(['list']);
  });

  it('never changes the pieces before the last when more comes', () => {
    const units = [unit('a'), unit('b', { best: true }), unit('c'), unit('d', { gap: true })];
    for (let count = 1; count < units.length; count++) {
      const before = layOutAnswer([block('paragraph', ...units.slice(0, count))])[0] ?? [];
      const after = layOutAnswer([block('paragraph', ...units.slice(0, count + 1))])[0] ?? [];
      expect(after.slice(0, before.length - 1)).toEqual(before.slice(0, -1));
    }
  });
});

describe('isFigure', () => {
  it('knows what stands right-aligned', () => {
    for (const text of [
      '96,00 €',
      '1.234,50 Euro',
      '12',
      '8:00 Uhr',
      '8:00–12:30 Uhr',
      '10 %',
      'ab 5,00 €',
      '01.07.2026',
      '€96.00',
      '€ 1,234.50',
    ])
      expect([text, isFigure(text)]).toEqual([text, true]);
    for (const text of ['Erster Hund', '§ 12', '', '€', 'je nach Aufwand', '2 bis 3 Wochen', 'Euro 5 Norm'])
      expect([text, isFigure(text)]).toEqual([text, false]);
  });
});

describe('splitPhones', () => {
  it('finds the numbers that help, and nothing else', () => {
    const numbers = (text: string) => splitPhones(text).filter((_, index) => index % 2 === 1);
    expect(numbers('Notruf 112 oder 110. Ärzte: 116 117; 0800 111 0 111 oder 116 123')).toEqual([
      '112',
      '110',
      '116 117',
      '0800 111 0 111',
      '116 123',
    ]);
    expect(numbers('Im Jahr 1112, 43 Seiten, am 11.12.2026, 1100 Wörter')).toEqual([]);
    expect(splitPhones('Guten Tag!')).toEqual(['Guten Tag!']);
  });
});
