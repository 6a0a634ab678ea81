import { describe, expect, it } from 'vitest';
import { isReference } from '../knowledge/split-units.ts';
import { followReferences } from './follow-references.ts';

const item = (text: string, word: string, url: string) => ({ text, depth: 0, links: [{ text: word, url }] });
const listing = {
  language: 'de',
  blocks: [
    {
      kind: 'list' as const,
      ordered: false,
      items: [
        item('Schlüssel verloren siehe Fundbüro', 'Fundbüro', 'https://stadt.example/fundbuero/#oben'),
        item('Schlüssel siehe Schlüsseldienst', 'Schlüsseldienst', 'https://stadt.example/dienst/'),
        item('Fundbüro', 'Fundbüro', 'https://stadt.example/fundbuero/'),
        item('Auto anmelden siehe KFZ-Zulassung', 'KFZ-Zulassung', 'https://stadt.example/kfz/'),
      ],
    },
  ],
};

describe('entries that lead to another page', () => {
  it('are followed if the question holds all their words, the longest first', () => {
    expect(followReferences('Hab meinen Schlüssel verloren, wo kann ich anrufen?', [listing])).toEqual([
      'https://stadt.example/fundbuero/',
      'https://stadt.example/dienst/',
    ]);
    expect(followReferences('Wo kann ich mein Auto anmelden?', [listing])).toEqual(['https://stadt.example/kfz/']);
    expect(followReferences('Wo ist das Auto-Museum?', [listing])).toEqual([]);
  });

  it('are told from sentences', () => {
    expect(isReference('Schlüssel siehe Fundbüro', [{ text: 'Fundbüro' }])).toBe(true);
    expect(isReference('Schlüssel siehe Fundbüro', [])).toBe(false);
    expect(isReference('Bringen Sie den Schlüssel ins Fundbüro.', [{ text: 'Fundbüro' }])).toBe(false);
  });
});
