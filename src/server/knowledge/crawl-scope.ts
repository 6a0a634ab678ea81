/** Which addresses belong to a source, and which are traps: an endless calendar is no website. */
import { normaliseAddress, parameterNames } from './normalise-address.ts';

export interface CrawlScope {
  /** The source's own form of an address (`http://www.` → `https://`), or null if it lies outside. */
  address(href: string): string | null;
  /** True if the address is on the source's website, inside its folder or not; for redirects of the start page. */
  sameSite(href: string): boolean;
}

/** Files that hold no text to quote. */
const NO_TEXT =
  /\.(?:jpe?g|png|gif|svgz?|webp|avif|ico|bmp|tiff?|heic|css|m?js|json|xml|rss|atom|ics|vcf|csv|txt|zip|gz|tgz|rar|7z|tar|bz2|exe|msi|dmg|apk|mp[34]|m4[av]|mov|avi|mkv|webm|wav|og[gav]|woff2?|ttf|eot|otf|swf|eps|ai|psd|dwg|dxf|gpx|kml|kmz|shp|pptx?|odp|pps|doc|xls|dot|rtf|epub)$/i;
export const DOCUMENT = /\.(?:pdf|docx|odt|ods|xlsx)$/i;
const MOST_SEGMENTS = 20;
const MOST_PARAMETERS = 8;

export function createScope(
  start: string,
  options: { include: string[]; exclude: string[]; documents: boolean },
): CrawlScope {
  const home = new URL(start);
  const folder = folderOf(home);
  const site = siteOf(home);

  function address(href: string): string | null {
    const normalised = normaliseAddress(href);
    if (normalised === null) return null;
    const url = new URL(normalised);
    if (siteOf(url) !== site) return null;
    // The other scheme, with or without www: the same page.
    url.protocol = home.protocol;
    url.host = home.host;
    if (url.href === start) return url.href;
    if (NO_TEXT.test(url.pathname) || (!options.documents && DOCUMENT.test(url.pathname))) return null;
    const path = url.pathname + url.search;
    const matches = (pattern: string) => matchesGlob(pattern, path) || matchesGlob(pattern, decoded(path));
    if (options.exclude.some(matches)) return null;
    if (options.include.length > 0) return options.include.some(matches) ? url.href : null;
    // Documents often lie in a folder of their own (/fileadmin/), beside the pages that link to them.
    if (DOCUMENT.test(url.pathname)) return url.href;
    return url.pathname.startsWith(folder) || url.pathname === folder.slice(0, -1) ? url.href : null;
  }

  return {
    address,
    sameSite: (href) => {
      const url = URL.parse(href);
      return url !== null && /^https?:$/.test(url.protocol) && siteOf(url) === site;
    },
  };
}

/** Host without `www.`, and the port where it is not the scheme's own. */
function siteOf(url: URL): string {
  return `${url.hostname.replace(/^www\./, '')}:${url.port}`;
}

/** `/rathaus/index.html` and `/rathaus/` → `/rathaus/`; `/rathaus` is taken for a folder too. */
function folderOf(url: URL): string {
  const path = url.pathname;
  if (path.endsWith('/')) return path;
  const last = path.slice(path.lastIndexOf('/') + 1);
  return last.includes('.') ? path.slice(0, path.lastIndexOf('/') + 1) : `${path}/`;
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    // Not UTF-8: matched as written.
    return path;
  }
}

/** `*` stands for any characters, all others for themselves; linear in time, whatever the pattern. */
export function matchesGlob(pattern: string, text: string): boolean {
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[inPattern] === '*') {
      star = inPattern;
      resume = at;
      inPattern += 1;
    } else if (pattern[inPattern] === text[at]) {
      inPattern += 1;
      at += 1;
    } else if (star >= 0) {
      inPattern = star + 1;
      resume += 1;
      at = resume;
    } else return false;
  }
  while (pattern[inPattern] === '*') inPattern += 1;
  return inPattern === pattern.length;
}

/** Variants of one page that are read: further months of a calendar, further orders of a list are left out. */
const MOST_VARIANTS = { identified: 5_000, other: 60, dated: 60 };

export interface TrapGuard {
  /** Counts the address and says whether it is one too many. */
  isTrap(address: string): boolean;
}

/**
 * Endless address spaces: relative links that pile up (`/a/b/a/b/`), calendars that page on for ever, lists in every order.
 * Ids in the query (`?id=12`) are pages in their own right and are hardly bounded.
 */
export function createTrapGuard(): TrapGuard {
  const variants = new Map<string, number>();
  return {
    isTrap(address) {
      const url = new URL(address);
      const segments = url.pathname.split('/').filter(Boolean);
      if (segments.length > MOST_SEGMENTS || repeats(segments)) return true;
      const names = parameterNames(url);
      if (names.length > MOST_PARAMETERS) return true;
      const dates = segments.findIndex((segment) => /^(?:19|20)\d\d(?:-\d\d){0,2}$/.test(segment));
      // `/kalender/2031/05`: nothing but numbers after the year. A title after it (`/2026/05/strassenfest`) is a page.
      const dated = dates >= 0 && segments.slice(dates).every((segment) => /^\d[\d-]*$/.test(segment));
      if (!dated && names.length === 0) return false;
      const path = dated ? `/${segments.slice(0, dates).join('/')}/*` : url.pathname;
      const identified = names.length > 0 && names.length <= 3 && names.some((name) => /(?:id|nr|^p)$/.test(name));
      const most = dated ? MOST_VARIANTS.dated : identified ? MOST_VARIANTS.identified : MOST_VARIANTS.other;
      const key = identified ? `${path}?id` : path;
      const count = (variants.get(key) ?? 0) + 1;
      variants.set(key, count);
      return count > most;
    },
  };
}

/** One segment four times, or a run of segments three times in a row. */
function repeats(segments: string[]): boolean {
  const counts = new Map<string, number>();
  for (const segment of segments) {
    const count = (counts.get(segment) ?? 0) + 1;
    if (count > 3 && !/^\d+$/.test(segment)) return true;
    counts.set(segment, count);
  }
  for (let length = 1; length * 3 <= segments.length; length += 1) {
    for (let from = 0; from + length * 3 <= segments.length; from += 1) {
      const run = segments.slice(from, from + length).join('/');
      if (
        run === segments.slice(from + length, from + 2 * length).join('/') &&
        run === segments.slice(from + 2 * length, from + 3 * length).join('/')
      )
        return true;
    }
  }
  return false;
}
