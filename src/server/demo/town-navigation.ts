import type { PageLanguage } from './read-pages.ts';

export interface NavigationEntry {
  path: string;
  label: string;
}

/** The menu in the header, in order; entries whose page does not exist are left out. */
export const NAVIGATION: Record<PageLanguage, NavigationEntry[]> = {
  de: [
    { path: 'leistungen', label: 'Dienstleistungen' },
    { path: 'rathaus', label: 'Rathaus' },
    { path: 'rat', label: 'Rat' },
    { path: 'abfall', label: 'Abfall' },
    { path: 'freizeit', label: 'Freizeit' },
    { path: 'stadt', label: 'Stadt' },
    { path: 'aktuelles', label: 'Aktuelles' },
    { path: 'veranstaltungen', label: 'Veranstaltungen' },
  ],
  en: [
    { path: 'en/registering-your-address', label: 'Registration' },
    { path: 'en/identity-card', label: 'Identity card' },
    { path: 'en/dog-tax', label: 'Dog tax' },
    { path: 'en/waste-and-recycling', label: 'Waste' },
    { path: 'en/childcare', label: 'Childcare' },
    { path: 'en/opening-hours', label: 'Opening hours' },
  ],
};

/** Pages that the footer names on each page, in order. */
export const FOOTER_SERVICES: Record<PageLanguage, string[]> = {
  de: ['leistungen', 'rathaus/aemter', 'rathaus/oeffnungszeiten'],
  en: ['en/registering-your-address', 'en/identity-card', 'en/opening-hours'],
};
