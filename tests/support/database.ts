import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import { type Database, openDatabase } from '../../src/server/platform/database.ts';
import { createLog } from '../../src/server/platform/log.ts';

export interface TestDatabase {
  database: Database;
  /** Connection string, to open it a second time; null for the embedded engine. */
  url: string | null;
  close(): Promise<void>;
}

/** What this run tests on. The suite is the same for both. */
export const testEngine: 'embedded' | 'postgres' =
  process.env['TEST_DATABASE'] === 'postgres' ? 'postgres' : 'embedded';

/** An empty database of this test file's own, migrated: embedded, or on the run's PostgreSQL server. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const log = createLog('silent');
  if (testEngine === 'embedded') {
    const template: string | undefined = inject('embeddedTemplate');
    if (!template) {
      // A unit test: its project makes no template.
      const database = await openDatabase({ url: null, directory: null, log });
      return { database, url: null, close: () => database.close() };
    }
    const folder = await mkdtemp(join(tmpdir(), 'buergernah-database-'));
    await cp(template, folder, { recursive: true });
    const database = await openDatabase({ url: null, directory: folder, log });
    return {
      database,
      url: null,
      close: async () => {
        await database.close();
        await rm(folder, { recursive: true, force: true });
      },
    };
  }
  const { url, drop } = await createPostgresDatabase();
  const database = await openDatabase({ url, directory: null, log });
  return {
    database,
    url,
    close: async () => {
      await database.close();
      await drop();
    },
  };
}

/** An empty database without tables. */
async function createPostgresDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const maintenance = inject('postgresUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(maintenance, `create database ${name}`);
  const url = new URL(maintenance);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(maintenance, `drop database if exists ${name} with (force)`) };
}

async function run(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
