import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { claimDataDirectory, isClaimed, socketPath } from './data-directory.ts';

describe.skipIf(process.platform === 'win32')('a data directory', () => {
  const root = mkdtempSync(join(tmpdir(), 'buergernah-claim-'));
  const app = { fetch: () => new Response('inside') };
  afterAll(() => rmSync(root, { recursive: true }));

  it('is opened by one process at a time', async () => {
    const directory = join(root, 'one');
    const first = await claimDataDirectory(directory, app);
    expect(first).not.toBeNull();
    expect(await isClaimed(directory)).toBe(true);
    expect(await claimDataDirectory(directory, app)).toBeNull();
    expect(statSync(socketPath(directory)).mode & 0o777).toBe(0o600);
    await first?.release();
    expect(await isClaimed(directory)).toBe(false);
    const second = await claimDataDirectory(directory, app);
    expect(second).not.toBeNull();
    await second?.release();
  });

  it('is free again after a process that was killed left its socket and its guard', async () => {
    const directory = join(root, 'killed');
    writeFileSync(socketPath(directory), '');
    const guard = join(directory, 'starting.lock');
    writeFileSync(guard, '');
    expect(await claimDataDirectory(directory, app)).toBeNull();
    const { utimesSync } = await import('node:fs');
    utimesSync(guard, new Date(0), new Date(0));
    const claim = await claimDataDirectory(directory, app);
    expect(claim).not.toBeNull();
    await claim?.release();
  });

  it('may have a path that is too long for a socket', async () => {
    const directory = join(root, 'x'.repeat(120));
    const claim = await claimDataDirectory(directory, app);
    expect(claim).not.toBeNull();
    expect(await claimDataDirectory(directory, app)).toBeNull();
    await claim?.release();
  });
});
