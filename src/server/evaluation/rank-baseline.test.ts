import { describe, expect, it } from 'vitest';
import { createBaseline } from './rank-baseline.ts';

describe('createBaseline', () => {
  const rank = createBaseline(['Die Hundesteuer beträgt 50 Euro.', 'Hunde und Katzen im Tierheim', 'Der Wertstoffhof']);

  it('finds by stems', () => expect(rank('Was kosten Hunde im Tierheim?')).toEqual([1]));
  it('does not split compounds', () => expect(rank('Steuer')).toEqual([]));
  it('finds nothing for nothing', () => expect(rank('')).toEqual([]));
});
