/**
 * Finds the passages that may answer a question: words (BM25) and vectors in parallel, joined by score.
 * Without a model, or while it is late, words alone; the result says which.
 */
import type { Term } from '../german/analyse-text.ts';
import type { CompoundDictionary } from '../german/compound-dictionary.ts';
import type { Embedder } from '../models/embedder.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { type CorrectedQuestion, correctQuestion } from './correct-question.ts';
import {
  byScore,
  type Candidate,
  closeness,
  type Joined,
  type JoinOptions,
  joinScores,
  refineByUnits,
} from './join-scores.ts';
import { sharpen } from './learn-spread.ts';
import { questionLanguage } from './lexical-language.ts';
import { findByTerms, type LexicalQuery } from './lexical-store.ts';
import { idealScore, inverseFrequency, questionTerms } from './lexical-terms.ts';
import type { Vocabulary } from './lexical-vocabulary.ts';
import type { Block } from './page-content.ts';
import { readFoundPassages } from './passage-store.ts';
import { rerankPassages } from './rerank-passages.ts';
import { sayOfficially } from './say-officially.ts';
import type { SearchIndex } from './search-index.ts';
import { readUnitVectorsOf } from './unit-store.ts';
import type { VectorHit } from './vector-store.ts';

export interface SearchDependencies {
  db: Database;
  index: SearchIndex;
  /** Null while there is no model. */
  embedder: Embedder | null;
  log: Log;
}

export interface SearchQuery {
  text: string;
  /** Only these sources; absent or empty for all. */
  sourceIds?: readonly string[] | undefined;
  /** Passages (or pages) wanted. */
  limit: number;
  /** Passages that the words put forward; more than the default of 100 for lists that people leaf through. */
  depth?: number | undefined;
  /** Whether slips of the keys are put right. Default: they are. */
  spelling?: 'corrected' | 'as-typed' | undefined;
  /** Whether the cosines of `SearchEvidence` are worked out, for those who decide by them. Default: they are not. */
  evidence?: boolean | undefined;
  /** Which side is asked; for measuring. Default: both. */
  retriever?: Retriever | undefined;
  signal?: AbortSignal | undefined;
}

export type Retriever = 'hybrid' | 'lexical' | 'vectors';

/** Why the vectors did or did not take part. */
export type VectorState = 'used' | 'not-asked' | 'no-model' | 'nothing-embedded' | 'too-many' | 'late' | 'failed';

export interface PassageHit {
  passageId: string;
  pageId: string;
  sourceId: string;
  /** Address of the page, without the anchor. */
  url: string;
  anchor: string | null;
  /** Title of the page. */
  title: string;
  /** Breadcrumb, title and headings, root first. */
  path: string[];
  ordinal: number;
  blocks: Block[];
  text: string;
  language: string;
  pageNumber: number | null;
  kind: 'web' | 'pdf' | 'document';
  /** ISO 8601 date of the last change as the page says. */
  changedOn: string | null;
  fetchedAt: Date;
  /** BM25; null where the page is in another language than the question. */
  lexicalScore: number | null;
  /** Cosine; null without a vector. */
  vectorScore: number | null;
  /** Share of the question's terms, weighted by how rare they are, that stand in the passage, 0 to 1; null in another language. */
  coverage: number | null;
  /** Joined, 0 to 1; only comparable within one search. */
  score: number;
}

export interface PageHit {
  pageId: string;
  score: number;
  /** The page's best passage. */
  best: PassageHit;
}

/** What speaks for or against there being an answer at all; each null where its side did not take part. */
export interface SearchEvidence {
  /** Highest cosine. */
  bestCosine: number | null;
  /** Highest cosine less that of the sixth passage. */
  gapToSixth: number | null;
  /** Highest cosine in standard deviations over the mean of the nearest hundred. */
  deviation: number | null;
  /** Mean cosine of the nearest hundred. */
  meanCosine: number | null;
  /** Highest cosine of a unit (sentence, item, row) of the best passages; null also while units have no vectors. */
  nearestUnit: number | null;
  /** Highest BM25 as a share of the best that the question could reach, 0 to 1. */
  lexicalShare: number | null;
  /** Highest BM25. */
  bestLexical: number | null;
  /** Coverage of the best passage, see `PassageHit`. */
  coverage: number | null;
  /** Terms of the question that stand in no passage, as a share of their weight, 0 to 1. */
  unknownShare: number | null;
}

export interface SearchResult {
  hits: PassageHit[];
  evidence: SearchEvidence;
  /** What the order rests on. */
  mode: Retriever;
  vectors: VectorState;
  /** Language of the question, BCP 47 primary tag. */
  language: string;
  /** Share of the passages that have a vector, 0 to 1. */
  embeddedShare: number;
  milliseconds: number;
}

export type PageSearchResult = Omit<SearchResult, 'hits'> & { pages: PageHit[] };

/** Passages that each side puts forward. */
const CANDIDATES = 100;
/** Passages whose BM25 is known; for one beyond it is taken as 0. */
const SCORED = 300;
/** Best passages whose units are compared with the question. */
const LOOKED_INTO = 30;
/** Longest wait for the question's vector, in milliseconds. */
const VECTOR_PATIENCE = 800;
/** More of a text is not a question. */
const LONGEST_QUESTION = 2_000;
const MOST_HITS = 100;

/** Best passages for a question, best first. */
export async function searchPassages(deps: SearchDependencies, query: SearchQuery): Promise<SearchResult> {
  const ranking = await rankWell(deps, query);
  const hits = await loadHits(deps.db, ranking, ranking.joined.slice(0, Math.min(MOST_HITS, query.limit)));
  return finish(ranking, hits);
}

/** All pages found, in order, each by its best passage; passages are read only for the part that is shown. */
export interface RankedPages {
  pages: readonly Joined[];
  /** What was looked for in the index. */
  terms: readonly Term[];
  /** Of a term, by how few passages have it. */
  weight(term: string): number;
  language: string;
  /** Splits compounds as the index did. */
  dictionary: CompoundDictionary;
  /** Slips of the keys: words that stand nowhere, put right for the search, and those of which it is not clear what was meant. */
  spelled: Pick<CorrectedQuestion, 'corrections' | 'guesses'>;
  load(part: readonly Joined[]): Promise<PassageHit[]>;
}

/** The whole order of pages, for a list with filters and pages to leaf through. */
export async function rankPages(deps: SearchDependencies, query: Omit<SearchQuery, 'limit'>): Promise<RankedPages> {
  const ranking = await rankWell(deps, { ...query, limit: 0 });
  const { terms, weight, language, spelled } = ranking;
  const { dictionary } = await deps.index.vocabulary();
  return {
    pages: bestOfPages(ranking.joined),
    terms,
    weight,
    language,
    dictionary,
    spelled,
    load: (part) => loadHits(deps.db, ranking, part),
  };
}

/** Best pages for a question, each by its best passage. */
export async function searchPages(deps: SearchDependencies, query: SearchQuery): Promise<PageSearchResult> {
  const ranking = await rankWell(deps, query);
  const best = bestOfPages(ranking.joined);
  const hits = await loadHits(deps.db, ranking, best.slice(0, Math.min(MOST_HITS, query.limit)));
  const { hits: _, ...result } = finish(ranking, hits);
  return { ...result, pages: hits.map((hit) => ({ pageId: hit.pageId, score: hit.score, best: hit })) };
}

function bestOfPages(ranked: readonly Joined[]): Joined[] {
  const best = new Map<string, Joined>();
  for (const joined of ranked) if (!best.has(joined.pageId)) best.set(joined.pageId, joined);
  return [...best.values()];
}

interface Ranking {
  started: number;
  joined: Joined[];
  mode: Retriever;
  vectors: VectorState;
  language: string;
  embeddedShare: number;
  terms: readonly Term[];
  spelled: CorrectedQuestion;
  weight(term: string): number;
  ideal: number;
  nearestCosines: readonly number[];
  bestLexical: number | null;
  /** Of the plain question, nearest first; empty where nobody asked for them. */
  plainCosines: readonly number[];
  /** Highest cosine of the plain question with a unit; null where nobody asked or none has a vector. */
  nearestUnit: number | null;
}

/** The order of words and vectors, put right by the reranking server where there is one. */
async function rankWell(deps: SearchDependencies, query: SearchQuery): Promise<Ranking> {
  const ranking = await rank(deps, query);
  if (query.retriever === 'lexical' || query.retriever === 'vectors') return ranking;
  const { db, index } = deps;
  const joined = await rerankPassages(
    { db, reranker: index.reranker },
    ranking.spelled.text,
    ranking.joined,
    query.signal,
  );
  return { ...ranking, joined };
}

async function rank(deps: SearchDependencies, query: SearchQuery): Promise<Ranking> {
  const started = performance.now();
  const { db, index } = deps;
  const retriever = query.retriever ?? 'hybrid';
  const depth = query.depth ?? CANDIDATES;
  const asked = query.text.slice(0, LONGEST_QUESTION);
  const [collection, vocabulary] = await Promise.all([index.collection(), index.vocabulary()]);
  const language = questionLanguage(asked);
  const spelled = correct(asked, language, query.spelling, vocabulary);
  const text = language === 'de' ? sayOfficially(spelled.text, vocabulary) : asked;
  const sourceIds = query.sourceIds && query.sourceIds.length > 0 ? query.sourceIds : null;
  query.signal?.throwIfAborted();

  const embedder =
    deps.embedder === null || retriever === 'lexical' ? null : await index.servingEmbedder(deps.embedder);
  const asking = retriever === 'lexical' ? null : askVector({ ...deps, embedder }, text, query.signal);
  // Awaited below; if the words fail first, its failure must not go unhandled.
  asking?.catch(() => undefined);
  const terms = questionTerms(text, language, vocabulary.dictionary);
  const lexicalQuery: LexicalQuery = {
    terms: terms.map((term) => term.term),
    language,
    sourceIds,
    collection,
    limit: Math.max(SCORED, depth),
  };
  const [lexicalHits, question] = await Promise.all([
    retriever === 'vectors' ? [] : findByTerms(db, lexicalQuery),
    asking,
  ]);
  query.signal?.throwIfAborted();

  let vectors: VectorState = question?.state ?? 'not-asked';
  let vectorHits: VectorHit[] = [];
  let plainCosines: number[] = [];
  let embeddedShare = 0;
  const spread = embedder === null ? null : await index.spread(embedder.name);
  const sharpened = question?.vector && spread !== null ? sharpen(question.vector, spread) : (question?.vector ?? null);
  if (sharpened !== null && embedder !== null) {
    const search = { model: embedder.name, question: sharpened, sourceIds, limit: CANDIDATES };
    const nearest = await index.findNearest(search);
    vectorHits = nearest ?? [];
    embeddedShare = Math.min(1, (await index.embedded(embedder.name)) / Math.max(1, collection.passages));
    if (nearest === null) vectors = 'too-many';
    else if (vectorHits.length === 0) vectors = 'nothing-embedded';
    else {
      const found = new Set(vectorHits.map((hit) => hit.passageId));
      const others = lexicalHits
        .slice(0, depth)
        .map((hit) => hit.passageId)
        .filter((id) => !found.has(id));
      const [scored, plain] = await Promise.all([
        index.scoreNearness(search, others),
        // Turned questions find better, but how near a page is at all is told better by the plain one (docs/quality.md, "Refusing").
        query.evidence === true && question?.vector
          ? index.scoreNearness({ ...search, question: question.vector }, [...found])
          : [],
      ]);
      vectorHits = [...vectorHits, ...scored];
      plainCosines = plain.map((hit) => hit.cosine).sort((a, b) => b - a);
    }
  }

  const base = {
    started,
    vectors,
    language,
    embeddedShare,
    terms,
    spelled,
    weight: (term: string) => inverseFrequency(vocabulary.frequency(term), collection.passages),
    ideal: idealScore(terms, vocabulary.frequency, collection.passages),
    nearestCosines: vectorHits.slice(0, CANDIDATES).map((hit) => hit.cosine),
    bestLexical: retriever === 'vectors' ? null : (lexicalHits[0]?.score ?? 0),
    plainCosines,
    nearestUnit: null as number | null,
  };
  const options: JoinOptions = {
    ideal: base.ideal,
    nearest: base.nearestCosines[0] ?? 0,
    farthest: base.nearestCosines.at(-1) ?? 0,
    embeddedShare,
  };
  if (vectors !== 'used') return { ...base, mode: 'lexical', joined: lexicalOnly(await orAnyLanguage(), base.ideal) };
  if (retriever === 'vectors') {
    const joined = await lookInside(vectorsOnly(vectorHits, options), false);
    return { ...base, mode: 'vectors', joined };
  }

  const candidates = new Map<string, Candidate>();
  for (const { passageId, pageId, cosine } of vectorHits)
    candidates.set(passageId, { passageId, pageId, lexical: null, cosine });
  for (const [at, { passageId, pageId, score }] of lexicalHits.entries()) {
    const known = candidates.get(passageId);
    if (known !== undefined) known.lexical = score;
    else if (at < depth) candidates.set(passageId, { passageId, pageId, lexical: score, cosine: null });
  }
  const joined = await lookInside(joinScores([...candidates.values()], options), true);
  return { ...base, mode: lexicalHits.length === 0 ? 'vectors' : 'hybrid', joined };

  async function lookInside(joined: readonly Joined[], words: boolean): Promise<Joined[]> {
    if (embedder === null || sharpened === null) return [...joined];
    const best = joined.slice(0, LOOKED_INTO).map((each) => each.passageId);
    const nearestUnits = new Map<string, number>();
    for (const [passageId, units] of await readUnitVectorsOf(db, embedder.name, best)) {
      if (units.units === 0) continue;
      nearestUnits.set(passageId, Math.max(...units.cosines(sharpened)));
      if (query.evidence === true && question?.vector)
        base.nearestUnit = Math.max(base.nearestUnit ?? -1, ...units.cosines(question.vector));
    }
    return refineByUnits(joined, nearestUnits, { ...options, words });
  }

  /** Without vectors a question in another language still finds names, numbers and words that both share. */
  async function orAnyLanguage() {
    if (lexicalHits.length > 0 || retriever === 'vectors') return lexicalHits;
    const asGerman = questionTerms(text, 'de', vocabulary.dictionary).map((term) => term.term);
    const allTerms = [...new Set([...lexicalQuery.terms, ...asGerman])];
    return findByTerms(db, { ...lexicalQuery, terms: allTerms, language: null });
  }
}

/** The vocabulary is German: words of other languages would be taken for slips. */
function correct(
  asked: string,
  language: string,
  spelling: SearchQuery['spelling'],
  vocabulary: Vocabulary,
): CorrectedQuestion {
  if (language !== 'de' || spelling === 'as-typed') return { text: asked, corrections: [], guesses: [] };
  return correctQuestion(asked, vocabulary);
}

function lexicalOnly(hits: readonly { passageId: string; pageId: string; score: number }[], ideal: number): Joined[] {
  return hits
    .map(({ passageId, pageId, score }) => ({
      passageId,
      pageId,
      lexical: score,
      cosine: null,
      score: ideal > 0 ? Math.min(1, score / ideal) : 0,
    }))
    .sort((a, b) => (b.lexical ?? 0) - (a.lexical ?? 0) || byScore(a, b));
}

function vectorsOnly(hits: readonly VectorHit[], options: JoinOptions): Joined[] {
  return hits.map((hit) => ({ ...hit, lexical: null, score: closeness(hit.cosine, options) })).sort(byScore);
}

interface QuestionVector {
  vector: Float32Array | null;
  state: VectorState;
}

/** The question's vector, or why there is none; never later than the patience of a search. */
async function askVector(
  { embedder, log }: SearchDependencies,
  text: string,
  signal?: AbortSignal,
): Promise<QuestionVector> {
  if (embedder === null) return { vector: null, state: 'no-model' };
  const patience = AbortSignal.timeout(VECTOR_PATIENCE);
  const either = signal === undefined ? patience : AbortSignal.any([patience, signal]);
  try {
    // An embedder may be slow to see the signal: the search does not wait for that.
    const vector = await Promise.race([embedder.embedQuestion(text, either), rejectOn(either)]);
    return { vector, state: 'used' };
  } catch (error) {
    if (signal?.aborted) throw error;
    const late = patience.aborted;
    log.warn({ model: embedder.name, late, ...(late ? {} : { err: error }) }, 'no vector for a question');
    return { vector: null, state: late ? 'late' : 'failed' };
  }
}

function rejectOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

async function loadHits(db: Database, ranking: Ranking, joined: readonly Joined[]): Promise<PassageHit[]> {
  const found = await readFoundPassages(
    db,
    joined.map((hit) => hit.passageId),
  );
  return joined.flatMap((hit) => {
    const row = found.get(hit.passageId);
    // Deleted since the search began.
    if (row === undefined) return [];
    const { terms, ...passage } = row;
    const sameLanguage = row.language === ranking.language;
    return [
      {
        ...passage,
        lexicalScore: sameLanguage || hit.lexical !== null ? (hit.lexical ?? 0) : null,
        vectorScore: hit.cosine,
        coverage: sameLanguage ? coverageOf(ranking, new Set(terms.split(' '))) : null,
        score: hit.score,
      },
    ];
  });
}

function coverageOf({ terms, weight }: Ranking, passage: ReadonlySet<string>): number {
  let all = 0;
  let covered = 0;
  for (const { term } of terms) {
    all += weight(term);
    if (passage.has(term)) covered += weight(term);
  }
  return all > 0 ? covered / all : 0;
}

function finish(ranking: Ranking, hits: PassageHit[]): SearchResult {
  const { plainCosines: cosines, terms, weight, ideal, bestLexical } = ranking;
  const [best] = cosines;
  const mean = cosines.reduce((sum, cosine) => sum + cosine, 0) / Math.max(1, cosines.length);
  const variance = cosines.reduce((sum, cosine) => sum + (cosine - mean) ** 2, 0) / Math.max(1, cosines.length);
  const total = terms.reduce((sum, { term }) => sum + weight(term), 0);
  const known = terms.reduce((sum, { term }) => sum + (weight(term) < weight('') ? weight(term) : 0), 0);
  return {
    hits,
    evidence: {
      bestCosine: best ?? null,
      gapToSixth: best === undefined ? null : best - (cosines[5] ?? cosines.at(-1) ?? best),
      deviation: best === undefined || variance === 0 ? null : (best - mean) / Math.sqrt(variance),
      lexicalShare: bestLexical === null || ideal === 0 ? null : Math.min(1, bestLexical / ideal),
      bestLexical,
      meanCosine: best === undefined ? null : mean,
      nearestUnit: ranking.nearestUnit,
      coverage: hits[0]?.coverage ?? null,
      unknownShare: total === 0 ? null : 1 - known / total,
    },
    mode: ranking.mode,
    vectors: ranking.vectors,
    language: ranking.language,
    embeddedShare: ranking.embeddedShare,
    milliseconds: performance.now() - ranking.started,
  };
}
