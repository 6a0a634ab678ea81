import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again until `check` gives something that is neither false, null nor undefined, and gives that back.
 * @param what - what is waited for, in words; stands in the error when it never comes
 * @param options.timeout - milliseconds until it gives up (default 10 s)
 * @param options.interval - milliseconds between two questions (default 50)
 */
export async function waitFor<T>(
  what: string,
  check: () => T | Promise<T>,
  options: { timeout?: number; interval?: number } = {},
): Promise<Exclude<T, false | null | undefined>> {
  const { timeout = 10_000, interval = 50 } = options;
  const end = performance.now() + timeout;
  let fault: unknown;
  do {
    try {
      const value = await check();
      if (value !== false && value !== null && value !== undefined) {
        return value as Exclude<T, false | null | undefined>;
      }
      fault = undefined;
    } catch (error) {
      fault = error;
    }
    await sleep(interval);
  } while (performance.now() < end);
  throw new Error(`Waited ${timeout} ms in vain for ${what}.`, fault === undefined ? {} : { cause: fault });
}
