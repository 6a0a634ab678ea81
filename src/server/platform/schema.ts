import { jsonb, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

/** The administrator's key, as a hash only. A new one replaces the old one. */
export const accessKey = pgTable('access_key', {
  name: text('name').primaryKey(),
  /** SHA-256 (hex). The key has 256 random bits, so a slow hash adds nothing. */
  hash: text('hash').notNull(),
  createdAt: timestamp('created_at', { withTimezone: true, mode: 'date' }).notNull().defaultNow(),
});

/** Single values that the program keeps for itself (versions of derived data, switches). */
export const setting = pgTable('setting', {
  name: text('name').primaryKey(),
  value: jsonb('value').$type<unknown>().notNull(),
});
