import { describe, expect, it } from 'vitest';
import { largestOf, readContent, readRobotsTag } from './read-content.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string, contentType: string | null, url = 'https://s.de/x') =>
  readContent({
    fetched: { url, bytes: bytes(text), contentType, lastModified: null },
    boilerplate: null,
    documents: true,
  });

describe('what the bytes are', () => {
  it('counts more than what the server says', async () => {
    expect(await read('%PDF-1.7 kaputt', 'text/html')).toEqual({ kind: 'unreadable', reason: 'document-broken' });
    expect((await read('<!doctype html><p>Ein Satz.', 'text/html')).kind).toBe('web');
    expect((await read('<!doctype html><p>Ein Satz.', null)).kind).toBe('web');
    expect(await read('PK\u0003\u0004 irgendwas', 'application/zip')).toEqual({
      kind: 'unreadable',
      reason: 'document-broken',
    });
    expect(await read('irgendwas', 'application/octet-stream')).toEqual({ kind: 'unreadable', reason: 'type' });
    expect(await read('<p>Fehler</p>', 'application/pdf', 'https://s.de/a.pdf')).toEqual({
      kind: 'unreadable',
      reason: 'type',
    });
  });

  it('is bounded by kind', () => {
    expect(largestOf('text/html', true)).toBeGreaterThan(1_000_000);
    expect(largestOf('application/pdf', true)).toBe(20 * 1024 * 1024);
    expect(largestOf('application/pdf', false)).toBeNull();
    expect(largestOf('image/png', true)).toBeNull();
    expect(largestOf('video/mp4', true)).toBeNull();
  });
});

describe('X-Robots-Tag', () => {
  it.each([
    [null, false, false],
    ['noindex', true, false],
    ['NOINDEX, nofollow', true, true],
    ['none', true, true],
    ['all', false, false],
    ['googlebot: noindex, nofollow', false, false],
    ['googlebot: noindex, buergernah: nofollow', false, true],
    ['unavailable_after: 25 Jun 2010 15:00:00 PST', false, false],
    ['max-snippet: 20, noindex', true, false],
  ])('%s', (header, noindex, nofollow) => {
    expect(readRobotsTag(header)).toEqual({ noindex, nofollow });
  });
});
