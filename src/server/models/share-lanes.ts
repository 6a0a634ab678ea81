/**
 * Shares the engine's contexts between questions and passages.
 *
 * Measured with llama.cpp on two cores: two contexts of one thread each embed half as many passages again as one context of
 * two threads, and stay steady when the machine is busy, where two threads of one context wait for each other (a question took
 * 0.2 to 1.5 s instead of 0.02). So each context has one thread. A question starts at once on a context that passages never
 * take, and no further passage starts until it is answered.
 *
 * A context keeps a buffer of about 1 MB for each token of the longest text that it has seen (the engine reserves room for
 * vocabulary scores that embeddings do not need). Building a context takes 5 ms, so those that have grown are thrown away when
 * there is nothing to do.
 */
import type { EmbeddingTask } from './embedding-protocol.ts';

export type EmbeddingContext<Tokens> = { embed(tokens: Tokens): Promise<Float32Array>; dispose(): Promise<void> };

type Job<Tokens> = {
  id: number;
  tokens: Tokens;
  resolve: (vector: Float32Array) => void;
  reject: (error: unknown) => void;
};

type Place<Tokens> = { context: EmbeddingContext<Tokens> | null; longest: number; task: EmbeddingTask | null };

export type Lanes<Tokens> = {
  /** Rejects with the engine's error; never settles for a job that was forgotten before it began. */
  embed(id: number, task: EmbeddingTask, tokens: Tokens): Promise<Float32Array>;
  forget(id: number): void;
  dispose(): Promise<void>;
};

export function createLanes<Tokens extends { readonly length: number }>(options: {
  lanes: number;
  createContext: () => Promise<EmbeddingContext<Tokens>>;
  /** Grown contexts are thrown away after so long without work. */
  idleMilliseconds: number;
  /** A context that never saw a longer text is small enough to stay. */
  keptTokens: number;
}): Lanes<Tokens> {
  const waiting: Record<EmbeddingTask, Job<Tokens>[]> = { question: [], passage: [] };
  // One more than lanes: the place of the question.
  const places: Place<Tokens>[] = Array.from({ length: options.lanes + 1 }, () => ({
    context: null,
    longest: 0,
    task: null,
  }));
  let idle: NodeJS.Timeout | undefined;

  const busy = (task: EmbeddingTask): number => places.filter((place) => place.task === task).length;

  function next(): { job: Job<Tokens>; task: EmbeddingTask; place: Place<Tokens> } | null {
    // The smallest context that fits is the last one used; the rest stay unbuilt as long as one is enough.
    const place = places.find((candidate) => candidate.task === null);
    if (!place) return null;
    if (busy('question') < options.lanes) {
      const job = waiting.question.shift();
      if (job) return { job, task: 'question', place };
    }
    if (waiting.question.length > 0 || busy('question') > 0 || busy('passage') >= options.lanes) return null;
    const job = waiting.passage.shift();
    return job ? { job, task: 'passage', place } : null;
  }

  function fill(): void {
    clearTimeout(idle);
    for (let found = next(); found; found = next()) {
      found.place.task = found.task;
      void run(found.job, found.place);
    }
    if (places.every((place) => place.task === null)) {
      idle = setTimeout(() => void shrink(), options.idleMilliseconds);
      idle.unref();
    }
  }

  async function run(job: Job<Tokens>, place: Place<Tokens>): Promise<void> {
    try {
      place.context ??= await options.createContext();
      place.longest = Math.max(place.longest, job.tokens.length);
      job.resolve(await place.context.embed(job.tokens));
    } catch (error) {
      job.reject(error);
    } finally {
      place.task = null;
      fill();
    }
  }

  async function shrink(): Promise<void> {
    for (const place of places) {
      if (place.task !== null || place.context === null || place.longest <= options.keptTokens) continue;
      const { context } = place;
      place.context = null;
      place.longest = 0;
      await context.dispose();
    }
  }

  return {
    embed(id, task, tokens) {
      return new Promise((resolve, reject) => {
        waiting[task].push({ id, tokens, resolve, reject });
        fill();
      });
    },
    forget(id) {
      for (const queue of Object.values(waiting)) {
        const at = queue.findIndex((job) => job.id === id);
        if (at >= 0) queue.splice(at, 1);
      }
    },
    async dispose() {
      clearTimeout(idle);
      await Promise.all(places.map((place) => place.context?.dispose()));
    },
  };
}
