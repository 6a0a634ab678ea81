import { describe, expect, it } from 'vitest';
import type { PassageHit } from '../knowledge/search-passages.ts';
import { decideAnswer } from './decide-answer.ts';
import { preferCurrent } from './find-passages.ts';

function hit(
  passageId: string,
  score: number,
  changedOn: string | null,
  url = `https://stadt.example/${passageId}/`,
): PassageHit {
  return {
    passageId,
    pageId: passageId,
    sourceId: 's',
    url,
    anchor: null,
    title: passageId,
    path: [passageId],
    ordinal: 0,
    blocks: [],
    text: '',
    language: 'de',
    pageNumber: null,
    kind: 'web',
    changedOn,
    fetchedAt: new Date(0),
    lexicalScore: null,
    vectorScore: null,
    coverage: null,
    score,
  };
}
const order = (hits: PassageHit[]) => preferCurrent(hits).map(({ passageId }) => passageId);

describe('what is in force', () => {
  it('comes before old news that fits a little better', () => {
    const news = hit('news', 0.8, '2023-01-09', 'https://stadt.example/aktuelles/hundesteuer-2023/');
    expect(order([news, hit('service', 0.6, '2026-01-12')])).toEqual(['service', 'news']);
  });

  it('does not push down news without a newer page that fits as well', () => {
    const news = hit('news', 0.8, '2023-01-09', 'https://stadt.example/aktuelles/bruecke/');
    expect(order([news, hit('service', 0.3, '2026-01-12')])).toEqual(['news', 'service']);
    expect(order([news, hit('undated', 0.7, null)])).toEqual(['news', 'undated']);
  });
});

describe('the decision', () => {
  const nothing = {
    bestCosine: null,
    gapToSixth: null,
    deviation: null,
    lexicalShare: 0,
    meanCosine: null,
    nearestUnit: null,
    bestLexical: 0,
    coverage: 0,
    unknownShare: 1,
  };
  it('refuses without hits or evidence and answers with plenty, with and without vectors', () => {
    const hits = [hit('a', 0.9, null), hit('b', 0.2, null)];
    expect(decideAnswer({ evidence: nothing, referred: false, hits: [] }).answer).toBe(false);
    expect(decideAnswer({ evidence: nothing, referred: false, hits }).answer).toBe(false);
    expect(
      decideAnswer({ evidence: { ...nothing, lexicalShare: 0.6, coverage: 0.9 }, referred: false, hits }).answer,
    ).toBe(true);
    const near = { ...nothing, bestCosine: 0.9, gapToSixth: 0.04, lexicalShare: 0.4, coverage: 0.8 };
    expect(decideAnswer({ evidence: near, referred: false, hits }).answer).toBe(true);
    expect(
      decideAnswer({ evidence: { ...near, bestCosine: 0.8, gapToSixth: 0.005, coverage: 0.1 }, referred: false, hits })
        .answer,
    ).toBe(false);
    expect(decideAnswer({ evidence: nothing, referred: true, hits }).answer).toBe(true);
  });
});
