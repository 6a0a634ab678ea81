/** An embedder whose passage vectors are computed once, however often the same pages are taken in, and on wish kept in a file. */
import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Embedder } from '../models/embedder.ts';

export interface KeptVectors {
  embedder: Embedder;
  /** Writes what is known to the file, if there is one. */
  save(): Promise<void>;
}

const SEPARATOR = '\t';

/** `file` may be absent or damaged: then the vectors are computed. */
export async function keepVectors(embedder: Embedder, file: string | null): Promise<KeptVectors> {
  const known = new Map<string, Float32Array>();
  let added = false;
  const keyOf = (text: string) => createHash('sha256').update(`${embedder.name}\n${text}`).digest('base64url');
  if (file !== null) {
    for (const line of (await readIfThere(file)).split('\n')) {
      const [key = '', encoded = ''] = line.split(SEPARATOR);
      const bytes = new Uint8Array(Buffer.from(encoded, 'base64'));
      if (bytes.byteLength === embedder.dimensions * Float32Array.BYTES_PER_ELEMENT)
        known.set(key, new Float32Array(bytes.buffer));
    }
  }
  return {
    embedder: {
      name: embedder.name,
      dimensions: embedder.dimensions,
      embedQuestion: (text, signal) => embedder.embedQuestion(text, signal),
      async embedPassages(texts, signal) {
        const missing = texts.filter((text) => !known.has(keyOf(text)));
        if (missing.length > 0) {
          const vectors = await embedder.embedPassages(missing, signal);
          for (const [at, text] of missing.entries()) {
            const vector = vectors[at];
            if (vector !== undefined) known.set(keyOf(text), vector);
          }
          added = true;
        }
        return texts.flatMap((text) => known.get(keyOf(text)) ?? []);
      },
    },
    async save() {
      if (file === null || !added) return;
      const lines = [...known].map(([key, vector]) => {
        const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
        return `${key}${SEPARATOR}${bytes.toString('base64')}`;
      });
      const half = `${file}.${process.pid}.part`;
      await writeFile(half, lines.join('\n'));
      await rename(half, file);
    },
  };
}

async function readIfThere(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
