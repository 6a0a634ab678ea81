/** Questions that no page of a town answers (weather, football, another town's offices): how many are refused? */
import { fileURLToPath } from 'node:url';
import { askWhetherAnswered } from './ask-assistant.ts';
import {
  askPatiently,
  type EvaluationDatabase,
  type EvaluationDependencies,
  type EvaluationInput,
} from './open-evaluation-database.ts';
import type { PatientEmbedder } from './patient-embedder.ts';
import type { ForeignQuestion } from './read-evaluation-data.ts';

/** Our own questions from elsewhere; half of them are kept aside. */
export const FOREIGN_QUESTIONS = fileURLToPath(new URL('./foreign-questions.jsonl', import.meta.url));

interface Refused {
  questions: number;
  /** Share for which nothing is claimed of the pages: refused, or met by a prepared text. */
  refused: number;
}

export type ForeignFigures = Refused & {
  /** Of those that were never looked at while rules were made. */
  keptAside: Refused;
  kinds: Record<string, Refused>;
  /** Those that were answered, but for the ones kept aside: nothing may be tuned to these. */
  answered: string[];
};

export async function askForeign(
  deps: EvaluationDependencies,
  {
    learned,
    patient,
    questions,
    signal,
    onProgress,
  }: {
    learned: EvaluationDatabase;
    patient: PatientEmbedder | null;
    questions: readonly ForeignQuestion[];
    signal: AbortSignal;
    onProgress?: EvaluationInput['onProgress'];
  },
): Promise<ForeignFigures> {
  const asked: (ForeignQuestion & { answered: boolean })[] = [];
  for (const each of questions) {
    const { result } = await askPatiently(patient, () => askWhetherAnswered(deps, learned, each.question, signal));
    asked.push({ ...each, answered: result.outcome === 'answered' });
    onProgress?.({ step: 'foreign', done: asked.length, total: questions.length });
  }
  const shareOf = (some: readonly { answered: boolean }[]): Refused => ({
    questions: some.length,
    refused: some.filter((each) => !each.answered).length / Math.max(1, some.length),
  });
  return {
    ...shareOf(asked),
    keptAside: shareOf(asked.filter((each) => each.keptAside)),
    kinds: Object.fromEntries(
      [...Map.groupBy(asked, (each) => each.kind)].map(([kind, some]) => [kind, shareOf(some)]),
    ),
    answered: asked.filter((each) => each.answered && !each.keptAside).map((each) => each.question),
  };
}
