/** Public holidays by federal state. Pure. */
import { getHolidays } from 'feiertagejs';
import type { FederalState } from '../platform/config.ts';

export interface PublicHoliday {
  /** "Neujahrstag" */
  name: string;
  /** False: only in some of the federal states, and which one the town lies in is not known. */
  certain: boolean;
}

/** The name of the holiday on a day (ISO 8601); without a federal state only nationwide holidays are certain. */
export function publicHolidayOn(day: string, state: FederalState | null): PublicHoliday | null {
  const year = Number(day.slice(0, 4));
  const on = (region: FederalState | 'BUND' | 'ALL') =>
    getHolidays(year, region)
      .find((holiday) => holiday.dateString === day)
      ?.translate('de') ?? null;
  const certain = on(state ?? 'BUND');
  if (certain !== null) return { name: certain, certain: true };
  if (state !== null) return null;
  const somewhere = on('ALL');
  return somewhere === null ? null : { name: somewhere, certain: false };
}
