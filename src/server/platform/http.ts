/** The HTTP edge: routes with OpenAPI, who may call them, errors in one form, events as SSE. */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { createAdaptorServer } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { streamSSE } from 'hono/streaming';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import type { AccessKeys, Role } from './access.ts';
import { AppError, ERRORS, errorBody } from './errors.ts';
import { type Log, withRequestId } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { RateLimit } from './rate-limit.ts';

export interface HttpEnvironment {
  Bindings: {
    /** Set for requests over the local socket and in process: they come from the administrator of the machine. */
    local?: boolean;
  };
  Variables: { role: Role };
}
export type Routes = OpenAPIHono<HttpEnvironment>;

/** Body of a request in bytes unless a route allows more. */
const BODY_LIMIT = 64 * 1024;
/** Imports of whole lists state their own, larger limit. */
const LARGE_BODIES = new Set(['/api/sources/import/services', '/api/synonyms/import']);
const HEARTBEAT_MILLISECONDS = 15_000;

/** An empty set of routes; input that does not fit its schema ends in `invalid-request` with one line a fault. */
export function createRoutes(): Routes {
  return new OpenAPIHono<HttpEnvironment>({
    defaultHook: (result) => {
      if (!result.success) {
        throw new AppError(
          'invalid-request',
          result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`),
        );
      }
    },
  });
}

const statesAccess = new WeakMap<object, Role>();

/** Says who may call a route. Each route must have it: `createHttpApp` refuses to start otherwise. */
export function access(role: Role): MiddlewareHandler<HttpEnvironment> {
  const handler: MiddlewareHandler<HttpEnvironment> = async (context, next) => {
    if (role === 'administrator' && context.get('role') !== 'administrator') {
      throw new AppError(context.req.header('authorization') === undefined ? 'key-missing' : 'key-wrong');
    }
    await next();
  };
  statesAccess.set(handler, role);
  return handler;
}

/** Lets a route read larger bodies than the default of 64 kB. */
export function allowBody(bytes: number): MiddlewareHandler<HttpEnvironment> {
  return bodyLimit({ maxSize: bytes, onError: refuseBody });
}

/** Refuses clients that ask too often; 429 carries Retry-After in seconds. */
export function limitRate(
  limit: RateLimit,
  { trustProxy }: { trustProxy: boolean },
): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const wait = context.env?.local === true ? 0 : limit.take(clientAddress(context, trustProxy));
    if (wait > 0) {
      context.header('retry-after', String(wait));
      throw new AppError('too-many');
    }
    await next();
  };
}

/**
 * Cross-origin requests from websites on the allow-list only (fetch standard, CORS). Requests without an Origin are no browser's
 * cross-origin requests and pass. The refusal itself may be read by any website: without it the widget there could only say
 * that the connection is broken, and the editor would look for the fault at the wrong end.
 */
export function allowOrigins(isAllowed: (origin: string) => Promise<boolean>): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    const origin = context.req.header('origin');
    if (origin === undefined || origin === new URL(context.req.url).origin) return next();
    const headers = {
      'access-control-allow-origin': origin,
      vary: 'Origin',
      'access-control-expose-headers': 'retry-after, x-request-id',
    };
    if (context.req.method === 'OPTIONS') {
      return context.body(null, 204, {
        ...headers,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'content-type, accept',
        'access-control-max-age': '600',
      });
    }
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    if (!(await isAllowed(origin))) throw new AppError('origin-refused');
    await next();
  };
}

/**
 * Sends events as server-sent events (HTML standard), each under its type's name. The generator's signal is aborted when the
 * client leaves; a failure inside becomes an `error` event with a code, never a raw message.
 */
export function sendEvents<Event extends { type: string }>(
  context: Context<HttpEnvironment>,
  log: Log,
  events: (signal: AbortSignal) => AsyncIterable<Event>,
): Response {
  const left = new AbortController();
  // A proxy that buffers would hold back the events (nginx).
  context.header('x-accel-buffering', 'no');
  context.header('cache-control', 'no-store');
  return streamSSE(context, async (stream) => {
    stream.onAbort(() => left.abort(new Error('the client left')));
    const heartbeat = setInterval(() => void stream.write(': \n\n'), HEARTBEAT_MILLISECONDS);
    try {
      for await (const event of events(left.signal)) {
        await stream.writeSSE({ event: event.type, data: JSON.stringify(event) });
      }
    } catch (error) {
      if (left.signal.aborted) return;
      log.error({ err: error }, 'event stream');
      const known = error instanceof AppError ? error : new AppError('internal', [], error);
      const { code, message } = errorBody(known).error;
      await stream.writeSSE({ event: 'error', data: JSON.stringify({ type: 'error', code, message: message.de }) });
    } finally {
      clearInterval(heartbeat);
    }
  });
}

export interface HttpAppOptions {
  keys: AccessKeys;
  log: Log;
  metrics: Metrics;
}

/** The outermost app: request id, role, limits, security headers, errors in one form. Features are mounted on it. */
export function createHttpApp({ keys, log, metrics }: HttpAppOptions): Routes {
  const app = createRoutes();

  app.use(async (context, next) => {
    const requestId = randomUUID();
    const started = performance.now();
    await withRequestId(requestId, async () => {
      await next();
      const seconds = (performance.now() - started) / 1000;
      const route = context.req.routePath.includes('*') ? 'other' : context.req.routePath;
      metrics.requests.observe({ method: context.req.method, route, status: context.res.status }, seconds);
      log.debug(
        { method: context.req.method, route, status: context.res.status, milliseconds: Math.round(seconds * 1000) },
        'request',
      );
    });
    context.header('x-request-id', requestId);
    context.header('x-content-type-options', 'nosniff');
    if (!context.res.headers.has('referrer-policy'))
      context.header('referrer-policy', 'strict-origin-when-cross-origin');
  });

  app.use('/api/*', async (context, next) => {
    context.set('role', (await isAdministrator(context, keys)) ? 'administrator' : 'public');
    await next();
  });

  const smallBody = bodyLimit({ maxSize: BODY_LIMIT, onError: refuseBody });
  app.use('/api/*', (context, next) => {
    return LARGE_BODIES.has(context.req.path) ? next() : smallBody(context, next);
  });

  app.notFound((context) => context.json(errorBody(new AppError('not-found')), 404));
  app.onError((error, context) => {
    const known =
      error instanceof AppError
        ? error
        : error instanceof HTTPException && error.status === 400
          ? new AppError('invalid-request')
          : new AppError('internal', [], error);
    const { status } = ERRORS[known.code];
    if (status >= 500) log.error({ err: error }, 'request failed');
    return context.json(errorBody(known), status as ContentfulStatusCode);
  });
  return app;
}

/**
 * Default deny: every API route must have stated who may call it.
 * @throws Error naming the routes that did not, so that the server does not start
 */
export function assertAccessStated(app: Routes): void {
  const stated = new Set<string>();
  const served = new Set<string>();
  for (const { method, path, handler } of app.routes) {
    if (!path.startsWith('/api/') || method === 'ALL') continue;
    served.add(`${method} ${path}`);
    if (statesAccess.has(handler)) stated.add(`${method} ${path}`);
  }
  const missing = [...served].filter((route) => !stated.has(route));
  if (missing.length > 0) throw new Error(`Routes without a stated access: ${missing.join(', ')}`);
}

const ErrorBody = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERRORS) as [keyof typeof ERRORS, ...(keyof typeof ERRORS)[]]),
      message: z.object({ de: z.string(), en: z.string() }),
      details: z.array(z.string()),
    }),
  })
  .meta({ id: 'Error' });

/** The error responses of a route for OpenAPI, by the codes that it can end in. */
export function errorResponses(...codes: (keyof typeof ERRORS)[]): RouteConfig['responses'] {
  const responses: RouteConfig['responses'] = {};
  for (const code of codes) {
    responses[ERRORS[code].status] = {
      description: ERRORS[code].en,
      content: { 'application/json': { schema: ErrorBody } },
    };
  }
  return responses;
}

/** Starts to listen on a port or a local socket. Resolves with the port in use (0 for a socket). */
export async function listen(
  app: { fetch(request: Request, environment?: object): Response | Promise<Response> },
  where: { port: number; host: string } | { socket: string },
): Promise<{ server: Server; port: number }> {
  const local = 'socket' in where;
  const server = createAdaptorServer({
    fetch: (request, environment) => app.fetch(request, { ...environment, local }),
  }) as Server;
  server.requestTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (local) server.listen(where.socket, resolve);
    else server.listen(where.port, where.host, resolve);
  });
  const address = server.address();
  return { server, port: typeof address === 'object' && address !== null ? address.port : 0 };
}

async function isAdministrator(context: Context<HttpEnvironment>, keys: AccessKeys): Promise<boolean> {
  if (context.env?.local === true) return true;
  const header = context.req.header('authorization');
  const key = header?.match(/^Bearer\s+(\S{1,200})$/i)?.[1];
  return key !== undefined && (await keys.verify(key));
}

function clientAddress(context: Context<HttpEnvironment>, trustProxy: boolean): string {
  // The last entry is the one that our own proxy added; those before it can be made up by the client.
  const forwarded = trustProxy ? context.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return forwarded ?? getConnInfo(context).remote.address ?? 'unknown';
}

function refuseBody(): never {
  throw new AppError('too-large');
}
