/** What is kept of a question until its day of deletion. No address, no session, no name. */
import { boolean, date, index, integer, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export interface TraceStep {
  step: string;
  milliseconds: number;
  /** What the step found, without page text: ids, scores, classes. */
  result: unknown;
}

export const answer = pgTable(
  'answer',
  {
    id: uuid('id').primaryKey(),
    conversationId: uuid('conversation_id').notNull(),
    askedAt: timestamp('asked_at', { withTimezone: true, mode: 'date' }).notNull(),
    deleteOn: date('delete_on', { mode: 'string' }).notNull(),
    /** Personal data masked before it is stored. */
    question: text('question').notNull(),
    language: text('language').notNull(),
    /** How it ended: every started answer ends in one of these. */
    outcome: text('outcome', { enum: ['answered', 'refused', 'failed', 'abandoned'] }).notNull(),
    /** Mode of an answer, reason of a refusal, code of a failure. */
    detail: text('detail').notNull(),
    /** The shown text, as plain text. */
    text: text('text').notNull(),
    citations: jsonb('citations').$type<{ pageId: string; url: string }[]>().notNull(),
    trace: jsonb('trace').$type<TraceStep[]>().notNull(),
    milliseconds: integer('milliseconds').notNull(),
    helpful: boolean('helpful'),
    feedbackReason: text('feedback_reason'),
    feedbackText: text('feedback_text'),
  },
  (table) => [
    index('answer_conversation').on(table.conversationId, table.askedAt),
    index('answer_delete_on').on(table.deleteOn),
  ],
);
