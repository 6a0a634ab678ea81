import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { waitFor } from '../../../tests/support/wait-for.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { chooseLanes, createEmbeddedEngine, type EmbeddedEngine, type EngineLimits } from './embedded-engine.ts';
import { EmbedderError } from './embedder.ts';

const processPath = fileURLToPath(new URL('../../../tests/support/fake-embedding-process.ts', import.meta.url));
const engines: EmbeddedEngine[] = [];

function create(modelPath = 'model', limits: Partial<EngineLimits> = {}, clock: Clock = systemClock): EmbeddedEngine {
  const engine = createEmbeddedEngine({
    name: 'fake',
    dimensions: 4,
    modelPath,
    maximumTokens: 512,
    questionPrefix: 'query: ',
    passagePrefix: 'passage: ',
    lanes: 2,
    log: pino({ level: 'silent' }),
    clock,
    processPath,
    limits: { firstRestartMilliseconds: 100, ...limits },
  });
  engines.push(engine);
  return engine;
}

async function startReady(limits: Partial<EngineLimits> = {}): Promise<EmbeddedEngine> {
  const engine = create('model', limits);
  engine.start();
  await waitFor('the process to be ready', () => engine.state().state === 'ready');
  return engine;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.stop()));
});

describe('the embedding model in a process of its own', () => {
  it('gives vectors in the order of the texts', async () => {
    const { embedder } = await startReady();
    const vectors = await embedder.embedPassages(['slow 60', 'a', 'slow 20', '']);
    expect(vectors.map((vector) => vector[0])).toEqual([7, 1, 7, 0]);
    expect(vectors[0]).toBeInstanceOf(Float32Array);
    expect(await embedder.embedPassages([])).toEqual([]);
    expect((await embedder.embedQuestion('abc'))[0]).toBe(3);
  });

  it('refuses a question at once while loading, and lets passages wait', async () => {
    const engine = create();
    engine.start();
    await expect(engine.embedder.embedQuestion('early')).rejects.toMatchObject({ reason: 'unavailable' });
    expect((await engine.embedder.embedPassages(['early']))[0]?.[0]).toBe(5);
  });

  it('lets a question overtake passages that wait', async () => {
    const { embedder } = await startReady();
    const order: string[] = [];
    const passages = embedder
      .embedPassages(Array.from({ length: 12 }, () => 'slow 40'))
      .then(() => order.push('passages'));
    await embedder.embedQuestion('quick').then(() => order.push('question'));
    await passages;
    expect(order).toEqual(['question', 'passages']);
  });

  it('does not send the passages of a call that was aborted', async () => {
    const { embedder } = await startReady();
    const stop = new AbortController();
    const call = embedder.embedPassages(
      Array.from({ length: 50 }, () => 'slow 30'),
      stop.signal,
    );
    setTimeout(() => stop.abort(new Error('enough')), 20);
    await expect(call).rejects.toThrow('enough');
    const [seen] = await embedder.embedQuestion('what did you see?');
    expect(seen).toBeLessThan(20);
    await expect(embedder.embedQuestion('late', stop.signal)).rejects.toThrow('enough');
  });

  it('fails one call for a text without vector, and answers the next', async () => {
    const { embedder } = await startReady();
    await expect(embedder.embedPassages(['a', 'fail', 'b'])).rejects.toMatchObject({ reason: 'invalid' });
    expect((await embedder.embedPassages(['ab']))[0]?.[0]).toBe(2);
  });

  it('rejects what is under way when the process dies, and starts it again', async () => {
    const engine = await startReady();
    const before = engine.state().processId;
    const waiting = engine.embedder.embedPassages(['slow 5000', 'die', 'c', 'd', 'e', 'f', 'g']);
    await expect(waiting).rejects.toMatchObject({ reason: 'unavailable', mayPass: true });
    expect(engine.state()).toMatchObject({ state: 'failed', crashes: 1, waiting: 0 });
    expect(engine.state().nextAttemptAt).toBeInstanceOf(Date);
    await expect(engine.embedder.embedQuestion('now?')).rejects.toBeInstanceOf(EmbedderError);
    await waitFor('the process to be ready again', () => engine.state().state === 'ready');
    expect(engine.state().processId).not.toBe(before);
    expect((await engine.embedder.embedQuestion('abcd'))[0]).toBe(4);
  });

  it('keeps the last words of a process that died', async () => {
    const engine = await startReady();
    await expect(engine.embedder.embedQuestion('complain and die')).rejects.toMatchObject({ reason: 'unavailable' });
    await waitFor('the reason', () => engine.state().reason?.includes('out of memory'));
  });

  it('pauses twice as long each time a process cannot load', async () => {
    // A clock that stands still shows the planned pause itself, however busy the machine is.
    const engine = create('broken', { firstRestartMilliseconds: 20 }, { now: () => new Date(0) });
    const pauses = new Set<number>();
    engine.start();
    await waitFor(
      'three attempts',
      () => {
        const planned = engine.state().nextAttemptAt?.getTime();
        if (planned !== undefined) pauses.add(planned);
        return pauses.size >= 3;
      },
      { interval: 2 },
    );
    expect(engine.state().reason).toContain('no such model');
    const [first = 0, ...later] = [...pauses];
    expect(later).toEqual([first * 2, first * 4]);
  });

  it('refuses a model with vectors of another length, and a process that dies while loading', async () => {
    const other = create('other');
    other.start();
    await waitFor('the refusal', () => other.state().reason?.includes('5 dimensions, not 4'));
    const crash = create('crash');
    crash.start();
    await waitFor('the refusal', () => crash.state().reason?.includes('code 7'));
  });

  it('ends a process that does not load, hangs at a passage or shows no sign of life', async () => {
    const never = create('never', { loadMilliseconds: 150 });
    never.start();
    await waitFor('the end of patience', () => never.state().reason?.includes('not loaded in time'));

    const hangs = await startReady({ passageMilliseconds: 150 });
    await expect(hangs.embedder.embedPassages(['hang'])).rejects.toMatchObject({ reason: 'timeout' });
    expect(hangs.state().crashes).toBe(1);

    const frozen = await startReady({ silenceMilliseconds: 400, questionMilliseconds: 200 });
    await expect(frozen.embedder.embedQuestion('freeze')).rejects.toMatchObject({ reason: 'timeout' });
    await waitFor('the end of silence', () => frozen.state().crashes === 1);
    expect(frozen.state().reason).toContain('no sign of life');
  });

  it('bounds questions, passages of a call and the length of a text', async () => {
    const { embedder } = await startReady({ questions: 2, passages: 3, characters: 10 });
    const two = [embedder.embedQuestion('slow 200'), embedder.embedQuestion('slow 200')];
    await expect(embedder.embedQuestion('third')).rejects.toMatchObject({ reason: 'unavailable' });
    await expect(embedder.embedPassages(['a', 'b', 'c', 'd'])).rejects.toMatchObject({ reason: 'refused' });
    expect((await embedder.embedPassages(['x'.repeat(100)]))[0]?.[0]).toBe(10);
    await Promise.all(two);
  });

  it('stops in order, rejects what waits, and stays stopped', async () => {
    const engine = await startReady();
    const pid = engine.state().processId ?? 0;
    const waiting = engine.embedder.embedPassages(['slow 5000', 'slow 5000', 'x']).catch((error: unknown) => error);
    await engine.stop();
    expect(await waiting).toMatchObject({ reason: 'unavailable' });
    expect(isAlive(pid)).toBe(false);
    expect(engine.state()).toMatchObject({ state: 'stopped', processId: null, nextAttemptAt: null });
    await expect(engine.embedder.embedPassages(['x'])).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('ends with its parent, even when that one is killed', async () => {
    const engineModule = new URL('./embedded-engine.ts', import.meta.url).href;
    const program = `
      import { createEmbeddedEngine } from ${JSON.stringify(engineModule)};
      const silent = { info() {}, warn() {}, error() {}, debug() {} };
      const engine = createEmbeddedEngine({ name: 'fake', dimensions: 4, modelPath: 'model', maximumTokens: 512,
        questionPrefix: '', passagePrefix: '', lanes: 1, log: silent, clock: { now: () => new Date() },
        processPath: ${JSON.stringify(processPath)},
        onChange: ({ state, processId }) => { if (state === 'ready') console.log(processId); } });
      engine.start();`;
    const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = await new Promise<number>((resolve) => {
      parent.stdout.once('data', (piece: Buffer) => resolve(Number(piece.toString())));
    });
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await waitFor('the process to end', () => !isAlive(pid));
  });
});

describe('lanes for a machine', () => {
  it('leaves a core to the server where there are more than two, and minds the memory', () => {
    expect(chooseLanes(1, 8e9)).toBe(1);
    expect(chooseLanes(2, 8e9)).toBe(2);
    expect(chooseLanes(4, 8e9)).toBe(3);
    expect(chooseLanes(64, 64e9)).toBe(4);
    expect(chooseLanes(8, 2e9)).toBe(2);
    expect(chooseLanes(8, 0.3e9)).toBe(1);
  });
});
