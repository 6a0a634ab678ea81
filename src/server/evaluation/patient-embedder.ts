/**
 * The embedding model for measuring: what is computed once is not computed again where the same pages are taken in several times, a file
 * may keep it for the next measurement, and a question for which a busy machine was too late is asked once more, so that quality does
 * not depend on what else the machine does.
 */
import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Embedder } from '../models/embedder.ts';

export interface PatientEmbedder {
  embedder: Embedder;
  /**
   * Asks, and if the model was late, asks again when it is done. The time is that of the first attempt. What the model computed for it
   * is forgotten afterwards, unless a file keeps it.
   */
  ask<Result>(question: () => Promise<Result>): Promise<{ result: Result; milliseconds: number }>;
  /** Writes what is known to the file, if there is one. */
  save(): Promise<void>;
  /** What a reader of the times must know; null if nothing. */
  note(): string | null;
}

const SEPARATOR = '\t';

/** Vectors of a file that is absent, damaged or of another model are computed. */
export async function createPatientEmbedder(source: Embedder, file: string | null): Promise<PatientEmbedder> {
  const kept = await readVectors(file, source.dimensions);
  const forgotten = new Map<string, Float32Array>();
  const underWay = new Map<string, Promise<unknown>>();
  let asking = false;
  let added = false;
  let wasLate = false;
  let late = 0;

  const known = (key: string) => kept.get(key) ?? forgotten.get(key);
  const keyOf = (kind: string, text: string) =>
    createHash('sha256').update(`${source.name}\n${kind}\n${text}`).digest('base64url');

  async function vectorsFor(
    kind: 'passage' | 'question',
    texts: string[],
    signal: AbortSignal | undefined,
    compute: (missing: string[]) => Promise<Float32Array[]>,
  ): Promise<Float32Array[]> {
    const keys = texts.map((text) => keyOf(kind, text));
    const missing = texts.filter((_, at) => known(keys[at] ?? '') === undefined);
    if (missing.length > 0) {
      const name = keys.join();
      const forget = asking && file === null;
      // Goes on when nobody waits any more: the second attempt finds it done.
      const running =
        underWay.get(name) ??
        compute(missing)
          .then((vectors) => {
            for (const [at, text] of missing.entries()) {
              const vector = vectors[at];
              if (vector !== undefined) (forget ? forgotten : kept).set(keyOf(kind, text), vector);
            }
            added = true;
          })
          .finally(() => underWay.delete(name));
      underWay.set(name, running);
      await orAborted(running, signal);
    }
    return keys.flatMap((key) => known(key) ?? []);
  }

  async function orAborted(running: Promise<unknown>, signal: AbortSignal | undefined): Promise<void> {
    if (signal === undefined) return void (await running);
    const stop = new AbortController();
    const aborted = new Promise<never>((_, reject) => {
      const end = () => {
        wasLate = true;
        reject(signal.reason);
      };
      if (signal.aborted) end();
      signal.addEventListener('abort', end, { once: true, signal: stop.signal });
    });
    try {
      await Promise.race([running, aborted]);
    } finally {
      stop.abort();
      // If nobody waits any more, a failure must not go unhandled; the second attempt meets it itself.
      running.catch(() => undefined);
    }
  }

  return {
    embedder: {
      name: source.name,
      dimensions: source.dimensions,
      embedPassages: (texts, signal) =>
        vectorsFor('passage', texts, signal, (missing) => source.embedPassages(missing)),
      async embedQuestion(text, signal) {
        const [vector] = await vectorsFor('question', [text], signal, async () => [await source.embedQuestion(text)]);
        return vector ?? source.embedQuestion(text, signal);
      },
    },
    async ask(question) {
      forgotten.clear();
      wasLate = false;
      asking = true;
      try {
        const begin = performance.now();
        const result = await question();
        const milliseconds = performance.now() - begin;
        if (!wasLate) return { result, milliseconds };
        late += 1;
        await Promise.allSettled(underWay.values());
        return { result: await question(), milliseconds };
      } finally {
        asking = false;
      }
    },
    async save() {
      if (file === null || !added) return;
      const lines = [...kept].map(([key, vector]) => {
        const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
        return `${key}${SEPARATOR}${bytes.toString('base64')}`;
      });
      const half = `${file}.${process.pid}.part`;
      await writeFile(half, lines.join('\n'));
      await rename(half, file);
      added = false;
    },
    note() {
      const notes = [
        file === null ? null : 'Vectors may come from the file: the times are not those of the model.',
        late === 0 ? null : `For ${late} questions the embedding model was late; they were asked again.`,
      ];
      return notes.filter((each) => each !== null).join(' ') || null;
    },
  };
}

async function readVectors(file: string | null, dimensions: number): Promise<Map<string, Float32Array>> {
  const vectors = new Map<string, Float32Array>();
  if (file === null) return vectors;
  for (const line of (await readIfThere(file)).split('\n')) {
    const [key = '', encoded = ''] = line.split(SEPARATOR);
    const bytes = new Uint8Array(Buffer.from(encoded, 'base64'));
    if (bytes.byteLength === dimensions * Float32Array.BYTES_PER_ELEMENT) {
      vectors.set(key, new Float32Array(bytes.buffer));
    }
  }
  return vectors;
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
