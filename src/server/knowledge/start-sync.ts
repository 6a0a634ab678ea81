import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Jobs } from '../platform/jobs.ts';
import type { SyncRequest } from './schema.ts';
import { readSource, readUnfinishedSources, requestSync, updateSource } from './store.ts';

/** Queue of the readings; key: the source's id. */
export const SYNC_QUEUE = 'sync-source';

export interface SyncJob {
  sourceId: string;
  /** Set by the schedule; others note what they ask for with the source. */
  trigger?: 'schedule';
}

/** Asks for a reading of the whole source; one that runs is followed by another. False if there is no such source. */
export async function startSync(
  { db, jobs }: { db: Database; jobs: Jobs },
  {
    sourceId,
    trigger,
    acceptLoss = false,
  }: { sourceId: string; trigger: NonNullable<SyncRequest['trigger']>; acceptLoss?: boolean },
): Promise<boolean> {
  const source = await readSource(db, sourceId);
  if (source === null) return false;
  if (source.kind === 'import') throw new AppError('conflict', ['an imported list is read by importing it again']);
  await requestSync(db, sourceId, { trigger, acceptLoss });
  await sendSync(jobs, sourceId);
  return true;
}

/** Queues what was interrupted when the process ended, or asked for and not begun. */
export async function resumeSyncs({ db, jobs }: { db: Database; jobs: Jobs }): Promise<void> {
  for (const sourceId of await readUnfinishedSources(db)) await sendSync(jobs, sourceId);
}

async function sendSync(jobs: Jobs, sourceId: string): Promise<void> {
  await jobs.send(SYNC_QUEUE, { sourceId } satisfies SyncJob, { key: sourceId });
}

/** A new secret for the webhook of the source's CMS, which replaces the old one; null if there is no such source. */
export async function makeWebhookToken({ db }: { db: Database }, sourceId: string): Promise<string | null> {
  const token = randomBytes(32).toString('base64url');
  const updated = await updateSource(db, sourceId, { webhookHash: hashToken(token) });
  return updated === null || updated === false ? null : token;
}

/**
 * The CMS says that pages changed. Without addresses the whole source is read again. Whether the source or the token is
 * wrong is not told apart.
 * @throws AppError `not-found`
 */
export async function acceptWebhook(
  { db, jobs }: { db: Database; jobs: Jobs },
  { sourceId, token, addresses }: { sourceId: string; token: string; addresses: readonly string[] | null },
): Promise<void> {
  const source = await readSource(db, sourceId);
  const expected = Buffer.from(source?.webhookHash ?? hashToken(''), 'hex');
  const matches = timingSafeEqual(expected, Buffer.from(hashToken(token), 'hex'));
  if (source === null || source.webhookHash === null || !matches) throw new AppError('not-found');
  await requestSync(
    db,
    sourceId,
    addresses === null || addresses.length === 0 ? { trigger: 'webhook' } : { addresses: [...addresses] },
  );
  await sendSync(jobs, sourceId);
}

/** SHA-256 (hex): the token has 256 random bits, a slow hash would add nothing. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
