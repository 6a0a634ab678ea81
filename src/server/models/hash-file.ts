import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file as 64 hexadecimal digits, read in pieces so that the event loop stays free. */
export async function hashFile(
  path: string,
  options: { signal?: AbortSignal; onProgress?: (bytes: number) => void } = {},
): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  const stream = createReadStream(path, { highWaterMark: 1024 * 1024, signal: options.signal });
  for await (const piece of stream as AsyncIterable<Buffer>) {
    hash.update(piece);
    done += piece.length;
    options.onProgress?.(done);
  }
  return hash.digest('hex');
}
