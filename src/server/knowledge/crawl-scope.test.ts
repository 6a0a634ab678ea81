import { describe, expect, it } from 'vitest';
import { createScope, createTrapGuard, matchesGlob } from './crawl-scope.ts';

const ALL = { include: [] as string[], exclude: [] as string[], documents: true };

describe('what belongs to a source', () => {
  it('is what lies below the folder of the start page', () => {
    const scope = createScope('https://www.kreis.de/stadt/index.html', ALL);
    expect(scope.address('https://www.kreis.de/stadt/hund')).toBe('https://www.kreis.de/stadt/hund');
    expect(scope.address('https://www.kreis.de/stadt')).toBe('https://www.kreis.de/stadt');
    expect(scope.address('https://www.kreis.de/stadtteile/')).toBeNull();
    expect(scope.address('https://www.kreis.de/')).toBeNull();
    expect(scope.address('https://intranet.kreis.de/stadt/')).toBeNull();
  });

  it('is one site with and without www and TLS', () => {
    const scope = createScope('https://www.stadt.de/', ALL);
    expect(scope.address('http://stadt.de/hund?b=1&a=2#x')).toBe('https://www.stadt.de/hund?a=2&b=1');
    expect(scope.sameSite('http://stadt.de/x')).toBe(true);
    expect(scope.sameSite('https://stadt.de:8443/x')).toBe(false);
    expect(scope.sameSite('https://nachbarstadt.de/')).toBe(false);
  });

  it('follows patterns; what is excluded wins', () => {
    const scope = createScope('https://stadt.de/', { ...ALL, include: ['/bürger/*', '*?id=*'], exclude: ['*print=*'] });
    expect(scope.address('https://stadt.de/bürger/hund')).toBe('https://stadt.de/b%C3%BCrger/hund');
    expect(scope.address('https://stadt.de/index.php?id=3')).toBe('https://stadt.de/index.php?id=3');
    expect(scope.address('https://stadt.de/index.php?id=3&print=1')).toBeNull();
    expect(scope.address('https://stadt.de/news')).toBeNull();
    expect(scope.address('https://stadt.de/'), 'the start page always').toBe('https://stadt.de/');
  });

  it('takes documents from anywhere on the site, or not at all', () => {
    expect(
      createScope('https://stadt.de/rathaus/', ALL).address('https://stadt.de/fileadmin/satzung.PDF'),
    ).not.toBeNull();
    const without = createScope('https://stadt.de/', { ...ALL, documents: false });
    expect(without.address('https://stadt.de/satzung.pdf')).toBeNull();
  });

  it('leaves out pictures, archives and the like', () => {
    const scope = createScope('https://stadt.de/', ALL);
    for (const name of ['wappen.svg', 'bild.JPG', 'daten.zip', 'termin.ics', 'film.mp4', 'sitemap.xml'])
      expect(scope.address(`https://stadt.de/${name}`), name).toBeNull();
  });
});

describe('patterns', () => {
  it.each([
    ['/a/*', '/a/b/c', true],
    ['/a/*', '/b/a/', false],
    ['*?print=*', '/x?print=1', true],
    ['*?print=*', '/xprint=1', false],
    ['/a*b*c', '/aXXbYYc', true],
    ['/a*b*c', '/aXXbYY', false],
    ['*', '', true],
    ['/a', '/a/', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('takes no longer for malicious patterns', () => {
    const started = performance.now();
    expect(matchesGlob(`${'*a'.repeat(100)}b`, 'a'.repeat(2_000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('traps', () => {
  const trapped = (addresses: string[]) => {
    const guard = createTrapGuard();
    return addresses.filter((address) => guard.isTrap(address)).length;
  };
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

  it('stops links that pile up', () => {
    expect(trapped(['https://s.de/a/b/a/b/a/b/'])).toBe(1);
    expect(trapped(['https://s.de/de/de/de/de/x'])).toBe(1);
    expect(trapped([`https://s.de/${'x1/x2/x3/x4/x5/'.repeat(5)}`])).toBe(1);
    expect(trapped(['https://s.de/stadt/rat/stadt/plan/'])).toBe(0);
  });

  it('stops a calendar that pages on for ever, in the query and in the path', () => {
    expect(trapped(numbers(500).map((n) => `https://s.de/kalender?jahr=${2026 + n}&monat=${n % 12}`))).toBeGreaterThan(
      400,
    );
    expect(
      trapped(numbers(500).map((n) => `https://s.de/kalender/${2000 + (n % 90)}/${n % 12}/${n % 28}`)),
    ).toBeGreaterThan(400);
  });

  it('stops lists in every order', () => {
    const orders = numbers(12).flatMap((a) => numbers(12).map((b) => `https://s.de/liste?sort=${a}&richtung=${b}`));
    expect(trapped(orders)).toBeGreaterThan(60);
    expect(trapped(['https://s.de/l?a=1&b=1&c=1&d=1&e=1&f=1&g=1&h=1&i=1'])).toBe(1);
  });

  it('lets pages pass that are told apart by an id, and dated news', () => {
    expect(trapped(numbers(1_000).map((n) => `https://s.de/index.php?id=${n}`))).toBe(0);
    expect(trapped(numbers(1_000).map((n) => `https://s.de/index.phtml?La=1&mNavID=1.${n}`))).toBe(0);
    expect(trapped(numbers(1_000).map((n) => `https://s.de/news/2026/05/meldung-${n}`))).toBe(0);
  });
});
