/** What was fetched, as content: sorted by what the bytes are, not by what the server calls them. */
import { DOCUMENT } from './crawl-scope.ts';
import { decodeText } from './decode-text.ts';
import { extractDocument } from './extract-document.ts';
import { extractHtml, fingerprintBlocks, type HtmlContent } from './extract-html.ts';
import { extractPdf } from './extract-pdf.ts';
import type { FetchedContent } from './fetch-page.ts';
import type { Boilerplate } from './find-boilerplate.ts';
import type { PageContent } from './page-content.ts';

export type ReadContent =
  | { kind: 'web'; content: HtmlContent; html: string; fingerprints: string[] }
  | { kind: 'pdf' | 'document'; content: PageContent }
  | { kind: 'unreadable'; reason: string };

const LARGEST_HTML = 8 * 1024 * 1024;
const LARGEST_DOCUMENT = 20 * 1024 * 1024;

const HTML_TYPE = /^(?:text\/html|application\/xhtml\+xml)$/;
const DOCUMENT_TYPE =
  /^application\/(?:pdf|x-pdf|octet-stream|force-download|x-download|download|zip|vnd\.openxmlformats-officedocument\.(?:wordprocessingml\.document|spreadsheetml\.sheet)|vnd\.oasis\.opendocument\.(?:text|spreadsheet))$|^binary\/octet-stream$/;

/** Most bytes that are read of this media type; null if it holds no text to quote. */
export function largestOf(type: string, documents: boolean): number | null {
  if (type === '' || HTML_TYPE.test(type)) return LARGEST_HTML;
  return documents && DOCUMENT_TYPE.test(type) ? LARGEST_DOCUMENT : null;
}

export async function readContent({
  fetched,
  boilerplate,
  documents,
}: {
  fetched: Pick<FetchedContent, 'url' | 'bytes' | 'contentType' | 'lastModified'>;
  boilerplate: Boilerplate | null;
  documents: boolean;
}): Promise<ReadContent> {
  const { url, bytes, contentType } = fetched;
  const sort = sortOf(bytes, contentType, url);
  if (sort === null || (sort !== 'web' && !documents)) return { kind: 'unreadable', reason: 'type' };
  if (sort === 'web') {
    const html = decodeText({ bytes, contentType });
    return {
      kind: 'web',
      content: extractHtml({ html, url, boilerplate }),
      html,
      fingerprints: fingerprintBlocks(html),
    };
  }
  const extraction = sort === 'pdf' ? await extractPdf({ bytes, url }) : await extractDocument({ bytes, url });
  if (!extraction.ok) return { kind: 'unreadable', reason: `document-${extraction.reason}` };
  // A file's own date on the server is the best that is known of most documents.
  const changedOn = extraction.content.changedOn ?? dayOf(fetched.lastModified);
  return { kind: sort, content: { ...extraction.content, changedOn } };
}

function sortOf(bytes: Uint8Array, contentType: string | null, url: string): 'web' | 'pdf' | 'document' | null {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 1_024));
  if (start.includes('%PDF-') && !/<html|<!doctype/i.test(start)) return 'pdf';
  if (/^(?:PK\x03\x04|\xd0\xcf\x11\xe0)/.test(start)) {
    return DOCUMENT_TYPE.test(type) || DOCUMENT.test(new URL(url).pathname) ? 'document' : null;
  }
  if (HTML_TYPE.test(type)) return 'web';
  return type === '' && /<(?:html|!doctype html|head|body)\b/i.test(start) ? 'web' : null;
}

function dayOf(header: string | null): string | null {
  const date = new Date(header ?? '');
  const year = date.getUTCFullYear();
  return year >= 1990 && year <= 2100 ? date.toISOString().slice(0, 10) : null;
}

export interface HeaderDirectives {
  noindex: boolean;
  nofollow: boolean;
}

/** The header X-Robots-Tag; what is said to another robot by name is not meant for us. */
export function readRobotsTag(header: string | null): HeaderDirectives {
  let meant = true;
  const found = { noindex: false, nofollow: false };
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [, agent, rest] = /^\s*(?:([a-z][\w-]*)\s*:)?\s*(.*?)\s*$/.exec(part) ?? [];
    if (agent !== undefined && !/^(?:unavailable_after|max-)/.test(agent)) meant = /^buergernah(?:bot)?$/.test(agent);
    if (!meant) continue;
    if (rest === 'noindex' || rest === 'none') found.noindex = true;
    if (rest === 'nofollow' || rest === 'none') found.nofollow = true;
  }
  return found;
}
