import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJobs } from '../../src/server/platform/jobs.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { waitFor } from '../support/wait-for.ts';

const log = createLog('silent');

describe('jobs', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
  });
  afterAll(() => test.close());

  it('run, one waiting for each key, and again after a failure', async () => {
    const jobs = createJobs({ db: test.database, log });
    const ran: string[] = [];
    let failures = 1;
    jobs.define<{ name: string }>({
      queue: 'try',
      expireInSeconds: 60,
      retryLimit: 3,
      async handle({ name }) {
        ran.push(name);
        if (name === 'fails' && failures-- > 0) throw new Error('once');
      },
    });
    await jobs.start();
    await jobs.send('try', { name: 'fails' }, { key: 'one' });
    await waitFor('the second attempt', () => ran.filter((name) => name === 'fails').length === 2, { timeout: 40_000 });

    await jobs.send('try', { name: 'first' }, { key: 'later', startAfter: new Date(Date.now() + 3_600_000) });
    await jobs.send('try', { name: 'second' }, { key: 'later', startAfter: new Date(Date.now() + 3_600_000) });
    expect(await jobs.pending('try')).toBe(1);
    await jobs.stop();
  });

  it('are taken up again after a stop in the middle', async () => {
    const attempts: string[] = [];
    const define = (name: string, handle: (signal: AbortSignal) => Promise<void>) => {
      const jobs = createJobs({ db: test.database, log });
      jobs.define<object>({
        queue: 'long',
        expireInSeconds: 600,
        retryLimit: 3,
        async handle(_, { signal }) {
          attempts.push(name);
          await handle(signal);
        },
      });
      return jobs;
    };
    const first = define(
      'first',
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    await first.start();
    await first.send('long', {}, { key: 'all' });
    await waitFor('the first start', () => attempts.length === 1, { timeout: 40_000 });
    await first.stop();

    const second = define('second', async () => undefined);
    await second.start();
    await waitFor('the job to be taken up', () => attempts.includes('second'), { timeout: 40_000 });
    await second.stop();
  });
});
