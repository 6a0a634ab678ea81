import type { Office } from './read-pages.ts';

const DAYS = ['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'];
const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

export interface OpeningHours {
  '@type': 'OpeningHoursSpecification';
  dayOfWeek: string[];
  opens: string;
  closes: string;
}

/** "Montag bis Mittwoch, Freitag" → the English names of those days; null when the words say more than days. */
function weekdays(words: string): string[] | null {
  const found: string[] = [];
  for (const part of words.split(/,| und /).map((piece) => piece.trim())) {
    const [first, last] = part.split(/ bis | ?[–-] ?/).map((name) => DAYS.indexOf(name));
    if (first === undefined || first < 0 || (last !== undefined && last < first)) return null;
    found.push(...DAY_NAMES.slice(first, (last ?? first) + 1));
  }
  return found;
}

/**
 * Opening hours for schema.org. Only plain weekdays with times are given; what has conditions
 * ("erster Samstag im Monat", "nach Vereinbarung") is left to the text, because machines would take it for always.
 */
export function openingHours(hours: Office['hours']): OpeningHours[] | undefined {
  const specification: OpeningHours[] = [];
  for (const { days, times } of hours) {
    const dayOfWeek = weekdays(days);
    if (!dayOfWeek) continue;
    for (const [, opens, closes] of times.matchAll(/(\d{1,2}:\d{2})\s*(?:bis|[–-])\s*(\d{1,2}:\d{2})/g)) {
      if (!opens || !closes) continue;
      specification.push({
        '@type': 'OpeningHoursSpecification',
        dayOfWeek,
        opens: opens.padStart(5, '0'),
        closes: closes.padStart(5, '0'),
      });
    }
  }
  return specification.length > 0 ? specification : undefined;
}
