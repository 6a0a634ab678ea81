import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  AddSourceRequest,
  ChangeSourceRequest,
  ImportServicesQuery,
  ImportServicesRequest,
  PageList,
  PageQuery,
  Source,
  SourceDetails,
  StartSyncRequest,
  Sync,
  WebhookAddress,
  WebhookRequest,
} from '../../contracts/knowledge.ts';
import { AppError } from '../platform/errors.ts';
import { access, allowBody, createRoutes, errorResponses, type Routes } from '../platform/http.ts';
import { createRateLimit } from '../platform/rate-limit.ts';
import { addSource } from './add-source.ts';
import { changeSource } from './change-source.ts';
import { importServices } from './import-services.ts';
import { createPassagesChanged, type KnowledgeDependencies } from './jobs.ts';
import { describeSourceById, listPages, listSources, listSyncs } from './list-sources.ts';
import { removeSource } from './remove-source.ts';
import { acceptWebhook, makeWebhookToken, startSync } from './start-sync.ts';

const TAG = ['Quellen'];
const LARGEST_IMPORT = 20 * 1024 * 1024;
/** For each source: a CMS that saves many pages at once is not turned away, a flood is. */
const HOOKS_PER_MINUTE = 60;
const IMPORT_MILLISECONDS = 10 * 60_000;

const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});
const body = <Schema extends z.ZodType>(schema: Schema, required = true) => ({
  required,
  content: { 'application/json': { schema } },
});
const SourceId = z.object({ id: z.uuid().meta({ description: 'Id of the source' }) });
const administrator = { tags: TAG, security: [{ key: [] as string[] }], middleware: access('administrator') };

/** Sources: add, read, change, remove; pages and readings; webhook of the CMS; import of service lists. */
export function knowledgeRoutes(dependencies: KnowledgeDependencies): Routes {
  const { db, clock, publicUrl } = dependencies;
  const routes = createRoutes();

  routes.openapi(
    createRoute({
      method: 'get',
      path: '/api/sources',
      tags: TAG,
      summary: 'Websites and lists that answers come from',
      middleware: [access('public')] as const,
      responses: { 200: json(z.array(Source), 'Sources, oldest first') },
    }),
    async (context) => context.json(await listSources({ db }), 200),
  );

  routes.openapi(
    createRoute({
      ...administrator,
      method: 'post',
      path: '/api/sources',
      summary: 'Takes in a website and begins to read it',
      request: { body: body(AddSourceRequest) },
      responses: {
        201: json(SourceDetails, 'The source; its reading is queued'),
        ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'conflict', 'address-refused'),
      },
    }),
    async (context) => context.json(await details(await addSource(dependencies, context.req.valid('json'))), 201),
  );

  routes.openapi(
    createRoute({
      ...administrator,
      method: 'get',
      path: '/api/sources/{id}',
      summary: 'A source with options, state and progress',
      request: { params: SourceId },
      responses: {
        200: json(SourceDetails, 'The source'),
        ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'not-found'),
      },
    }),
    async (context) => context.json(await details(context.req.valid('param').id), 200),
  );

  routes.openapi(
    createRoute({
      ...administrator,
      method: 'patch',
      path: '/api/sources/{id}',
      summary: 'Changes name or options; they count from the next reading on',
      request: { params: SourceId, body: body(ChangeSourceRequest) },
      responses: {
        200: json(SourceDetails, 'The source'),
        ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'not-found'),
      },
    }),
    async (context) => {
      const { id } = context.req.valid('param');
      orNotFound(await changeSource(dependencies, id, context.req.valid('json')));
      return context.json(await details(id), 200);
    },
  );

  routes.openapi(
    createRoute({
      ...administrator,
      method: 'delete',
      path: '/api/sources/{id}',
      summary: 'Removes a source with all its pages',
      request: { params: SourceId },
      responses: {
        204: { description: 'Removed' },
        ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'not-found'),
      },
    }),
    async (context) => {
      orNotFound(await removeSource(dependencies, context.req.valid('param').id));
      return context.body(null, 204);
    },
  );

  routes.openapi(
    createRoute({
      ...administrator,
      method: 'post',
      path: '/api/sources/{id}/sync',
      summary: 'Reads a source now',
      request: { params: SourceId, body: body(StartSyncRequest, false) },
      responses: {
        202: json(SourceDetails, 'Queued; progress is in `sync`'),
        ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'not-found', 'conflict'),
      },
    }),
    async (context) => {
      const { id } = context.req.valid('param');
      const { acceptLoss } = context.req.valid('json') ?? {};
      orNotFound(await startSync(dependencies, { sourceId: id, trigger: 'demand', acceptLoss: acceptLoss === true }));
      return context.json(await details(id), 202);
    },
  );

  routes.openapi(
    createRoute({
      ...administrator,
      method: 'get',
      path: '/api/sources/{id}/pages',
      summary: 'Pages of a source with state and reason',
      request: { params: SourceId, query: PageQuery },
      responses: {
        200: json(PageList, 'Pages'),
        ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'not-found'),
      },
    }),
    async (context) => {
      const { state = null, after = null, limit } = context.req.valid('query');
      const list = await listPages({ db }, { sourceId: context.req.valid('param').id, state, after, limit });
      return context.json(orNotFound(list), 200);
    },
  );

  routes.openapi(
    createRoute({
      ...administrator,
      method: 'get',
      path: '/api/sources/{id}/syncs',
      summary: 'Readings of a source, newest first',
      request: { params: SourceId },
      responses: {
        200: json(z.array(Sync), 'Up to 50 readings'),
        ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'not-found'),
      },
    }),
    async (context) => context.json(orNotFound(await listSyncs({ db }, context.req.valid('param').id, 50)), 200),
  );

  routes.openapi(
    createRoute({
      ...administrator,
      method: 'post',
      path: '/api/sources/{id}/webhook-address',
      summary: 'Makes the address that the CMS calls when pages change; an older one is no longer valid',
      request: { params: SourceId },
      responses: {
        201: json(WebhookAddress, 'The address, shown only now'),
        ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'not-found'),
      },
    }),
    async (context) => {
      const { id } = context.req.valid('param');
      const token = orNotFound(await makeWebhookToken({ db }, id));
      return context.json({ url: `${publicUrl}/api/hooks/sources/${id}/${token}` }, 201);
    },
  );

  const hooks = createRateLimit({ clock, perMinute: HOOKS_PER_MINUTE });
  routes.openapi(
    createRoute({
      method: 'post',
      path: '/api/hooks/sources/{id}/{token}',
      tags: TAG,
      summary: 'For the CMS: pages have changed',
      description:
        'With the body `{"urls": ["https://…"]}` only these pages are read (up to 1,000); any other body is ignored and the whole source is read.',
      middleware: [access('public')] as const,
      request: {
        params: SourceId.extend({ token: z.string().min(1).max(200) }),
      },
      responses: {
        202: { description: 'Noted; the pages will be read again' },
        ...errorResponses('not-found', 'too-many'),
      },
    }),
    async (context) => {
      const { id, token } = context.req.valid('param');
      const wait = hooks.take(id);
      if (wait > 0) {
        context.header('retry-after', String(wait));
        throw new AppError('too-many');
      }
      await acceptWebhook(dependencies, { sourceId: id, token, addresses: await addressesOf(context.req.raw) });
      return context.body(null, 202);
    },
    // A CMS sends what it likes; only a list of addresses is understood.
    (result) => {
      if (!result.success && result.target === 'param') throw new AppError('not-found');
    },
  );

  const passagesChanged = createPassagesChanged(dependencies);
  routes.openapi(
    createRoute({
      ...administrator,
      method: 'post',
      path: '/api/sources/import/services',
      summary: 'Takes in a list of services; a list of the same name is replaced',
      middleware: [access('administrator'), allowBody(LARGEST_IMPORT)] as const,
      request: { query: ImportServicesQuery, body: body(ImportServicesRequest) },
      responses: {
        201: json(SourceDetails, 'The source, read'),
        ...errorResponses('invalid-request', 'key-missing', 'key-wrong', 'conflict', 'too-large'),
      },
    }),
    async (context) => {
      const { name = 'Dienstleistungen' } = context.req.valid('query');
      const { sourceId } = await importServices(
        { ...dependencies, passagesChanged },
        { name, services: context.req.valid('json').data },
        AbortSignal.any([context.req.raw.signal, AbortSignal.timeout(IMPORT_MILLISECONDS)]),
      );
      return context.json(await details(sourceId), 201);
    },
  );

  async function details(id: string): Promise<SourceDetails> {
    return orNotFound(await describeSourceById({ db }, id));
  }
  return routes;
}

function orNotFound<T>(value: T | null | false): T {
  if (value === null || value === false) throw new AppError('not-found');
  return value;
}

/** Addresses in the body of a webhook; null if it holds none. */
async function addressesOf(request: Request): Promise<string[] | null> {
  const parsed = WebhookRequest.safeParse(await request.json().catch(() => null));
  return parsed.success ? (parsed.data.urls ?? null) : null;
}
