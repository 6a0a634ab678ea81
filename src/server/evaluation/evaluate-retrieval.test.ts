import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock as clock } from '../platform/clock.ts';
import { createLog } from '../platform/log.ts';
import { evaluateRetrieval } from './evaluate-retrieval.ts';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, lines: unknown[]) => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\r\n'));
  return path;
};
const page = (id: number, title: string, text: string, parent: number | null = null) => ({
  id,
  url: `https://musterstadt.example/${id}`,
  title,
  parent,
  last_updated: '2026-01-02T03:04:05+01:00',
  html: `<p>${text}</p>`,
});
const corpusFile = file('corpus.jsonl', [
  page(1, 'Rathaus', 'Willkommen im Rathaus der Stadt.'),
  page(2, 'Abgaben', 'Die Hundesteuermarke schicken wir zu.', 1),
  page(3, 'Bücherei', 'Bücher leihen Sie kostenlos aus.', 1),
]);
const evaluate = (questionsFile: string, corpus = corpusFile) =>
  evaluateRetrieval({ embedder: null, clock, log: createLog('silent') }, { corpusFile: corpus, questionsFile });

describe('evaluateRetrieval', () => {
  it('measures the product against the baseline, and says what is missing without a model', async () => {
    const result = await evaluate(
      file('questions.jsonl', [
        { question: 'Wo bekomme ich eine Marke für meinen Hund?', page_id: 2 },
        { question: 'Kann ich Bücher leihen?', page_id: '3', answerable: true },
        { question: 'Nicht zu beantworten', page_id: 3, answerable: false },
        { question: 'Seite fehlt', page_id: 99 },
        '',
      ]),
    );
    if ('fault' in result) throw new Error(result.fault);
    expect(result).toMatchObject({ questions: 2, pages: 3, leftOut: 1, model: null });
    expect(result.lexical).toMatchObject({ hit1: 1, hit5: 1, mrr10: 1, ndcg10: 1 });
    // Without compounds the marker of the dog tax is not found.
    expect(result.baseline.hit5).toBe(0.5);
    expect(result.lexical.p50ms).toBeGreaterThan(0);
    expect(result.vectors).toBeUndefined();
    expect(result.hybrid).toBeUndefined();
    expect(result.note).toContain('embedding model');
  }, 30_000);

  it('names the fault of its input', async () => {
    const questions = file('one.jsonl', [{ question: 'Was?', page_id: 2 }]);
    expect(await evaluate(join(folder, 'missing.jsonl'))).toMatchObject({ fault: 'cannot-read' });
    expect(await evaluate(file('bad.jsonl', [{ question: 'Was?', page_id: 2 }, '{"question":']))).toMatchObject({
      fault: 'bad-line',
      line: 2,
    });
    expect(await evaluate(file('shape.jsonl', [{ question: 5 }]))).toMatchObject({ fault: 'bad-line', line: 1 });
    expect(await evaluate(file('none.jsonl', []))).toMatchObject({ fault: 'no-questions' });
    expect(await evaluate(questions, file('empty.jsonl', []))).toMatchObject({ fault: 'no-pages' });
  });
});
