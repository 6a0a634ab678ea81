/**
 * What search keeps beside the tables: the indexes that depend on what the database can do, and the parts of them that each
 * process holds in memory (compound dictionary, term frequencies, vectors where pgvector is missing).
 */
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { type Collection, ensureLexicalIndex, readCollection } from './lexical-store.ts';
import { loadVocabulary, type Vocabulary } from './lexical-vocabulary.ts';
import { emptyVectorMemory, refreshVectorMemory, type VectorMemory } from './vector-memory.ts';
import { countEmbedded, ensureVectorIndex } from './vector-store.ts';

/** The two halves of the index change at different times. */
export type IndexPart = 'lexical' | 'vectors';

export interface SearchIndex {
  /** True where the database finds nearest vectors itself. */
  readonly vectorsInDatabase: boolean;
  collection(): Promise<Collection>;
  vocabulary(): Promise<Vocabulary>;
  /** Passages that have a vector of this model. */
  embedded(model: string): Promise<number>;
  vectorMemory(model: string): Promise<VectorMemory>;
  /** Tells all processes that a part of the index has changed; this one sees it at once. */
  changed(part: IndexPart): Promise<void>;
}

/** How long a process trusts that no other process has changed the index, in milliseconds. */
const TRUST = 1_000;

interface Kept<Value> {
  version: number;
  value: Promise<Value>;
}

/** Makes what search needs in this database, again and again without harm, and returns the handle to it. */
export async function ensureSearchIndex({ db, log }: { db: Database; log: Log }): Promise<SearchIndex> {
  // Versions of the two parts, and how many passages were added since all were analysed (part `added`).
  await db.pool.query('create table if not exists search_version (part text primary key, version bigint not null)');
  await ensureLexicalIndex({ db, log });
  await ensureVectorIndex({ db });

  let versions: Promise<ReadonlyMap<string, number>> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  const kept = new Map<string, Kept<unknown>>();
  let memory = emptyVectorMemory();
  let collection: Collection | null = null;

  function currentVersions(): Promise<ReadonlyMap<string, number>> {
    if (versions === null || performance.now() - readAt > TRUST) {
      readAt = performance.now();
      versions = readVersions(db);
      // A failed read is tried again by the next search.
      versions.catch(() => {
        versions = null;
      });
    }
    return versions;
  }

  /** The value as of the part's version; worked out once, however many searches ask at the same time. */
  async function keep<Value>(part: IndexPart | 'both', name: string, load: () => Promise<Value>): Promise<Value> {
    const now = await currentVersions();
    const version =
      (part === 'vectors' ? 0 : (now.get('lexical') ?? 0)) + (part === 'lexical' ? 0 : (now.get('vectors') ?? 0));
    const found = kept.get(name) as Kept<Value> | undefined;
    if (found?.version === version) return found.value;
    const value = load();
    kept.set(name, { version, value });
    value.catch(() => kept.delete(name));
    return value;
  }

  return {
    vectorsInDatabase: db.capabilities.vector,
    collection: () =>
      keep('lexical', 'collection', async () => {
        collection = await readCollection(db, collection);
        return collection;
      }),
    vocabulary: () => keep('lexical', 'vocabulary', () => loadVocabulary(db)),
    embedded: (model) => keep('both', `embedded ${model}`, () => countEmbedded(db, model)),
    vectorMemory: (model) =>
      keep('both', `memory ${model}`, async () => {
        memory = await refreshVectorMemory(db, model, memory);
        return memory;
      }),
    async changed(part) {
      await db.pool.query(
        `insert into search_version (part, version) values ($1, 1)
         on conflict (part) do update set version = search_version.version + 1`,
        [part],
      );
      versions = null;
    },
  };
}

async function readVersions(db: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.pool.query<{ part: string; version: string }>('select part, version from search_version');
  return new Map(rows.map((row) => [row.part, Number(row.version)]));
}
