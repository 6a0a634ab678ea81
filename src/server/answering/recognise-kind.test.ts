import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findTownData } from '../../../tests/support/town-data.ts';
import phrases from './recognise-kind.phrases.json' with { type: 'json' };
import { recogniseKind } from './recognise-kind.ts';

const town = { ownNames: ['Musterstadt'], isAtHome: () => false };
const CRISES = new Set(['despair', 'violence', 'emergency']);

function classOf(question: string, own = town): string {
  const utterance = recogniseKind(question, own);
  return utterance.kind === 'crisis' ? utterance.crisis : utterance.kind;
}

describe('the kind of an utterance', () => {
  for (const [wanted, examples] of Object.entries(phrases)) {
    it(`recognises ${wanted} in at least 95 of 100 phrasings${CRISES.has(wanted) ? ', a crisis in all' : ''}`, () => {
      const missed = examples.filter((phrase) => classOf(phrase) !== wanted);
      expect(examples.length).toBeGreaterThanOrEqual(20);
      if (CRISES.has(wanted)) expect(examples.filter((phrase) => !CRISES.has(classOf(phrase)))).toEqual([]);
      expect(
        missed.length / examples.length,
        missed.map((phrase) => `${phrase} → ${classOf(phrase)}`).join('\n'),
      ).toBeLessThanOrEqual(0.05);
    });
  }

  it('reads umlauts, their spellings and capitals alike', () => {
    for (const phrase of ['TSCHÜSS', 'tschuess', 'Tschüß']) expect(classOf(phrase)).toBe('goodbye');
  });

  it('still searches where a crisis is asked about as a matter of information', () => {
    expect(recogniseKind('Gibt es eine Beratungsstelle bei häuslicher Gewalt?', town)).toEqual({
      kind: 'crisis',
      crisis: 'violence',
      asksForInformation: true,
    });
    expect(recogniseKind('Ich will nicht mehr leben', town)).toMatchObject({ asksForInformation: false });
  });

  it('takes a place for another town only if the pages do not speak of it', () => {
    const question = 'Was kostet die Hundesteuer in Augsburg?';
    expect(recogniseKind(question, town)).toEqual({ kind: 'other-town', place: 'Augsburg' });
    expect(recogniseKind(question, { ...town, isAtHome: () => true })).toEqual({ kind: 'question' });
    expect(recogniseKind(question, { ...town, ownNames: ['Landkreis Augsburg'] })).toEqual({ kind: 'question' });
  });

  it('takes fewer than 1 of 100 of Musterstadt’s questions for something else', () => {
    const lines = readFileSync(new URL('../../../demo/questions.jsonl', import.meta.url), 'utf8')
      .trim()
      .split('\n');
    const questions = lines
      .map((line) => JSON.parse(line) as { question: string; answerable: boolean })
      .filter((line) => line.answerable);
    const wrong = questions
      .filter(({ question }) => classOf(question) !== 'question')
      .map(({ question }) => `${question} → ${classOf(question)}`);
    expect(wrong.length / questions.length, wrong.join('\n')).toBeLessThan(0.01);
  });
});

const augsburg = findTownData('retrieval/augsburg_queries.jsonl');
describe.skipIf(!augsburg)(
  'ordinary questions of a county (needs ../shared/data/retrieval/augsburg_queries.jsonl)',
  () => {
    it('takes fewer than 1 of 100 for something else; a crisis that is searched for all the same does not count', () => {
      const questions = readFileSync(augsburg ?? '', 'utf8')
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { question: string }).question);
      const wrong = questions
        .map((question) => ({
          question,
          utterance: recogniseKind(question, { ownNames: ['Landkreis Augsburg'], isAtHome: () => false }),
        }))
        .filter(
          ({ utterance }) =>
            utterance.kind !== 'question' && !(utterance.kind === 'crisis' && utterance.asksForInformation),
        )
        .map(({ question, utterance }) => `${question} → ${utterance.kind}`);
      expect(wrong.length / questions.length, wrong.join('\n')).toBeLessThan(0.01);
    });
  },
);
