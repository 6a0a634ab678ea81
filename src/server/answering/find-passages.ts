/** Searches the chosen sources and puts first what is in force: a newer page before old news that says otherwise. */
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

export interface FoundPassages {
  hits: PassageHit[];
  evidence: SearchEvidence;
  mode: SearchResult['mode'];
  vectors: SearchResult['vectors'];
}

/** Passages that later steps look at. */
const LIMIT = 12;
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
  const result = await searchPassages(deps, { text: question, sourceIds, limit: LIMIT * 2, signal });
  const inLanguage = wantedLanguage === null ? [] : result.hits.filter((hit) => hit.language === wantedLanguage);
  const hits = preferCurrent(inLanguage.length > 0 ? inLanguage : result.hits).slice(0, LIMIT);
  return { hits, evidence: result.evidence, mode: result.mode, vectors: result.vectors };
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

export function isNews({ url, path }: Pick<PassageHit, 'url' | 'path'>): boolean {
  return (
    NEWS_ADDRESS.test(url) ||
    path.slice(0, -1).some((title) => /^(?:aktuelles|neuigkeiten|nachrichten|presse|news|meldungen)\b/i.test(title))
  );
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}
