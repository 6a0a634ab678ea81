/** A citizen asks whether the office is open, on a phone. */
import { expect, it } from 'vitest';
import { expectNoAxeViolations, useBrowser } from '../support/browser.ts';
import { assistantOn, townHall } from './assistant-window.ts';

const browser = useBrowser();

it('says first whether it is open, shows all hours below, and fits a small screen', async () => {
  const { page } = await browser.openPage();
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${townHall.url}/demo/`);
  const assistant = assistantOn(page);
  await assistant.open();
  await assistant.askAndRead('Ist das Bürgerbüro heute geöffnet?');
  expect(await assistant.fact.innerText()).toMatch(/^Bürgerbüro: .*(?:heute|gelten)/);
  expect(await assistant.newest.getByRole('rowheader', { name: 'Donnerstag' }).isVisible()).toBe(true);
  expect(await assistant.newest.getByText('14:00–18:00 Uhr').isVisible()).toBe(true);
  expect(await assistant.citation(1).innerText()).toMatch(/Stand \d{2}\.\d{2}\.2026/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await expectNoAxeViolations(page);
});
