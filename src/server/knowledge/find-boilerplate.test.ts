import { describe, expect, it } from 'vitest';
import { blockLines } from './cut-passages.ts';
import { extractHtml, fingerprintBlocks } from './extract-html.ts';
import { FEWEST_PAGES, learnBoilerplate } from './find-boilerplate.ts';

interface SitePage {
  main: string;
  title: string;
}

/** A site of the old school: no semantic elements, no telling names; what repeats is all that shows the frame. */
const frame = (
  { main, title }: SitePage,
  tag = 'div',
) => `<html><head><title>${title} :: Gemeinde am See</title></head><body>
  <div class="a"><div><img src="/wappen.png" alt="Wappen der Gemeinde am See"><h1>Gemeinde am See</h1></div>
  <ul><li><a href="/1">Aktuelles</a></li><li><a href="/2">Rathaus</a></li><li><a href="/3">Bürgerservice</a></li></ul></div>
  <div class="b">Diese Website verwendet Cookies, damit sie besser funktioniert. <button>Verstanden</button></div>
  <${tag}>${main}</${tag}>
  <div class="d"><p>Gemeinde am See, Seestraße 1, 99999 See</p></div></body></html>`;

const pages = (count: number, extra: (index: number) => string = () => ''): SitePage[] =>
  Array.from({ length: count }, (_, index) => ({
    title: `Seite ${index}`,
    main: `<h2>Thema ${index}</h2><p>Hier steht der eigene Text der Seite ${index} mit ihren eigenen Worten.</p>${extra(index)}`,
  }));

function crawl(site: SitePage[], tag?: string) {
  const html = site.map((page) => frame(page, tag));
  const boilerplate = learnBoilerplate(html.map(fingerprintBlocks));
  // As it is after the way through a jsonb column.
  const stored: typeof boilerplate = JSON.parse(JSON.stringify(boilerplate));
  return html.map((page) => extractHtml({ html: page, url: 'https://www.beispiel.example/x', boilerplate: stored }));
}

const lines = (page: { blocks: Parameters<typeof blockLines>[0][] } | undefined) =>
  page?.blocks.flatMap(blockLines) ?? [];

describe('boilerplate by repetition', () => {
  it('removes menu, cookie notice, footer and logo from a site without semantic elements', () => {
    const read = crawl(pages(8));
    expect(lines(read[3])).toEqual(['Thema 3', 'Hier steht der eigene Text der Seite 3 mit ihren eigenen Worten.']);
    expect(read[3]?.title).toBe('Seite 3');
    expect(read[3]?.links).toEqual([
      'https://www.beispiel.example/1',
      'https://www.beispiel.example/2',
      'https://www.beispiel.example/3',
    ]);
  });

  it('learns nothing below five pages', () => {
    expect(
      learnBoilerplate(pages(FEWEST_PAGES - 1).map((page) => fingerprintBlocks(frame(page)))).fingerprints,
    ).toEqual([]);
    expect(lines(crawl(pages(4))[0])).toContain('Aktuelles');
  });

  it('keeps the contact box of an office that every fifth page shares', () => {
    const box = '<div><p>Steueramt</p><p>Marktplatz 1, 99999 See</p><p>Telefon 069 90009-220</p></div>';
    const read = crawl(pages(20, (index) => (index % 5 === 0 ? box : '')));
    expect(lines(read[5])).toContain('Telefon 069 90009-220');
  });

  it.each(['div', 'main'])('keeps labels and headings that repeat inside the content (%s)', (tag) => {
    const read = crawl(
      pages(
        12,
        (index) =>
          `<h3>Gebühren</h3><table><tr><td>Montag</td><td>Zimmer ${index}</td></tr><tr><td>Gebühr</td><td>${index},50 €</td></tr></table>`,
      ),
      tag,
    );
    expect(lines(read[7])).toEqual([
      'Thema 7',
      'Hier steht der eigene Text der Seite 7 mit ihren eigenen Worten.',
      'Gebühren',
      'Montag: Zimmer 7',
      'Gebühr: 7,50 €',
    ]);
  });

  it('keeps inside <main> what two thirds of the pages say, and drops what all say', () => {
    const hint = '<p>Bitte vereinbaren Sie für diese Leistung vorab einen Termin im Bürgerbüro.</p>';
    expect(
      lines(
        crawl(
          pages(30, (index) => (index % 3 > 0 ? hint : '')),
          'main',
        )[1],
      ),
    ).toContain('Bitte vereinbaren Sie für diese Leistung vorab einen Termin im Bürgerbüro.');
    const survey = '<div><h4>Feedback</h4><p>War diese Seite hilfreich für Sie? Sagen Sie uns Ihre Meinung.</p></div>';
    expect(
      lines(
        crawl(
          pages(30, () => survey),
          'main',
        )[1],
      ),
    ).toEqual(['Thema 1', 'Hier steht der eigene Text der Seite 1 mit ihren eigenen Worten.']);
  });

  it('keeps a page’s own heading in the header of the site', () => {
    const html = Array.from(
      { length: 8 },
      (
        _,
        index,
      ) => `<body><header><nav><a href="/">Start</a></nav><p>Stadt am See – offizielle Seite der Stadt</p><h1>Thema ${index}</h1></header>
      <main><p>Text der Seite ${index} steht hier.</p></main></body>`,
    );
    const boilerplate = learnBoilerplate(html.map(fingerprintBlocks));
    const page = extractHtml({ html: html[2] ?? '', url: 'https://x.example/', boilerplate });
    expect(lines(page)).toEqual(['Thema 2', 'Text der Seite 2 steht hier.']);
  });

  it('sees through numbers that change beside the content', () => {
    const html = Array.from(
      { length: 8 },
      (_, index) =>
        `<main><p>Text der Seite ${index} steht hier.</p></main><div>Besucher heute: ${index * 7 + 3}</div>`,
    );
    const boilerplate = learnBoilerplate(html.map(fingerprintBlocks));
    expect(lines(extractHtml({ html: html[2] ?? '', url: 'https://x.example/', boilerplate }))).toEqual([
      'Text der Seite 2 steht hier.',
    ]);
  });

  it('stores little for a page: a few hundred short strings', () => {
    const html = `<main>${Array.from({ length: 5_000 }, (_, index) => `<p>Absatz ${index} mit genug Text, um gezählt zu werden.</p>`).join('')}</main>`;
    const fingerprints = fingerprintBlocks(html);
    expect(fingerprints.length).toBeLessThanOrEqual(1_500);
    expect(Math.max(...fingerprints.map(({ length }) => length))).toBeLessThanOrEqual(12);
  });
});
