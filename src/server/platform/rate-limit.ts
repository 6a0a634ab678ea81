/** Limits requests a minute without keeping an address: clients are told apart by a hash whose salt lives in memory for a day. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Beyond it the oldest entries go first: the table cannot be blown up by many addresses. */
const CLIENTS = 50_000;

export interface RateLimit {
  /** Counts a request. Returns 0 if it may pass, else the seconds to wait. */
  take(client: string): number;
}

/** A bucket of `perMinute` requests for each client that refills steadily. */
export function createRateLimit({ clock, perMinute }: { clock: Clock; perMinute: number }): RateLimit {
  let salt = randomBytes(16);
  let saltedAt = clock.now().getTime();
  const buckets = new Map<string, { level: number; at: number }>();
  return {
    take(client) {
      const now = clock.now().getTime();
      if (now - saltedAt > DAY) {
        salt = randomBytes(16);
        saltedAt = now;
        buckets.clear();
      }
      const name = createHash('sha256').update(salt).update(client).digest('base64');
      const before = buckets.get(name);
      const drained = before === undefined ? 0 : Math.max(0, before.level - ((now - before.at) / MINUTE) * perMinute);
      if (drained + 1 > perMinute) return Math.ceil(((drained + 1 - perMinute) / perMinute) * (MINUTE / 1000));
      buckets.delete(name);
      buckets.set(name, { level: drained + 1, at: now });
      if (buckets.size > CLIENTS) {
        const [oldest] = buckets.keys();
        if (oldest !== undefined) buckets.delete(oldest);
      }
      return 0;
    },
  };
}
