import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { systemClock as clock } from '../platform/clock.ts';
import { createLog } from '../platform/log.ts';
import { FOREIGN_QUESTIONS } from './ask-foreign.ts';
import { evaluateRefusal } from './evaluate-refusal.ts';
import { readForeignQuestions } from './read-evaluation-data.ts';

const folder = mkdtempSync(join(tmpdir(), 'evaluate-refusal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, lines: readonly unknown[]) => {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
  return path;
};
const subjects = [
  ['Hundesteuer', 'Die Hundesteuer beträgt 50 Euro im Jahr.', 'Wie hoch ist die Hundesteuer?'],
  ['Bücherei', 'Die Ausleihe von Büchern ist kostenlos.', 'Ist die Ausleihe von Büchern kostenlos?'],
  ['Hallenbad', 'Das Hallenbad ist montags geschlossen.', 'Wann ist das Hallenbad geschlossen?'],
  ['Sperrmüll', 'Sperrmüll holen wir dienstags ab.', 'Wann wird Sperrmüll abgeholt?'],
] as const;
const corpusFile = file(
  'corpus.jsonl',
  subjects.map(([title, text], id) => ({ id, title, text })),
);
const questionsFile = file(
  'questions.jsonl',
  subjects.map(([, , question], page_id) => ({ question, page_id })),
);
const deps = { embedder: null, clock, log: createLog('silent') };

describe('evaluateRefusal', () => {
  it('leaves half of the pages out and refuses the questions about them', async () => {
    const foreignFile = file('foreign.jsonl', [
      { question: 'Wie backe ich Käsekuchen?', kind: 'recipe' },
      { question: 'Wie hoch ist die Hundesteuer?', kind: 'not foreign', keptAside: true },
      { question: 'Ist die Ausleihe von Büchern kostenlos?', kind: 'not foreign' },
    ]);
    const result = await evaluateRefusal(deps, { corpusFile, questionsFile, foreignFile });
    if ('fault' in result) throw new Error(result.fault);
    // No page shares a word with the question about another one.
    expect(result).toMatchObject({ auc: 1, refusedRight: 1, refusedWrong: 0, f1: 1, questions: 4, pages: 4 });
    expect(result.baseline).toMatchObject({ auc: 1, refusedRight: 1, refusedWrong: 0 });
    expect(result.splits.map(({ gone }) => gone)).toEqual([2, 2, 2, 2, 2]);
    expect(result.foreign).toEqual({
      questions: 3,
      refused: 1 / 3,
      keptAside: { questions: 1, refused: 0 },
      kinds: { recipe: { questions: 1, refused: 1 }, 'not foreign': { questions: 2, refused: 0 } },
      // The one that was kept aside is not told.
      answered: ['Ist die Ausleihe von Büchern kostenlos?'],
    });
  }, 120_000);

  it('cannot leave out half of one page', async () => {
    const one = file('one.jsonl', [{ id: 0, title: 'Hundesteuer', text: 'Die Hundesteuer beträgt 50 Euro.' }]);
    expect(await evaluateRefusal(deps, { corpusFile: one, questionsFile })).toMatchObject({ fault: 'too-few-pages' });
    expect(
      await evaluateRefusal(deps, { corpusFile, questionsFile, foreignFile: file('empty.jsonl', []) }),
    ).toMatchObject({ fault: 'no-foreign-questions' });
  });
});

it('has a hundred questions from elsewhere, half of them kept aside, in each kind', async () => {
  const read = await readForeignQuestions(FOREIGN_QUESTIONS);
  if ('fault' in read) throw new Error(read.fault);
  expect(read.questions).toHaveLength(100);
  expect(read.questions.filter((each) => each.keptAside)).toHaveLength(50);
  expect(new Set(read.questions.map((each) => each.question)).size).toBe(100);
  for (const some of Map.groupBy(read.questions, (each) => each.kind).values()) {
    expect(Math.abs(some.filter((each) => each.keptAside).length * 2 - some.length)).toBeLessThanOrEqual(1);
  }
});
