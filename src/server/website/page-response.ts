/** A page of ours as a response: policy, language, revalidation. */
import type { PageLanguage } from './describe-status.ts';
import { tagOf } from './load-assets.ts';

/** Nothing runs or is loaded but what this server sends; KERN's icons are data addresses of its sheet. */
const PAGE_POLICY =
  "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

export interface PageOptions {
  language: PageLanguage;
  /** Default: 200. */
  status?: 200 | 404 | 429;
  headers?: Record<string, string>;
}

/** 304 for a browser that has this very page already. */
export function pageResponse(
  request: Request,
  body: string,
  { language, status = 200, headers: more }: PageOptions,
): Response {
  const etag = tagOf(body);
  const headers = new Headers({
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'content-security-policy': PAGE_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cache-control': 'no-cache',
    vary: 'Accept-Language',
    etag,
    ...more,
  });
  if (status === 200 && isFresh(request, etag)) return new Response(null, { status: 304, headers });
  return new Response(body, { status, headers });
}

/** RFC 9110, 13.1.2: tags are compared weakly, as compression weakens one. */
export function isFresh(request: Request, etag: string): boolean {
  const known = request.headers
    .get('if-none-match')
    ?.split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''));
  return known !== undefined && (known.includes('*') || known.includes(etag));
}
