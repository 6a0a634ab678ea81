import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockLines } from '../knowledge/cut-passages.ts';
import { learnVocabulary } from '../knowledge/lexical-vocabulary.ts';
import type { Block } from '../knowledge/page-content.ts';
import { citePassages } from './cite-passages.ts';
import { quotePassages } from './quote-passages.ts';
import { readQuestion } from './read-question.ts';
import { type QuotablePassage, scoreUnits } from './score-units.ts';
import { verifyQuote } from './verify-quote.ts';

const lexicon = { vocabulary: learnVocabulary(new Map()), passages: 100 };
const read = (question: string) => readQuestion(question, 'de', lexicon);

function passage(blocks: Block[], more: Partial<QuotablePassage> = {}): QuotablePassage {
  return {
    passageId: 'passage',
    pageId: 'page',
    path: ['Leistungen', 'Hundesteuer', 'Höhe der Steuer'],
    title: 'Hundesteuer',
    anchor: 'hoehe',
    ordinal: 0,
    text: blocks.flatMap(blockLines).join('\n'),
    language: 'de',
    score: 0.8,
    changedOn: null,
    kind: 'web',
    pageNumber: null,
    blocks,
    ...more,
  };
}
const paragraph = (text: string): Block => ({ kind: 'paragraph', text, links: [] });
const list = (items: string[], ordered = false): Block => ({
  kind: 'list',
  ordered,
  items: items.map((text) => ({ text, depth: 0, links: [] })),
});
const table = (columns: string[], rows: string[][]): Block => ({
  kind: 'table',
  caption: null,
  columns,
  rows: rows.map((cells) => ({ cells, links: [] })),
});
const quote = (question: string, passages: QuotablePassage[]) =>
  quotePassages(scoreUnits(read(question), passages, null), passages);
const texts = (blocks: ReturnType<typeof quote>) => blocks.flatMap((block) => block.units.map((unit) => unit.text));

describe('quoting', () => {
  it('shows the row that answers under its column names, below its heading', () => {
    const fees = passage([
      paragraph('Die Steuer wird als Jahressteuer erhoben.'),
      table(
        ['Hund', 'Steuer im Jahr'],
        [
          ['erster Hund', '96,00 €'],
          ['zweiter Hund', '132,00 €'],
          ['jeder weitere Hund', '168,00 €'],
        ],
      ),
    ]);
    const blocks = quote('Was kostet die Hundesteuer für den zweiten Hund?', [fees]);
    expect(blocks[0]).toMatchObject({ form: 'lead-in', units: [{ text: 'Höhe der Steuer' }] });
    expect(blocks[1]?.form).toBe('table');
    expect(blocks[1]?.units).toEqual([
      {
        passage: 0,
        text: 'Hund: zweiter Hund; Steuer im Jahr: 132,00 €',
        cells: [
          { column: 'Hund', text: 'zweiter Hund' },
          { column: 'Steuer im Jahr', text: '132,00 €' },
        ],
        best: true,
        gap: false,
      },
    ]);
  });

  it('keeps a list whole with the line that leads to it', () => {
    const items = ['Reisepass oder Personalausweis', 'Mietvertrag', 'Bestätigung der Wohnungsgeberin'];
    const blocks = quote('Welche Unterlagen brauche ich für die Anmeldung?', [
      passage([paragraph('Bei der Anmeldung brauchen Sie folgende Unterlagen:'), list(items)], { path: ['Anmeldung'] }),
    ]);
    expect(texts(blocks)).toEqual(['Anmeldung', 'Bei der Anmeldung brauchen Sie folgende Unterlagen:', ...items]);
    expect(blocks.map((block) => block.form)).toEqual(['lead-in', 'lead-in', 'list']);
  });

  it('numbers steps, and says where it leaves something out of a long list', () => {
    const many = Array.from({ length: 30 }, (_, index) =>
      index === 20 ? 'Zahnarzt Bahnhofstraße' : `Eintrag Nummer ${index}`,
    );
    const blocks = quote('Wo ist der Zahnarzt?', [passage([list(many, true)])]);
    const steps = blocks.find((block) => block.form === 'steps');
    expect(steps?.units.length).toBe(12);
    expect(steps?.units[0]?.gap).toBe(true);
    expect(steps?.units.some((unit) => unit.best && unit.text === 'Zahnarzt Bahnhofstraße')).toBe(true);
  });

  it('shows the list of papers, not the line that only says that the page has one', () => {
    const passages = [
      passage([paragraph('Zuschuss zur Miete – Voraussetzungen, Unterlagen und Bearbeitungsdauer.')], {
        path: ['Wohngeld'],
        title: 'Wohngeld',
      }),
      passage([list(['Einkommensnachweise aller im Haushalt', 'Mietvertrag'])], {
        path: ['Wohngeld', 'Erforderliche Unterlagen'],
        score: 0.6,
      }),
    ];
    expect(texts(quote('Welche Unterlagen brauche ich für Wohngeld?', passages))).toEqual([
      'Erforderliche Unterlagen',
      'Einkommensnachweise aller im Haushalt',
      'Mietvertrag',
    ]);
  });

  it('shows a sentence with the one that it refers back to', () => {
    const blocks = quote('Wie lange gilt die Ermäßigung?', [
      passage([paragraph('Es gibt eine Befreiung für Rettungshunde. Diese Ermäßigung gilt längstens drei Jahre.')], {
        path: ['Ermäßigung'],
      }),
    ]);
    expect(texts(blocks)).toContain('Es gibt eine Befreiung für Rettungshunde.');
  });

  it('shows the list of a sentence that breaks off before it', () => {
    const grants = passage([
      paragraph(Array.from({ length: 60 }, (_, at) => `Im Jahr ${1900 + at} blühten die Linden.`).join(' ')),
      paragraph('Den Zuschuss beantragen können Menschen, die'),
      list(['dauerhaft hier leben', 'wenig verdienen']),
    ]);
    const shown = texts(quote('Wer kann den Zuschuss beantragen?', [grants]));
    expect(shown).toContain('dauerhaft hier leben');
    expect(shown).toContain('wenig verdienen');
  });

  it('shows nothing twice and stays short', () => {
    const sentence = 'Das Rathaus ist montags von 8:00 bis 12:00 Uhr geöffnet.';
    const long = Array.from(
      { length: 40 },
      (_, index) => `Das Rathaus ist am Tag Nummer ${index} geöffnet und freut sich auf viele Gäste.`,
    ).join(' ');
    const passages = [
      passage([paragraph(sentence)]),
      passage([paragraph(sentence)], { pageId: 'other' }),
      passage([paragraph(long)]),
    ];
    const shown = texts(quote('Wann ist das Rathaus montags geöffnet?', passages)).filter((text) =>
      text.includes(' ist '),
    );
    expect(shown.filter((text) => text === sentence)).toHaveLength(1);
    expect(shown.join(' ').split(/\s+/).length).toBeLessThanOrEqual(210);
  });

  const words = fc.lorem({ maxCount: 8 }).map((text) => `${text}.`);
  const anyBlock: fc.Arbitrary<Block> = fc.oneof(
    fc.array(words, { minLength: 1, maxLength: 5 }).map((sentences) => paragraph(sentences.join(' '))),
    fc.array(words, { minLength: 1, maxLength: 20 }).map((items) => list(items)),
    fc
      .array(fc.tuple(fc.lorem({ maxCount: 2 }), fc.constantFrom('5,00 €', '1.234,50 €', '–', 'a\nb')), {
        minLength: 1,
        maxLength: 8,
      })
      .map((rows) =>
        table(
          ['Was', 'Preis'],
          rows.map((row) => [...row]),
        ),
      ),
  );

  it('is word for word: every unit stands in its passage, whatever is asked and found', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(anyBlock, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 }),
        fc.lorem({ maxCount: 6 }),
        (found, question) => {
          const passages = found.map((blocks, index) =>
            passage(blocks, { ordinal: index, pageId: `page ${index % 2}`, score: 1 / (1 + index) }),
          );
          const blocks = quote(`Was kostet ${question}?`, passages);
          expect(verifyQuote(blocks, passages).dropped).toBe(0);
          expect(blocks.flatMap((block) => block.units).filter((unit) => unit.best).length).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('verifying', () => {
  it('drops what does not stand in its passage, and a lead-in that is left alone', () => {
    const passages = [passage([paragraph('Der Ausweis kostet 46,00 €.')])];
    const unit = (text: string) => ({ passage: 0, text, cells: null, best: false, gap: false });
    const result = verifyQuote(
      [
        { form: 'paragraph', units: [unit('Der Ausweis kostet 46,00 €.'), unit('Der Ausweis kostet 64,00 €.')] },
        { form: 'lead-in', units: [unit('Höhe der Steuer')] },
        {
          form: 'table',
          units: [{ ...unit('Der Ausweis kostet 46,00 €.'), cells: [{ column: 'Preis', text: '5 €' }] }],
        },
      ],
      passages,
    );
    expect(result).toEqual({
      blocks: [{ form: 'paragraph', units: [unit('Der Ausweis kostet 46,00 €.')] }],
      dropped: 2,
    });
  });
});

describe('citing', () => {
  it('numbers sections in the order in which they are read, and links the best words', () => {
    const base = {
      url: 'https://stadt.example/hund/',
      fetchedAt: new Date('2026-11-23T22:30:00Z'),
      changedOn: '2026-01-12',
    };
    const passages = [
      { ...passage([paragraph('Der Hund kostet 96,00 € im Jahr.')]), ...base },
      {
        ...passage([paragraph('Zahlbar am 1. Juli.')], { path: ['Hundesteuer', 'Zahlung'], anchor: 'zahlung' }),
        ...base,
      },
    ];
    const unit = (index: number, text: string, best = false) => ({
      passage: index,
      text,
      cells: null,
      best,
      gap: false,
    });
    const { blocks, citations } = citePassages(
      [
        { form: 'lead-in', units: [unit(0, 'Höhe der Steuer')] },
        { form: 'paragraph', units: [unit(0, 'Der Hund kostet 96,00 € im Jahr.', true)] },
        { form: 'paragraph', units: [unit(1, 'Zahlbar am 1. Juli.')] },
      ],
      passages,
    );
    expect(blocks.map((block) => block.units[0]?.citation)).toEqual([1, 1, 2]);
    expect(citations.map(({ number, path, quoteUrl, readOn }) => ({ number, path, quoteUrl, readOn }))).toEqual([
      {
        number: 1,
        path: ['Leistungen', 'Höhe der Steuer'],
        quoteUrl: 'https://stadt.example/hund/#hoehe:~:text=Der%20Hund%20kostet%2096%2C00%20%E2%82%AC%20im%20Jahr',
        readOn: '2026-11-23',
      },
      {
        number: 2,
        path: ['Zahlung'],
        quoteUrl: 'https://stadt.example/hund/#zahlung:~:text=Zahlbar%20am%201.%20Juli',
        readOn: '2026-11-23',
      },
    ]);
  });
});
