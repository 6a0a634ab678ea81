import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeLeaflet } from '../scripts/make-demo-leaflet.ts';
import { makeStatute } from '../scripts/make-demo-statute.ts';
import { type Page, readPages } from '../src/server/demo/read-pages.ts';
import { headingId } from '../src/server/demo/render-markdown.ts';

const DEMO = join(import.meta.dirname, '..', 'demo');
const { pages, faults } = await readPages(join(DEMO, 'pages'));
const byPath = new Map(pages.map((page) => [page.path, page]));
const files = await readdir(join(DEMO, 'files'));

interface Question {
  question: string;
  answerable: boolean;
  page?: string;
  answer?: string;
}
const questions = (await readFile(join(DEMO, 'questions.jsonl'), 'utf8'))
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Question);

/** The words as they can be read: without the marks of Markdown, white space folded. */
const fold = (markdown: string) =>
  markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:[-*]|\d+\.|#{1,6})\s+/gm, ' ')
    .replace(/^\|(?:\s*:?-+:?\s*\|)+$/gm, ' ')
    .replace(/\*\*|[|`]/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/ ([:.,;!?])/g, '$1')
    .trim();

const wordsOf = ({ title, description, body, office }: Page) =>
  fold(
    [
      title,
      description,
      office
        ? [office.phone, office.mail, ...office.hours.map(({ days, times }) => `${days} ${times}`)].join('\n')
        : '',
      body,
    ].join('\n'),
  );

/** What the address leads to, or null when there is nothing. `/demo/x/#part` must have the heading. */
function missing(target: string, from: Page): string | null {
  const url = new URL(target, `https://town.example/demo/${from.path === '' ? '' : `${from.path}/`}`);
  if (url.host !== 'town.example') return null;
  if (!url.pathname.startsWith('/demo/')) return 'outside the demo';
  const path = decodeURIComponent(url.pathname.slice('/demo/'.length));
  if (path.startsWith('files/')) return files.includes(path.slice('files/'.length)) ? null : 'no such file';
  const page = byPath.get(path.replace(/\/$/, ''));
  if (!page) return 'no such page';
  if (path !== '' && !path.endsWith('/')) return 'no slash at its end';
  if (url.hash === '') return null;
  const taken = new Map<string, number>();
  const headings = [...page.body.matchAll(/^#{2,6} (.+)$/gm)].map(([, text = '']) => headingId(text, taken));
  return headings.includes(decodeURIComponent(url.hash.slice(1))) ? null : 'no such heading';
}

const linksOf = (page: Page) => [...page.body.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
const describeAll = (list: { path: string }[]) => list.map(({ path }) => path);

describe('the pages of Musterstadt', () => {
  it('can all be read', () => {
    expect(faults).toEqual([]);
    expect(pages.filter((page) => page.language === 'de').length).toBeGreaterThanOrEqual(48);
    expect(pages.filter((page) => page.language === 'en').length).toBeGreaterThanOrEqual(5);
  });

  it('say what they are: title, one sentence, language by folder', () => {
    const wrong = pages.filter(
      (page) =>
        page.title === '' ||
        !/[.!?]$/.test(page.description) ||
        (page.language === 'en') !== (page.path === 'en' || page.path.startsWith('en/')) ||
        (page.kind !== 'error' && !/^20\d\d-\d\d-\d\d$/.test(page.updated)),
    );
    expect(describeAll(wrong)).toEqual([]);
  });

  it('name an office that exists', () => {
    const wrong = pages.filter((page) => !byPath.get(`rathaus/aemter/${page.department}`)?.office);
    expect(describeAll(wrong)).toEqual([]);
  });

  it('give each office a contact that can be used', () => {
    const offices = pages.filter((page) => page.kind === 'office');
    expect(offices.length).toBeGreaterThanOrEqual(8);
    for (const { path, office } of offices) {
      expect(office?.phone, path).toMatch(/^069 90009-\d{3}$/);
      expect(office?.mail, path).toMatch(/^[a-z-]+@musterstadt\.example$/);
      expect(office?.hours.length, path).toBeGreaterThan(0);
    }
  });

  it('date news and events', () => {
    const wrong = pages.filter(
      (page) => (page.kind === 'news' && !page.date) || (page.kind === 'event' && !(page.start && page.place)),
    );
    expect(describeAll(wrong)).toEqual([]);
  });

  it('use no telephone number and no mail address that could be real', () => {
    const text = pages.map((page) => `${page.body} ${JSON.stringify(page.office ?? {})}`).join('\n');
    const numbers = [...text.matchAll(/\b0\d{2,4}[ /]\d[\d -]{4,}/g)].map(([number]) => number.trim());
    expect(numbers.length).toBeGreaterThan(40);
    expect(numbers.filter((number) => !/^069 90009-\d{3}$/.test(number))).toEqual([]);
    const mails = [...text.matchAll(/[\w.-]+@[\w.-]*\w/g)].map(([mail]) => mail);
    expect(mails.filter((mail) => !mail.endsWith('@musterstadt.example'))).toEqual([]);
  });

  it('are in tables with as many cells in each row as in the head', () => {
    const wrong = pages.flatMap((page) =>
      [...page.body.matchAll(/(?:^\|.*\n?)+/gm)].flatMap(([table]) => {
        const counts = table
          .trim()
          .split('\n')
          .map((row) => row.split('|').length);
        return counts.every((count) => count === counts[0]) ? [] : [`${page.path}: ${table.slice(0, 60)}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});

describe('links of Musterstadt', () => {
  it('in the text lead to a page, heading or file', () => {
    const wrong = pages.flatMap((page) =>
      linksOf(page).flatMap((target) => {
        const reason = missing(target, page);
        return reason ? [`${page.path || 'home'} → ${target}: ${reason}`] : [];
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('in the front matter lead to a page or file', () => {
    const wrong = pages.flatMap((page) => {
      const targets = [
        ...page.frequent,
        ...page.news,
        ...page.events,
        ...page.teaser.map((teaser) => teaser.page),
        page.notice?.page,
        page.translation,
      ].filter((target) => target !== undefined);
      return [
        ...targets.filter((target) => !byPath.has(target)),
        ...page.downloads.map(({ file }) => file).filter((file) => !files.includes(file)),
      ].map((target) => `${page.path || 'home'} → ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  it('between languages lead back', () => {
    const wrong = pages.filter((page) => {
      const other = page.translation === undefined ? undefined : byPath.get(page.translation);
      return other && other.translation !== page.path;
    });
    expect(describeAll(wrong)).toEqual([]);
  });

  it('reach every page: from a text, a list of the home page or the folder above', () => {
    const linked = new Set(
      pages.flatMap((page) => [
        ...linksOf(page).map((target) => target.replace(/^\/demo\/|\/?(?:#.*)?$/g, '')),
        ...page.frequent,
        ...page.news,
        ...page.events,
        ...page.teaser.map((teaser) => teaser.page),
      ]),
    );
    const legal = pages.filter((page) => page.kind === 'imprint' || page.kind === 'error' || page.kind === 'home');
    const listed = pages.filter((page) => byPath.get(page.path.replace(/\/?[^/]*$/, ''))?.kind === 'listing');
    const reached = new Set([...legal, ...listed].map((page) => page.path));
    const sections = new Set([
      'leistungen',
      'rathaus',
      'rat',
      'abfall',
      'freizeit',
      'stadt',
      'aktuelles',
      'veranstaltungen',
    ]);
    const lost = pages.filter(({ path }) => !linked.has(path) && !reached.has(path) && !sections.has(path));
    expect(describeAll(lost)).toEqual([]);
  });
});

describe('the documents of Musterstadt', () => {
  it('are set from the present text', async () => {
    const folder = join(DEMO, 'files');
    const statute = await makeStatute(await readFile(join(folder, 'hundesteuersatzung.md'), 'utf8'));
    expect(Buffer.from(statute).equals(await readFile(join(folder, 'hundesteuersatzung.pdf')))).toBe(true);
    const leaflet = makeLeaflet(await readFile(join(folder, 'merkblatt-kita-gebuehren.md'), 'utf8'));
    expect(Buffer.from(leaflet).equals(await readFile(join(folder, 'merkblatt-kita-gebuehren.docx')))).toBe(true);
  });

  it('agree with the pages on the amounts', async () => {
    const amounts = (text: string) => [...text.matchAll(/\d[\d.]*,\d\d €/g)].map(([amount]) => amount);
    const tableOf = (text: string) => amounts(/(?:^\|.*\n?)+/m.exec(text)?.[0] ?? '');
    const source = async (name: string) => tableOf(await readFile(join(DEMO, 'files', name), 'utf8'));
    const page = (path: string) => tableOf(byPath.get(path)?.body ?? '');
    expect(page('leistungen/hundesteuer')).toEqual(['96,00 €', '132,00 €', '168,00 €', '720,00 €']);
    expect(await source('hundesteuersatzung.md')).toEqual(page('leistungen/hundesteuer'));
    expect(page('leistungen/kita-gebuehren').length).toBe(21);
    expect(await source('merkblatt-kita-gebuehren.md')).toEqual(page('leistungen/kita-gebuehren'));
  });
});

describe('the questions about Musterstadt', () => {
  const answerable = questions.filter((question) => question.answerable);

  it('are enough, and none is asked twice', () => {
    expect(answerable.length).toBeGreaterThanOrEqual(60);
    expect(questions.length - answerable.length).toBeGreaterThanOrEqual(15);
    expect(new Set(questions.map(({ question }) => question)).size).toBe(questions.length);
  });

  it('have their answer word for word on the page', async () => {
    const wrong: string[] = [];
    for (const { question, page = '', answer = '' } of answerable) {
      const path = page.replace(/^\/demo\/|\/$/g, '');
      let words = '';
      if (path.startsWith('files/')) {
        expect(existsSync(join(DEMO, path)), path).toBe(true);
        words = fold(await readFile(join(DEMO, path.replace(/\.\w+$/, '.md')), 'utf8'));
      } else {
        const found = byPath.get(path);
        if (found) words = wordsOf(found);
      }
      if (answer === '' || !words.includes(fold(answer))) wrong.push(`${page}: ${question} → ${answer}`);
    }
    expect(wrong).toEqual([]);
  });

  it('of the start of a conversation can be answered by the site', async () => {
    const suggestions = JSON.parse(await readFile(join(DEMO, 'suggestions.json'), 'utf8')) as Record<string, string[]>;
    expect(Object.keys(suggestions)).toEqual(['de', 'en']);
    const known = new Set(answerable.map(({ question }) => question));
    for (const list of Object.values(suggestions)) {
      expect(list.length).toBe(3);
      expect(list.filter((question) => !known.has(question))).toEqual([]);
    }
  });
});
