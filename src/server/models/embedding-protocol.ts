/**
 * What the server and its embedding process say to each other, over Node's IPC channel with advanced serialisation (typed arrays
 * arrive as typed arrays). Texts stay inside these two processes; neither logs them.
 */

export type EmbeddingTask = 'question' | 'passage';

export type LoadRequest = {
  kind: 'load';
  modelPath: string;
  /** Passages that are worked on at once, each on one thread. */
  lanes: number;
  /** Longest input of the model in tokens, with the marks at its start and end; what is longer is cut. */
  maximumTokens: number;
  questionPrefix: string;
  passagePrefix: string;
};

export type ToEmbeddingProcess =
  | LoadRequest
  | { kind: 'embed'; id: number; task: EmbeddingTask; text: string }
  /** The answer to this request is not wanted any more. */
  | { kind: 'forget'; id: number }
  | { kind: 'stop' };

export type FromEmbeddingProcess =
  | { kind: 'ready'; dimensions: number; milliseconds: number }
  | { kind: 'load-failed'; message: string }
  | { kind: 'embedded'; id: number; vector: Float32Array }
  | { kind: 'embed-failed'; id: number; message: string }
  /** Sign of life with the resident memory of the process. */
  | { kind: 'pulse'; memoryBytes: number };

export const PULSE_MILLISECONDS = 5_000;
