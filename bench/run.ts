/** `npm run bench -- <name> […]` runs one measurement of this folder; without a name it lists them. */

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3));
const [name = '', ...rest] = process.argv.slice(2);
if (names.includes(name)) {
  const child = spawn(process.execPath, [join(import.meta.dirname, `${name}.ts`), ...rest], { stdio: 'inherit' });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  console.error(`Measurements: ${names.join(', ')}`);
  process.exitCode = 2;
}
