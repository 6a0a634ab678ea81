/**
 * How well the assistant quotes and refuses: `node bench/quoting.ts [GGUF]`. Without a model by words alone.
 *
 * 1. Lines, given the right page: what is shown against the lines that people marked as the answer (county of Augsburg, OMoS-QA).
 * 2. Musterstadt from question to answer: are the expected words shown, is the right page cited, are the others refused.
 */
import { readFileSync } from 'node:fs';
import { answerQuestion } from '../src/server/answering/answer-question.ts';
import { compareMeaning, rememberQuestion } from '../src/server/answering/compare-meaning.ts';
import { quotePassages } from '../src/server/answering/quote-passages.ts';
import { readQuestion } from '../src/server/answering/read-question.ts';
import { scoreUnits } from '../src/server/answering/score-units.ts';
import { embedPassages } from '../src/server/knowledge/embed-passages.ts';
import { indexCorpus } from '../src/server/knowledge/index-corpus.ts';
import { questionLanguage } from '../src/server/knowledge/lexical-language.ts';
import { readPagePassages } from '../src/server/knowledge/read-page-passages.ts';
import { ensureSearchIndex } from '../src/server/knowledge/search-index.ts';
import { searchPassages } from '../src/server/knowledge/search-passages.ts';
import { createEmbeddedEngine } from '../src/server/models/embedded-engine.ts';
import type { Embedder } from '../src/server/models/embedder.ts';
import { readCatalogue } from '../src/server/models/read-catalogue.ts';
import { systemClock as clock } from '../src/server/platform/clock.ts';
import { openDatabase } from '../src/server/platform/database.ts';
import { createLog } from '../src/server/platform/log.ts';
import { learnTown } from '../tests/support/learned-town.ts';
import { findTownData } from '../tests/support/town-data.ts';

const log = createLog('silent');
const never = new AbortController().signal;
const modelPath = process.argv[2];
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

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const round = (value: number) => Math.round(value * 1000) / 1000;
const fold = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}€]/gu, '');
/** Lines are cut a little differently by the people who marked them: one may hold the other. */
const same = (a: string, b: string) =>
  a === b || (Math.min(a.length, b.length) >= 8 && (a.includes(b) || b.includes(a)));
const readLines = <Line>(file: string): Line[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

await measureLines(embedder);
await measureTown(embedder);
await engine?.stop();

async function measureLines(model: Embedder | null): Promise<void> {
  const corpusFile = findTownData('retrieval/augsburg_corpus.jsonl');
  const questionsFile = findTownData('retrieval/augsburg_queries.jsonl');
  if (corpusFile === null || questionsFile === null) {
    console.log('Lines, given the right page: not measured, ../shared/data/retrieval is absent.');
    return;
  }
  interface CorpusLine {
    id: number;
    url: string;
    title: string;
    html: string;
  }
  const corpus = readLines<CorpusLine>(corpusFile);
  const addresses = new Map(corpus.map(({ id, url }) => [id, url]));
  const db = await openDatabase({ url: null, directory: null, log });
  const index = await ensureSearchIndex({ db, log });
  const pages = corpus.map(({ url, title, html }) => ({ url, title, html, breadcrumb: [], changedOn: null }));
  const pageIds = await indexCorpus({ db, index, clock, log }, pages);
  if (model !== null) await embedPassages({ db, index, embedder: model, clock, log });
  const lexicon = { vocabulary: await index.vocabulary(), passages: (await index.collection()).passages };

  const [precision, recall, f1, first]: [number[], number[], number[], number[]] = [[], [], [], []];
  type Marked = { question: string; page_id: number; answerable: boolean; answer_sentences: string[] };
  for (const { question, page_id, answerable, answer_sentences } of readLines<Marked>(questionsFile)) {
    const pageId = pageIds.get(addresses.get(page_id) ?? '');
    if (!answerable || pageId === undefined) continue;
    const remembered = rememberQuestion(model);
    const { hits } = await searchPassages({ db, index, embedder: remembered, log }, { text: question, limit: 100 });
    const scores = new Map(hits.map((hit) => [hit.passageId, hit.score]));
    const passages = (await readPagePassages({ db }, [pageId], 200))
      .map((passage) => ({ ...passage, score: scores.get(passage.passageId) ?? 0 }))
      .sort((a, b) => b.score - a.score);
    const read = readQuestion(question, questionLanguage(question), lexicon);
    const scored = await compareMeaning(
      { embedder: remembered, log },
      read.official,
      passages,
      scoreUnits(read, passages),
      never,
    );
    const blocks = quotePassages(scored, passages);
    const gold = answer_sentences.map(fold).filter((line) => line !== '');
    const units = blocks.flatMap((block) =>
      block.units.filter((unit) => block.form !== 'lead-in' || passages[unit.passage]?.text.includes(unit.text)),
    );
    const shown = units.map((unit) => fold(unit.cells?.map((cell) => cell.text).join(' ') ?? unit.text));
    const right = shown.filter((line) => gold.some((marked) => same(line, marked))).length;
    const found = gold.filter((marked) => shown.some((line) => same(line, marked))).length;
    const p = right / Math.max(1, shown.length);
    const r = found / Math.max(1, gold.length);
    precision.push(p);
    recall.push(r);
    f1.push(p + r > 0 ? (2 * p * r) / (p + r) : 0);
    const best = units.find((unit) => unit.best);
    const line = fold(best?.cells?.map((cell) => cell.text).join(' ') ?? best?.text ?? '');
    first.push(gold.some((marked) => same(line, marked)) ? 1 : 0);
  }
  await db.close();
  console.log('Lines, given the right page:', {
    questions: f1.length,
    precision: round(mean(precision)),
    recall: round(mean(recall)),
    f1: round(mean(f1)),
    firstLineRight: round(mean(first)),
    model: model?.name ?? null,
  });
}

async function measureTown(model: Embedder | null): Promise<void> {
  const db = await openDatabase({ url: null, directory: null, log });
  const { index } = await learnTown(db);
  if (model !== null) await embedPassages({ db, index, embedder: model, clock, log });
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
  const counts = { shown: 0, best: 0, page: 0, refused: 0, refusedRightly: 0 };
  const times: number[] = [];
  for (const { question, page = '', answer = '', answerable } of asked) {
    const begin = performance.now();
    const texts: string[] = [];
    let best = '';
    let refused = false;
    let cited = false;
    for await (const event of answerQuestion(deps, { question }, never)) {
      if (event.type === 'text-delta') {
        const text = event.cells?.map((cell) => cell.text).join(' ') ?? event.text;
        texts.push(text);
        if (event.best === true) best = fold(text);
      }
      if (event.type === 'citation') cited ||= event.citation.url.includes(page);
      if (event.type === 'refusal') refused = true;
    }
    times.push(performance.now() - begin);
    if (!answerable) {
      counts.refusedRightly += Number(refused);
      continue;
    }
    counts.refused += Number(refused);
    counts.page += Number(cited);
    counts.shown += Number(fold(texts.join(' ')).includes(fold(answer)));
    counts.best += Number(best.length > 4 && (best.includes(fold(answer)) || fold(answer).includes(best)));
  }
  await db.close();
  times.sort((a, b) => a - b);
  const answerable = asked.filter((line) => line.answerable).length;
  console.log('Musterstadt, from question to answer:', {
    answerable,
    shown: round(counts.shown / answerable),
    best: round(counts.best / answerable),
    page: round(counts.page / answerable),
    refused: round(counts.refused / answerable),
    unanswerable: asked.length - answerable,
    refusedRightly: counts.refusedRightly,
    p50ms: Math.round(times[Math.floor(times.length / 2)] ?? 0),
    p95ms: Math.round(times[Math.floor(times.length * 0.95)] ?? 0),
    model: model?.name ?? null,
  });
}
