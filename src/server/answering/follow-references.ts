/** "Schlüssel verloren siehe Fundbüro": what an A–Z list says about a word leads to the page that answers. Pure. */
import { analyseText } from '../german/analyse-text.ts';
import type { Block } from '../knowledge/page-content.ts';
import { isReference, REFERENCE } from '../knowledge/split-units.ts';

interface ListingPassage {
  blocks: readonly Block[];
  language: string;
}

/** Addresses that entries lead to whose words are all in the question, best match (most words) first, without fragments. */
export function followReferences(question: string, passages: readonly ListingPassage[]): string[] {
  const found: { url: string; words: number }[] = [];
  for (const { blocks, language } of passages) {
    const asked = new Set(analyseText(question, { language }).map(({ term }) => term));
    for (const block of blocks) {
      const entries = block.kind === 'list' ? block.items : block.kind === 'paragraph' ? [block] : [];
      for (const { text, links } of entries) {
        const [target] = links;
        if (target === undefined || !isReference(text, links) || !/^https?:/.test(target.url)) continue;
        const words = new Set(analyseText(text.split(REFERENCE)[0] ?? '', { language }).map(({ term }) => term));
        if (words.size > 0 && [...words].every((word) => asked.has(word))) {
          found.push({ url: target.url.split('#')[0] ?? target.url, words: words.size });
        }
      }
    }
  }
  return [...new Set(found.sort((a, b) => b.words - a.words).map(({ url }) => url))];
}
