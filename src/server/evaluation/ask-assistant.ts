/** One question through the whole product, and what came of it. */
import type { TextDelta } from '../../contracts/answer.ts';
import { type AnsweringDependencies, answerQuestion } from '../answering/answer-question.ts';
import { readTrace } from '../answering/read-trace.ts';
import type { EvaluationDatabase, EvaluationDependencies } from './open-evaluation-database.ts';

/** A fact is a sentence of ours around values of the page; the words that it stands in follow as a quote. */
const OWN_SENTENCES: ReadonlySet<string> = new Set(['fact']);

export interface Asked {
  refused: boolean;
  /** Quoted units, as shown; not our own words. */
  quoted: TextDelta[];
}

export interface Decided {
  /**
   * `may-help`: something is shown without a claim that it answers; `prepared`: a text of our own (greeting, emergency), nothing is
   * claimed of the pages.
   */
  outcome: 'answered' | 'may-help' | 'refused' | 'prepared';
  /** How sure the product is that the pages hold an answer, 0 to 1. */
  confidence: number;
  /** Highest cosine of a passage, without vectors its BM25 as a share of the best possible. */
  bestSimilarity: number;
}

/** Asks and reads the whole answer. */
export async function askAssistant(
  deps: EvaluationDependencies,
  learned: EvaluationDatabase,
  question: string,
  signal: AbortSignal,
): Promise<Asked> {
  const units: TextDelta[] = [];
  const titles = new Map<number, string>();
  let refused = false;
  for await (const event of answerQuestion(dependencies(deps, learned), { question }, signal)) {
    const isQuote = event.type === 'text-delta' && event.citation !== undefined && !OWN_SENTENCES.has(event.form);
    if (isQuote) units.push(event);
    if (event.type === 'citation') titles.set(event.citation.number, event.citation.title);
    if (event.type === 'refusal') refused = true;
    if (event.type === 'error') throw new Error(event.message);
  }
  signal.throwIfAborted();
  return { refused, quoted: units.filter((unit) => !isTitle(unit, titles.get(unit.citation ?? 0))) };
}

/** The title of its page above a quote says where it stands; it is no line of the page. */
export function isTitle({ form, text }: { form: string; text: string }, title: string | undefined): boolean {
  return form === 'lead-in' && text === title;
}

/** Asks only until it is decided whether there will be an answer. */
export async function askWhetherAnswered(
  deps: EvaluationDependencies,
  learned: EvaluationDatabase,
  question: string,
  signal: AbortSignal,
): Promise<Decided> {
  let outcome: Decided['outcome'] = 'answered';
  let answerId = '';
  for await (const event of answerQuestion(dependencies(deps, learned), { question }, signal)) {
    if (event.type === 'start') answerId = event.answerId;
    if (event.type === 'refusal') outcome = 'refused';
    if (event.type === 'end' && event.mode === 'fixed') outcome = 'prepared';
    if (event.type === 'error') throw new Error(event.message);
    // What is written now no longer changes the decision.
    if (event.type === 'step' && event.step === 'write') break;
  }
  signal.throwIfAborted();
  const trace = await readTrace({ ...learned, clock: deps.clock }, answerId);
  const decided = resultOf<{ confidence: number; verdict: 'answer' | 'may-help' | 'refuse'; fact: boolean }>('decide');
  if (outcome === 'answered' && decided?.verdict === 'may-help' && !decided.fact) outcome = 'may-help';
  const found = resultOf<{ evidence: { bestCosine: number | null; lexicalShare: number | null } }>('find');
  return {
    outcome,
    // What is refused or answered before anything is looked for was sure of it.
    confidence: decided?.confidence ?? (outcome === 'refused' ? 0 : 1),
    bestSimilarity: found?.evidence.bestCosine ?? found?.evidence.lexicalShare ?? 0,
  };

  function resultOf<Result>(step: string): Result | undefined {
    return trace?.steps.find((each) => each.step === step)?.result as Result | undefined;
  }
}

function dependencies({ clock, log }: EvaluationDependencies, learned: EvaluationDatabase): AnsweringDependencies {
  return {
    db: learned.db,
    index: learned.index,
    models: { embedder: () => learned.embedder },
    clock,
    log,
    metrics: null,
    settings: { keepDays: 1, townName: null, privacyUrl: null },
  };
}
