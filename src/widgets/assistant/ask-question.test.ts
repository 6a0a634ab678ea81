import { describe, expect, it } from 'vitest';
import type { AnswerEvent } from '../../contracts/answer.ts';
import { askQuestion, type Connection, loadProfile, readRetryAfter, sendFeedback } from './ask-question.ts';

const NOW = Date.parse('2026-03-20T10:00:00Z');
const end = { type: 'end', outcome: 'answered', mode: 'quoted', milliseconds: 4 };
const words = { type: 'text-delta', block: 0, form: 'paragraph', text: 'Größe' };
const frame = (event: object): string => `event: x\ndata: ${JSON.stringify(event)}\n\n`;

function connect(respond: (url: string, init: RequestInit) => Response | Promise<Response>, online = true): Connection {
  return {
    server: 'https://ki.example',
    fetch: (async (url: string, init: RequestInit) => respond(url, init)) as typeof fetch,
    online: () => online,
    now: () => NOW,
  };
}

async function ask(connection: Connection, signal = new AbortController().signal, silence?: number) {
  const events: AnswerEvent[] = [];
  const failure = await askQuestion(connection, { question: 'Was?' }, signal, (event) => events.push(event), silence);
  return { failure, events };
}

/** A body that ends with `fault`, or stays open when there is none, until the request is given up. */
function openBody(text: string, signal: AbortSignal | null | undefined, fault?: Error): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      signal?.addEventListener('abort', () => controller.error(new DOMException('aborted', 'AbortError')));
    },
    pull(controller) {
      if (fault) controller.error(fault);
    },
  });
}

describe('askQuestion', () => {
  it('sends the question without cookies and hands on known events until the end', async () => {
    let sent: [string, RequestInit] | undefined;
    const { failure, events } = await ask(
      connect((url, init) => {
        sent = [url, init];
        return new Response(
          [frame(words), frame({ type: 'later' }), 'data: {broken\n\n', frame(end), frame(words)].join(''),
        );
      }),
    );
    expect(failure).toBeNull();
    expect(events).toEqual([words, end]);
    expect(sent?.[0]).toBe('https://ki.example/api/assistant/questions');
    expect(sent?.[1]).toMatchObject({ method: 'POST', credentials: 'omit', body: '{"question":"Was?"}' });
  });

  it('tells a lost connection, also when the answer just stops', async () => {
    expect((await ask(connect(() => new Response(frame(words))))).failure).toEqual({ kind: 'lost' });
    const broken = connect((_url, init) => new Response(openBody(frame(words), init.signal, new TypeError('network'))));
    expect(await ask(broken)).toEqual({ failure: { kind: 'lost' }, events: [words] });
    const refused = connect(() => Promise.reject(new TypeError('Failed to fetch')));
    expect((await ask(refused)).failure).toEqual({ kind: 'lost' });
  });

  it('does not even try without a network', async () => {
    const offline = connect(() => Promise.reject(new Error('must not be called')), false);
    expect((await ask(offline)).failure).toEqual({ kind: 'offline' });
  });

  it('stops when told so and shows nothing afterwards', async () => {
    const stop = new AbortController();
    const connection = connect((_url, init) => new Response(openBody(frame(words), init.signal)));
    const asked = ask(connection, stop.signal);
    setTimeout(() => stop.abort(), 20);
    expect(await asked).toEqual({ failure: { kind: 'stopped' }, events: [words] });
    expect((await ask(connection, AbortSignal.abort())).failure).toEqual({ kind: 'stopped' });
  });

  it('gives up a silent connection, but not one that still sends comments', async () => {
    const silent = connect((_url, init) => new Response(openBody(frame(words), init.signal)));
    expect((await ask(silent, undefined, 30)).failure).toEqual({ kind: 'silent' });
    const slow = connect(
      () =>
        new Response(
          new ReadableStream({
            async start(controller) {
              for (let beat = 0; beat < 5; beat++) {
                controller.enqueue(new TextEncoder().encode(': still here\n\n'));
                await new Promise((resolve) => setTimeout(resolve, 40));
              }
              controller.enqueue(new TextEncoder().encode(frame(end)));
              controller.close();
            },
          }),
        ),
    );
    expect((await ask(slow, undefined, 120)).failure).toBeNull();
  });

  it('passes on what the server says, in both languages, and how long to wait', async () => {
    const body = { error: { code: 'unavailable', message: { de: 'Wartung', en: 'Service' } } };
    const unavailable = connect(() => Response.json(body, { status: 503 }));
    expect((await ask(unavailable)).failure).toEqual({ kind: 'server', message: { de: 'Wartung', en: 'Service' } });
    for (const text of ['<html>', '{}', '{"error":{"message":"x"}}', 'null']) {
      const odd = connect(() => new Response(text, { status: 500 }));
      expect((await ask(odd)).failure).toEqual({ kind: 'server', message: null });
    }
    const busy = connect(() => new Response('', { status: 429, headers: { 'retry-after': '30' } }));
    expect((await ask(busy)).failure).toEqual({ kind: 'wait', until: NOW + 30_000 });
  });

  it('gives up an answer without end', async () => {
    const endless = connect(() => new Response(frame(words).repeat(2100)));
    const { failure, events } = await ask(endless);
    expect(failure).toEqual({ kind: 'lost' });
    expect(events).toHaveLength(2000);
  });
});

describe('the rest of the connection', () => {
  it('reads Retry-After, within an hour', () => {
    expect(readRetryAfter('7')).toBe(7);
    expect(readRetryAfter('999999')).toBe(3600);
    for (const odd of [null, '', 'soon', '0', 'Fri, 20 Mar 2026 10:00:00 GMT']) expect(readRetryAfter(odd)).toBe(60);
    expect(readRetryAfter('-5')).toBe(1);
  });

  it('loads the profile for page and language, or goes without', async () => {
    const profile = { pages: 43, ready: true, suggestions: ['a?'], keepDays: 90, privacyUrl: null };
    let asked = '';
    const connection = connect((url) => {
      asked = url;
      return Response.json(profile);
    });
    expect(await loadProfile(connection, 'https://town.example/a?b', 'de')).toEqual(profile);
    expect(asked).toBe('https://ki.example/api/assistant/profile?page=https%3A%2F%2Ftown.example%2Fa%3Fb&language=de');
    expect(
      await loadProfile(
        connect(() => new Response('x')),
        'https://town.example',
        'de',
      ),
    ).toBeUndefined();
  });

  it('says whether feedback was kept', async () => {
    const id = '3f0f6f0e-0d9b-4c1c-8f5e-0d6a6f2f7a11';
    expect(
      await sendFeedback(
        connect(() => new Response(null, { status: 204 })),
        id,
        { helpful: true },
      ),
    ).toBe(true);
    expect(
      await sendFeedback(
        connect(() => new Response('', { status: 500 })),
        id,
        { helpful: true },
      ),
    ).toBe(false);
    expect(
      await sendFeedback(
        connect(() => Promise.reject(new TypeError())),
        id,
        { helpful: true },
      ),
    ).toBe(false);
  });
});
