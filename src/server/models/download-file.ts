/**
 * Fetches one file over HTTP into a part file: goes on where it broke off (RFC 9110, 14.2 Range), waits for the first byte and
 * between bytes only so long, tries again a bounded number of times. The checksum is the caller's, except that more bytes than
 * announced are never written.
 */
import { open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EnvHttpProxyAgent, fetch as undiciFetch } from 'undici';

export type DownloadResult =
  | { ok: true }
  | { ok: false; code: 'unreachable' | 'absent' | 'wrong-length'; detail: string };

type Answer = {
  status: number;
  headers: { get(name: string): string | null };
  body: AsyncIterable<Uint8Array> | null;
};
/** The part of `fetch` that is used here, so that tests and other clients fit. */
export type FetchFile = (
  url: string,
  options: { headers: Record<string, string>; signal: AbortSignal },
) => Promise<Answer>;

export type DownloadOptions = {
  url: string;
  part: string;
  /** Exact length of the whole file. */
  bytes: number;
  signal: AbortSignal;
  onProgress?: (bytes: number) => void;
  fetchFile?: FetchFile;
  attempts?: number;
  firstByteMilliseconds?: number;
  betweenBytesMilliseconds?: number;
  /** Before the second attempt; doubles with each. */
  pauseMilliseconds?: number;
};

type Attempt =
  | { done: true }
  | { done: false; again: boolean; code: 'unreachable' | 'absent' | 'wrong-length'; detail: string };

/** Honours HTTP_PROXY, HTTPS_PROXY and NO_PROXY as town networks set them. */
function fetchThroughProxy(): FetchFile {
  const dispatcher = new EnvHttpProxyAgent({ connect: { timeout: 10_000 } });
  return async (url, options) => await undiciFetch(url, { ...options, dispatcher });
}

export async function downloadFile(options: DownloadOptions): Promise<DownloadResult> {
  const attempts = options.attempts ?? 5;
  const fetchFile = options.fetchFile ?? fetchThroughProxy();
  for (let attempt = 1; ; attempt++) {
    const result = await downloadOnce({ ...options, fetchFile });
    if (result.done) return { ok: true };
    if (!result.again || attempt >= attempts) return { ok: false, code: result.code, detail: result.detail };
    await sleep((options.pauseMilliseconds ?? 1000) * 2 ** (attempt - 1), undefined, { signal: options.signal });
  }
}

async function downloadOnce(options: DownloadOptions & { fetchFile: FetchFile }): Promise<Attempt> {
  options.signal.throwIfAborted();
  let start = await lengthOf(options.part);
  if (start === options.bytes) return { done: true };
  if (start > options.bytes) start = 0;

  const silence = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const wait = (milliseconds: number): void => {
    clearTimeout(timer);
    timer = setTimeout(
      () => silence.abort(new Error(`no byte for ${Math.round(milliseconds / 1000)} s`)),
      milliseconds,
    );
  };
  try {
    wait(options.firstByteMilliseconds ?? 30_000);
    const answer = await options.fetchFile(options.url, {
      // A compressed transfer would make the positions meaningless.
      headers: { 'accept-encoding': 'identity', ...(start > 0 ? { range: `bytes=${start}-` } : {}) },
      signal: AbortSignal.any([options.signal, silence.signal]),
    });
    const position = writePosition(answer, start, options.bytes);
    if (typeof position !== 'number') {
      await closeBody(answer);
      return position;
    }
    const file = await open(options.part, position === 0 ? 'w' : 'r+');
    try {
      let at = position;
      for await (const piece of answer.body ?? []) {
        wait(options.betweenBytesMilliseconds ?? 30_000);
        if (at + piece.length > options.bytes) {
          await file.truncate(0);
          return { done: false, again: false, code: 'wrong-length', detail: 'the answer is longer than the file' };
        }
        for (let put = 0; put < piece.length; ) {
          put += (await file.write(piece, put, piece.length - put, at + put)).bytesWritten;
        }
        at += piece.length;
        options.onProgress?.(at);
      }
      await file.sync();
      if (at === options.bytes) return { done: true };
      return {
        done: false,
        again: true,
        code: 'wrong-length',
        detail: `broke off after ${at} of ${options.bytes} bytes`,
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    options.signal.throwIfAborted();
    if (isDiskError(error)) throw error;
    return {
      done: false,
      again: true,
      code: 'unreachable',
      detail: describe(silence.signal.aborted ? silence.signal.reason : error),
    };
  } finally {
    clearTimeout(timer);
  }
}

/** Where the body belongs in the file, or why it is of no use. */
function writePosition(answer: Answer, start: number, bytes: number): number | Attempt {
  const { status } = answer;
  if (status === 206) {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answer.headers.get('content-range') ?? '');
    if (range?.[1] === String(start) && (range[2] === '*' || range[2] === String(bytes))) return start;
    return {
      done: false,
      again: false,
      code: 'wrong-length',
      detail: 'the server answered with another part of another file',
    };
  }
  if (status === 200) {
    const length = answer.headers.get('content-length');
    if (length !== null && Number(length) !== bytes) {
      return {
        done: false,
        again: false,
        code: 'wrong-length',
        detail: `the file there has ${length} bytes, not ${bytes}`,
      };
    }
    return 0;
  }
  const detail = `HTTP ${status}`;
  if (status === 429 || status >= 500) return { done: false, again: true, code: 'unreachable', detail };
  return { done: false, again: false, code: 'absent', detail };
}

async function closeBody(answer: Answer): Promise<void> {
  try {
    for await (const _ of answer.body ?? []) break;
  } catch {
    // The body was of no use anyway; an error in it says nothing new.
  }
}

async function lengthOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}

/** A full or forbidden disk does not get better by asking the server again. */
function isDiskError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EIO'].includes(String(error.code))
  );
}

/** The message of an error and of what caused it; undici hides the reason in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
