/**
 * The whole product for the browser tests, once a run: the server as a process of its own that has learned Musterstadt, and two
 * foreign websites with a strict content security policy that embed its assistant, one allowed and one not.
 */
import type { TestProject } from 'vitest/node';
import { makeDataDirectory, startHouse, waitUntilLearned } from './house-process.ts';
import { serveWebsite, type Website } from './website.ts';

export interface TownHall {
  /** `http://localhost:<port>`, no slash at the end. */
  url: string;
  /** The administrator's key. */
  key: string;
  /** A website of another origin, allowed by ALLOWED_ORIGINS. */
  allowedSite: string;
  /** A website of another origin that nobody allowed. */
  strangeSite: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    townHall: TownHall;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data = await makeDataDirectory();
  const [allowed, strange] = await Promise.all([serveWebsite([]), serveWebsite([])]);
  const house = await startHouse({
    DATA_DIR: data.directory,
    ALLOWED_ORIGINS: allowed.url,
    // The test website of the crawler stands on this machine.
    CRAWL_INTERNAL: 'on',
    QUESTIONS_PER_MINUTE: '10000',
  });
  if (house.key === null) throw new Error(`The first start showed no key:\n${house.output()}`);
  for (const site of [allowed, strange]) fillForeignSite(site, house.url);
  project.provide('townHall', {
    url: house.url,
    key: house.key,
    allowedSite: allowed.url,
    strangeSite: strange.url,
  });
  await waitUntilLearned(house.url);
  return async () => {
    await house.end('SIGTERM');
    await Promise.all([allowed.close(), strange.close()]);
    await data.remove();
  };
}

/** A town's website as strict as can be: own styles, one foreign script and its server, nothing inline, no eval. */
function fillForeignSite(site: Website, assistant: string): void {
  const policy = `default-src 'none'; script-src ${assistant}; style-src 'self'; img-src 'self'; connect-src ${assistant}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'`;
  const page = (path: string, title: string, text: string) => ({
    path,
    headers: { 'content-security-policy': policy },
    body: `<!doctype html><html lang="de"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>
<link rel="stylesheet" href="/site.css"><link rel="icon" href="/icon.svg">
<script src="${assistant}/widgets/assistant.js" data-town="Kleinau" data-color="#7a1f3d" data-launcher="Frag Kleinau" defer></script>
<body><header><a href="/">Gemeinde Kleinau</a></header><main><h1>${title}</h1><p>${text}</p></main></body></html>`,
  });
  site.put(
    page('/', 'Willkommen in Kleinau', 'Kleinau liegt am Rand von Musterstadt. <a href="/zweite">Zweite Seite</a>'),
  );
  site.put(page('/zweite', 'Zweite Seite', 'Hier steht nichts von Belang.'));
  site.put({ path: '/site.css', type: 'text/css', body: 'body{font:18px/1.5 sans-serif;margin:2rem}' });
  site.put({ path: '/icon.svg', type: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' });
}
