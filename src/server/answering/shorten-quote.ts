/** What is shown of a quote of which it is not sure that it answers: the best unit with its nearest neighbours, none of them large. Pure. */
import type { QuotedBlock } from './quote-passages.ts';

const BEFORE = 1;
const AFTER = 2;

export function shortenQuote(blocks: readonly QuotedBlock[]): QuotedBlock[] {
  const at = blocks.findIndex((block) => block.units.some((unit) => unit.best));
  const block = blocks[at];
  if (block === undefined) return [];
  const best = block.units.findIndex((unit) => unit.best);
  const from = Math.max(0, best - BEFORE);
  const units = block.units.slice(from, best + AFTER + 1).map((unit, index) => ({
    ...unit,
    best: false,
    gap: unit.gap || (index === 0 && from > 0),
  }));
  const before = blocks[at - 1];
  const leadIn = before?.form === 'lead-in' ? [before] : [];
  return [
    ...leadIn.map((each) => ({ ...each, units: each.units.map((unit) => ({ ...unit, best: false })) })),
    { ...block, units },
  ];
}
