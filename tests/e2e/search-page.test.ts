/** The search page as people use it: with and without a script, by keyboard, on a phone, back and forth. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectNoAxeViolations, expectNoSidewaysScroll, useBrowser } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { assistantOn, townHall } from './assistant-window.ts';

const browser = useBrowser();
const { url } = townHall;
const field = (page: Page) => page.getByRole('search').locator('input[type=search]');
const counted = (page: Page) => page.getByRole('heading', { name: /Treffer für/ });

describe('the search page', () => {
  it('works without a script: search, filter, leaf, open the very words', async () => {
    const { page } = await browser.openPage({ javaScriptEnabled: false });
    await page.goto(`${url}/`);
    await page.getByRole('navigation').getByRole('link', { name: 'Suche' }).click();
    await field(page).fill('Gebühr');
    await page.getByRole('button', { name: 'Suchen' }).click();
    await counted(page).waitFor();
    expect(await page.title()).toMatch(/^\d+ Treffer für „Gebühr“/);
    expect(await page.locator('.hits mark').count()).toBeGreaterThan(3);
    expect(await page.getByText('Nicht das Richtige dabei?').isVisible()).toBe(false);

    await page.getByRole('link', { name: 'Nächste' }).click();
    await page.getByText(/^Seite 2 von \d+$/).waitFor();
    expect(await page.getByRole('link', { name: 'Seite 2', exact: true }).getAttribute('aria-current')).toBe('page');

    await page
      .getByRole('group', { name: 'Stand' })
      .getByRole('link', { name: /Letztes Jahr/ })
      .click();
    const all = await page.locator('.hits__item').count();
    expect(all).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'Alle Filter entfernen' }).click();
    const target = page.locator('.hits__title a').first();
    const address = (await target.getAttribute('href')) ?? '';
    expect(address).toMatch(/^http:\/\/localhost:\d+\/demo\//);
    await target.click();
    expect(page.url()).toContain('/demo/');
  });

  it('goes back to what was found, with its filter', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${url}/suche?q=Steuer`);
    const before = await counted(page).innerText();
    await page.getByRole('link', { name: /PDF-Dateien/ }).click();
    await waitFor('the filtered list', async () => (await counted(page).innerText()) !== before);
    expect(new URL(page.url()).searchParams.get('kind')).toBe('pdf');
    await page.goBack();
    expect(await counted(page).innerText()).toBe(before);
    expect(await field(page).inputValue()).toBe('Steuer');
    await page.goForward();
    expect(await page.getByRole('link', { name: /PDF-Dateien/ }).getAttribute('aria-current')).toBe('true');
  });

  it('completes by keyboard as the ARIA pattern wants it', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${url}/suche`);
    const box = page.getByRole('combobox', { name: 'Wonach suchen Sie?' });
    await box.pressSequentially('hundest');
    const options = page.getByRole('option');
    await options.first().waitFor();
    expect(await box.getAttribute('aria-expanded')).toBe('true');
    await expectNoAxeViolations(page);

    await page.keyboard.press('ArrowDown');
    const chosen = page.locator('[role=option][aria-selected=true]');
    expect(await box.getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    expect(await box.inputValue()).toBe(await chosen.innerText());
    // Beyond the ends stands what was typed.
    await page.keyboard.press('ArrowUp');
    expect(await box.inputValue()).toBe('hundest');
    expect(await box.getAttribute('aria-activedescendant')).toBeNull();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    expect(await options.count()).toBe(0);
    expect(await box.inputValue()).toBe('hundest');
    expect(await box.getAttribute('aria-expanded')).toBe('false');

    await page.keyboard.press('ArrowDown');
    await options.first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await counted(page).waitFor();
    expect(await page.title()).toContain('„Hundesteuer“');
  });

  it('takes a completion by mouse', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${url}/suche`);
    await field(page).pressSequentially('sperrm');
    await page.getByRole('option', { name: 'Sperrmüll', exact: true }).click();
    await counted(page).waitFor();
    expect(new URL(page.url()).searchParams.get('q')).toBe('Sperrmüll');
  });

  it('offers the assistant, which answers on this page', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${url}/suche?q=Hundesteuer`);
    await page.getByRole('link', { name: 'Fragen Sie den Assistenten' }).click();
    const assistant = assistantOn(page);
    await assistant.dialog.waitFor();
    expect(await assistant.askAndRead('Was kostet die Hundesteuer für den zweiten Hund?')).toContain('132,00 €');
  });

  it('is reached from the town’s own search field and stays within the town', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${url}/demo/`);
    await field(page).fill('Sperrmüll');
    await page.keyboard.press('Enter');
    await counted(page).waitFor();
    expect(new URL(page.url()).searchParams.get('source')).toBe(`${url}/demo/`);
    expect(await page.locator('.hits__title').first().innerText()).toBe('Sperrmüll');
    await page.goto(`${url}/demo/suche/?q=Wohngeld`);
    await counted(page).waitFor();
  });

  it.each(['light', 'dark'] as const)(
    'fits 320 px in %s: results, filters, list, nothing found, long words',
    async (colorScheme) => {
      const { page } = await browser.openPage({ width: 320, height: 640, colorScheme, reducedMotion: 'reduce' });
      for (const q of ['Gebühr', 'Grundstücksverkehrsgenehmigung', `${'Donaudampfschifffahrt'.repeat(8)}`]) {
        await page.goto(`${url}/suche?q=${encodeURIComponent(q)}`);
        await expectNoSidewaysScroll(page);
        await expectNoAxeViolations(page);
      }
      await page.goto(`${url}/suche?q=Gebühr`);
      await page.getByText('Treffer eingrenzen').click();
      await page.getByRole('group', { name: 'Stand' }).waitFor();
      await expectNoSidewaysScroll(page);
      await expectNoAxeViolations(page);
      await field(page).fill('öffnungs');
      await field(page).press('End');
      await field(page).pressSequentially('z');
      await page.getByRole('option').first().waitFor();
      await expectNoSidewaysScroll(page);
      await expectNoAxeViolations(page);
    },
  );

  it('speaks English on request, links between the languages, and prints without controls', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${url}/suche?q=Steuer`);
    await page.getByRole('link', { name: 'English' }).click();
    await page.getByRole('heading', { name: /results for “Steuer”/ }).waitFor();
    await field(page).fill('Hundesteuer');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /results? for “Hundesteuer”/ }).waitFor();
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('button', { name: 'Search' }).isVisible()).toBe(false);
    expect(await page.locator('.hits__title').first().isVisible()).toBe(true);
  });
});
