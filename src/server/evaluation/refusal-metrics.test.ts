import { describe, expect, it } from 'vitest';
import { figuresAtShare, meanFigures, refusalFigures } from './refusal-metrics.ts';

const question = (gone: boolean, evidence: number, refused: boolean) => ({ gone, evidence, refused });

describe('refusalFigures', () => {
  it('tells right refusals from wrong ones', () => {
    const figures = refusalFigures([
      question(true, 0.1, true),
      question(true, 0.2, true),
      question(true, 0.6, false),
      question(true, 0.3, true),
      question(false, 0.9, false),
      question(false, 0.25, true),
    ]);
    expect(figures.refusedRight).toBe(0.75);
    expect(figures.refusedWrong).toBe(0.5);
    expect(figures.f1).toBeCloseTo(0.75);
    // 0.9 is above all four; 0.25 is above two of them.
    expect(figures.auc).toBeCloseTo(6 / 8);
  });

  it('is .5 if evidence tells nothing', () => {
    expect(refusalFigures([question(true, 0.5, false), question(false, 0.5, false)]).auc).toBe(0.5);
  });

  it('weighs precision and recall of refusing', () => {
    const figures = refusalFigures([
      question(true, 0, true),
      question(true, 0, false),
      question(false, 0, true),
      question(false, 0, true),
    ]);
    // precision 1/3, recall 1/2
    expect(figures.f1).toBeCloseTo(0.4);
  });
});

describe('figuresAtShare', () => {
  it('refuses as many of the answerable questions as asked for, and no more', () => {
    const there = Array.from({ length: 20 }, (_, at) => question(false, at, false));
    const figures = figuresAtShare([...there, question(true, 1.5, false), question(true, 7, false)], 0.1);
    expect(figures.refusedWrong).toBe(0.1);
    expect(figures.refusedRight).toBe(0.5);
  });
});

it('takes the mean of each figure', () => {
  const one = { auc: 1, refusedRight: 0.4, refusedWrong: 0.1, f1: 0.2 };
  const other = { auc: 0.5, refusedRight: 0.8, refusedWrong: 0.3, f1: 0.4 };
  const mean = meanFigures([one, other]);
  expect(mean.auc).toBe(0.75);
  expect(mean.refusedRight).toBeCloseTo(0.6);
  expect(mean.refusedWrong).toBeCloseTo(0.2);
  expect(mean.f1).toBeCloseTo(0.3);
});
