/**
 * The lexical index as bytes: segments of passages with their lengths, and for each term the passages that have it. Exact BM25 by
 * adding up lists; no database needed, so that it is the same on every PostgreSQL.
 */
import { BM25, inverseFrequency } from './lexical-terms.ts';
import { pickHighest } from './pick-highest.ts';

/** Passage numbers of a segment's range. */
export const BLOCK_SIZE = 4_096;
/** More often is as good as this often: BM25 is flat there. */
const MOST_OFTEN = 255;
/** Place, length, source and language, 16 bits each; then the ids of the passage and its page. */
export const MARK_BYTES = 40;
const LONGEST = 0xffff;

export interface SegmentPassage {
  id: string;
  page: string;
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
  /** How many passages are there. */
  passages: number;
  /** By place: number of terms; index in `sources` and `languages`. */
  lengths: Uint16Array;
  /** By place: 1 + where its mark begins; 0 for a passage that is not there any more. */
  markAt: Uint32Array;
  marks: Buffer;
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
  for (const [at, { id, page, place, length, source, language }] of passages.entries()) {
    const offset = at * MARK_BYTES;
    marks.writeUInt16LE(place, offset);
    marks.writeUInt16LE(Math.min(LONGEST, length), offset + 2);
    marks.writeUInt16LE(sources.indexOf(source), offset + 4);
    marks.writeUInt16LE(languages.indexOf(language), offset + 6);
    marks.write(id.replaceAll('-', ''), offset + 8, 'hex');
    marks.write(page.replaceAll('-', ''), offset + 24, 'hex');
  }
  return { passages: passages.length, marks, sources, languages };
}

/** The same marks without the passages that have gone. */
export function leaveMarks(marks: Buffer, isThere: (place: number) => boolean): Buffer {
  const left: Buffer[] = [];
  for (let offset = 0; offset + MARK_BYTES <= marks.length; offset += MARK_BYTES) {
    if (isThere(marks.readUInt16LE(offset))) left.push(marks.subarray(offset, offset + MARK_BYTES));
  }
  return Buffer.concat(left);
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
    passages: count,
    lengths: new Uint16Array(BLOCK_SIZE),
    markAt: new Uint32Array(BLOCK_SIZE),
    marks: row.marks,
    sourceAt: new Uint16Array(BLOCK_SIZE),
    languageAt: new Uint16Array(BLOCK_SIZE),
    sources: row.sources,
    languages: row.languages,
  };
  for (let at = 0; at < count; at += 1) {
    const offset = at * MARK_BYTES;
    const place = row.marks.readUInt16LE(offset);
    segment.markAt[place] = offset + 1;
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

export interface ScoredPassage {
  passageId: string;
  pageId: string;
  /** BM25 */
  score: number;
}

/** Best passages by BM25, best first. */
export async function scoreLists(
  rows: readonly TermList[],
  { segments, passages, meanLength, language, sourceIds, limit }: ScoreOptions,
): Promise<ScoredPassage[]> {
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
  const best: ScoredPassage[] = [];
  for (const at of pickHighest(scores, limit, 0)) {
    const segment = used[Math.floor(at / BLOCK_SIZE)];
    const mark = (segment?.markAt[at % BLOCK_SIZE] ?? 0) - 1;
    if (segment === undefined || mark < 0) continue;
    best.push({
      passageId: readId(segment.marks, mark + 8),
      pageId: readId(segment.marks, mark + 24),
      score: scores[at] ?? 0,
    });
  }
  return best.sort((a, b) => b.score - a.score || (a.passageId < b.passageId ? -1 : 1));
}

function readId(marks: Buffer, at: number): string {
  const hex = marks.toString('hex', at, at + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
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

/** Puts the scores of passages to 0 that have gone, or are in other languages or sources. */
function leaveOnly(
  scores: Float64Array,
  from: number,
  segment: Segment,
  language: string | null,
  sourceIds: readonly string[] | null,
): void {
  const languages = segment.languages.map((each) => language === null || each === language);
  const sources = segment.sources.map((each) => sourceIds === null || sourceIds.includes(each));
  const all = languages.every(Boolean) && sources.every(Boolean);
  for (let place = 0; place < BLOCK_SIZE; place += 1) {
    if (scores[from + place] === 0) continue;
    const isThere = (segment.markAt[place] ?? 0) > 0;
    if (isThere && (all || (languages[segment.languageAt[place] ?? 0] && sources[segment.sourceAt[place] ?? 0])))
      continue;
    scores[from + place] = 0;
  }
}
