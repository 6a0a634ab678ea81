/** One PostgreSQL server for a test run, thrown away after it. Vitest starts it before the tests of the project "postgres". */
import { execFile, type SpawnOptions, spawn } from 'node:child_process';
import { chownSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { TestProject } from 'vitest/node';
import { findPostgresFolder } from '../../scripts/find-programs.ts';
import { waitFor } from './wait-for.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the maintenance database; test files create their own beside it. */
    postgresUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // scripts/test.ts found no server: the tests are only counted.
  if (process.env['TESTS_LEFT_OUT']) return undefined;
  const server = await startPostgres();
  project.provide('postgresUrl', server.url);
  return server.stop;
}

/** `folder`: of the programs, if it is not the one that the tests use. */
export async function startPostgres(
  folder: string | null = findPostgresFolder(),
): Promise<{ url: string; stop(): Promise<void> }> {
  if (!folder) throw new Error('No PostgreSQL server found: install it or set POSTGRES_BIN.');
  const owner = await findOwner();
  // Short: a path to a socket may have 107 characters only.
  const directory = await mkdtemp('/tmp/buergernah-postgres-');
  if (owner) chownSync(directory, owner.uid, owner.gid);
  const options: SpawnOptions = { ...owner, cwd: directory, env: { PATH: process.env['PATH'] } };

  const data = join(directory, 'data');
  await promisify(execFile)(
    join(folder, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--no-instructions'],
    options as { cwd: string },
  );
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: directory,
    max_connections: '100',
    // The data lives as long as the run.
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    log_min_messages: 'fatal',
  };
  const server = spawn(
    join(folder, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let words = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    words += chunk.toString();
  });
  let ended = false;
  const end = new Promise<void>((resolve) => {
    server.once('exit', () => {
      ended = true;
      resolve();
    });
  });
  const kill = (): boolean => server.kill('SIGQUIT');
  process.once('exit', kill);

  const url = `postgresql://postgres@127.0.0.1:${port}/postgres`;
  await waitFor(
    'the PostgreSQL server',
    async () => {
      if (ended) throw new Error(`PostgreSQL did not start: ${words}`);
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.end();
      return true;
    },
    { timeout: 30_000 },
  );
  return {
    url,
    stop: async () => {
      process.off('exit', kill);
      kill();
      await end;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made, or as nobody. */
async function findOwner(): Promise<{ uid: number; gid: number } | null> {
  if (process.getuid?.() !== 0) return null;
  const ask = async (option: string) => Number((await promisify(execFile)('id', [option, 'postgres'])).stdout);
  try {
    return { uid: await ask('-u'), gid: await ask('-g') };
  } catch {
    return { uid: 65534, gid: 65534 };
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
