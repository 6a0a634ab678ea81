import { expect, it } from 'vitest';
import { createRateLimit } from './rate-limit.ts';

it('lets a client ask so often a minute, then says how long to wait, and refills', () => {
  let now = new Date('2026-03-02T10:00:00Z').getTime();
  const limit = createRateLimit({ clock: { now: () => new Date(now) }, perMinute: 3 });
  expect([1, 2, 3].map(() => limit.take('192.0.2.1'))).toEqual([0, 0, 0]);
  expect(limit.take('192.0.2.1')).toBe(20);
  expect(limit.take('192.0.2.2')).toBe(0);
  now += 20_000;
  expect(limit.take('192.0.2.1')).toBe(0);
  expect(limit.take('192.0.2.1')).toBeGreaterThan(0);
});

it('forgets who asked after a day', () => {
  let now = 0;
  const limit = createRateLimit({ clock: { now: () => new Date(now) }, perMinute: 1 });
  expect(limit.take('a')).toBe(0);
  expect(limit.take('a')).toBe(60);
  now += 25 * 3_600_000;
  expect(limit.take('a')).toBe(0);
});
