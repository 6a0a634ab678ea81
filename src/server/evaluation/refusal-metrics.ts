/** Measures of telling questions without an answer from those with one. Pure. */

export interface JudgedQuestion {
  /** Its page is not in the collection. */
  gone: boolean;
  /** How much speaks for an answer; only compared with others. */
  evidence: number;
  refused: boolean;
}

export interface RefusalFigures {
  /** How likely a question with its page has more evidence than one without: area under the ROC curve, ties count half. */
  auc: number;
  /** Share of the questions without their page that are refused. */
  refusedRight: number;
  /** Share of the questions with their page that are refused. */
  refusedWrong: number;
  /** F1 of refusing. */
  f1: number;
}

export function refusalFigures(questions: readonly JudgedQuestion[]): RefusalFigures {
  const gone = questions.filter((each) => each.gone);
  const there = questions.filter((each) => !each.gone);
  const right = gone.filter((each) => each.refused).length;
  const wrong = there.filter((each) => each.refused).length;
  const precision = right + wrong === 0 ? 0 : right / (right + wrong);
  const recall = gone.length === 0 ? 0 : right / gone.length;
  return {
    auc: areaUnderCurve(
      there.map((each) => each.evidence),
      gone.map((each) => each.evidence),
    ),
    refusedRight: recall,
    refusedWrong: there.length === 0 ? 0 : wrong / there.length,
    f1: precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall),
  };
}

/** The same with the threshold at which no more than `share` of the questions with their page are refused. */
export function figuresAtShare(questions: readonly JudgedQuestion[], share: number): RefusalFigures {
  const there = questions
    .filter((each) => !each.gone)
    .map((each) => each.evidence)
    .sort((a, b) => a - b);
  const threshold = there[Math.floor(share * there.length)] ?? Number.NEGATIVE_INFINITY;
  return refusalFigures(questions.map((each) => ({ ...each, refused: each.evidence < threshold })));
}

/** Mean of each figure. */
export function meanFigures(all: readonly RefusalFigures[]): RefusalFigures {
  const mean = (name: keyof RefusalFigures) =>
    all.reduce((sum, figures) => sum + figures[name], 0) / Math.max(1, all.length);
  return { auc: mean('auc'), refusedRight: mean('refusedRight'), refusedWrong: mean('refusedWrong'), f1: mean('f1') };
}

function areaUnderCurve(higher: readonly number[], lower: readonly number[]): number {
  if (higher.length === 0 || lower.length === 0) return 0;
  let wins = 0;
  for (const ours of higher) for (const theirs of lower) wins += ours > theirs ? 1 : ours === theirs ? 0.5 : 0;
  return wins / (higher.length * lower.length);
}
