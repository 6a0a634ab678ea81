/** The thread that learns how vectors lie: half a second of the processor, in which the server goes on answering. */
import { parentPort, workerData } from 'node:worker_threads';
import { learnSpread } from './learn-spread.ts';

parentPort?.postMessage(learnSpread(workerData as Float32Array[]));
