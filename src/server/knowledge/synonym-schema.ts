/** Table of the town's own everyday words, and of ours that it switched off or changed. */
import { boolean, jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

export const synonym = pgTable('synonym', {
  /** Folded. */
  word: text('word').primaryKey(),
  /** As typed. */
  said: text('said').notNull(),
  names: jsonb('names').$type<string[]>().notNull(),
  active: boolean('active').notNull().default(true),
  changedAt: timestamp('changed_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
});
