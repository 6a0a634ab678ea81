import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blockLines, cutPassages } from './cut-passages.ts';
import { extractHtml, fingerprintBlocks } from './extract-html.ts';
import type { Block } from './page-content.ts';

const url = 'https://www.musterstadt.de/service/hundesteuer';
const read = (html: string, at = url) => extractHtml({ html, url: at });
const blocksOf = (html: string) => read(html).blocks;
const linesOf = (html: string) => blocksOf(html).flatMap(blockLines);
const only = <Kind extends Block['kind']>(html: string, kind: Kind) =>
  blocksOf(html).filter((block): block is Extract<Block, { kind: Kind }> => block.kind === kind);

describe('a whole page', () => {
  it('keeps headings, paragraphs, fee tables and nested lists in order, and leaves the frame out', () => {
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
      { kind: 'table', caption: null, columns: ['Hund', 'im Jahr'], rows: [{ cells: ['erster', '90 €'], links: [] }] },
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

  it('leaves out menus, search, dialogs and link lists beside main', () => {
    expect(
      linesOf(`<body><a href="#inhalt">Zum Inhalt springen</a><div role="navigation"><a href="/a">Rathaus</a></div>
      <div role="dialog">Wir verwenden Cookies. <button>Annehmen</button></div>
      <div><a href="/1">Leben in der Stadt</a> <a href="/2">Rathaus und Politik</a> <a href="/3">Bauen und Wohnen</a></div>
      <main><form role="search"><label>Suchbegriff</label><input></form><p>Inhalt der Seite.</p></main>
      <div role="contentinfo">Impressum</div></body>`),
    ).toEqual(['Inhalt der Seite.']);
  });

  it('keeps a header inside the article and a side box with a contact', () => {
    expect(
      linesOf(`<main><article><header><h1>Titel</h1><p>Vorspann zum Artikel.</p></header><p>Text.</p></article></main>
      <aside><p>Rückfragen beantwortet das Steueramt.</p></aside>`),
    ).toEqual(['Titel', 'Vorspann zum Artikel.', 'Text.', 'Rückfragen beantwortet das Steueramt.']);
  });
});

describe('running text', () => {
  it.each([
    ['text that stands naked in divs', '<div>eins<div>zwei</div>drei</div>', ['eins', 'zwei', 'drei']],
    ['lines divided by br', '<p>Marktplatz 1<br>99999 Musterstadt</p>', ['Marktplatz 1', '99999 Musterstadt']],
    [
      'a br inside a sentence',
      '<p>Bringen Sie bitte Ihren Ausweis und<br>ein Lichtbild mit.</p>',
      ['Bringen Sie bitte Ihren Ausweis und ein Lichtbild mit.'],
    ],
    ['inline elements without blanks', '<p>Haupt<b>wohn</b>sitz m<sup>2</sup></p>', ['Hauptwohnsitz m2']],
    ['white space and nbsp folded', '<p> 90&nbsp;&nbsp;€ \n\t im  Jahr </p>', ['90 € im Jahr']],
    ['zero-width and soft hyphens', '<p>\u200bHun\u00adde\ufeffsteuer</p>', ['Hundesteuer']],
    ['unclosed tags', '<p>eins<p>zwei<li>drei', ['eins', 'zwei', 'drei']],
    ['mark-up in attributes', '<p title="<script>x</script>">Text</p>', ['Text']],
    ['preformatted lines', '<pre>eins\n  zwei</pre>', ['eins', 'zwei']],
    [
      'no script, style, options',
      '<p>a<script>b</script><style>c</style><select><option>d</select><noscript>e</noscript></p>',
      ['a'],
    ],
    ['comments and templates', '<p>a<!-- b --></p><template><p>c</p></template>', ['a']],
  ])('%s', (_, html, expected) => {
    expect(linesOf(html)).toEqual(expected);
  });

  it('gives each line its own links, absolute, and drops those that run code', () => {
    expect(
      only(
        '<p><a href="../rat">Rat</a> und <a href="mailto:a@b.de">Mail</a><br><a href="javascript:x()">Klick</a></p>',
        'paragraph',
      ),
    ).toEqual([
      {
        kind: 'paragraph',
        text: 'Rat und Mail',
        links: [
          { text: 'Rat', url: 'https://www.musterstadt.de/rat' },
          { text: 'Mail', url: 'mailto:a@b.de' },
        ],
      },
      { kind: 'paragraph', text: 'Klick', links: [] },
    ]);
  });

  it('joins the parts of one link', () => {
    expect(only('<p><a href="/a">Antrag <b>auf</b> Steuer</a></p>', 'paragraph')[0]?.links).toEqual([
      { text: 'Antrag auf Steuer', url: 'https://www.musterstadt.de/a' },
    ]);
  });

  it('honours <base>', () => {
    expect(read('<base href="https://cdn.example/x/"><a href="y">z</a>').links).toEqual(['https://cdn.example/x/y']);
  });
});

describe('hidden and folded content', () => {
  it('drops what is hidden and keeps what a reader can unfold', () => {
    expect(
      linesOf(`<main><p hidden>a</p><p style="display: none">b</p><i aria-hidden="true">expand_more</i>
      <h2><button aria-expanded="false" aria-controls="k">Kosten</button></h2><div id="k" hidden>Ab 90 €.</div>
      <a href="#frist">Frist</a><div id="frist" style="display:none">Zwei Wochen.</div>
      <details><summary>Wo?</summary>Im Rathaus.</details></main>`),
    ).toEqual(['Kosten', 'Ab 90 €.', 'Frist', 'Zwei Wochen.', 'Wo?', 'Im Rathaus.']);
  });

  it('makes the summary the heading of its details and of nothing after them', () => {
    const page = read(
      '<h1>Hund</h1><h2>Fragen</h2><details id="d"><summary>Wie viel?</summary><p>90 €.</p></details><p>Noch etwas.</p>',
    );
    expect(page.blocks).toContainEqual({ kind: 'heading', level: 3, text: 'Wie viel?', anchor: 'd' });
    expect(cutPassages(page).map(({ path, text }) => [path.at(-1), text])).toEqual([
      ['Wie viel?', '90 €.'],
      ['Fragen', 'Noch etwas.'],
    ]);
  });

  it('takes tabs by their labels', () => {
    const page =
      read(`<h1>Ausweis</h1><div role="tablist"><button role="tab" id="t1">Kosten</button><button role="tab" id="t2">Dauer</button></div>
      <div role="tabpanel" aria-labelledby="t1"><p>46 €.</p></div><div role="tabpanel" aria-labelledby="t2" hidden><p>Drei Wochen.</p></div>`);
    expect(cutPassages(page).map(({ path, text }) => [path.at(-1), text])).toEqual([
      ['Kosten', '46 €.'],
      ['Dauer', 'Drei Wochen.'],
    ]);
  });
});

describe('headings', () => {
  it.each([
    ['own id', '<h2 id="a">T</h2>', 'a'],
    ['named anchor inside', '<h2><a name="b"></a>T</h2>', 'b'],
    ['anchor right before', '<a id="c"></a><h2>T</h2>', 'c'],
    ['section that begins with it', '<section id="d"><div><h2>T</h2></div></section>', 'd'],
    ['not a section that begins with text', '<section id="e"><p>x</p><h2>T</h2></section>', null],
  ])('anchor: %s', (_, html, anchor) => {
    expect(only(html, 'heading')[0]?.anchor).toBe(anchor);
  });

  it('reads an image in a heading, and takes permalink marks away', () => {
    expect(
      only('<h2><img alt="Bürgerbüro" src="x"></h2><h3>Kosten <a href="#k">¶</a></h3>', 'heading').map(
        ({ text }) => text,
      ),
    ).toEqual(['Bürgerbüro', 'Kosten']);
  });

  it('ends a box at its end', () => {
    const page = read('<h1>A</h1><aside><h2>Online</h2><p>Hier klicken.</p></aside><p>Text der Seite.</p>');
    expect(cutPassages(page).map(({ path }) => path)).toEqual([['A', 'Online'], ['A']]);
  });
});

describe('lists', () => {
  it('writes a definition list as term and description', () => {
    expect(
      linesOf('<dl><dt>Kosten</dt><dd>90 €</dd><dt>Frist:</dt><dd>zwei Wochen</dd><dd>bei Zuzug drei</dd></dl>'),
    ).toEqual(['Kosten: 90 €', 'Frist: zwei Wochen', 'bei Zuzug drei']);
  });

  it('keeps lines of an item in one item', () => {
    expect(only('<ol><li>Anmelden<br>Mit dem Ausweis.</li></ol>', 'list')).toEqual([
      { kind: 'list', ordered: true, items: [{ text: 'Anmelden\nMit dem Ausweis.', depth: 0, links: [] }] },
    ]);
  });

  it('takes a list that stands directly in a list as nested', () => {
    expect(
      only('<ul><li>a</li><ul><li>b</li></ul></ul>', 'list')[0]?.items.map(({ text, depth }) => [text, depth]),
    ).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
  });

  it('takes teasers as entries, and long cards as sections', () => {
    expect(
      linesOf('<ul><li><time>3. Mai</time><h3>Markt</h3><p>Am Samstag.</p></li><li><h3>Rat</h3><p>Tagt.</p></li></ul>'),
    ).toEqual(['Markt', '3. Mai', 'Am Samstag.', 'Rat', 'Tagt.']);
    const long = 'Die Gebühr richtet sich nach der Zahl der Hunde im Haushalt. '.repeat(8);
    expect(
      only(`<ul><li><h3>Höhe</h3><p>${long}</p></li><li><h3>Frist</h3><p>${long}</p></li></ul>`, 'heading'),
    ).toHaveLength(2);
  });

  it('leaves out an index of letters', () => {
    expect(
      linesOf(
        `<main><ul>${[...'ABCDE'].map((letter) => `<li><a href="#${letter}">${letter}</a>`).join('')}</ul><p>x</p></main>`,
      ),
    ).toEqual(['x']);
  });
});

describe('tables', () => {
  it('writes spans out and joins two header rows', () => {
    expect(
      only(
        `<table><caption>Steuer</caption><thead><tr><th rowspan="2">Jahr</th><th colspan="2">Hund</th></tr><tr><th>erster</th><th>zweiter</th></tr></thead>
        <tr><th scope="row">2025</th><td>90 €</td><td>120 €</td></tr><tr><td>2026</td><td colspan="2">offen</td></tr></table>`,
        'table',
      ),
    ).toEqual([
      {
        kind: 'table',
        caption: 'Steuer',
        columns: ['Jahr', 'Hund – erster', 'Hund – zweiter'],
        rows: [
          { cells: ['2025', '90 €', '120 €'], links: [] },
          { cells: ['2026', 'offen', 'offen'], links: [] },
        ],
      },
    ]);
  });

  it('makes a table of each group of rows', () => {
    const tables = only(
      `<table><tr><th>Leistung</th><th>Preis</th></tr><tr><td colspan="2"><b>Ausweis</b></td></tr><tr><td>neu</td><td>46 €</td></tr>
      <tr><td colspan="2"><b>Pass</b></td></tr><tr><td>neu</td><td>70 €</td></tr></table>`,
      'table',
    );
    expect(tables.map(({ caption, columns, rows }) => [caption, columns, rows.map(({ cells }) => cells)])).toEqual([
      ['Ausweis', ['Leistung', 'Preis'], [['neu', '46 €']]],
      ['Pass', ['Leistung', 'Preis'], [['neu', '70 €']]],
    ]);
  });

  it('takes a first row in bold as column names', () => {
    expect(
      only(
        '<table><tr><td><b>Hund</b></td><td><b>Steuer</b></td></tr><tr><td>erster</td><td>90 €</td></tr></table>',
        'table',
      )[0]?.columns,
    ).toEqual(['Hund', 'Steuer']);
  });

  it('reads pairs without names as pairs', () => {
    expect(
      linesOf('<table><tr><td>erster Hund</td><td>90 €</td></tr><tr><td>zweiter Hund</td><td>120 €</td></tr></table>'),
    ).toEqual(['erster Hund: 90 €', 'zweiter Hund: 120 €']);
  });

  it('takes a layout table apart', () => {
    expect(blocksOf('<table><tr><td><h2>Titel</h2><p>Text</p></td></tr></table>').map(({ kind }) => kind)).toEqual([
      'heading',
      'paragraph',
    ]);
    expect(linesOf('<table role="presentation"><tr><td>links</td><td>rechts</td></tr></table>')).toEqual([
      'links',
      'rechts',
    ]);
  });
});

describe('contacts', () => {
  it('finds a box by what it holds', () => {
    expect(
      only(
        `<div class="x7"><strong>Steueramt</strong><br>Marktplatz 1<br>99999 Musterstadt<br>Telefon: <a href="tel:+496990009220">069 90009-220</a><br>
        steueramt(at)musterstadt.de<br>Mo–Fr 8–12 Uhr</div>`,
        'contact',
      ),
    ).toEqual([
      {
        kind: 'contact',
        name: 'Steueramt',
        lines: [
          'Steueramt',
          'Marktplatz 1',
          '99999 Musterstadt',
          'Telefon: 069 90009-220',
          'steueramt(at)musterstadt.de',
          'Mo–Fr 8–12 Uhr',
        ],
        phones: ['069 90009-220'],
        mails: ['steueramt@musterstadt.de'],
        hours: ['Mo–Fr 8–12 Uhr'],
        links: [{ text: '069 90009-220', url: 'tel:+496990009220' }],
      },
    ]);
  });

  it('reads two people in one box as two, and takes the name that stands before', () => {
    const contacts = only(
      `<div><p><b>Eva Kurz</b></p><p>Tel. 0821 123456<br>eva@b.de</p><p><b>Tom Lang</b></p><p>Tel. 0821 123457<br>tom@b.de</p></div>`,
      'contact',
    );
    expect(contacts.map(({ name, phones }) => [name, phones])).toEqual([
      ['Eva Kurz', ['0821 123456']],
      ['Tom Lang', ['0821 123457']],
    ]);
  });

  it('goes by the mail address that can be seen', () => {
    const html = '<p>Steueramt<br>Tel. 0821 123456<br><a href="mailto:falsch@b.de">richtig@b.de</a></p>';
    expect(only(html, 'contact')[0]?.mails).toEqual(['richtig@b.de']);
    const unseen = '<p>Steueramt<br>Tel. 0821 123456<br><a href="mailto:amt@b.de">E-Mail schreiben</a></p>';
    expect(only(unseen, 'contact')[0]?.mails).toEqual(['amt@b.de']);
  });

  it('keeps the hours with the office', () => {
    const [contact] = only(
      `<aside><h2>Kontakt</h2><p>Steueramt</p><p>Marktplatz 1</p><p>Telefon 069 90009-220</p><h3>Öffnungszeiten</h3><dl><dt>Montag</dt><dd>8–12 Uhr</dd></dl></aside>`,
      'contact',
    );
    expect(contact).toMatchObject({ name: 'Steueramt', hours: ['Montag: 8–12 Uhr'] });
    expect(contact?.lines).toEqual([
      'Steueramt',
      'Marktplatz 1',
      'Telefon 069 90009-220',
      'Öffnungszeiten',
      'Montag: 8–12 Uhr',
    ]);
  });

  it('does not take running text for a contact', () => {
    expect(
      only(
        '<div><p>Bei Fragen erreichen Sie uns unter Telefon 0821 123456 oder schreiben Sie an info@musterstadt.de, wir antworten innerhalb von drei Tagen.</p></div>',
        'contact',
      ),
    ).toEqual([]);
  });

  it('keeps the heading of the box', () => {
    expect(
      blocksOf('<section><h2 id="k">Bürgerbüro</h2><p>Marktplatz 1</p><p>Tel. 0821 123456</p></section>').map(
        (block) => [block.kind, 'name' in block ? block.name : ''],
      ),
    ).toEqual([
      ['heading', ''],
      ['contact', 'Bürgerbüro'],
    ]);
  });
});

describe('images and downloads', () => {
  it('keeps alternative texts that say something', () => {
    expect(
      only(
        `<p><img alt="Karte der Wahlbezirke" src="k.png"><img alt="" src="d.png"><img alt="IMG_2044.jpg" src="e.png"><img alt="Logo" src="l.png">
        <img alt="Pfeil nach rechts" width="12" src="p.png"></p>`,
        'image',
      ),
    ).toEqual([{ kind: 'image', alternativeText: 'Karte der Wahlbezirke' }]);
  });

  it('finds downloads, alone and in lists, and leaves links in sentences in their sentence', () => {
    expect(
      blocksOf(`<p><a href="/f/satzung.pdf">Satzung</a> (PDF, 120 KB)</p><ul><li><a href="a.docx">Antrag</a></li><li><a href="b.PDF">Merkblatt</a> nicht barrierefrei</li></ul>
      <p>Füllen Sie den <a href="a.pdf">Antrag</a> aus.</p>`).map((block) => [block.kind, blockLines(block)[0]]),
    ).toEqual([
      ['download', 'Satzung (PDF, 120 KB)'],
      ['download', 'Antrag'],
      ['download', 'Merkblatt nicht barrierefrei'],
      ['paragraph', 'Füllen Sie den Antrag aus.'],
    ]);
  });
});

describe('what a page says of itself', () => {
  it.each([
    ['h1 in main', '<title>X | Y</title><h1>Stadt Musterstadt</h1><main><h1>Hundesteuer</h1></main>', 'Hundesteuer'],
    [
      'site name around the logo',
      '<title>Hundesteuer | Stadt Musterstadt</title><h1>Stadt Musterstadt</h1><p>x</p>',
      'Hundesteuer',
    ],
    ['site name first', '<title>Musterstadt: Hundesteuer</title><p>x</p>', 'Musterstadt: Hundesteuer'],
    [
      'site name by its own word',
      '<title>Hundesteuer – Amt X</title><meta property="og:site_name" content="Amt X"><p>x</p>',
      'Hundesteuer',
    ],
    ['title with a dash of its own', '<title>Hunde – Steuer und Haltung</title><p>x</p>', 'Hunde – Steuer und Haltung'],
    ['nothing: the address', '<p>x</p>', 'hundesteuer'],
  ])('title: %s', (_, html, title) => {
    expect(read(html).title).toBe(title);
  });

  it.each([
    [
      'nav',
      '<nav aria-label="Breadcrumb"><ol><li><a href="/">Start</a></li><li><a href="/s">Service</a></li><li>Hundesteuer</li></ol></nav><h1>Hundesteuer</h1>',
      ['Start', 'Service'],
    ],
    [
      'JSON-LD',
      `<script type="application/ld+json">{"@graph":[{"@type":"BreadcrumbList","itemListElement":[{"position":2,"name":"Service"},{"position":1,"item":{"name":"Start"}}]}]}</script><h1>X</h1>`,
      ['Start', 'Service'],
    ],
    [
      'microdata',
      '<div itemscope itemtype="https://schema.org/BreadcrumbList"><a href="/"><span itemprop="name">Start</span></a> › <span aria-current="page">X</span></div><h1>X</h1>',
      ['Start'],
    ],
    [
      'spoken',
      '<p>Sie sind hier: <a href="/">Startseite</a> > <a href="/s">Service</a> > X</p><h1>X</h1>',
      ['Startseite', 'Service'],
    ],
  ])('breadcrumb by %s, and not in the text', (_, html, expected) => {
    const page = read(html);
    expect(page.breadcrumb).toEqual(expected);
    expect(page.blocks.map(({ kind }) => kind)).toEqual(['heading']);
  });

  it.each([
    ['<html lang="en-GB"><p>x', 'en'],
    ['<meta http-equiv="content-language" content="fr"><p>x', 'fr'],
    ['<p>The office is open from Monday to Friday, and the fee for the second dog is ninety euros.', 'en'],
    ['<p>Das Amt ist von Montag bis Freitag geöffnet, und die Gebühr beträgt neunzig Euro.', 'de'],
    ['<p>x', 'de'],
  ])('language of %s', (html, language) => {
    expect(read(html).language).toBe(language);
  });

  it.each([
    [
      '<script type="application/ld+json">{"@type":"WebPage","dateModified":"2026-03-12T10:00:00+01:00"}</script>',
      '2026-03-12',
    ],
    ['<meta property="article:modified_time" content="2026-03-12T08:00Z">', '2026-03-12'],
    ['<meta name="DC.date" content="12.03.2026">', '2026-03-12'],
    ['<p>Zuletzt aktualisiert am 12. März 2026</p>', '2026-03-12'],
    ['<p>Stand: <time>1.2.2026</time></p>', '2026-02-01'],
    ['<p>Last updated: March 12, 2026</p>', '2026-03-12'],
    ['<p>Stand: 31.02.2026</p>', null],
    ['<p>Am 12. März 2026 tagt der Rat.</p>', null],
    ['<script type="application/ld+json">{broken</script>', null],
  ])('date of change in %s', (html, date) => {
    expect(read(html).changedOn).toBe(date);
  });

  it('gives canonical address, robots and links in page order', () => {
    const page =
      read(`<link rel="canonical" href="/hund#x"><meta name="robots" content="noindex"><a href="/b#x">b</a><a href="/a">a</a><a href="/b">b</a>
      <a rel="nofollow" href="/c">c</a><a href="mailto:x@y.de">m</a><a href="javascript:0">j</a><area href="/d">`);
    expect(page.canonical).toBe('https://www.musterstadt.de/hund');
    expect(page.directives).toEqual({ noindex: true, nofollow: false });
    expect(page.links).toEqual([
      'https://www.musterstadt.de/b',
      'https://www.musterstadt.de/a',
      'https://www.musterstadt.de/d',
    ]);
    expect(read('<meta name="robots" content="none"><a href="/x">x</a>').links).toEqual([]);
  });
});

describe('hostile pages', () => {
  const repeat = (text: string, times: number) => text.repeat(times);
  it.each([
    ['ten thousand nested divs', `${repeat('<div>', 10_000)}Wort${repeat('</div>', 10_000)}`],
    ['half a million unclosed divs', `${repeat('<div>', 500_000)}Wort`],
    [
      'formatting elements that multiply',
      `${Array.from({ length: 5_000 }, (_, index) => `<font size=${index}>`).join('')}${repeat('<p>', 5_000)}Wort`,
    ],
    [
      'a tag with a million attributes',
      `<p ${Array.from({ length: 500_000 }, (_, index) => `a${index}`).join(' ')}>Wort`,
    ],
    ['a hundred thousand bodies', `${Array.from({ length: 50_000 }, (_, index) => `<body a${index}=1>`).join('')}Wort`],
    ['foster parenting', `<table>${repeat('<b></b>', 40_000)}Wort`],
    ['nested tables', `${repeat('<table><tr><td>', 2_000)}Wort`],
    [
      'spans without end',
      `<table><tr><td colspan="100000" rowspan="100000">Wort</td></tr>${repeat('<tr><td></td></tr>', 500)}</table>`,
    ],
    ['nested quotes of broken tags', `${repeat('<a href="', 5_000)}">Wort`],
  ])('%s: in bounded time, and the word is found', { timeout: 20_000 }, (_, html) => {
    const start = performance.now();
    const page = read(html);
    expect(page.blocks.flatMap(blockLines).join(' ')).toContain('Wort');
    expect(() => fingerprintBlocks(html)).not.toThrow();
    expect(performance.now() - start).toBeLessThan(15_000);
  });

  it('reads five megabytes of text', { timeout: 20_000 }, () => {
    const page = read(`<p>${repeat('Das ist ein Satz. ', 270_000)}</p>`);
    const passages = cutPassages(page);
    expect(Math.max(...passages.map(({ text }) => text.length))).toBeLessThan(1_500);
    expect(passages.reduce((sum, { text }) => sum + text.length, 0)).toBeGreaterThan(4_500_000);
  });

  it.each([
    '',
    '<',
    '<!--',
    '<script>',
    '\u0000',
    '<p',
    '</p>',
    '<html><frameset>',
    '<svg><title>x</title></svg>',
    '<table><caption>',
  ])('reads %j', (html) => {
    expect(read(html).blocks.flatMap(blockLines).join('').length).toBeLessThan(3);
  });
});

/** Random documents whose visible words are all different. */
type Node = { html: string; words: string[] };
let counter = 0;
const word = fc.constant(0).map(() => {
  counter += 1;
  return `wort${counter}x`;
});
const text: fc.Arbitrary<Node> = fc
  .array(word, { minLength: 1, maxLength: 6 })
  .map((words) => ({ html: words.join(' '), words }));
const wrap = (node: Node, before: string, after: string): Node => ({
  html: before + node.html + after,
  words: node.words,
});
const joined = (nodes: Node[]): Node => ({
  html: nodes.map(({ html }) => html).join('\n'),
  words: nodes.flatMap(({ words }) => words),
});
const phrase = fc
  .array(
    fc.oneof(
      text,
      text.map((node) => wrap(node, ' <b>', '</b> ')),
      text.map((node) => wrap(node, ' <a href="/x">', '</a> ')),
      text.map((node) => wrap(node, '<br>', '<br>')),
      fc.constant<Node>({ html: '<script>unsichtbar</script><span hidden>unsichtbar</span>', words: [] }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map(joined);
const row = (tag: string) =>
  fc
    .array(phrase, { minLength: 3, maxLength: 3 })
    .map((cells) => wrap(joined(cells.map((cell) => wrap(cell, `<${tag}>`, `</${tag}>`))), '<tr>', '</tr>'));
const { part } = fc.letrec<{ part: Node; list: Node; parts: Node }>((tie) => ({
  parts: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map(joined),
  list: fc
    .array(
      fc.oneof(
        { maxDepth: 4 },
        phrase,
        fc.tuple(phrase, tie('list')).map((nodes) => joined(nodes)),
      ),
      { minLength: 1, maxLength: 4 },
    )
    .map((items) => wrap(joined(items.map((item) => wrap(item, '<li>', '</li>'))), '<ul>', '</ul>')),
  part: fc.oneof(
    { maxDepth: 4 },
    phrase.map((node) => wrap(node, '<p>', '</p>')),
    phrase,
    fc.tuple(fc.integer({ min: 1, max: 6 }), text).map(([level, node]) => wrap(node, `<h${level}>`, `</h${level}>`)),
    tie('list'),
    fc
      .tuple(row('th'), fc.array(row('td'), { minLength: 1, maxLength: 3 }))
      .map(([head, rows]) => wrap(joined([head, ...rows]), '<table>', '</table>')),
    fc
      .array(fc.tuple(text, phrase), { minLength: 1, maxLength: 3 })
      .map((pairs) =>
        wrap(
          joined(pairs.map(([term, value]) => joined([wrap(term, '<dt>', '</dt>'), wrap(value, '<dd>', '</dd>')]))),
          '<dl>',
          '</dl>',
        ),
      ),
    fc
      .tuple(text, tie('parts'))
      .map(([label, parts]) =>
        wrap(joined([wrap(label, '<summary>', '</summary>'), parts]), '<details>', '</details>'),
      ),
    tie('parts').map((node) => wrap(node, '<div>', '</div>')),
    tie('parts').map((node) => wrap(node, '<section>', '</section>')),
    tie('parts').map((node) => wrap(node, '<article>', '</article>')),
    tie('parts').map((node) => wrap(node, '<main>', '</main>')),
    tie('parts').map((node) => wrap(node, '<blockquote>', '</blockquote>')),
  ),
}));

function blockWords(blocks: Block[]): string[] {
  return blocks.flatMap((block) => {
    const texts =
      block.kind === 'table'
        ? [block.caption ?? '', ...block.columns, ...block.rows.flatMap(({ cells }) => cells)]
        : block.kind === 'heading'
          ? [block.text]
          : blockLines(block);
    return texts.join(' ').match(/wort\d+x|unsichtbar/g) ?? [];
  });
}

describe('any document', () => {
  it('gives every visible word exactly once, and each in a passage or its path', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const { html, words } = joined(parts);
        // The first <main> decides what lies beside the content; there, lone links are left out by intent.
        const page = read(html.replaceAll(/<\/?main>/g, ''));
        expect(blockWords(page.blocks).toSorted()).toEqual(words.toSorted());
        const passages = cutPassages(page);
        // A page that has nothing but its title has no passage.
        const found = new Set([
          ...page.title.split(' '),
          ...passages.flatMap(({ path, blocks }) => [...path.join(' ').split(/[\s:–-]+/), ...blockWords(blocks)]),
        ]);
        expect(words.filter((visible) => !found.has(visible))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
