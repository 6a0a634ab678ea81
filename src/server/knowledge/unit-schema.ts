/** Tables of what search by meaning keeps beside the passages' vectors. */
import { customType, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';

const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

/** Vectors of the units (sentences, list items, table rows) of a passage, by the passage's content and model; packed by `unit-store.ts`. */
export const unitEmbedding = pgTable(
  'unit_embedding',
  {
    hash: text('hash').notNull(),
    model: text('model').notNull(),
    /** How the units were cut: those of an older way are made anew. */
    cut: smallint('cut').notNull(),
    vectors: bytes('vectors').notNull(),
  },
  (table) => [primaryKey({ columns: [table.hash, table.model] })],
);

/** How the vectors of a model lie in this collection, see `sharpen-question.ts`. */
export const vectorSpread = pgTable('vector_spread', {
  model: text('model').primaryKey(),
  /** Vectors that it was learned from. */
  vectors: integer('vectors').notNull(),
  /** Mean, then the matrix row by row; 32-bit floats, little endian. */
  spread: bytes('spread').notNull(),
});
