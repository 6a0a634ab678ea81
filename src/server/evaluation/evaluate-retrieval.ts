/**
 * Measures search on a corpus with known answers, through the product's own path (extraction, passages, index, search) in a
 * database in memory that is gone afterwards.
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { embedPassages } from '../knowledge/embed-passages.ts';
import { type CorpusPage, indexCorpus } from '../knowledge/index-corpus.ts';
import { ensureSearchIndex } from '../knowledge/search-index.ts';
import { type Retriever, searchPages } from '../knowledge/search-passages.ts';
import type { Embedder } from '../models/embedder.ts';
import type { Clock } from '../platform/clock.ts';
import { openDatabase } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { createBaseline } from './rank-baseline.ts';
import { median, type RankMetrics, rankMetrics } from './rank-metrics.ts';

/** One line of a corpus file. */
const CorpusLine = z.object({
  id: z.union([z.string(), z.number()]),
  url: z.url(),
  title: z.string(),
  parent: z.union([z.string(), z.number()]).nullish(),
  last_updated: z.string().nullish(),
  html: z.string(),
});

/** One line of a file of questions. */
const QuestionLine = z.object({
  question: z.string(),
  page_id: z.union([z.string(), z.number()]),
  answerable: z.boolean().default(true),
});

export type Measured = RankMetrics & {
  /** Median of a search in milliseconds, the question's vector included where there is one. */
  p50ms: number;
};

export interface RetrievalEvaluation {
  questions: number;
  pages: number;
  passages: number;
  /** Questions with an answer whose page is not in the corpus: left out. */
  leftOut: number;
  lexical: Measured;
  /** Absent without an embedding model, see `note`. */
  vectors?: Measured;
  hybrid?: Measured;
  /** BM25 over whole pages with German stems and nothing else. */
  baseline: Measured;
  /** Name of the embedding model. */
  model: string | null;
  /** What the figures lack, in plain words; null if nothing. */
  note: string | null;
}

export interface EvaluationProgress {
  step: 'read' | 'index' | 'embed' | 'ask';
  done: number;
  total: number;
}

/** The evaluation did not come about because of its input. `line` counts from 1. */
export interface EvaluationFault {
  fault: 'cannot-read' | 'bad-line' | 'no-pages' | 'no-questions';
  file: string;
  line?: number;
}

const PAGES_ASKED = 10;

/** Evaluates lexical search, vectors and both joined against the baseline, page by page. */
export async function evaluateRetrieval(
  { embedder, clock, log }: { embedder: Embedder | null; clock: Clock; log: Log },
  {
    corpusFile,
    questionsFile,
    signal,
    onProgress,
  }: {
    corpusFile: string;
    questionsFile: string;
    signal?: AbortSignal | undefined;
    onProgress?: (progress: EvaluationProgress) => void;
  },
): Promise<RetrievalEvaluation | EvaluationFault> {
  onProgress?.({ step: 'read', done: 0, total: 2 });
  const corpus = await readLines(corpusFile, CorpusLine);
  if ('fault' in corpus) return corpus;
  onProgress?.({ step: 'read', done: 1, total: 2 });
  const asked = await readLines(questionsFile, QuestionLine);
  if ('fault' in asked) return asked;
  onProgress?.({ step: 'read', done: 2, total: 2 });
  if (corpus.lines.length === 0) return { fault: 'no-pages', file: corpusFile };
  const known = new Set(corpus.lines.map((line) => String(line.id)));
  const answerable = asked.lines.filter((line) => line.answerable);
  const questions = answerable.filter((line) => known.has(String(line.page_id)));
  if (questions.length === 0) return { fault: 'no-questions', file: questionsFile };

  const pages = corpusPages(corpus.lines);
  const db = await openDatabase({ url: null, directory: null, log });
  try {
    const index = await ensureSearchIndex({ db, log });
    const pageIds = await indexCorpus({ db, index, clock, log }, [...pages.values()], {
      signal,
      onProgress: (done, total) => onProgress?.({ step: 'index', done, total }),
    });
    let note = embedder === null ? 'Without an embedding model: no figures for vectors and hybrid.' : null;
    let withVectors = false;
    if (embedder !== null) {
      const embedded = await embedPassages(
        { db, index, embedder, clock, log },
        { signal, onProgress: ({ done, total }) => onProgress?.({ step: 'embed', done, total }) },
      );
      signal?.throwIfAborted();
      withVectors = embedded.outcome === 'complete' && embedded.done > 0;
      if (!withVectors) note = 'The embedding model did not answer: no figures for vectors and hybrid.';
      else if (embedded.refused > 0) note = `The embedding model gave no vector for ${embedded.refused} passages.`;
    }

    const retrievers: Retriever[] = withVectors ? ['lexical', 'vectors', 'hybrid'] : ['lexical'];
    const total = questions.length * (retrievers.length + 1);
    let done = 0;
    const step = () => {
      done += 1;
      onProgress?.({ step: 'ask', done, total });
    };
    const results = new Map<Retriever, Measured>();
    let late = 0;
    for (const retriever of retrievers) {
      const ranks: (number | null)[] = [];
      const times: number[] = [];
      for (const question of questions) {
        signal?.throwIfAborted();
        const right = pageIds.get(pages.get(String(question.page_id))?.url ?? '');
        const query = { text: question.question, limit: PAGES_ASKED, retriever, signal };
        const result = await searchPages({ db, index, embedder, log }, query);
        if (result.vectors === 'late' || result.vectors === 'failed') late += 1;
        ranks.push(rankOf(result.pages.map((page) => page.pageId).indexOf(right ?? '')));
        times.push(result.milliseconds);
        step();
      }
      results.set(retriever, { ...rankMetrics(ranks), p50ms: median(times) });
    }
    if (late > 0) note = `${note === null ? '' : `${note} `}The embedding model was late or failed ${late} times.`;

    const keys = [...pages.keys()];
    const baseline = createBaseline([...pages.values()].map((page) => `${page.title}\n${plainText(page.html)}`));
    const baselineRanks: (number | null)[] = [];
    const baselineTimes: number[] = [];
    for (const question of questions) {
      const begin = performance.now();
      const order = baseline(question.question);
      baselineTimes.push(performance.now() - begin);
      baselineRanks.push(rankOf(order.indexOf(keys.indexOf(String(question.page_id)))));
      step();
    }

    const { passages } = await index.collection();
    const lexical = results.get('lexical');
    if (lexical === undefined) throw new Error('lexical search was not measured');
    const vectors = results.get('vectors');
    const hybrid = results.get('hybrid');
    return {
      questions: questions.length,
      pages: pages.size,
      passages,
      leftOut: answerable.length - questions.length,
      lexical,
      ...(vectors === undefined ? {} : { vectors }),
      ...(hybrid === undefined ? {} : { hybrid }),
      baseline: { ...rankMetrics(baselineRanks), p50ms: median(baselineTimes) },
      model: withVectors ? (embedder?.name ?? null) : null,
      note,
    };
  } finally {
    await db.close();
  }
}

function rankOf(position: number): number | null {
  return position < 0 ? null : position + 1;
}

/** Pages by their id in the corpus, each with the titles of the pages above it. */
function corpusPages(lines: readonly z.infer<typeof CorpusLine>[]): Map<string, CorpusPage> {
  const byId = new Map(lines.map((line) => [String(line.id), line]));
  return new Map(
    [...byId].map(([id, line]) => {
      const breadcrumb: string[] = [];
      const seen = new Set([id]);
      for (let parent = byId.get(String(line.parent)); parent !== undefined; parent = byId.get(String(parent.parent))) {
        if (seen.has(String(parent.id))) break;
        seen.add(String(parent.id));
        breadcrumb.unshift(parent.title);
      }
      const changedOn = /^\d{4}-\d{2}-\d{2}/.exec(line.last_updated ?? '')?.[0] ?? null;
      return [id, { url: line.url, title: line.title, breadcrumb, html: line.html, changedOn }];
    }),
  );
}

/** The baseline's own reading of HTML: tags away. It must not profit from our extraction. */
function plainText(html: string): string {
  return html
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replace(/&#x([\da-f]+);/gi, (_, code: string) => String.fromCodePoint(Number.parseInt(code, 16)))
    .replaceAll('&nbsp;', ' ')
    .replaceAll('&amp;', '&');
}

async function readLines<Line>(file: string, schema: z.ZodType<Line>): Promise<{ lines: Line[] } | EvaluationFault> {
  const lines: Line[] = [];
  let number = 0;
  try {
    for await (const text of createInterface({
      input: createReadStream(file, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      number += 1;
      if (text.trim() === '') continue;
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch {
        return { fault: 'bad-line', file, line: number };
      }
      const parsed = schema.safeParse(value);
      if (!parsed.success) return { fault: 'bad-line', file, line: number };
      lines.push(parsed.data);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) return { fault: 'cannot-read', file };
    throw error;
  }
  return { lines };
}
