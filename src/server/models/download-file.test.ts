import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DownloadOptions, type DownloadResult, downloadFile } from './download-file.ts';

const FILE = randomBytes(300_000);
let folder: string;
let server: Server;
let url: string;
let requests: (string | undefined)[];
let answer: (request: IncomingMessage, response: ServerResponse, count: number) => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'buergernah-download-'));
  requests = [];
  server = createServer((request, response) => {
    requests.push(request.headers.range);
    answer(request, response, requests.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/model.gguf`;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true, force: true });
});

/** As a web server that knows ranges. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const headers = { 'content-length': FILE.length - start };
  if (start === 0) response.writeHead(200, headers);
  else response.writeHead(206, { ...headers, 'content-range': `bytes ${start}-${FILE.length - 1}/${FILE.length}` });
  response.end(FILE.subarray(start));
}

async function download(options: Partial<DownloadOptions> = {}): Promise<DownloadResult> {
  const part = join(folder, 'part');
  const signal = new AbortController().signal;
  return await downloadFile({ url, part, bytes: FILE.length, signal, pauseMilliseconds: 5, ...options });
}

async function expectWhole(): Promise<void> {
  expect((await readFile(join(folder, 'part'))).equals(FILE)).toBe(true);
}

describe('a file over HTTP', () => {
  it('is fetched with progress', async () => {
    answer = serve;
    const progress: number[] = [];
    expect(await download({ onProgress: (bytes) => progress.push(bytes) })).toEqual({ ok: true });
    await expectWhole();
    expect(progress.at(-1)).toBe(FILE.length);
  });

  it('goes on where it broke off, in the same run and in a later one', async () => {
    answer = (request, response, count) => {
      if (count > 1) return serve(request, response);
      response.writeHead(200, { 'content-length': FILE.length });
      response.write(FILE.subarray(0, 100_000));
      setTimeout(() => response.destroy(), 100);
    };
    expect(await download()).toEqual({ ok: true });
    await expectWhole();
    const start = Number(/\d+/.exec(requests[1] ?? '')?.[0]);
    expect(start).toBeGreaterThan(0);

    await writeFile(join(folder, 'part'), FILE.subarray(0, 250_000));
    expect(await download()).toEqual({ ok: true });
    await expectWhole();
    expect(requests[2]).toBe('bytes=250000-');
    expect(await download()).toEqual({ ok: true });
    expect(requests).toHaveLength(3);
  });

  it('begins anew where the server does not know ranges, or the part is longer than the file', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': FILE.length }).end(FILE);
    await writeFile(join(folder, 'part'), randomBytes(1000));
    expect(await download()).toEqual({ ok: true });
    await expectWhole();
    await writeFile(join(folder, 'part'), randomBytes(FILE.length + 1));
    expect(await download()).toEqual({ ok: true });
    await expectWhole();
  });

  it('tries again after 500 and 429, not after 404', async () => {
    answer = (request, response, count) => {
      if (count === 1) response.writeHead(500).end('no');
      else if (count === 2) response.writeHead(429).end();
      else serve(request, response);
    };
    expect(await download()).toEqual({ ok: true });
    expect(requests).toHaveLength(3);
    requests = [];
    await rm(join(folder, 'part'));
    answer = (_, response) => response.writeHead(404).end('not here');
    expect(await download()).toMatchObject({ ok: false, code: 'absent', detail: 'HTTP 404' });
    expect(requests).toHaveLength(1);
  });

  it('gives up a server that stays silent, before the first byte and between two', async () => {
    answer = () => undefined;
    expect(await download({ firstByteMilliseconds: 50, attempts: 2 })).toMatchObject({
      ok: false,
      code: 'unreachable',
    });
    expect(requests).toHaveLength(2);
    answer = (_, response) => {
      response.writeHead(200, { 'content-length': FILE.length });
      response.write(FILE.subarray(0, 1000));
    };
    const result = await download({ betweenBytesMilliseconds: 50, attempts: 1 });
    expect(result).toMatchObject({ ok: false, code: 'unreachable' });
  });

  it('does not accept more or other bytes than announced', async () => {
    answer = (_, response) => response.writeHead(200, { 'content-length': 10 }).end('0123456789');
    expect(await download()).toMatchObject({ ok: false, code: 'wrong-length' });
    answer = (_, response) => {
      response.writeHead(200);
      response.write(FILE);
      response.end('and more');
    };
    expect(await download({ attempts: 1 })).toMatchObject({ ok: false, code: 'wrong-length' });
    await writeFile(join(folder, 'part'), FILE.subarray(0, 1000));
    answer = (_, response) => response.writeHead(206, { 'content-range': 'bytes 5-9/10' }).end('56789');
    expect(await download()).toMatchObject({ ok: false, code: 'wrong-length' });
  });

  it('says that nobody answers, and stops when it is aborted', async () => {
    answer = serve;
    const nobody = await download({ url: 'http://127.0.0.1:1/x', attempts: 2 });
    expect(nobody).toMatchObject({ ok: false, code: 'unreachable' });
    await expect(download({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  });
});
