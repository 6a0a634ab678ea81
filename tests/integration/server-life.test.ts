/** Start, death and stop of the server, as a process of its own. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import {
  type HouseProcess,
  makeDataDirectory,
  type Settings,
  startHouse,
  waitUntilLearned,
} from '../support/house-process.ts';
import { waitFor } from '../support/wait-for.ts';

const DOG_TAX = 'Was kostet die Hundesteuer für den zweiten Hund?';
let database: TestDatabase;
let data: Awaited<ReturnType<typeof makeDataDirectory>>;
let settings: Settings;
let running: HouseProcess | null = null;

beforeAll(async () => {
  [database, data] = await Promise.all([openTestDatabase(), makeDataDirectory()]);
  // The same address at each start, as in a town hall.
  settings = {
    PORT: String(await freePort()),
    DATA_DIR: data.directory,
    ...(database.url === null ? {} : { DATABASE_URL: database.url }),
  };
});
afterEach(async () => {
  await running?.end('SIGKILL');
  running = null;
});
afterAll(async () => {
  await database.close();
  await data.remove();
});

async function start(): Promise<HouseProcess> {
  running = await startHouse(settings);
  return running;
}

describe('the life of a server', () => {
  it('killed in the middle of its first reading it goes on at the next start and answers', {
    timeout: 240_000,
  }, async () => {
    const first = await start();
    const before = await waitFor('some pages to be read', () => pagesOf(first.url, 10), { timeout: 90_000 });
    const killed = await first.end('SIGKILL');
    expect(killed.signal).toBe('SIGKILL');

    const second = await start();
    expect(second.key).toBeNull();
    const pages = await waitUntilLearned(second.url);
    expect(pages).toBeGreaterThanOrEqual(before);
    expect(pages).toBeGreaterThan(60);
    const answer = await ask(second.url);
    expect(answer).toContain('132,00');
    // The very reading that was cut off came to its end.
    const reading = await readingsOf(second.url, first.key);
    expect(reading.length).toBeGreaterThan(0);
    expect(reading.map(({ state }) => state)).toEqual(reading.map(() => 'done'));
    process.stdout.write(
      `  killed at ${before} pages; second start ready after ${Math.round(second.milliseconds)} ms\n`,
    );
    await second.end('SIGTERM');
  });

  it('starts again quickly with everything known, and answers at once', async () => {
    const house = await start();
    const answer = await ask(house.url);
    expect(answer).toContain('132,00');
    process.stdout.write(`  start with a learned town: ready after ${Math.round(house.milliseconds)} ms\n`);
    await house.end('SIGTERM');
  });

  it('tells machines that it lives, is ready, and how it fares, without a word of what was asked', async () => {
    const house = await start();
    await ask(house.url);
    for (const path of ['/healthz', '/readyz']) expect((await fetch(house.url + path)).status, path).toBe(200);
    const metrics = await fetch(`${house.url}/metrics`);
    expect(metrics.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    const text = await metrics.text();
    expect(Number(/^buergernah_pages (\d+)/m.exec(text)?.[1])).toBeGreaterThan(60);
    expect(Number(/^buergernah_passages (\d+)/m.exec(text)?.[1])).toBeGreaterThan(60);
    expect(text).not.toMatch(/Hundesteuer/);
    const { output } = await house.end('SIGTERM');
    expect(output).not.toContain('Hundesteuer');
  });

  it('stops gracefully at SIGTERM: the answer under way comes to its end, then the process', async () => {
    const house = await start();
    await waitUntilLearned(house.url);
    const asking = ask(house.url);
    await sleep(30);
    const [answer, ended] = await Promise.all([asking, house.end('SIGTERM')]);
    expect(answer).toMatch(/"type":"end"/);
    expect(ended.code).toBe(0);
    expect(ended.output).toMatch(/Hält an …[\s\S]*Angehalten\./);
    expect(ended.milliseconds).toBeLessThan(15_000);
    process.stdout.write(`  graceful stop in ${Math.round(ended.milliseconds)} ms\n`);
    await expect(fetch(`${house.url}/healthz`)).rejects.toThrow();
  });

  it('stops at SIGINT during a reading as well, and the folder is free at once', async () => {
    const house = await start();
    const ended = await house.end('SIGINT');
    expect(ended.code).toBe(0);
    const next = await start();
    expect((await fetch(`${next.url}/readyz`)).status).toBe(200);
  });
});

async function ask(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/assistant/questions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ question: DOG_TAX }),
  });
  return await answer.text();
}

async function readingsOf(url: string, key: string | null): Promise<{ state: string }[]> {
  const headers = { authorization: `Bearer ${key}` };
  const sources = (await (await fetch(`${url}/api/sources`)).json()) as { id: string }[];
  const answer = await fetch(`${url}/api/sources/${sources[0]?.id}/syncs`, { headers });
  return (await answer.json()) as { state: string }[];
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The number of pages, once there are so many. */
async function pagesOf(url: string, atLeast: number): Promise<number | null> {
  const { pages } = (await (await fetch(`${url}/api/status`)).json()) as { pages: number };
  return pages >= atLeast ? pages : null;
}
