import { describe, expect, it } from 'vitest';
import { learnVocabulary } from '../knowledge/lexical-vocabulary.ts';
import type { Block } from '../knowledge/page-content.ts';
import { readQuestion } from './read-question.ts';
import { belongsTo, type QuotablePassage, type ScoredUnit, scoreUnits } from './score-units.ts';

const lexicon = { vocabulary: learnVocabulary(new Map()), passages: 100 };
const question = readQuestion('Was tun mit alten Möbeln?', 'de', lexicon);
const sentences = [
  'Der Bauhof liegt am Kanal.',
  'Sperriges holen wir ab.',
  'Sie können dort parken.',
  'Es gibt Bäume.',
];

function passage(passageId: string, pageId: string, texts: readonly string[]): QuotablePassage {
  const block: Block = { kind: 'paragraph', text: texts.join(' '), links: [] };
  return {
    passageId,
    pageId,
    path: ['Bauhof'],
    title: 'Bauhof',
    anchor: null,
    ordinal: 0,
    text: block.text,
    language: 'de',
    score: 0.8,
    changedOn: null,
    kind: 'web',
    pageNumber: null,
    blocks: [block],
  };
}
const best = (scored: readonly ScoredUnit[]) =>
  scored.reduce((top, each) => (each.score > top.score ? each : top)).unit.text;

describe('units compared by meaning', () => {
  const one = passage('one', 'page', sentences);

  it('puts first what is near to the question, though it has no word of it', () => {
    const cosines = new Map([['one', Float32Array.from([0.8, 0.87, 0.8, 0.79])]]);
    expect(best(scoreUnits(question, [one], cosines))).toBe(sentences[1]);
    expect(best(scoreUnits(question, [one], new Map([['one', Float32Array.from([0.8, 0.8, 0.79, 0.88])]])))).toBe(
      sentences[3],
    );
  });

  it('is the same as by words alone while no unit has a vector', () => {
    const byWords = scoreUnits(question, [one], null).map((each) => each.score);
    expect(scoreUnits(question, [one], new Map()).map((each) => each.score)).toEqual(byWords);
  });

  it('does not put a page behind because its units still wait for their vectors', () => {
    const waiting = passage('two', 'other', ['Alte Möbeln holt der Bauhof ab.']);
    const cosines = new Map([['one', Float32Array.from([0.8, 0.81, 0.8, 0.79])]]);
    expect(best(scoreUnits(question, [one, waiting], cosines))).toBe('Alte Möbeln holt der Bauhof ab.');
  });

  it('takes what stands beside the best unit for more likely to belong to it than what stands far off', () => {
    const many = passage(
      'many',
      'page',
      Array.from({ length: 30 }, (_, at) => `Satz Nummer ${at} steht hier.`),
    );
    const scored = scoreUnits(question, [many], null);
    const [first, near, far] = [scored[5], scored[4], scored[29]];
    if (first === undefined || near === undefined || far === undefined) throw new Error('too few units');
    expect(belongsTo(first, near, { sameSection: true })).toBeGreaterThan(belongsTo(first, far, { sameSection: true }));
  });
});
