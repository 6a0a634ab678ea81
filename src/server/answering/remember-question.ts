import type { Embedder } from '../models/embedder.ts';

/** The same question is embedded once, however many steps ask for its vector. */
export function rememberQuestion(embedder: Embedder | null): Embedder | null {
  if (embedder === null) return null;
  const known = new Map<string, Promise<Float32Array>>();
  return {
    name: embedder.name,
    dimensions: embedder.dimensions,
    embedPassages: (texts, signal) => embedder.embedPassages(texts, signal),
    embedQuestion: (text, signal) => {
      const vector = known.get(text) ?? embedder.embedQuestion(text, signal);
      known.set(text, vector);
      vector.catch(() => known.delete(text));
      return vector;
    },
  };
}
