import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { complete, findMissing, type Lockfile } from '../scripts/complete-lockfile.ts';

describe('package-lock.json', () => {
  it('names every optional package, so that `npm ci` takes it on each system (mend: node scripts/complete-lockfile.ts)', () => {
    const text = readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8');
    expect(findMissing(JSON.parse(text) as Lockfile)).toEqual([]);
  });

  it('is mended where npm dropped packages of other systems', () => {
    const broken: Lockfile = {
      packages: {
        '': {},
        'node_modules/tool': {
          version: '2.0.0',
          dev: true,
          optionalDependencies: {
            '@tool/linux-x64-musl': '2.0.0',
            '@tool/win32-arm64': '^2.0.0',
            '@tool/linux-x64': '2.0.0',
          },
        },
        'node_modules/tool/node_modules/@tool/linux-x64': { version: '2.0.0' },
        'node_modules/@tool/win32-arm64': { version: '1.0.0' },
        'node_modules/part': { optionalDependencies: { '@part/mac-x64': '1.2.3' } },
      },
    };
    expect(findMissing(broken).map(({ name }) => name)).toEqual(['@tool/linux-x64-musl', '@part/mac-x64']);
    const mended = complete(broken);
    expect(findMissing(mended)).toEqual([]);
    expect(mended.packages['node_modules/@tool/linux-x64-musl']).toEqual({
      version: '2.0.0',
      os: ['linux'],
      cpu: ['x64'],
      libc: ['musl'],
      dev: true,
      optional: true,
    });
    expect(mended.packages['node_modules/@part/mac-x64']).toEqual({
      version: '1.2.3',
      os: ['darwin'],
      cpu: ['x64'],
      optional: true,
    });
    expect(Object.keys(mended.packages)[0]).toBe('');
  });
});
