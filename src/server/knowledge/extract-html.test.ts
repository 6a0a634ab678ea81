import { describe, expect, it } from 'vitest';
import { extractHtml } from './extract-html.ts';

const url = 'https://www.musterstadt.de/service/hundesteuer';
const read = (html: string) => extractHtml({ html, url });

describe('extractHtml', () => {
  it('keeps headings, paragraphs, lists and fee tables in order', () => {
    const { blocks, title } = read(`<html lang="de"><head><title>Hundesteuer | Stadt Musterstadt</title></head><body>
      <header><a href="/">Stadt Musterstadt</a></header><nav><ul><li><a href="/a">Menü</a></ul></nav>
      <main><h1>Hundesteuer</h1><p>Wer einen Hund hält, zahlt&nbsp;Steu&shy;er.</p>
      <h2 id="hoehe">Höhe</h2><table><tr><th>Hund</th><th>im Jahr</th></tr><tr><td>erster</td><td>90 €</td></tr></table>
      <ul><li>Blindenhunde<ul><li>mit Nachweis</li></ul></li></ul></main><footer>Impressum</footer></body></html>`);
    expect(title).toBe('Hundesteuer');
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'Hundesteuer', anchor: null },
      { kind: 'paragraph', text: 'Wer einen Hund hält, zahlt Steuer.', links: [] },
      { kind: 'heading', level: 2, text: 'Höhe', anchor: 'hoehe' },
      {
        kind: 'table',
        caption: null,
        columns: ['Hund', 'im Jahr'],
        rows: [{ cells: ['erster', '90 €'], links: [] }],
      },
      {
        kind: 'list',
        ordered: false,
        items: [
          { text: 'Blindenhunde', depth: 0, links: [] },
          { text: 'mit Nachweis', depth: 1, links: [] },
        ],
      },
    ]);
  });
});
