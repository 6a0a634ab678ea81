/** Measures search on a corpus with known answers: is the right page found? */
import { type Retriever, searchPages } from '../knowledge/search-passages.ts';
import { type Difference, pairedDifference } from './bootstrap.ts';
import {
  askPatiently,
  type EvaluationDependencies,
  type EvaluationInput,
  joinNotes,
  openEvaluationDatabase,
} from './open-evaluation-database.ts';
import { createPatientEmbedder } from './patient-embedder.ts';
import { createBaseline } from './rank-baseline.ts';
import { median, percentile, RANK_MEASURES, type RankMetrics, rankMetrics } from './rank-metrics.ts';
import { type EvaluationFault, readEvaluationData } from './read-evaluation-data.ts';

export type Measured = RankMetrics & {
  /** Median of a search in milliseconds, the question's vector included where there is one. */
  p50ms: number;
  /** 95 of 100 searches are no slower. */
  p95ms: number;
};

export type MeasuredAgainst = Measured & {
  /** How much better than the baseline, question by question, with the 95 % interval. */
  difference: Record<keyof RankMetrics, Difference>;
};

export interface RetrievalEvaluation {
  questions: number;
  pages: number;
  passages: number;
  /** Questions with an answer whose page is not in the corpus: left out. */
  leftOut: number;
  lexical: MeasuredAgainst;
  /** Absent without an embedding model, see `note`. */
  vectors?: MeasuredAgainst;
  hybrid?: MeasuredAgainst;
  /** BM25 over whole pages with German stems and nothing else. */
  baseline: Measured;
  /** Name of the embedding model. */
  model: string | null;
  /** What the figures lack, in plain words; null if nothing. */
  note: string | null;
}

const PAGES_ASKED = 10;

interface Ranks {
  ranks: (number | null)[];
  times: number[];
}

/** Evaluates lexical search, vectors and both joined against the baseline, page by page. */
export async function evaluateRetrieval(
  deps: EvaluationDependencies,
  { vectorsFile = null, signal, onProgress, ...files }: EvaluationInput,
): Promise<RetrievalEvaluation | EvaluationFault> {
  const { embedder, log } = deps;
  onProgress?.({ step: 'read', done: 0, total: 1 });
  const data = await readEvaluationData(files);
  if ('fault' in data) return data;
  onProgress?.({ step: 'read', done: 1, total: 1 });
  const { pages, questions } = data;
  const patient = embedder === null ? null : await createPatientEmbedder(embedder, vectorsFile);
  const learned = await openEvaluationDatabase(deps, { pages, patient, signal, onProgress });
  try {
    const retrievers: Retriever[] = learned.embedder === null ? ['lexical'] : ['lexical', 'vectors', 'hybrid'];
    const total = questions.length * (retrievers.length + 1);
    let done = 0;
    const step = () => {
      done += 1;
      onProgress?.({ step: 'ask', done, total });
    };

    const baseline = askBaseline();
    let failed = 0;
    const byRetriever = new Map<Retriever, MeasuredAgainst>();
    for (const retriever of retrievers) byRetriever.set(retriever, against(await ask(retriever), baseline));
    const lexical = byRetriever.get('lexical');
    if (lexical === undefined) throw new Error('lexical search was not measured');
    const byVectors = byRetriever.get('vectors');
    const hybrid = byRetriever.get('hybrid');
    await patient?.save();
    const failures = failed > 0 ? `The embedding model gave no vector for ${failed} questions.` : null;
    return {
      questions: questions.length,
      pages: pages.length,
      passages: learned.passages,
      leftOut: data.leftOut,
      lexical,
      ...(byVectors === undefined ? {} : { vectors: byVectors }),
      ...(hybrid === undefined ? {} : { hybrid }),
      baseline: measured(baseline),
      model: learned.embedder?.name ?? null,
      note: joinNotes([learned.note, patient?.note(), failures]),
    };

    async function ask(retriever: Retriever): Promise<Ranks> {
      const result: Ranks = { ranks: [], times: [] };
      for (const { question, pageId } of questions) {
        signal?.throwIfAborted();
        const query = { text: question, limit: PAGES_ASKED, retriever, signal };
        const asked = await askPatiently(patient, () => searchPages({ ...learned, log }, query));
        const { pages: found, vectors } = asked.result;
        if (vectors === 'late' || vectors === 'failed') failed += 1;
        const right = learned.pageIds.get(pageId);
        result.ranks.push(rankOf(found.findIndex((page) => page.pageId === right)));
        result.times.push(asked.milliseconds);
        step();
      }
      return result;
    }

    function askBaseline(): Ranks {
      const rank = createBaseline(pages.map((page) => `${page.title}\n${page.lines.join('\n')}`));
      const places = new Map(pages.map((page, at) => [page.id, at]));
      const result: Ranks = { ranks: [], times: [] };
      for (const { question, pageId } of questions) {
        const begin = performance.now();
        const order = rank(question);
        result.times.push(performance.now() - begin);
        result.ranks.push(rankOf(order.indexOf(places.get(pageId) ?? -1)));
        step();
      }
      return result;
    }
  } finally {
    await learned.close();
  }
}

function measured({ ranks, times }: Ranks): Measured {
  return { ...rankMetrics(ranks), p50ms: median(times), p95ms: percentile(times, 0.95) };
}

function against(ours: Ranks, baseline: Ranks): MeasuredAgainst {
  const difference = (name: keyof RankMetrics) =>
    pairedDifference(ours.ranks.map(RANK_MEASURES[name]), baseline.ranks.map(RANK_MEASURES[name]));
  return {
    ...measured(ours),
    difference: {
      hit1: difference('hit1'),
      hit5: difference('hit5'),
      mrr10: difference('mrr10'),
      ndcg10: difference('ndcg10'),
    },
  };
}

function rankOf(position: number): number | null {
  return position < 0 ? null : position + 1;
}
