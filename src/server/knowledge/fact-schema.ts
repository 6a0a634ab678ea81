/** Tables of the facts: what passages state as values, and which passages were read for them. */
import { index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { FactKind, FactValue } from './fact.ts';
import { passage } from './schema.ts';

/** Goes with its passage, and so with its page. */
export const fact = pgTable(
  'fact',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    passageId: uuid('passage_id')
      .notNull()
      .references(() => passage.id, { onDelete: 'cascade' }),
    ordinal: integer('ordinal').notNull(),
    kind: text('kind').$type<FactKind>().notNull(),
    /** Whose or what for, as it stands next to the value; empty where only the headings say so. */
    subject: text('subject').notNull(),
    value: jsonb('value').$type<FactValue>().notNull(),
    /** Lines of the passage that say so. */
    words: jsonb('words').$type<string[]>().notNull(),
    /** Stems of subject, headings and title: by them facts are found. */
    terms: text('terms').array().notNull(),
  },
  (table) => [
    index('fact_passage').on(table.passageId, table.ordinal),
    index('fact_terms').using('gin', table.terms),
    index('fact_kind').on(table.kind),
  ],
);

/** Passages whose facts were read, and by which version of the reading: what lacks here is read by the next run. */
export const factReading = pgTable('fact_reading', {
  passageId: uuid('passage_id')
    .primaryKey()
    .references(() => passage.id, { onDelete: 'cascade' }),
  version: integer('version').notNull(),
});
