/**
 * Server-sent events from a byte stream, after the WHATWG HTML standard (section 9.2.6, "Interpreting an event stream").
 * `EventSource` cannot POST, so the stream of `fetch` is read by hand.
 */

export interface ServerEvent {
  event: string;
  data: string;
}

/** Longest unfinished event that is kept, in characters; a server that sends more is not ours. */
export const EVENT_LENGTH = 1_000_000;

/** Takes pieces of the stream as they come and gives back the events that became complete. */
export function createEventParser(): (piece: string) => ServerEvent[] {
  let rest = '';
  let event = '';
  let data: string[] = [];
  let length = 0;
  let first = true;

  return (piece) => {
    const events: ServerEvent[] = [];
    let text = rest + piece;
    if (first && text !== '') {
      first = false;
      if (text.startsWith('\uFEFF')) text = text.slice(1);
    }
    let from = 0;
    for (;;) {
      const end = text.slice(from).search(/[\r\n]/);
      if (end < 0) break;
      const at = from + end;
      // A carriage return at the very end may be the first half of CR LF: wait for the next piece.
      if (text[at] === '\r' && at + 1 === text.length) break;
      readLine(text.slice(from, at), events);
      from = at + (text[at] === '\r' && text[at + 1] === '\n' ? 2 : 1);
    }
    rest = text.slice(from);
    if (rest.length + length > EVENT_LENGTH) throw new RangeError('event too long');
    return events;
  };

  function readLine(line: string, events: ServerEvent[]): void {
    if (line === '') {
      if (data.length > 0) events.push({ event: event || 'message', data: data.join('\n') });
      event = '';
      data = [];
      length = 0;
      return;
    }
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + (line[colon + 1] === ' ' ? 2 : 1));
    if (field === 'event') event = value;
    if (field === 'data') {
      data.push(value);
      length += value.length;
    }
  }
}

/**
 * Yields the events of a response body. A character whose bytes come in two pieces is put together again.
 * Throws what the stream throws (a lost connection), and a RangeError for an event beyond `EVENT_LENGTH`.
 * `onBytes` is called for each piece, comments included, so that a silent connection can be told from a slow answer.
 */
export async function* readServerEvents(
  body: ReadableStream<Uint8Array>,
  onBytes: () => void = () => {},
): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  const parse = createEventParser();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      yield* parse(decoder.decode(value, { stream: true }));
    }
  } finally {
    // Frees the connection when the reader stops early; a stream that has already failed rejects here, which is known.
    reader.cancel().catch(() => {});
  }
}
