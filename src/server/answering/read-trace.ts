import type { Clock } from '../platform/clock.ts';
import { germanDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { EndedAnswer } from './keep-answer.ts';
import type { TraceStep } from './schema.ts';
import { readAnswer } from './store.ts';

export interface AnswerTrace extends Omit<EndedAnswer, 'conversationId' | 'trace'> {
  steps: TraceStep[];
  helpful: boolean | null;
  feedbackReason: string | null;
  feedbackText: string | null;
}

/** Why this answer: one trace by the answer's id, for the administrator. The conversation it belongs to is not told. */
export async function readTrace(
  { db, clock }: { db: Database; clock: Clock },
  answerId: string,
): Promise<AnswerTrace | null> {
  const row = await readAnswer(db, answerId);
  // What is due is as good as deleted, even if the job has not run yet.
  if (row === null || row.deleteOn <= germanDay(clock.now())) return null;
  // Named one by one: a column of a later day must not slip out.
  return {
    answerId: row.id,
    askedAt: row.askedAt,
    deleteOn: row.deleteOn,
    question: row.question,
    language: row.language,
    outcome: row.outcome,
    detail: row.detail,
    text: row.text,
    citations: row.citations,
    steps: row.trace,
    milliseconds: row.milliseconds,
    helpful: row.helpful,
    feedbackReason: row.feedbackReason,
    feedbackText: row.feedbackText,
  };
}
