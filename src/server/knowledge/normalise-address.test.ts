import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_ADDRESS, normaliseAddress } from './normalise-address.ts';

describe('one form for each address', () => {
  it.each([
    ['HTTP://WWW.Stadt.DE:80/Rathaus#oben', 'http://www.stadt.de/Rathaus'],
    ['https://stadt.de./', 'https://stadt.de/'],
    ['https://stadt.de//a///b/../c', 'https://stadt.de/a/c'],
    ['https://stadt.de/%7Emeier/%c3%bc', 'https://stadt.de/~meier/%C3%BC'],
    ['https://stadt.de/bürger', 'https://stadt.de/b%C3%BCrger'],
    ['https://stadt.de/a;jsessionid=12AB?b=1', 'https://stadt.de/a?b=1'],
    ['https://stadt.de/a?b=2&a=1', 'https://stadt.de/a?a=1&b=2'],
    ['https://stadt.de/a?x[]=2&x[]=1', 'https://stadt.de/a?x[]=2&x[]=1'],
    ['https://stadt.de/a?utm_source=x&PHPSESSID=1&fbclid=2&id=7', 'https://stadt.de/a?id=7'],
    ['https://stadt.de/a?&', 'https://stadt.de/a'],
    // windows-1252: means something to the server that wrote it
    ['https://stadt.de/suche?q=M%FCll', 'https://stadt.de/suche?q=M%FCll'],
    ['https://stadt.de/index.php?cHash=abc&id=7', 'https://stadt.de/index.php?cHash=abc&id=7'],
  ])('%s', (given, expected) => {
    expect(normaliseAddress(given)).toBe(expected);
  });

  it('resolves relative links', () => {
    expect(normaliseAddress('../b?x=1', 'https://stadt.de/a/c/')).toBe('https://stadt.de/a/b?x=1');
  });

  it.each(['javascript:alert(1)', 'mailto:a@b.de', 'ftp://stadt.de/', 'https://user:pass@stadt.de/', 'nothing', ''])(
    'refuses %s',
    (given) => {
      expect(normaliseAddress(given)).toBeNull();
    },
  );

  it('refuses addresses that are too long', () => {
    expect(normaliseAddress(`https://stadt.de/${'a'.repeat(LONGEST_ADDRESS)}`)).toBeNull();
  });

  it('gives the same again for its own result', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (url) => {
        const once = normaliseAddress(url);
        if (once !== null) expect(normaliseAddress(once)).toBe(once);
      }),
      { numRuns: 50 },
    );
  });
});
