/** What gets in the way of an answer: the citizen stops it, the line is slow, broken or gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { expectNoAxeViolations, useBrowser } from '../support/browser.ts';
import { openSlowLine } from '../support/slow-line.ts';
import { assistantOn, townHall } from './assistant-window.ts';

const DOG_TAX = 'Was kostet die Hundesteuer für den zweiten Hund?';
const browser = useBrowser();
const { url } = townHall;

describe('an answer that does not come to its end', () => {
  it('stops when told so while the words come over a slow line, keeps them, and can be asked again', async () => {
    const line = await openSlowLine(url);
    onTestFinished(() => line.close());
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page, line.url);
    line.bytesPerSecond = 1_000;
    await assistant.ask(DOG_TAX);
    await assistant.newest.getByText(/^Ich (?:lese|suche|prüfe|stelle|vergleiche) .*…$/).waitFor();
    await assistant.newest.getByText('Höhe der Steuer').waitFor();
    await assistant.newest.getByRole('button', { name: 'Anhalten' }).click();
    await assistant.newest.getByText('Sie haben die Antwort angehalten.').waitFor();
    const left = await assistant.newest.innerText();
    expect(left).toContain('Höhe der Steuer');
    line.bytesPerSecond = null;
    await sleep(500);
    expect(await assistant.newest.innerText()).toBe(left);
    expect(await assistant.focused()).toBe('question');
    await assistant.newest.getByRole('button', { name: 'Noch einmal fragen' }).click();
    await assistant.newest.getByRole('button', { name: 'Drucken' }).waitFor();
    expect(await assistant.best.innerText()).toContain('132,00 €');
    expect(await assistant.dialog.getByRole('article').count()).toBe(1);
  });

  it('keeps the typed question when the connection is cut, and asks it again', async () => {
    const { page, problems } = await browser.openPage();
    problems.allow(/questions net::ERR_CONNECTION_RESET$/);
    const assistant = await openAssistant(page);
    await page.route('**/api/assistant/questions', (route) => route.abort('connectionreset'));
    await assistant.ask(DOG_TAX);
    await assistant.newest.getByText('Die Verbindung ist abgebrochen.').waitFor();
    expect(await assistant.newest.innerText()).toContain(DOG_TAX);
    await expectNoAxeViolations(page, { include: 'buergernah-assistant' });
    // A page change does not lose it either.
    await page.reload();
    await assistant.newest.getByText(DOG_TAX).waitFor();
    await page.unroute('**/api/assistant/questions');
    await assistant.newest.getByRole('button', { name: 'Noch einmal fragen' }).click();
    await assistant.newest.getByText('132,00 €').first().waitFor();
    expect(await assistant.newest.getByText('Die Verbindung ist abgebrochen.').count()).toBe(0);
  });

  it('says that there is no network, keeps the draft over a page change, and goes on when it is back', async () => {
    const { page, context } = await browser.openPage();
    const assistant = await openAssistant(page);
    await context.setOffline(true);
    await assistant.dialog.getByText('Keine Verbindung zum Internet.').first().waitFor();
    await assistant.ask(DOG_TAX);
    await assistant.newest.getByText('Sie haben gerade keine Verbindung zum Internet.').waitFor();
    await assistant.field.fill('Und für den dritten?');
    await context.setOffline(false);
    await page.goto(`${url}/demo/kontakt/`);
    expect(await assistant.field.inputValue()).toBe('Und für den dritten?');
    await assistant.newest.getByRole('button', { name: 'Noch einmal fragen' }).click();
    await assistant.newest.getByText('132,00 €').first().waitFor();
  });

  it('offers to ask again what leaving the page has cut off', async () => {
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page);
    await page.route('**/api/assistant/questions', async (route) => {
      await sleep(2_000);
      // The page is gone by then, and its requests with it.
      await route.continue().catch(() => undefined);
    });
    await assistant.ask(DOG_TAX);
    await assistant.newest.getByRole('button', { name: 'Anhalten' }).waitFor();
    await page.goto(`${url}/demo/kontakt/`);
    await assistant.newest.getByText('Sie haben die Seite gewechselt').waitFor();
    await page.unroute('**/api/assistant/questions');
    await assistant.newest.getByRole('button', { name: 'Noch einmal fragen' }).click();
    await assistant.newest.getByText('132,00 €').first().waitFor();
  });
});

async function openAssistant(page: Page, server = url) {
  await page.goto(`${server}/demo/`);
  const assistant = assistantOn(page);
  await assistant.open();
  return assistant;
}
