/**
 * Chromium for one test file. Every page is watched: an unexpected console error, failed request or a break of the content
 * security policy fails the test that opened the page.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { findChromium } from '../../scripts/find-programs.ts';

export interface PageProblems {
  consoleErrors: string[];
  /** "GET http://… 500" or "GET http://… net::ERR_…". */
  failedRequests: string[];
  cspViolations: string[];
  /** Faults that this test brings about on purpose. Breaks of the content security policy are never among them. */
  allow(...patterns: RegExp[]): void;
}

export interface OpenedPage {
  page: Page;
  context: BrowserContext;
  problems: PageProblems;
}

export interface OpenOptions extends Omit<BrowserContextOptions, 'viewport'> {
  /** CSS pixels; default 1280 × 800. */
  width?: number;
  height?: number;
}

export interface TestBrowser {
  /** A page in a fresh context (no cookies, no storage of others). Closed after the test. */
  openPage(options?: OpenOptions): Promise<OpenedPage>;
  readonly browser: Browser;
}

/** Call once at the top of a test file: starts Chromium before its tests and ends it after them. */
export function useBrowser(): TestBrowser {
  let browser: Browser | undefined;
  const opened: { context: BrowserContext; problems: PageProblems; unexpected(): string[] }[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    const faults = opened.flatMap((it) => it.unexpected());
    await Promise.all(opened.map((it) => it.context.close()));
    opened.length = 0;
    expect(faults, 'problems seen in the browser').toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
  });

  return {
    get browser() {
      if (!browser) throw new Error('The browser starts before the tests of the file: open pages inside a test.');
      return browser;
    },
    async openPage({ width = 1280, height = 800, ...options } = {}) {
      const context = await this.browser.newContext({ locale: 'de-DE', ...options, viewport: { width, height } });
      const page = await context.newPage();
      const { problems, unexpected } = await watch(page);
      opened.push({ context, problems, unexpected });
      return { page, context, problems };
    },
  };
}

async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium found: install it or set CHROMIUM_PATH.');
  return await chromium.launch({
    executablePath,
    headless: true,
    // Chromium's sandbox refuses to run as root.
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

async function watch(page: Page): Promise<{ problems: PageProblems; unexpected(): string[] }> {
  const allowed: RegExp[] = [];
  const problems: PageProblems = {
    consoleErrors: [],
    failedRequests: [],
    cspViolations: [],
    allow: (...patterns) => allowed.push(...patterns),
  };

  await page.exposeBinding('reportCspViolation', (_source, text: string) => problems.cspViolations.push(text));
  await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
    window.reportCspViolation(event.violatedDirective + ': ' + (event.blockedURI || 'inline') + ' in ' + event.sourceFile + ':' + event.lineNumber));`);

  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    const text = message.text();
    // Chromium's words for a failed load name no address; the request itself is recorded with it below.
    if (text.startsWith('Failed to load resource')) return;
    if (/Content Security Policy/i.test(text)) problems.cspViolations.push(text);
    else problems.consoleErrors.push(text);
  });
  page.on('pageerror', (error) => problems.consoleErrors.push(String(error.stack ?? error)));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // Leaving a page or pressing "stop" ends what is under way.
    if (reason === 'net::ERR_ABORTED') return;
    problems.failedRequests.push(`${request.method()} ${request.url()} ${reason}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) {
      problems.failedRequests.push(`${response.request().method()} ${response.url()} ${response.status()}`);
    }
  });

  return {
    problems,
    unexpected: () => [
      ...problems.cspViolations.map((text) => `content security policy: ${text}`),
      ...[...problems.consoleErrors, ...problems.failedRequests].filter(
        (text) => !allowed.some((pattern) => pattern.test(text)),
      ),
    ],
  };
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeViolation {
  id: string;
  impact: string;
  help: string;
  nodes: { target: unknown[]; html: string; failureSummary: string }[];
}

/**
 * WCAG 2.2 AA by axe, shadow DOM included.
 * @param options.include - CSS selector of the part to look at; default: the whole page
 * @param options.rules - only these rules, where a page that was looked at as a whole is shown in other colours; default: all
 */
export async function expectNoAxeViolations(
  page: Page,
  options: { include?: string; rules?: string[] } = {},
): Promise<void> {
  // Sent through the debugger, so that a strict content security policy does not stop it.
  await page.evaluate(axeSource);
  const violations = (await page.evaluate(`axe.run(${JSON.stringify(options.include ?? null)} ?? document, {
    runOnly: ${JSON.stringify(options.rules ?? ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])},
    resultTypes: ['violations'],
  }).then((result) => result.violations)`)) as AxeViolation[];
  const report = violations.flatMap(({ id, impact, help, nodes }) => [
    `${id} (${impact}): ${help}`,
    ...nodes.map((node) => `  ${node.target.flat().join(' ')}  ${node.html.slice(0, 160)}  ${node.failureSummary}`),
  ]);
  if (report.length > 0) expect.fail(`Accessibility of ${page.url()}:\n${report.join('\n')}`);
}

/** Fails where the page scrolls sideways (WCAG 1.4.10: at 320 px nothing may). */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const [content, window] = (await page.evaluate(
    '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
  )) as [number, number];
  expect(content, 'width of the page against the width of the window').toBeLessThanOrEqual(window);
}
