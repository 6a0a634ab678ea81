import type { Context } from 'hono';
import { compress } from 'hono/compress';
import type { SystemStatus } from '../../contracts/status.ts';
import { DEMO_DISALLOWED } from '../demo/create-demo-site.ts';
import { access, createRoutes, type HttpEnvironment, type Routes } from '../platform/http.ts';
import type { Log } from '../platform/log.ts';
import { chooseLanguage, type PageLanguage } from './describe-status.ts';
import { type Asset, createAssetReader, tagOf } from './load-assets.ts';
import { isFresh, type PageOptions, pageResponse } from './page-response.ts';
import { createDocumentReader } from './read-documents.ts';
import type { OpenApiDocument } from './read-operations.ts';
import { createWidgetReader } from './read-widget.ts';
import { renderApi } from './render-api.ts';
import { renderDocument } from './render-document.ts';
import { type Frame, renderMissing } from './render-layout.ts';
import { renderStart, renderState } from './render-start.ts';

export interface WebsiteOptions {
  /** Address under which people reach the server, without a slash at the end. */
  publicUrl: string;
  /** Whether Musterstadt is served. */
  demo: boolean;
  readStatus(): Promise<SystemStatus>;
  readOpenApi(): object;
  /** Where a state that could not be read is written down. */
  log?: Pick<Log, 'error'>;
  /** Folder of the built widgets. Default: `dist/widgets`. */
  widgetFolder?: string;
  /** Folder of the guide. Default: `docs`. */
  documentFolder?: string;
}

const FILE_POLICY = "default-src 'none'; frame-ancestors 'none'";
const CACHE = { check: 'no-cache', forever: 'public, max-age=31536000, immutable', hour: 'public, max-age=3600' };

/** The product's own pages: start page, guide, API page, and the files that they and the widgets load. */
export function websiteRoutes(options: WebsiteOptions): Routes {
  const { publicUrl, demo } = options;
  const routes = createRoutes();
  const packed = compress();
  const readWidget = createWidgetReader(options.widgetFolder);
  const readDocuments = createDocumentReader(options.documentFolder);
  const assets = createAssetReader();
  const frameOf = async (language: PageLanguage): Promise<Frame> => ({
    language,
    demo,
    versioned: (await assets()).versioned,
  });
  const languageOf = (context: Context<HttpEnvironment>) =>
    chooseLanguage(context.req.query('lang'), context.req.header('accept-language'));

  /** Null if the state cannot be read: the page says so and tries again. */
  const readStatus = async (): Promise<SystemStatus | null> => {
    try {
      return await options.readStatus();
    } catch (error) {
      options.log?.error({ err: error }, 'state for the start page not read');
      return null;
    }
  };

  routes.get('/', packed, async (context) => {
    const language = languageOf(context);
    const page = { status: await readStatus(), publicUrl, at: new Date() };
    return sendPage(context, renderStart(await frameOf(language), page), { language });
  });
  routes.get('/start/state', packed, async (context) => {
    const language = languageOf(context);
    return sendPage(context, renderState(await readStatus(), language, new Date()), { language });
  });

  for (const path of ['/docs', '/docs/index/']) routes.get(path, (context) => context.redirect('/docs/', 301));
  routes.get('/docs/:name', (context) =>
    context.redirect(`/docs/${encodeURIComponent(context.req.param('name'))}/`, 301),
  );
  for (const path of ['/docs/', '/docs/:name/'] as const) {
    routes.get(path, packed, async (context) => {
      const wanted: string = context.req.param('name') ?? 'index';
      const documents = await readDocuments();
      const document = documents.find(({ name }) => name === wanted);
      const frame = await frameOf('de');
      if (document === undefined) return sendPage(context, renderMissing(frame), { language: 'de', status: 404 });
      return sendPage(context, renderDocument(frame, documents, document), { language: 'de' });
    });
  }

  routes.get('/api', (context) => context.redirect('/api/', 301));
  routes.get('/api/', access('public'), packed, async (context) => {
    const language = languageOf(context);
    const page = { document: options.readOpenApi() as OpenApiDocument, publicUrl };
    return sendPage(context, renderApi(await frameOf(language), page), { language });
  });

  routes.get('/widgets/:file', packed, async (context) => {
    const widget = await readWidget(context.req.param('file'));
    if (widget === null) return context.notFound();
    // Any website may load them, also one that isolates itself (COEP).
    return sendFile(context, widget, CACHE.check, {
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
  });
  const file = async (context: Context<HttpEnvironment>) => {
    const asset = (await assets()).find(context.req.path);
    if (asset === undefined) return context.notFound();
    return sendFile(context, asset, context.req.query('v') === undefined ? CACHE.hour : CACHE.forever);
  };
  for (const path of ['/kern/:file', '/website/:file', '/favicon.svg', '/favicon.ico']) routes.get(path, packed, file);

  routes.get('/robots.txt', (context) => {
    const lines = [
      'User-agent: *',
      'Disallow: /api/',
      'Disallow: /suche',
      ...DEMO_DISALLOWED.map((path) => `Disallow: ${path}`),
    ];
    if (demo) lines.push('', `Sitemap: ${publicUrl}/demo/sitemap.xml`);
    const type = 'text/plain; charset=utf-8';
    const body = new TextEncoder().encode(`${lines.join('\n')}\n`);
    return sendFile(context, { body, type, etag: tagOf(body) }, CACHE.hour);
  });

  // Whoever mistypes an address gets a page; a program gets the error of the API.
  routes.get('*', packed, async (context, next) => {
    const asksForPage = context.req.header('accept')?.includes('text/html') === true;
    if (!asksForPage || context.req.path.startsWith('/api/')) return next();
    const language = languageOf(context);
    return sendPage(context, renderMissing(await frameOf(language)), { language, status: 404 });
  });
  return routes;
}

function sendPage(context: Context<HttpEnvironment>, body: string, options: PageOptions): Response {
  return pageResponse(context.req.raw, body, options);
}

function sendFile(
  context: Context<HttpEnvironment>,
  { body, type, etag }: Asset,
  cache: string,
  more: Record<string, string> = {},
): Response {
  const headers = new Headers({
    'content-type': type,
    'content-security-policy': FILE_POLICY,
    'x-content-type-options': 'nosniff',
    'cache-control': cache,
    etag,
    ...more,
  });
  if (isFresh(context.req.raw, etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { headers });
}
