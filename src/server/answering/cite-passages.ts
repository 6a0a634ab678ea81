/** Numbers the places that an answer rests on and makes their cards and links. No address is made up: each comes from its page. Pure. */
import type { BlockForm, Citation } from '../../contracts/answer.ts';
import type { PassageHit } from '../knowledge/search-passages.ts';
import { germanDay } from '../platform/clock.ts';
import type { QuotedBlock, QuotedUnit } from './quote-passages.ts';
import { addressOfWords, textFragment } from './text-fragment.ts';

export type CitablePassage = Pick<
  PassageHit,
  'pageId' | 'url' | 'anchor' | 'title' | 'path' | 'pageNumber' | 'kind' | 'changedOn' | 'fetchedAt'
>;

export interface CitedUnit extends QuotedUnit {
  citation: number;
}

export interface CitedBlock {
  form: BlockForm;
  units: CitedUnit[];
}

export interface CitedQuote {
  blocks: CitedBlock[];
  citations: Citation[];
  /** Page of each citation, for what is kept. */
  pages: { pageId: string; url: string }[];
}

/** One number a section; the card's quote is its best unit, else its first. */
export function citePassages(blocks: readonly QuotedBlock[], passages: readonly CitablePassage[]): CitedQuote {
  const numbers = new Map<string, number>();
  const quoted = new Map<number, { unit: QuotedUnit; form: BlockForm; passage: CitablePassage }>();
  const cited = blocks.map((block) => ({
    form: block.form,
    units: block.units.map((unit) => {
      const passage = passages[unit.passage];
      if (passage === undefined) throw new Error('a quoted unit without its passage');
      const key = JSON.stringify([passage.pageId, passage.anchor, passage.pageNumber, passage.path]);
      const number = numbers.get(key) ?? numbers.size + 1;
      numbers.set(key, number);
      const known = quoted.get(number);
      // A heading is quoted only where nothing else is.
      if (
        known === undefined ||
        unit.best ||
        // A sentence of ours is never the quote.
        (known.unit.values !== undefined && unit.values === undefined) ||
        (known.form === 'lead-in' && block.form !== 'lead-in' && !known.unit.best)
      ) {
        quoted.set(number, { unit, form: block.form, passage });
      }
      return { ...unit, citation: number };
    }),
  }));
  const citations = [...quoted].map(([number, { unit, passage }]) => citationOf(number, unit, passage));
  return {
    blocks: cited,
    citations,
    pages: [...quoted.values()].map(({ passage }) => ({ pageId: passage.pageId, url: passage.url })),
  };
}

function citationOf(number: number, unit: QuotedUnit, passage: CitablePassage): Citation {
  const url = addressOfPassage(passage);
  const words = unit.cells === null ? [unit.text] : unit.cells.map((cell) => cell.text);
  return {
    number,
    title: passage.title,
    path: pathWithoutTitle(passage),
    url,
    quoteUrl: passage.kind === 'web' ? addressOfWords(passage.url, passage.anchor, textFragment(words)) : url,
    quote: unit.text,
    pageDate: passage.changedOn,
    readOn: germanDay(passage.fetchedAt),
    pageNumber: passage.pageNumber,
    kind: passage.kind,
  };
}

/** The page with the anchor of the section; a PDF at its page (RFC 8118, "page"). */
export function addressOfPassage(passage: Pick<CitablePassage, 'url' | 'anchor' | 'kind' | 'pageNumber'>): string {
  if (passage.kind === 'pdf' && passage.pageNumber !== null) {
    return `${passage.url.split('#')[0]}#page=${passage.pageNumber}`;
  }
  return addressOfWords(passage.url, passage.anchor, null);
}

export function pathWithoutTitle({ path, title }: Pick<CitablePassage, 'path' | 'title'>): string[] {
  const at = path.lastIndexOf(title);
  return at < 0 ? path : path.filter((_, index) => index !== at);
}
