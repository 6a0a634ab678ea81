import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Other people's data for measuring lies beside the project, not in it. A test that needs it asks here and skips by name
 * where it is absent: `describe.skipIf(!findTownData(F))('… (needs ../shared/data/F)', …)`.
 * @param name - path below the data folder, like `retrieval/augsburg_corpus.jsonl`
 */
export function findTownData(name: string): string | null {
  const folder = process.env['TOWN_DATA'] ?? join(import.meta.dirname, '../../../shared/data');
  const path = join(folder, name);
  return existsSync(path) ? path : null;
}
