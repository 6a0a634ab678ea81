/**
 * A large collection out of a small real one, for measuring speed: passages are mixed line by line from real ones, rare terms are
 * varied so that the vocabulary grows with the collection as it does in reality, and vectors are mixed from real vectors.
 */
import { randomUUID } from 'node:crypto';
import { analyseText } from '../../src/server/german/analyse-text.ts';
import type { Vocabulary } from '../../src/server/knowledge/lexical-vocabulary.ts';
import { packUnitVectors, UNIT_CUT } from '../../src/server/knowledge/unit-store.ts';
import type { Database } from '../../src/server/platform/database.ts';

export interface RealPassage {
  title: string;
  path: string[];
  text: string;
  language: string;
  blocks: unknown[];
  /** Null where there is no model. */
  vector: Float32Array | null;
}

/** Of a passage's lines so many come from another one. */
const MIXED_SHARE = 0.3;
/** Terms of so few real passages are varied … */
const RARE = 2;
/** … but for this share of their uses. */
const UNVARIED = 0.1;
const PASSAGES_OF_A_PAGE = 4;
/** As many units have vectors in a passage as in the real ones on average. */
const UNITS = 8;
const ROWS_AT_ONCE = 500;

/** Numbers from 0 to 1, the same for a seed (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

interface Mixed {
  /** Vectors of its units, packed; null where there is no model. */
  units: Buffer | null;
  title: string;
  path: string[];
  text: string;
  language: string;
  blocks: unknown[];
  terms: string[];
  vector: Float32Array | null;
}

/** Mixes passages one after the other; the first ones are the real ones themselves. */
export function* mixPassages(
  real: readonly RealPassage[],
  vocabulary: Vocabulary,
  count: number,
  seed = 1,
): Generator<Mixed> {
  const random = createRandom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const { dictionary } = vocabulary;
  const termsOf = (text: string, language: string) =>
    analyseText(text, { language, dictionary }).map((term) => term.term);
  const prepared = real.map((passage) => ({
    ...passage,
    units: passage.vector === null ? null : packUnitVectors(new Array<Float32Array>(UNITS).fill(passage.vector)),
    // The title stands in the path, and once more on top, as in the product.
    head: [...termsOf(passage.path.join('\n'), passage.language), ...termsOf(passage.title, passage.language)],
    lines: passage.text.split('\n').map((line) => ({ line, terms: termsOf(line, passage.language) })),
  }));
  const frequency = new Map<string, number>();
  for (const { head, lines } of prepared) {
    for (const term of new Set([...head, ...lines.flatMap((line) => line.terms)]))
      frequency.set(term, (frequency.get(term) ?? 0) + 1);
  }
  const variants = Math.max(1, count / real.length);
  const vary = (term: string): string => {
    if ((frequency.get(term) ?? 0) > RARE || random() < UNVARIED) return term;
    return `${term}${Math.floor(random() * variants).toString(36)}`;
  };
  const mean = meanVector(prepared.flatMap(({ vector }) => (vector === null ? [] : [vector])));

  for (let at = 0; at < count; at += 1) {
    const base = at < prepared.length ? prepared[at] : pick(prepared);
    if (base === undefined) return;
    const { title, path, language, blocks, head, units } = base;
    const own = at < prepared.length;
    const lines = own
      ? base.lines
      : base.lines.map((line) => (random() < MIXED_SHARE ? pick(pick(prepared).lines) : line));
    const terms = [...head, ...lines.flatMap((line) => line.terms)];
    yield {
      title,
      path,
      language,
      blocks,
      units,
      text: lines.map(({ line }) => line).join('\n'),
      terms: own ? terms : terms.map(vary),
      vector: own ? base.vector : mixVectors(base.vector, pick(prepared).vector, mean, random),
    };
  }
}

function meanVector(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (const [at, value] of vector.entries()) mean[at] = (mean[at] ?? 0) + value;
  return mean.map((value) => value / Math.max(1, vectors.length));
}

/** The vector of a passage, moved in the direction of another one and a little at random. */
function mixVectors(
  base: Float32Array | null,
  other: Float32Array | null,
  mean: Float32Array,
  random: () => number,
): Float32Array | null {
  if (base === null || other === null) return null;
  const share = 0.2 + 0.4 * random();
  const noise = 0.3 / Math.sqrt(base.length);
  const mixed = base.map(
    (value, at) =>
      value + share * ((other[at] ?? 0) - (mean[at] ?? 0)) + noise * (random() + random() + random() - 1.5) * 2,
  );
  const length = Math.hypot(...mixed);
  return mixed.map((value) => value / length);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => Buffer.from(buffer, byteOffset, byteLength);

/**
 * Stores passages with their terms and vectors in tables that have no search indexes yet, a few hundred rows at a time.
 * Of a hundred pages one belongs to a second source, as Musterstadt beside a town's own website.
 */
export async function storeCollection(
  db: Database,
  passages: Iterable<Mixed>,
  { model, onProgress }: { model: string; onProgress?: (stored: number) => void },
): Promise<{ sources: string[] }> {
  const sources = [randomUUID(), randomUUID()];
  await db.pool.query(
    `insert into source (id, kind, name, url, options) select new.id, 'import', 'source ' || new.n, 'https://source-' || new.n || '.example/', '{}'
     from unnest($1::uuid[]) with ordinality as new(id, n)`,
    [sources],
  );
  let stored = 0;
  let page = { id: randomUUID(), source: sources[0] ?? '' };
  let batch: { passage: Mixed; page: typeof page; ordinal: number; at: number; first: boolean }[] = [];
  for (const passage of passages) {
    const ordinal = stored % PASSAGES_OF_A_PAGE;
    if (ordinal === 0) {
      const number = stored / PASSAGES_OF_A_PAGE;
      page = { id: randomUUID(), source: sources[number % 100 === 99 ? 1 : 0] ?? '' };
    }
    batch.push({ passage, page, ordinal, at: stored, first: ordinal === 0 });
    stored += 1;
    if (batch.length >= ROWS_AT_ONCE) {
      await store(db, batch, model);
      batch = [];
      onProgress?.(stored);
    }
  }
  await store(db, batch, model);
  onProgress?.(stored);
  return { sources };
}

async function store(
  db: Database,
  batch: readonly {
    passage: Mixed;
    page: { id: string; source: string };
    ordinal: number;
    at: number;
    first: boolean;
  }[],
  model: string,
): Promise<void> {
  const pages = batch.filter(({ first }) => first);
  await db.pool.query(
    `insert into page (id, source_id, url, canonical_url, kind, state, title, fetched_at)
     select new.id, new.source, new.url, new.url, 'web', 'new', new.title, now()
     from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[]) as new(id, source, url, title)`,
    [
      pages.map(({ page }) => page.id),
      pages.map(({ page }) => page.source),
      pages.map(({ at }) => `https://source.example/page-${at}`),
      pages.map(({ passage }) => passage.title),
    ],
  );
  await db.pool.query(
    `insert into passage (page_id, source_id, ordinal, path, language, blocks, text, hash, terms, length)
     select new.page, new.source, new.ordinal, new.path, new.language, new.blocks, new.text, new.hash, new.terms, new.length
     from unnest($1::uuid[], $2::uuid[], $3::int[], $4::jsonb[], $5::text[], $6::jsonb[], $7::text[], $8::text[], $9::text[], $10::int[])
       as new(page, source, ordinal, path, language, blocks, text, hash, terms, length)`,
    [
      batch.map(({ page }) => page.id),
      batch.map(({ page }) => page.source),
      batch.map(({ ordinal }) => ordinal),
      batch.map(({ passage }) => JSON.stringify(passage.path)),
      batch.map(({ passage }) => passage.language),
      batch.map(({ passage }) => JSON.stringify(passage.blocks)),
      batch.map(({ passage }) => passage.text),
      batch.map(({ at }) => `mixed-${at}`),
      batch.map(({ passage }) => passage.terms.join(' ')),
      batch.map(({ passage }) => passage.terms.length),
    ],
  );
  const embedded = batch.filter(({ passage }) => passage.vector !== null);
  await db.pool.query(
    `insert into embedding (hash, model, vector) select new.hash, $1, new.vector
     from unnest($2::text[], $3::bytea[]) as new(hash, vector)`,
    [
      model,
      embedded.map(({ at }) => `mixed-${at}`),
      embedded.map(({ passage }) => bytesOf(passage.vector ?? new Float32Array())),
    ],
  );
  await db.pool.query(
    `insert into unit_embedding (hash, model, cut, vectors) select new.hash, $1, $4, new.vectors
     from unnest($2::text[], $3::bytea[]) as new(hash, vectors)`,
    [model, embedded.map(({ at }) => `mixed-${at}`), embedded.map(({ passage }) => passage.units), UNIT_CUT],
  );
}
