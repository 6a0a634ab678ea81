/** Measures refusing: half of the pages is left out, and the questions whose page is gone should be refused, the others answered. */

import { askWhetherAnswered } from './ask-assistant.ts';
import { askForeign, type ForeignFigures } from './ask-foreign.ts';
import { drawHalf } from './bootstrap.ts';
import {
  askPatiently,
  type EvaluationDependencies,
  type EvaluationInput,
  joinNotes,
  openEvaluationDatabase,
} from './open-evaluation-database.ts';
import { createPatientEmbedder } from './patient-embedder.ts';
import { median, percentile } from './rank-metrics.ts';
import { type EvaluationFault, readEvaluationData, readForeignQuestions } from './read-evaluation-data.ts';
import {
  figuresAtShare,
  type JudgedQuestion,
  meanFigures,
  type RefusalFigures,
  refusalFigures,
} from './refusal-metrics.ts';

export type RefusalEvaluation = RefusalFigures & {
  questions: number;
  pages: number;
  leftOut: number;
  /** Of the refused ones: shares of the questions without their page, and of those with it, for which a page was shown that may help. */
  mayHelp: { right: number; wrong: number };
  /** The similarity of the best passage alone, with the threshold at which .10 of the answerable questions are refused. */
  baseline: RefusalFigures;
  /** The product's figures of each splitting, whose mean is above. */
  splits: (RefusalFigures & { seed: number; gone: number })[];
  /** Until it is decided. */
  p50ms: number;
  p95ms: number;
  /** Questions from elsewhere, asked of all pages. */
  foreign?: ForeignFigures;
  model: string | null;
  note: string | null;
};

/** Fixed, so that everyone leaves out the same pages. */
const SEEDS = [1, 2, 3, 4, 5];
const BASELINE_REFUSES_WRONGLY = 0.1;

/** Evaluates the product's decision to answer or to refuse, at its own threshold. */
export async function evaluateRefusal(
  deps: EvaluationDependencies,
  {
    vectorsFile = null,
    foreignFile = null,
    signal = new AbortController().signal,
    onProgress,
    ...files
  }: EvaluationInput & { foreignFile?: string | null | undefined },
): Promise<RefusalEvaluation | EvaluationFault> {
  onProgress?.({ step: 'read', done: 0, total: 1 });
  const data = await readEvaluationData(files);
  if ('fault' in data) return data;
  const elsewhere = foreignFile === null ? null : await readForeignQuestions(foreignFile);
  if (elsewhere !== null && 'fault' in elsewhere) return elsewhere;
  onProgress?.({ step: 'read', done: 1, total: 1 });
  if (data.pages.length < 2) return { fault: 'too-few-pages', file: files.corpusFile };
  // The halves overlap: each text is embedded once.
  const patient = deps.embedder === null ? null : await createPatientEmbedder(deps.embedder, vectorsFile);
  const product: (RefusalFigures & { seed: number; gone: number })[] = [];
  const baseline: RefusalFigures[] = [];
  const all: { gone: boolean; mayHelp: boolean }[] = [];
  const times: number[] = [];
  const notes: (string | null)[] = [];
  let model: string | null = null;
  for (const [round, seed] of SEEDS.entries()) {
    const gone = drawHalf(
      data.pages.map((page) => page.id),
      seed,
    );
    // Each half is learned anew: the product must see nothing of the pages that are left out, not even in how rare a word is.
    const learned = await openEvaluationDatabase(deps, {
      pages: data.pages.filter((page) => !gone.has(page.id)),
      patient,
      signal,
      onProgress,
    });
    try {
      notes.push(learned.note);
      model = learned.embedder?.name ?? null;
      const judged: (JudgedQuestion & { similarity: number; mayHelp: boolean })[] = [];
      for (const [at, { question, pageId }] of data.questions.entries()) {
        const asking = await askPatiently(patient, () => askWhetherAnswered(deps, learned, question, signal));
        const decided = asking.result;
        times.push(asking.milliseconds);
        judged.push({
          gone: gone.has(pageId),
          evidence: decided.confidence,
          // "This page may help" claims no answer.
          refused: decided.outcome === 'refused' || decided.outcome === 'may-help',
          mayHelp: decided.outcome === 'may-help',
          similarity: decided.bestSimilarity,
        });
        const asked = round * data.questions.length + at + 1;
        onProgress?.({ step: 'ask', done: asked, total: SEEDS.length * data.questions.length });
      }
      all.push(...judged);
      product.push({ seed, gone: judged.filter((each) => each.gone).length, ...refusalFigures(judged) });
      baseline.push(
        figuresAtShare(
          judged.map(({ gone: isGone, similarity }) => ({ gone: isGone, evidence: similarity, refused: false })),
          BASELINE_REFUSES_WRONGLY,
        ),
      );
    } finally {
      await learned.close();
    }
  }
  let foreign: ForeignFigures | null = null;
  if (elsewhere !== null) {
    const learned = await openEvaluationDatabase(deps, { pages: data.pages, patient, signal, onProgress });
    try {
      foreign = await askForeign(deps, { learned, patient, questions: elsewhere.questions, signal, onProgress });
    } finally {
      await learned.close();
    }
  }
  await patient?.save();
  return {
    ...meanFigures(product),
    questions: data.questions.length,
    pages: data.pages.length,
    leftOut: data.leftOut,
    mayHelp: { right: shareOfMayHelp(all, true), wrong: shareOfMayHelp(all, false) },
    baseline: meanFigures(baseline),
    splits: product,
    p50ms: median(times),
    p95ms: percentile(times, 0.95),
    ...(foreign === null ? {} : { foreign }),
    model,
    note: joinNotes([...notes, patient?.note()]),
  };
}

function shareOfMayHelp(all: readonly { gone: boolean; mayHelp: boolean }[], gone: boolean): number {
  const some = all.filter((each) => each.gone === gone);
  return some.filter((each) => each.mayHelp).length / Math.max(1, some.length);
}
