/** The product as an operator has it: processes of their own, seen through exit codes, output and HTTP only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitFor } from './wait-for.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/buergernah.js');
/** A machine that runs other tests besides starts slowly; what takes longer hangs. */
const START_MILLISECONDS = 60_000;
const COMMAND_MILLISECONDS = 90_000;

export type Settings = Record<string, string>;

export interface HouseProcess {
  /** `http://localhost:<port>`, no slash at the end. */
  url: string;
  /** The administrator's key, if this start made it. */
  key: string | null;
  /** From the start of the process to its word that it is ready. */
  milliseconds: number;
  /** What it has written so far. */
  output(): string;
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<Ended>;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  milliseconds: number;
  output: string;
}

export interface CommandResult {
  code: number | null;
  out: string;
  faults: string;
  milliseconds: number;
}

/** Starts the server on a free port and waits until it says that it is ready. `settings` must name DATA_DIR. */
export async function startHouse(settings: Settings): Promise<HouseProcess> {
  const started = performance.now();
  const child = launch(['start', '--lang', 'de'], {
    PORT: '0',
    HOST: '127.0.0.1',
    MODELS_AUTO_PULL: 'off',
    ...settings,
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  const ended = endOf(child, () => output);
  // A test run that is cut off must not leave servers behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  void ended.then(() => process.off('exit', kill));

  const address = waitFor('the server to be ready', () => /Bereit\. Öffnen Sie (\S+)/.exec(output)?.[1], {
    timeout: START_MILLISECONDS,
    interval: 20,
  });
  const url = await Promise.race([
    address,
    ended.then(({ code }) => {
      throw new Error(`The server ended with code ${code} before it was ready:\n${output}`);
    }),
  ]).catch((error: unknown) => {
    kill();
    throw new Error(`The server did not start:\n${output}`, { cause: error });
  });
  return {
    url,
    key: /\bbn_[\w-]{20,}/.exec(output)?.[0] ?? null,
    milliseconds: performance.now() - started,
    output: () => output,
    end: async (signal) => {
      const asked = performance.now();
      child.kill(signal);
      return { ...(await ended), milliseconds: performance.now() - asked };
    },
  };
}

/** Runs one command to its end. */
export async function runBuergernah(parameters: string[], settings: Settings): Promise<CommandResult> {
  const started = performance.now();
  const child = launch(parameters, { MODELS_AUTO_PULL: 'off', ...settings });
  let out = '';
  let faults = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    faults += chunk.toString();
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), COMMAND_MILLISECONDS);
  const { code, signal } = await endOf(child, () => out);
  clearTimeout(limit);
  if (signal !== null) throw new Error(`buergernah ${parameters.join(' ')} was ended by ${signal}:\n${out}\n${faults}`);
  return { code, out, faults, milliseconds: performance.now() - started };
}

/** A folder for a data directory that is gone after the tests. */
export async function makeDataDirectory(): Promise<{ directory: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'buergernah-house-'));
  return {
    directory: join(folder, 'data'),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Waits until no source is being read any more; gives back how many pages there are. */
export async function waitUntilLearned(url: string, timeout = 120_000): Promise<number> {
  return await waitFor(
    'the sources to be read',
    async () => {
      const status = (await (await fetch(`${url}/api/status`)).json()) as {
        pages: number;
        sources: { state: string; name: string }[];
      };
      const failed = status.sources.find(({ state }) => state === 'failed' || state === 'alarm');
      if (failed) throw new Error(`${failed.name}: ${failed.state}`);
      return status.sources.length > 0 && status.sources.every(({ state }) => state === 'ready') && status.pages;
    },
    { timeout, interval: 200 },
  );
}

function launch(parameters: string[], settings: Settings): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...parameters], {
    // Nothing of the tests' own environment: a setting of the developer must not decide a test.
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LANG: 'C.UTF-8', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function endOf(child: ChildProcess, output: () => string): Promise<Omit<Ended, 'milliseconds'>> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, output: output() }));
  });
}
