import { describe, expect, it } from 'vitest';
import { questionLanguage } from './lexical-language.ts';

describe('questionLanguage', () => {
  for (const [language, ...questions] of [
    [
      'de',
      'Was kostet die Hundesteuer?',
      'Hundesteuer Kosten',
      'Personalausweis',
      'personalausweis verlängern termin',
      'Wo ist das Amt?',
      'muell wann',
      'Öffnungszeiten',
      'Online Ticket',
      '',
      '112',
    ],
    [
      'en',
      'How much is the dog tax?',
      'Where can I register my new address?',
      'What document do I need to show to the doctor?',
      'opening hours of the town hall please',
    ],
    ['uk', 'Де я можу зареєструвати своє нове місце проживання?'],
    ['ar', 'كيف يمكنني تسجيل عنواني الجديد؟'],
    ['tr', 'Yeni adresimi nasıl kaydettirebilirim ve hangi belgeler gerekiyor?'],
  ] as const) {
    for (const question of questions) {
      it(`${language}: ${question || '(empty)'}`, () => expect(questionLanguage(question)).toBe(language));
    }
  }
});
