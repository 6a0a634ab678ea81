import type { PageLanguage } from './read-pages.ts';

const SHORT = {
  de: new Intl.DateTimeFormat('de-DE', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
};
const LONG = {
  de: new Intl.DateTimeFormat('de-DE', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }),
  en: SHORT.en,
};
const WEEKDAY = {
  de: new Intl.DateTimeFormat('de-DE', { weekday: 'long', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }),
};
const MONTH = {
  de: new Intl.DateTimeFormat('de-DE', { month: 'short', timeZone: 'UTC' }),
  en: new Intl.DateTimeFormat('en-GB', { month: 'short', timeZone: 'UTC' }),
};

const day = (isoDate: string) => new Date(`${isoDate}T00:00:00Z`);

/** "12.03.2026" or "12 March 2026". */
export const shortDate = (isoDate: string, language: PageLanguage) => SHORT[language].format(day(isoDate));
/** "12. März 2026" or "12 March 2026". */
export const longDate = (isoDate: string, language: PageLanguage) => LONG[language].format(day(isoDate));
/** "Donnerstag" or "Thursday". */
export const weekday = (isoDate: string, language: PageLanguage) => WEEKDAY[language].format(day(isoDate));
/** Short month without a point: "Mär", "Mar". */
export const shortMonth = (isoDate: string, language: PageLanguage) =>
  MONTH[language].format(day(isoDate)).replace('.', '').slice(0, 4);
/** Day of the month without leading zero. */
export const dayOfMonth = (isoDate: string) => String(Number(isoDate.slice(8, 10)));
