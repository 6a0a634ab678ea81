import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { DoctorReport, ModelState, SystemStatus } from '../../contracts/status.ts';
import type { AccessKeys } from '../platform/access.ts';
import { access, createRoutes, errorResponses, type Routes } from '../platform/http.ts';

export interface OperationsDependencies {
  keys: AccessKeys;
  readStatus(): Promise<SystemStatus>;
  examineSystem(): Promise<DoctorReport>;
}

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** State, examination, key and models: for operators. */
export function operationsRoutes({ keys, readStatus, examineSystem }: OperationsDependencies): Routes {
  const routes = createRoutes();
  routes.openapi(
    createRoute({
      method: 'get',
      path: '/api/status',
      tags: ['operations'],
      summary: 'What runs and how well',
      middleware: [access('public')] as const,
      responses: { 200: json(SystemStatus, 'State of database, sources, search and models') },
    }),
    async (context) => context.json(await readStatus(), 200),
  );
  routes.openapi(
    createRoute({
      method: 'get',
      path: '/api/doctor',
      tags: ['operations'],
      summary: 'What is missing and how to mend it',
      security: [{ key: [] }],
      middleware: [access('administrator')] as const,
      responses: {
        200: json(DoctorReport, 'Findings, the worst first level `problem`'),
        ...errorResponses('key-missing', 'key-wrong'),
      },
    }),
    async (context) => context.json(await examineSystem(), 200),
  );
  routes.openapi(
    createRoute({
      method: 'post',
      path: '/api/key',
      tags: ['operations'],
      summary: 'A new administrator’s key; the old one is no longer valid',
      security: [{ key: [] }],
      middleware: [access('administrator')] as const,
      responses: {
        201: json(z.object({ key: z.string() }), 'The key, shown only now'),
        ...errorResponses('key-missing', 'key-wrong'),
      },
    }),
    async (context) => context.json({ key: await keys.renew() }, 201),
  );
  routes.openapi(
    createRoute({
      method: 'get',
      path: '/api/models',
      tags: ['operations'],
      summary: 'Models and their state',
      security: [{ key: [] }],
      middleware: [access('administrator')] as const,
      responses: { 200: json(z.array(ModelState), 'Models'), ...errorResponses('key-missing', 'key-wrong') },
    }),
    async (context) => context.json((await readStatus()).models, 200),
  );
  return routes;
}
