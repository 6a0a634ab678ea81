import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('readConfig', () => {
  const folder = mkdtempSync(join(tmpdir(), 'buergernah-config-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('starts without any setting', () => {
    const config = readConfig({});
    expect(config.PORT).toBe(8080);
    expect(config.DATA_DIR.startsWith('/')).toBe(true);
    expect(config.KEEP_DAYS).toBe(90);
    expect(config.ALLOWED_ORIGINS).toEqual([]);
  });

  it('names all faults at once, and no value', () => {
    const faults = faultsOf({
      PORT: 'achtzig',
      DATABASE_URL: 'mysql://geheim@host/db',
      KEEP_DAYS: '0',
      EMBEDDING_MODEL: 'x',
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'KEEP_DAYS',
      'EMBEDDING_MODEL',
    ]);
    expect(faults.join()).not.toContain('geheim');
  });

  it('takes an empty variable for not set', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: ' ' }).DATABASE_URL).toBeUndefined();
  });

  it('reads a secret from a file, but only a secret and only once', () => {
    const file = join(folder, 'key');
    writeFileSync(file, 'sk-1\n');
    const server = { EMBEDDING_BASE_URL: 'http://localhost:1' };
    expect(readConfig({ ...server, EMBEDDING_API_KEY_FILE: file }).EMBEDDING_API_KEY).toBe('sk-1');
    expect(faultsOf({ PORT_FILE: file })).toEqual(['PORT_FILE: only secrets are read from files; set PORT itself']);
    expect(faultsOf({ ...server, EMBEDDING_API_KEY_FILE: file, EMBEDDING_API_KEY: 'b' })).toHaveLength(1);
    expect(faultsOf({ ...server, EMBEDDING_API_KEY_FILE: join(folder, 'none') })[0]).toContain('ENOENT');
  });

  it('keeps of an allowed website its origin', () => {
    const { ALLOWED_ORIGINS } = readConfig({
      ALLOWED_ORIGINS: 'https://www.stadt.example/seite, http://localhost:3000',
    });
    expect(ALLOWED_ORIGINS).toEqual(['https://www.stadt.example', 'http://localhost:3000']);
  });
});
