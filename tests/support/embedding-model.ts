/**
 * The real embedding model for tests, fetched once into a cache outside of the data directories: 73 MB, by the sources of the
 * catalogue (MODELS_MIRROR first). Where it cannot be had, tests say so and are counted as skipped.
 */
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { pullModel } from '../../src/server/models/pull-model.ts';

const CACHE =
  process.env['BUERGERNAH_TEST_CACHE'] ??
  fileURLToPath(new URL('../../node_modules/.cache/buergernah', import.meta.url));

/**
 * A folder that can serve as a data directory: its `models` holds the model of the catalogue. Null when it cannot be had here;
 * the reasons are on the terminal then. Further calls, also in other processes, find what the first one fetched.
 */
export async function testModelDirectory(): Promise<string | null> {
  const dependencies = {
    dataDirectory: CACHE,
    log: pino({ level: 'silent' }),
    mirror: process.env['MODELS_MIRROR'] || undefined,
  };
  for await (const event of pullModel(dependencies, 'multilingual-e5-small', AbortSignal.timeout(10 * 60_000))) {
    if (event.phase === 'ready') return CACHE;
    if (event.phase === 'failed') {
      const reasons = event.failures.map(({ source, code, detail }) => `  ${source}: ${code} (${detail})`).join('\n');
      process.stderr.write(`The embedding model cannot be had here; tests with it are skipped:\n${reasons}\n`);
    }
  }
  return null;
}
