/** Which official names stand for an everyday word in this town. */
import { EVERYDAY_WORDS } from '../german/everyday-words.ts';
import type { Database } from '../platform/database.ts';
import { readSynonymRows } from './synonym-store.ts';

export interface OfficialNames {
  names: readonly string[];
  /** The town said so itself: that counts although its pages use the everyday word too. */
  own: boolean;
}

/** By the folded everyday word; undefined for a word that is none, or that the town switched off. */
export type FindOfficialNames = (word: string) => OfficialNames | undefined;

export const builtInNames: FindOfficialNames = (word) => {
  const names = EVERYDAY_WORDS.get(word)?.names;
  return names === undefined ? undefined : { names, own: false };
};

/** Ours with what the town changed. */
export async function readOfficialNames(db: Database): Promise<FindOfficialNames> {
  const rows = new Map((await readSynonymRows(db)).map((row) => [row.word, row]));
  if (rows.size === 0) return builtInNames;
  return (word) => {
    const row = rows.get(word);
    if (row === undefined) return builtInNames(word);
    return row.active ? { names: row.names, own: true } : undefined;
  };
}
