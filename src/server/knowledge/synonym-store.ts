import { eq, sql } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import { synonym } from './synonym-schema.ts';

export interface SynonymRow {
  /** Folded. */
  word: string;
  /** As typed. */
  said: string;
  names: string[];
  active: boolean;
}

export function readSynonymRows(db: Database): Promise<SynonymRow[]> {
  const { word, said, names, active } = synonym;
  return db.orm.select({ word, said, names, active }).from(synonym).orderBy(word);
}

/** Writes entries over those of the same word; one transaction. */
export async function writeSynonyms(
  db: Database,
  { put, remove, clear }: { put: readonly SynonymRow[]; remove: readonly string[]; clear: boolean },
): Promise<void> {
  await db.orm.transaction(async (transaction) => {
    if (clear) await transaction.delete(synonym);
    for (const word of remove) await transaction.delete(synonym).where(eq(synonym.word, word));
    for (let at = 0; at < put.length; at += 500) {
      await transaction
        .insert(synonym)
        .values(put.slice(at, at + 500))
        .onConflictDoUpdate({
          target: synonym.word,
          set: {
            said: sql`excluded.said`,
            names: sql`excluded.names`,
            active: sql`excluded.active`,
            changedAt: sql`now()`,
          },
        });
    }
  });
}
