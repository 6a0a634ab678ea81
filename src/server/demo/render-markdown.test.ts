import { describe, expect, it } from 'vitest';
import { headingId, renderMarkdown } from './render-markdown.ts';

const render = (source: string) =>
  renderMarkdown(source, {
    resolveLink: (target) => (target.startsWith('javascript:') ? null : target),
    tableWord: 'Tabelle',
  });

describe('renderMarkdown', () => {
  it('gives headings the ids that GitHub gives, umlauts kept, doubles counted', () => {
    const { html, headings } = render('## Gebühren & Fristen\n\n## Wie geht’s?\n\n## Gebühren & Fristen\n');
    expect(headings.map((heading) => heading.id)).toEqual(['gebühren--fristen', 'wie-gehts', 'gebühren--fristen-1']);
    expect(html).toContain('<h2 id="gebühren--fristen">Gebühren &amp; Fristen</h2>');
  });

  it('keeps the first level for the title of the page', () => {
    expect(render('# Zu groß').html).toContain('<h2 id="zu-groß">');
  });

  it('shows HTML as the text it is', () => {
    const { html } = render('Vor <script>alert(1)</script> nach\n\n<img src=x onerror=alert(1)>\n');
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('drops a link that would run a script, and keeps its words', () => {
    expect(render('[Klick](javascript:alert%281%29)').html).toBe('<p>Klick</p>\n');
  });

  it('aligns columns of amounts and lets wide tables be scrolled by keyboard', () => {
    const { html } = render(
      '## Höhe\n\n| Hund | Steuer |\n| --- | --- |\n| erster | 96,00 € |\n| zweiter | 132,00 € |\n',
    );
    expect(html).toContain('<div class="table" role="region" tabindex="0" aria-label="Tabelle: Höhe">');
    expect(html).toContain('<th scope="col">Hund</th><th scope="col" class="number">Steuer</th>');
    expect(html.match(/<td class="number">/g)).toHaveLength(2);
  });

  it('leaves words, days of collection and numbers without a unit on the left', () => {
    for (const cell of ['geschlossen', '7.12., 21.12.', '4', '8:00–12:30 Uhr']) {
      expect(render(`| Tag | Zeit |\n| --- | --- |\n| Montag | ${cell} |\n`).html).not.toContain('class="number"');
    }
  });

  it('keeps amounts, days and phone numbers on one line without changing a character', () => {
    const source = 'Am 27. November kostet es 96,00 €, Auskunft unter 069 90009-110 ab 8:00 Uhr.';
    const { html, text } = render(source);
    for (const unit of ['27. November', '96,00 €', '069 90009-110', '8:00 Uhr']) {
      expect(html).toContain(`<span class="unbroken">${unit}</span>`);
    }
    expect(text).toBe(source);
  });

  it('leaves addresses in links alone', () => {
    expect(render('[Sitzung](/demo/rat/?am=7%20Uhr)').html).toContain('href="/demo/rat/?am=7%20Uhr"');
  });
});

describe('headingId', () => {
  it('turns each space into a hyphen, as GitHub does', () => {
    expect(headingId('Tipp: verschenken – statt wegwerfen', new Map())).toBe('tipp-verschenken--statt-wegwerfen');
  });
});
