/** The office in charge, as the best page names it: its contact box, or what it says in JSON-LD (schema.org GovernmentOffice). */
import type { Office } from '../../contracts/answer.ts';
import type { PageContacts } from '../knowledge/read-page-contacts.ts';

const OFFICE_TYPES = new Set([
  'GovernmentOffice',
  'GovernmentOrganization',
  'CityHall',
  'LocalGovernment',
  'Library',
  'CivicStructure',
  'ContactPoint',
  'Organization',
]);

const DAYS: Record<string, number> = {
  Monday: 0,
  Tuesday: 1,
  Wednesday: 2,
  Thursday: 3,
  Friday: 4,
  Saturday: 5,
  Sunday: 6,
};
const DAY_NAMES = {
  de: ['Mo', 'Di', 'Mi', 'Do', 'Fr', 'Sa', 'So'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
};

/** The first page that names one decides. */
export function findOffice(pages: readonly PageContacts[], language: 'de' | 'en'): Office | null {
  for (const page of pages) {
    const office = fromStructuredData(page, language) ?? fromContact(page);
    if (office !== null) return office;
  }
  return null;
}

function fromContact({ contacts, url }: PageContacts): Office | null {
  const contact = contacts.find(({ name, phones, mails }) => name !== null && (phones.length > 0 || mails.length > 0));
  if (contact === undefined || contact.name === null) return null;
  const page = contact.links.find((link) => link.text === contact.name && /^https?:/.test(link.url))?.url;
  const phone = contact.phones.find(
    (number) => !contact.lines.some((line) => /fax/i.test(line) && line.includes(number)),
  );
  return {
    name: contact.name,
    phone: phone ?? null,
    mail: contact.mails[0] ?? null,
    hours: contact.hours.length > 0 ? contact.hours.join('; ') : null,
    url: page ?? url,
  };
}

function fromStructuredData({ structuredData, url }: PageContacts, language: 'de' | 'en'): Office | null {
  for (const item of flatten(structuredData)) {
    const types = [item['@type']].flat();
    if (!types.some((type) => typeof type === 'string' && OFFICE_TYPES.has(type))) continue;
    const name = asText(item['name']);
    const phone = asText(item['telephone']);
    const mail = asText(item['email'])?.replace(/^mailto:/, '') ?? null;
    if (name === null || (phone === null && mail === null)) continue;
    const address = asText(item['url']);
    return {
      name,
      phone,
      mail,
      hours: hoursOf(item['openingHoursSpecification'], language) ?? asText(item['openingHours']),
      url: address !== null && URL.canParse(address, url) ? new URL(address, url).href : url,
    };
  }
  return null;
}

function flatten(data: readonly unknown[]): Record<string, unknown>[] {
  return data.flatMap((item) => {
    if (typeof item !== 'object' || item === null) return [];
    const record = item as Record<string, unknown>;
    const graph = record['@graph'];
    return Array.isArray(graph) ? flatten(graph) : [record];
  });
}

function asText(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** "Mo–Fr 8:30–12:00, Do 14:00–17:30" */
function hoursOf(value: unknown, language: 'de' | 'en'): string | null {
  const lines: { days: number[]; times: string }[] = [];
  for (const item of flatten([value].flat())) {
    const days = [item['dayOfWeek']]
      .flat()
      .flatMap((day) => DAYS[String(day).replace(/^https?:\/\/schema\.org\//, '')] ?? [])
      .sort((a, b) => a - b);
    const [opens, closes] = [asText(item['opens']), asText(item['closes'])];
    if (days.length === 0 || opens === null || closes === null) continue;
    const times = `${clock(opens)}–${clock(closes)}`;
    const same = lines.find((line) => line.times === times);
    if (same) same.days = [...same.days, ...days].sort((a, b) => a - b);
    else lines.push({ days, times });
  }
  if (lines.length === 0) return null;
  return lines.map(({ days, times }) => `${dayRange(days, DAY_NAMES[language])} ${times}`).join(', ');
}

function clock(time: string): string {
  return time.replace(/^0(?=\d)/, '').replace(/^(\d{1,2}:\d{2}):\d{2}$/, '$1');
}

function dayRange(days: readonly number[], names: readonly string[]): string {
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  return runs
    .map((run) => {
      const [first = 0] = run;
      const last = run.at(-1) ?? first;
      return run.length > 2 ? `${names[first]}–${names[last]}` : run.map((day) => names[day]).join(', ');
    })
    .join(', ');
}
