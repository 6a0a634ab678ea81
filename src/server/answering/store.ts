/** Queries on what is kept of questions and answers. */
import { and, desc, eq, gte, lte } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import { answer } from './schema.ts';

export type KeptAnswer = typeof answer.$inferSelect;
export type NewAnswer = typeof answer.$inferInsert;

/** Stores an ended answer; storing it again changes nothing. */
export async function insertAnswer(db: Database, row: NewAnswer): Promise<void> {
  await db.orm.insert(answer).values(row).onConflictDoNothing({ target: answer.id });
}

/** Questions of a conversation that are still kept, newest first. */
export async function readQuestions(
  db: Database,
  { conversationId, today, limit }: { conversationId: string; today: string; limit: number },
): Promise<{ question: string; language: string }[]> {
  return db.orm
    .select({ question: answer.question, language: answer.language })
    .from(answer)
    .where(and(eq(answer.conversationId, conversationId), gte(answer.deleteOn, today)))
    .orderBy(desc(answer.askedAt))
    .limit(limit);
}

export async function readAnswer(db: Database, id: string): Promise<KeptAnswer | null> {
  const [row] = await db.orm.select().from(answer).where(eq(answer.id, id));
  return row ?? null;
}

/** Returns false if there is no such answer, or it is older than `askedAfter`. */
export async function updateFeedback(
  db: Database,
  {
    id,
    askedAfter,
    ...feedback
  }: {
    id: string;
    askedAfter: Date;
    helpful: boolean;
    feedbackReason: string | null;
    feedbackText: string | null;
  },
): Promise<boolean> {
  const rows = await db.orm
    .update(answer)
    .set(feedback)
    .where(and(eq(answer.id, id), gte(answer.askedAt, askedAfter)))
    .returning({ id: answer.id });
  return rows.length > 0;
}

/** Deletes what is due on `today` or before; returns how many. */
export async function deleteDue(db: Database, today: string): Promise<number> {
  const rows = await db.orm.delete(answer).where(lte(answer.deleteOn, today)).returning({ id: answer.id });
  return rows.length;
}
