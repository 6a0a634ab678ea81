/** Every kind of page that people see, in both themes and at both ends of the width, without a fault of accessibility. */
import { describe, expect, it } from 'vitest';
import { expectNoAxeViolations, expectNoSidewaysScroll, useBrowser } from '../support/browser.ts';

import { townHall } from './assistant-window.ts';

const browser = useBrowser();
const { url } = townHall;

const SCREENS: { name: string; path: string; status?: number }[] = [
  { name: 'start page', path: '/' },
  { name: 'start page in English', path: '/?lang=en' },
  { name: 'guide', path: '/docs/' },
  { name: 'guide: connect a website', path: '/docs/website-verbinden/' },
  { name: 'API page', path: '/api/' },
  { name: 'town: home', path: '/demo/' },
  { name: 'town: service with a table of fees', path: '/demo/leistungen/hundesteuer/' },
  { name: 'town: longest word', path: '/demo/leistungen/grundstuecksverkehrsgenehmigung/' },
  { name: 'town: services A to Z', path: '/demo/leistungen/' },
  { name: 'town: wide table', path: '/demo/leistungen/kita-gebuehren/' },
  { name: 'town: waste calendar', path: '/demo/abfall/abfallkalender/' },
  { name: 'town: English home', path: '/demo/en/' },
  { name: 'town: search', path: '/demo/suche/' },
  { name: 'search: results', path: '/suche?q=Steuer' },
  { name: 'search: nothing typed', path: '/suche' },
  { name: 'search: nothing found', path: '/suche?q=xyzzyqwert' },
  { name: 'town: no such page', path: '/demo/gibt-es-nicht/', status: 404 },
  { name: 'no such page', path: '/gibt-es-nicht', status: 404 },
];
/** Colours are all that differs between the themes, layout all that differs between the widths. */
const VIEWS: { width: number; colorScheme: 'light' | 'dark'; rules?: string[] }[] = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark', rules: ['color-contrast', 'link-in-text-block'] },
  { width: 320, colorScheme: 'dark', rules: ['color-contrast', 'target-size', 'scrollable-region-focusable'] },
  { width: 320, colorScheme: 'light' },
];

describe('every screen', () => {
  it.each(SCREENS)('$name ($path) is accessible, fits and breaks no policy', async ({ path, status = 200 }) => {
    const { page, problems } = await browser.openPage({ reducedMotion: 'reduce' });
    if (status !== 200) problems.allow(new RegExp(` ${status}$`));
    const answer = await page.goto(url + path);
    expect(answer?.status()).toBe(status);
    expect(await page.title()).not.toBe('');
    for (const { width, colorScheme, rules } of VIEWS) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await expectNoSidewaysScroll(page);
      await expectNoAxeViolations(page, rules === undefined ? {} : { rules });
    }
  });

  it('leads from the start page to the town, the guide and the API, and every link of it to a page', async () => {
    const { page } = await browser.openPage();
    await page.goto(url);
    const links = await page.evaluate(() => [...document.querySelectorAll('a')].map(({ href }) => href.split('#')[0]));
    const own = [...new Set(links)].filter((link) => link?.startsWith(url));
    expect(own).toEqual(expect.arrayContaining([`${url}/demo/`, `${url}/docs/`]));
    expect(links.filter((link) => !link?.startsWith(url))).toEqual([]);
    for (const link of own) expect((await fetch(link ?? '')).status, link).toBe(200);
  });

  it('shows the state of sources and models in words', async () => {
    const { page } = await browser.openPage();
    await page.goto(url);
    const text = await page.locator('main').innerText();
    expect(text).toMatch(/Musterstadt/);
    expect(text).toMatch(/\d+ Seiten/);
    expect(text).toMatch(/Wörtern/);
  });
});
