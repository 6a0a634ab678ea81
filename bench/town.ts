/**
 * Musterstadt from question to answer, `npm run bench -- town [GGUF]`: are the expected words shown, is the right page cited, are
 * questions without an answer and questions from elsewhere refused, and how long do whole answers take, one at a time and twenty at once?
 * Without a model by words alone. A second argument keeps the passages' vectors for the next measurement; those of questions are never kept.
 */
import { readFileSync } from 'node:fs';
import { answerQuestion } from '../src/server/answering/answer-question.ts';
import { askForeign, FOREIGN_QUESTIONS } from '../src/server/evaluation/ask-foreign.ts';
import { createPatientEmbedder } from '../src/server/evaluation/patient-embedder.ts';
import { readForeignQuestions } from '../src/server/evaluation/read-evaluation-data.ts';
import { embedPassages } from '../src/server/knowledge/embed-passages.ts';
import { createEmbeddedEngine } from '../src/server/models/embedded-engine.ts';
import type { Embedder } from '../src/server/models/embedder.ts';
import { readCatalogue } from '../src/server/models/read-catalogue.ts';
import { systemClock as clock } from '../src/server/platform/clock.ts';
import { openDatabase } from '../src/server/platform/database.ts';
import { createLog } from '../src/server/platform/log.ts';
import { learnTown } from '../tests/support/learned-town.ts';

/** As on the evening of a storm. */
const AT_ONCE = 20;

const log = createLog('silent');
const never = new AbortController().signal;
const [modelPath, vectorsFile = null] = process.argv.slice(2);
const [model] = readCatalogue();
const engine =
  modelPath === undefined || model === undefined
    ? null
    : createEmbeddedEngine({
        ...model,
        dimensions: model.dimensions ?? 384,
        questionPrefix: model.questionPrefix ?? '',
        passagePrefix: model.passagePrefix ?? '',
        modelPath,
        log,
        clock,
      });
engine?.start();
while (engine !== null && engine.state().state !== 'ready') await new Promise((resolve) => setTimeout(resolve, 100));
const embedder = engine?.embedder ?? null;

const round = (value: number) => Math.round(value * 1000) / 1000;
const fold = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}€]/gu, '');
const readLines = <Line>(file: string): Line[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

await measureTown(embedder);
await engine?.stop();

async function measureTown(model: Embedder | null): Promise<void> {
  const db = await openDatabase({ url: null, directory: null, log });
  const { index } = await learnTown(db);
  if (model !== null) {
    const kept = await createPatientEmbedder(model, vectorsFile);
    await embedPassages({ db, index, embedder: kept.embedder, clock, log });
    await kept.save();
  }
  const deps = {
    db,
    index,
    models: { embedder: () => model },
    clock,
    log,
    metrics: null,
    settings: { keepDays: 90, townName: 'Musterstadt', privacyUrl: null },
  };
  const asked = readLines<{ question: string; page?: string; answer?: string; answerable: boolean }>(
    'demo/questions.jsonl',
  );
  const counts = { shown: 0, best: 0, page: 0, refused: 0, mayHelp: 0, refusedRightly: 0 };
  const times: number[] = [];
  for (const { question, page = '', answer = '', answerable } of asked) {
    const begin = performance.now();
    const texts: string[] = [];
    let best = '';
    let refused = false;
    let mayHelp = false;
    let cited = false;
    for await (const event of answerQuestion(deps, { question }, never)) {
      if (event.type === 'text-delta') {
        const text = event.cells?.map((cell) => cell.text).join(' ') ?? event.text;
        texts.push(text);
        if (event.best === true) best = fold(text);
      }
      if (event.type === 'citation') cited ||= event.citation.url.includes(page);
      if (event.type === 'refusal') refused = true;
      if (event.type === 'refusal') mayHelp = event.reason === 'may-help';
    }
    times.push(performance.now() - begin);
    if (!answerable) {
      counts.refusedRightly += Number(refused);
      continue;
    }
    counts.refused += Number(refused && !mayHelp);
    counts.mayHelp += Number(mayHelp);
    counts.page += Number(cited);
    counts.shown += Number(fold(texts.join(' ')).includes(fold(answer)));
    counts.best += Number(best.length > 4 && (best.includes(fold(answer)) || fold(answer).includes(best)));
  }
  const atOnce = await askAtOnce(
    deps,
    asked.map(({ question }) => question),
  );
  const foreign = await readForeignQuestions(FOREIGN_QUESTIONS);
  if ('fault' in foreign) throw new Error(foreign.fault);
  const patient = model === null ? null : await createPatientEmbedder(model, null);
  const learned = {
    db,
    index,
    pageIds: new Map(),
    passages: (await index.collection()).passages,
    embedder: patient?.embedder ?? null,
    note: null,
    close: () => db.close(),
  };
  const elsewhere = await askForeign(
    { embedder: model, clock, log },
    { learned, patient, questions: foreign.questions, signal: never },
  );
  await db.close();
  times.sort((a, b) => a - b);
  const answerable = asked.filter((line) => line.answerable).length;
  console.log('Musterstadt, from question to answer:', {
    answerable,
    shown: round(counts.shown / answerable),
    best: round(counts.best / answerable),
    page: round(counts.page / answerable),
    refused: round(counts.refused / answerable),
    mayHelp: round(counts.mayHelp / answerable),
    unanswerable: asked.length - answerable,
    refusedRightly: counts.refusedRightly,
    p50ms: Math.round(times[Math.floor(times.length / 2)] ?? 0),
    p95ms: Math.round(times[Math.floor(times.length * 0.95)] ?? 0),
    model: model?.name ?? null,
  });
  console.log(`${AT_ONCE} questions at once:`, atOnce);
  console.log('Questions from elsewhere:', {
    refused: round(elsewhere.refused),
    keptAside: round(elsewhere.keptAside.refused),
    kinds: Object.fromEntries(Object.entries(elsewhere.kinds).map(([kind, { refused }]) => [kind, round(refused)])),
    answered: elsewhere.answered,
  });
}

/** Each of them asks the next question as soon as its own is answered. */
async function askAtOnce(deps: Parameters<typeof answerQuestion>[0], questions: readonly string[]) {
  const waiting = [...questions, ...questions];
  const times: number[] = [];
  const begun = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let question = waiting.pop(); question !== undefined; question = waiting.pop()) {
        const begin = performance.now();
        for await (const event of answerQuestion(deps, { question }, never)) {
          if (event.type === 'error') throw new Error(event.message);
        }
        times.push(performance.now() - begin);
      }
    }),
  );
  const seconds = (performance.now() - begun) / 1000;
  times.sort((a, b) => a - b);
  return {
    answers: times.length,
    aSecond: Math.round(times.length / seconds),
    p50ms: Math.round(times[Math.floor(times.length / 2)] ?? 0),
    p95ms: Math.round(times[Math.floor(times.length * 0.95)] ?? 0),
    memoryMegabytes: Math.round(process.memoryUsage.rss() / 1e6),
  };
}
