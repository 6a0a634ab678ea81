import { describe, expect, it } from 'vitest';
import { analyseText } from '../german/analyse-text.ts';
import { learnCompoundDictionary } from '../german/compound-dictionary.ts';
import type { Block } from '../knowledge/page-content.ts';
import { cutSnippet } from './cut-snippet.ts';

const dictionary = learnCompoundDictionary([
  ['hunde', 3],
  ['steuer', 3],
]);
const paragraph = (text: string): Block => ({ kind: 'paragraph', text, links: [] });
function snippet(query: string, blocks: Block[]) {
  const wanted = { terms: analyseText(query, { language: 'de', dictionary }), dictionary };
  const text = blocks.map((block) => ('text' in block ? block.text : '')).join('\n');
  return cutSnippet({ blocks, text, language: 'de', title: 'Hundesteuer' }, wanted, () => 1);
}

describe('the snippet of a hit', () => {
  it('begins with the sentence that has most of the words, and goes on while there is room', () => {
    const cut = snippet('Steuer befreit', [
      paragraph('Das Amt hat geöffnet. Von der Steuer befreit sind Blindenhunde. Ein Antrag genügt.'),
    ]);
    expect(cut.text).toBe('Von der Steuer befreit sind Blindenhunde. Ein Antrag genügt.');
    expect(cut.words).toEqual(['Von der Steuer befreit sind Blindenhunde.']);
    expect(cut.highlights.map(({ start, length }) => cut.text.slice(start, start + length))).toEqual([
      'Steuer',
      'befreit',
    ]);
  });

  it('cuts a long sentence around the words, at whole words', () => {
    const filling = 'und so weiter in aller Breite '.repeat(20);
    const cut = snippet('Steuer', [paragraph(`Am Anfang ${filling}steht die Steuer mittendrin ${filling}am Ende.`)]);
    expect(cut.text.length).toBeLessThanOrEqual(246);
    expect(cut.text).toMatch(/^… \S.*Steuer.*\S …$/);
    expect(cut.highlights).toHaveLength(1);
  });

  it('shows the beginning where no word of the query stands', () => {
    const cut = snippet('Katze', [paragraph('Erster Satz. Zweiter Satz.')]);
    expect(cut).toEqual({ text: 'Erster Satz. Zweiter Satz.', highlights: [], words: null });
  });

  it('takes a passage without blocks', () => {
    expect(snippet('Steuer', [])).toEqual({ text: '', highlights: [], words: null });
  });
});
