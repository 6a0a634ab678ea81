/** What a page says of itself: title, breadcrumb, language, date of change, canonical address, robots, links. */

import type { Document, Element } from 'domhandler';
import { isTag } from 'domhandler';
import { appendAll } from './append-all.ts';
import { detectLanguage } from './detect-language.ts';
import { titlePartFingerprint } from './find-boilerplate.ts';
import { findDateOfChange } from './find-date.ts';
import { attribute, eachElement, elementChildren, findElement, foldText, rawText } from './read-html.ts';
import { readStructuredData, structuredObjects } from './read-structured-data.ts';

const MOST_LINKS = 5_000;
const LONGEST_URL = 2_000;

export interface Directives {
  /** The page asks not to be found. */
  noindex: boolean;
  /** The page asks that its links are not followed. */
  nofollow: boolean;
}

export interface PageFacts {
  title: string;
  description: string | null;
  language: string;
  breadcrumb: string[];
  breadcrumbElements: Set<Element>;
  changedOn: string | null;
  canonical: string | null;
  directives: Directives;
  links: string[];
  structuredData: unknown[];
  resolve: (href: string) => string | null;
}

export function readPageFacts(document: Document, url: string, boilerplate: ReadonlySet<string> | null): PageFacts {
  const elements = [...eachElement(document)];
  const meta = readMeta(elements);
  const resolve = makeResolver(elements, url);
  const structuredData = readStructuredData(elements);
  const directives = readDirectives(elements);
  const trail = readBreadcrumb(elements, structuredData);
  const title = readTitle(elements, meta, url, boilerplate);
  const canonicalElement = elements.find(
    (element) => element.name === 'link' && /(?:^|\s)canonical(?:\s|$)/i.test(attribute(element, 'rel')),
  );
  const canonical = canonicalElement ? resolve(attribute(canonicalElement, 'href')) : null;
  return {
    title,
    description: meta.get('description') || meta.get('og:description') || null,
    language: readLanguage(document, meta),
    breadcrumb: trail.names.filter((name, index) => !(index === trail.names.length - 1 && sameTitle(name, title))),
    breadcrumbElements: trail.elements,
    changedOn: findDateOfChange({ document, elements, meta, structuredData }),
    canonical: canonical && /^https?:/.test(canonical) ? withoutFragment(canonical) : null,
    directives,
    links: directives.nofollow ? [] : readLinks(elements, resolve),
    structuredData,
    resolve,
  };
}

function readMeta(elements: Element[]): Map<string, string> {
  const meta = new Map<string, string>();
  for (const element of elements) {
    if (element.name !== 'meta') continue;
    const name = (
      attribute(element, 'name') ||
      attribute(element, 'property') ||
      attribute(element, 'http-equiv') ||
      attribute(element, 'itemprop')
    ).toLowerCase();
    const content = foldText(attribute(element, 'content').slice(0, 5_000));
    if (name && content && !meta.has(name)) meta.set(name, content);
  }
  return meta;
}

// --- addresses ------------------------------------------------------------------------------------------------------

function makeResolver(elements: Element[], url: string): (href: string) => string | null {
  const base = elements.find((element) => element.name === 'base' && attribute(element, 'href') !== '');
  let root = url;
  if (base) {
    const resolved = URL.parse(attribute(base, 'href').trim(), url);
    if (resolved && /^https?:$/.test(resolved.protocol)) root = resolved.href;
  }
  return (href) => {
    const trimmed = href.trim();
    if (trimmed === '' || trimmed.length > LONGEST_URL) return null;
    const resolved = URL.parse(trimmed, root);
    if (!resolved || !/^(?:https?|mailto|tel):$/.test(resolved.protocol)) return null;
    return resolved.href;
  };
}

function withoutFragment(url: string): string {
  const at = url.indexOf('#');
  return at < 0 ? url : url.slice(0, at);
}

function readLinks(elements: Element[], resolve: (href: string) => string | null): string[] {
  const links = new Set<string>();
  for (const element of elements) {
    let href = '';
    if (element.name === 'a' || element.name === 'area') {
      if (/(?:^|\s)nofollow(?:\s|$)/i.test(attribute(element, 'rel'))) continue;
      href = attribute(element, 'href');
    } else if (element.name === 'meta' && /^refresh$/i.test(attribute(element, 'http-equiv'))) {
      href = /^\s*[\d.]*\s*[;,]\s*(?:url\s*=)?\s*["']?([^"']+)/i.exec(attribute(element, 'content'))?.[1] ?? '';
    } else if (
      element.name === 'frame' ||
      (element.name === 'link' && /^(?:next|prev)$/i.test(attribute(element, 'rel')))
    ) {
      href = attribute(element, 'src') || attribute(element, 'href');
    }
    const resolved = href ? resolve(href) : null;
    if (resolved && /^https?:/.test(resolved)) links.add(withoutFragment(resolved));
    if (links.size >= MOST_LINKS) break;
  }
  return [...links];
}

function readDirectives(elements: Element[]): Directives {
  let noindex = false;
  let nofollow = false;
  for (const element of elements) {
    if (element.name !== 'meta' || !/^(?:robots|buergernah(?:bot)?)$/i.test(attribute(element, 'name'))) continue;
    const content = attribute(element, 'content').toLowerCase();
    if (/\b(?:noindex|none)\b/.test(content)) noindex = true;
    if (/\b(?:nofollow|none)\b/.test(content)) nofollow = true;
  }
  return { noindex, nofollow };
}

// --- breadcrumb -----------------------------------------------------------------------------------------------------

const TRAIL_LABEL =
  /bread\s?crumb|brotkrumen|brotkrümel|navigationspfad|seitenpfad|klickpfad|sie sind hier|you are here|standort im|^pfad$/i;

function readBreadcrumb(elements: Element[], structuredData: unknown[]): { names: string[]; elements: Set<Element> } {
  const taken = new Set<Element>();
  let names: string[] = [];
  const label = (element: Element) => attribute(element, 'aria-label');
  const named = elements.find(
    (element) =>
      (TRAIL_LABEL.test(label(element)) && !/^(?:a|button|body|html)$/.test(element.name)) ||
      /schema\.org\/BreadcrumbList/i.test(attribute(element, 'itemtype')) ||
      attribute(element, 'role') === 'doc-breadcrumb',
  );
  const spoken = named ?? elements.find((element) => isSpokenTrail(element));
  if (spoken) {
    taken.add(spoken);
    names = crumbs(spoken);
  }
  if (names.length === 0) {
    const [list] = structuredObjects(structuredData, /^BreadcrumbList$/);
    const items = Array.isArray(list?.['itemListElement']) ? list['itemListElement'] : [];
    names = items
      .filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
      .toSorted((left, right) => Number(left['position'] ?? 0) - Number(right['position'] ?? 0))
      .map((item) => {
        const inner = item['item'];
        const name =
          item['name'] ??
          (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)['name'] : '');
        return typeof name === 'string' ? foldText(name) : '';
      })
      .filter(Boolean);
  }
  return { names: names.slice(0, 12).map((name) => name.slice(0, 200)), elements: taken };
}

/** "Sie sind hier: Startseite > Rathaus > Hundesteuer" in a small box without any mark-up that says so. */
function isSpokenTrail(element: Element): boolean {
  if (!/^(?:div|p|nav|ul|ol|section)$/.test(element.name)) return false;
  const text = foldText(rawText(element, 500));
  if (text.length > 300 || !/^(?:sie (?:sind|befinden sich) hier|aktuelle seite|you are here)\s*:/i.test(text))
    return false;
  return findElement(element, (inner) => inner.name === 'a') !== null;
}

function crumbs(trail: Element): string[] {
  const names: string[] = [];
  const items = [...eachElement(trail)].filter((element) => element.name === 'li');
  const links = [...eachElement(trail)].filter(
    (element) => element.name === 'a' || attribute(element, 'itemprop') === 'name',
  );
  const units =
    items.length > 0 ? items : links.filter((link) => !links.some((other) => other !== link && isInside(link, other)));
  for (const unit of units) {
    if (attribute(unit, 'aria-hidden') === 'true') continue;
    const current =
      attribute(unit, 'aria-current') !== '' || findElement(unit, (inner) => attribute(inner, 'aria-current') !== '');
    // The page itself is no page above it.
    if (current) continue;
    const linkInside = unit.name === 'a' ? unit : findElement(unit, (inner) => inner.name === 'a');
    if (!linkInside && unit === units.at(-1) && units.length > 1) continue;
    const label = linkInside ? attribute(linkInside, 'aria-label') || attribute(linkInside, 'title') : '';
    const name =
      foldText(rawText(linkInside ?? unit, 500)).replace(/^[›»>/|→·\s]+|[›»>/|→·\s]+$/g, '') || foldText(label);
    if (name !== '' && !TRAIL_LABEL.test(name) && names.at(-1) !== name) names.push(name);
  }
  return names;
}

function isInside(element: Element, outer: Element): boolean {
  let parent = element.parent;
  while (parent) {
    if (parent === outer) return true;
    parent = isTag(parent) ? parent.parent : null;
  }
  return false;
}

// --- title ----------------------------------------------------------------------------------------------------------

const TITLE_SEPARATOR = /\s+(?:[|–—·•»«›‹:]|::|-|\/\/?|>)\s+|\s*[|»]\s*/;

function readTitle(
  elements: Element[],
  meta: Map<string, string>,
  url: string,
  boilerplate: ReadonlySet<string> | null,
): string {
  const titleElement = elements.find((element) => element.name === 'title' && !isInsideSvg(element));
  const full = titleElement ? foldText(rawText(titleElement, 2_000)) : '';
  const site = foldText(meta.get('og:site_name') ?? meta.get('application-name') ?? '');
  const short = withoutSiteName(full, site, url, boilerplate);
  const heads = elements
    .filter(
      (element) =>
        element.name === 'h1' || (attribute(element, 'role') === 'heading' && attribute(element, 'aria-level') === '1'),
    )
    .map((element) => ({ element, text: foldText(rawText(element, 1_000)) || imageText(element) }))
    .filter(({ text }) => text !== '' && text.length <= 300);
  const inMain = heads.find(({ element }) => hasMainAbove(element));
  if (inMain) return inMain.text;
  // The site's name is often an h1 around the logo: an h1 that the title does not begin with, or that all pages share, is not the page's.
  const own = heads.filter(
    ({ text }) => text !== site && !isSiteName(text, url) && !boilerplate?.has(titlePartFingerprint(text)),
  );
  return own[0]?.text || short || heads[0]?.text || full || foldText(meta.get('og:title') ?? '');
}

/** Parts of the title between separators, for learning what all pages share. */
export function titleParts(document: Document): string[] {
  const parts: string[] = [];
  for (const element of eachElement(document)) {
    if (element.name === 'title' && !isInsideSvg(element))
      appendAll(parts, foldText(rawText(element, 2_000)).split(TITLE_SEPARATOR));
    if (element.name === 'h1') parts.push(foldText(rawText(element, 1_000)));
  }
  return parts.filter(Boolean);
}

function withoutSiteName(full: string, site: string, url: string, boilerplate: ReadonlySet<string> | null): string {
  const parts = full.split(TITLE_SEPARATOR).filter(Boolean);
  if (parts.length < 2) return full;
  const own = parts.filter(
    (part) => part !== site && !boilerplate?.has(titlePartFingerprint(part)) && !isSiteName(part, url),
  );
  const first = own[0];
  if (first === undefined) return parts[0] ?? full;
  if (own.length < parts.length) {
    // What is left stands together in the title: keep its own separators.
    const start = full.indexOf(first);
    const last = own.at(-1) ?? first;
    const end = full.lastIndexOf(last) + last.length;
    const together = full.slice(start, end);
    return together.split(TITLE_SEPARATOR).filter(Boolean).length === own.length ? together : first;
  }
  return full;
}

/** "Stadt Musterstadt" on www.musterstadt.de. */
function isSiteName(text: string, url: string): boolean {
  const host =
    URL.parse(url)
      ?.hostname.toLowerCase()
      .replace(/^www\./, '') ?? '';
  const labels = host.split('.').slice(0, -1);
  const words = text
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .split(/[^a-z0-9-]+/)
    .filter((word) => word.length > 0 && !SITE_WORDS.has(word));
  if (words.length === 0) return /\p{L}/u.test(text) && SITE_WORDS.has(text.toLowerCase());
  return (
    labels.length > 0 &&
    words.every(
      (word) =>
        word.length >= 4 &&
        labels.some((label) => label === word || label.replace(/-/g, '') === word || label.split('-').includes(word)),
    )
  );
}

const SITE_WORDS = new Set(
  'stadt gemeinde markt landkreis kreis verwaltung stadtverwaltung hansestadt landeshauptstadt kreisstadt website webseite internetseite homepage portal die der des offizielle'.split(
    ' ',
  ),
);

function imageText(element: Element): string {
  const image = findElement(element, (inner) => inner.name === 'img');
  return image ? foldText(attribute(image, 'alt')) : '';
}

function hasMainAbove(element: Element): boolean {
  let parent = element.parent;
  while (parent && isTag(parent)) {
    if (parent.name === 'main' || attribute(parent, 'role') === 'main') return true;
    parent = parent.parent;
  }
  return false;
}

function isInsideSvg(element: Element): boolean {
  return element.parent !== null && isTag(element.parent) && element.parent.name === 'svg';
}

function sameTitle(left: string, right: string): boolean {
  return left.localeCompare(right, 'de', { sensitivity: 'base' }) === 0;
}

// --- language -------------------------------------------------------------------------------------------------------

function readLanguage(document: Document, meta: Map<string, string>): string {
  const root = elementChildren(document).find((element) => element.name === 'html');
  const body = root ? elementChildren(root).find((element) => element.name === 'body') : undefined;
  const said = [
    root ? attribute(root, 'lang') || attribute(root, 'xml:lang') : '',
    body ? attribute(body, 'lang') : '',
    meta.get('content-language') ?? '',
    (meta.get('og:locale') ?? '').replace('_', '-'),
    meta.get('dc.language') ?? '',
  ];
  for (const tag of said) {
    const primary = /^\s*([a-zA-Z]{2,3})(?:[-_,;\s]|$)/.exec(tag)?.[1];
    if (primary) return primary.toLowerCase();
  }
  return detectLanguage(rawText(body ?? document, 8_000));
}
