/**
 * Turns text into vectors of length 1, so that the dot product of two vectors is their cosine.
 *
 * The texts are given plain: the prefixes that a model wants (`query: `, `passage: `), the Unicode form and the cut at the
 * model's longest input are the embedder's own business. Both calls reject with an `EmbedderError` when the model cannot
 * answer now, and with the signal's reason when they were aborted; the order of the vectors is the order of the texts.
 */
export interface Embedder {
  /** Name of the model; vectors of two names must never be compared. */
  readonly name: string;
  /** Length of each vector. */
  readonly dimensions: number;
  embedPassages(texts: string[], signal?: AbortSignal): Promise<Float32Array[]>;
  embedQuestion(text: string, signal?: AbortSignal): Promise<Float32Array>;
}

/**
 * Why no vectors came. `refused` and `invalid` will not get better by trying again with the same settings;
 * `unavailable` and `timeout` may.
 */
export type EmbedderErrorReason = 'unavailable' | 'timeout' | 'refused' | 'invalid';

export class EmbedderError extends Error {
  readonly reason: EmbedderErrorReason;

  constructor(reason: EmbedderErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbedderError';
    this.reason = reason;
  }

  /** A background job that meets this error should be tried again later. */
  get mayPass(): boolean {
    return this.reason === 'unavailable' || this.reason === 'timeout';
  }
}

/** Scales a vector to length 1 in place and returns it; a vector without length is a fault of the model. */
export function normaliseToLengthOne(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (!Number.isFinite(length) || length === 0) {
    throw new EmbedderError('invalid', 'The embedding model gave a vector without a length.');
  }
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}
