import { describe, expect, it } from 'vitest';
import { median, rankMetrics } from './rank-metrics.ts';

describe('rankMetrics', () => {
  it('is 1 throughout if the right page is always first', () => {
    expect(rankMetrics([1, 1])).toEqual({ hit1: 1, hit5: 1, mrr10: 1, ndcg10: 1 });
  });

  it('counts by the definitions', () => {
    const metrics = rankMetrics([1, 3, 6, 11, null]);
    expect(metrics.hit1).toBeCloseTo(1 / 5);
    expect(metrics.hit5).toBeCloseTo(2 / 5);
    expect(metrics.mrr10).toBeCloseTo((1 + 1 / 3 + 1 / 6) / 5);
    expect(metrics.ndcg10).toBeCloseTo((1 + 1 / 2 + 1 / Math.log2(7)) / 5);
  });

  it('is 0 without questions', () => {
    expect(rankMetrics([])).toEqual({ hit1: 0, hit5: 0, mrr10: 0, ndcg10: 0 });
  });
});

describe('median', () => {
  it('is the middle value or the mean of the two', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBe(0);
  });
});
