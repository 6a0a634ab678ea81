import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recogniseKind } from './recognise-kind.ts';

const kindOf = (question: string, atHome: readonly string[] = []) =>
  recogniseKind(question, { ownNames: ['Musterstadt'], isAtHome: (word) => atHome.includes(word) }).kind;

describe('questions from elsewhere', () => {
  it.each([
    'Wie wird morgen das Wetter?',
    'Schneit es am Samstag?',
    'Wie viel Grad hat es in Hintertupfing?',
    'Wer wird dieses Jahr Meister in der Bundesliga?',
    'Wie koche ich Gulasch?',
    'Was ist 3 plus 4?',
    'Schreiben Sie mir bitte ein Gedicht zum Geburtstag',
    'Kennst du einen Witz?',
    'Warum geht meine Funktion in JavaScript nicht?',
    'Welches Fahrrad soll ich mir kaufen?',
    'Was sagt mein Horoskop?',
    'Will it snow at the weekend?',
    'Tell me a joke',
  ])('%s', (question) => expect(kindOf(question)).toBe('elsewhere'));

  it.each([
    'Gibt es eine Unwetterwarnung?',
    'Wie räume ich bei Schnee den Gehweg?',
    'Muss ich das Trinkwasser abkochen?',
    'Wie koche ich das Wasser ab?',
    'Darf ich im Park grillen?',
    'Schreib mir bitte die Öffnungszeiten vom Rathaus',
    'Erzähl mir etwas über die Geschichte der Stadt',
    'Was kostet der Eintritt für 2 Erwachsene und 3 Kinder?',
    'Welche Tonne soll ich nehmen?',
    'Wo kann ich Müllsäcke kaufen?',
    'Welche Programme gibt es in der Bücherei?',
    'Wie lange dauert die Meisterprüfung?',
    'Wer hat die Bürgermeisterwahl gewonnen?',
    'Wann ist die Ehrung der Sportlerinnen und Sportler?',
  ])('but not: %s', (question) => expect(kindOf(question)).toBe('question'));

  it('is asked of the pages where they speak of it', () => {
    expect(kindOf('Wie lerne ich Python?')).toBe('elsewhere');
    expect(kindOf('Wie lerne ich Python?', ['python'])).toBe('question');
  });

  it('takes no question that Musterstadt answers for one', () => {
    const asked = readFileSync(new URL('../../../demo/questions.jsonl', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const wrong = asked
      .map((line) => JSON.parse(line) as { question: string; answerable: boolean })
      .filter(({ question, answerable }) => answerable && kindOf(question) === 'elsewhere');
    expect(asked.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });
});
