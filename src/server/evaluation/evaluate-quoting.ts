/** Measures what is quoted against the lines that people marked as the answer. */
import { rememberQuestion } from '../answering/remember-question.ts';
import { verifyQuote } from '../answering/verify-quote.ts';
import { writeQuote } from '../answering/write-quote.ts';
import { questionLanguage } from '../knowledge/lexical-language.ts';
import { readPagePassages } from '../knowledge/read-page-passages.ts';
import { searchPassages } from '../knowledge/search-passages.ts';
import { alignLines } from './align-lines.ts';
import { askAssistant, isTitle } from './ask-assistant.ts';
import { countLines, type LineCounts, type LineScores, linesOf, meanF1, scoreMicro } from './compare-lines.ts';
import {
  askPatiently,
  type EvaluationDependencies,
  type EvaluationInput,
  joinNotes,
  openEvaluationDatabase,
} from './open-evaluation-database.ts';
import { createPatientEmbedder } from './patient-embedder.ts';
import { createBaseline } from './rank-baseline.ts';
import { median, percentile } from './rank-metrics.ts';
import { type EvaluationFault, readEvaluationData } from './read-evaluation-data.ts';

/** Micro over all lines of all questions; `firstLine`: share of the questions whose unit shown first and large is a marked line. */
export type QuotingFigures = LineScores & {
  firstLine: number;
  /** The same against the page's own lines where the marked ones stand there in other words. */
  onPage: LineScores & { firstLine: number };
  /** Mean over the questions of their own F1. */
  macroF1: number;
  /** Mean number of lines shown. */
  lines: number;
  p50ms: number;
  p95ms: number;
};

export interface QuotingEvaluation {
  questions: number;
  pages: number;
  passages: number;
  /** Questions without marked lines, or whose page is not in the corpus: left out. */
  leftOut: number;
  /** Marked lines that stand on the page in other words: `onPage` takes the page's line that resembles them, see `align-lines.ts`. */
  alignedLines: number;
  /** The passages of the right page are given; nothing is refused. */
  rightPage: QuotingFigures;
  /** From the question alone; a refusal shows nothing. */
  wholeSite: QuotingFigures & { refused: number };
  /** The right page is given: its best lines by BM25, as many for each question as people marked in the mean. */
  baseline: QuotingFigures;
  model: string | null;
  note: string | null;
}

interface Marks {
  asMarked: readonly string[];
  onPage: readonly string[];
}

interface Compared {
  counts: LineCounts;
  first: boolean;
}

interface Shown extends Record<keyof Marks, Compared> {
  milliseconds: number;
}

/** A right page's passages that search did not put among its best have no score, as in an answer. */
const HITS = 100;
const PASSAGES_OF_PAGE = 200;

/** Evaluates the quotes, given the right page and given the whole site, beside the best lines by BM25. */
export async function evaluateQuoting(
  deps: EvaluationDependencies,
  { vectorsFile = null, signal = new AbortController().signal, onProgress, ...files }: EvaluationInput,
): Promise<QuotingEvaluation | EvaluationFault> {
  onProgress?.({ step: 'read', done: 0, total: 1 });
  const data = await readEvaluationData(files);
  if ('fault' in data) return data;
  onProgress?.({ step: 'read', done: 1, total: 1 });
  const lines = new Map(data.pages.map((page) => [page.id, page.lines.flatMap(linesOf)]));
  let alignedLines = 0;
  const questions = data.questions
    .filter((each) => each.markedLines.length > 0)
    .map((each) => {
      const { lines: onPage, aligned } = alignLines(each.markedLines, lines.get(each.pageId) ?? []);
      alignedLines += aligned;
      return { ...each, marks: { asMarked: each.markedLines, onPage } };
    });
  if (questions.length === 0) return { fault: 'no-marked-lines', file: files.questionsFile };
  const { embedder, log } = deps;
  const patient = embedder === null ? null : await createPatientEmbedder(embedder, vectorsFile);
  const learned = await openEvaluationDatabase(deps, { pages: data.pages, patient, signal, onProgress });
  try {
    const total = questions.length * 3;
    let done = 0;
    const step = () => {
      done += 1;
      onProgress?.({ step: 'ask', done, total });
    };
    let refused = 0;

    const rightPage = await askAll(async ({ question, pageId, marks }) => {
      const right = learned.pageIds.get(pageId) ?? '';
      const asked = await askPatiently(patient, () => quoteRightPage(question, right));
      return compare(asked.result, marks, asked.milliseconds);
    });
    const wholeSite = await askAll(async ({ question, marks }) => {
      const asked = await askPatiently(patient, () => askAssistant(deps, learned, question, signal));
      if (asked.result.refused) refused += 1;
      return compare(asked.result.quoted, marks, asked.milliseconds);
    });
    const lineCount = Math.max(
      1,
      Math.round(questions.reduce((sum, each) => sum + each.markedLines.length, 0) / questions.length),
    );
    const baseline = await askAll(async ({ question, pageId, marks }) => {
      const begin = performance.now();
      const pageLines = lines.get(pageId) ?? [];
      // Lines without a word of the question fill up the number, in the order of the page.
      const best = [...new Set([...createBaseline(pageLines)(question), ...pageLines.keys()])].slice(0, lineCount);
      const units = best.map((at, order) => ({ text: pageLines[at] ?? '', best: order === 0 }));
      return compare(units, marks, performance.now() - begin);
    });
    await patient?.save();
    return {
      questions: questions.length,
      pages: data.pages.length,
      passages: learned.passages,
      leftOut: data.leftOut + data.questions.length - questions.length,
      alignedLines,
      rightPage: figures(rightPage),
      wholeSite: { ...figures(wholeSite), refused: refused / questions.length },
      baseline: figures(baseline),
      model: learned.embedder?.name ?? null,
      note: joinNotes([learned.note, patient?.note()]),
    };

    async function askAll(ask: (question: (typeof questions)[number]) => Promise<Shown>): Promise<Shown[]> {
      const all: Shown[] = [];
      for (const question of questions) {
        signal.throwIfAborted();
        all.push(await ask(question));
        step();
      }
      return all;
    }

    async function quoteRightPage(question: string, pageId: string): Promise<Unit[]> {
      const remembering = { ...learned, embedder: rememberQuestion(learned.embedder), log };
      const { hits } = await searchPassages(remembering, { text: question, limit: HITS, signal });
      const scores = new Map(hits.map((hit) => [hit.passageId, hit.score]));
      const passages = (await readPagePassages(learned, [pageId], PASSAGES_OF_PAGE))
        .map((passage) => ({ ...passage, score: scores.get(passage.passageId) ?? 0 }))
        .sort((a, b) => b.score - a.score);
      const asked = { question, language: questionLanguage(question), passages, signal };
      const { blocks } = verifyQuote(await writeQuote(remembering, asked), passages);
      return blocks.flatMap(({ form, units }) =>
        units.filter(({ text, passage }) => !isTitle({ form, text }, passages[passage]?.title)),
      );
    }
  } finally {
    await learned.close();
  }
}

interface Unit {
  text: string;
  cells?: readonly { text: string }[] | null | undefined;
  best?: boolean | undefined;
}

function compare(units: readonly Unit[], marks: Marks, milliseconds: number): Shown {
  const best = units.find((unit) => unit.best === true) ?? units[0];
  const [first] = best === undefined ? [] : unitLines(best);
  const shown = units.flatMap(unitLines);
  const compareWith = (marked: readonly string[]): Compared => ({
    counts: countLines(shown, marked),
    first: first !== undefined && countLines([first], marked).right > 0,
  });
  return { asMarked: compareWith(marks.asMarked), onPage: compareWith(marks.onPage), milliseconds };
}

/** A table row is one line. */
function unitLines({ text, cells }: Unit): string[] {
  return cells ? [cells.map((cell) => cell.text.replaceAll('\n', ' ')).join(' ')] : linesOf(text);
}

function figures(all: readonly Shown[]): QuotingFigures {
  const counts = all.map((each) => each.asMarked.counts);
  const times = all.map((each) => each.milliseconds);
  const firstLine = (name: keyof Marks) => all.filter((each) => each[name].first).length / Math.max(1, all.length);
  return {
    ...scoreMicro(counts),
    firstLine: firstLine('asMarked'),
    onPage: { ...scoreMicro(all.map((each) => each.onPage.counts)), firstLine: firstLine('onPage') },
    macroF1: meanF1(counts),
    lines: counts.reduce((sum, each) => sum + each.shown, 0) / Math.max(1, all.length),
    p50ms: median(times),
    p95ms: percentile(times, 0.95),
  };
}
