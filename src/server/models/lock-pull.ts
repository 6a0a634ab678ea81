/**
 * One process at a time fetches a model into a folder; the others see how far it is and wait. The lock is a file, so that it
 * holds between the server, the command line and two containers on one volume; a lock whose owner died is taken over.
 */
import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { z } from 'zod';

const BEAT_MILLISECONDS = 2_000;
/** A lock that was not touched for so long belongs to nobody: pulls write to it every two seconds. */
const STALE_MILLISECONDS = 60_000;

/** Tells this life of the process from an earlier one with the same number (a container's first process is always 1). */
const life = randomUUID();

const ownerSchema = z.object({
  token: z.string(),
  life: z.string(),
  pid: z.int(),
  host: z.string(),
  progress: z
    .object({ phase: z.string(), source: z.string().nullable(), bytes: z.number(), total: z.number() })
    .nullable(),
});

export type LockProgress = { phase: string; source: string | null; bytes: number; total: number };
export type PullLock = { report(progress: LockProgress): void; release(): Promise<void> };

/** Takes the lock, or says who works and how far it is. */
export async function lockPull(
  path: string,
): Promise<{ held: true; lock: PullLock } | { held: false; progress: LockProgress | null }> {
  const token = randomUUID();
  const content = (progress: LockProgress | null): string =>
    JSON.stringify({ token, life, pid: process.pid, host: hostname(), progress });
  try {
    await writeFile(path, content(null), { flag: 'wx' });
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
    const found = await readOwner(path);
    if (found.stale) {
      await removeStale(path, found.text);
      return { held: false, progress: null };
    }
    return { held: false, progress: found.progress };
  }

  let latest: LockProgress | null = null;
  let writing = Promise.resolve();
  const beat = setInterval(() => {
    writing = writing.then(() => beatOnce(path, token, content(latest)));
  }, BEAT_MILLISECONDS);
  beat.unref();
  return {
    held: true,
    lock: {
      report(progress) {
        latest = progress;
      },
      async release() {
        clearInterval(beat);
        await writing;
        if ((await readOwner(path)).token === token) await rm(path, { force: true });
      },
    },
  };
}

/** A beat that fails (a full disk, a folder that went away) costs the lock at worst, never the process. */
async function beatOnce(path: string, token: string, content: string): Promise<void> {
  try {
    if ((await readOwner(path)).token !== token) return;
    const next = `${path}.${token}`;
    await writeFile(next, content);
    await rename(next, path);
  } catch {
    await rm(`${path}.${token}`, { force: true }).catch(() => undefined);
  }
}

type FoundOwner = { stale: boolean; text: string | null; token: string | null; progress: LockProgress | null };

async function readOwner(path: string): Promise<FoundOwner> {
  let text: string;
  let age: number;
  try {
    text = await readFile(path, 'utf8');
    age = Date.now() - (await stat(path)).mtimeMs;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { stale: false, text: null, token: null, progress: null };
    throw error;
  }
  const owner = ownerSchema.safeParse(parseJson(text));
  // An unreadable lock is one whose owner is just writing it, or died while doing so.
  if (!owner.success) return { stale: age > STALE_MILLISECONDS, text, token: null, progress: null };
  const { token, progress } = owner.data;
  const here = owner.data.host === hostname();
  const dead = here && owner.data.life !== life && (owner.data.pid === process.pid || !isAlive(owner.data.pid));
  return { stale: dead || age > STALE_MILLISECONDS, text, token, progress };
}

/** Renaming lets one of several win; whoever took a fresh lock away by mistake puts it back. */
async function removeStale(path: string, text: string | null): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== text) await link(aside, path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
