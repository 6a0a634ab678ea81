import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock as clock } from '../platform/clock.ts';
import { createLog } from '../platform/log.ts';
import { evaluateQuoting } from './evaluate-quoting.ts';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-quoting-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, lines: readonly unknown[]) => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
  return path;
};
const corpusFile = file('corpus.jsonl', [
  // Text only: each line is a paragraph.
  { id: 1, title: 'Hundesteuer', text: 'Die Hundesteuer beträgt 50 Euro im Jahr.\n Anmelden können Sie im Rathaus.' },
  { id: 2, url: 'https://musterstadt.example/2', title: 'Bücherei', html: '<p>Bücher leihen Sie kostenlos aus.</p>' },
  { id: 3, title: 'Hallenbad', text: 'Das Hallenbad ist montags geschlossen.' },
]);
const evaluate = (questionsFile: string) =>
  evaluateQuoting({ embedder: null, clock, log: createLog('silent') }, { corpusFile, questionsFile });

describe('evaluateQuoting', () => {
  it('compares what is shown with the marked lines, and does not take precision for recall', async () => {
    const result = await evaluate(
      file('questions.jsonl', [
        {
          question: 'Wie hoch ist die Hundesteuer?',
          page_id: 1,
          answer_sentences: [
            'Die Hundesteuer beträgt 50 Euro im Jahr.\nDiese Zeile steht auf keiner der Seiten.',
            'Und diese hier steht auch auf keiner.',
          ],
        },
        {
          question: 'Was kostet ein Quantencomputer auf dem Mars?',
          page_id: 2,
          answer_sentences: ['Bücher leihen Sie'],
        },
        { question: 'Ohne markierte Zeilen', page_id: 2, answer_sentences: [] },
        { question: 'Nicht zu beantworten', page_id: 3, answerable: false, answer_sentences: ['Das Hallenbad'] },
      ]),
    );
    if ('fault' in result) throw new Error(result.fault);
    expect(result).toMatchObject({ questions: 2, pages: 3, leftOut: 1, model: null });
    // Right page: one of four marked lines of the first question, the one of the second.
    expect(result.rightPage.recall).toBeCloseTo(2 / 4);
    expect(result.rightPage.precision).toBeGreaterThan(result.rightPage.recall);
    expect(result.rightPage.firstLine).toBe(1);
    // The second question shares no word with the site: refused, nothing is shown for it.
    expect(result.wholeSite.refused).toBe(0.5);
    expect(result.wholeSite.recall).toBeCloseTo(1 / 4);
    expect(result.wholeSite.firstLine).toBe(0.5);
    expect(result.wholeSite.lines).toBeLessThan(result.rightPage.lines);
    // Two lines for each question (four are marked): both of the first page, the only one of the second.
    expect(result.baseline.lines).toBe(1.5);
    expect(result.baseline.precision).toBeCloseTo(2 / 3);
    expect(result.baseline.recall).toBeCloseTo(2 / 4);
    expect(result.note).toContain('words alone');
  }, 60_000);

  it('says that nobody marked a line', async () => {
    expect(
      await evaluate(file('bare.jsonl', [{ question: 'Wie hoch ist die Hundesteuer?', page_id: 1 }])),
    ).toMatchObject({ fault: 'no-marked-lines' });
  });
});
