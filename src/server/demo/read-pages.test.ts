import { describe, expect, it } from 'vitest';
import { pathOfFile, readPage } from './read-pages.ts';

describe('readPage', () => {
  it('reads front matter and text', () => {
    const page = readPage(
      'leistungen/pass.md',
      '---\ntitle: Pass\nkind: service\nupdated: 2026-03-12\ntranslation: /demo/en/passport/\n---\n\nText\n',
    );
    expect(page).toMatchObject({ path: 'leistungen/pass', language: 'de', gone: false, translation: 'en/passport' });
  });

  it('takes "index" as the page of its folder', () => {
    const page = readPage('en/index.md', '---\ntitle: T\nkind: home\nupdated: 2026-03-12\ntranslation: index\n---\n');
    expect(page).toMatchObject({ path: 'en', translation: '' });
    expect(pathOfFile('index.md')).toBe('');
  });

  it('says what is wrong with a page instead of failing', () => {
    expect(readPage('a.md', 'no front matter')).toEqual({ file: 'a.md', reason: 'no front matter' });
    expect(readPage('a.md', '---\ntitle: T\nkind: poem\nupdated: gestern\n---\n')).toMatchObject({
      reason: expect.stringMatching(/kind[\s\S]*updated/),
    });
    expect(readPage('a.md', '---\ntitle: "T\n---\n')).toHaveProperty('reason');
  });
});
