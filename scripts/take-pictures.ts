/**
 * Takes the pictures of the README and the guide from the running product: `node scripts/take-pictures.ts`.
 * With a folder as argument it takes every screen at 1280 and 320 px, light and dark, to be looked at: nothing is compared.
 */
import { cp, mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { testModelDirectory } from '../tests/support/embedding-model.ts';
import { makeDataDirectory, startHouse, waitUntilLearned } from '../tests/support/house-process.ts';
import { waitFor } from '../tests/support/wait-for.ts';
import { buildBrowserCode } from './build.ts';
import { findChromium } from './find-programs.ts';

const PICTURES = resolve(import.meta.dirname, '../docs/pictures');
/** What a README may weigh, in bytes. */
const LARGEST = 400_000;
const DOG_TAX = 'Was kostet die Hundesteuer für den zweiten Hund?';

const SCREENS = {
  start: '/',
  'start-english': '/?lang=en',
  guide: '/docs/',
  'guide-connect': '/docs/website-verbinden/',
  api: '/api/',
  search: '/suche',
  'search-many': '/suche?q=Steuer',
  'search-slip': '/suche?q=Hundestuer',
  'search-none': '/suche?q=xyzzyqwert',
  'search-long-word': '/suche?q=Grundst%C3%BCcksverkehrsgenehmigung',
  missing: '/gibt-es-nicht',
  'town-home': '/demo/',
  'town-service': '/demo/leistungen/hundesteuer/',
  'town-services': '/demo/leistungen/',
  'town-long-word': '/demo/leistungen/grundstuecksverkehrsgenehmigung/',
  'town-missing': '/demo/gibt-es-nicht/',
};
const QUESTIONS = {
  answer: DOG_TAX,
  'follow-up': 'Und für den dritten?',
  refusal: 'Wie hoch ist die Katzensteuer?',
  list: 'Was muss ich zur Anmeldung eines Hundes angeben?',
  greeting: 'Guten Tag',
  crisis: 'Ich kann nicht mehr, ich will nicht mehr leben.',
};

const WIDGET = 'buergernah-assistant';
const folder = process.argv[2];
const executablePath = findChromium();
if (executablePath === null) throw new Error('No Chromium found: install it or set CHROMIUM_PATH.');
await buildBrowserCode();
const data = await makeDataDirectory();
// As it stands after some minutes, with the model; without one where none can be had.
const model = await testModelDirectory();
if (model !== null) await cp(join(model, 'models'), join(data.directory, 'models'), { recursive: true });
const house = await startHouse({ DATA_DIR: data.directory });
const browser = await chromium.launch({ executablePath, chromiumSandbox: process.getuid?.() !== 0 });
try {
  await waitUntilLearned(house.url);
  if (model !== null) await waitUntilEmbedded();
  if (folder === undefined) await takeForPapers(browser);
  else await takeToLookAt(browser, resolve(folder));
} finally {
  await browser.close();
  await house.end('SIGTERM');
  await data.remove();
}

async function waitUntilEmbedded(): Promise<void> {
  await waitFor(
    'every passage to have its vector',
    async () => {
      const status = (await (await fetch(`${house.url}/api/status`)).json()) as { passages: number; embedded: number };
      return status.embedded === status.passages;
    },
    { timeout: 300_000, interval: 500 },
  );
}

async function takeForPapers(used: Browser): Promise<void> {
  await mkdir(PICTURES, { recursive: true });
  const page = await openPage(used, { width: 1280, height: 800, colorScheme: 'light' });
  await page.goto(`${house.url}/demo/`);
  await openWidget(page);
  await ask(page, DOG_TAX);
  await keep(page, join(PICTURES, 'ask-musterstadt.png'));
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(house.url);
  await keep(page, join(PICTURES, 'start-page.png'));
}

async function keep(page: Page, path: string): Promise<void> {
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  const { size } = await stat(path);
  console.log(`${path}: ${Math.round(size / 1000)} kB`);
  if (size > LARGEST) throw new Error(`${path} is larger than ${LARGEST / 1000} kB.`);
}

async function takeToLookAt(used: Browser, target: string): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1280, 320]) {
      const page = await openPage(used, { width, height: width === 320 ? 640 : 800, colorScheme });
      const take = (name: string, fullPage = false) =>
        page.screenshot({
          path: join(target, `${name}-${width}-${colorScheme}.png`),
          fullPage,
          animations: 'disabled',
        });
      for (const [name, path] of Object.entries(SCREENS)) {
        await page.goto(house.url + path);
        await take(name, true);
      }
      await page.goto(`${house.url}/demo/`);
      await openWidget(page);
      await take('widget-first-sight');
      for (const [name, question] of Object.entries(QUESTIONS)) {
        await ask(page, question);
        await take(`widget-${name}`);
        await scrollToEnd(page);
        await take(`widget-${name}-end`);
      }
      await page.locator(WIDGET).getByRole('button', { name: 'Menü' }).click();
      await take('widget-menu');
      await page.locator(WIDGET).getByRole('button', { name: 'Über den Assistenten' }).click();
      await take('widget-about');
      await page.context().close();
    }
  }
}

async function openPage(
  used: Browser,
  { width, height, colorScheme }: { width: number; height: number; colorScheme: 'light' | 'dark' },
): Promise<Page> {
  const context = await used.newContext({
    locale: 'de-DE',
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
  });
  return await context.newPage();
}

async function openWidget(page: Page): Promise<void> {
  await page.locator(WIDGET).getByRole('button', { name: 'Frag' }).click();
  await page.locator(WIDGET).getByText('Zum Beispiel').waitFor();
}

async function ask(page: Page, question: string): Promise<void> {
  const field = page.locator(WIDGET).getByRole('textbox', { name: 'Ihre Frage' });
  await field.fill(question);
  await field.press('Enter');
  const turn = page.locator(WIDGET).getByRole('article').filter({ hasText: question }).last();
  await turn.getByRole('button', { name: 'Drucken' }).waitFor();
}

async function scrollToEnd(page: Page): Promise<void> {
  await page.locator(`${WIDGET} .log`).evaluate((log) => log.scrollTo({ top: log.scrollHeight, behavior: 'instant' }));
}
