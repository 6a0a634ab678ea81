/**
 * Prints whole answers for a person to judge: `npm run bench -- answers <corpus.jsonl> <queries.jsonl> [count]`. Which questions are
 * asked is drawn by a fixed seed, so that everyone reads the same ones. Verdicts of ours: docs/quality.md, "Forty answers, read".
 */
import { readFileSync } from 'node:fs';
import { answerQuestion } from '../src/server/answering/answer-question.ts';
import { openEmbedder } from '../src/server/evaluation/open-embedder.ts';
import { openEvaluationDatabase } from '../src/server/evaluation/open-evaluation-database.ts';
import { createPatientEmbedder } from '../src/server/evaluation/patient-embedder.ts';
import { readEvaluationData } from '../src/server/evaluation/read-evaluation-data.ts';
import { systemClock as clock } from '../src/server/platform/clock.ts';
import { readConfig } from '../src/server/platform/config.ts';
import { createLog } from '../src/server/platform/log.ts';

const SEED = 2026;
const [corpusFile, questionsFile, count = '40', vectorsFile = null] = process.argv.slice(2);
if (corpusFile === undefined || questionsFile === undefined) {
  console.error('Which corpus and which questions? npm run bench -- answers <corpus.jsonl> <queries.jsonl> [count]');
  process.exit(2);
}
const log = createLog('silent');
const data = await readEvaluationData({ corpusFile, questionsFile });
if ('fault' in data) {
  console.error(data);
  process.exit(1);
}
const model = await openEmbedder({ config: readConfig(process.env), log, clock }, () => undefined);
const patient = model === null ? null : await createPatientEmbedder(model.embedder, vectorsFile);
const learned = await openEvaluationDatabase(
  { embedder: model?.embedder ?? null, clock, log },
  { pages: data.pages, patient },
);
const ids = new Map(
  readFileSync(questionsFile, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as { question: string; id?: number })
    .map(({ question, id }) => [question, id]),
);
for (const { question, pageId, markedLines } of draw(data.questions, Number(count))) {
  const deps = {
    ...learned,
    models: { embedder: () => learned.embedder },
    clock,
    log,
    metrics: null,
    settings: { keepDays: 1, townName: null, privacyUrl: null },
  };
  console.log(`\n== ${ids.get(question) ?? '–'} | ${question}`);
  const right = learned.pageIds.get(pageId);
  const cited = new Set<string>();
  for await (const event of answerQuestion(deps, { question }, new AbortController().signal)) {
    if (event.type === 'text-delta') {
      const text = event.cells?.map((cell) => cell.text).join(' | ') ?? event.text;
      console.log(`${event.gap ? '  …\n' : ''}${event.best ? '> ' : '  '}[${event.form}] ${text}`);
    }
    if (event.type === 'citation') cited.add(event.citation.url.split('#')[0] ?? '');
    if (event.type === 'refusal') console.log(`  (${event.reason}) ${event.text}`);
  }
  const page = data.pages.find((each) => each.id === pageId);
  console.log(`  -- ${right !== undefined && cited.has(page?.url ?? '') ? 'right page' : `expected: ${page?.title}`}`);
  console.log(markedLines.map((line) => `  -- marked: ${line.slice(0, 110)}`).join('\n'));
}
await learned.close();
await model?.close();

/** Fisher and Yates with a linear congruential generator. */
function draw<Item>(items: readonly Item[], wanted: number): Item[] {
  const drawn = [...items];
  let state = SEED;
  for (let at = drawn.length - 1; at > 0; at -= 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    const other = Math.floor((state / 2_147_483_648) * (at + 1));
    const kept = drawn[at] as Item;
    drawn[at] = drawn[other] as Item;
    drawn[other] = kept;
  }
  return drawn.slice(0, wanted);
}
