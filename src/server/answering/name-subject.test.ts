import { describe, expect, it } from 'vitest';
import { nameSubject } from './name-subject.ts';

describe('nameSubject', () => {
  it.each([
    ['Was kostet die Hundesteuer in Hannover?', ['Hundesteuer in Hannover']],
    ['Wie lange dauert die Bearbeitung eines Bauantrags?', ['Bearbeitung eines Bauantrags']],
    ['Wie bekomme ich in Leipzig einen Kitaplatz?', ['Leipzig', 'Kitaplatz']],
    ['Regnet es am Wochenende an der Nordsee?', ['Wochenende an der Nordsee']],
    ['Hundesteuer anmelden', ['Hundesteuer']],
    ['Darf ich Antibiotika mit Milch einnehmen?', ['Antibiotika mit Milch']],
    ['hundesteuer abmelden', ['hundesteuer abmelden']],
    ['How do I register my address in Hamburg?', ['register my address in Hamburg']],
    ['how long is the museum open', ['museum open']],
    ['Was ist das?', []],
    ['???', []],
  ])('%s', (question, subject) => expect(nameSubject(question, /^how/i.test(question) ? 'en' : 'de')).toEqual(subject));

  it('repeats nothing personal', () => {
    const named = nameSubject(
      'Ich heiße Erika Mustermann, wo ist mein Antrag mit der IBAN DE89 3704 0044 0532 0130 00?',
      'de',
    );
    expect(named.join(' ')).not.toMatch(/Erika|Mustermann|DE89|3704|\[/);
    expect(named).toEqual(['Antrag mit der IBAN']);
  });

  it('repeats words only', () => {
    const named = nameSubject(
      'Was ist <img src=x onerror="alert(1)"> mit **Hundesteuer** und [Klick](https://boese.example)?',
      'de',
    );
    expect(named.join(' ')).not.toMatch(/[<>"*()[\]/:=]/);
  });

  it('is short, whatever is asked', () => {
    const long = `Was ist eine ${'Donaudampfschifffahrt'.repeat(20)} und ein ${'Amt '.repeat(100)}?`;
    expect(nameSubject(long, 'de').join(' ').length).toBeLessThanOrEqual(61);
  });
});
