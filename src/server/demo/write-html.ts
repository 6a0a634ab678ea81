/** Text that is already HTML. Everything else that goes into a template is escaped. */
export interface Markup {
  readonly markup: string;
}

type Piece = Markup | string | number | null | undefined | false | readonly Piece[];

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character);
}

/** Marks HTML of our own making (rendered Markdown, a drawing) as safe to be put into a template. */
export function trusted(markup: string): Markup {
  return { markup };
}

/** HTML template: strings are escaped, nothing is written for null, undefined and false, lists are joined. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Markup {
  let markup = strings[0] ?? '';
  pieces.forEach((piece, index) => {
    markup += write(piece) + (strings[index + 1] ?? '');
  });
  return { markup };
}

function write(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (typeof piece === 'string') return escapeHtml(piece);
  if (typeof piece === 'number') return String(piece);
  if ('markup' in piece) return piece.markup;
  return piece.map(write).join('');
}

/** JSON-LD as a data block; "<" is written as an escape so that no text can end the block. */
export function jsonLd(data: unknown): Markup {
  const text = JSON.stringify(data).replaceAll('<', '\\u003c');
  return { markup: `<script type="application/ld+json">${text}</script>` };
}
