/** The thread that reads one PDF or office document and says what it found. */
import { parentPort, workerData } from 'node:worker_threads';
import type { DocumentJob } from './extract-off-thread.ts';

const job = workerData as DocumentJob;

async function read() {
  // Each reader is loaded only when it is needed: the PDF engine alone weighs 2 MB of code.
  if (job.kind === 'pdf') return (await import('./read-pdf.ts')).readPdf(job);
  return (await import('./read-document.ts')).readDocument(job);
}

parentPort?.postMessage(await read());
