/** What the embedding model reads of a passage: the path of titles, then the text. */
export function passageText({ path, text }: { path: readonly string[]; text: string }): string {
  return `${path.join(' > ')}\n${text}`;
}
