import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from './support/wait-for.ts';

/** What a Node 20 sees: the version that it calls itself is all that bin/buergernah.js asks for. */
const AS_NODE_20 = [
  '--import',
  `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'20.20.2'})`,
];

const COMMAND = `
process.on('SIGTERM', () => { console.log('stopping'); setTimeout(() => process.exit(7), 50); });
if (process.argv[2] === 'wait') { setInterval(() => {}, 1000); console.log('waiting'); }
else { console.log(JSON.stringify({ node: process.versions.node, given: process.argv.slice(2) } satisfies object)); process.exitCode = Number(process.argv[3] ?? 0); }
`;

describe.skipIf(process.platform === 'win32')('bin/buergernah.js', () => {
  const folder = mkdtempSync(join(tmpdir(), 'buergernah-bin-'));
  const bare = mkdtempSync(join(tmpdir(), 'buergernah-bare-'));

  beforeAll(() => {
    for (const place of [folder, bare]) {
      for (const name of ['bin', 'src/cli']) mkdirSync(join(place, name), { recursive: true });
      copyFileSync(join(import.meta.dirname, '../bin/buergernah.js'), join(place, 'bin/buergernah.js'));
      writeFileSync(join(place, 'package.json'), '{ "type": "module" }');
      writeFileSync(join(place, 'src/cli/main.ts'), COMMAND);
    }
    const nodeFolder = join(folder, `node_modules/node-${process.platform}-${process.arch}/bin`);
    mkdirSync(nodeFolder, { recursive: true });
    symlinkSync(process.execPath, join(nodeFolder, 'node'));
  });
  afterAll(() => {
    for (const place of [folder, bare]) rmSync(place, { recursive: true, force: true });
  });

  function start(place: string, nodeOptions: string[], given: string[]) {
    const child: ChildProcess = spawn(process.execPath, [...nodeOptions, join(place, 'bin/buergernah.js'), ...given], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { output: '', errors: '' };
    child.stdout?.on('data', (chunk: Buffer) => {
      said.output += chunk.toString();
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      said.errors += chunk.toString();
    });
    const code = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { child, said, code };
  }

  it.each([
    ['Node 24', []],
    ['Node 20', AS_NODE_20],
  ])('started by %s, runs TypeScript with the arguments and gives the exit code back', async (_name, options) => {
    const { said, code } = start(folder, options, ['ask', '3', 'Was kostet die Hundesteuer?']);
    expect(await code, said.errors).toBe(3);
    expect(JSON.parse(said.output)).toEqual({
      node: process.versions.node,
      given: ['ask', '3', 'Was kostet die Hundesteuer?'],
    });
  });

  it.each([
    ['Node 24', []],
    ['Node 20', AS_NODE_20],
  ])('started by %s, lets SIGTERM end it gracefully', async (_name, options) => {
    const { child, said, code } = start(folder, options, ['wait']);
    await waitFor('the start', () => said.output.includes('waiting'));
    child.kill('SIGTERM');
    expect(await code).toBe(7);
    expect(said.output).toBe('waiting\nstopping\n');
  });

  it('says in German and English what to do when there is no Node 24', async () => {
    const { said, code } = start(bare, AS_NODE_20, ['start']);
    expect(await code).toBe(1);
    expect(said.output).toBe('');
    expect(said.errors).toMatch(/braucht Node 24[\s\S]*npm ci[\s\S]*needs Node 24[\s\S]*npm ci/);
    expect(said.errors).not.toMatch(/^\s+at /m);
  });
});
