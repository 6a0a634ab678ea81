import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSentences } from './split-sentences.ts';

const split = (text: string) => splitSentences(text).map((sentence) => sentence.text);

describe('splitSentences', () => {
  const whole = [
    'Bringen Sie z. B. Ihren Ausweis mit.',
    'Bringen Sie z.B. Ihren Ausweis mit.',
    'Die Steuer wird zum 1. Januar fällig.',
    'Das folgt aus § 9 Abs. 3 Satz 2 Nr. 12a der Satzung.',
    'Die Musterhalle (Musterstr. 5) ist ca. 3 Wo. geschlossen.',
    'Der Tierschutzverein Musterstadt e. V. hilft weiter.',
    'Frau Dr. med. Anna Beispiel impft im 2. Obergeschoss.',
    'Geöffnet von 8.30 bis 12.00 Uhr und nach Vereinbarung.',
    'Die Gebühr beträgt 1.234,50 Euro im Jahr.',
    'Mehr unter www.musterstadt.de/hund.html oder per Mail an info@musterstadt.de.',
    'Der 1. Bürgermeister begrüßt die Gäste am 3. Montag im Mai.',
    'Das gilt bis einschl. 31.12. des Vorjahres.',
    'Bezahlen können Sie u. a. mit Karte, Bargeld usw. am Schalter.',
    'Wir helfen (auch am Telefon. Rufen Sie an!) gern weiter.',
    'Auf die Frage „Was nun? Wohin damit?“ antwortet der Wertstoffhof.',
    'Karl IV. Platz heißt er nicht mehr.',
    'Nach i. d. R. Wochen kommt der Bescheid, d. h. Sie warten.',
    'Im 100. Jahr nach der Gründung wird gefeiert.',
    'Die Nr. 5 gilt ggf. Personen mit Wohnsitz im Ort.',
    '1. Der Antrag ist schriftlich zu stellen.',
    'Sie brauchen mind. 3 Fotos, max. Größe 2 MB.',
    'Die Anschrift lautet Bürgermeister-Fischer-Str. 11 in Musterstadt.',
    'Prof. J. W. Müller liest am 24. Dez. in St. Anna.',
  ];
  for (const sentence of whole) {
    it(`keeps whole: ${sentence}`, () => expect(split(sentence)).toEqual([sentence]));
  }

  const several: [string, string[]][] = [
    ['Das ist gut. Das bleibt so.', ['Das ist gut.', 'Das bleibt so.']],
    ['Fragen? Rufen Sie an! Danke.', ['Fragen?', 'Rufen Sie an!', 'Danke.']],
    [
      'Es gilt Abs. 3 Satz 2. Die Frist beträgt vier Wochen.',
      ['Es gilt Abs. 3 Satz 2.', 'Die Frist beträgt vier Wochen.'],
    ],
    ['Wir ziehen um in die Musterstr. 5. Bitte klingeln.', ['Wir ziehen um in die Musterstr. 5.', 'Bitte klingeln.']],
    ['Hunde sind verboten in Zone 3. Katzen nicht.', ['Hunde sind verboten in Zone 3.', 'Katzen nicht.']],
    ['Es gibt Kurse, Ausflüge usw. Melden Sie sich an.', ['Es gibt Kurse, Ausflüge usw.', 'Melden Sie sich an.']],
    [
      'Träger ist der Verein e. V. Die Räume sind barrierefrei.',
      ['Träger ist der Verein e. V.', 'Die Räume sind barrierefrei.'],
    ],
    ['Das gilt seit 2024. Hunde sind anzumelden.', ['Das gilt seit 2024.', 'Hunde sind anzumelden.']],
    ['Geöffnet bis 12 Uhr. Nachmittags nur mit Termin.', ['Geöffnet bis 12 Uhr.', 'Nachmittags nur mit Termin.']],
    ['Die Karte kostet 5,50. Kinder zahlen nichts.', ['Die Karte kostet 5,50.', 'Kinder zahlen nichts.']],
    ['Er sagte: „Das geht nicht.“ Danach ging er.', ['Er sagte: „Das geht nicht.“', 'Danach ging er.']],
    ['(Das ist so. Es bleibt so.) Weiter geht es.', ['(Das ist so.', 'Es bleibt so.)', 'Weiter geht es.']],
    ['Mehr auf www.musterstadt.de. Dort finden Sie alles.', ['Mehr auf www.musterstadt.de.', 'Dort finden Sie alles.']],
    ['Zeile eins\nZeile zwei', ['Zeile eins', 'Zeile zwei']],
    ['Abgabe am 31.12. Danach verfällt der Anspruch.', ['Abgabe am 31.12.', 'Danach verfällt der Anspruch.']],
    ['Und dann … Es geht weiter.', ['Und dann …', 'Es geht weiter.']],
    ['Call us, e.g. by phone. We are happy to help.', ['Call us, e.g. by phone.', 'We are happy to help.']],
  ];
  for (const [text, sentences] of several) {
    it(`splits: ${text.replace('\n', '⏎')}`, () => expect(split(text)).toEqual(sentences));
  }

  it('gives nothing for nothing', () => {
    expect(splitSentences('')).toEqual([]);
    expect(splitSentences(' \n\t ')).toEqual([]);
  });

  it('gives exact, ordered, disjoint offsets and loses no visible character', () => {
    const part = fc.constantFrom(
      'z. B.',
      'am 1. Januar',
      'Abs. 3',
      '(siehe unten.',
      ')',
      '„',
      '“',
      'Das',
      'ist',
      'so.',
      '12,50',
      '8.30 Uhr.',
      'Str. 5.',
      '!?',
      '…',
      '\n',
      ' ',
      'ä',
      '€',
      '1.',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(part).map((parts) => parts.join(' ')),
          fc.string({ unit: 'grapheme' }),
        ),
        (text) => {
          let last = 0;
          for (const sentence of splitSentences(text)) {
            expect(text.slice(sentence.start, sentence.end)).toBe(sentence.text);
            expect(sentence.text.trim()).toBe(sentence.text);
            expect(sentence.text).not.toBe('');
            expect(text.slice(last, sentence.start).trim()).toBe('');
            last = sentence.end;
          }
          expect(text.slice(last).trim()).toBe('');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('stays linear on a long line without an end', () => {
    // The best of five runs: a busy machine adds time, it never takes any away. Quadratic work would be 64 times as long.
    const best = (repeats: number) => {
      const text = 'Wort (offen „auf 1. z. B. '.repeat(repeats);
      const times = Array.from({ length: 5 }, () => {
        const begin = performance.now();
        splitSentences(text);
        return performance.now() - begin;
      });
      return Math.min(...times);
    };
    best(100);
    expect(best(4_000) / best(500)).toBeLessThan(30);
  });
});
