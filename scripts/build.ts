/** Builds the browser code into `dist/widgets`, only when something that it is made of has changed. */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const STAMP = 'dist/widgets/build.json';
/** What ends up in the bundles or decides how they are made. */
const INPUTS = ['src/widgets', 'src/contracts', 'vite.widgets.config.ts', 'scripts/build.ts', 'tsconfig.json'];
const LIBRARIES = ['lit', 'lit-html', 'lit-element', '@lit/reactive-element', 'vite'];

export interface BuildResult {
  /** False if what is in `dist/widgets` was fresh. */
  built: boolean;
  /** Milliseconds that the check, and the build if there was one, took. */
  milliseconds: number;
  bundles: { name: string; bytes: number; gzipBytes: number }[];
}

/** Brings `dist/widgets` up to date. Throws if a bundle cannot be built; the old ones stay in place then. */
export async function buildBrowserCode({ force = false, root = ROOT } = {}): Promise<BuildResult> {
  const start = performance.now();
  const inputs = await hashInputs(root);
  const stamp = await readStamp(root);
  if (!force && stamp !== null && stamp.inputs === inputs && (await outputsMatch(root, stamp)))
    return { built: false, milliseconds: performance.now() - start, bundles: stamp.bundles };

  // Loaded here: a start with fresh bundles needs no build tool, nor the time to load one.
  const [{ build }, { BUNDLES, bundleConfig }] = await Promise.all([
    import('vite'),
    import('../vite.widgets.config.ts'),
  ]);
  const bundles: BuildResult['bundles'] = [];
  const outputs: Record<string, string> = {};
  const out = join(root, 'dist/widgets');
  const fresh = join(root, `dist/widgets.${process.pid}`);
  await rm(fresh, { recursive: true, force: true });
  try {
    for (const bundle of BUNDLES) {
      const { name } = bundle;
      const config = bundleConfig(bundle, root);
      await build({ ...config, build: { ...config.build, outDir: fresh } });
      const file = await readFile(join(fresh, `${name}.js`));
      bundles.push({ name: `${name}.js`, bytes: file.length, gzipBytes: gzipSync(file, { level: 9 }).length });
      outputs[`${name}.js`] = hash(file);
    }
    await mkdir(out, { recursive: true });
    for (const file of await readdir(fresh)) await rename(join(fresh, file), join(out, file));
    // Last: a build that was cut off leaves no stamp that fits and is made again.
    await writeFile(join(root, STAMP), `${JSON.stringify({ inputs, outputs, bundles } satisfies Stamp, null, 2)}\n`);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return { built: true, milliseconds: performance.now() - start, bundles };
}

interface Stamp {
  inputs: string;
  outputs: Record<string, string>;
  bundles: BuildResult['bundles'];
}

async function readStamp(root: string): Promise<Stamp | null> {
  try {
    return JSON.parse(await readFile(join(root, STAMP), 'utf8')) as Stamp;
  } catch {
    // Never built, or cut off while writing: both mean "build".
    return null;
  }
}

async function outputsMatch(root: string, stamp: Stamp): Promise<boolean> {
  for (const [name, expected] of Object.entries(stamp.outputs)) {
    const file = await readFile(join(root, 'dist/widgets', name)).catch(() => null);
    if (file === null || hash(file) !== expected) return false;
  }
  return true;
}

async function hashInputs(root: string): Promise<string> {
  const digest = createHash('sha256');
  for (const input of INPUTS) {
    for (const file of await listFiles(join(root, input)))
      digest.update(`${relative(root, file)}\0`).update(await readFile(file));
  }
  for (const library of LIBRARIES) {
    const manifest = await readFile(join(root, 'node_modules', library, 'package.json'), 'utf8').catch(() => '{}');
    digest.update(`${library} ${(JSON.parse(manifest) as { version?: string }).version ?? 'none'}\0`);
  }
  return digest.digest('hex');
}

async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOTDIR') return null;
      throw error;
    },
  );
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hash(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { built, milliseconds, bundles } = await buildBrowserCode({ force: process.argv.includes('--force') });
  for (const { name, bytes, gzipBytes } of bundles)
    console.log(`${name}: ${(bytes / 1000).toFixed(1)} kB, ${(gzipBytes / 1000).toFixed(1)} kB gzip`);
  console.log(`${built ? 'Built' : 'Already fresh'} in ${(milliseconds / 1000).toFixed(1)} s.`);
}
