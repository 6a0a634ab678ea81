import { describe, expect, it } from 'vitest';
import { chooseSources } from './choose-sources.ts';

const source = (id: string, kind: 'website' | 'demo' | 'import', url: string, pages = 3) => ({
  id,
  kind,
  url,
  pages,
  name: id,
});
const town = source('town', 'website', 'https://www.stadt.example/');
const museum = source('museum', 'website', 'https://museum.example/de/index.html');
const demo = source('demo', 'demo', 'http://localhost:8080/demo/');
const ids = (found: { id: string }[]) => found.map(({ id }) => id);

describe('the sources of a question', () => {
  it('are those asked for', () => {
    expect(
      ids(chooseSources([town, museum, demo], { asked: ['museum', 'unknown'], page: 'https://www.stadt.example/' })),
    ).toEqual(['museum']);
  });

  it('are those of the page that is read', () => {
    expect(ids(chooseSources([town, museum, demo], { page: 'https://stadt.example/rathaus?x=1' }))).toEqual(['town']);
    expect(ids(chooseSources([town, museum, demo], { page: 'https://museum.example/de' }))).toEqual(['museum']);
    expect(ids(chooseSources([town, museum, demo], { page: 'http://localhost:8080/demo/leistungen/' }))).toEqual([
      'demo',
    ]);
  });

  it('are the town’s own else, and the demo only where there are none', () => {
    expect(ids(chooseSources([town, museum, demo], { page: 'https://museum.example/en/' }))).toEqual([
      'town',
      'museum',
    ]);
    expect(ids(chooseSources([town, demo], {}))).toEqual(['town']);
    expect(ids(chooseSources([{ ...town, pages: 0 }, demo], {}))).toEqual(['demo']);
  });
});
