/** Sends a question and hands on the checked events of its answer as they come. Says in a value how it ended. */
import type { AnswerEvent, AnswerRequest, AssistantProfile, FeedbackRequest } from '../../contracts/answer.ts';
import { readAnswerEvent, readProfile } from '../base/check-answer-event.ts';
import { fields } from '../base/check-values.ts';
import { readServerEvents } from '../base/read-server-events.ts';
import { EVENTS, type Failure, isFinal, readMessage } from './conversation.ts';

/** A connection on which nothing at all comes for so long is dead. */
export const SILENCE_MILLISECONDS = 45_000;

export interface Connection {
  /** Origin (and path, if any) of the server, without a slash at the end. */
  server: string;
  fetch: typeof globalThis.fetch;
  online: () => boolean;
  now: () => number;
}

/** Null when the answer came to its end, else why it did not. Stopping: abort `signal`. */
export async function askQuestion(
  { server, fetch, online, now }: Connection,
  request: AnswerRequest,
  signal: AbortSignal,
  onEvent: (event: AnswerEvent) => void,
  silence = SILENCE_MILLISECONDS,
): Promise<Failure | null> {
  if (!online()) return { kind: 'offline' };
  const patience = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const heard = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => patience.abort(), silence);
  };
  const giveUp = (): void => patience.abort();
  if (signal.aborted) return { kind: 'stopped' };
  signal.addEventListener('abort', giveUp);
  heard();
  try {
    const response = await fetch(`${server}/api/assistant/questions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(request),
      credentials: 'omit',
      cache: 'no-store',
      signal: patience.signal,
    });
    if (!response.ok || !response.body) return await readFault(response, now);
    let count = 0;
    for await (const { data } of readServerEvents(response.body, heard)) {
      const event = readAnswerEvent(parseJson(data));
      if (event === undefined) continue;
      count += 1;
      if (count > EVENTS) break;
      // A click on "stop" counts from the click on, also for what is already here.
      if (signal.aborted) return { kind: 'stopped' };
      onEvent(event);
      if (isFinal(event)) return null;
    }
    return { kind: 'lost' };
  } catch {
    // Whatever broke (network, CORS, an endless event), the citizen can do the same thing about it.
    if (signal.aborted) return { kind: 'stopped' };
    if (patience.signal.aborted) return { kind: 'silent' };
    return { kind: online() ? 'lost' : 'offline' };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}

/** What the assistant can do on this page; undefined if the server does not say. */
export async function loadProfile(
  { server, fetch }: Connection,
  page: string,
  language: string,
): Promise<AssistantProfile | undefined> {
  const query = new URLSearchParams({ page, language });
  try {
    const response = await fetch(`${server}/api/assistant/profile?${query}`, {
      credentials: 'omit',
      signal: AbortSignal.timeout(10_000),
    });
    return response.ok ? readProfile(await response.json()) : undefined;
  } catch {
    // Without a profile the widget still asks; the fault shows with the first question.
    return undefined;
  }
}

/** True once the server has kept it. */
export async function sendFeedback(
  { server, fetch }: Connection,
  answerId: string,
  feedback: FeedbackRequest,
): Promise<boolean> {
  try {
    const response = await fetch(`${server}/api/assistant/answers/${encodeURIComponent(answerId)}/feedback`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(feedback),
      credentials: 'omit',
      signal: AbortSignal.timeout(10_000),
    });
    return response.ok;
  } catch {
    // The caller says that it was not sent and offers to try again.
    return false;
  }
}

const fault = fields({ error: fields({ message: readMessage }) });

async function readFault(response: Response, now: () => number): Promise<Failure> {
  if (response.status === 429) {
    return { kind: 'wait', until: now() + readRetryAfter(response.headers.get('retry-after')) * 1000 };
  }
  const body = fault(parseJson((await response.text()).slice(0, 10_000)));
  return { kind: 'server', message: body?.error.message ?? null };
}

/** Seconds to wait, an hour at most; a minute if the server does not say, or says it as a date. */
export function readRetryAfter(header: string | null): number {
  return Math.min(3600, Math.max(1, Number(header) || 60));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not ours; no check lets null pass.
    return null;
  }
}
