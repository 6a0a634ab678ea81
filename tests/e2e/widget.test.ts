// biome-ignore-all lint/performance/useDomNodeTextContent: what a reader sees counts, hidden text does not
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { expectNoAxeViolations, expectNoSidewaysScroll, useBrowser } from '../support/browser.ts';
import {
  dogTax,
  end,
  type PlayedAssistant,
  playAssistant,
  refusal,
  slowAnswer,
  source,
  words,
} from '../support/played-assistant.ts';
import { waitFor } from '../support/wait-for.ts';

const WIDGET = 'buergernah-assistant';
const browser = useBrowser();
let assistant: PlayedAssistant;

beforeAll(async () => {
  assistant = await playAssistant();
});
afterAll(() => assistant.close());
beforeEach(() => {
  assistant.questions.length = 0;
  assistant.feedback.length = 0;
  assistant.requests.length = 0;
  assistant.feedbackStatus = 204;
  assistant.play = (_request, url) => dogTax(url);
});

async function open(page: Page, path = '/'): Promise<void> {
  await page.goto(assistant.url + path);
  await page.getByRole('button', { name: /Frag die Stadt/ }).click();
  await page.getByText('auf 43 Seiten').waitFor();
}

const field = (page: Page) => page.getByRole('textbox', { name: 'Ihre Frage' });
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Musterstadt' });

async function ask(page: Page, question: string): Promise<void> {
  await field(page).fill(question);
  await field(page).press('Enter');
}

/** The name of what has the focus inside the widget. */
const focused = (page: Page) =>
  page.evaluate((name) => {
    const element = document.querySelector(name)?.shadowRoot?.activeElement;
    return element?.id || element?.className || element?.textContent?.trim() || null;
  }, WIDGET);

describe('the widget on a town website', () => {
  it('asks for nothing and stores nothing before it is used, and never a cookie or a style attribute', async () => {
    const { page, context } = await browser.openPage();
    const foreign: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(assistant.url)) foreign.push(request.url());
    });
    await page.goto(assistant.url);
    await page.getByRole('button', { name: 'Frag die Stadt, KI-Assistent öffnen' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /Frag die Stadt/ }).waitFor();
    expect(assistant.requests).toEqual([]);
    expect(await page.evaluate('sessionStorage.length + localStorage.length')).toBe(0);
    await page.getByRole('button', { name: /Frag die Stadt/ }).click();
    await ask(page, 'Was kostet der zweite Hund?');
    await page.getByText('Passt am besten').waitFor();
    expect(await context.cookies()).toEqual([]);
    expect(foreign).toEqual([]);
    expect(await page.evaluate('localStorage.length')).toBe(0);
    const styled = await page.evaluate((name) => {
      const host = document.querySelector(name);
      return [host?.hasAttribute('style'), host?.shadowRoot?.querySelectorAll('[style], style, script').length];
    }, WIDGET);
    expect(styled).toEqual([false, 0]);
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 320],
    ['dark', 320],
  ] as const)(
    'shows what it can do, that it is an AI, and how long it keeps what is asked: %s, %i px',
    async (colorScheme, width) => {
      const { page } = await browser.openPage({ colorScheme, width, height: 640, reducedMotion: 'reduce' });
      await open(page);
      await expectNoAxeViolations(page, { include: WIDGET });
      await expectNoSidewaysScroll(page);
      await page.getByText('Hier antwortet ein Programm mit KI, kein Mensch.').waitFor();
      await page.getByText('nach 90 Tagen gelöscht').waitFor();
      expect(await page.getByRole('link', { name: 'Datenschutz' }).getAttribute('href')).toBe(
        `${assistant.url}/datenschutz`,
      );
      await page.getByRole('button', { name: 'Was kostet die Hundesteuer für den zweiten Hund?' }).click();
      await page.getByText('Wörtlich aus den Seiten der Stadt').waitFor();
      await expectNoAxeViolations(page, { include: WIDGET });
      await expectNoSidewaysScroll(page);
      assistant.play = (_request, url) => refusal(url);
      await ask(page, 'Wie wird das Wetter?');
      await page.getByText('Zuständig').waitFor();
      await expectNoAxeViolations(page, { include: WIDGET });
      await expectNoSidewaysScroll(page);
    },
  );

  it('shows a table with its column heads, the best row in words, the gap, and the sources', async () => {
    const { page } = await browser.openPage();
    await open(page);
    await ask(page, 'Was kostet der zweite Hund?');
    const best = page.getByRole('row', { name: /Passt am besten/ });
    await best.waitFor();
    expect(await page.getByRole('columnheader').allInnerTexts()).toEqual(['Hundehaltung', 'Betrag im Jahr']);
    expect(await best.getByRole('cell').innerText()).toBe('144,00 €');
    expect(await page.getByRole('row').allInnerTexts()).toContain('…');
    const pdf = page.getByRole('link', { name: /^2 Hundesteuersatzung/ });
    expect((await pdf.innerText()).split('\n')).toContain('PDF · Seite 3 · gelesen am 20.03.2026');
    const card = page.getByRole('link', { name: /^1 Hundesteuer/ });
    expect(await card.innerText()).toContain('Stand 12.03.2026');
    expect(await card.getAttribute('href')).toBe(`${assistant.url}/hundesteuer#:~:text=Zweiter%20Hund`);
    await page.getByRole('link', { name: 'Fundstelle 2: Hundesteuersatzung' }).click();
    expect(await focused(page)).toBe('source');
    expect(assistant.questions[0]).toMatchObject({ language: 'de', page: `${assistant.url}/` });
  });

  it('shows every word as text and follows only safe links', async () => {
    assistant.play = (_request, url) => [
      words(0, '<img src=x onerror="window.hacked=1">', { form: 'lead-in' }),
      words(1, '**fett** [Link](javascript:window.hacked=2) <script>window.hacked=3</script>', {
        best: true,
        citation: 1,
      }),
      source(1, url, { title: '<svg onload=window.hacked=4>', quoteUrl: 'javascript:window.hacked=5' }),
      { type: 'later-event' } as never,
      end(),
    ];
    const { page } = await browser.openPage();
    await open(page);
    await ask(page, 'Böse?');
    await page.getByText('**fett** [Link](javascript:window.hacked=2) <script>window.hacked=3</script>').waitFor();
    const card = page.getByRole('link', { name: /^1 <svg onload/ });
    expect(await card.getAttribute('href')).toBe(`${assistant.url}/hundesteuer#gebuehren`);
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
    expect(await page.locator(`${WIDGET} img, ${WIDGET} script`).count()).toBe(0);
  });

  it('is used by keyboard alone', async () => {
    const { page } = await browser.openPage();
    await page.goto(assistant.url);
    const launcher = page.getByRole('button', { name: /Frag die Stadt/ });
    for (let step = 0; step < 12 && (await focused(page)) !== 'launcher'; step++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await waitFor('the focus in the field', async () => (await focused(page)) === 'question');
    await page.keyboard.press('Enter');
    await page.keyboard.type('   ');
    await page.keyboard.press('Enter');
    expect(assistant.questions).toEqual([]);
    await page.keyboard.type('Was kostet');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('der zweite Hund?');
    await page.keyboard.press('Enter');
    await page.getByText('Passt am besten').waitFor();
    expect(assistant.questions.map(({ question }) => question)).toEqual(['Was kostet\nder zweite Hund?']);
    expect(await focused(page)).toBe('question');
    expect(await field(page).inputValue()).toBe('');
    // Backwards: send button stands after the field, the actions before it.
    await page.keyboard.press('Shift+Tab');
    expect(await focused(page)).toContain('to-end');
    await page.getByRole('button', { name: 'Menü' }).press('Enter');
    await waitFor('the first entry', async () => (await focused(page)) === 'Neues Gespräch');
    await page.keyboard.press('Escape');
    await waitFor('the menu button', async () => (await focused(page)) === 'menu-button');
    await page.keyboard.press('Escape');
    await launcher.waitFor();
    await waitFor('the focus on the launcher', async () => (await focused(page)) === 'launcher');
  });

  it('takes one question at a time, counts characters near the limit and sends none beyond it', async () => {
    assistant.play = () => [400, ...[words(0, 'Ja.')], end('fixed')];
    const { page } = await browser.openPage();
    await open(page);
    await field(page).fill('x'.repeat(450));
    await page.getByText('noch 50 Zeichen').waitFor();
    await field(page).fill('x'.repeat(512));
    await page.getByText('12 Zeichen zu viel').waitFor();
    await page.getByRole('button', { name: 'Frage senden' }).click();
    expect(assistant.questions).toEqual([]);
    await field(page).fill('Eine Frage?');
    await page.getByRole('button', { name: 'Frage senden' }).dblclick();
    await ask(page, 'Und noch eine?');
    await page.getByText('Die Antwort auf Ihre letzte Frage kommt noch').waitFor();
    await page.getByText('Ja.', { exact: true }).waitFor();
    expect(assistant.questions.map(({ question }) => question)).toEqual(['Eine Frage?']);
    expect(await field(page).inputValue()).toBe('Und noch eine?');
    await field(page).press('Enter');
    await waitFor('the second question', () => assistant.questions.length === 2);
    expect(assistant.questions[1]?.conversationId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('stops when told so and keeps what has come', async () => {
    assistant.play = (_request, url) => slowAnswer(url, 12, 300);
    const { page } = await browser.openPage();
    await open(page);
    await ask(page, 'Langsam?');
    await page.getByText('Ich suche auf 43 Seiten …').first().waitFor();
    await page.getByText('Dies ist Satz 2 ').first().waitFor();
    await page.getByRole('button', { name: 'Anhalten' }).click();
    await page.getByText('Sie haben die Antwort angehalten.').first().waitFor();
    const said = await dialog(page).innerText();
    await page.waitForTimeout(700);
    expect(await dialog(page).innerText()).toBe(said);
    expect(said).toContain('Dies ist Satz 2 ');
    expect(await focused(page)).toBe('question');
    assistant.play = (_request, url) => dogTax(url);
    await page.getByRole('button', { name: 'Noch einmal fragen' }).click();
    await page.getByText('Passt am besten').waitFor();
    expect(await dialog(page).innerText()).not.toContain('Dies ist Satz');
  });

  it('never moves what is being read, and goes along with a reader who is at the end', async () => {
    assistant.play = (_request, url) => slowAnswer(url, 24, 120);
    const { page } = await browser.openPage();
    await open(page);
    await ask(page, 'Langsam?');
    const first = page.locator('.best').first();
    await first.waitFor();
    const place = (await first.boundingBox())?.y;
    await page.getByText('Dies ist Satz 12 ').first().waitFor();
    expect((await first.boundingBox())?.y).toBe(place);
    await page.getByRole('button', { name: 'Nach unten' }).click();
    await page.getByText('Dies ist Satz 20 ').first().waitFor();
    const fromEnd = await page.evaluate((name) => {
      const log = document.querySelector(name)?.shadowRoot?.querySelector('.log');
      return log ? log.scrollHeight - log.scrollTop - log.clientHeight : null;
    }, WIDGET);
    expect(fromEnd).toBeLessThan(30);
  });

  it('says each finished sentence to a screen reader once', async () => {
    assistant.play = (_request, url) => slowAnswer(url, 4, 350);
    const { page } = await browser.openPage();
    await open(page);
    await page.evaluate((name) => {
      const spoken: string[] = [];
      (window as unknown as { spoken: string[] }).spoken = spoken;
      const region = document.querySelector(name)?.shadowRoot?.querySelector('[aria-live="polite"]');
      new MutationObserver((changes) => {
        for (const node of changes.flatMap(({ addedNodes }) => [...addedNodes]))
          if (node instanceof HTMLElement) spoken.push(node.textContent ?? '');
      }).observe(region as Node, { childList: true });
    }, WIDGET);
    await ask(page, 'Langsam?');
    await waitFor('the end', async () => String(await page.evaluate('spoken.join(" ")')).includes('Ende der Antwort'));
    const spoken = (await page.evaluate('spoken')) as string[];
    expect(spoken[0]).toContain('Ich suche auf 43 Seiten');
    for (let number = 1; number <= 4; number++)
      expect(spoken.join(' ').split(`Dies ist Satz ${number} `).length - 1).toBe(1);
    expect(spoken.at(-1)).toMatch(/Ende der Antwort\. 1 Fundstelle\./);
  });

  it('keeps the question when the connection breaks, and asks again', async () => {
    const { page, problems } = await browser.openPage();
    problems.allow(/ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION|ERR_EMPTY/);
    assistant.play = () => [100, words(0, 'Der erste Satz.', { best: true }), 100, 'cut'];
    await open(page);
    await ask(page, 'Abbruch?');
    await page.getByText('Die Verbindung ist abgebrochen.').first().waitFor();
    await page.getByText('Der erste Satz.').first().waitFor();
    await expectNoAxeViolations(page, { include: WIDGET });
    assistant.play = (_request, url) => dogTax(url);
    await page.getByRole('button', { name: 'Noch einmal fragen' }).click();
    await page.getByText('Passt am besten').waitFor();
    expect(assistant.questions.map(({ question }) => question)).toEqual(['Abbruch?', 'Abbruch?']);
  });

  it('notices that there is no network, and that it is back', async () => {
    const { page, context } = await browser.openPage();
    await open(page);
    await context.setOffline(true);
    await page.getByText('Keine Verbindung zum Internet.').first().waitFor();
    await ask(page, 'Ohne Netz?');
    await page.getByText('Sie haben gerade keine Verbindung').first().waitFor();
    expect(assistant.questions).toEqual([]);
    await context.setOffline(false);
    await page.getByText('Die Verbindung ist wieder da.').waitFor();
    await page.getByRole('button', { name: 'Noch einmal fragen' }).click();
    await page.getByText('Passt am besten').waitFor();
  });

  it('says how long to wait when there are too many questions, and what the server says', async () => {
    const { page, problems } = await browser.openPage();
    problems.allow(/ 429$/, / 503$/);
    assistant.play = () => ({ status: 429, headers: { 'retry-after': '2' } });
    await open(page);
    await ask(page, 'Zu oft?');
    await page.getByText(/In \d Sekunden? können Sie wieder fragen/).waitFor();
    expect(await page.getByRole('button', { name: 'Noch einmal fragen' }).count()).toBe(0);
    assistant.play = () => ({
      status: 503,
      body: { error: { code: 'unavailable', message: { de: 'Der Assistent wird gewartet.', en: 'Being serviced.' } } },
    });
    await page.getByRole('button', { name: 'Noch einmal fragen' }).click();
    await page.getByText('Der Assistent wird gewartet.').first().waitFor();
  });

  it('keeps the conversation when the page changes, in this tab only', async () => {
    const { page, context } = await browser.openPage();
    await open(page);
    await ask(page, 'Was kostet der zweite Hund?');
    await field(page).fill('Angefangen');
    await page.getByRole('link', { name: /^1 Hundesteuer/ }).click();
    await page.getByRole('heading', { name: 'hundesteuer', exact: true }).waitFor();
    await page.getByText('Passt am besten').waitFor();
    expect(await field(page).inputValue()).toBe('Angefangen');
    // The page that was opened has the focus, not the dialog that was open already.
    expect(await focused(page)).toBeNull();
    const other = await context.newPage();
    await other.goto(assistant.url);
    await other.getByRole('button', { name: /Frag die Stadt/ }).click();
    await other.getByText('Was möchten Sie wissen?').waitFor();
    await page.getByRole('button', { name: 'Schließen' }).click();
    await page.reload();
    await page.getByRole('button', { name: /Frag die Stadt/ }).click();
    await page.getByText('Passt am besten').waitFor();
  });

  it('offers to ask again what a page change has cut off', async () => {
    assistant.play = (_request, url) => slowAnswer(url, 12, 300);
    const { page } = await browser.openPage();
    await open(page);
    await ask(page, 'Langsam?');
    await page.getByText('Dies ist Satz 1 ').first().waitFor();
    await page.goto(`${assistant.url}/buergerbuero`);
    await page.getByText('Sie haben die Seite gewechselt').waitFor();
    await page.getByText('Dies ist Satz 1 ').first().waitFor();
    assistant.play = (_request, url) => dogTax(url);
    await page.getByRole('button', { name: 'Noch einmal fragen' }).click();
    await page.getByText('Passt am besten').waitFor();
  });

  it('begins anew without asking back, and takes it back', async () => {
    const { page } = await browser.openPage();
    await open(page);
    await ask(page, 'Was kostet der zweite Hund?');
    await page.getByText('Passt am besten').waitFor();
    await page.getByRole('button', { name: 'Menü' }).click();
    await page.getByRole('button', { name: 'Neues Gespräch' }).click();
    await page.getByText('Was möchten Sie wissen?').waitFor();
    await expectNoAxeViolations(page, { include: WIDGET });
    await page.getByRole('button', { name: 'Rückgängig' }).click();
    await page.getByText('Passt am besten').waitFor();
    await page.getByRole('button', { name: 'Menü' }).click();
    await page.getByRole('button', { name: 'Neues Gespräch' }).click();
    await ask(page, 'Neu?');
    await page.getByText('Passt am besten').waitFor();
    expect(await page.getByRole('button', { name: 'Rückgängig' }).count()).toBe(0);
    expect(assistant.questions[1]?.conversationId).toBeUndefined();
  });

  it('takes feedback: no, the reason, some words', async () => {
    const { page, problems } = await browser.openPage();
    problems.allow(/feedback 500$/);
    await open(page);
    await ask(page, 'Was kostet der zweite Hund?');
    await page.getByRole('button', { name: 'Nein' }).click();
    await page.getByRole('radio', { name: 'Die Angabe ist veraltet' }).check();
    await page.getByRole('textbox', { name: 'Möchten Sie etwas dazu sagen?' }).fill('Seit Januar teurer.');
    await expectNoAxeViolations(page, { include: WIDGET });
    assistant.feedbackStatus = 500;
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.getByText('Das konnte nicht gesendet werden.').first().waitFor();
    assistant.feedbackStatus = 204;
    await page.getByRole('button', { name: 'Absenden' }).click();
    await page.getByText('Danke für Ihre Rückmeldung.').first().waitFor();
    expect(assistant.feedback[0]).toEqual({ helpful: false });
    expect(assistant.feedback.at(-1)).toEqual({ helpful: false, reason: 'outdated', text: 'Seit Januar teurer.' });
  });

  it('copies an answer with its sources', async () => {
    const { page, context } = await browser.openPage();
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open(page);
    await ask(page, 'Was kostet der zweite Hund?');
    await page.getByRole('button', { name: 'Kopieren' }).click();
    await page.getByRole('button', { name: 'Kopiert' }).waitFor();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toContain('Ihre Frage: Was kostet der zweite Hund?');
    expect(text).toContain('- Zweiter Hund: 144,00 € [1]');
    expect(text).toContain(`[1] Hundesteuer, Stand 12.03.2026\n    ${assistant.url}/hundesteuer#gebuehren`);
  });

  it('prints question and answer alone, with the addresses of the sources', async () => {
    const { page } = await browser.openPage();
    await page.addInitScript('window.print = () => { window.printed = true; };');
    await open(page);
    await ask(page, 'Was kostet der zweite Hund?');
    await page.getByRole('button', { name: 'Drucken' }).click();
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('printed')).toBe(true);
    const paper = page.locator('buergernah-print');
    expect(await paper.getByRole('heading', { name: 'Was kostet der zweite Hund?' }).isVisible()).toBe(true);
    expect(await paper.getByText(`${assistant.url}/hundesteuer#gebuehren`).first().isVisible()).toBe(true);
    expect(await paper.getByRole('button').count()).toBe(0);
    expect(await page.getByRole('heading', { name: 'Willkommen' }).isVisible()).toBe(false);
    expect(await dialog(page).isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
    expect(await paper.getByRole('heading', { name: 'Was kostet der zweite Hund?' }).isVisible()).toBe(false);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    expect(await paper.count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('heading', { name: 'Willkommen' }).isVisible()).toBe(true);
    expect(await dialog(page).isVisible()).toBe(false);
  });

  it('fills the window of a phone, keeps the focus, and gives the page free when a source is opened', async () => {
    const { page } = await browser.openPage({ width: 320, height: 560, hasTouch: true });
    await open(page);
    await waitFor('the dialog at its place', async () => {
      const box = await dialog(page).boundingBox();
      return box?.x === 0 && box.y === 0 && box.width === 320 && box.height === 560;
    });
    for (let step = 0; step < 20; step++) {
      await page.keyboard.press('Tab');
      expect(await focused(page)).not.toBeNull();
    }
    await ask(page, 'Was kostet der zweite Hund?');
    await page.getByRole('link', { name: /^1 Hundesteuer/ }).click();
    await page.getByRole('heading', { name: 'hundesteuer', exact: true }).waitFor();
    expect(await dialog(page).count()).toBe(0);
    await page.getByRole('button', { name: /Frag die Stadt/ }).click();
    await page.getByText('Passt am besten').waitFor();
  });

  it('stays below a consent banner', async () => {
    const { page } = await browser.openPage({ width: 320, height: 560 });
    await page.goto(`${assistant.url}/?consent`);
    await page.getByRole('button', { name: /Frag die Stadt/ }).waitFor();
    await page.getByRole('button', { name: 'Einverstanden' }).click({ timeout: 2000 });
  });

  it('comes once, however often its script does, and leaves an element of the editor alone', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${assistant.url}/?twice`);
    await page.getByRole('button', { name: /Frag die Stadt/ }).waitFor();
    expect(await page.locator(WIDGET).count()).toBe(1);
    await page.goto(
      `${assistant.url}/?twice&element=${encodeURIComponent('town="Nettetal" launcher="Frag Nettetal"')}`,
    );
    await page.getByRole('button', { name: /Frag Nettetal/ }).waitFor();
    expect(await page.locator(WIDGET).count()).toBe(1);
  });

  it('speaks English on an English page or when it is told to', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${assistant.url}/?lang=en`);
    await page.getByRole('button', { name: /Ask the town/ }).click();
    await page.getByText('What would you like to know?').waitFor();
    await page.getByRole('button', { name: 'How much is the tax for a second dog?' }).click();
    await page.getByText('Word for word from the town’s pages').waitFor();
    expect(assistant.questions[0]?.language).toBe('en');
    await expectNoAxeViolations(page, { include: WIDGET });
    await page.getByRole('button', { name: 'Deutsch' }).click();
    await page.getByText('Wörtlich aus den Seiten der Stadt').waitFor();
    await page.reload();
    await page.getByText('Wörtlich aus den Seiten der Stadt').waitFor();
  });

  it('makes a colour readable that is too bright for white text', async () => {
    for (const theme of ['light', 'dark']) {
      const { page } = await browser.openPage();
      await open(
        page,
        `/?tag=${encodeURIComponent(`data-town="Musterstadt" data-color="gold" data-theme="${theme}"`)}`,
      );
      await ask(page, 'Was kostet der zweite Hund?');
      await page.getByText('Passt am besten').waitFor();
      await expectNoAxeViolations(page, { include: WIDGET });
    }
  });

  it('opens from a link of the website, stands at the other side in a script from right to left', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${assistant.url}/?dir=rtl`);
    const launcher = page.getByRole('button', { name: /Frag die Stadt/ });
    expect((await launcher.boundingBox())?.x).toBeLessThan(100);
    await page.locator('#ask').click();
    await page.getByText('Was möchten Sie wissen?').waitFor();
  });
});
