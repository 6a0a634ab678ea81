import type { Office } from './read-pages.ts';

/** The few words that stand in contact boxes; longer ones first, so that none is cut. */
const WORDS: [string, string][] = [
  ['erster Samstag im Monat', 'first Saturday of the month'],
  ['nach Vereinbarung', 'by appointment'],
  ['Verwaltungsgebäude', 'administration building'],
  ['Hofgebäude', 'courtyard building'],
  ['1. Obergeschoss', '1st floor'],
  ['2. Obergeschoss', '2nd floor'],
  ['3. Obergeschoss', '3rd floor'],
  ['Erdgeschoss', 'ground floor'],
  ['Bauberatung', 'Building advice'],
  ['Montag', 'Monday'],
  ['Dienstag', 'Tuesday'],
  ['Mittwoch', 'Wednesday'],
  ['Donnerstag', 'Thursday'],
  ['Freitag', 'Friday'],
  ['Samstag', 'Saturday'],
  ['Sonntag', 'Sunday'],
  ['geschlossen', 'closed'],
  ['Zimmer', 'room'],
  [' bis ', ' to '],
  [' und ', ' and '],
  [' Uhr', ''],
];

function translate(text: string): string {
  const translated = WORDS.reduce((result, [german, english]) => result.replaceAll(german, english), text);
  return translated.charAt(0).toUpperCase() + translated.slice(1);
}

/** An office's box for English pages: days, times and floors in English, its name as it stands on the door. */
export function inEnglish(office: Office): Office {
  const translated: Office = {
    ...office,
    hours: office.hours.map(({ days, times }) => ({ days: translate(days), times: translate(times) })),
  };
  if (office.floor) translated.floor = translate(office.floor);
  return translated;
}
