/** The command line as an operator uses it: every call a process of its own, judged by output and exit code. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestDatabase, type TestDatabase, testEngine } from '../support/database.ts';
import {
  type HouseProcess,
  makeDataDirectory,
  runBuergernah,
  type Settings,
  startHouse,
  waitUntilLearned,
} from '../support/house-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { serveWebsite, type Website } from '../support/website.ts';

const STACK_TRACE = /^\s+at .+:\d+:\d+\)?$/m;
let database: TestDatabase;
let data: Awaited<ReturnType<typeof makeDataDirectory>>;
let website: Website;
let settings: Settings;
let house: HouseProcess;

beforeAll(async () => {
  [database, data, website] = await Promise.all([openTestDatabase(), makeDataDirectory(), serveWebsite(townPages())]);
  settings = {
    DATA_DIR: data.directory,
    CRAWL_INTERNAL: 'on',
    ...(database.url === null ? {} : { DATABASE_URL: database.url }),
  };
  house = await startHouse(settings);
  await waitUntilLearned(house.url);
}, 180_000);
afterAll(async () => {
  await house?.end('SIGTERM');
  await Promise.all([website.close(), database.close()]);
  await data.remove();
}, 60_000);

const run = (...parameters: string[]) => runBuergernah(parameters, settings);

describe('commands beside a running server', () => {
  it('start says what it did, in plain words: database, key, address, mode, pages', async () => {
    await waitFor('the word that Musterstadt is learned', () => house.output().includes('✓ Musterstadt'));
    const output = house.output();
    expect(output).toMatch(/^✓ Datenbank geöffnet: PostgreSQL \d+/m);
    expect(output).toMatch(/Schlüssel der Verwaltung \(wird nur jetzt gezeigt/);
    expect(output).toContain(`✓ Bereit. Öffnen Sie ${house.url}`);
    expect(output).toContain(`Musterstadt fragen: ${house.url}/demo/`);
    expect(output).toContain('wörtlich aus den Seiten');
    expect(output).toMatch(/^✓ Musterstadt: \d+ Seiten gelernt/m);
    expect(output).not.toMatch(STACK_TRACE);
  });

  it('ask answers with the row, its citation and a link to the words', async () => {
    const { code, out } = await run('ask', 'Was kostet die Hundesteuer für den zweiten Hund?');
    expect(code).toBe(0);
    expect(out).toMatch(/zweiter Hund.*132,00 €.*\[1\]/);
    expect(out).toMatch(/Fundstellen\n\s+\[1\] .*Hundesteuer.*\(Stand 12\.01\.2026\)/);
    expect(out).toMatch(/#[^\s]*:~:text=zweiter%20Hund/);
    expect(out.split('\n').every((line) => line.length <= 200)).toBe(true);
  });

  it('ask --json gives one value with units and citations', async () => {
    const { code, out, faults } = await run(
      'ask',
      '--json',
      'Was',
      'kostet',
      'die',
      'Hundesteuer',
      'für',
      'den',
      'zweiten',
      'Hund?',
    );
    expect(code).toBe(0);
    expect(faults).toBe('');
    const answer = JSON.parse(out) as {
      outcome: string;
      mode: string;
      units: { best?: boolean; text: string }[];
      citations: { quoteUrl: string }[];
    };
    expect(answer).toMatchObject({ outcome: 'answered', mode: 'quoted' });
    expect(answer.units.filter(({ best }) => best).map(({ text }) => text)).toEqual([
      expect.stringContaining('132,00 €'),
    ]);
    expect(answer.citations.length).toBeGreaterThan(0);
  });

  it('ask ends with 1 where nothing answers, and still shows where to go', async () => {
    const { code, out } = await run('ask', 'Wie hoch ist die Katzensteuer?');
    expect(code).toBe(1);
    expect(out).toMatch(/Diese Seiten helfen vielleicht:/);
    expect(out).toContain('http://');
  });

  it('doctor examines, in German and in English, and says how to mend what is missing', async () => {
    const [german, english, json] = await Promise.all([
      run('doctor'),
      run('doctor', '--lang', 'en'),
      run('doctor', '--json'),
    ]);
    for (const { code } of [german, english, json]) expect(code).toBe(0);
    expect(german.out).toMatch(/Alles in Ordnung\./);
    expect(english.out).toMatch(/All is well\./);
    expect(german.out).toMatch(/→ /);
    const report = JSON.parse(json.out) as { healthy: boolean; findings: { level: string; part: string }[] };
    expect(report.healthy).toBe(true);
    expect(report.findings.length).toBeGreaterThan(2);
  });

  it('source add reads a website and shows how far it is; list, sync and remove know it by name', async () => {
    const added = await run('source', 'add', website.url, '--name', 'Kleinau', '--rate', '50');
    expect(added.code, added.faults).toBe(0);
    expect(added.out).toContain('Aufgenommen: Kleinau');
    expect(added.out).toMatch(/✓ neu \d+, geändert 0, gleich 0, weggefallen 0, ausgelassen \d+, nicht lesbar 0/);

    const list = await run('source', 'list');
    expect(list.out).toMatch(/Kleinau\s+bereit\s+\d+/);
    expect(list.out).toContain(website.url);
    const sources = JSON.parse((await run('source', 'list', '--json')).out) as {
      id: string;
      name: string;
      pages: number;
    }[];
    const kleinau = sources.find(({ name }) => name === 'Kleinau');
    expect(kleinau?.pages).toBeGreaterThanOrEqual(3);

    const answer = await run('ask', '--source', kleinau?.id ?? '', 'Wann ist der Bauhof geöffnet?');
    expect(answer.out).toMatch(/Dienstag.*7:15 bis 11:45 Uhr/);

    website.put({
      path: '/bauhof',
      body: page('Bauhof', '<p>Der Bauhof ist jetzt am Mittwoch von 8:05 bis 9:55 Uhr geöffnet.</p>'),
    });
    const again = await run('source', 'sync', 'kleinau');
    expect(again.code, again.faults).toBe(0);
    expect(again.out).toMatch(/geändert 1,/);
    expect((await run('ask', '--source', kleinau?.id ?? '', 'Wann ist der Bauhof geöffnet?')).out).toMatch(
      /8:05 bis 9:55/,
    );

    const twice = await run('source', 'add', website.url);
    expect(twice.code).toBe(1);
    expect(twice.faults).toContain('Das gibt es schon');

    expect((await run('source', 'remove', website.url)).out).toContain('Entfernt: Kleinau');
    expect((await run('source', 'list')).out).not.toContain('Kleinau');
    const unknown = await run('source', 'sync', 'Kleinau');
    expect(unknown.code).toBe(1);
    expect(unknown.faults).toContain('Keine Quelle heißt „Kleinau“');
  });

  it('source add tells why a website cannot be read', async () => {
    const { code, out, faults } = await run('source', 'add', 'http://127.0.0.1:9/', '--name', 'Niemand');
    expect(code).toBe(1);
    expect(`${out}${faults}`).toMatch(/nicht gelesen|nicht lesbar/);
    expect(`${out}${faults}`).not.toMatch(STACK_TRACE);
    await run('source', 'remove', 'Niemand');
  });

  it('key new makes the old key worthless at once', async () => {
    const may = async (key: string | null) =>
      (await fetch(`${house.url}/api/doctor`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await may(house.key)).toBe(200);
    const { code, out } = await run('key', 'new');
    expect(code).toBe(0);
    const key = /\bbn_[\w-]+/.exec(out)?.[0] ?? null;
    expect(key).not.toBe(house.key);
    expect(await may(house.key)).toBe(403);
    expect(await may(key)).toBe(200);
    const { key: third } = JSON.parse((await run('key', 'new', '--json')).out) as { key: string };
    expect(await may(key)).toBe(403);
    expect(await may(third)).toBe(200);
  });

  it('models list names what there is; pull of an unknown one is a wrong call', async () => {
    const { code, out } = await run('models', 'list');
    expect(code).toBe(0);
    expect(out).toMatch(/multilingual-e5-small\s+nicht da/);
    const models = JSON.parse((await run('models', 'list', '--json')).out) as { name: string; file: string | null }[];
    expect(models).toContainEqual(expect.objectContaining({ name: 'multilingual-e5-small', file: null }));
    const unknown = await run('models', 'pull', 'gpt-99');
    expect(unknown.code).toBe(2);
    expect(unknown.faults).toContain('Ein Modell „gpt-99“ kennt der Katalog nicht.');
  });

  it('a second start on the same folder is refused and leaves the first one alone', async () => {
    const second = await runBuergernah(['start'], { ...settings, PORT: '0' });
    expect(second.code).toBe(1);
    expect(second.faults).toContain(`Der Ordner ${data.directory} ist schon geöffnet`);
    expect(second.faults).not.toMatch(STACK_TRACE);
    expect((await fetch(`${house.url}/healthz`)).status).toBe(200);
  });
});

// What does not touch the database, or brings its own, is the same on both engines and runs once.
const describeOnce = testEngine === 'embedded' ? describe : () => undefined;

describeOnce('commands without a server', () => {
  let alone: Awaited<ReturnType<typeof makeDataDirectory>>;
  let own: Settings;
  beforeAll(async () => {
    alone = await makeDataDirectory();
    own = { DATA_DIR: alone.directory, CRAWL_INTERNAL: 'on', DEMO: 'off' };
  });
  afterAll(() => alone.remove());

  it('open the folder themselves: add a website, ask it, examine, and leave nothing running', {
    timeout: 240_000,
  }, async () => {
    const none = await runBuergernah(['source', 'list'], own);
    expect(none.code, none.faults).toBe(0);
    expect(none.out).toContain('Noch keine Quelle');
    const added = await runBuergernah(
      ['source', 'add', '--exclude', '/intern*', website.url, '--rate', '50', '--json'],
      own,
    );
    expect(added.code, added.faults).toBe(0);
    expect(JSON.parse(added.out)).toMatchObject({ state: 'ready', sync: { state: 'done' } });
    const answer = await runBuergernah(['ask', 'Was kostet die Müllmarke?'], own);
    expect(answer.code, answer.faults).toBe(0);
    expect(answer.out).toContain('4,30 €');
    const report = await runBuergernah(['doctor'], own);
    expect(report.code, report.out).toBe(0);
  });
});

describeOnce('wrong calls', () => {
  it('name every faulty setting at once, without a stack trace and without the value of a secret', async () => {
    const { code, out, faults } = await runBuergernah(['start'], {
      DATA_DIR: data.directory,
      PORT: 'achtzig',
      KEEP_DAYS: '0',
      DATABASE_URL: 'mysql://root:geheim@db/x',
      ALLOWED_ORIGINS: 'https://gut.example, keine adresse',
    });
    expect(code).toBe(2);
    expect(out).toBe('');
    for (const name of ['PORT', 'KEEP_DAYS', 'DATABASE_URL', 'ALLOWED_ORIGINS']) expect(faults).toContain(name);
    expect(faults).toContain('docs/configuration.md');
    expect(faults).not.toContain('geheim');
    expect(faults).not.toMatch(STACK_TRACE);
  });

  it('name a port that is taken', async () => {
    const other = await occupyPort();
    const spare = await makeDataDirectory();
    const port = String((other.address() as AddressInfo).port);
    const { code, faults } = await runBuergernah(['start'], {
      DATA_DIR: spare.directory,
      PORT: port,
      HOST: '127.0.0.1',
    });
    expect(code).toBe(1);
    expect(faults).toContain(`Der Port ${port} ist belegt`);
    expect(faults).not.toMatch(STACK_TRACE);
    other.close();
    await spare.remove();
  });

  it('say in words that a database cannot be reached', async () => {
    const spare = await makeDataDirectory();
    const { code, faults } = await runBuergernah(['doctor'], {
      DATA_DIR: spare.directory,
      DATABASE_URL: 'postgresql://postgres:geheim@127.0.0.1:9/nowhere',
    });
    expect(code).toBe(1);
    expect(faults).toContain('Die Datenbank ist nicht zu öffnen (ECONNREFUSED)');
    expect(faults).not.toContain('geheim');
    expect(faults).not.toMatch(STACK_TRACE);
    await spare.remove();
  });

  it.each([
    [['frag', 'mich'], 'Den Befehl „frag“ gibt es nicht.'],
    [['ask', '--laut', 'Hallo'], 'Die Option „--laut“ gibt es nicht.'],
    [['source', 'add'], 'Es fehlt die Angabe „url“.'],
    [['source', 'löschen'], 'Den Befehl „löschen“ gibt es nicht.'],
  ] as const)('%j: %s', async (parameters, sentence) => {
    const { code, faults } = await run(...parameters);
    expect(code).toBe(2);
    expect(faults).toContain(sentence);
    expect(faults).toContain('Hilfe: npx buergernah --help');
    expect(faults).not.toMatch(STACK_TRACE);
  });

  it('help comes in both languages and with faulty settings too', async () => {
    const faulty = { ...settings, PORT: 'achtzig' };
    const german = await runBuergernah(['--help'], faulty);
    expect(german.code).toBe(0);
    expect(german.out).toMatch(/Aufruf:[\s\S]*Befehle:/);
    for (const command of ['start', 'ask', 'source', 'models', 'key', 'eval', 'doctor'])
      expect(german.out).toMatch(new RegExp(`^ +${command}\\b`, 'm'));
    expect(german.out).not.toMatch(/Usage:|Options:|Commands:|display help/);
    const english = await runBuergernah(['source', '--help'], { ...faulty, LANG: 'en_GB.UTF-8' });
    expect(english.out).toMatch(/Usage:[\s\S]*Commands:/);
    expect(english.out).not.toMatch(/Aufruf:|Quelle/);
    expect((await runBuergernah(['source', 'add', '--help', '--lang', 'en'], faulty)).out).toContain(
      'at most this many pages',
    );
    const nothing = await runBuergernah([], faulty);
    expect(nothing.code).toBe(2);
    expect(nothing.out).toContain('Aufruf:');
  });
});

async function occupyPort(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function page(title: string, text: string): string {
  return `<!doctype html><html lang="de"><head><meta charset="utf-8"><title>${title} – Gemeinde Kleinau</title></head><body>
<nav><a href="/">Start</a> <a href="/bauhof">Bauhof</a> <a href="/muellmarke">Müllmarke</a></nav><main><h1>${title}</h1>${text}</main></body></html>`;
}

function townPages() {
  return [
    {
      path: '/',
      body: page('Gemeinde Kleinau', '<p>Willkommen auf den Seiten der Gemeinde Kleinau am Rand des Waldes.</p>'),
    },
    { path: '/bauhof', body: page('Bauhof', '<p>Der Bauhof ist am Dienstag von 7:15 bis 11:45 Uhr geöffnet.</p>') },
    {
      path: '/muellmarke',
      body: page('Müllmarke', '<p>Eine Müllmarke kostet 4,30 € und ist im Rathaus zu haben.</p>'),
    },
  ];
}
