import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBrowserCode } from '../scripts/build.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

describe('the build of browser code', () => {
  let root: string;
  const bundle = () => readFile(join(root, 'dist/widgets/assistant.js'), 'utf8');
  const source = () => join(root, 'src/widgets/assistant/messages.de.ts');

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'buergernah-build-'));
    for (const path of ['src/widgets', 'src/contracts', 'scripts/build.ts', 'vite.widgets.config.ts', 'tsconfig.json'])
      await cp(join(repository, path), join(root, path), { recursive: true });
    await symlink(join(repository, 'node_modules'), join(root, 'node_modules'), 'dir');
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it('builds once, and again when the sources or the bundles have changed', async () => {
    expect((await buildBrowserCode({ root })).built).toBe(true);
    expect((await buildBrowserCode({ root })).built).toBe(false);

    await writeFile(source(), (await readFile(source(), 'utf8')).replace('Was möchten Sie wissen?', 'Was suchen Sie?'));
    expect((await buildBrowserCode({ root })).built).toBe(true);
    expect(await bundle()).toContain('Was suchen Sie?');

    await rm(join(root, 'dist/widgets/assistant.en.js'));
    expect((await buildBrowserCode({ root })).built).toBe(true);
    expect((await buildBrowserCode({ root, force: true })).built).toBe(true);
    expect((await buildBrowserCode({ root })).built).toBe(false);
  });

  it('needs neither zod nor anything that a strict policy forbids, and stays within its size', async () => {
    await buildBrowserCode({ root });
    const code = await bundle();
    expect(code).not.toMatch(/ZodError|\beval\(|new Function/);
    const { bundles } = await buildBrowserCode({ root });
    expect(bundles.find(({ name }) => name === 'assistant.js')?.gzipBytes).toBeLessThanOrEqual(25_000);
  });

  it('keeps the old bundle when the sources are broken', async () => {
    await buildBrowserCode({ root });
    const before = await bundle();
    await writeFile(source(), 'export const = broken');
    await expect(buildBrowserCode({ root })).rejects.toThrow();
    expect(await bundle()).toBe(before);
    await expect(buildBrowserCode({ root })).rejects.toThrow();
  });
});
