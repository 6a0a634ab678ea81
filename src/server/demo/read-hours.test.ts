import { describe, expect, it } from 'vitest';
import { openingHours } from './read-hours.ts';

describe('openingHours', () => {
  it('reads single days, lists and spans, with several times a day', () => {
    const hours = openingHours([
      { days: 'Montag bis Mittwoch', times: '8:30–12:00 Uhr' },
      { days: 'Donnerstag, Freitag', times: '8:00–12:30 Uhr und 14:00–18:00 Uhr' },
    ]);
    expect(hours?.map((entry) => [entry.dayOfWeek.join(' '), entry.opens, entry.closes])).toEqual([
      ['Monday Tuesday Wednesday', '08:30', '12:00'],
      ['Thursday Friday', '08:00', '12:30'],
      ['Thursday Friday', '14:00', '18:00'],
    ]);
  });

  it('leaves out what machines would take for each week', () => {
    expect(openingHours([{ days: 'erster Samstag im Monat', times: '9:30–12:00 Uhr' }])).toBeUndefined();
    expect(openingHours([{ days: 'Freitag', times: 'geschlossen' }])).toBeUndefined();
  });
});
