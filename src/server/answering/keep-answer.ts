import { type Clock, germanDay } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { maskPersonalData } from './find-personal-data.ts';
import type { TraceStep } from './schema.ts';
import { insertAnswer } from './store.ts';

export interface EndedAnswer {
  answerId: string;
  conversationId: string;
  askedAt: Date;
  deleteOn: string;
  /** As screened; it is masked again here, so that nothing personal can be stored by a mistake before. */
  question: string;
  language: string;
  outcome: 'answered' | 'refused' | 'failed' | 'abandoned';
  detail: string;
  text: string;
  citations: { pageId: string; url: string }[];
  trace: TraceStep[];
  milliseconds: number;
}

/** Keeps an ended answer until its day of deletion. No address of the asker, no device, no name. */
export async function keepAnswer({ db }: { db: Database }, ended: EndedAnswer): Promise<void> {
  const { answerId, question, milliseconds, ...rest } = ended;
  await insertAnswer(db, {
    ...rest,
    id: answerId,
    question: maskPersonalData(question),
    milliseconds: Math.round(milliseconds),
  });
}

/** Day of deletion: the question's day in German time and `keepDays` more. */
export function deletionDay(clock: Clock, keepDays: number): string {
  return germanDay(new Date(clock.now().getTime() + keepDays * 86_400_000));
}
