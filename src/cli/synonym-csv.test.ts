import { describe, expect, it } from 'vitest';
import { readSynonymCsv, writeSynonymCsv } from './synonym-csv.ts';

describe('a list of synonyms as CSV', () => {
  it.each([
    ['Wort;amtlich;aktiv\r\nPerso;Personalausweis;ja\r\nMüll;Abfall | Restmüll;nein\r\n'],
    ['\ufeffword,names,active\nPerso,Personalausweis,\nMüll,"Abfall | Restmüll",off'],
    ['Perso;Personalausweis\n\n;;\n"Müll";"Abfall|Restmüll";0'],
  ])('is read from any table program (%#)', (text) => {
    expect(readSynonymCsv(text)).toEqual({
      entries: [
        { word: 'Perso', names: ['Personalausweis'], active: true },
        { word: 'Müll', names: ['Abfall', 'Restmüll'], active: false },
      ],
      faults: [],
    });
  });

  it('names the lines that are no entries', () => {
    expect(readSynonymCsv('Wort;amtlich\nzwei Wörter;Amt\nPerso;\nKita;Kita-Platz').faults).toEqual([2, 3]);
    expect(readSynonymCsv('<html>\n<body>').faults).toEqual([1, 2]);
  });

  it('comes back as it was written', () => {
    const entries = [
      { word: 'Perso', names: ['Personalausweis'], origin: 'built-in' as const, active: true },
      { word: 'Schein', names: ['Schein; "gelb"', 'AU'], origin: 'town' as const, active: false },
    ];
    expect(readSynonymCsv(writeSynonymCsv(entries))).toEqual({
      entries: entries.map(({ word, names, active }) => ({ word, names, active })),
      faults: [],
    });
  });
});
