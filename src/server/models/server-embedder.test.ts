import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Embedder } from './embedder.ts';
import {
  connectServerEmbedder,
  type EmbeddingServer,
  prefixFor,
  type ServerEmbedderLimits,
} from './server-embedder.ts';

type Seen = { path: string; key: string | undefined; body: { model: string; input: string[]; input_type?: string } };

let server: Server;
let baseUrl: string;
let seen: Seen[];
/** Answers instead of the sound server when it returns true. */
let disturb: (request: Seen, response: ServerResponse, count: number) => boolean | undefined;

/** A vector of three numbers that tells the length of the text. */
function vectorOf(text: string): number[] {
  return [text.length, 1, 0];
}

async function readBody(request: IncomingMessage): Promise<Seen['body']> {
  let text = '';
  for await (const piece of request) text += String(piece);
  return JSON.parse(text === '' ? '{}' : text) as Seen['body'];
}

beforeEach(async () => {
  seen = [];
  disturb = () => false;
  server = createServer(async (request, response) => {
    const entry = { path: request.url ?? '', key: request.headers.authorization, body: await readBody(request) };
    seen.push(entry);
    if (disturb(entry, response, seen.length)) return;
    if (request.url === '/v1/models') response.end(JSON.stringify({ data: [{ id: 'multilingual-e5-large' }] }));
    else if (request.url !== '/v1/embeddings') response.writeHead(404).end('{}');
    else {
      const data = entry.body.input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }));
      // The protocol gives an index; nothing says that the order is kept.
      response.end(JSON.stringify({ object: 'list', data: data.reverse() }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function connect(
  changes: Partial<EmbeddingServer> = {},
  limits: Partial<ServerEmbedderLimits> = {},
): Promise<Embedder> {
  return await connectServerEmbedder(
    { baseUrl, model: 'bge-m3', ...changes },
    { log: pino({ level: 'silent' }), limits: { pauseMilliseconds: 5, restMilliseconds: 100, ...limits } },
  );
}

function expectedFor(text: string): number[] {
  const length = Math.hypot(text.length, 1);
  return [text.length / length, 1 / length, 0];
}

function expectVector(vector: Float32Array | undefined, text: string): void {
  const expected = expectedFor(text);
  expect(vector).toHaveLength(3);
  for (const [i, value] of (vector ?? []).entries()) expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5);
}

describe('an embedding server by the OpenAI protocol', () => {
  it('gives vectors of length 1 in the order of the texts, in batches', async () => {
    const embedder = await connect({ key: 'secret' }, { textsARequest: 2 });
    expect(embedder).toMatchObject({ name: 'server/bge-m3', dimensions: 3 });
    const texts = ['a', 'bcd', '', 'efghi', 'jk'];
    const vectors = await embedder.embedPassages(texts);
    for (const [i, text] of texts.entries()) expectVector(vectors[i], text);
    expect(seen.slice(1).map(({ body }) => body.input.length)).toEqual([2, 2, 1]);
    expect(seen.every(({ key }) => key === 'Bearer secret')).toBe(true);
    expectVector(await embedder.embedQuestion('Hundesteuer?'), 'Hundesteuer?');
    expect(await embedder.embedPassages([])).toEqual([]);
  });

  it('finds the path with and without /v1, and the model when none is set', async () => {
    const embedder = await connect({ baseUrl: baseUrl.replace('/v1', '/'), model: undefined });
    expect(embedder.name).toBe('server/multilingual-e5-large');
    expectVector((await embedder.embedPassages(['x']))[0], 'passage: x');
  });

  it('sends input_type only where asked, and then no prefix', async () => {
    const plain = await connect({ model: 'intfloat/multilingual-e5-small' });
    await plain.embedPassages(['Ⅷ ﬁn']);
    expect(seen.at(-1)?.body.input).toEqual(['passage: VIII fin']);
    expect(seen.at(-1)?.body.input_type).toBeUndefined();
    const typed = await connect({ model: 'intfloat/multilingual-e5-small', sendInputType: true });
    await typed.embedPassages(['x']);
    expect(seen.at(-1)?.body).toMatchObject({ input: ['x'], input_type: 'passage' });
    await typed.embedQuestion('y');
    expect(seen.at(-1)?.body).toMatchObject({ input: ['y'], input_type: 'query' });
  });

  it('knows the prefixes of the families that need them', () => {
    expect(prefixFor('multilingual-e5-small', 'query')).toBe('query: ');
    expect(prefixFor('intfloat/e5-base-v2', 'passage')).toBe('passage: ');
    expect(prefixFor('multilingual-e5-large-instruct', 'query')).toMatch(/^Instruct: /);
    expect(prefixFor('Qwen3-Embedding-0.6B', 'passage')).toBe('');
    expect(prefixFor('bge-m3', 'query')).toBe('');
    expect(prefixFor('core5', 'query')).toBe('');
  });

  it.each([
    [401, 'refused'],
    [403, 'refused'],
    [404, 'refused'],
  ])('gives up at once at %i', async (status, reason) => {
    disturb = (_, response) => {
      response.writeHead(status).end('{"error":"a secret detail"}');
      return true;
    };
    const refusal = connect();
    await expect(refusal).rejects.toMatchObject({ reason, mayPass: false });
    await expect(refusal).rejects.not.toThrow('secret detail');
    expect(seen).toHaveLength(1);
  });

  it.each([429, 500, 503])('tries passages again after %i, a bounded number of times', async (status) => {
    const embedder = await connect({}, { passagesAttempts: 3 });
    seen = [];
    disturb = (_, response, count) => {
      if (count < 3) response.writeHead(status).end();
      return count < 3;
    };
    expectVector((await embedder.embedPassages(['a']))[0], 'a');
    expect(seen).toHaveLength(3);
    seen = [];
    disturb = (_, response) => Boolean(response.writeHead(status).end());
    await expect(embedder.embedPassages(['a'])).rejects.toMatchObject({ reason: 'unavailable', mayPass: true });
    expect(seen).toHaveLength(3);
  });

  it('waits as long as the server asks for, but not for ever', async () => {
    const embedder = await connect({}, { longestPauseMilliseconds: 5_000 });
    seen = [];
    disturb = (_, response, count) => {
      if (count === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      return count === 1;
    };
    const begin = performance.now();
    await embedder.embedPassages(['a']);
    expect(performance.now() - begin).toBeGreaterThan(950);
    disturb = (_, response) => Boolean(response.writeHead(429, { 'retry-after': '3600' }).end());
    seen = [];
    await expect(embedder.embedPassages(['a'])).rejects.toMatchObject({ reason: 'unavailable' });
    expect(seen).toHaveLength(1);
  });

  it('finds the text that is too long for the server, and cuts it', async () => {
    const embedder = await connect();
    disturb = ({ body }, response) => {
      const isTooLong = body.input.some((text) => text.length > 1000);
      if (isTooLong) response.writeHead(400).end('{"error":{"message":"maximum context length"}}');
      return isTooLong;
    };
    const vectors = await embedder.embedPassages(['a', 'bc', 'x'.repeat(3000), 'def']);
    expectVector(vectors[0], 'a');
    expectVector(vectors[2], 'x'.repeat(750));
    expectVector(vectors[3], 'def');
    disturb = (_, response) => Boolean(response.writeHead(400).end());
    await expect(embedder.embedPassages(['a', 'b'])).rejects.toMatchObject({ reason: 'refused' });
  });

  it.each([
    ['no JSON', '<html>'],
    ['another form', '{"result":[]}'],
    ['too few vectors', '{"data":[]}'],
    ['a vector of another length', '{"data":[{"index":0,"embedding":[1,2]}]}'],
    ['a vector without length', '{"data":[{"index":0,"embedding":[0,0,0]}]}'],
    ['something that is no number', '{"data":[{"index":0,"embedding":["1",2,3]}]}'],
  ])('does not accept %s', async (_, body) => {
    const embedder = await connect();
    disturb = (_request, response) => Boolean(response.end(body));
    await expect(embedder.embedPassages(['a'])).rejects.toMatchObject({ reason: 'invalid' });
    await expect(embedder.embedQuestion('a')).rejects.toMatchObject({ reason: 'invalid' });
  });

  it('does not read an answer without end', async () => {
    const embedder = await connect();
    disturb = (_, response) => {
      const pour = (): void => {
        while (response.write(' '.repeat(65_536)));
        response.once('drain', pour);
      };
      pour();
      return true;
    };
    await expect(embedder.embedPassages(['a'])).rejects.toMatchObject({ reason: 'invalid' });
  });

  it('gives up a server that is silent or breaks off, and does not follow it elsewhere', async () => {
    const embedder = await connect({}, { questionMilliseconds: 100, questionAttempts: 1, restMilliseconds: 1 });
    disturb = () => true;
    await expect(embedder.embedQuestion('a')).rejects.toMatchObject({ reason: 'timeout' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    disturb = (_, response) => Boolean(response.destroy());
    await expect(embedder.embedQuestion('a')).rejects.toMatchObject({ reason: 'unavailable' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    disturb = (_, response) => Boolean(response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end());
    await expect(embedder.embedQuestion('a')).rejects.toMatchObject({ reason: 'unavailable' });
  });

  it('lets questions go without it for a while after one went unanswered', async () => {
    const embedder = await connect({}, { questionMilliseconds: 100, questionAttempts: 1, restMilliseconds: 300 });
    disturb = () => true;
    await expect(embedder.embedQuestion('a')).rejects.toMatchObject({ reason: 'timeout' });
    const begin = performance.now();
    await expect(embedder.embedQuestion('b')).rejects.toMatchObject({ reason: 'unavailable' });
    expect(performance.now() - begin).toBeLessThan(50);
    disturb = () => false;
    await new Promise((resolve) => setTimeout(resolve, 320));
    expectVector(await embedder.embedQuestion('c'), 'c');
  });

  it('stops when it is aborted', async () => {
    const embedder = await connect();
    disturb = () => true;
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 30);
    await expect(embedder.embedPassages(['a'], stop.signal)).rejects.toThrow('enough');
    await expect(embedder.embedQuestion('a', stop.signal)).rejects.toThrow('enough');
  });

  it('says that nobody is there', async () => {
    await expect(connect({ baseUrl: 'http://127.0.0.1:1' })).rejects.toMatchObject({ reason: 'unavailable' });
  });
});
