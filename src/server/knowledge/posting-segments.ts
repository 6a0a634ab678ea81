/**
 * The lexical index as bytes: segments of passages with their lengths, and for each term the passages that have it. Exact BM25 by
 * adding up lists; no database needed, so that it is the same on every PostgreSQL.
 */
import { BM25, inverseFrequency } from './lexical-terms.ts';
import { pickHighest } from './pick-highest.ts';

/** Passage numbers of a segment's range. */
export const BLOCK_SIZE = 2_048;
/** More often is as good as this often: BM25 is flat there. */
const MOST_OFTEN = 255;
const MARK_BYTES = 8;
const LONGEST = 0xffff;

export interface SegmentPassage {
  /** Number of the passage less the first of the range. */
  place: number;
  /** Terms, with repetitions. */
  length: number;
  source: string;
  language: string;
}

export interface Segment {
  segment: number;
  block: number;
  places: Uint16Array;
  /** By place: number of terms; index in `sources` and `languages`. */
  lengths: Uint16Array;
  sourceAt: Uint16Array;
  languageAt: Uint16Array;
  sources: readonly string[];
  languages: readonly string[];
}

export interface PackedSegment {
  passages: number;
  marks: Buffer;
  sources: string[];
  languages: string[];
}

/** The passages of a segment as it is stored. */
export function packPassages(passages: readonly SegmentPassage[]): PackedSegment {
  const sources = [...new Set(passages.map(({ source }) => source))];
  const languages = [...new Set(passages.map(({ language }) => language))];
  const marks = Buffer.alloc(passages.length * MARK_BYTES);
  for (const [at, { place, length, source, language }] of passages.entries()) {
    const offset = at * MARK_BYTES;
    marks.writeUInt16LE(place, offset);
    marks.writeUInt16LE(Math.min(LONGEST, length), offset + 2);
    marks.writeUInt16LE(sources.indexOf(source), offset + 4);
    marks.writeUInt16LE(languages.indexOf(language), offset + 6);
  }
  return { passages: passages.length, marks, sources, languages };
}

export function readSegment(row: {
  segment: number;
  block: number;
  marks: Buffer;
  sources: string[];
  languages: string[];
}): Segment {
  const count = Math.floor(row.marks.length / MARK_BYTES);
  const segment: Segment = {
    segment: row.segment,
    block: row.block,
    places: new Uint16Array(count),
    lengths: new Uint16Array(BLOCK_SIZE),
    sourceAt: new Uint16Array(BLOCK_SIZE),
    languageAt: new Uint16Array(BLOCK_SIZE),
    sources: row.sources,
    languages: row.languages,
  };
  for (let at = 0; at < count; at += 1) {
    const offset = at * MARK_BYTES;
    const place = row.marks.readUInt16LE(offset);
    segment.places[at] = place;
    segment.lengths[place] = row.marks.readUInt16LE(offset + 2);
    segment.sourceAt[place] = row.marks.readUInt16LE(offset + 4);
    segment.languageAt[place] = row.marks.readUInt16LE(offset + 6);
  }
  return segment;
}

/** Collects the terms of a segment's passages and gives them as lists. */
export function createListBuilder() {
  const lists = new Map<string, { places: number[]; counts: number[] }>();
  return {
    add(place: number, terms: readonly string[]): void {
      const counts = new Map<string, number>();
      for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
      for (const [term, count] of counts) {
        let list = lists.get(term);
        if (list === undefined) {
          list = { places: [], counts: [] };
          lists.set(term, list);
        }
        list.places.push(place);
        list.counts.push(Math.min(MOST_OFTEN, count));
      }
    },
    *lists(): Generator<{ term: string; postings: Buffer }> {
      for (const [term, { places, counts }] of lists) {
        const postings = Buffer.alloc(places.length * 3);
        for (const [at, place] of places.entries()) {
          postings.writeUInt16LE(place, at * 2);
          postings[places.length * 2 + at] = counts[at] ?? 0;
        }
        yield { term, postings };
      }
    },
  };
}

export interface TermList {
  term: string;
  segment: number;
  postings: Buffer;
}

export interface ScoreOptions {
  segments: ReadonlyMap<number, Segment>;
  passages: number;
  meanLength: number;
  /** Only passages in this language; null for all. */
  language: string | null;
  sourceIds: readonly string[] | null;
  limit: number;
}

/** So long the lists are added up at a stretch, in milliseconds; then other requests have their turn. */
const STRETCH = 4;

/** Best passages by BM25 as number and score, best first. */
export async function scoreLists(
  rows: readonly TermList[],
  { segments, passages, meanLength, language, sourceIds, limit }: ScoreOptions,
): Promise<{ number: number; score: number }[]> {
  const byTerm = new Map<string, { segment: Segment; postings: Buffer }[]>();
  const slots = new Map<number, number>();
  const used: Segment[] = [];
  for (const { term, segment: id, postings } of rows) {
    const segment = segments.get(id);
    // A segment that was made or retired since this process looked.
    if (segment === undefined) continue;
    if (!slots.has(id)) slots.set(id, used.push(segment) - 1);
    const lists = byTerm.get(term);
    if (lists === undefined) byTerm.set(term, [{ segment, postings }]);
    else lists.push({ segment, postings });
  }
  const scores = new Float64Array(used.length * BLOCK_SIZE);
  const flat = BM25.k1 * (1 - BM25.b);
  const byLength = (BM25.k1 * BM25.b) / Math.max(1e-9, meanLength);
  let begun = performance.now();
  for (const lists of byTerm.values()) {
    const having = lists.reduce((sum, { postings }) => sum + postings.length / 3, 0);
    const weight = inverseFrequency(having, passages) * (BM25.k1 + 1);
    for (const { segment, postings } of lists) {
      addList(
        scores,
        (slots.get(segment.segment) ?? 0) * BLOCK_SIZE,
        segment.lengths,
        postings,
        weight,
        flat,
        byLength,
      );
    }
    if (performance.now() - begun > STRETCH) {
      await new Promise((resolve) => setImmediate(resolve));
      begun = performance.now();
    }
  }
  for (const [slot, segment] of used.entries()) leaveOnly(scores, slot * BLOCK_SIZE, segment, language, sourceIds);
  return pickHighest(scores, limit, 0).map((at) => ({
    number: (used[Math.floor(at / BLOCK_SIZE)]?.block ?? 0) * BLOCK_SIZE + (at % BLOCK_SIZE),
    score: scores[at] ?? 0,
  }));
}

function addList(
  scores: Float64Array,
  from: number,
  lengths: Uint16Array,
  postings: Buffer,
  weight: number,
  flat: number,
  byLength: number,
): void {
  const count = postings.length / 3;
  for (let at = 0; at < count; at += 1) {
    const place = (postings[at * 2] ?? 0) | ((postings[at * 2 + 1] ?? 0) << 8);
    const often = postings[count * 2 + at] ?? 0;
    const score = (weight * often) / (often + flat + byLength * (lengths[place] ?? 0));
    scores[from + place] = (scores[from + place] ?? 0) + score;
  }
}

/** Puts the scores of passages in other languages or sources to 0. */
function leaveOnly(
  scores: Float64Array,
  from: number,
  segment: Segment,
  language: string | null,
  sourceIds: readonly string[] | null,
): void {
  const languages = segment.languages.map((each) => language === null || each === language);
  const sources = segment.sources.map((each) => sourceIds === null || sourceIds.includes(each));
  if (languages.every(Boolean) && sources.every(Boolean)) return;
  for (const place of segment.places) {
    if (languages[segment.languageAt[place] ?? 0] && sources[segment.sourceAt[place] ?? 0]) continue;
    scores[from + place] = 0;
  }
}
