import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../platform/log.ts';
import { createReranker, type RerankerLimits, type RerankerServer } from './reranker.ts';

interface Asked {
  path: string;
  key: string | undefined;
  body: Record<string, unknown>;
}
type Play = (asked: Asked, response: ServerResponse) => void | Promise<void>;

const servers: Server[] = [];
afterEach(async () => {
  await Promise.all(
    servers.splice(0).map((server) => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
});

async function play(act: Play): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request: IncomingMessage, response) => {
    let text = '';
    for await (const piece of request) text += piece;
    const one = { path: request.url ?? '', key: request.headers.authorization, body: JSON.parse(text) };
    asked.push(one);
    await act(one, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** More letters "x", better: each dialect answers in an order of its own. */
const points = (text: unknown): number => String(text).split('x').length - 1;
const vllm: Play = ({ path, body }, response) => {
  if (!/^(?:\/v[12])?\/rerank$/.test(path)) return send(response, 404, { detail: 'Not Found' });
  if (!Array.isArray(body['documents']))
    return send(response, 400, { error: { message: 'documents: field required' } });
  const results = body['documents'].map((text, index) => ({
    index,
    document: { text },
    relevance_score: points(text) / 10,
  }));
  results.sort((a, b) => b.relevance_score - a.relevance_score);
  send(response, 200, { id: 'rerank-1', model: body['model'], usage: { total_tokens: 9 }, results });
};
const llamaCpp: Play = ({ path, body }, response) => {
  if (path !== '/v1/rerank') return send(response, 404, { error: { code: 404, message: 'File Not Found' } });
  if (!Array.isArray(body['documents']))
    return send(response, 400, { error: { code: 400, message: '"documents" must be provided' } });
  const results = body['documents'].map((text, index) => ({ index, relevance_score: points(text) - 8.25 }));
  send(response, 200, { model: 'm', object: 'list', usage: { prompt_tokens: 1 }, results });
};
const tei: Play = ({ path, body }, response) => {
  if (path !== '/rerank') return send(response, 404, '');
  if (!Array.isArray(body['texts'])) return send(response, 422, 'Failed to deserialize: missing field `texts`');
  const results = body['texts'].map((text, index) => ({ index, score: points(text) / 10 }));
  send(
    response,
    200,
    results.sort((a, b) => b.score - a.score),
  );
};

let now = new Date('2026-11-23T12:00:00Z');
const rerankerFor = (server: RerankerServer, limits: Partial<RerankerLimits> = {}) =>
  createReranker(server, {
    log: createLog('silent'),
    clock: { now: () => now },
    limits: { milliseconds: 5_000, ...limits },
  });
const TEXTS = ['x', 'xxx', '', 'xx'];
const order = (scores: number[] | null) =>
  scores
    ?.map((score, at) => ({ score, at }))
    .sort((a, b) => b.score - a.score)
    .map(({ at }) => at);

describe('the three dialects', () => {
  it.each([
    ['vLLM', vllm, ''],
    ['vLLM under /v1', vllm, '/v1'],
    ['llama.cpp', llamaCpp, ''],
    ['text-embeddings-inference', tei, ''],
    ['text-embeddings-inference with the whole address', tei, '/rerank'],
  ])('%s is understood, and found once', async (_, act, path) => {
    const { url, asked } = await play(act);
    const reranker = rerankerFor({ baseUrl: `${url}${path}`, model: 'bge', key: 'secret' });
    expect(order(await reranker.rerank('Frage', TEXTS))).toEqual([1, 3, 0, 2]);
    expect(reranker.state()).toMatchObject({ name: 'bge', state: 'ready', reason: null });
    const before = asked.length;
    expect(order(await reranker.rerank('Frage', TEXTS))).toEqual([1, 3, 0, 2]);
    expect(asked.length - before).toBe(1);
    expect(asked.at(-1)?.key).toBe('Bearer secret');
  });

  it('sends bounded texts, and none where there are too many', async () => {
    const { url, asked } = await play(vllm);
    const reranker = rerankerFor({ baseUrl: url }, { charactersAText: 5, texts: 3 });
    await reranker.rerank('Frage', ['a'.repeat(99)]);
    expect(asked[0]?.body).toEqual({ query: 'Frage', documents: ['aaaaa'], top_n: 1 });
    expect(await reranker.rerank('Frage', TEXTS)).toBeNull();
    expect(await reranker.rerank('Frage', [])).toBeNull();
    expect(asked).toHaveLength(1);
  });
});

describe('a server that does not answer as it should', () => {
  it('is not waited for, then left alone, then asked again', async () => {
    let slow = true;
    const { url, asked } = await play(async (one, response) => {
      if (slow) await sleep(400);
      await vllm(one, response);
    });
    const reranker = rerankerFor({ baseUrl: url }, { milliseconds: 60, restMilliseconds: 5_000 });
    const started = performance.now();
    expect(await reranker.rerank('Frage', TEXTS)).toBeNull();
    expect(performance.now() - started).toBeLessThan(350);
    expect(reranker.state()).toMatchObject({
      state: 'resting',
      reason: 'The reranking server did not answer in time.',
    });
    expect(await reranker.rerank('Frage', TEXTS)).toBeNull();
    expect(asked).toHaveLength(1);
    slow = false;
    now = new Date(now.getTime() + 6_000);
    const patient = rerankerFor({ baseUrl: url });
    expect(await patient.rerank('Frage', TEXTS)).not.toBeNull();
    for (let tries = 0; tries < 5 && reranker.state().state !== 'ready'; tries += 1) {
      now = new Date(now.getTime() + 400_000);
      await reranker.rerank('Frage', TEXTS);
    }
    expect(reranker.state().state).toBe('ready');
  });

  it('rests longer with each failure', async () => {
    const { url } = await play((_, response) => send(response, 500, 'boom'));
    const reranker = rerankerFor({ baseUrl: url }, { restMilliseconds: 1_000, longestRestMilliseconds: 3_000 });
    const rests: number[] = [];
    for (let times = 0; times < 4; times += 1) {
      expect(await reranker.rerank('Frage', TEXTS)).toBeNull();
      const until = reranker.state().nextAttemptAt?.getTime() ?? 0;
      rests.push(until - now.getTime());
      now = new Date(until);
    }
    expect(rests).toEqual([1_000, 2_000, 3_000, 3_000]);
  });

  it.each<[string, Play, RegExp]>([
    ['a wrong key', (_, response) => send(response, 401, {}), /key \(401\)/],
    ['another kind of server', (_, response) => send(response, 404, '<html>'), /address or the model \(404\)/],
    ['llama.cpp without --reranking', (_, response) => send(response, 501, {}), /without reranking/],
    ['something that is not JSON', (_, response) => send(response, 200, '<html>'), /not JSON/],
    ['another form', (_, response) => send(response, 200, { data: [] }), /another form/],
    ['numbers that are none', (_, response) => send(response, 200, '[{"index":0,"score":1e999}]'), /another form/],
    ['an empty list', (_, response) => send(response, 200, []), /another form/],
    ['a text left out', (_, response) => send(response, 200, [{ index: 1, score: 1 }]), /left out/],
    ['an endless answer', (_, response) => send(response, 200, `"${'x'.repeat(2_000_000)}"`), /too long/],
    [
      'a redirect',
      (_, response) => {
        response.writeHead(302, { location: 'http://127.0.0.1:1/' });
        response.end();
      },
      /cannot be reached/,
    ],
    [
      'a cut line',
      (_, response) => {
        response.destroy();
      },
      /cannot be reached/,
    ],
  ])('%s: no scores, a reason, and a pause', async (_, act, reason) => {
    const { url } = await play(act);
    const reranker = rerankerFor({ baseUrl: url });
    expect(await reranker.rerank('Frage', TEXTS)).toBeNull();
    const state = reranker.state();
    expect(state.state).toBe('resting');
    expect(state.reason).toMatch(reason);
    expect(state.nextAttemptAt?.getTime()).toBeGreaterThan(now.getTime());
  });

  it('is not blamed when whoever asked has left', async () => {
    const { url } = await play(() => sleep(2_000));
    const reranker = rerankerFor({ baseUrl: url });
    const left = new AbortController();
    const asking = reranker.rerank('Frage', TEXTS, left.signal);
    left.abort(new Error('left'));
    await expect(asking).rejects.toThrow('left');
    expect(reranker.state().state).toBe('waiting');
  });

  it('is told by its address where it has no name', () => {
    expect(rerankerFor({ baseUrl: 'http://rerank.intern:8000/' }).name).toBe('rerank.intern:8000');
  });
});
