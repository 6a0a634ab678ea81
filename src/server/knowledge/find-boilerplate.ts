/**
 * What stands on most pages of a site (menus, cookie notices, footers, side boxes) is no page's own content. It is found by
 * counting: each page gives a small list of fingerprints while it is read; those on a large share of the pages are
 * boilerplate. No class name is looked at. Repetition near-duplicate detection as in Pomikálek, "Removing Boilerplate and
 * Duplicate Content from Web Corpora" (2011), cut down to exact blocks.
 */
import { createHash } from 'node:crypto';

/** Below this number of pages nothing is learned: two pages of five may well share an office. */
export const FEWEST_PAGES = 5;

/**
 * Share of the pages on which a block must stand to be left out. Inside <main> an editor put it there, so it must be almost everywhere;
 * a contact box that a fifth of the pages share stays in every region.
 */
const SHARES = { main: 0.7, body: 0.5, outside: 0.4 } as const;

/** A page longer than that is fingerprinted by its first blocks; the list is stored with each page. */
const MOST_FINGERPRINTS = 1_500;

/** Where a block stands: inside <main>, on a page without <main>, or beside <main>. */
export type Region = 'main' | 'body' | 'outside';

export interface Boilerplate {
  version: 1;
  /** Pages it was learned from. */
  pages: number;
  fingerprints: string[];
}

const CODES = { main: 'm', body: 'b', outside: 'o' } as const;

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 10);
}

/** Outside <main> a number may change from page to page ("Besucher: 1203", a date) without making it content. */
function normalise(region: Region, text: string): string {
  return region === 'outside' ? text.replace(/\d+/g, '0') : text;
}

/**
 * A paragraph, cell line or item on its own. Short texts inside the content ("Montag", "Gebühren") are labels that repeat rightly:
 * they have no fingerprint.
 */
export function runFingerprint(region: Region, text: string, onlyLinks: boolean): string | null {
  if (region !== 'outside' && text.length < 30 && !onlyLinks) return null;
  return `${CODES[region]}r${hash(normalise(region, text))}`;
}

/** A box with all that it holds. */
export function containerFingerprint(region: Region, text: string): string | null {
  if (text.length < 30 || text.length > 4_000) return null;
  return `${CODES[region]}c${hash(text)}`;
}

/** A repeated heading ("Kontakt") in the content is left out only where nothing of the page's own stands below it. */
export function headingFingerprint(region: Region, text: string): string {
  return `${CODES[region]}h${hash(text)}`;
}

/** A part of <title> between separators: the site's name is the part that all pages share. */
export function titlePartFingerprint(part: string): string {
  return `t-${hash(part)}`;
}

export function imageFingerprint(region: Region, alternativeText: string, source: string): string {
  return `${CODES[region]}i${hash(`${alternativeText}|${source}`)}`;
}

export function boundFingerprints(fingerprints: Iterable<string>): string[] {
  return [...new Set(fingerprints)].slice(0, MOST_FINGERPRINTS);
}

/**
 * Finds what a site's pages share. Takes one list of fingerprints per page (from `fingerprintBlocks`); the result is plain JSON.
 * With fewer than five pages it is empty, and only semantic HTML (nav, header, footer) is left out.
 */
export function learnBoilerplate(pages: Iterable<readonly string[]>): Boilerplate {
  const counts = new Map<string, number>();
  let total = 0;
  for (const fingerprints of pages) {
    total += 1;
    for (const fingerprint of new Set(fingerprints)) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1);
  }
  const found: string[] = [];
  if (total >= FEWEST_PAGES) {
    for (const [fingerprint, count] of counts) {
      const code = fingerprint[0];
      const share = code === 'm' ? SHARES.main : code === 'b' ? SHARES.body : SHARES.outside;
      if (count >= 4 && count / total >= share) found.push(fingerprint);
    }
  }
  return { version: 1, pages: total, fingerprints: found.toSorted() };
}
