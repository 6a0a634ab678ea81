import { describe, expect, it } from 'vitest';
import { readFactQuestion } from './read-fact-question.ts';

const read = (question: string) => readFactQuestion(question, '2026-11-23');

describe('what a question for a fact is about', () => {
  it.each([
    ['Wann hat das Bürgerbüro offen?', 'hours', 'Bürgerbüro', null],
    ['Ist heute geöffnet?', 'hours', '', { kind: 'day', on: '2026-11-23', now: true, moment: false }],
    ['Hat das Rathaus am Samstag auf?', 'hours', 'Rathaus', { kind: 'weekday', days: [6] }],
    ['Ist das Amt am 24.12. geöffnet?', 'hours', 'Amt', { kind: 'day', on: '2026-12-24', now: false }],
    ['Ist das Amt am 3. Januar offen?', 'hours', 'Amt', { kind: 'day', on: '2027-01-03', now: false }],
    ['Is the library open tomorrow?', 'hours', 'library', { kind: 'day', on: '2026-11-24', now: false }],
    ['Telefonnummer vom Steueramt?', 'phone', 'Steueramt', null],
    ['Was kostet ein Reisepass?', 'fee', 'Reisepass', null],
    ['Wann tagt der Rat?', 'meeting', 'Rat', null],
  ])('%s', (question, kind, about, day) => {
    expect(read(question)).toMatchObject({ kind, about, day });
  });

  it.each([
    'Wie melde ich mich um?',
    'Welche Kita macht schon vor 7 auf?',
    'Hat das Rathaus zwischen Weihnachten und Neujahr auf?',
    'Wann ist Tag der offenen Tür an der Gesamtschule?',
    'Warum kostet das so viel?',
    'Wo finde ich Informationen zum Thema Radwege?',
  ])('is none: %s', (question) => {
    expect(read(question)).toBeNull();
  });
});
