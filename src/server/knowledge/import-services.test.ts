import { describe, expect, it } from 'vitest';
import { cutPassages } from './cut-passages.ts';
import { extractHtml } from './extract-html.ts';
import { serviceToHtml } from './import-services.ts';

describe('a service as a page', () => {
  it('has what a citizen needs under its heading, and each link once', () => {
    const antrag = { name: 'Antrag "A" & B', link: 'https://stadt.example/antrag.pdf' };
    const html = serviceToHtml({
      id: '7',
      name: 'Hund <anmelden>',
      description: '<p>Melden Sie Ihren Hund an.</p>',
      fees: '<ul><li>erster Hund: 90 Euro</li></ul>',
      requirements: [{ name: 'Ausweis', description: '<p>gültig</p>' }],
      forms: [antrag, antrag],
      links: [
        antrag,
        { name: 'Satzung', link: 'https://stadt.example/satzung' },
        { name: 'böse', link: 'javascript:alert(1)' },
      ],
      authorities: [{ name: 'Steueramt' }],
      meta: { lastupdate: '2026-06-08T07:41:01', locale: 'de' },
    });
    const content = extractHtml({ html, url: 'https://stadt.example/7' });
    expect(content).toMatchObject({ title: 'Hund <anmelden>', language: 'de', changedOn: '2026-06-08' });
    const passages = cutPassages(content).map(({ path, text }) => [path.slice(1).join(' '), text]);
    expect(passages).toEqual([
      ['', 'Melden Sie Ihren Hund an.'],
      ['Benötigte Unterlagen Ausweis', 'gültig'],
      ['Gebühren', 'erster Hund: 90 Euro'],
      ['Formulare', 'Antrag "A" & B'],
      ['Weitere Informationen', 'Satzung'],
      ['Zuständig', 'Steueramt'],
    ]);
  });

  it('leaves out headings without content', () => {
    const html = serviceToHtml({
      id: 1,
      name: 'X',
      description: '<p>Text.</p>',
      fees: '<p>&nbsp;<br></p>',
      forms: [],
      links: [],
    });
    expect(html).not.toContain('<h2>');
  });
});
