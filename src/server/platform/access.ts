/**
 * Who may do what, until people can sign in: asking is open, everything that changes something needs the administrator's key.
 * A request over the local socket of the data directory comes from someone who can read its files: it counts as the administrator.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { Database } from './database.ts';
import { accessKey } from './schema.ts';

export type Role = 'public' | 'administrator';

const ADMINISTRATOR = 'administrator';

export interface AccessKeys {
  /** Makes a new key, which replaces the old one, and returns it: the only time that it can be read. */
  renew(): Promise<string>;
  exists(): Promise<boolean>;
  verify(key: string): Promise<boolean>;
}

export function createAccessKeys({ db }: { db: Database }): AccessKeys {
  const read = async (): Promise<string | null> => {
    const [row] = await db.orm.select().from(accessKey).where(eq(accessKey.name, ADMINISTRATOR));
    return row?.hash ?? null;
  };
  return {
    async renew() {
      const key = `bn_${randomBytes(32).toString('base64url')}`;
      const hash = hashKey(key);
      await db.orm
        .insert(accessKey)
        .values({ name: ADMINISTRATOR, hash })
        .onConflictDoUpdate({ target: accessKey.name, set: { hash, createdAt: new Date() } });
      return key;
    },
    exists: async () => (await read()) !== null,
    async verify(key) {
      const stored = await read();
      if (stored === null) return false;
      return timingSafeEqual(Buffer.from(stored, 'hex'), Buffer.from(hashKey(key), 'hex'));
    },
  };
}

/** SHA-256 (hex): keys and tokens have 256 random bits, a slow hash would add nothing. */
function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
