import { createRoute } from '@hono/zod-openapi';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from './errors.ts';
import {
  access,
  allowOrigins,
  assertAccessStated,
  createHttpApp,
  createRoutes,
  limitRate,
  sendEvents,
} from './http.ts';
import { createLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { createRateLimit } from './rate-limit.ts';

const log = createLog('silent');
const keys = { renew: async () => 'new', exists: async () => true, verify: async (key: string) => key === 'right' };

function build() {
  const app = createHttpApp({ keys, log, metrics: createMetrics() });
  const routes = createRoutes();
  routes.openapi(
    createRoute({
      method: 'post',
      path: '/api/open',
      middleware: [access('public')] as const,
      request: {
        body: { content: { 'application/json': { schema: z.object({ text: z.string().max(5) }) } }, required: true },
      },
      responses: { 200: { description: 'ok' } },
    }),
    (context) => context.text(context.req.valid('json').text),
  );
  routes.get('/api/closed', access('administrator'), (context) => context.text('secret'));
  routes.get('/api/broken', access('public'), () => {
    throw new Error('password=hunter2');
  });
  routes.get('/api/events', access('public'), (context) =>
    sendEvents(context, log, async function* () {
      yield { type: 'start' };
      throw new AppError('unavailable', [], new Error('hunter2'));
    }),
  );
  app.use(
    '/api/cross',
    allowOrigins(async (origin) => origin === 'https://stadt.example'),
  );
  app.get('/api/cross', access('public'), (context) => context.text('cross'));
  app.route('/', routes);
  return app;
}

describe('the HTTP edge', () => {
  const app = build();
  const post = (body: unknown) =>
    app.request('/api/open', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });

  it('refuses input that does not fit, in both languages and by field', async () => {
    expect((await post({ text: 'kurz' })).status).toBe(200);
    const refused = await post({ text: 'viel zu lang' });
    expect(refused.status).toBe(400);
    const { error } = (await refused.json()) as {
      error: { code: string; message: { de: string; en: string }; details: string[] };
    };
    expect(error.code).toBe('invalid-request');
    expect(error.message.de).toContain('Anfrage');
    expect(error.message.en).toContain('request');
    expect(error.details[0]).toMatch(/^text:/);
    const unreadable = await app.request('/api/open', {
      method: 'POST',
      body: '{',
      headers: { 'content-type': 'application/json' },
    });
    expect(unreadable.status).toBe(400);
  });

  it('refuses a body that is too large', async () => {
    expect((await post({ text: 'x'.repeat(70_000) })).status).toBe(413);
  });

  it('opens closed routes to the key and to the local socket only', async () => {
    const ask = (header?: string) =>
      app.request('/api/closed', header === undefined ? {} : { headers: { authorization: header } });
    expect((await ask()).status).toBe(401);
    expect((await ask('Bearer wrong')).status).toBe(403);
    expect((await ask('Bearer right')).status).toBe(200);
    expect((await app.request('/api/closed', {}, { local: true })).status).toBe(200);
  });

  it('never sends the words of an unexpected error', async () => {
    const broken = await app.request('/api/broken');
    expect(broken.status).toBe(500);
    expect(await broken.text()).not.toContain('hunter2');
    const events = await (await app.request('/api/events')).text();
    expect(events).toContain('event: start');
    expect(events).toContain('"code":"unavailable"');
    expect(events).not.toContain('hunter2');
  });

  it('lets only allowed websites ask from elsewhere', async () => {
    const from = (origin: string, method = 'GET') => app.request('/api/cross', { method, headers: { origin } });
    const allowed = await from('https://stadt.example');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://stadt.example');
    expect((await from('https://stadt.example', 'OPTIONS')).status).toBe(204);
    const refused = await from('https://evil.example');
    expect(refused.status).toBe(403);
    expect(await refused.text()).not.toContain('cross');
    // The refusal can be read there, so that the widget can say what is wrong.
    expect(refused.headers.get('access-control-allow-origin')).toBe('https://evil.example');
    expect((await app.request('/api/cross')).status).toBe(200);
  });

  it('answers unknown addresses with an error of the same form', async () => {
    const missing = await app.request('/api/nothing');
    expect(missing.status).toBe(404);
    expect(((await missing.json()) as { error: { code: string } }).error.code).toBe('not-found');
  });

  it('will not start with a route that does not say who may call it', () => {
    expect(() => assertAccessStated(app)).not.toThrow();
    const open = build();
    open.post('/api/forgotten', (context) => context.text('oops'));
    expect(() => assertAccessStated(open)).toThrow('POST /api/forgotten');
  });

  it('limits the rate and says when to come back', async () => {
    const limited = build();
    const limit = createRateLimit({ clock: { now: () => new Date(0) }, perMinute: 1 });
    limited.get('/api/limited', access('public'), limitRate(limit, { trustProxy: true }), (context) =>
      context.text('ok'),
    );
    const ask = (address: string) =>
      limited.request('/api/limited', { headers: { 'x-forwarded-for': `203.0.113.9, ${address}` } });
    expect((await ask('192.0.2.1')).status).toBe(200);
    const second = await ask('192.0.2.1');
    expect(second.status).toBe(429);
    expect(second.headers.get('retry-after')).toBe('60');
    expect((await ask('192.0.2.2')).status).toBe(200);
  });
});
