/**
 * Links that open a page at the very words (WICG Scroll To Text Fragment, https://wicg.github.io/scroll-to-text-fragment/). Pure.
 *
 * A browser looks for whole words inside one block of the page; across table cells and line breaks only a range ("start,end") matches.
 */

/** Longer texts are linked by their first and last words: what the page marks up inside does not matter then. */
const LONGEST_WHOLE = 90;
const RANGE_WORDS = 6;

/**
 * @param pieces the quoted words by blocks of the page: one for a sentence, one a cell for a table row
 * @returns `:~:text=…` without the number sign, or null if there is nothing that a browser could find
 */
export function textFragment(pieces: readonly string[]): string | null {
  const texts = pieces
    .flatMap((piece) => piece.split('\n'))
    .map(clean)
    .filter((text) => text !== '');
  const [first] = texts;
  const last = texts.at(-1);
  if (first === undefined || last === undefined) return null;
  if (texts.length > 1) {
    const start = firstWords(first);
    const end = lastWords(last);
    return `:~:text=${encode(start)},${encode(end)}`;
  }
  if (first.length <= LONGEST_WHOLE) return `:~:text=${encode(first)}`;
  const start = firstWords(first);
  const end = lastWords(first);
  if (start.length + end.length >= first.length) return `:~:text=${encode(first)}`;
  return `:~:text=${encode(start)},${encode(end)}`;
}

/** The address with anchor and fragment directive; what stood behind a number sign before is replaced. */
export function addressOfWords(url: string, anchor: string | null, fragment: string | null): string {
  const base = url.split('#')[0] ?? url;
  const encodedAnchor = anchor === null ? '' : encodeAnchor(anchor);
  if (fragment === null && encodedAnchor === '') return base;
  return `${base}#${encodedAnchor}${fragment ?? ''}`;
}

/** An id as it stands in an address: letters are encoded, so that every parser takes it. */
function encodeAnchor(anchor: string): string {
  return encodeURIComponent(anchor);
}

function clean(text: string): string {
  return (
    text
      .normalize('NFC')
      .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/gu, '')
      .replace(/\s+/gu, ' ')
      // A match must begin and end at a word; marks at the ends ("„", ".") only make it harder.
      .replace(/^[^\p{L}\p{N}§€(+]+/u, '')
      .replace(/[^\p{L}\p{N}€%§)]+$/u, '')
  );
}

function firstWords(text: string): string {
  return clean(text.split(' ').slice(0, RANGE_WORDS).join(' '));
}

function lastWords(text: string): string {
  return clean(text.split(' ').slice(-RANGE_WORDS).join(' '));
}

/** Dash, comma and ampersand separate the parts of a directive and must be encoded; encodeURIComponent leaves the dash. */
function encode(text: string): string {
  return encodeURIComponent(text)
    .replace(/-/g, '%2D')
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
