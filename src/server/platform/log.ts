/**
 * Structured logs without content: never question text, page text or personal data. Each line of a request carries its id.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Logger, pino } from 'pino';

export type Log = Logger;

const requestContext = new AsyncLocalStorage<{ requestId: string }>();

/** Runs `work` so that each log line inside carries `requestId`. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return requestContext.run({ requestId }, work);
}

export function createLog(level: string): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      mixin: () => requestContext.getStore() ?? {},
      redact: { paths: ['*.key', '*.apiKey', '*.authorization', '*.password', '*.token', '*.question'], censor: '[…]' },
      serializers: { err: withoutContent },
    },
    // Standard error: standard output belongs to what a person or a pipe reads.
    pino.destination({ dest: 2, sync: false }),
  );
}

/** Keeps kind, code and stack of an error. Query parameters (which may hold what a citizen typed) stay out. */
function withoutContent(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const cause = error.cause instanceof Error ? { cause: withoutContent(error.cause) } : {};
  const isQuery = /^Failed query:/.test(error.message);
  return {
    type: error.name,
    message: isQuery ? 'Failed query' : error.message,
    ...code,
    stack: isQuery ? error.stack?.split('\n').filter((line) => /^\s+at /.test(line)) : error.stack,
    ...cause,
  };
}
