/** One written form for each address, so that a page is read once however it is linked to. */

export const LONGEST_ADDRESS = 2_000;

/** Parameters that say who comes from where, not which page is meant. */
const TRACKING = new Set([
  ...['fbclid', 'gclid', 'gclsrc', 'dclid', 'msclkid', 'yclid', 'twclid', 'igshid', 'mc_cid', 'mc_eid', '_ga', '_gl'],
  ...['_hsenc', '_hsmi', 'replytocom', 'no_cache', 'nocache', '_openstat', 'fb_action_ids', 'fb_action_types'],
]);
const TRACKING_PREFIX = /^(?:utm|mtm|pk|piwik|matomo|hsa|wt)[_.]/;
const SESSION =
  /^(?:php|j|asp\.?net_?)?sess(?:ion)?_?id$|^(?:s|sid|zid|cfid|cftoken|jsessionid|phpsessid)$|^aspsessionid/;

/**
 * The address in its one form, or null if it is not one that can be read: no http(s), with user name, or too long.
 * The fragment goes; so do session and tracking parameters; the others are sorted. Bytes of other charsets in the query
 * (`%FC`) stay as they are: they mean something to the server that wrote them.
 */
export function normaliseAddress(href: string, base?: string): string | null {
  if (href.length > LONGEST_ADDRESS * 2) return null;
  const url = URL.parse(href.trim(), base);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  url.hash = '';
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.slice(0, -1);
  if (url.hostname === '') return null;
  url.pathname = unescapeNeedless(url.pathname.replace(/;(?:jsessionid|sid|phpsessid)=[^/;]*/gi, '')).replace(
    /\/{2,}/g,
    '/',
  );
  url.search = normaliseQuery(url.search.slice(1));
  return url.href.length > LONGEST_ADDRESS ? null : url.href;
}

function normaliseQuery(query: string): string {
  const parameters = query
    .split('&')
    .filter((part) => part !== '' && part !== '=')
    .map((part) => ({ part: unescapeNeedless(part), name: nameOf(part) }))
    .filter(({ name }) => !TRACKING.has(name) && !TRACKING_PREFIX.test(name) && !SESSION.test(name));
  // The order of equal names means something (`x[]=1&x[]=2`): sorting is stable.
  return parameters
    .toSorted((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0))
    .map(({ part }) => part)
    .join('&');
}

/** Name of a parameter in lower case. */
function nameOf(part: string): string {
  const name = part.split('=', 1)[0] ?? '';
  try {
    return decodeURIComponent(name).toLowerCase();
  } catch {
    // Not UTF-8: compared as written.
    return name.toLowerCase();
  }
}

/** RFC 3986, 6.2.2: `%7E` is `~`, `%c3` is `%C3`. */
function unescapeNeedless(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (escaped, hex: string) => {
    const character = String.fromCharCode(Number.parseInt(hex, 16));
    return /[A-Za-z0-9\-._~]/.test(character) ? character : escaped.toUpperCase();
  });
}

/** The names of the parameters of an address, each once. */
export function parameterNames(url: URL): string[] {
  return [...new Set(url.search.slice(1).split('&').filter(Boolean).map(nameOf))];
}
