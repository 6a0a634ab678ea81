/** A page that the town takes down leaves the answers with the next reading. Musterstadt stands on an address of its own for this. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SourceDetails } from '../../src/contracts/knowledge.ts';
import { createDemoSite, type DemoSite } from '../../src/server/demo/create-demo-site.ts';
import { demoRoutes } from '../../src/server/demo/routes.ts';
import { useBrowser } from '../support/browser.ts';
import { waitFor } from '../support/wait-for.ts';
import { assistantOn, townHall } from './assistant-window.ts';

const QUESTION = 'Was soll ich zur Impfaktion in der Markthalle mitbringen?';
const browser = useBrowser();
const { url, key } = townHall;
let server: Server;
let site: DemoSite;
let source: SourceDetails;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  site = createDemoSite({ publicUrl });
  const routes = demoRoutes({ site, publicUrl });
  server.on(
    'request',
    getRequestListener((request) => {
      const address = new URL(request.url);
      return address.pathname.startsWith('/demo')
        ? routes.request(`${address.pathname.slice('/demo'.length) || '/'}${address.search}`, request)
        : new Response(null, { status: 404 });
    }),
  );
  source = await call('POST', '/api/sources', {
    url: `${publicUrl}/demo/`,
    name: 'Musterstadt mit Impfaktion',
    options: { include: ['/demo/veranstaltungen/*', '/demo/'], requestsPerSecond: 50, documents: false },
  });
});
afterAll(async () => {
  if (source) await call('DELETE', `/api/sources/${source.id}`);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('a page that disappears', () => {
  it('is quoted while it is there and gone from the answers after the next reading', async () => {
    await read();
    expect(await ask()).toContain('/demo/veranstaltungen/impfaktion/');

    const { page } = await browser.openPage();
    await page.goto(`${url}/demo/`);
    const assistant = assistantOn(page);
    await assistant.open();
    await assistant.dialog.getByText(/auf \d+ Seiten dieser Website/).waitFor();

    site.setGonePages(false);
    await call('POST', `/api/sources/${source.id}/sync`);
    const { sync } = await read();
    expect(sync?.counts.gone).toBeGreaterThanOrEqual(1);
    const { pages } = await call<{ pages: { url: string; reason: { de: string } }[] }>(
      'GET',
      `/api/sources/${source.id}/pages?state=gone`,
    );
    expect(pages.map((gone) => new URL(gone.url).pathname)).toContain('/demo/veranstaltungen/impfaktion/');
    const after = await ask();
    expect(after).not.toContain('impfaktion');
    expect(after).toMatch(/"type":"(?:refusal|end)"/);

    site.setGonePages(true);
    await call('POST', `/api/sources/${source.id}/sync`);
    await read();
    expect(await ask()).toContain('/demo/veranstaltungen/impfaktion/');
  });

  it('is nobody’s to change without the key', async () => {
    for (const headers of [{}, { authorization: 'Bearer bn_wrong' }] as Record<string, string>[]) {
      const answer = await fetch(`${url}/api/sources/${source.id}/sync`, { method: 'POST', headers });
      expect([401, 403]).toContain(answer.status);
    }
  });
});

/** Waits until the reading that was asked for has ended. */
async function read(): Promise<SourceDetails> {
  return await waitFor(
    'the source to be read',
    async () => {
      const state = await call<SourceDetails>('GET', `/api/sources/${source.id}`);
      if (state.state === 'failed' || state.state === 'alarm') throw new Error(JSON.stringify(state));
      return state.state === 'ready' && state.sync?.state === 'done' && state;
    },
    { timeout: 60_000, interval: 200 },
  );
}

async function ask(): Promise<string> {
  const answer = await fetch(`${url}/api/assistant/questions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: QUESTION, sources: [source.id] }),
  });
  return await answer.text();
}

async function call<Result>(method: string, path: string, body?: object): Promise<Result> {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Result;
}
