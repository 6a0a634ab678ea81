/** A line between browser and server that can be made as slow as a bad mobile network, byte by byte. */

import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';

export interface SlowLine {
  /** `http://localhost:<port>`: the same server over this line. */
  url: string;
  /** Bytes a second towards the browser; null: as fast as it goes. */
  bytesPerSecond: number | null;
  close(): Promise<void>;
}

const PIECE_MILLISECONDS = 50;

export async function openSlowLine(server: string): Promise<SlowLine> {
  const { port } = new URL(server);
  const line = createServer((browser) => {
    const house = connect(Number(port), '127.0.0.1');
    const brake = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        pass(chunk, (piece) => this.push(piece)).then(() => done(), done);
      },
    });
    browser.pipe(house).pipe(brake).pipe(browser);
    // Either end may hang up at any time; the other one follows.
    for (const [one, other] of [
      [browser, house],
      [house, browser],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  async function pass(chunk: Buffer, push: (piece: Buffer) => void): Promise<void> {
    let rest = chunk;
    while (rest.length > 0) {
      const rate = slow.bytesPerSecond;
      const size = rate === null ? rest.length : Math.max(1, Math.round((rate * PIECE_MILLISECONDS) / 1000));
      push(rest.subarray(0, size));
      rest = rest.subarray(size);
      if (rate !== null) await sleep(PIECE_MILLISECONDS);
    }
  }
  await new Promise<void>((resolve) => line.listen(0, 'localhost', resolve));
  const slow: SlowLine = {
    url: `http://localhost:${(line.address() as AddressInfo).port}`,
    bytesPerSecond: null,
    close: () =>
      new Promise((resolve) => {
        slow.bytesPerSecond = null;
        line.close(() => resolve());
      }),
  };
  return slow;
}
