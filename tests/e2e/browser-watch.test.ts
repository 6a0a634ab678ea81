import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectNoAxeViolations, expectNoSidewaysScroll, useBrowser } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { serveWebsite, type Website } from '../support/website.ts';

/** The other browser tests are worth what this watching is worth: it has to see every kind of fault. */
describe('what the browser tests watch', () => {
  const browser = useBrowser();
  let website: Website;

  beforeAll(async () => {
    const csp = { 'content-security-policy': "default-src 'self'" };
    website = await serveWebsite([
      { path: '/good', headers: csp, body: page('<h1>Gut</h1><p>Alles in Ordnung.</p>') },
      { path: '/favicon.ico', status: 204 },
      { path: '/inline', headers: csp, body: page('<h1>Streng</h1><script>document.title = "x"</script>') },
      { path: '/style', headers: csp, body: page('<h1 style="color: red">Streng</h1>') },
      { path: '/throws', body: page('<h1>Wirft</h1><script>throw new Error("kaputt")</script>') },
      { path: '/missing-image', body: page('<h1>Bild</h1><img src="/no.png" alt="Fehlt">') },
      { path: '/inaccessible', body: page('<h1>Bild</h1><img src="/favicon.ico"><button></button>') },
      { path: '/wide', body: page('<h1>Breit</h1><div style="width: 900px">x</div>') },
    ]);
  });
  afterAll(() => website.close());

  it('finds nothing on a good page, also under a strict policy', async () => {
    const { page, problems } = await browser.openPage({ width: 320 });
    await page.goto(`${website.url}/good`);
    await expectNoAxeViolations(page);
    await expectNoSidewaysScroll(page);
    expect(problems).toMatchObject({ consoleErrors: [], failedRequests: [], cspViolations: [] });
  });

  it.each(['/inline', '/style'])('sees a break of the content security policy on %s', async (path) => {
    const { page, problems } = await browser.openPage();
    await page.goto(website.url + path);
    await waitFor('the report', () => problems.cspViolations.length > 0);
    problems.cspViolations.length = 0;
  });

  it('sees an error of a script', async () => {
    const { page, problems } = await browser.openPage();
    await page.goto(`${website.url}/throws`);
    await waitFor('the error', () => problems.consoleErrors.some((text) => text.includes('kaputt')));
    problems.allow(/kaputt/);
  });

  it('sees a request that fails', async () => {
    const { page, problems } = await browser.openPage();
    await page.goto(`${website.url}/missing-image`);
    expect(problems.failedRequests).toEqual([`GET ${website.url}/no.png 404`]);
    problems.allow(/no\.png 404/);
  });

  it('sees what a screen reader cannot', async () => {
    const { page } = await browser.openPage();
    await page.goto(`${website.url}/inaccessible`);
    await expect(expectNoAxeViolations(page)).rejects.toThrow(
      /image-alt[\s\S]*button-name|button-name[\s\S]*image-alt/,
    );
  });

  it('sees a page that is too wide for a phone', async () => {
    const { page } = await browser.openPage({ width: 320 });
    await page.goto(`${website.url}/wide`);
    await expect(expectNoSidewaysScroll(page)).rejects.toThrow(/width/);
  });
});

function page(content: string): string {
  return `<!doctype html><html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Prüfseite</title></head><body><main>${content}</main></body></html>`;
}
