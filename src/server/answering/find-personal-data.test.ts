import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findPersonalData,
  isCardNumber,
  isIban,
  isInsuranceNumber,
  isTaxId,
  maskPersonalData,
} from './find-personal-data.ts';

const kinds = (text: string) => findPersonalData(text).map(({ kind }) => kind);

describe('personal data in a question', () => {
  it('is found by its form and check digit', () => {
    expect(kinds('Meine IBAN ist DE89 3704 0044 0532 0130 00, wann kommt das Geld?')).toEqual(['iban']);
    expect(kinds('IBAN AT61 1904 3002 3457 3201')).toEqual(['iban']);
    expect(kinds('Steuer-ID 86095742719')).toEqual(['tax-id']);
    expect(kinds('Karte 4111 1111 1111 1111')).toEqual(['card']);
    expect(kinds('Rentenversicherung 15 070649 C 103')).toEqual(['insurance-number']);
    expect(kinds('Schreibt mir an max.muster@example.de')).toEqual(['mail']);
    expect(kinds('Ruft mich an: 0171 2345678')).toEqual(['phone']);
    expect(kinds('Meine Nummer ist +49 (0) 821 / 3102-0')).toEqual(['phone']);
    expect(kinds('Ich bin am 03.04.1985 geboren')).toEqual(['birth-date']);
    expect(kinds('geb. 3. April 1985')).toEqual(['birth-date']);
    expect(kinds('Ich wohne in der Bahnhofstraße 12, wann kommt der Müll?')).toEqual(['address']);
    expect(kinds('Marktplatz 1, 99999 Musterstadt')).toEqual(['address']);
    expect(kinds('Mein Name ist Erika Mustermann')).toEqual(['name']);
    expect(kinds('Ich heiße Jürgen von der Lippe und brauche einen Ausweis')).toEqual(['name']);
  });

  it('is not seen in ordinary questions', () => {
    for (const question of [
      'Was kostet die Hundesteuer für den zweiten Hund?',
      'Ich wohne in der Bahnhofstraße, welche Parkzone ist das?',
      'Mein Führerschein ist von 2003, bis wann muss der umgetauscht sein?',
      'Ist am 24.12.2026 geöffnet?',
      'Gilt § 12 Abs. 3 der Satzung vom 12. Dezember 2024 noch?',
      'Wir verdienen zusammen 55.000 Euro, was kosten 35 Stunden Kita?',
      'Wann wird in der Hauptstraße 5 gebaut?',
      'Ich wurde in Berlin geboren, wo bekomme ich die Urkunde?',
      'Ist die 115 die richtige Nummer? Oder 116 117?',
      'Ich bin die Mutter, darf ich den Pass abholen?',
      'Aktenzeichen 2026/123-45',
      '99999 Musterstadt',
      'Der Antrag 12345678901 liegt bei euch',
    ]) {
      expect(findPersonalData(question), question).toEqual([]);
    }
  });

  it('leaves nothing of itself after masking, and the rest as it was', () => {
    expect(maskPersonalData('Meine IBAN DE89370400440532013000 und 0171 2345678, danke')).toBe(
      'Meine IBAN [IBAN] und [Telefon], danke',
    );
  });

  it('is gone after one pass, whatever stands around it', () => {
    const secrets = ['DE89370400440532013000', '86095742719', 'a.b@example.de', '4111111111111111'];
    fc.assert(
      fc.property(
        fc.lorem({ maxCount: 6 }),
        fc.constantFrom(...secrets),
        fc.lorem({ maxCount: 6 }),
        (before, secret, after) => {
          const masked = maskPersonalData(`${before} ${secret} ${after}`);
          return !masked.includes(secret) && findPersonalData(masked).length === 0;
        },
      ),
    );
  });
});

describe('check digits', () => {
  it('accept the published examples and refuse a changed digit', () => {
    expect(isIban('DE89370400440532013000')).toBe(true);
    expect(isIban('DE88370400440532013000')).toBe(false);
    expect(isTaxId('86095742719')).toBe(true);
    expect(isTaxId('86095742718')).toBe(false);
    expect(isCardNumber('4111111111111111')).toBe(true);
    expect(isCardNumber('4111111111111112')).toBe(false);
    expect(isInsuranceNumber('15070649C103')).toBe(true);
    expect(isInsuranceNumber('15070649C104')).toBe(false);
  });
});
