/**
 * Reads a document in a thread of its own: a hostile one may run for ever or fill the memory, and then only that thread is ended.
 * The server goes on answering while a long statute is read.
 */
import { Worker } from 'node:worker_threads';
import type { Extraction } from './extraction-result.ts';

export interface DocumentJob {
  kind: 'pdf' | 'document';
  bytes: Uint8Array;
  url: string;
}

const MEMORY_MEGABYTES = 640;
/**
 * What a document inflates to lies outside the heap that the limit above watches (a PDF of one megabyte may hold gigabytes):
 * if the process grows by this many bytes meanwhile, the thread is ended.
 */
const LARGEST_GROWTH = 1_200_000_000;
const WATCH_EVERY = 100;

/** Milliseconds until the thread is ended. */
export const LONGEST_READING = 60_000;

export function extractOffThread(job: DocumentJob, longest: number): Promise<Extraction> {
  return new Promise((resolve) => {
    // A copy of its own: the caller keeps its bytes, and the thread gets no more than these.
    const bytes = Uint8Array.from(job.bytes);
    const worker = new Worker(new URL('./extract-thread.ts', import.meta.url), {
      workerData: { ...job, bytes },
      transferList: [bytes.buffer],
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEGABYTES, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 },
      // Nothing of the server's environment (keys, database address) is there to be found.
      env: {},
      stdout: true,
      stderr: true,
    });
    let settled = false;
    const settle = (result: Extraction) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      clearInterval(watch);
      void worker.terminate();
      resolve(result);
    };
    const timer = setTimeout(() => settle({ ok: false, reason: 'timeout' }), longest);
    const before = process.memoryUsage.rss();
    const watch = setInterval(() => {
      if (process.memoryUsage.rss() - before > LARGEST_GROWTH) settle({ ok: false, reason: 'too-large' });
    }, WATCH_EVERY);
    worker.once('message', (message: Extraction) => settle(message));
    worker.once('error', (error: Error & { code?: string }) =>
      settle({ ok: false, reason: error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'too-large' : 'broken' }),
    );
    worker.once('exit', () => settle({ ok: false, reason: 'broken' }));
  });
}
