import { describe, expect, it } from 'vitest';
import { hoursOn, parseOpeningHours } from './opening-hours.ts';

/** Monday, 23 November 2026, to Sunday, 29 November. */
const WEEK = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29'];
const NAMES = ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'];

/** A week as "Mo 8–12" for each day with times, by minutes. */
function week(...lines: string[]): string | null {
  const hours = parseOpeningHours(lines);
  if (hours === null) return null;
  const clock = (minutes: number) => `${Math.floor(minutes / 60)}${minutes % 60 === 0 ? '' : `:${minutes % 60}`}`;
  return WEEK.flatMap((day, index) => {
    const { spans } = hoursOn(hours, day);
    if (spans.length === 0) return [];
    return [`${NAMES[index]} ${spans.map(({ from, to }) => `${clock(from.minutes)}-${clock(to.minutes)}`).join('+')}`];
  }).join(', ');
}

const MORNINGS = 'Mo 8-12, Di 8-12, Mi 8-12, Do 8-12, Fr 8-12';
const LONG_THURSDAY = 'Mo 8-12, Di 8-12, Mi 8-12, Do 8-12+14-17:30, Fr 8-12';

describe('opening hours', () => {
  it.each<[string[], string]>([
    [['Mo–Fr 8–12 Uhr'], MORNINGS],
    [['Mo-Fr 8-12 Uhr'], MORNINGS],
    [['Mo. - Fr. 08.00 - 12.00 Uhr'], MORNINGS],
    [['Montag bis Freitag von 8 bis 12 Uhr'], MORNINGS],
    [['Montag - Freitag: 8:00 Uhr - 12:00 Uhr'], MORNINGS],
    [['Montag bis Freitag jeweils von 8 bis 12 Uhr'], MORNINGS],
    [['montags bis freitags 8:00 bis 12:00 Uhr'], MORNINGS],
    [['Mo, Di, Mi, Do und Fr: 8.00–12.00 h'], MORNINGS],
    [['Mo–Fr 8–12 Uhr, Do zusätzlich 14 bis 17:30 Uhr'], LONG_THURSDAY],
    [['Montag bis Freitag von 8 bis 12 Uhr, Donnerstag zusätzlich von 14 bis 17.30 Uhr'], LONG_THURSDAY],
    [['Montag - Freitag: 8 Uhr - 12 Uhr und zusätzlich Donnerstag: 14 Uhr - 17.30 Uhr'], LONG_THURSDAY],
    [['Mo. bis Fr. 08:00 - 12:00', 'Do. 14:00 - 17:30'], LONG_THURSDAY],
    [['Öffnungszeiten: Montag bis Freitag 8 bis 12 Uhr', 'donnerstags 14–17:30 Uhr'], LONG_THURSDAY],
    [['Montag bis Mittwoch: 08.00 - 12.00 Uhr'], 'Mo 8-12, Di 8-12, Mi 8-12'],
    [['Dienstag 9 bis 12 Uhr + Donnerstag, 10 bis 12 Uhr und 14 bis 16 Uhr'], 'Di 9-12, Do 10-12+14-16'],
    [['Montag', '8–12 Uhr', 'Dienstag', '9–13 Uhr'], 'Mo 8-12, Di 9-13'],
    [['Montag, 8:00–12:30 Uhr', 'Dienstag: 8:00–12:30 Uhr und 14:00–16:00 Uhr'], 'Mo 8-12:30, Di 8-12:30+14-16'],
    [
      ['Montag | 8:00–12:30 Uhr | geschlossen', 'Dienstag | 8:00–12:30 Uhr | 14:00–16:00 Uhr'],
      'Mo 8-12:30, Di 8-12:30+14-16',
    ],
    [['Mo–Fr 8–12 Uhr', 'Mittwoch geschlossen'], 'Mo 8-12, Di 8-12, Do 8-12, Fr 8-12'],
    [['Mo–Fr 9–17 Uhr, Mi 9–13 Uhr'], 'Mo 9-17, Di 9-17, Mi 9-13, Do 9-17, Fr 9-17'],
    [
      ['Montag bis Freitag, 8 bis 15 Uhr, Donnerstag, 8 bis 17.30 Uhr'],
      'Mo 8-15, Di 8-15, Mi 8-15, Do 8-17:30, Fr 8-15',
    ],
    [['Montag 8 bis 12 Uhr und nach Vereinbarung'], 'Mo 8-12'],
    [
      ['Montag bis Freitag 08:30 Uhr - 11:45 Uhr', 'auch nach persönlicher Terminvereinbarung.'],
      'Mo 8:30-11:45, Di 8:30-11:45, Mi 8:30-11:45, Do 8:30-11:45, Fr 8:30-11:45',
    ],
    [
      ['Di, Mi und Fr 10:00–18:00 Uhr, Do 12:00–20:00 Uhr, Sa 10:00–14:00 Uhr'],
      'Di 10-18, Mi 10-18, Do 12-20, Fr 10-18, Sa 10-14',
    ],
    [['täglich 10 bis 18 Uhr'], 'Mo 10-18, Di 10-18, Mi 10-18, Do 10-18, Fr 10-18, Sa 10-18, So 10-18'],
    [['Montag: 8–12 Uhr; Mittwoch: 14–18 Uhr'], 'Mo 8-12, Mi 14-18'],
    [
      ['Montag bis Freitag: 8 bis 20 Uhr', 'Samstag bis Sonntag: 10 bis 14 Uhr'],
      'Mo 8-20, Di 8-20, Mi 8-20, Do 8-20, Fr 8-20, Sa 10-14, So 10-14',
    ],
    [['Montag von 13 bis 16 Uhr, Mittwoch von 9 bis 12 Uhr, Freitag 9 bis 12 Uhr'], 'Mo 13-16, Mi 9-12, Fr 9-12'],
    [['Monday to Friday 8:00 to 12:00'], MORNINGS],
    [['Monday 8:00 am to 12:30 pm and 2:00 pm to 4:00 pm'], 'Mo 8-12:30+14-16'],
    [['Friday 9:30 am to 12:00 noon'], 'Fr 9:30-12'],
    [['Mon–Fri 8:00–12:00, Thu 14:00–17:30'], LONG_THURSDAY],
  ])('reads %j', (lines, expected) => {
    expect(week(...lines)).toBe(expected);
  });

  it.each([
    'nach Vereinbarung',
    'Montags: ab 18 Uhr',
    'Montag bis Freitag bis 19 Uhr',
    'freitags 19:00 Uhr',
    'April bis Oktober Di–Fr 9:00–18:00 Uhr, November bis März Di–Fr 9:00–16:30 Uhr',
    'Montag, 23. November 2026, 8 bis 12 Uhr',
    'Mittwoch 18 bis 20 Uhr (April–September)',
    'Montag 12 bis 13 Uhr geschlossen',
    'Montag 18 bis 8 Uhr',
    'jeden zweiten Freitag 16 bis 18 Uhr',
    'Rathaus',
    'werktags 8 bis 12 Uhr',
    'Montag bis Freitag 8 bis 12 Uhr außer in den Ferien',
    '8 bis 12 Uhr',
    '',
  ])('does not read %j', (line) => {
    expect(parseOpeningHours([line])).toBeNull();
  });

  it('knows the first, third and last of a month', () => {
    const first = parseOpeningHours(['Montag: 8:00–12:30 Uhr', 'erster Samstag im Monat: 9:30–12:00 Uhr']);
    if (first === null) throw new Error('not read');
    expect(hoursOn(first, '2026-12-05')).toMatchObject({
      spans: [{ from: { text: '9:30' }, to: { text: '12:00' } }],
      named: true,
      lines: [1],
    });
    expect(hoursOn(first, '2026-11-28')).toMatchObject({ spans: [], named: false, sometimes: true });
    const others = parseOpeningHours([
      'jeden 1. und 3. Samstag im Monat, 10 bis 12 Uhr',
      'jeden letzten Freitag im Monat 8 bis 10 Uhr',
    ]);
    if (others === null) throw new Error('not read');
    expect(
      ['2026-11-07', '2026-11-14', '2026-11-21', '2026-11-28'].map((day) => hoursOn(others, day).spans.length),
    ).toEqual([1, 0, 1, 0]);
    expect(['2026-11-20', '2026-11-27'].map((day) => hoursOn(others, day).spans.length)).toEqual([0, 1]);
  });

  it('knows odd and even weeks', () => {
    const even = parseOpeningHours(['jeden zweiten Freitag (gerade Kalenderwoche) von 16 bis 18 Uhr']);
    const odd = parseOpeningHours(['in ungeraden Wochen Mittwoch 8–12 Uhr']);
    if (even === null || odd === null) throw new Error('not read');
    // 27 November 2026 lies in week 48.
    expect(['2026-11-27', '2026-12-04'].map((day) => hoursOn(even, day).spans.length)).toEqual([1, 0]);
    expect(['2026-11-25', '2026-12-02'].map((day) => hoursOn(odd, day).spans.length)).toEqual([0, 1]);
  });

  it('knows what is said of public holidays', () => {
    const hours = parseOpeningHours(['täglich 10–18 Uhr', 'an Feiertagen geschlossen']);
    if (hours === null) throw new Error('not read');
    expect(hoursOn(hours, '2026-12-25', true)).toMatchObject({ spans: [], named: true });
    expect(hoursOn(hours, '2026-12-25', false).spans).toHaveLength(1);
  });

  it('keeps times as they are written', () => {
    const hours = parseOpeningHours(['Mo 08.00 - 12 Uhr']);
    expect(hours?.rules[0]?.spans).toEqual([
      { from: { minutes: 480, text: '08.00' }, to: { minutes: 720, text: '12' } },
    ]);
  });
});
