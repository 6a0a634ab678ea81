/**
 * The models that the features use, and how they stand. Nothing here holds up the start of the server: what is missing is
 * fetched, loaded and tried again in the background, and whoever needs a model asks for it each time.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';
import { createEmbeddedEngine, type EmbeddedEngine, type EmbeddedEngineOptions } from './embedded-engine.ts';
import type { Embedder } from './embedder.ts';
import { EmbedderError } from './embedder.ts';
import {
  findModelFile,
  type ModelFile,
  modelsDirectory,
  type PullDependencies,
  type PullPhase,
  pullModel,
  type SourceFailure,
  type SourceKind,
} from './pull-model.ts';
import { type CatalogueModel, readCatalogue } from './read-catalogue.ts';
import { connectServerEmbedder, type EmbeddingServer, type ServerEmbedderLimits } from './server-embedder.ts';

export type ModelState = {
  name: string;
  role: 'embedding';
  /**
   * `fetching`: on its way; `loading`: there, the process starts; `ready`: answers; `absent`: no source has it;
   * `failed`: something is wrong with a source, the file or the server; `forbidden`: not there and not to be fetched.
   */
  state: 'absent' | 'fetching' | 'loading' | 'ready' | 'failed' | 'forbidden';
  progress: { phase: PullPhase; bytes: number; total: number } | null;
  /** Why it is not ready; English, for logs and the technically minded. */
  reason: string | null;
  failures: SourceFailure[];
  nextAttemptAt: Date | null;
  source: SourceKind | 'server' | null;
  /** Resident memory of the model's process. */
  memoryBytes: number | null;
};

export type Models = {
  /** The embedder when it can answer now, else null: search is then lexical. Ask each time. */
  embedder(): Embedder | null;
  state(): ModelState[];
  /** Begins in the background and returns at once. */
  start(): void;
  stop(): Promise<void>;
};

export type ModelsOptions = {
  dataDirectory: string;
  log: Log;
  clock: Clock;
  /** `MODELS_AUTO_PULL`. */
  autoPull: boolean;
  /** `MODELS_MIRROR`. */
  mirror?: string | undefined;
  /** `EMBEDDING_BASE_URL` and what belongs to it; takes the place of the model in process. */
  embeddingServer?: EmbeddingServer | undefined;
  /** Called each time the embedder begins to answer, so that waiting passages can be worked on. */
  onReady?: () => void;
  /** For tests: other sources, another engine, other pauses. */
  pull?: Pick<PullDependencies, 'catalogue' | 'fetchFile' | 'pip'>;
  engine?: Pick<EmbeddedEngineOptions, 'processPath' | 'lanes' | 'limits'>;
  server?: Partial<ServerEmbedderLimits>;
  pauses?: Partial<typeof PAUSES>;
};

const PAUSES = {
  firstPull: 60_000,
  longestPull: 60 * 60_000,
  firstConnect: 5_000,
  longestConnect: 5 * 60_000,
  /** How often the folder is looked at for a file laid in by hand. */
  look: 30_000,
};

type Standing = Omit<ModelState, 'name' | 'role' | 'memoryBytes'>;

const AT_REST: Standing = {
  state: 'absent',
  progress: null,
  reason: null,
  failures: [],
  nextAttemptAt: null,
  source: null,
};

export function createModels(options: ModelsOptions): Models {
  return options.embeddingServer ? createServerModels(options, options.embeddingServer) : createOwnModels(options);
}

/** The model of the catalogue, in a process of this machine. */
function createOwnModels(options: ModelsOptions): Models {
  const { log, clock } = options;
  const pauses = { ...PAUSES, ...options.pauses };
  const catalogue = options.pull?.catalogue ?? readCatalogue();
  const model = catalogue.find((candidate) => candidate.role === 'embedding');
  if (!model) throw new RangeError('The catalogue has no embedding model.');
  const directory = modelsDirectory(options.dataDirectory);
  let standing: Standing = AT_REST;
  let engine: EmbeddedEngine | null = null;
  let running: Promise<void> | null = null;
  let stopping = new AbortController();

  async function find(signal: AbortSignal): Promise<ModelFile | null> {
    if (!options.autoPull) {
      const { file, failures } = await findModelFile(directory, model as CatalogueModel, { signal });
      if (!file) standing = { ...AT_REST, state: 'forbidden', reason: sumUp(failures), failures };
      return file;
    }
    standing = { ...AT_REST, state: 'fetching' };
    const dependencies: PullDependencies = {
      ...options.pull,
      dataDirectory: options.dataDirectory,
      log,
      mirror: options.mirror,
    };
    for await (const event of pullModel(dependencies, (model as CatalogueModel).name, signal)) {
      if (event.phase === 'ready') return event;
      if (event.phase === 'failed') {
        const isWrong = event.failures.some(({ code }) => WRONG.has(code));
        const { failures } = event;
        standing = { ...AT_REST, state: isWrong ? 'failed' : 'absent', reason: sumUp(failures), failures };
      } else {
        const { phase, bytes, total } = event;
        standing = { ...AT_REST, state: 'fetching', progress: { phase, bytes, total }, source: event.source };
      }
    }
    return null;
  }

  /** Until the model is there: one attempt, a pause that grows, the next; a file laid in by hand ends the pause. */
  async function work(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        const file = await find(signal);
        if (file) {
          load(file);
          return;
        }
      } catch (error) {
        signal.throwIfAborted();
        const message = error instanceof Error ? error.message : String(error);
        log.warn({ err: error, model: model?.name }, 'model could not be fetched');
        standing = { ...AT_REST, state: 'failed', reason: message };
      }
      const pause = options.autoPull
        ? Math.min(pauses.firstPull * 2 ** attempt, pauses.longestPull)
        : Number.POSITIVE_INFINITY;
      const nextAttemptAt = options.autoPull ? new Date(clock.now().getTime() + pause) : null;
      standing = { ...standing, nextAttemptAt };
      log.info(
        { model: model?.name, failures: standing.failures, nextAttemptAt },
        'no embedding model yet, search is lexical',
      );
      await pauseOrChange(pause, signal);
      signal.throwIfAborted();
    }
  }

  async function pauseOrChange(milliseconds: number, signal: AbortSignal): Promise<void> {
    const before = await fingerprint(directory);
    const end = performance.now() + milliseconds;
    while (!signal.aborted && performance.now() < end) {
      await sleep(Math.min(pauses.look, end - performance.now()), undefined, { signal }).catch(() => undefined);
      if ((await fingerprint(directory)) !== before) return;
    }
  }

  function load(file: ModelFile): void {
    const { name, dimensions, maximumTokens, questionPrefix, passagePrefix } = model as CatalogueModel;
    standing = { ...AT_REST, state: 'loading', source: file.source };
    engine = createEmbeddedEngine({
      ...options.engine,
      // Another quantisation gives other vectors; they must not be mixed.
      name: file.variant === null ? name : `${name}@${file.variant}`,
      dimensions,
      maximumTokens,
      questionPrefix,
      passagePrefix,
      modelPath: file.path,
      log,
      clock,
      onChange: ({ state }) => {
        if (state === 'ready') options.onReady?.();
      },
    });
    engine.start();
  }

  function read(): ModelState {
    const fixed = { name: model?.name ?? '', role: 'embedding' as const };
    if (!engine) return { ...fixed, ...standing, memoryBytes: null };
    const now = engine.state();
    const state = { stopped: 'absent', starting: 'loading', ready: 'ready', failed: 'failed' } as const;
    return {
      ...fixed,
      ...standing,
      state: state[now.state],
      reason: now.reason,
      nextAttemptAt: now.nextAttemptAt,
      memoryBytes: now.memoryBytes,
    };
  }

  return {
    embedder: () => (engine?.state().state === 'ready' ? engine.embedder : null),
    state: () => [read()],
    start() {
      if (running) return;
      stopping = new AbortController();
      const { signal } = stopping;
      running = work(signal).catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error }, 'the search for the embedding model ended');
      });
    },
    async stop() {
      stopping.abort(new Error('The models are stopped.'));
      await running;
      await engine?.stop();
      engine = null;
      running = null;
      standing = AT_REST;
    },
  };
}

/** What will not mend itself by waiting. */
const WRONG: ReadonlySet<SourceFailure['code']> = new Set([
  'wrong-length',
  'wrong-checksum',
  'broken',
  'no-space',
  'disk',
]);

/** That nothing was laid in and no mirror is set is the usual case: it is left out where other sources were asked. */
function sumUp(failures: SourceFailure[]): string {
  const telling = failures.filter(({ code }) => code !== 'not-there' && code !== 'not-set');
  return (telling.length > 0 ? telling : failures).map(({ source, detail }) => `${source}: ${detail}`).join('; ');
}

/** Names, lengths and times of the model files; changes while a file is being copied in, and when it is complete. */
async function fingerprint(directory: string): Promise<string> {
  const lines: string[] = [];
  try {
    for (const name of await readdir(directory)) {
      if (!/^[^.].*\.gguf(\.sha256)?$/i.test(name)) continue;
      const { size, mtimeMs } = await stat(join(directory, name));
      lines.push(`${name} ${size} ${mtimeMs}`);
    }
  } catch {
    // A folder that is gone, or a file that is just being moved: the next look sees more.
  }
  return lines.sort().join('\n');
}

/** A server of the house that gives the vectors. */
function createServerModels(options: ModelsOptions, server: EmbeddingServer): Models {
  const { log, clock } = options;
  const pauses = { ...PAUSES, ...options.pauses };
  let embedder: Embedder | null = null;
  let standing: Standing = AT_REST;
  let running: Promise<void> | null = null;
  let stopping = new AbortController();

  async function work(signal: AbortSignal): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      standing = { ...standing, state: 'loading', source: 'server', nextAttemptAt: null };
      try {
        embedder = await connectServerEmbedder(server, {
          log,
          signal,
          ...(options.server ? { limits: options.server } : {}),
        });
        standing = { ...AT_REST, state: 'ready', source: 'server' };
        options.onReady?.();
        return;
      } catch (error) {
        signal.throwIfAborted();
        const reason = error instanceof EmbedderError ? error.message : 'The embedding server could not be asked.';
        const pause = Math.min(pauses.firstConnect * 2 ** attempt, pauses.longestConnect);
        const nextAttemptAt = new Date(clock.now().getTime() + pause);
        standing = { ...AT_REST, state: 'failed', source: 'server', reason, nextAttemptAt };
        log.warn({ reason, nextAttemptAt }, 'no embedding server yet, search is lexical');
        await sleep(pause, undefined, { signal: signal }).catch(() => undefined);
        signal.throwIfAborted();
      }
    }
  }

  return {
    embedder: () => embedder,
    state: () => [
      { name: embedder?.name ?? server.model ?? 'server', role: 'embedding', ...standing, memoryBytes: null },
    ],
    start() {
      if (running) return;
      stopping = new AbortController();
      const { signal } = stopping;
      running = work(signal).catch((error: unknown) => {
        if (!signal.aborted) log.error({ err: error }, 'the search for the embedding server ended');
      });
    },
    async stop() {
      stopping.abort(new Error('The models are stopped.'));
      await running;
      embedder = null;
      running = null;
      standing = AT_REST;
    },
  };
}
