import { describe, expect, it } from 'vitest';
import { completeQuestion } from './complete-question.ts';

const dog = 'Was kostet die Hundesteuer für den zweiten Hund?';
const pass = 'Wie beantrage ich einen Personalausweis?';

describe('follow-up questions', () => {
  it('exchange the part that they name', () => {
    expect(completeQuestion('Und für den dritten?', [dog]).question).toBe(
      'Was kostet die Hundesteuer für den dritten Hund?',
    );
    expect(completeQuestion('und für einen gefährlichen Hund?', [dog]).question).toBe(
      'Was kostet die Hundesteuer für einen gefährlichen Hund?',
    );
    expect(completeQuestion('Und samstags?', ['Wann hat das Bürgerbüro montags geöffnet?']).question).toBe(
      'Wann hat das Bürgerbüro samstags geöffnet?',
    );
    expect(completeQuestion('Und im Januar?', ['Wann kommt im Dezember die Papierabfuhr?']).question).toBe(
      'Wann kommt im Januar die Papierabfuhr?',
    );
  });

  it('take what they are about from the question before', () => {
    for (const question of [
      'Was kostet das?',
      'Und was kostet das?',
      'Wie lange dauert das?',
      'Wo kann ich das machen?',
    ]) {
      const completed = completeQuestion(question, [pass]);
      expect(completed.completed, question).toBe(true);
      expect(completed.question, question).toContain('Personalausweis');
    }
    expect(completeQuestion('How much is it?', ['How do I apply for a passport?']).question).toContain('passport');
  });

  it('ask for the same in another language', () => {
    expect(completeQuestion('Und in Englisch?', [dog])).toEqual({
      question: dog,
      completed: true,
      wantedLanguage: 'en',
    });
    expect(completeQuestion('Gibt es das auch auf Englisch?', [dog])).toMatchObject({
      question: dog,
      wantedLanguage: 'en',
    });
    expect(completeQuestion('In German please', [dog])).toMatchObject({ question: dog, wantedLanguage: 'de' });
  });

  it('leave a question alone that stands for itself, or has none before it', () => {
    for (const question of [
      'Wann ist die nächste Ratssitzung?',
      'Was kostet ein Reisepass?',
      'Wo kann ich Sperrmüll anmelden?',
      'Darf ich im Garten ein Feuer machen?',
      'When is the library open?',
    ]) {
      expect(completeQuestion(question, [dog]), question).toEqual({ question, completed: false, wantedLanguage: null });
    }
    expect(completeQuestion('Und für den dritten?', []).completed).toBe(false);
  });
});
