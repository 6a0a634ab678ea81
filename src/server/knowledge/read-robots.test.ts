import { describe, expect, it } from 'vitest';
import type { Fetched } from './fetch-page.ts';
import { readRobots } from './read-robots.ts';

const url = 'https://s.de/robots.txt';
const read = async (fetched: Partial<Fetched> | string) => {
  const answer =
    typeof fetched === 'string'
      ? { kind: 'content', url, status: 200, bytes: new TextEncoder().encode(fetched), contentType: 'text/plain' }
      : { url, ...fetched };
  return readRobots(
    { fetchPage: async () => answer as Fetched },
    { origin: 'https://s.de', interval: 0 },
    new AbortController().signal,
  );
};
const allowed = async (text: string, address: string) => {
  const robots = await read(text);
  return 'unreachable' in robots ? null : robots.allows(address);
};

describe('robots.txt', () => {
  it('forbids and allows; the longer rule wins', async () => {
    const text = 'User-agent: *\nDisallow: /intern/\nAllow: /intern/offen/\nDisallow: /*.pdf$\nDisallow: /*?print=';
    expect(await allowed(text, 'https://s.de/rathaus')).toBe(true);
    expect(await allowed(text, 'https://s.de/intern/x')).toBe(false);
    expect(await allowed(text, 'https://s.de/intern/offen/x')).toBe(true);
    expect(await allowed(text, 'https://s.de/a.pdf')).toBe(false);
    expect(await allowed(text, 'https://s.de/a.pdf?x=1')).toBe(true);
    expect(await allowed(text, 'https://s.de/a?print=1')).toBe(false);
  });

  it('names us before all', async () => {
    const text = 'User-agent: *\nDisallow: /\n\nUser-agent: buergernah\nDisallow: /suche';
    expect(await allowed(text, 'https://s.de/rathaus')).toBe(true);
    expect(await allowed(text, 'https://s.de/suche?q=1')).toBe(false);
  });

  it('gives the delay, up to a bound, and the sitemaps', async () => {
    expect(await read('User-agent: *\nCrawl-delay: 3\nSitemap: https://s.de/karte.xml')).toMatchObject({
      crawlDelay: 3_000,
      sitemaps: ['https://s.de/karte.xml'],
    });
    expect(await read('User-agent: *\nCrawl-delay: 86400')).toMatchObject({ crawlDelay: 10_000 });
    expect(await read('User-agent: *\nDisallow:')).toMatchObject({ crawlDelay: null });
  });

  it('forbids nothing where there is none, or a page in its place', async () => {
    for (const answer of [
      { kind: 'gone', reason: 'http-404', status: 404 } as const,
      { kind: 'refused', reason: 'http-403', status: 403 } as const,
      '<!DOCTYPE html><html><body>Disallow: /</body></html>',
    ]) {
      const robots = await read(answer);
      expect('allows' in robots && robots.allows('https://s.de/x')).toBe(true);
    }
  });

  it('forbids all while the server fails (RFC 9309, 2.3.1.4)', async () => {
    expect(await read({ kind: 'failed', reason: 'http-503', status: 503 })).toEqual({ unreachable: 'http-503' });
    expect(await read({ kind: 'failed', reason: 'timeout', status: null })).toEqual({ unreachable: 'timeout' });
    expect(await read({ kind: 'refused', reason: 'address-internal', status: null })).toEqual({
      unreachable: 'address-internal',
    });
  });
});
