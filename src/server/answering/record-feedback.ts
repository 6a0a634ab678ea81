import type { FeedbackRequest } from '../../contracts/answer.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { maskPersonalData } from './find-personal-data.ts';
import { updateFeedback } from './store.ts';

/** An answer takes feedback for this long, in milliseconds. */
const OPEN = 86_400_000;

/** Keeps what a citizen says about an answer, personal data masked. False if the answer is not there or older than a day. */
export async function recordFeedback(
  { db, clock }: { db: Database; clock: Clock },
  answerId: string,
  { helpful, reason, text }: FeedbackRequest,
): Promise<boolean> {
  return updateFeedback(db, {
    id: answerId,
    askedAfter: new Date(clock.now().getTime() - OPEN),
    helpful,
    feedbackReason: reason ?? null,
    feedbackText: text === undefined || text === '' ? null : maskPersonalData(text),
  });
}
