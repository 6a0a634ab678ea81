import { describe, expect, it } from 'vitest';
import { findOffice } from './find-office.ts';

const page = {
  pageId: 'a',
  url: 'https://stadt.example/hund/',
  title: 'Hundesteuer',
  contacts: [],
  structuredData: [],
};

describe('the office in charge', () => {
  it('is what the page says in JSON-LD, with its hours in words', () => {
    const office = {
      '@type': 'GovernmentOffice',
      name: 'Steueramt',
      telephone: '069 90009-220',
      email: 'mailto:steueramt@stadt.example',
      url: '/amt/',
      openingHoursSpecification: [
        { dayOfWeek: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'], opens: '08:30', closes: '12:00' },
        { dayOfWeek: 'https://schema.org/Thursday', opens: '14:00:00', closes: '17:30:00' },
      ],
    };
    expect(findOffice([{ ...page, structuredData: [{ '@graph': [office] }] }], 'de')).toEqual({
      name: 'Steueramt',
      phone: '069 90009-220',
      mail: 'steueramt@stadt.example',
      hours: 'Mo–Fr 8:30–12:00, Do 14:00–17:30',
      url: 'https://stadt.example/amt/',
    });
  });

  it('is the contact box else; a fax number is no phone', () => {
    const contact = {
      kind: 'contact' as const,
      name: 'Bürgerbüro',
      lines: ['Bürgerbüro', 'Fax 069 90009-119', 'Telefon 069 90009-110'],
      phones: ['069 90009-119', '069 90009-110'],
      mails: [],
      hours: ['Montag: 8:00–12:30 Uhr'],
      links: [{ text: 'Bürgerbüro', url: 'https://stadt.example/buergerbuero/' }],
    };
    expect(findOffice([page, { ...page, contacts: [contact] }], 'de')).toEqual({
      name: 'Bürgerbüro',
      phone: '069 90009-110',
      mail: null,
      hours: 'Montag: 8:00–12:30 Uhr',
      url: 'https://stadt.example/buergerbuero/',
    });
  });

  it('is nobody where no page names one', () => {
    expect(
      findOffice([page, { ...page, structuredData: ['x', null, { '@type': 'GovernmentOffice', name: 'Amt' }] }], 'de'),
    ).toBeNull();
  });
});
