/** The main story on the real product: a citizen asks on the town's website, reads, checks at the source, goes on. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { expectNoAxeViolations, useBrowser } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { assistantOn, townHall } from './assistant-window.ts';

const DOG_TAX = 'Was kostet die Hundesteuer für den zweiten Hund?';
const browser = useBrowser();
const { url } = townHall;

async function openAssistant(page: Page, path = '/demo/') {
  await page.goto(url + path);
  const assistant = assistantOn(page);
  await assistant.open();
  return assistant;
}

describe('asking Musterstadt', () => {
  it('marks the row that answers, and its citation opens the page at these very words', async () => {
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page);
    await assistant.askAndRead(DOG_TAX);
    expect(await assistant.best.count()).toBe(1);
    const row = await assistant.best.innerText();
    expect(row).toMatch(/^Passt am besten/);
    expect(row).toMatch(/zweiter Hund/);
    expect(row).toMatch(/132,00 €$/);
    expect(await assistant.dialog.getByText('Wörtlich aus den Seiten der Stadt').isVisible()).toBe(true);
    expect(await assistant.citation(1).innerText()).toMatch(/Hundesteuer[\s\S]*Stand 12\.01\.2026/);
    await expectNoAxeViolations(page);

    await assistant.citation(1).click();
    await page.waitForURL(`${url}/demo/leistungen/hundesteuer/**`);
    const cell = page.getByRole('cell', { name: 'zweiter Hund' });
    await waitFor('the row in sight', async () => await isInSight(page, '132,00 €'));
    // Chromium takes the directive out of the address that scripts see, but marks the words.
    expect(await markedWords(page)).toMatch(/zweiter Hund\s+132,00 €/);
    expect(await cell.isVisible()).toBe(true);

    // The conversation has come along.
    await assistant.dialog.waitFor();
    expect(await assistant.turn(0).innerText()).toContain(DOG_TAX);
    expect(await assistant.best.innerText()).toContain('132,00 €');
  });

  it('opens the page of a PDF that a citation names', async () => {
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page);
    await assistant.askAndRead('Was steht in der Satzung zu Hunden auf Schiffen?');
    const link = assistant.newest.locator('a.source', { hasText: 'PDF' }).first();
    expect(await link.innerText()).toMatch(/PDF · Seite \d/);
    const target = new URL((await link.getAttribute('href')) ?? '', url);
    expect(target.hash).toMatch(/^#page=\d+/);
    const file = await page.request.get(target.href);
    expect(file.headers()['content-type']).toBe('application/pdf');
  });

  it('understands what a follow-up leaves out', async () => {
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page);
    await assistant.askAndRead(DOG_TAX);
    await assistant.askAndRead('Und für den dritten?');
    const row = await assistant.best.innerText();
    expect(row).toContain('168,00 €');
    expect(row).not.toContain('132,00 €');
  });

  it('refuses as help: says so plainly, shows pages and the office, and takes no blame', async () => {
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page);
    const answer = await assistant.askAndRead('Wie hoch ist die Katzensteuer?');
    expect(answer).toMatch(/nichts gefunden, was ich sicher zitieren könnte/);
    expect(answer).not.toMatch(/€/);
    expect(await assistant.best.count()).toBe(0);
    expect(await assistant.newest.locator('.fault').count()).toBe(0);
    const links = assistant.newest.locator('a.source');
    expect(await links.count()).toBeGreaterThan(0);
    const opened = await page.request.get((await links.first().getAttribute('href')) ?? '');
    expect(opened.status()).toBe(200);
    await expectNoAxeViolations(page, { include: 'buergernah-assistant' });

    const own = await assistant.askAndRead('Wann bekomme ich endlich meinen Wohngeldbescheid?');
    expect(own).toContain('keine Akten');
    expect(own).toContain('Zuständig');
    expect(own).toMatch(/069 90009-\d+/);
  });

  it('gives the current page, not the old news that repeats the question', async () => {
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page);
    await assistant.askAndRead('Hundesteuer zweiter Hund');
    expect(await assistant.best.innerText()).toContain('132,00 €');
    await assistant.citation(1).click();
    await page.waitForURL(`${url}/demo/leistungen/hundesteuer/**`);
  });

  it('greets, sends nothing for an empty question, and asks to shorten a long one', async () => {
    const { page } = await browser.openPage();
    const asked: string[] = [];
    page.on('request', (request) => request.url().endsWith('/questions') && asked.push(request.url()));
    const assistant = await openAssistant(page);
    expect(await assistant.askAndRead('Guten Tag')).toContain('Was möchten Sie wissen?');
    expect(asked).toHaveLength(1);

    await assistant.ask('   ');
    expect(await assistant.focused()).toBe('question');
    await assistant.ask('Was kostet das? '.repeat(38).slice(0, 600));
    await assistant.dialog
      .getByText(/Zeichen zu viel\. Bitte stellen Sie die Frage kürzer/)
      .first()
      .waitFor();
    expect(asked).toHaveLength(1);
    expect((await assistant.field.inputValue()).length).toBe(600);

    // Someone who sends it past the widget gets the same advice.
    const answer = await page.request.post(`${url}/api/assistant/questions`, { data: { question: 'x'.repeat(600) } });
    expect(await answer.text()).toContain('"reason":"too-long"');
  });

  it('speaks English on an English page and quotes its English text', async () => {
    const { page } = await browser.openPage({ locale: 'en-GB' });
    await page.goto(`${url}/demo/en/dog-tax/`);
    const assistant = assistantOn(page, { launcher: 'Ask' });
    await assistant.open();
    await assistant.dialog.getByText('What would you like to know?').waitFor();
    const answer = await assistant.askAndRead('How much is the tax for a second dog?');
    expect(answer).toContain('Best match');
    expect(await assistant.best.innerText()).toContain('€132.00');
    await expectNoAxeViolations(page, { include: 'buergernah-assistant' });
  });

  it('keeps the conversations of two tabs apart', async () => {
    const { page, context } = await browser.openPage();
    const first = await openAssistant(page);
    await first.askAndRead(DOG_TAX);
    const other = await context.newPage();
    const second = await openAssistant(other);
    expect(await second.dialog.getByRole('article').count()).toBe(0);
    await second.askAndRead('Was kostet ein neuer Perso?');
    // A follow-up belongs to the tab that it was typed in.
    await first.askAndRead('Und für den dritten?');
    expect(await first.best.innerText()).toContain('168,00 €');
    await page.reload();
    await first.dialog.waitFor();
    expect(await first.dialog.getByRole('article').count()).toBe(2);
    expect(await second.dialog.getByRole('article').count()).toBe(1);
  });

  it('begins anew, takes that back, and forgets what was talked about', async () => {
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page);
    await assistant.askAndRead(DOG_TAX);
    await assistant.menu('Neues Gespräch');
    expect(await assistant.dialog.getByRole('article').count()).toBe(0);
    await assistant.dialog.getByRole('button', { name: 'Rückgängig' }).click();
    await assistant.newest.getByText('132,00 €').first().waitFor();
    await assistant.menu('Neues Gespräch');
    const answer = await assistant.askAndRead('Und für den dritten?');
    expect(answer).not.toContain('168,00 €');
  });

  it('takes feedback of both kinds, which the administrator finds with the trace', async () => {
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page);
    await assistant.askAndRead(DOG_TAX);
    const { key } = townHall;
    const readTrace = async (id: string) => {
      const headers = { authorization: `Bearer ${key}` };
      const answer = await page.request.get(`${url}/api/assistant/answers/${id}/trace`, { headers });
      return (await answer.json()) as Record<string, unknown>;
    };

    const said = page.waitForRequest((request) => request.url().endsWith('/feedback'));
    await assistant.newest.getByRole('button', { name: 'Nein' }).click();
    const id = /answers\/([\w-]+)\/feedback$/.exec((await said).url())?.[1] ?? '';
    await assistant.newest.getByRole('radio', { name: 'Die Angabe ist veraltet' }).check();
    await assistant.newest.getByRole('textbox', { name: 'Möchten Sie etwas dazu sagen?' }).fill('Seit Januar teurer.');
    await assistant.newest.getByRole('button', { name: 'Absenden' }).click();
    await assistant.newest.getByText('Danke für Ihre Rückmeldung.').waitFor();
    expect(await readTrace(id)).toMatchObject({
      question: DOG_TAX,
      outcome: 'answered',
      helpful: false,
      feedbackReason: 'outdated',
      feedbackText: 'Seit Januar teurer.',
    });

    await assistant.askAndRead('Was kostet ein neuer Perso?');
    const sent = page.waitForResponse((response) => response.url().endsWith('/feedback'));
    await assistant.newest.getByRole('button', { name: 'Ja', exact: true }).click();
    expect((await sent).status()).toBe(204);
    await assistant.newest.getByText('Danke für Ihre Rückmeldung.').waitFor();
  });

  it('copies the answer with its source', async () => {
    const { page, context } = await browser.openPage();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const assistant = await openAssistant(page);
    await assistant.askAndRead(DOG_TAX);
    await assistant.newest.getByRole('button', { name: 'Kopieren' }).click();
    await assistant.newest.getByRole('button', { name: 'Kopiert' }).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toContain('132,00 €');
    expect(text).toContain(`${url}/demo/leistungen/hundesteuer/`);
  });

  it('lets a screen reader hear each finished row once, then that the answer has ended', async () => {
    const { page } = await browser.openPage();
    const assistant = await openAssistant(page);
    await assistant.listen();
    await assistant.askAndRead(DOG_TAX);
    await waitFor('the end to be said', async () => (await assistant.heard()).join(' ').includes('Ende der Antwort'), {
      timeout: 20_000,
    });
    const heard = (await assistant.heard()).join('\n');
    expect(heard.split('zweiter Hund; Steuer im Jahr: 132,00 €').length - 1).toBe(1);
    expect(heard).toMatch(/Ende der Antwort\. \d+ Fundstellen?\.\s*$/);
  });
});

/** True if a cell with these words stands in the window and is not covered by the dialog. */
async function isInSight(page: Page, text: string): Promise<boolean> {
  return await page.evaluate((words) => {
    const cell = [...document.querySelectorAll('main td')].find(({ textContent }) => textContent?.trim() === words);
    if (!cell) return false;
    const { top, bottom, left } = cell.getBoundingClientRect();
    if (scrollY === 0 || top < 0 || bottom > innerHeight) return false;
    return document.elementFromPoint(left + 4, (top + bottom) / 2) === cell;
  }, text);
}

/** What stands between the directive's start and end words on this page; Chromium marks exactly this. */
async function markedWords(page: Page): Promise<string> {
  return await page.evaluate(() => {
    const entry = performance.getEntriesByType('navigation')[0]?.name ?? '';
    const directive = /:~:text=([^&]+)/.exec(entry)?.[1];
    if (directive === undefined) return '';
    const [start = '', end = ''] = directive.split(',').map(decodeURIComponent);
    const text = document.querySelector('main')?.innerText ?? '';
    const from = text.indexOf(start);
    const to = text.indexOf(end, from);
    return from === -1 || to === -1 ? '' : text.slice(from, to + end.length);
  });
}
