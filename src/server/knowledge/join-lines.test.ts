import { expect, it } from 'vitest';
import { joinLine } from './join-lines.ts';

it.each([
  ['die Hunde-', 'steuer', 'die Hundesteuer'],
  ['Vor-', 'und Nachteile', 'Vor- und Nachteile'],
  ['Haupt-', 'oder Nebenwohnung', 'Haupt- oder Nebenwohnung'],
  ['die Kfz-', 'Steuer', 'die Kfz-Steuer'],
  ['EU-', 'weit', 'EU-weit'],
  ['Müller-', 'Lüdenscheidt', 'Müller-Lüdenscheidt'],
  ['www.stadt-', 'musterstadt.de', 'www.stadt-musterstadt.de'],
  ['Gebühren\u00ad', 'ordnung', 'Gebührenordnung'],
  ['8 –', '12 Uhr', '8 – 12 Uhr'],
  ['der Hund', 'bellt', 'der Hund bellt'],
  ['', 'Anfang', 'Anfang'],
])('%j and %j', (before, line, joined) => {
  expect(joinLine(before, line)).toBe(joined);
});
