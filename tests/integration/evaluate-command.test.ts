/** `eval` as an operator uses it: tables for people, JSON for programs, faults in plain words. */
import { existsSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngine } from '../support/database.ts';
import { makeDataDirectory, runBuergernah } from '../support/house-process.ts';

let data: Awaited<ReturnType<typeof makeDataDirectory>>;
beforeAll(async () => {
  data = await makeDataDirectory();
  await mkdir(data.directory);
});
afterAll(() => data.remove());

const file = (name: string, lines: readonly unknown[]) => {
  const path = join(data.directory, name);
  writeFileSync(path, lines.map((line) => JSON.stringify(line)).join('\n'));
  return path;
};
const run = (...parameters: string[]) =>
  runBuergernah(['eval', ...parameters], { DATA_DIR: data.directory, MODELS_AUTO_PULL: 'off' });
const subjects = [
  ['Hundesteuer', 'Die Hundesteuer beträgt 50 Euro im Jahr.', 'Wie hoch ist die Hundesteuer?'],
  ['Bücherei', 'Die Ausleihe von Büchern ist kostenlos.', 'Ist die Ausleihe von Büchern kostenlos?'],
] as const;
const files = () => [
  '--corpus',
  file(
    'seiten.jsonl',
    subjects.map(([title, text], id) => ({ id, title, text })),
  ),
  '--queries',
  file(
    'fragen.jsonl',
    subjects.map(([, text, question], page_id) => ({ question, page_id, answer_sentences: [text] })),
  ),
];

// The commands open a database of their own in memory: which engine the product runs on makes no difference.
describe.skipIf(testEngine !== 'embedded')('eval (it opens a database of its own: once is enough)', () => {
  it('retrieval and quoting give one JSON value each, with every key that is promised', async () => {
    const retrieval = await run('retrieval', ...files(), '--json');
    expect(retrieval.code, retrieval.faults).toBe(0);
    const found = JSON.parse(retrieval.out);
    expect(found).toMatchObject({ questions: 2, lexical: { hit1: 1, hit5: 1, mrr10: 1, ndcg10: 1 } });
    for (const figures of [found.lexical, found.baseline]) expect(figures.p50ms).toBeGreaterThan(0);
    expect(found.lexical.difference.ndcg10).toMatchObject({ mean: 0, low: 0, high: 0 });

    const quoting = await run('quoting', ...files(), '--json');
    expect(quoting.code, quoting.faults).toBe(0);
    const quoted = JSON.parse(quoting.out);
    for (const figures of [quoted.rightPage, quoted.wholeSite, quoted.baseline])
      expect(figures).toMatchObject({ precision: 1, recall: 1, f1: 1, firstLine: 1 });

    // Without a model it says so and goes on; the database is gone.
    expect(quoting.faults).toContain('Ohne Modell');
    expect(existsSync(join(data.directory, 'database'))).toBe(false);
  }, 120_000);

  it('shows tables to people, in both languages', async () => {
    const german = await run('quoting', ...files());
    expect(german.out).toMatch(/Genauigkeit +Ausbeute +F1 +erste Zeile richtig/);
    expect(german.out).toMatch(/richtige Seite gegeben +1,000 +1,000 +1,000 +1,000/);
    const english = await run('retrieval', ...files(), '--lang', 'en');
    expect(english.out).toMatch(/by words +1\.000/);
    expect(english.out).toContain('measured by words alone');
  }, 120_000);

  it('explains what is wrong with the data', async () => {
    const [, corpus = '', , questions = ''] = files();
    const missing = await run('refusal', '--corpus', join(data.directory, 'fehlt.jsonl'), '--queries', questions);
    expect(missing.code).toBe(1);
    expect(missing.faults).toContain('fehlt.jsonl ist nicht zu lesen');
    const bare = file('bloss.jsonl', [{ question: 'Was kostet die Hundesteuer?', page_id: 0 }]);
    const unmarked = await run('quoting', '--corpus', corpus, '--queries', bare);
    expect(unmarked.code).toBe(1);
    expect(unmarked.faults).toContain('keine markierten Antwortzeilen');
    expect((await run('quoting', '--corpus', corpus)).code).toBe(2);
  }, 120_000);
});
