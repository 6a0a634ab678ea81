/** The built widgets in `dist/widgets`; a build while the server runs is seen at the next request. */
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Asset, tagOf } from './load-assets.ts';

const FOLDER = fileURLToPath(new URL('../../../dist/widgets/', import.meta.url));
const NAME = /^[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)?\.js$/;

/** Reads bundles by file name ("assistant.js"); null for what the build did not make. */
export function createWidgetReader(folder = FOLDER): (name: string) => Promise<Asset | null> {
  const known = new Map<string, { seen: string; asset: Asset }>();
  return async (name) => {
    if (!NAME.test(name)) return null;
    const file = `${folder.replace(/\/$/, '')}/${name}`;
    try {
      const { mtimeMs, size } = await stat(file);
      const seen = `${mtimeMs} ${size}`;
      const kept = known.get(name);
      if (kept?.seen === seen) return kept.asset;
      const body = new Uint8Array(await readFile(file));
      const asset = { body, type: 'text/javascript; charset=utf-8', etag: tagOf(body) };
      known.set(name, { seen, asset });
      return asset;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  };
}
