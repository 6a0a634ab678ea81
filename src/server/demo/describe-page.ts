import { addressOf, MESSAGES, type Town } from './arrange-town.ts';
import { openingHours } from './read-hours.ts';
import type { Page } from './read-pages.ts';
import { jsonLd, type Markup } from './write-html.ts';

/** What a page says to machines (schema.org): where it stands, which office is in charge, when something happens. */
export function describePage(town: Town, page: Page): Markup[] {
  const url = (path: string) => `${town.publicUrl}${addressOf(path)}`;
  const blocks: unknown[] = [];

  if (page.path !== '' && page.path !== 'en') {
    const trail = [...town.ancestors(page), page];
    blocks.push({
      '@context': 'https://schema.org',
      '@type': 'BreadcrumbList',
      itemListElement: trail.map((step, index) => ({
        '@type': 'ListItem',
        position: index + 1,
        name: step.kind === 'home' ? MESSAGES[step.language].home : step.title,
        item: url(step.path),
      })),
    });
  }

  const officePage = town.officeOf(page);
  const office = officePage?.office;
  const provider = office &&
    officePage && {
      '@context': 'https://schema.org',
      '@type': 'GovernmentOffice',
      '@id': `${url(officePage.path)}#amt`,
      name: office.name,
      url: url(officePage.path),
      telephone: office.phone,
      faxNumber: office.fax,
      email: office.mail,
      address: {
        '@type': 'PostalAddress',
        streetAddress: office.street,
        postalCode: office.postcode,
        addressLocality: office.city,
        addressCountry: 'DE',
      },
      openingHoursSpecification: openingHours(office.hours),
      parentOrganization: { '@type': 'GovernmentOrganization', name: MESSAGES.de.siteName, url: url('') },
    };
  if (provider) blocks.push(provider);

  if (page.kind === 'service') {
    blocks.push({
      '@context': 'https://schema.org',
      '@type': 'GovernmentService',
      name: page.title,
      description: page.description,
      url: url(page.path),
      inLanguage: page.language,
      serviceOperator: provider ? { '@id': provider['@id'] } : undefined,
    });
  } else if (page.kind === 'news') {
    blocks.push({
      '@context': 'https://schema.org',
      '@type': 'NewsArticle',
      headline: page.title,
      description: page.description,
      url: url(page.path),
      inLanguage: page.language,
      datePublished: page.date ?? page.updated,
      dateModified: page.updated,
      expires: page.valid,
    });
  } else if (page.kind === 'event' && page.start) {
    blocks.push({
      '@context': 'https://schema.org',
      '@type': 'Event',
      name: page.title,
      description: page.description,
      url: url(page.path),
      startDate: page.start,
      endDate: page.end,
      location: page.place ? { '@type': 'Place', name: page.place, address: 'Musterstadt' } : undefined,
    });
  }
  return blocks.map(jsonLd);
}
