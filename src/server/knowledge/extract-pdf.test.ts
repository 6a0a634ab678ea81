import { deflateSync } from 'node:zlib';
import { PDFDocument, type PDFFont, type PDFPage, StandardFonts } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { blockLines, cutPassages } from './cut-passages.ts';
import { extractPdf } from './extract-pdf.ts';
import type { PageContent } from './page-content.ts';

const url = 'https://www.musterstadt.de/ortsrecht/hundesteuer_satzung.pdf';

interface Draft {
  page: PDFPage;
  y: number;
  body: PDFFont;
  bold: PDFFont;
}

const write = (draft: Draft, lines: string[], { size = 11, x = 70, bold = false, gap = 0 } = {}) => {
  draft.y -= gap;
  for (const line of lines) {
    draft.page.drawText(line, { x, y: draft.y, size, font: bold ? draft.bold : draft.body });
    draft.y -= size * 1.3;
  }
};

async function statute(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const body = await pdf.embedFont(StandardFonts.Helvetica);
  const bold = await pdf.embedFont(StandardFonts.HelveticaBold);
  pdf.setTitle('Microsoft Word - Satzung_neu.docx');
  pdf.setModificationDate(new Date('2026-03-12T10:00:00Z'));
  const drafts = [1, 2, 3].map((number): Draft => {
    const page = pdf.addPage([595, 842]);
    page.drawText('Ortsrecht der Stadt Musterstadt', { x: 70, y: 800, size: 9, font: body });
    page.drawText(`Seite ${number} von 3`, { x: 270, y: 30, size: 9, font: body });
    return { page, y: 740, body, bold };
  });
  const [one, two, three] = drafts;
  if (!one || !two || !three) throw new Error('three pages');
  write(one, ['Satzung über die Hundesteuer'], { size: 18, bold: true });
  write(one, ['§ 1 Steuergegenstand'], { bold: true, gap: 14 });
  write(
    one,
    [
      '(1) Gegenstand der Steuer ist das Halten von Hunden im Gebiet der Stadt Musterstadt. Die Hunde-',
      'steuer ist eine Jahressteuer; Vor- und Nachteile der Haltung sind dabei ohne Belang, und das gilt auch',
      'für die Haupt-',
      'und die Nebenwohnung.',
    ],
    { gap: 6 },
  );
  write(one, ['(2) Steuerpflichtig ist, wer einen Hund hält.'], { gap: 4 });
  write(one, ['§ 2'], { bold: true, gap: 14, x: 290 });
  write(one, ['Steuersatz'], { bold: true, x: 280 });
  write(one, ['Die Steuer beträgt im Jahr'], { gap: 6 });
  for (const [hund, betrag] of [
    ['Hund', 'Betrag'],
    ['für den ersten Hund', '96,00 €'],
    ['für den zweiten Hund', '132,00 €'],
    ['für jeden weiteren Hund', '168,00 €'],
  ]) {
    one.page.drawText(hund ?? '', { x: 70, y: one.y, size: 11, font: hund === 'Hund' ? bold : body });
    one.page.drawText(betrag ?? '', { x: 380, y: one.y, size: 11, font: hund === 'Hund' ? bold : body });
    one.y -= 15;
  }
  write(
    one,
    ['Ein Satz, der über das Ende der ersten Seite hinausgeht, beginnt hier mit vielen Worten und geht auf der'],
    { gap: 8 },
  );
  write(two, ['zweiten Seite weiter.']);
  write(two, ['§ 3 Befreiung'], { bold: true, gap: 14 });
  write(two, ['Befreit sind'], { gap: 6 });
  write(
    two,
    [
      '• Assistenzhunde von Menschen mit Behinderung, die im Ausweis eines der Merkzeichen haben und',
      '  auf den Hund angewiesen sind,',
      '• Rettungshunde.',
    ],
    { gap: 4 },
  );
  write(three, ['§ 4 Inkrafttreten'], { bold: true });
  write(three, ['Diese Satzung tritt am 1. Januar 2026 in Kraft. § 2 gilt ab dem', '1. Juli 2026.'], { gap: 6 });
  return pdf.save();
}

async function read(bytes: Uint8Array, longest?: number): Promise<PageContent> {
  const result = await extractPdf({ bytes, url, ...(longest ? { longest } : {}) });
  if (!result.ok) throw new Error(result.reason);
  return result.content;
}

describe('extractPdf', { timeout: 60_000 }, () => {
  it('reads a statute with its sections, tables and pages', async () => {
    const content = await read(await statute());
    expect(content).toMatchObject({
      kind: 'pdf',
      title: 'Satzung über die Hundesteuer',
      language: 'de',
      changedOn: '2026-03-12',
    });
    const passages = cutPassages(content).map(({ path, pageNumber, text }) => [
      path.at(-1),
      pageNumber,
      text.split('\n'),
    ]);
    expect(passages).toEqual([
      [
        '§ 1 Steuergegenstand',
        1,
        [
          '(1) Gegenstand der Steuer ist das Halten von Hunden im Gebiet der Stadt Musterstadt. Die Hundesteuer ist eine Jahressteuer; Vor- und Nachteile der Haltung sind dabei ohne Belang, und das gilt auch für die Haupt- und die Nebenwohnung.',
          '(2) Steuerpflichtig ist, wer einen Hund hält.',
        ],
      ],
      [
        '§ 2 Steuersatz',
        1,
        [
          'Die Steuer beträgt im Jahr',
          'Hund: für den ersten Hund; Betrag: 96,00 €',
          'Hund: für den zweiten Hund; Betrag: 132,00 €',
          'Hund: für jeden weiteren Hund; Betrag: 168,00 €',
          'Ein Satz, der über das Ende der ersten Seite hinausgeht, beginnt hier mit vielen Worten und geht auf der zweiten Seite weiter.',
        ],
      ],
      [
        '§ 3 Befreiung',
        2,
        [
          'Befreit sind',
          'Assistenzhunde von Menschen mit Behinderung, die im Ausweis eines der Merkzeichen haben und auf den Hund angewiesen sind,',
          'Rettungshunde.',
        ],
      ],
      ['§ 4 Inkrafttreten', 3, ['Diese Satzung tritt am 1. Januar 2026 in Kraft. § 2 gilt ab dem 1. Juli 2026.']],
    ]);
  });

  it('reads leader dots as columns', async () => {
    const pdf = await PDFDocument.create();
    const font = await pdf.embedFont(StandardFonts.Helvetica);
    const draft: Draft = { page: pdf.addPage(), y: 700, body: font, bold: font };
    write(draft, ['Für die Nutzung der Räume werden folgende Entgelte erhoben, jeweils für einen Tag:']);
    write(
      draft,
      [
        'Saal ......................................... 250,00 Euro',
        'Küche ...................................... 40,00 Euro',
      ],
      { gap: 6 },
    );
    expect((await read(await pdf.save())).blocks.flatMap(blockLines).slice(-2)).toEqual([
      'Saal: 250,00 Euro',
      'Küche: 40,00 Euro',
    ]);
  });

  it('says why a file has no content', async () => {
    const blank = await PDFDocument.create();
    blank.addPage();
    const scanned = await blank.save();
    const good = await statute();
    const outcome = async (bytes: Uint8Array, longest?: number) => {
      const result = await extractPdf({ bytes, url, ...(longest ? { longest } : {}) });
      return result.ok ? 'ok' : result.reason;
    };
    expect(await outcome(scanned)).toBe('no-text');
    expect(await outcome(new TextEncoder().encode('<html>kein PDF</html>'))).toBe('broken');
    expect(await outcome(new TextEncoder().encode('%PDF-1.7\nkaputt'))).toBe('broken');
    expect(await outcome(new Uint8Array(21 * 1024 * 1024))).toBe('too-large');
    expect(await outcome(good, 1)).toBe('timeout');
    expect(await outcome(encrypted())).toBe('encrypted');
    expect(await outcome(bomb())).toBe('too-large');
    // The caller's bytes are still there.
    expect(good.byteLength).toBeGreaterThan(1_000);
  });
});

/** A kilobyte or two that inflate to gigabytes: one deflated stream, named many times as the content of a page. */
function bomb(): Uint8Array {
  const data = deflateSync(Buffer.alloc(200_000_000, ' '), { level: 9 });
  return assemble([
    Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
    Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    Buffer.from(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents [${'4 0 R '.repeat(30)}] >>`),
    Buffer.concat([
      Buffer.from(`<< /Length ${data.length} /Filter /FlateDecode >>\nstream\n`),
      data,
      Buffer.from('\nendstream'),
    ]),
  ]);
}

/** A file that asks for a password: a trailer with /Encrypt whose key no empty password opens. */
function encrypted(): Uint8Array {
  return assemble(
    [
      Buffer.from('<< /Type /Catalog /Pages 2 0 R >>'),
      Buffer.from('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
      Buffer.from('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>'),
      Buffer.from(`<< /Filter /Standard /V 1 /R 2 /Length 40 /P -4 /O <${'11'.repeat(32)}> /U <${'22'.repeat(32)}> >>`),
    ],
    `/Encrypt 4 0 R /ID [<${'33'.repeat(16)}> <${'33'.repeat(16)}>]`,
  );
}

/** A PDF of these objects, numbered from 1, the first of them the catalogue. */
function assemble(objects: Uint8Array[], trailer = ''): Uint8Array {
  const parts: Uint8Array[] = [Buffer.from('%PDF-1.4\n')];
  const offsets = objects.map((object, index) => {
    const offset = parts.reduce((sum, part) => sum + part.length, 0);
    parts.push(Buffer.from(`${index + 1} 0 obj\n`), object, Buffer.from('\nendobj\n'));
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = parts.reduce((sum, part) => sum + part.length, 0);
  const size = objects.length + 1;
  parts.push(
    Buffer.from(
      `xref\n0 ${size}\n0000000000 65535 f \n${offsets.join('')}trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF`,
    ),
  );
  return Buffer.concat(parts);
}
