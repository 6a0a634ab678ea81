/** Searches the chosen sources and puts first what is in force: a newer page before old news that says otherwise. */
import { findPagesByAddress, readPagePassages } from '../knowledge/read-page-passages.ts';
import type { SearchIndex } from '../knowledge/search-index.ts';
import {
  type PassageHit,
  type SearchEvidence,
  type SearchResult,
  searchPassages,
} from '../knowledge/search-passages.ts';
import type { Embedder } from '../models/embedder.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { followReferences } from './follow-references.ts';

export interface FoundPassages {
  /** Best first. */
  hits: PassageHit[];
  /** The hits, then the other passages of the best pages: what is quoted from. */
  passages: PassageHit[];
  evidence: SearchEvidence;
  /** A list of the site says "see …" for the words of the question. */
  referred: boolean;
  mode: SearchResult['mode'];
  vectors: SearchResult['vectors'];
}

/** Hits that later steps look at. */
const LIMIT = 12;
/** Hits asked for, so that most passages of the best pages come with their score. */
const ASKED = 60;
/** Pages that are read as a whole, and passages of each. */
const WHOLE_PAGES = 3;
const PASSAGES_OF_PAGE = 40;
/** Best hits whose lists are looked at for entries that lead to another page. */
const LISTINGS = 20;
/** How far the page that is led to rises towards the best hit. */
const REFERENCE_LIFT = 1;
/** A page counts as outdated if another one that fits about as well is newer by this many days. */
const OUTDATED_DAYS = 400;
/** Share of its score that an outdated page of news keeps. */
const OUTDATED_NEWS = 0.55;
const OUTDATED_PAGE = 0.9;
/** Another page fits about as well from this share of the score on. */
const FITS_AS_WELL = 0.6;
const NEWS_ADDRESS =
  /\/(?:aktuell\p{L}*|news|nachrichten?|meldung\p{L}*|presse\p{L}*|archiv|mitteilung\p{L}*|pressemitteilung\p{L}*|blog|neuigkeiten|press)(?:\/|-|$)|\/20\d{2}\//iu;

export async function findPassages(
  deps: { db: Database; index: SearchIndex; embedder: Embedder | null; log: Log },
  {
    question,
    sourceIds,
    wantedLanguage,
    signal,
  }: { question: string; sourceIds: readonly string[]; wantedLanguage: string | null; signal: AbortSignal },
): Promise<FoundPassages> {
  const result = await searchPassages(deps, { text: question, sourceIds, limit: ASKED, evidence: true, signal });
  const inLanguage = wantedLanguage === null ? [] : result.hits.filter((hit) => hit.language === wantedLanguage);
  const ranked = preferCurrent(inLanguage.length > 0 ? inLanguage : result.hits);
  const led = await leadReferences(deps, question, ranked, sourceIds);
  const hits = (led ?? ranked).slice(0, LIMIT);
  return {
    hits,
    passages: [...hits, ...(await restOfPages(deps, hits, ranked))],
    evidence: result.evidence,
    referred: led !== null,
    mode: result.mode,
    vectors: result.vectors,
  };
}

/** Where a list says "see …" for the words of the question, the page that it leads to comes first. */
async function leadReferences(
  deps: { db: Database },
  question: string,
  ranked: readonly PassageHit[],
  sourceIds: readonly string[],
): Promise<PassageHit[] | null> {
  const addresses = followReferences(question, ranked.slice(0, LISTINGS));
  const [pageId] = await findPagesByAddress(deps, addresses, sourceIds);
  const [top] = ranked;
  if (pageId === undefined || top === undefined) return null;
  const known = new Map(ranked.map((hit) => [hit.passageId, hit]));
  const rows = await readPagePassages(deps, [pageId], PASSAGES_OF_PAGE);
  const led = rows
    .map(
      (row) =>
        known.get(row.passageId) ?? {
          ...row,
          lexicalScore: null,
          vectorScore: null,
          coverage: null,

          score: 0,
        },
    )
    .sort((a, b) => b.score - a.score);
  const [first] = led;
  if (first === undefined) return null;
  const lift = Math.max(0, top.score - first.score);
  const lifted = new Map(led.map((hit) => [hit.passageId, { ...hit, score: hit.score + lift * REFERENCE_LIFT }]));
  const others = ranked.filter((hit) => !lifted.has(hit.passageId));
  return [...lifted.values(), ...others].sort((a, b) => b.score - a.score);
}

/** The other passages of the best pages, with their score where search gave one. */
async function restOfPages(
  deps: { db: Database },
  hits: readonly PassageHit[],
  ranked: readonly PassageHit[],
): Promise<PassageHit[]> {
  const pages = [...new Set(hits.map((hit) => hit.pageId))].slice(0, WHOLE_PAGES);
  const scored = new Map(ranked.map((hit) => [hit.passageId, hit]));
  const shown = new Set(hits.map((hit) => hit.passageId));
  const rows = await readPagePassages(deps, pages, PASSAGES_OF_PAGE);
  return rows
    .filter((row) => !shown.has(row.passageId))
    .map(
      (row) =>
        scored.get(row.passageId) ?? {
          ...row,
          lexicalScore: null,
          vectorScore: null,
          coverage: null,

          score: 0,
        },
    )
    .sort((a, b) => b.score - a.score);
}

/** Lowers what a newer page on the same subject has overtaken, and sorts anew. */
export function preferCurrent(hits: readonly PassageHit[]): PassageHit[] {
  const top = hits[0]?.score ?? 0;
  const dated = hits.filter((hit) => hit.changedOn !== null && hit.score >= FITS_AS_WELL * top);
  return hits
    .map((hit) => {
      const { changedOn } = hit;
      if (changedOn === null) return hit;
      const overtaken = dated.some(
        (other) =>
          other.pageId !== hit.pageId &&
          !isNews(other) &&
          other.language === hit.language &&
          daysBetween(changedOn, other.changedOn ?? changedOn) > OUTDATED_DAYS,
      );
      if (!overtaken) return hit;
      return { ...hit, score: hit.score * (isNews(hit) ? OUTDATED_NEWS : OUTDATED_PAGE) };
    })
    .sort((a, b) => b.score - a.score);
}

function isNews({ url, path }: Pick<PassageHit, 'url' | 'path'>): boolean {
  return (
    NEWS_ADDRESS.test(url) ||
    path.slice(0, -1).some((title) => /^(?:aktuelles|neuigkeiten|nachrichten|presse|news|meldungen)\b/i.test(title))
  );
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
