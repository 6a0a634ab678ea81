/**
 * An embedding server by the OpenAI protocol (`POST /embeddings`; vLLM, Ollama, llama.cpp, LiteLLM, cloud) as an `Embedder`.
 * https://platform.openai.com/docs/api-reference/embeddings
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Log } from '../platform/log.ts';
import { type Embedder, EmbedderError, normaliseToLengthOne } from './embedder.ts';

export type EmbeddingServer = {
  /** Address up to the part before `/embeddings`; where that answers 404, `/v1` is tried as well. */
  baseUrl: string;
  /** Default: the only or first model that the server names. */
  model?: string | undefined;
  key?: string | undefined;
  /** Sends `input_type` (`query` or `passage`) and leaves the prefixes to the server, for servers that know the field. */
  sendInputType?: boolean | undefined;
};

export type ServerEmbedderLimits = {
  questionMilliseconds: number;
  passagesMilliseconds: number;
  questionAttempts: number;
  passagesAttempts: number;
  pauseMilliseconds: number;
  /** A server that asks for a longer pause than this (`Retry-After`) is left alone. */
  longestPauseMilliseconds: number;
  textsARequest: number;
  charactersARequest: number;
  /** After a question went unanswered, further questions do not wait for the server at all for so long. */
  restMilliseconds: number;
};

const LIMITS: ServerEmbedderLimits = {
  questionMilliseconds: 3_000,
  passagesMilliseconds: 60_000,
  questionAttempts: 2,
  passagesAttempts: 5,
  pauseMilliseconds: 500,
  longestPauseMilliseconds: 60_000,
  textsARequest: 32,
  charactersARequest: 40_000,
  restMilliseconds: 10_000,
};

/** What the names of embedders begin with that a server gives. */
export const SERVER_NAMES = 'server/';

type InputType = 'query' | 'passage';
type Call = { attempts: number; milliseconds: number; signal: AbortSignal | undefined };
type Refusal = { status: number; again: boolean; pause: number | null; message: string };

const LARGEST_VECTOR = 16_384;
/** Digits, sign, exponent and comma of one number in JSON. */
const BYTES_A_NUMBER = 32;
const SHORTEST_CUT = 200;

const answerSchema = z.object({
  data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1).max(LARGEST_VECTOR) })),
});
const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });

/**
 * Asks the server for one vector to learn its length, and returns the embedder. Rejects with an `EmbedderError`: `unavailable`
 * or `timeout` when the server does not answer now, `refused` for a wrong key or an unknown model, `invalid` for what is no
 * embedding server.
 */
export async function connectServerEmbedder(
  server: EmbeddingServer,
  options: { log: Log; signal?: AbortSignal; limits?: Partial<ServerEmbedderLimits> },
): Promise<Embedder> {
  const limits = { ...LIMITS, ...options.limits };
  const call: Call = { attempts: 1, milliseconds: limits.passagesMilliseconds, signal: options.signal };
  const base = server.baseUrl.replace(/\/+$/, '');
  const bases = /\/v\d+$/.test(base) ? [base] : [base, `${base}/v1`];
  for (const [at, address] of bases.entries()) {
    try {
      const model = server.model ?? (await firstModel(address, server, call, limits));
      const ask = createAsk(address, model, server, limits);
      const [probe] = await ask(['Hallo'], 'query', call);
      const dimensions = probe?.length ?? 0;
      options.log.info({ model, dimensions }, 'embedding server connected');
      return arrangeEmbedder(model, dimensions, ask, limits);
    } catch (error) {
      const isLast = at === bases.length - 1;
      if (isLast || !(error instanceof EmbedderError) || error.reason === 'unavailable' || error.reason === 'timeout')
        throw error;
    }
  }
  throw new EmbedderError('unavailable', 'The embedding server has no address.');
}

type Ask = (texts: string[], type: InputType, call: Call) => Promise<Float32Array[]>;

function arrangeEmbedder(model: string, dimensions: number, ask: Ask, limits: ServerEmbedderLimits): Embedder {
  let restUntil = 0;

  const expectDimensions = (vectors: Float32Array[]): Float32Array[] => {
    for (const vector of vectors) {
      if (vector.length !== dimensions) {
        throw new EmbedderError(
          'invalid',
          `The embedding server gave ${vector.length} numbers instead of ${dimensions}.`,
        );
      }
    }
    return vectors;
  };

  /** A server refuses the whole batch for one text that is too long for it: halves find it, then its end is cut off. */
  async function embedBatch(texts: string[], call: Call): Promise<Float32Array[]> {
    try {
      return expectDimensions(await ask(texts, 'passage', call));
    } catch (error) {
      if (!(error instanceof BatchRefused)) throw error;
      const [first = ''] = texts;
      if (texts.length === 1) {
        if (first.length <= SHORTEST_CUT) throw error;
        return await embedBatch([first.slice(0, Math.ceil(first.length / 2))], call);
      }
      const middle = Math.ceil(texts.length / 2);
      return [...(await embedBatch(texts.slice(0, middle), call)), ...(await embedBatch(texts.slice(middle), call))];
    }
  }

  return {
    // Not the bare name: another engine gives other vectors for the same model.
    name: `${SERVER_NAMES}${model}`,
    dimensions,
    async embedPassages(texts, signal) {
      const call: Call = { attempts: limits.passagesAttempts, milliseconds: limits.passagesMilliseconds, signal };
      const vectors: Float32Array[] = [];
      for (const batch of cutBatches(texts, limits)) {
        signal?.throwIfAborted();
        vectors.push(...(await embedBatch(batch, call)));
      }
      return vectors;
    },
    async embedQuestion(text, signal) {
      signal?.throwIfAborted();
      if (performance.now() < restUntil)
        throw new EmbedderError('unavailable', 'The embedding server did not answer just now.');
      const call: Call = { attempts: limits.questionAttempts, milliseconds: limits.questionMilliseconds, signal };
      try {
        const [vector] = expectDimensions(await ask([text], 'query', call));
        if (!vector) throw new EmbedderError('invalid', 'The embedding server gave no vector.');
        return vector;
      } catch (error) {
        if (error instanceof EmbedderError && error.mayPass) restUntil = performance.now() + limits.restMilliseconds;
        throw error;
      }
    },
  };
}

/** The server's answer to a request that it found too long or otherwise wrong. */
class BatchRefused extends EmbedderError {
  constructor(message: string) {
    super('refused', message);
    this.name = 'BatchRefused';
  }
}

function createAsk(base: string, model: string, server: EmbeddingServer, limits: ServerEmbedderLimits): Ask {
  return async (texts, type, call) => {
    const prefix = server.sendInputType ? '' : prefixFor(model, type);
    const body = JSON.stringify({
      model,
      input: texts.map((text) => prefix + text.normalize('NFKC')),
      encoding_format: 'float',
      ...(server.sendInputType ? { input_type: type } : {}),
    });
    const largest = 65_536 + texts.length * LARGEST_VECTOR * BYTES_A_NUMBER;
    const answer = answerSchema.safeParse(await request(`${base}/embeddings`, body, server, call, limits, largest));
    if (!answer.success) throw new EmbedderError('invalid', 'The embedding server gave an answer of another form.');
    const vectors: (Float32Array | undefined)[] = texts.map(() => undefined);
    for (const { index, embedding } of answer.data.data) {
      if (index < vectors.length) vectors[index] = normaliseToLengthOne(Float32Array.from(embedding));
    }
    return vectors.map((vector) => {
      if (!vector) throw new EmbedderError('invalid', 'The embedding server left out a text.');
      return vector;
    });
  };
}

/** What the model cards ask for. Models that need nothing, or whose servers add it themselves, get the plain text. */
export function prefixFor(model: string, type: InputType): string {
  if (/e5.*-instruct|qwen3-embedding/i.test(model)) {
    return type === 'query' ? 'Instruct: Given a question, retrieve passages that answer it\nQuery: ' : '';
  }
  if (/(^|[/_-])e5([_:-]|$)/i.test(model)) return type === 'query' ? 'query: ' : 'passage: ';
  return '';
}

async function firstModel(
  base: string,
  server: EmbeddingServer,
  call: Call,
  limits: ServerEmbedderLimits,
): Promise<string> {
  const answer = modelsSchema.safeParse(await request(`${base}/models`, null, server, call, limits, 1_000_000));
  const model = answer.success ? answer.data.data[0]?.id : undefined;
  if (model === undefined)
    throw new EmbedderError('invalid', 'The embedding server names no model; set EMBEDDING_MODEL.');
  return model;
}

/** One request with its repetitions; the parsed JSON of the answer. */
async function request(
  url: string,
  body: string | null,
  server: EmbeddingServer,
  call: Call,
  limits: ServerEmbedderLimits,
  largest: number,
): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    call.signal?.throwIfAborted();
    let error: EmbedderError;
    let pause = limits.pauseMilliseconds * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
    try {
      const answer = await requestOnce(url, body, server, call, largest);
      if (!('refusal' in answer)) return answer.json;
      const { refusal } = answer;
      if (!refusal.again) {
        if ([400, 413, 422].includes(refusal.status)) throw new BatchRefused(refusal.message);
        throw new EmbedderError('refused', refusal.message);
      }
      error = new EmbedderError('unavailable', refusal.message);
      if (refusal.pause !== null) pause = Math.max(pause, refusal.pause);
    } catch (thrown) {
      call.signal?.throwIfAborted();
      if (thrown instanceof EmbedderError && !thrown.mayPass) throw thrown;
      error = thrown instanceof EmbedderError ? thrown : unreachable(thrown);
    }
    if (attempt >= call.attempts || pause > limits.longestPauseMilliseconds) throw error;
    await sleep(pause, undefined, call.signal ? { signal: call.signal } : {});
  }
}

async function requestOnce(
  url: string,
  body: string | null,
  server: EmbeddingServer,
  call: Call,
  largest: number,
): Promise<{ json: unknown } | { refusal: Refusal }> {
  const timeout = AbortSignal.timeout(call.milliseconds);
  const answer = await fetch(url, {
    method: body === null ? 'GET' : 'POST',
    headers: {
      accept: 'application/json',
      ...(body === null ? {} : { 'content-type': 'application/json' }),
      ...(server.key === undefined ? {} : { authorization: `Bearer ${server.key}` }),
    },
    body,
    // A key must not follow the server to another address.
    redirect: 'error',
    signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
  });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    return { refusal: describeRefusal(answer.status, answer.headers.get('retry-after')) };
  }
  const text = await readBounded(answer, largest);
  try {
    return { json: JSON.parse(text) };
  } catch (error) {
    throw new EmbedderError('invalid', 'The embedding server answered with something that is not JSON.', {
      cause: error,
    });
  }
}

async function readBounded(answer: Response, largest: number): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.length;
    if (bytes > largest) throw new EmbedderError('invalid', 'The answer of the embedding server is too long.');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function describeRefusal(status: number, retryAfter: string | null): Refusal {
  const again = status === 408 || status === 429 || status >= 500;
  const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
  const date = retryAfter === null ? Number.NaN : Date.parse(retryAfter);
  let pause: number | null = null;
  if (Number.isFinite(seconds)) pause = Math.max(0, seconds * 1000);
  else if (Number.isFinite(date)) pause = Math.max(0, date - Date.now());
  const words: Record<number, string> = {
    401: 'The embedding server does not accept the key (401).',
    403: 'The embedding server forbids the request (403).',
    404: 'The embedding server does not know the address or the model (404).',
    429: 'The embedding server has too much to do (429).',
  };
  return { status, again, pause, message: words[status] ?? `The embedding server answered with ${status}.` };
}

function unreachable(error: unknown): EmbedderError {
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new EmbedderError('timeout', 'The embedding server did not answer in time.', { cause: error });
  }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new EmbedderError('unavailable', `The embedding server cannot be reached${code}.`, { cause: error });
}

function* cutBatches(texts: string[], limits: ServerEmbedderLimits): Generator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const text of texts) {
    if (
      batch.length > 0 &&
      (batch.length >= limits.textsARequest || characters + text.length > limits.charactersARequest)
    ) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(text);
    characters += text.length;
  }
  if (batch.length > 0) yield batch;
}
