import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutPassages, PASSAGE_LARGEST, PASSAGE_TARGET, tableRowLine } from './cut-passages.ts';
import type { Block, PageContent } from './page-content.ts';

const page = (blocks: Block[], more: Partial<PageContent> = {}): PageContent => ({
  kind: 'web',
  title: 'Hundesteuer',
  description: null,
  language: 'de',
  breadcrumb: [],
  changedOn: null,
  blocks,
  links: [],
  structuredData: [],
  ...more,
});
const heading = (level: number, text: string, anchor: string | null = null): Block => ({
  kind: 'heading',
  level,
  text,
  anchor,
});
const paragraph = (text: string): Block => ({ kind: 'paragraph', text, links: [] });
const list = (texts: string[]): Block => ({
  kind: 'list',
  ordered: false,
  items: texts.map((text) => ({ text, depth: 0, links: [] })),
});
const sentence = (index: number) => `Dies ist der Satz mit der Nummer ${index} über die Steuer der Stadt.`;
const long = (count: number) => Array.from({ length: count }, (_, index) => sentence(index)).join(' ');

describe('cutPassages', () => {
  it('follows the headings with path, anchor and language', () => {
    const passages = cutPassages(
      page(
        [
          heading(1, 'Hundesteuer', 'top'),
          paragraph('Vorab.'),
          heading(2, 'Kosten', 'kosten'),
          paragraph('90 €.'),
          heading(3, 'Zweiter Hund'),
          paragraph('120 €.'),
          heading(2, 'Frist'),
          paragraph('Zwei Wochen.'),
        ],
        { breadcrumb: ['Startseite', 'Dienstleistungen'] },
      ),
    );
    expect(
      passages.map(({ ordinal, path, anchor, text, language }) => [ordinal, path, anchor, text, language]),
    ).toEqual([
      [0, ['Dienstleistungen', 'Hundesteuer'], 'top', 'Vorab.', 'de'],
      [1, ['Dienstleistungen', 'Hundesteuer', 'Kosten'], 'kosten', '90 €.', 'de'],
      [2, ['Dienstleistungen', 'Hundesteuer', 'Kosten', 'Zweiter Hund'], 'kosten', '120 €.', 'de'],
      [3, ['Dienstleistungen', 'Hundesteuer', 'Frist'], 'top', 'Zwei Wochen.', 'de'],
    ]);
  });

  it('takes a page without headings whole', () => {
    expect(cutPassages(page([paragraph('Eins.'), paragraph('Zwei.')])).map(({ text }) => text)).toEqual([
      'Eins.\nZwei.',
    ]);
  });

  it('keeps titles without text of their own in the section they stand in', () => {
    const [passage] = cutPassages(page([paragraph('Alle Ämter:'), heading(3, 'Bauamt'), heading(3, 'Steueramt')]));
    expect(passage?.text).toBe('Alle Ämter:\nBauamt\nSteueramt');
  });

  it('cuts long text at sentences, evenly', () => {
    const passages = cutPassages(page([paragraph(long(40))]));
    expect(passages.length).toBeGreaterThan(2);
    expect(passages.map(({ text }) => text).join(' ')).toBe(long(40));
    for (const { text } of passages) {
      expect(text.length).toBeLessThanOrEqual(PASSAGE_LARGEST);
      expect(text.length).toBeGreaterThan(PASSAGE_TARGET / 2);
      expect(text).toMatch(/^Dies ist .*Stadt\.$/s);
    }
  });

  it('goes on with the lead-in of a list and the columns of a table', () => {
    const items = Array.from({ length: 40 }, (_, index) => `Unterlage Nummer ${index}, die Sie zum Termin mitbringen`);
    const lists = cutPassages(page([paragraph('Sie benötigen:'), list(items)]));
    expect(lists.length).toBeGreaterThan(1);
    for (const { text } of lists) expect(text).toMatch(/^Sie benötigen:\n/);
    expect(lists.flatMap(({ text }) => text.split('\n').slice(1))).toEqual(items);

    const rows = Array.from({ length: 60 }, (_, index) => ({
      cells: [`Leistung ${index}`, `${index},00 €`],
      links: [],
    }));
    const tables = cutPassages(page([{ kind: 'table', caption: 'Gebühren', columns: ['Leistung', 'Gebühr'], rows }]));
    expect(tables.length).toBeGreaterThan(1);
    for (const { text } of tables) expect(text).toMatch(/^Gebühren\nLeistung: Leistung \d+; Gebühr: \d+,00 €/);
    expect(
      tables.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []))),
    ).toEqual(rows);
  });

  it('does not leave a lead-in behind', () => {
    const passages = cutPassages(
      page([
        paragraph(long(13)),
        paragraph('Bringen Sie mit:'),
        list(Array.from({ length: 12 }, (_, index) => sentence(index))),
      ]),
    );
    expect(passages.some(({ text }) => text.endsWith('Bringen Sie mit:'))).toBe(false);
  });

  it('carries page numbers, and ends at the page unless a sentence goes on', () => {
    const passages = cutPassages(
      page([
        { kind: 'page-break', pageNumber: 1 },
        paragraph('Die Steuer beträgt 90 €.'),
        { kind: 'page-break', pageNumber: 2 },
        paragraph('Sie wird im Mai fällig.'),
      ]),
    );
    expect(passages.map(({ pageNumber, text }) => [pageNumber, text])).toEqual([
      [1, 'Die Steuer beträgt 90 €.'],
      [2, 'Sie wird im Mai fällig.'],
    ]);
  });

  it('makes no passage of a lone date of change', () => {
    const blocks = [
      heading(2, 'A'),
      heading(3, 'Box'),
      paragraph('In der Box.'),
      { kind: 'section-end', level: 3 } as const,
      paragraph('Stand: 14.09.2026'),
    ];
    expect(cutPassages(page(blocks)).map(({ text }) => text)).toEqual(['In der Box.']);
  });

  it('goes back to the section above when a box ends', () => {
    const passages = cutPassages(
      page([
        heading(2, 'A'),
        heading(3, 'Box'),
        paragraph('In der Box.'),
        { kind: 'section-end', level: 3 },
        paragraph('Danach.'),
      ]),
    );
    expect(passages.map(({ path, text }) => [path.at(-1), text])).toEqual([
      ['Box', 'In der Box.'],
      ['A', 'Danach.'],
    ]);
  });

  it('has a hash of path and text alone', () => {
    const first = cutPassages(page([paragraph('Eins.')]))[0];
    expect(first?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(
      cutPassages(page([paragraph('Eins.')], { changedOn: '2026-01-01', links: ['https://x.de/'] }))[0]?.hash,
    ).toBe(first?.hash);
    expect(cutPassages(page([paragraph('Eins.')], { title: 'Anders' }))[0]?.hash).not.toBe(first?.hash);
  });

  it('loses no line and stays in bounds, whatever the page', () => {
    const line = fc.integer({ min: 1, max: 400 }).map((length) => `${'Wort '.repeat(Math.ceil(length / 5)).trim()}.`);
    const block: fc.Arbitrary<Block> = fc.oneof(
      line.map(paragraph),
      fc.array(line, { minLength: 1, maxLength: 30 }).map(list),
      fc
        .tuple(fc.integer({ min: 1, max: 6 }), fc.string({ minLength: 1, maxLength: 9 }))
        .map(([level, text]) => heading(level, text)),
      fc.array(line, { minLength: 1, maxLength: 30 }).map(
        (lines): Block => ({
          kind: 'table',
          caption: null,
          columns: ['A'],
          rows: lines.map((cell) => ({ cells: [cell], links: [] })),
        }),
      ),
      fc.constant<Block>({ kind: 'section-end', level: 2 }),
    );
    const count = (blocks: Block[]) =>
      blocks.reduce(
        (sum, found) =>
          sum +
          (found.kind === 'paragraph'
            ? (found.text.match(/Wort/g)?.length ?? 0)
            : found.kind === 'list'
              ? found.items.reduce((inner, { text }) => inner + (text.match(/Wort/g)?.length ?? 0), 0)
              : found.kind === 'table'
                ? found.rows.reduce((inner, { cells }) => inner + (cells.join().match(/Wort/g)?.length ?? 0), 0)
                : 0),
        0,
      );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 25 }), (blocks) => {
        const passages = cutPassages(page(blocks));
        // A lead-in may return; nothing may be missing.
        expect(passages.reduce((sum, passage) => sum + count(passage.blocks), 0)).toBeGreaterThanOrEqual(count(blocks));
        for (const { text } of passages) expect(text.length).toBeLessThanOrEqual(PASSAGE_LARGEST + 900);
        expect(passages.map(({ ordinal }) => ordinal)).toEqual(passages.map((_, index) => index));
      }),
      { numRuns: 200 },
    );
  });
});

describe('tableRowLine', () => {
  it.each([
    [['Hund', 'Steuer'], ['erster', '90 €'], 'Hund: erster; Steuer: 90 €'],
    [['', ''], ['erster Hund', '90 €'], 'erster Hund: 90 €'],
    [['', '', ''], ['a', 'b', 'c'], 'a: b; c'],
    [['', 'Mo'], ['vormittags', '8–12'], 'vormittags; Mo: 8–12'],
    [['Tag', 'Zeit'], ['Mo', '8–12\n14–16'], 'Tag: Mo; Zeit: 8–12, 14–16'],
    [['A', 'B'], ['gilt für alle', 'gilt für alle'], 'gilt für alle'],
    [['A', 'B'], ['', ''], ''],
  ])('%j with %j', (columns, cells, line) => {
    expect(tableRowLine(columns, cells)).toBe(line);
  });
});
