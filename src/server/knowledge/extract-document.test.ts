import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { blockLines } from './cut-passages.ts';
import { extractDocument } from './extract-document.ts';
import { formatNumber } from './spreadsheet-to-html.ts';
import { LARGEST_INFLATED, openZip } from './unpack-zip.ts';

const pack = (files: Record<string, string>) =>
  zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
const read = (bytes: Uint8Array, name = 'merkblatt.docx') =>
  extractDocument({ bytes, url: `https://www.musterstadt.de/${name}` });
const outcome = async (bytes: Uint8Array, name?: string) => {
  const result = await read(bytes, name);
  return result.ok ? result.content : result.reason;
};

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';
const word = (body: string, more: Record<string, string> = {}) =>
  pack({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}"><Relationship Id="r1" Type="${RELATIONS}/officeDocument" Target="word/document.xml"/></Relationships>`,
    'word/document.xml': `<w:document ${WORD}><w:body>${body}</w:body></w:document>`,
    'word/styles.xml': `<w:styles ${WORD}><w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style><w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style></w:styles>`,
    ...more,
  });
const paragraph = (text: string, style = '') =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`;
const cells = (tag: string, texts: string[]) =>
  `<w:tr>${tag}${texts.map((text) => `<w:tc>${paragraph(text)}</w:tc>`).join('')}</w:tr>`;

describe('extractDocument', { timeout: 60_000 }, () => {
  it('reads DOCX with German heading styles, a table, properties', async () => {
    const content = await outcome(
      word(
        paragraph('Merkblatt Kita', 'berschrift1') +
          paragraph('Der Beitrag richtet sich nach dem Einkommen der Eltern und der Zahl der Stunden.') +
          paragraph('Beiträge', 'berschrift2') +
          `<w:tbl>${cells('<w:trPr><w:tblHeader/></w:trPr>', ['Stunden', 'Beitrag'])}${cells('', ['25', '38,00 €'])}</w:tbl>`,
        {
          'docProps/core.xml':
            '<cp:coreProperties xmlns:cp="a" xmlns:dc="b" xmlns:dcterms="c"><dc:title>Microsoft Word - x.docx</dc:title><dcterms:modified>2026-03-12T08:00:00Z</dcterms:modified></cp:coreProperties>',
        },
      ),
    );
    expect(content).toMatchObject({
      kind: 'document',
      title: 'Merkblatt Kita',
      language: 'de',
      changedOn: '2026-03-12',
    });
    expect(typeof content === 'string' ? content : content.blocks.flatMap(blockLines)).toEqual([
      'Merkblatt Kita',
      'Der Beitrag richtet sich nach dem Einkommen der Eltern und der Zahl der Stunden.',
      'Beiträge',
      'Stunden: 25; Beitrag: 38,00 €',
    ]);
  });

  it('reads ODT with lists, notes and tables, without tracked changes', async () => {
    const content = await outcome(
      pack({
        mimetype: 'application/vnd.oasis.opendocument.text',
        'content.xml': `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:table="b" xmlns:xlink="x"><office:body><office:text>
          <text:tracked-changes><text:changed-region><text:p>gestrichen</text:p></text:changed-region></text:tracked-changes>
          <text:h text:outline-level="1">Satzung</text:h><text:p>Siehe<text:s text:c="3"/><text:a xlink:href="https://a.example/">Seite</text:a>&amp;<text:line-break/>Zeile zwei</text:p>
          <text:list><text:list-item><text:p>eins</text:p><text:list><text:list-item><text:p>innen</text:p></text:list-item></text:list></text:list-item></text:list>
          <table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>Hund</text:p></table:table-cell><table:table-cell><text:p>Steuer</text:p></table:table-cell></table:table-row></table:table-header-rows>
          <table:table-row><table:table-cell><text:p>erster</text:p></table:table-cell><table:table-cell><text:p>90 €</text:p></table:table-cell></table:table-row></table:table>
          </office:text></office:body></office:document-content>`,
        'meta.xml':
          '<office:document-meta xmlns:office="o" xmlns:dc="d"><office:meta><dc:date>2025-05-02T10:00:00</dc:date><dc:language>de-DE</dc:language></office:meta></office:document-meta>',
      }),
      'satzung.odt',
    );
    expect(content).toMatchObject({
      title: 'Satzung',
      language: 'de',
      changedOn: '2025-05-02',
      links: ['https://a.example/'],
    });
    expect(typeof content === 'string' ? content : content.blocks.flatMap(blockLines)).toEqual([
      'Satzung',
      'Siehe Seite&',
      'Zeile zwei',
      'eins',
      'innen',
      'Hund: erster; Steuer: 90 €',
    ]);
  });

  it('reads XLSX as the spreadsheet shows it, hidden sheets apart', async () => {
    const sheet = (rows: string) => `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
    const content = await outcome(
      pack({
        'xl/workbook.xml':
          '<workbook xmlns:r="r"><sheets><sheet name="Gebühren" r:id="a"/><sheet name="intern" state="hidden" r:id="b"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/><Relationship Id="b" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        'xl/sharedStrings.xml':
          '<sst><si><t>Leistung</t></si><si><r><t>Ge</t></r><r><t>bühr</t></r></si><si><t>Pass</t></si></sst>',
        'xl/styles.xml':
          '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;€&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        'xl/worksheets/sheet1.xml': sheet(
          '<row><c r="A1" t="inlineStr"><is><t>Verzeichnis</t></is></c></row><row/><row><c r="A3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c><c r="D3" t="str"><v>ab</v></c></row><row><c r="A4" t="s"><v>2</v></c><c r="C4" s="1"><v>1060.5</v></c><c r="D4" s="2"><v>46023</v></c></row>',
        ),
        'xl/worksheets/sheet2.xml': sheet('<row><c t="str"><v>geheim</v></c></row>'),
      }),
      'gebuehren.xlsx',
    );
    expect(typeof content === 'string' ? content : content.blocks.flatMap(blockLines)).toEqual([
      'Gebühren',
      'Verzeichnis',
      'Leistung: Pass; Gebühr: 1.060,50 €; ab: 01.01.2026',
    ]);
  });

  it('says why a file has no content', async () => {
    expect(await outcome(word(''))).toBe('no-text');
    expect(await outcome(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 1, 2]), 'alt.doc')).toBe('unsupported');
    expect(
      await outcome(Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, ...Buffer.from('EncryptedPackage', 'utf16le')])),
    ).toBe('encrypted');
    expect(await outcome(strToU8('kein Zip'))).toBe('broken');
    expect(await outcome(strToU8('{\\rtf1'), 'x.rtf')).toBe('unsupported');
    expect(await outcome(pack({ 'a.txt': 'x' }), 'x.zip')).toBe('unsupported');
    expect(await outcome(word('').subarray(0, 300))).toBe('broken');
    expect(await outcome(new Uint8Array(21 * 1024 * 1024))).toBe('too-large');
    expect(await outcome(word('<w:p><w:r><w:t>unvollständig'))).toBe('broken');
  });

  it('refuses declared entities and zip bombs', async () => {
    const laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>';
    expect(
      await outcome(
        word('', {
          'word/document.xml': `${laughs}<w:document ${WORD}><w:body>${paragraph('&b;')}</w:body></w:document>`,
        }),
      ),
    ).toBe('broken');
    const zeros = new Uint8Array(LARGEST_INFLATED + 1);
    const bomb = zipSync({ 'content.xml': zeros, mimetype: strToU8('application/vnd.oasis.opendocument.text') });
    expect(bomb.byteLength).toBeLessThan(200_000);
    expect(await outcome(bomb, 'bombe.odt')).toBe('too-large');
    expect(
      await outcome(pack(Object.fromEntries(Array.from({ length: 4_500 }, (_, index) => [`word/${index}.xml`, ''])))),
    ).toBe('too-large');
  });
});

describe('openZip', () => {
  it('stops inflating at the limit even if the archive says that it is small', () => {
    const bytes = zipSync({ a: new Uint8Array(LARGEST_INFLATED + 1) });
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.byteLength - 4; at += 1)
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, 10, true);
    expect(() => openZip(bytes).read('a')).toThrow('too-large');
  });
});

describe('formatNumber', () => {
  it.each([
    [60.5, '#,##0.00 "€"', '60,50 €'],
    [37, '#,##0.00\\ [$€-407]', '37,00 €'],
    [0.19, '0%', '19 %'],
    [0.075, '0.0%', '7,5 %'],
    [1234567.891, '', '1234567,891'],
    [1234.5, '#,##0', '1.235'],
    [46023, 'dd.mm.yyyy', '01.01.2026'],
    [0.354166667, 'h:mm', '08:30'],
    [46023.5, 'dd.mm.yyyy hh:mm', '01.01.2026 12:00'],
    [3, '0 "Stück"', '3 Stück'],
    [12.5, 'General', '12,5'],
  ])('%d as %j', (value, format, text) => {
    expect(formatNumber(value, format)).toBe(text);
  });
});
