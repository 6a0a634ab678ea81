import { describe, expect, it } from 'vitest';
import { findMails, findPhones, hasAddress, isHours } from './find-contact.ts';

describe('findPhones', () => {
  it.each([
    ['Telefon: 0821 3102-0', ['0821 3102-0']],
    ['Telefonzentrale 069 90009-000', ['069 90009-000']],
    ['+49 (0) 821 / 123 45 67', ['+49 (0) 821 / 123 45 67']],
    ['Tel. (0821) 12345, Fax (0821) 12346', ['(0821) 12345', '(0821) 12346']],
    ['082349591896 oder 01741315515', []],
    ['08.12.2026', []],
    ['am 01.02.2026 um 8 Uhr', []],
    ['Konto 0012345678', []],
    ['116 117', []],
  ])('%s', (line, phones) => {
    expect(findPhones(line)).toEqual(phones);
  });
});

describe('findMails', () => {
  it.each([
    ['info@stadt-musterstadt.de', ['info@stadt-musterstadt.de']],
    ['steueramt(at)musterstadt.de', ['steueramt@musterstadt.de']],
    ['eva [at] amt [dot] example', ['eva@amt.example']],
    ['@musterstadt', []],
  ])('%s', (line, mails) => {
    expect(findMails(line)).toEqual(mails);
  });
});

describe('addresses and hours', () => {
  it.each(['86150 Augsburg', 'Prinzregentenplatz 4', 'Mindelheimer Str. 44', 'Am Klärwerk 5', 'D-99999 Musterstadt'])(
    '%s is an address',
    (line) => {
      expect(hasAddress(line)).toBe(true);
    },
  );
  it.each(['Artikel 12345', 'im Jahr 2026', 'Betrag 12345,00 €', 'Absatz 3'])('%s is none', (line) => {
    expect(hasAddress(line)).toBe(false);
  });
  it.each(['Mo–Fr 8–12 Uhr', 'Montag: 8:00–12:30', 'dienstags nach Vereinbarung', 'Mi geschlossen', 'Mon 9 am'])(
    '%s are hours',
    (line) => {
      expect(isHours(line)).toBe(true);
    },
  );
  it.each(['Samstag, 05.12.2026, 10:30 bis 12:30 Uhr', 'Montag ist Ruhetag', 'bis zu 3 Hunde', 'Frau Mohr 8'])(
    '%s are none',
    (line) => {
      expect(isHours(line)).toBe(false);
    },
  );
});
