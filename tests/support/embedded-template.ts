/**
 * One migrated embedded database for a test run, of which each test file opens a copy: creating one takes ten times as long as
 * copying it. Vitest makes it before the tests of the project "integration".
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/server/platform/database.ts';
import { createLog } from '../../src/server/platform/log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the database to copy. */
    embeddedTemplate: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'buergernah-template-'));
  const directory = join(folder, 'database');
  const database = await openDatabase({ url: null, directory, log: createLog('silent') });
  await database.close();
  project.provide('embeddedTemplate', directory);
  return () => rm(folder, { recursive: true, force: true });
}
