/**
 * One data directory is opened by one process. The claim is a local socket: the system releases it when the process ends, however
 * it ends, and the command line talks to the running server through it.
 */
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, mkdirSync, openSync, realpathSync, rmSync, statSync } from 'node:fs';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listen } from './http.ts';

/** Longest path of a Unix socket that every system takes (sun_path has 104 to 108 bytes). */
const SOCKET_PATH_LENGTH = 100;
const CONNECT_MILLISECONDS = 2_000;
/** A start that was killed between taking and leaving the guard must not block the next one for long. */
const GUARD_MILLISECONDS = 10_000;

export interface DataDirectory {
  release(): Promise<void>;
}

/** Path of the local socket of a data directory; in the system's folder for temporary files if the path would be too long. */
export function socketPath(directory: string): string {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const real = realpathSync(directory);
  const name = createHash('sha256').update(real).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\buergernah-${name}`;
  const inside = join(real, 'server.sock');
  return Buffer.byteLength(inside) <= SOCKET_PATH_LENGTH ? inside : join(tmpdir(), `buergernah-${name}.sock`);
}

/** True if a process holds the directory. */
export async function isClaimed(directory: string): Promise<boolean> {
  return answers(socketPath(directory));
}

/**
 * Claims the directory for this process and serves `app` on its local socket.
 * Returns null if another process holds it.
 */
export async function claimDataDirectory(
  directory: string,
  app: { fetch(request: Request, environment?: object): Response | Promise<Response> },
): Promise<DataDirectory | null> {
  const path = socketPath(directory);
  const guard = join(directory, 'starting.lock');
  if (!takeGuard(guard)) return null;
  let server: Server;
  try {
    if (await answers(path)) return null;
    // What is left is the socket file of a process that was killed.
    if (process.platform !== 'win32') rmSync(path, { force: true });
    ({ server } = await listen(app, { socket: path }));
    if (process.platform !== 'win32') chmodSync(path, 0o600);
  } finally {
    rmSync(guard, { force: true });
  }
  return {
    release: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Between looking at an old socket and replacing it no second process may do the same. */
function takeGuard(path: string): boolean {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      closeSync(openSync(path, 'wx', 0o600));
      return true;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age < GUARD_MILLISECONDS) return false;
      rmSync(path, { force: true });
    }
  }
  return false;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(CONNECT_MILLISECONDS, () => end(true));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
