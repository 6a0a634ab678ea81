import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventParser, EVENT_LENGTH, readServerEvents, type ServerEvent } from './read-server-events.ts';

function streamOf(pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

async function readAll(pieces: Uint8Array[]): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of readServerEvents(streamOf(pieces))) events.push(event);
  return events;
}

const sample =
  'event: step\ndata: {"type":"step"}\n\n: still here\n\nevent: text-delta\r\ndata: {"text":"Größe 8 €"}\r\n\r\ndata: a\rdata:  b\r\r';
const expected: ServerEvent[] = [
  { event: 'step', data: '{"type":"step"}' },
  { event: 'text-delta', data: '{"text":"Größe 8 €"}' },
  { event: 'message', data: 'a\n b' },
];

describe('server-sent events', () => {
  it('reads fields, comments, several data lines and all three line ends', async () => {
    // The last CR alone could be half of a CR LF, so the stream's end needs one more byte to be sure.
    expect(await readAll([new TextEncoder().encode(`${sample}\n`)])).toEqual(expected);
  });

  it('gives the same events however the bytes are cut, half characters included', async () => {
    const bytes = new TextEncoder().encode(`\uFEFF${sample}\n`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 30 }), async (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = edges.slice(1).map((edge, index) => bytes.slice(edges[index], edge));
        expect(await readAll(pieces)).toEqual(expected);
      }),
      { numRuns: 200 },
    );
  });

  it('works byte by byte', async () => {
    const bytes = new TextEncoder().encode(`${sample}\n`);
    expect(await readAll(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('drops an event that the connection cut off', async () => {
    expect(await readAll([new TextEncoder().encode('data: whole\n\ndata: half')])).toEqual([
      { event: 'message', data: 'whole' },
    ]);
  });

  it('stops at an event without end', () => {
    const parse = createEventParser();
    expect(() => {
      for (let round = 0; round < 30; round++) parse(`data: ${'x'.repeat(EVENT_LENGTH / 20)}\n`);
    }).toThrow(RangeError);
    expect(() => createEventParser()('x'.repeat(EVENT_LENGTH + 1))).toThrow(RangeError);
  });

  it('passes on a broken stream', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.error(new TypeError('network error'));
      },
    });
    await expect(readServerEvents(body).next()).rejects.toThrow('network error');
  });
});
