/**
 * A reranking server: it reads question and passage together and says how well they fit. Optional; whatever goes wrong, the search
 * keeps the order it had.
 *
 * Three dialects of `POST /rerank` are spoken, found out by asking:
 * - vLLM (also under /v1 and /v2, after Jina and Cohere): `{model, query, documents, top_n}` → `{results: [{index, relevance_score}]}`
 * - llama.cpp (also under /v1): the same; the scores are raw
 * - text-embeddings-inference: `{query, texts, truncate}` → `[{index, score}]`
 */
import { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/log.ts';

export interface RerankerServer {
  /** Address up to the part before `/rerank`; where that answers 404, `/v1` is tried as well. */
  baseUrl: string;
  /** Servers with one model need none. */
  model?: string | undefined;
  key?: string | undefined;
}

export interface RerankerState {
  name: string;
  /** `waiting`: not asked yet; `ready`: the last answer came; `resting`: it did not, and is not asked again before `nextAttemptAt`. */
  state: 'waiting' | 'ready' | 'resting';
  /** Why it rests; English, for the technically minded. */
  reason: string | null;
  nextAttemptAt: Date | null;
}

export interface Reranker {
  readonly name: string;
  /** How well each text fits the question, higher is better, only comparable within one call; null if no answer is to be had now. */
  rerank(question: string, texts: readonly string[], signal?: AbortSignal): Promise<number[] | null>;
  state(): RerankerState;
}

export interface RerankerLimits {
  /** Longest wait for an answer. */
  milliseconds: number;
  /** A server that did not answer is left alone for so long; each further failure doubles it up to the longest. */
  restMilliseconds: number;
  longestRestMilliseconds: number;
  /** What does not get better by itself (a wrong key, another kind of server) is tried again only after this. */
  refusedMilliseconds: number;
  charactersAText: number;
  texts: number;
}

/** Texts that a server takes in one request: text-embeddings-inference allows 32 unless told otherwise. */
export const MOST_RERANKED = 30;

const LIMITS: RerankerLimits = {
  milliseconds: 400,
  restMilliseconds: 5_000,
  longestRestMilliseconds: 5 * 60_000,
  refusedMilliseconds: 5 * 60_000,
  charactersAText: 2_000,
  texts: MOST_RERANKED,
};
const LARGEST_ANSWER = 1_000_000;

const score = z.number().refine(Number.isFinite);
const Answer = z.union([
  z.object({ results: z.array(z.object({ index: z.int().min(0), relevance_score: score })).min(1) }),
  z.array(z.object({ index: z.int().min(0), score })).min(1),
]);

type Dialect = 'documents' | 'texts';
interface Way {
  address: string;
  dialect: Dialect;
}

/** What did not work, in words; `final` will not get better by asking again soon. */
class RerankFailure extends Error {
  readonly final: boolean;
  readonly status: number | null;
  constructor(message: string, { final, status = null }: { final: boolean; status?: number | null }) {
    super(message);
    this.name = 'RerankFailure';
    this.final = final;
    this.status = status;
  }
}

export function createReranker(
  server: RerankerServer,
  { log, clock, limits: given = {} }: { log: Log; clock: Clock; limits?: Partial<RerankerLimits> },
): Reranker {
  const limits = { ...LIMITS, ...given };
  const name = server.model ?? new URL(server.baseUrl).host;
  const ways = waysOf(server.baseUrl);
  let known: Way | null = null;
  let standing: Omit<RerankerState, 'name'> = { state: 'waiting', reason: null, nextAttemptAt: null };
  let failures = 0;

  async function ask(question: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    if (known !== null) return askOnce(known, question, texts, signal);
    let failure: RerankFailure | null = null;
    for (const way of ways) {
      try {
        const scores = await askOnce(way, question, texts, signal);
        known = way;
        log.info({ address: way.address, dialect: way.dialect }, 'reranking server connected');
        return scores;
      } catch (error) {
        if (!(error instanceof RerankFailure) || !isOtherWay(error)) throw error;
        // What the first way says is what an operator can use: the others are guesses.
        failure ??= error;
      }
    }
    throw failure ?? new RerankFailure('The reranking server has no address.', { final: true });
  }

  async function askOnce(way: Way, question: string, texts: readonly string[], signal: AbortSignal): Promise<number[]> {
    const cut = texts.map((text) => text.slice(0, limits.charactersAText));
    const body =
      way.dialect === 'texts'
        ? { query: question, texts: cut, truncate: true }
        : {
            ...(server.model === undefined ? {} : { model: server.model }),
            query: question,
            documents: cut,
            top_n: cut.length,
          };
    const parsed = Answer.safeParse(await request(way.address, body, server.key, signal));
    if (!parsed.success)
      throw new RerankFailure('The reranking server gave an answer of another form.', { final: true });
    const pairs = Array.isArray(parsed.data)
      ? parsed.data.map((one) => ({ index: one.index, value: one.score }))
      : parsed.data.results.map((one) => ({ index: one.index, value: one.relevance_score }));
    const scores: (number | undefined)[] = texts.map(() => undefined);
    for (const { index, value } of pairs) if (index < scores.length) scores[index] = value;
    return scores.map((value) => {
      if (value === undefined) throw new RerankFailure('The reranking server left out a text.', { final: true });
      return value;
    });
  }

  return {
    name,
    state: () => ({ name, ...standing }),
    async rerank(question, texts, signal) {
      if (texts.length === 0 || texts.length > limits.texts) return null;
      const { nextAttemptAt } = standing;
      if (nextAttemptAt !== null && clock.now() < nextAttemptAt) return null;
      const patience = AbortSignal.timeout(limits.milliseconds);
      try {
        const scores = await ask(
          question,
          texts,
          signal === undefined ? patience : AbortSignal.any([patience, signal]),
        );
        failures = 0;
        standing = { state: 'ready', reason: null, nextAttemptAt: null };
        return scores;
      } catch (error) {
        // Whoever asked has left: that says nothing about the server.
        if (signal?.aborted) throw error;
        const failure = describe(error, patience.aborted);
        failures += 1;
        const rest = failure.final
          ? limits.refusedMilliseconds
          : Math.min(limits.longestRestMilliseconds, limits.restMilliseconds * 2 ** (failures - 1));
        standing = {
          state: 'resting',
          reason: failure.message,
          nextAttemptAt: new Date(clock.now().getTime() + rest),
        };
        // It may come back as another server.
        known = null;
        log.warn({ reason: failure.message, restMilliseconds: rest }, 'no reranking: the search keeps its order');
        return null;
      }
    },
  };
}

function waysOf(baseUrl: string): Way[] {
  const base = baseUrl.replace(/\/+$/, '').replace(/\/rerank$/, '');
  const bases = /\/v\d+$/.test(base) ? [base] : [base, `${base}/v1`];
  return bases.flatMap((one) =>
    (['documents', 'texts'] as const).map((dialect) => ({ address: `${one}/rerank`, dialect })),
  );
}

/** The address or the form was not understood: another one may be. */
function isOtherWay({ status }: RerankFailure): boolean {
  return status !== null && [400, 404, 405, 415, 422].includes(status);
}

function describe(error: unknown, late: boolean): RerankFailure {
  if (error instanceof RerankFailure) return error;
  if (late) return new RerankFailure('The reranking server did not answer in time.', { final: false });
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new RerankFailure(`The reranking server cannot be reached${code}.`, { final: false });
}

const REFUSALS: Record<number, string> = {
  401: 'The reranking server does not accept the key (401).',
  403: 'The reranking server forbids the request (403).',
  404: 'The reranking server does not know the address or the model (404).',
  429: 'The reranking server has too much to do (429).',
  501: 'The reranking server was started without reranking (501).',
};

async function request(url: string, body: object, key: string | undefined, signal: AbortSignal): Promise<unknown> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      accept: 'application/json',
      'content-type': 'application/json',
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    },
    body: JSON.stringify(body),
    // A key must not follow the server to another address.
    redirect: 'error',
    signal,
  });
  const { status } = answer;
  if (status !== 200) {
    await answer.body?.cancel();
    const passes = status === 408 || status === 429 || (status >= 500 && status !== 501);
    throw new RerankFailure(REFUSALS[status] ?? `The reranking server answered with ${status}.`, {
      final: !passes,
      status,
    });
  }
  const text = await readBounded(answer);
  try {
    return JSON.parse(text);
  } catch {
    throw new RerankFailure('The reranking server answered with something that is not JSON.', { final: true });
  }
}

async function readBounded(answer: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.length;
    if (bytes > LARGEST_ANSWER)
      throw new RerankFailure('The answer of the reranking server is too long.', { final: true });
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
