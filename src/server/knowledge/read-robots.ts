/** robots.txt by RFC 9309: what may be read, how fast, and where the sitemaps are. */
import robotsParserModule from 'robots-parser';
import { type FetchPage, ROBOT_NAME } from './fetch-page.ts';

export interface Robots {
  allows(url: string): boolean;
  /** Milliseconds between two requests that the site asks for, at most ten seconds; null if it does not say. */
  crawlDelay: number | null;
  sitemaps: string[];
}

// The package is CommonJS whose types claim a default export: what is imported is the function itself.
const robotsParser = robotsParserModule as unknown as typeof robotsParserModule.default;

/** RFC 9309, 2.5: at least 500 kibibytes are read. */
const LARGEST = 512 * 1024;
const LONGEST_DELAY = 10_000;
const MOST_SITEMAPS = 50;

/**
 * What the site of `origin` asks of crawlers. Without robots.txt (4xx) all is allowed; a server that fails (5xx, no answer)
 * must not be crawled at all (RFC 9309, 2.3.1.4): the reason is given instead.
 */
export async function readRobots(
  { fetchPage }: { fetchPage: FetchPage },
  { origin, interval }: { origin: string; interval: number },
  signal: AbortSignal,
): Promise<Robots | { unreachable: string }> {
  const url = `${origin}/robots.txt`;
  const fetched = await fetchPage(
    { url, accept: 'text/plain,*/*;q=0.5', largest: () => LARGEST, truncate: true, interval, redirects: 5 },
    signal,
  );
  if (fetched.kind === 'failed') {
    // A status below 500 says that there is no robots.txt to be had (RFC 9309, 2.3.1.3).
    if (fetched.status === null || fetched.status >= 500 || fetched.status === 429)
      return { unreachable: fetched.reason };
    return parseRobots(url, '');
  }
  if (fetched.kind === 'refused' && fetched.status === null) return { unreachable: fetched.reason };
  if (fetched.kind !== 'content') return parseRobots(url, '');
  const text = new TextDecoder().decode(fetched.bytes);
  // Some servers answer every address with their start page.
  return parseRobots(url, /^\s*<(?:!doctype|html|\?xml)/i.test(text) ? '' : text);
}

function parseRobots(url: string, text: string): Robots {
  const robots = robotsParser(url, text);
  const seconds = robots.getCrawlDelay(ROBOT_NAME);
  return {
    allows: (address) => robots.isAllowed(address, ROBOT_NAME) ?? true,
    crawlDelay: seconds === undefined || !(seconds > 0) ? null : Math.min(LONGEST_DELAY, seconds * 1_000),
    sitemaps: robots.getSitemaps().slice(0, MOST_SITEMAPS),
  };
}
