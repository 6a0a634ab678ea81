import { describe, expect, it } from 'vitest';
import { cutPassages } from './cut-passages.ts';
import { extractHtml } from './extract-html.ts';
import { shownParts } from './fact.ts';
import { findFacts } from './find-facts.ts';

/** "kind · subject → shown parts" of each fact of a page. */
function factsOf(body: string, title = 'Seite'): string[] {
  const content = {
    ...extractHtml({ html: `<main><h1>${title}</h1>${body}</main>`, url: 'https://stadt.example/', boilerplate: null }),
    title,
  };
  return cutPassages(content).flatMap((passage) =>
    findFacts({ ...passage, title, structuredData: content.structuredData }).map(
      (fact) => `${fact.value.kind} · ${fact.subject} → ${shownParts(fact).join(' | ')}`,
    ),
  );
}

const FEES = (lines: string) => factsOf(`<h2>Gebühren</h2>${lines}`);

describe('fees', () => {
  it.each<[string, string[]]>([
    ['<p>40 Euro</p>', ['fee ·  → 40 Euro']],
    [
      '<ul><li>unter 24 Jahren: 27,60 Euro</li><li>über 24 Jahren: ab 46 Euro</li></ul>',
      ['fee · unter 24 Jahren → 27,60 Euro', 'fee · über 24 Jahren → ab 46 Euro'],
    ],
    [
      '<ul><li>Express-Bestellung: Gebühr plus 32 Euro Aufpreis</li></ul>',
      ['fee · Express-Bestellung → Gebühr plus 32 Euro Aufpreis'],
    ],
    [
      '<table><tr><th>Hund</th><th>Steuer im Jahr</th></tr><tr><td>erster Hund</td><td>96,00 €</td></tr></table>',
      ['fee · erster Hund → 96,00 €'],
    ],
    ['<p>Für die zweite Tonne wird eine Gebühr von 5,00 € erhoben.</p>', ['fee ·  → 5,00 €']],
    // Proposed, over, a fine, a grant, two amounts: none of them is a fee that holds.
    ['<p>Für die Tonne würden dann 145,80 € Gebühr fällig.</p>', []],
    ['<p>Die Geldbuße kann bis zu 5.000 € kosten.</p>', []],
    ['<p>Sie erhalten einen Zuschuss von 100 Euro zu den Kosten.</p>', []],
    ['<p>Eine Auskunft kostet 10 Euro, eine erweiterte 15 Euro.</p>', []],
    ['<p>Die Gebühr verringert sich um jeweils 15 Euro.</p>', []],
    ['<p>Dann kostet der Kurs 20 Euro.</p>', []],
    // The same label twice: what tells them apart was not understood.
    ['<ul><li>12 Monate: 360 Euro</li><li>12 Monate: 30 Euro</li></ul>', []],
  ])('%s', (html, expected) => {
    expect(FEES(html)).toEqual(expected);
  });
});

describe('contact boxes', () => {
  it('give phone, mail, address with its room, and hours; no fax', () => {
    const box =
      '<h2>Steueramt</h2><address>Marktplatz 1<br>99999 Musterstadt<br>Zimmer 1.12<br>Telefon 069 90009-220<br>Fax 069 90009-229<br>steueramt@stadt.example<br>Öffnungszeiten<br>Mo–Fr 8–12 Uhr</address>';
    expect(factsOf(box)).toEqual([
      'phone · Steueramt → 069 90009-220',
      'mail · Steueramt → steueramt@stadt.example',
      'address · Steueramt → Marktplatz 1 | 99999 Musterstadt | Zimmer 1.12',
      'hours · Steueramt → 8 | 12',
    ]);
  });
});

describe('days', () => {
  it.each<[string, string[]]>([
    ['<p>Die Vormerkung ist bis zum 15. Januar 2027 vorzunehmen.</p>', ['deadline ·  → bis zum 15. Januar 2027']],
    ['<p>Sie müssen sich bis 11. März 2026 anmelden.</p>', ['deadline ·  → bis 11. März 2026']],
    ['<p>Der Hund ist innerhalb von zwei Wochen anzumelden.</p>', ['deadline ·  → innerhalb von zwei Wochen']],
    ['<p>Wir antworten innerhalb von zwei Wochen, Sie müssen nichts tun.</p>', []],
    [
      '<p>Die Sitzung des Stadtrates findet am Donnerstag, 10. Dezember 2026, um 17:30 Uhr im Ratssaal statt.</p>',
      ['meeting ·  → Donnerstag, 10. Dezember 2026 | 17:30 Uhr | im Ratssaal'],
    ],
  ])('%s', (html, expected) => {
    expect(factsOf(html)).toEqual(expected);
  });
});
