/** The list of everyday words: ours, switched off or changed by the town, and the town's own. Takes effect with the next search. */
import { MOST_SYNONYMS, type Synonym, type SynonymRemoval, type SynonymRequest } from '../../contracts/synonyms.ts';
import { EVERYDAY_WORDS } from '../german/everyday-words.ts';
import { foldWord } from '../german/fold-word.ts';
import type { Database } from '../platform/database.ts';
import type { SearchIndex } from './search-index.ts';
import { readSynonymRows, type SynonymRow, writeSynonyms } from './synonym-store.ts';

interface Dependencies {
  db: Database;
  index: Pick<SearchIndex, 'changed'>;
}

/** All entries in the order of the alphabet. */
export async function listSynonyms({ db }: Pick<Dependencies, 'db'>): Promise<Synonym[]> {
  const rows = await readSynonymRows(db);
  const changed = new Set(rows.map(({ word }) => word));
  const ours = [...EVERYDAY_WORDS]
    .filter(([word]) => !changed.has(word))
    .map(([, { said, names }]): Synonym => ({ word: said, names: [...names], origin: 'built-in', active: true }));
  const theirs = rows.map((row): Synonym => {
    const { said, names, active } = row;
    return { word: said, names, origin: isOurs(row) ? 'built-in' : 'town', active };
  });
  return [...ours, ...theirs].sort((a, b) => a.word.localeCompare(b.word, 'de'));
}

/** Adds entries or changes those of the same words; false if the list would grow too long. */
export async function putSynonyms(
  { db, index }: Dependencies,
  entries: readonly SynonymRequest[],
  { replace = false }: { replace?: boolean } = {},
): Promise<boolean> {
  const wanted = new Map(
    entries.map(({ word, names, active }): [string, SynonymRow] => {
      const folded = foldWord(word);
      return [folded, { word: folded, said: word.normalize('NFC'), names, active }];
    }),
  );
  const kept = replace ? [] : (await readSynonymRows(db)).filter(({ word }) => !wanted.has(word));
  if (kept.length + wanted.size > MOST_SYNONYMS) return false;
  // What is ours and counts needs no row.
  const rows = [...wanted.values()];
  const put = rows.filter((row) => !(row.active && isOurs(row)));
  const remove = rows.filter((row) => row.active && isOurs(row)).map(({ word }) => word);
  await writeSynonyms(db, { put, remove, clear: replace });
  await index.changed('synonyms');
  return true;
}

/** Takes the town's entry away, or switches ours off; null if there is none. */
export async function removeSynonym(
  { db, index }: Dependencies,
  word: string,
): Promise<SynonymRemoval['outcome'] | null> {
  const folded = foldWord(word);
  const row = (await readSynonymRows(db)).find((one) => one.word === folded);
  const ours = EVERYDAY_WORDS.get(folded);
  if (row !== undefined && !isOurs(row)) {
    await writeSynonyms(db, { put: [], remove: [folded], clear: false });
    await index.changed('synonyms');
    return ours === undefined ? 'removed' : 'restored';
  }
  if (ours === undefined) return null;
  const off = { word: folded, said: ours.said, names: [...ours.names], active: false };
  await writeSynonyms(db, { put: [off], remove: [], clear: false });
  await index.changed('synonyms');
  return 'switched-off';
}

function isOurs({ word, names }: Pick<SynonymRow, 'word' | 'names'>): boolean {
  const ours = EVERYDAY_WORDS.get(word)?.names;
  return ours !== undefined && ours.length === names.length && ours.every((name, at) => name === names[at]);
}
