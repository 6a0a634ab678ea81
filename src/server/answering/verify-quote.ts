/** Nothing is shown before this: each quoted unit must stand word for word in the passage that bears it. Pure. */
import type { QuotedBlock } from './quote-passages.ts';

export interface VerifiedQuote {
  blocks: QuotedBlock[];
  /** Units that did not stand in their passage and are not shown. Anything but 0 is a fault of ours. */
  dropped: number;
}

interface Bearer {
  text: string;
  path: readonly string[];
  title: string;
}

export function verifyQuote(blocks: readonly QuotedBlock[], passages: readonly Bearer[]): VerifiedQuote {
  let dropped = 0;
  const verified = blocks.flatMap((block) => {
    const units = block.units.filter((unit) => {
      const passage = passages[unit.passage];
      const stands = passage !== undefined && standsIn(block, unit, passage);
      if (!stands) dropped += 1;
      return stands;
    });
    return units.length === 0 ? [] : [{ ...block, units }];
  });
  // A lead-in without what it leads to says nothing.
  const kept = verified.filter((block, index) => {
    const next = verified[index + 1];
    return block.form !== 'lead-in' || next !== undefined;
  });
  return { blocks: kept, dropped };
}

function standsIn(block: QuotedBlock, unit: QuotedBlock['units'][number], passage: Bearer): boolean {
  if (unit.values !== undefined)
    return unit.values.every((value) => unit.text.includes(value) && passage.text.includes(value));
  if (block.form === 'lead-in' && (passage.path.includes(unit.text) || passage.title === unit.text)) return true;
  if (!passage.text.includes(unit.text)) return false;
  return (unit.cells ?? []).every(({ text }) => passage.text.includes(text.replace(/\s*\n\s*/g, ', ')));
}
