/**
 * The process that holds the embedding model. It is a process of its own because the engine is native code: whatever it does,
 * the server's event loop and life do not depend on it. It lives as long as its IPC channel, so it ends with the server even
 * when that one was killed.
 */
import { getLlama, type Llama, LlamaLogLevel, type LlamaModel, type Token } from 'node-llama-cpp';
import { normaliseToLengthOne } from './embedder.ts';
import {
  type FromEmbeddingProcess,
  type LoadRequest,
  PULSE_MILLISECONDS,
  type ToEmbeddingProcess,
} from './embedding-protocol.ts';
import { createLanes, type Lanes } from './share-lanes.ts';

/** Marks at start and end that the engine adds, and the one token by which it wants its context longer than the input. */
const RESERVED_TOKENS = 3;
const IDLE_MILLISECONDS = 5_000;
/** About what a question takes. */
const KEPT_TOKENS = 64;
/**
 * The engine's library leaves a vector of 3 MB behind with each text, which only the garbage collector frees and whose size it
 * does not see: it would wait until gigabytes had gathered. A minor collection takes 0.3 ms.
 */
const TEXTS_BETWEEN_COLLECTIONS = 8;

type Engine = { request: LoadRequest; model: LlamaModel; lanes: Lanes<Token[]> };

let engine: Engine | null = null;
let textsSinceCollection = 0;

function tell(message: FromEmbeddingProcess): void {
  // A channel that closes meanwhile ends this process by its own event.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

async function load(request: LoadRequest): Promise<void> {
  const begin = performance.now();
  const llama: Llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    // No limit of the library's own: each context takes one thread, and the lanes bound the contexts.
    maxThreads: 0,
  });
  const model = await llama.loadModel({ modelPath: request.modelPath, gpuLayers: 0, useMmap: true });
  const lanes = createLanes<Token[]>({
    lanes: request.lanes,
    idleMilliseconds: IDLE_MILLISECONDS,
    keptTokens: KEPT_TOKENS,
    createContext: async () => {
      const context = await model.createEmbeddingContext({
        contextSize: request.maximumTokens,
        batchSize: request.maximumTokens,
        threads: 1,
      });
      return {
        embed: async (tokens) => {
          const { vector } = await context.getEmbeddingFor(tokens);
          collectSometimes();
          return Float32Array.from(vector);
        },
        dispose: () => context.dispose(),
      };
    },
  });
  engine = { request, model, lanes };
  // The first evaluation touches each page of the weights; no citizen should wait for it.
  const vector = await lanes.embed(0, 'question', tokenise(engine, `${request.questionPrefix}Hallo`));
  tell({ kind: 'ready', dimensions: vector.length, milliseconds: Math.round(performance.now() - begin) });
}

function collectSometimes(): void {
  if (++textsSinceCollection < TEXTS_BETWEEN_COLLECTIONS) return;
  textsSinceCollection = 0;
  globalThis.gc?.({ type: 'minor', execution: 'sync' });
}

function tokenise({ model, request }: Engine, text: string): Token[] {
  return model.tokenize(text.normalize('NFKC')).slice(0, request.maximumTokens - RESERVED_TOKENS);
}

async function embed(message: Extract<ToEmbeddingProcess, { kind: 'embed' }>): Promise<void> {
  try {
    if (!engine) throw new Error('The model is not loaded.');
    const { questionPrefix, passagePrefix } = engine.request;
    const prefix = message.task === 'question' ? questionPrefix : passagePrefix;
    const vector = await engine.lanes.embed(message.id, message.task, tokenise(engine, prefix + message.text));
    tell({ kind: 'embedded', id: message.id, vector: normaliseToLengthOne(vector) });
  } catch (error) {
    tell({ kind: 'embed-failed', id: message.id, message: describe(error) });
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function leave(): never {
  // Not in order: freeing a model that is at work can hang in native code, and the system frees everything anyway.
  process.exit(0);
}

process.on('disconnect', leave);
// A signal that the terminal sends to the whole group (Ctrl+C): the server decides when this process ends.
process.on('SIGINT', () => undefined);
process.on('message', (message: ToEmbeddingProcess) => {
  if (message.kind === 'embed') void embed(message);
  else if (message.kind === 'forget') engine?.lanes.forget(message.id);
  else if (message.kind === 'stop') leave();
  else {
    load(message).catch((error: unknown) => {
      tell({ kind: 'load-failed', message: describe(error) });
    });
  }
});
setInterval(() => tell({ kind: 'pulse', memoryBytes: process.memoryUsage.rss() }), PULSE_MILLISECONDS);
