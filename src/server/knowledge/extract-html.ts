/** A page of HTML to its content. Nothing is fetched or run; depth, size and time are bounded (see `readHtml`). */

import { fileTitle } from './file-title.ts';
import { type Boilerplate, boundFingerprints, titlePartFingerprint } from './find-boilerplate.ts';
import type { PageContent } from './page-content.ts';
import { readBlocks } from './read-blocks.ts';
import { readHtml } from './read-html.ts';
import { type Directives, readPageFacts, titleParts } from './read-page-facts.ts';

export interface HtmlContent extends PageContent {
  /** Where the page says it lives (absolute, without fragment), or null. */
  canonical: string | null;
  /** What <meta name="robots"> asks; with nofollow, `links` is empty. */
  directives: Directives;
}

/** Reads a page's own content. Without `boilerplate` only semantic HTML (nav, header, footer outside main) is left out. */
export function extractHtml({
  html,
  url,
  boilerplate,
}: {
  html: string;
  url: string;
  boilerplate?: Boilerplate | null;
}): HtmlContent {
  const document = readHtml(html);
  const known = boilerplate && boilerplate.fingerprints.length > 0 ? new Set(boilerplate.fingerprints) : null;
  const { breadcrumbElements, resolve, ...facts } = readPageFacts(document, url, known);
  const blocks = readBlocks({ document, resolve, boilerplate: known, taken: breadcrumbElements, collect: null });
  const heading = blocks.find((block) => block.kind === 'heading');
  return {
    kind: 'web',
    ...facts,
    title: facts.title || (heading?.kind === 'heading' ? heading.text : fileTitle(url)),
    blocks,
  };
}

/** The fingerprints of a page's blocks: what `learnBoilerplate` counts over a site. A few hundred short strings, kept with the page. */
export function fingerprintBlocks(html: string): string[] {
  const document = readHtml(html);
  const collect = new Set<string>(titleParts(document).map(titlePartFingerprint));
  readBlocks({ document, resolve: (href) => href || null, boilerplate: null, taken: new Set(), collect });
  return boundFingerprints(collect);
}
