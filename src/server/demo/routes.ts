import { type Context, Hono } from 'hono';
import { compress } from 'hono/compress';
import { createDemoSite, type DemoSite, type DemoSiteOptions, type SiteAnswer } from './create-demo-site.ts';

export interface DemoRoutesOptions extends DemoSiteOptions {
  /** A site made beforehand, so that its switches can be reached. Default: a new one. */
  site?: DemoSite;
}

/** Nothing may run or be loaded but what the host itself serves; no inline style or script. */
const PAGE_POLICY =
  "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** The town's website; to be mounted at `/demo`. */
export function demoRoutes(options: DemoRoutesOptions): Hono {
  const site = options.site ?? createDemoSite(options);
  const routes = new Hono();
  routes.use(compress());

  const answer = async (context: Context) => {
    const path = context.req.path.replace(/^\/demo(?=\/|$)/, '');
    const query = new URL(context.req.url).searchParams;
    // The root without a slash would break relative links.
    if (path === '') return context.redirect('/demo/', 301);
    return respond(context, await site.answer(path.slice(1), query), query);
  };
  routes.get('/', answer);
  routes.get('/*', answer);
  return routes;
}

function respond(context: Context, answer: SiteAnswer, query: URLSearchParams): Response {
  if (answer.location) return context.redirect(answer.location, answer.status === 302 ? 302 : 301);
  const isPage = answer.type.startsWith('text/html');
  const headers = new Headers({
    'content-type': answer.type,
    'content-security-policy': isPage ? PAGE_POLICY : FILE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
  });
  if (answer.etag) headers.set('etag', answer.etag);
  if (answer.lastModified) headers.set('last-modified', answer.lastModified.toUTCString());
  if (isPage && answer.noindex) headers.set('x-robots-tag', 'noindex');
  if (isPage || answer.type.startsWith('application/xml')) headers.set('cache-control', 'no-cache');
  else headers.set('cache-control', query.has('v') ? 'public, max-age=31536000, immutable' : 'public, max-age=3600');

  if (answer.status === 200 && isFresh(context, answer)) return new Response(null, { status: 304, headers });
  return new Response(answer.body, { status: answer.status, headers });
}

/** RFC 9110, 13.2.2: If-None-Match decides alone where it is sent; compared weakly, as compression weakens a tag. */
function isFresh(context: Context, answer: SiteAnswer): boolean {
  const tags = context.req.header('if-none-match');
  if (tags !== undefined) {
    const known = tags.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
    return known.includes('*') || (answer.etag !== undefined && known.includes(answer.etag));
  }
  const since = Date.parse(context.req.header('if-modified-since') ?? '');
  return answer.lastModified !== undefined && !Number.isNaN(since) && answer.lastModified.getTime() <= since;
}
