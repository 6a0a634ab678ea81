import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchAnswer } from '../../src/contracts/search.ts';
import type { Synonym } from '../../src/contracts/synonyms.ts';
import { ensureSearchIndex, type SearchIndex } from '../../src/server/knowledge/search-index.ts';
import { searchPages } from '../../src/server/knowledge/search-passages.ts';
import { createAccessKeys } from '../../src/server/platform/access.ts';
import { systemClock } from '../../src/server/platform/clock.ts';
import { assertAccessStated, createHttpApp, type Routes } from '../../src/server/platform/http.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { createMetrics } from '../../src/server/platform/metrics.ts';
import { searchRoutes, synonymRoutes } from '../../src/server/search/routes.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { makeDataDirectory, runBuergernah, type Settings } from '../support/house-process.ts';
import { learnTown, TOWN_URL } from '../support/learned-town.ts';
import { waitFor } from '../support/wait-for.ts';

const log = createLog('silent');
let test: TestDatabase;
let index: SearchIndex;
let app: Routes;
let key: string;

beforeAll(async () => {
  test = await openTestDatabase();
  const db = test.database;
  ({ index } = await learnTown(db));
  const keys = createAccessKeys({ db });
  key = await keys.renew();
  app = createHttpApp({ keys, log, metrics: createMetrics() });
  app.route('/', synonymRoutes({ db, index }));
  app.route(
    '/',
    searchRoutes({
      db,
      index,
      models: { embedder: () => null },
      clock: systemClock,
      log,
      settings: { keepDays: 90, townName: null, privacyUrl: null },
      demo: true,
      questionsPerMinute: 1_000,
      trustProxy: true,
    }),
  );
  assertAccessStated(app);
}, 120_000);
afterAll(() => test.close());

async function call(method: string, path: string, body?: unknown, withKey = true): Promise<Response> {
  return app.request(path, {
    method,
    headers: {
      'x-forwarded-for': '192.0.2.1',
      ...(withKey ? { authorization: `Bearer ${key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
const list = async () => (await (await call('GET', '/api/synonyms')).json()) as Synonym[];
const find = async (word: string) => (await list()).find((one) => one.word === word);
async function best(q: string): Promise<string | undefined> {
  const answer = (await (await call('GET', `/api/search?q=${encodeURIComponent(q)}`)).json()) as SearchAnswer;
  return answer.hits[0]?.pageUrl.replace(`${TOWN_URL}/demo/`, '');
}

describe('the town’s list of everyday words', () => {
  it('is the administrator’s', async () => {
    for (const [method, path] of [
      ['GET', '/api/synonyms'],
      ['POST', '/api/synonyms'],
      ['DELETE', '/api/synonyms/Perso'],
      ['POST', '/api/synonyms/import'],
    ] as const)
      expect((await call(method, path, method === 'POST' ? {} : undefined, false)).status).toBe(401);
  });

  it('begins with ours', async () => {
    expect(await find('perso')).toEqual({
      word: 'perso',
      names: ['Personalausweis'],
      origin: 'built-in',
      active: true,
    });
    expect((await list()).length).toBeGreaterThan(50);
  });

  it('takes a new word, which counts with the next search, in another process too', async () => {
    const elsewhere = await ensureSearchIndex({ db: test.database, log });
    const bestElsewhere = async () => {
      const { pages } = await searchPages(
        { db: test.database, index: elsewhere, embedder: null, log },
        { text: 'Wauwaugeld', limit: 1 },
      );
      return pages[0]?.best.url;
    };
    expect(await best('Wauwaugeld')).toBeUndefined();
    expect(await bestElsewhere()).toBeUndefined();
    const added = await call('POST', '/api/synonyms', { word: 'Wauwaugeld', names: ['Hundesteuer'] });
    expect(await added.json()).toEqual({ word: 'Wauwaugeld', names: ['Hundesteuer'], origin: 'town', active: true });
    expect(await best('Wauwaugeld')).toBe('leistungen/hundesteuer/');
    await waitFor(
      'the other process to see it',
      async () => (await bestElsewhere())?.includes('hundesteuer') === true,
      {
        timeout: 10_000,
        interval: 100,
      },
    );

    expect(await (await call('DELETE', '/api/synonyms/wauwaugeld')).json()).toEqual({ outcome: 'removed' });
    expect(await best('Wauwaugeld')).toBeUndefined();
    expect((await call('DELETE', '/api/synonyms/wauwaugeld')).status).toBe(404);
  });

  it('switches ours off and on again, and changes them', async () => {
    expect(await best('Perso')).toBe('leistungen/personalausweis/');
    expect(await (await call('DELETE', '/api/synonyms/Perso')).json()).toEqual({ outcome: 'switched-off' });
    expect(await find('perso')).toMatchObject({ origin: 'built-in', active: false });
    expect(await best('Perso')).not.toBe('leistungen/personalausweis/');
    await call('POST', '/api/synonyms', { word: 'perso', names: ['Personalausweis'] });
    expect(await find('perso')).toMatchObject({ origin: 'built-in', active: true });
    expect(await best('Perso')).toBe('leistungen/personalausweis/');
    await call('POST', '/api/synonyms', { word: 'Perso', names: ['Sperrmüll'] });
    expect(await best('Perso')).toBe('abfall/sperrmuell/');
    expect(await (await call('DELETE', '/api/synonyms/Perso')).json()).toEqual({ outcome: 'restored' });
    expect(await best('Perso')).toBe('leistungen/personalausweis/');
  });

  it('is taken over as a whole, larger than other requests, or not at all', async () => {
    const word = (number: number) => `wort${[...String(number)].map((digit) => 'bcdfghjklm'[Number(digit)]).join('')}`;
    const entries = Array.from({ length: 2_000 }, (_, at) => ({ word: word(at), names: [`Amtliches Wort ${at}`] }));
    const imported = await call('POST', '/api/synonyms/import', { entries });
    expect(imported.status).toBe(200);
    expect((await list()).filter(({ origin }) => origin === 'town')).toHaveLength(2_000);
    const faulty = await call('POST', '/api/synonyms/import', { entries: [{ word: 'zwei Wörter', names: ['x'] }] });
    expect(faulty.status).toBe(400);
    const more = Array.from({ length: 3_500 }, (_, at) => ({ word: `${word(at)}mehr`, names: ['Amtliches Wort'] }));
    expect((await call('POST', '/api/synonyms/import', { entries: more })).status).toBe(413);
    await call('POST', '/api/synonyms/import', { entries: entries.slice(0, 1), replace: true });
    expect((await list()).filter(({ origin }) => origin === 'town')).toHaveLength(1);
    await call('POST', '/api/synonyms/import', { entries: [], replace: true });
  });
});

describe('the command', () => {
  it('adds, lists, exports, imports and removes, in words and as JSON', async () => {
    const [data, database] = await Promise.all([makeDataDirectory(), openTestDatabase()]);
    try {
      const settings: Settings = {
        DATA_DIR: data.directory,
        DEMO: 'off',
        ...(database.url === null ? {} : { DATABASE_URL: database.url }),
      };
      const run = (...parameters: string[]) => runBuergernah(['synonym', ...parameters], settings);
      const added = await run('add', 'Wauwaugeld', 'Hundesteuer', '--lang', 'de');
      expect(added).toMatchObject({ code: 0, faults: '' });
      expect(added.out).toContain('„Wauwaugeld“ wird jetzt auch als „Hundesteuer“ gesucht.');
      const listed = await run('list', '--own', '--json');
      expect(JSON.parse(listed.out)).toEqual([
        { word: 'Wauwaugeld', names: ['Hundesteuer'], origin: 'town', active: true },
      ]);
      const csv = await run('export', '--own', '--lang', 'en');
      expect(csv.out).toBe('Wort;amtlich;aktiv\r\nWauwaugeld;Hundesteuer;ja\n');

      const file = join(data.directory, 'list.csv');
      await writeFile(file, 'Wort;amtlich;aktiv\nzwei Wörter;Amt;ja\n');
      const refused = await run('import', file, '--lang', 'de');
      expect(refused.code).not.toBe(0);
      expect(refused.faults).toContain('Diese Zeilen sind keine Einträge: 2');
      await writeFile(file, 'Wort;amtlich;aktiv\nLappen;Führerschein;nein\n');
      expect((await run('import', file, '--replace', '--lang', 'de')).out).toContain('1 Einträge übernommen');
      expect(JSON.parse((await run('list', '--own', '--json')).out)).toEqual([
        { word: 'Lappen', names: ['Führerschein'], origin: 'built-in', active: false },
      ]);
      const unknown = await run('remove', 'Gibtsnicht', '--lang', 'de');
      expect(unknown.code).not.toBe(0);
      expect(unknown.faults).toContain('gibt es nicht');
    } finally {
      await database.close();
      await data.remove();
    }
  }, 180_000);
});
