/**
 * What search keeps beside the tables, and the parts of it that each process holds in memory: compound dictionary, term
 * frequencies, segments of the lexical index, vectors.
 */
import type { Embedder } from '../models/embedder.ts';
import type { Reranker } from '../models/reranker.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Spread } from './learn-spread.ts';
import { type Collection, ensureLexicalIndex, readCollection } from './lexical-store.ts';
import { loadVocabulary, type Vocabulary } from './lexical-vocabulary.ts';
import { readOfficialNames } from './official-names.ts';
import { createServingEmbedder, type OpenFormerEmbedder } from './serving-embedder.ts';
import { readSpread } from './spread-store.ts';
import { createVectorMemory, type VectorMemory } from './vector-memory.ts';
import {
  copyToVectorTable,
  countEmbedded,
  dropVectorTable,
  findInVectorTable,
  measureVectors,
  readVectorModels,
  scoreByVector,
  type VectorHit,
  type VectorSearch,
} from './vector-store.ts';

/** The parts of the index change at different times. */
export type IndexPart = 'lexical' | 'vectors' | 'synonyms';

/**
 * Where the vectors of a model are compared: in this process's memory; by pgvector where they are too many for that; nowhere where
 * pgvector is missing, too.
 */
export type VectorPlace = 'memory' | 'database' | 'nowhere';

export interface SearchIndex {
  /** Null where none is connected. */
  readonly reranker: Reranker | null;
  collection(): Promise<Collection>;
  vocabulary(): Promise<Vocabulary>;
  /** Passages that have a vector of this model. */
  embedded(model: string): Promise<number>;
  vectorPlace(model: string): Promise<VectorPlace>;
  /** Passages nearest to a question, nearest first; null where there are too many vectors to be compared. */
  findNearest(search: VectorSearch): Promise<VectorHit[] | null>;
  /** Cosines of certain passages; those without a vector are left out. */
  scoreNearness(search: VectorSearch, passageIds: readonly string[]): Promise<VectorHit[]>;
  /** Who turns questions into vectors: the model in use or, until its vectors are complete, the one before it. */
  servingEmbedder(current: Embedder): Promise<Embedder>;
  /** How the vectors of this model lie; null until it was learned. */
  spread(model: string): Promise<Spread | null>;
  /** Tells all processes that all passages have been given to this model: from now on it serves, even if it refused some. */
  finished(model: string): Promise<void>;
  /** Tells all processes that a part of the index has changed; this one sees it at once. */
  changed(part: IndexPart): Promise<void>;
}

export interface SearchIndexOptions {
  db: Database;
  log: Log;
  /** Vectors up to this size are compared in memory, in millions of bytes; 0: never. */
  vectorMegabytes?: number | undefined;
  /** Opens a model that was in use before, while the vectors of another one are being made. */
  openFormer?: OpenFormerEmbedder | undefined;
  reranker?: Reranker | undefined;
}

/** 620,000 passages by vectors of 384 numbers. */
const VECTOR_MEGABYTES = 512;
/** Of a vector in memory beside its numbers, in bytes. */
const BESIDE = 48;
/** Part of `search_version` for a model whose vectors were complete once. */
const FINISHED = 'finished ';
/** How long a process trusts that no other process has changed the index, in milliseconds. */
const TRUST = 1_000;
/** What takes long in a collection of so many passages is worked out while searches go on with what it was before. */
const LARGE = 20_000;

interface Kept<Value> {
  version: number;
  value: Promise<Value>;
  /** The value before, to go on with. */
  before: Promise<Value> | null;
}

/** Makes what search needs in this database, again and again without harm, and returns the handle to it. */
export async function ensureSearchIndex({
  db,
  log,
  vectorMegabytes = VECTOR_MEGABYTES,
  openFormer,
  reranker,
}: SearchIndexOptions): Promise<SearchIndex> {
  // Versions of the two parts, how many passages were added since all were analysed (part `added`), and which models are finished.
  await db.pool.query('create table if not exists search_version (part text primary key, version bigint not null)');
  await ensureLexicalIndex({ db, log });
  const places = await Promise.all((await readVectorModels(db)).map((model) => placeFor(model)));
  if (places.every((place) => place !== 'database')) await dropVectorTable(db);

  let versions: Promise<ReadonlyMap<string, number>> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  const kept = new Map<string, Kept<unknown>>();
  const memories = new Map<string, VectorMemory>();
  let collection: Collection | null = null;
  let vocabulary: { words: Vocabulary; whole: Vocabulary } | null = null;

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

  /**
   * The value as of the part's version; worked out once, however many searches ask at the same time. In a large collection the value
   * before serves until then.
   */
  async function keep<Value>(part: IndexPart | 'both', name: string, load: () => Promise<Value>): Promise<Value> {
    const now = await currentVersions();
    const version = part === 'both' ? (now.get('lexical') ?? 0) + (now.get('vectors') ?? 0) : (now.get(part) ?? 0);
    const found = kept.get(name) as Kept<Value> | undefined;
    if (found?.version === version) return found.before ?? found.value;
    const value = load();
    const isLarge = (collection?.passages ?? 0) > LARGE;
    const entry: Kept<Value> = { version, value, before: isLarge ? (found?.before ?? found?.value ?? null) : null };
    kept.set(name, entry);
    value.then(
      () => {
        entry.before = null;
      },
      (error: unknown) => {
        if (kept.get(name) === entry) kept.delete(name);
        if (entry.before !== null) log.warn({ err: error, name }, 'part of the search index could not be read');
      },
    );
    return entry.before ?? value;
  }

  async function placeFor(model: string): Promise<VectorPlace> {
    const { count, dimensions } = await measureVectors(db, model);
    if (count * (2 * dimensions + BESIDE) <= vectorMegabytes * 1e6) return 'memory';
    return db.capabilities.vector ? 'database' : 'nowhere';
  }

  const index: SearchIndex = {
    reranker: reranker ?? null,
    collection: () =>
      keep('lexical', 'collection', async () => {
        collection = await readCollection(db, collection);
        return collection;
      }),
    async vocabulary() {
      const [words, officialNames] = await Promise.all([
        keep('lexical', 'vocabulary', () => loadVocabulary(db)),
        keep('synonyms', 'synonyms', () => readOfficialNames(db)),
      ]);
      // The same object as long as nothing changes: others keep what they work out from it.
      if (vocabulary?.words !== words || vocabulary.whole.officialNames !== officialNames) {
        vocabulary = { words, whole: { ...words, officialNames } };
      }
      return vocabulary.whole;
    },
    embedded: (model) => keep('both', `embedded ${model}`, () => countEmbedded(db, model)),
    vectorPlace: (model) => keep('vectors', `place ${model}`, () => placeFor(model)),
    async findNearest(search) {
      const { model } = search;
      const place = await index.vectorPlace(model);
      if (place === 'memory') {
        const memory = await keep('both', `memory ${model}`, async () => {
          const found = memories.get(model) ?? createVectorMemory(db, model);
          memories.set(model, found);
          await found.refresh();
          return found;
        });
        return memory.find(search);
      }
      memories.delete(model);
      if (place === 'nowhere') return null;
      await keep('vectors', `table ${model}`, () => copyToVectorTable(db, model));
      return findInVectorTable(db, search);
    },
    async scoreNearness(search, passageIds) {
      const memory = memories.get(search.model);
      return memory === undefined ? scoreByVector(db, search, passageIds) : memory.score(search.question, passageIds);
    },
    servingEmbedder: createServingEmbedder({
      db,
      log,
      openFormer: openFormer ?? null,
      models: () => keep('vectors', 'models', () => readVectorModels(db)),
      embedded: (model) => index.embedded(model),
      isFinished: async (model) => (await currentVersions()).has(FINISHED + model),
    }),
    async finished(model) {
      await db.pool.query(`delete from search_version where starts_with(part, $1) and part <> $1 || $2`, [
        FINISHED,
        model,
      ]);
      await db.pool.query('insert into search_version (part, version) values ($1, 1) on conflict do nothing', [
        FINISHED + model,
      ]);
      await index.changed('vectors');
    },
    spread: (model) => keep('vectors', `spread ${model}`, () => readSpread(db, model)),
    async changed(part) {
      await db.pool.query(
        `insert into search_version (part, version) values ($1, 1)
         on conflict (part) do update set version = search_version.version + 1`,
        [part],
      );
      versions = null;
    },
  };
  return index;
}

async function readVersions(db: Database): Promise<ReadonlyMap<string, number>> {
  const { rows } = await db.pool.query<{ part: string; version: string }>('select part, version from search_version');
  return new Map(rows.map((row) => [row.part, Number(row.version)]));
}
