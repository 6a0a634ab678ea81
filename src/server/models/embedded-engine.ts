/** Runs the embedding model in a process of its own and gives it the shape of an `Embedder`. */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { type Embedder, EmbedderError } from './embedder.ts';
import {
  type EmbeddingTask,
  type FromEmbeddingProcess,
  type LoadRequest,
  PULSE_MILLISECONDS,
  type ToEmbeddingProcess,
} from './embedding-protocol.ts';

export type EngineState = {
  state: 'stopped' | 'starting' | 'ready' | 'failed';
  /** Why it is not ready; English, for logs and the technically minded. */
  reason: string | null;
  nextAttemptAt: Date | null;
  /** Resident memory of the process at its last sign of life. */
  memoryBytes: number | null;
  processId: number | null;
  /** Times that the process ended by itself since `start`. */
  crashes: number;
  /** Texts that wait or are worked on. */
  waiting: number;
};

export type EmbeddedEngine = {
  readonly embedder: Embedder;
  state(): EngineState;
  start(): void;
  stop(): Promise<void>;
};

export type EmbeddedEngineOptions = {
  name: string;
  dimensions: number;
  modelPath: string;
  maximumTokens: number;
  questionPrefix: string;
  passagePrefix: string;
  log: Log;
  clock: Clock;
  lanes?: number;
  onChange?: (state: EngineState) => void;
  /** The module that the process runs; tests pass a process without a model. */
  processPath?: string;
  limits?: Partial<EngineLimits>;
};

export type EngineLimits = {
  loadMilliseconds: number;
  questionMilliseconds: number;
  passageMilliseconds: number;
  stopMilliseconds: number;
  /** A process that gave no sign of life for so long is ended. */
  silenceMilliseconds: number;
  firstRestartMilliseconds: number;
  longestRestartMilliseconds: number;
  /** Questions beyond these are refused at once: search goes on without a vector. */
  questions: number;
  /** Texts that one call may bring. */
  passages: number;
  characters: number;
};

const LIMITS: EngineLimits = {
  loadMilliseconds: 120_000,
  questionMilliseconds: 5_000,
  passageMilliseconds: 60_000,
  stopMilliseconds: 3_000,
  silenceMilliseconds: 12 * PULSE_MILLISECONDS,
  firstRestartMilliseconds: 1_000,
  longestRestartMilliseconds: 5 * 60_000,
  questions: 64,
  passages: 4_096,
  // Far more than fills the longest input; the cut itself is made at a token.
  characters: 16_384,
};

/** So many passages a lane are under way at once: one at work, one next. */
const WINDOW = 2;
const ENVIRONMENT = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TMP',
  'TEMP',
  'SystemRoot',
  'LANG',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
];
const BASE_MEMORY = 700e6;
const LANE_MEMORY = 600e6;

type Request = {
  id: number;
  task: EmbeddingTask;
  text: string;
  resolve: (vector: Float32Array) => void;
  reject: (error: Error) => void;
  timer: NodeJS.Timeout | null;
};

/**
 * Lanes for this machine: a core each, one left to the server where there are more than two, at most four, and no more than
 * there is memory for.
 */
export function chooseLanes(cores = availableParallelism(), memoryBytes = process.availableMemory()): number {
  const byCores = cores > 2 ? cores - 1 : cores;
  const byMemory = Math.floor((memoryBytes - BASE_MEMORY) / LANE_MEMORY);
  return Math.max(1, Math.min(byCores, byMemory, 4));
}

/**
 * The embedder answers as soon as the process has loaded the model; a question before that is rejected at once (`unavailable`),
 * passages wait for it. When the process ends by itself, all that is under way is rejected and the process starts again after
 * a pause that grows; a background job should then try again.
 */
export function createEmbeddedEngine(options: EmbeddedEngineOptions): EmbeddedEngine {
  const { log, clock } = options;
  const limits = { ...LIMITS, ...options.limits };
  const lanes = options.lanes ?? chooseLanes();
  const underWay = new Map<number, Request>();
  const queue: Request[] = [];
  let child: ChildProcess | null = null;
  let state: EngineState['state'] = 'stopped';
  let reason: string | null = null;
  let nextAttemptAt: Date | null = null;
  let memoryBytes: number | null = null;
  let crashes = 0;
  let failuresInARow = 0;
  let lastId = 0;
  let lastSign = 0;
  let restart: NodeJS.Timeout | undefined;
  let loading: NodeJS.Timeout | undefined;
  let watch: NodeJS.Timeout | undefined;

  const read = (): EngineState => ({
    state,
    reason,
    nextAttemptAt,
    memoryBytes,
    processId: child?.pid ?? null,
    crashes,
    waiting: queue.length + underWay.size,
  });
  const change = (to: EngineState['state'], why: string | null): void => {
    state = to;
    reason = why;
    options.onChange?.(read());
  };
  const tell = (message: ToEmbeddingProcess): void => {
    // What cannot be sent is answered by the exit of the process.
    if (child?.connected) child.send(message, () => undefined);
  };

  function launch(): void {
    nextAttemptAt = null;
    const process_ = fork(options.processPath ?? fileURLToPath(new URL('./embedding-process.ts', import.meta.url)), {
      // Little garbage space and a collector that can be called: see the process for why.
      execArgv: ['--expose-gc', '--max-semi-space-size=1'],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: {
        // Not the whole environment: native code needs no keys.
        ...Object.fromEntries(ENVIRONMENT.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
        // Fewer heaps: 60 MB less memory.
        MALLOC_ARENA_MAX: '2',
        UV_THREADPOOL_SIZE: String(lanes + 3),
      },
    });
    child = process_;
    let lastWords = '';
    process_.stderr?.on('data', (piece: Buffer) => {
      lastWords = `${lastWords}${piece.toString('utf8')}`.slice(-2000);
    });
    process_.on('message', (message) => {
      if (child === process_) hear(message as FromEmbeddingProcess);
    });
    // Not once: an error without a listener would end the server.
    process_.on('error', (error) => {
      if (process_.pid === undefined && child === process_) ended(error.message);
    });
    process_.once('exit', (code, signal) => {
      if (child === process_)
        ended(`it ended with ${signal ?? `code ${code}`}${lastWords ? `: ${lastWords.trim()}` : ''}`);
    });
    lastSign = performance.now();
    change('starting', null);
    const request: LoadRequest = {
      kind: 'load',
      modelPath: options.modelPath,
      lanes,
      maximumTokens: options.maximumTokens,
      questionPrefix: options.questionPrefix,
      passagePrefix: options.passagePrefix,
    };
    tell(request);
    loading = setTimeout(() => end('the model was not loaded in time'), limits.loadMilliseconds);
    watch = watchSilence();
  }

  function watchSilence(): NodeJS.Timeout {
    let lastLook = performance.now();
    const every = Math.max(limits.silenceMilliseconds / 4, 10);
    const timer = setInterval(() => {
      const now = performance.now();
      // After a sleep of the machine, or a long task of ours, the silence is not the process's fault.
      if (now - lastLook > 2 * every + 1000) lastSign = now;
      lastLook = now;
      if (state === 'ready' && now - lastSign > limits.silenceMilliseconds) end('it gave no sign of life');
    }, every);
    timer.unref();
    return timer;
  }

  function hear(message: FromEmbeddingProcess): void {
    lastSign = performance.now();
    if (message.kind === 'pulse') {
      memoryBytes = message.memoryBytes;
      // It has lived: the next crash is a new one, not the last one again.
      if (state === 'ready') failuresInARow = 0;
    } else if (message.kind === 'ready') {
      clearTimeout(loading);
      if (message.dimensions !== options.dimensions) {
        end(`the model has ${message.dimensions} dimensions, not ${options.dimensions}`);
        return;
      }
      log.info({ model: options.name, lanes, milliseconds: message.milliseconds }, 'embedding model loaded');
      change('ready', null);
      send();
    } else if (message.kind === 'load-failed') {
      end(message.message);
    } else {
      const request = underWay.get(message.id);
      if (!request) return;
      settle(request);
      if (message.kind === 'embedded') request.resolve(message.vector);
      else request.reject(new EmbedderError('invalid', `The embedding model gave no vector: ${message.message}`));
      send();
    }
  }

  /** Ends the process for a reason of ours; what follows is the same as after a crash. */
  function end(why: string): void {
    const process_ = child;
    if (!process_) return;
    ended(why);
    process_.kill('SIGKILL');
  }

  function ended(why: string): void {
    child = null;
    memoryBytes = null;
    clearTimeout(loading);
    clearInterval(watch);
    rejectAll(new EmbedderError('unavailable', `The embedding process is not running: ${why}`));
    if (state === 'stopped') return;
    crashes++;
    failuresInARow++;
    const pause = Math.min(
      limits.firstRestartMilliseconds * 2 ** (failuresInARow - 1),
      limits.longestRestartMilliseconds,
    );
    nextAttemptAt = new Date(clock.now().getTime() + pause);
    restart = setTimeout(launch, pause);
    restart.unref();
    log.warn({ model: options.name, reason: why, pause }, 'embedding process ended');
    change('failed', why);
  }

  function settle(request: Request): void {
    if (request.timer) clearTimeout(request.timer);
    underWay.delete(request.id);
  }

  function rejectAll(error: EmbedderError): void {
    for (const request of [...underWay.values(), ...queue.splice(0)]) {
      settle(request);
      request.reject(error);
    }
  }

  function send(): void {
    if (state !== 'ready') return;
    const passages = (): number => [...underWay.values()].filter((request) => request.task === 'passage').length;
    for (let room = lanes * WINDOW - passages(); room > 0; room--) {
      const request = queue.shift();
      if (!request) return;
      dispatch(request, limits.passageMilliseconds);
    }
  }

  function dispatch(request: Request, milliseconds: number): void {
    underWay.set(request.id, request);
    request.timer = setTimeout(() => {
      settle(request);
      tell({ kind: 'forget', id: request.id });
      request.reject(new EmbedderError('timeout', 'The embedding model did not answer in time.'));
      // A passage takes a tenth of a second: the engine hangs.
      if (request.task === 'passage') end('it did not answer in time');
    }, milliseconds);
    tell({ kind: 'embed', id: request.id, task: request.task, text: request.text });
  }

  function ask(task: EmbeddingTask, text: string, signal: AbortSignal | undefined): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      const request: Request = {
        id: ++lastId,
        task,
        text: text.slice(0, limits.characters),
        timer: null,
        resolve: (vector) => {
          signal?.removeEventListener('abort', forget);
          resolve(vector);
        },
        reject: (error) => {
          signal?.removeEventListener('abort', forget);
          reject(error);
        },
      };
      const forget = (): void => {
        const at = queue.indexOf(request);
        if (at >= 0) queue.splice(at, 1);
        if (underWay.has(request.id)) tell({ kind: 'forget', id: request.id });
        settle(request);
        reject(signal?.reason);
        // Not yet: the other texts of the same call are still in the queue and hear of the abort after this one.
        queueMicrotask(send);
      };
      signal?.addEventListener('abort', forget, { once: true });
      if (task === 'question') {
        dispatch(request, limits.questionMilliseconds);
      } else {
        queue.push(request);
        send();
      }
    });
  }

  const embedder: Embedder = {
    name: options.name,
    dimensions: options.dimensions,
    async embedQuestion(text, signal) {
      signal?.throwIfAborted();
      if (state !== 'ready') {
        throw new EmbedderError('unavailable', `The embedding model is not ready${reason ? `: ${reason}` : '.'}`);
      }
      const questions = [...underWay.values()].filter((request) => request.task === 'question').length;
      if (questions >= limits.questions)
        throw new EmbedderError('unavailable', 'Too many questions wait for their vector.');
      return await ask('question', text, signal);
    },
    async embedPassages(texts, signal) {
      signal?.throwIfAborted();
      if (texts.length > limits.passages) {
        throw new EmbedderError('refused', `At most ${limits.passages} passages can be embedded in one call.`);
      }
      if (state === 'stopped' || state === 'failed') {
        throw new EmbedderError('unavailable', `The embedding model is not running${reason ? `: ${reason}` : '.'}`);
      }
      // The first that fails takes the others of the call along: nobody waits for them any more.
      const rest = new AbortController();
      const either = signal ? AbortSignal.any([signal, rest.signal]) : rest.signal;
      try {
        return await Promise.all(texts.map((text) => ask('passage', text, either)));
      } finally {
        rest.abort(new EmbedderError('unavailable', 'Another passage of the same call failed.'));
      }
    },
  };

  return {
    embedder,
    state: read,
    start() {
      if (state !== 'stopped') return;
      crashes = 0;
      failuresInARow = 0;
      launch();
    },
    async stop() {
      clearTimeout(restart);
      clearTimeout(loading);
      clearInterval(watch);
      nextAttemptAt = null;
      const process_ = child;
      change('stopped', null);
      rejectAll(new EmbedderError('unavailable', 'The embedding model was stopped.'));
      if (!process_ || process_.exitCode !== null || process_.signalCode !== null) return;
      const gone = new Promise<void>((resolve) => process_.once('exit', () => resolve()));
      tell({ kind: 'stop' });
      const force = setTimeout(() => process_.kill('SIGKILL'), limits.stopMilliseconds);
      await gone;
      clearTimeout(force);
      if (child === process_) child = null;
    },
  };
}
