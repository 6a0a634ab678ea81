import { messagesDe } from './messages.de.ts';
import { messagesEn } from './messages.en.ts';
import type { Page, PageLanguage } from './read-pages.ts';
import { type RenderedText, renderMarkdown } from './render-markdown.ts';
import { NAVIGATION, type NavigationEntry } from './town-navigation.ts';
import type { Markup } from './write-html.ts';

export const SEARCH_PATH: Record<PageLanguage, string> = { de: 'suche', en: 'en/search' };
export const MESSAGES = { de: messagesDe, en: messagesEn };

/** Where a page of the town is served, seen from the host's root. */
export const addressOf = (path: string) =>
  path === '' ? '/demo/' : `/demo/${path.split('/').map(encodeURIComponent).join('/')}/`;

/** All that the templates ask for: the visible pages and how they hang together. */
export interface Town {
  /** Origin of the host without a slash at its end, for canonical links. */
  publicUrl: string;
  /** The town's own day: the newest date of its pages. The demo tells the same story whenever it is started. */
  today: string;
  /** Pages that are served now, without error pages. */
  pages: Page[];
  /** Error pages by language. */
  errorPages: Map<PageLanguage, Page>;
  find(path: string): Page | undefined;
  children(path: string): Page[];
  /** Pages above this one, root first. */
  ancestors(page: Page): Page[];
  officeOf(page: Page): Page | undefined;
  navigation(language: PageLanguage): NavigationEntry[];
  /** Size in bytes of a file in `demo/files`. */
  fileSize(name: string): number | undefined;
  /** SVG from `demo/pictures` by name without ending. */
  picture(name: string): Markup | undefined;
  /** Address of the style sheet with its version. */
  styleSheet: string;
  text(page: Page): RenderedText;
}

export interface TownParts {
  publicUrl: string;
  pages: Page[];
  /** Whether pages that can disappear are served. */
  goneVisible: boolean;
  fileSizes: Map<string, number>;
  pictures: Map<string, Markup>;
  styleSheet: string;
}

/** Builds the lookups between pages once, so that templates only read. */
export function arrangeTown(parts: TownParts): Town {
  const served = parts.pages.filter((page) => page.kind !== 'error' && (parts.goneVisible || !page.gone));
  const hidden = new Set(parts.pages.filter((page) => page.gone && !parts.goneVisible).map((page) => page.path));
  const byPath = new Map(served.map((page) => [page.path, page]));
  const texts = new Map<Page, RenderedText>();
  const days = parts.pages.flatMap((page) => [page.updated, page.date ?? '']).sort();

  const resolveLink = (page: Page) => (target: string) => {
    if (/^(?:https?:|mailto:|tel:|#)/i.test(target)) return target;
    if (/^[a-z][a-z0-9+.-]*:/i.test(target)) return null;
    const url = new URL(target, `https://town.example${addressOf(page.path)}`);
    if (url.host !== 'town.example') return null;
    const path = decode(url.pathname).replace(/^\/demo\/|\/$/g, '');
    if (hidden.has(path)) return null;
    return byPath.has(path) ? `${addressOf(path)}${url.hash}` : `${url.pathname}${url.search}${url.hash}`;
  };

  const town: Town = {
    publicUrl: parts.publicUrl.replace(/\/$/, ''),
    today: days.at(-1) ?? '1970-01-01',
    pages: served,
    errorPages: new Map(parts.pages.filter((page) => page.kind === 'error').map((page) => [page.language, page])),
    find: (path) => byPath.get(path),
    children: (path) =>
      served.filter((page) => page.path !== path && parentPath(page.path) === path && page.path !== 'en'),
    ancestors(page) {
      const above: Page[] = [];
      for (let path = page.path; path !== '' && path !== 'en'; ) {
        path = parentPath(path);
        const parent = byPath.get(path);
        if (parent && parent !== page) above.unshift(parent);
      }
      return above;
    },
    officeOf: (page) => {
      if (!page.department) return undefined;
      const office = page.kind === 'office' ? page : byPath.get(`rathaus/aemter/${page.department}`);
      return office?.office ? office : undefined;
    },
    navigation: (language) => NAVIGATION[language].filter((entry) => byPath.has(entry.path)),
    fileSize: (name) => parts.fileSizes.get(name),
    picture: (name) => parts.pictures.get(name),
    styleSheet: parts.styleSheet,
    text(page) {
      let text = texts.get(page);
      if (!text) {
        text = renderMarkdown(page.body, {
          resolveLink: resolveLink(page),
          tableWord: MESSAGES[page.language].table,
        });
        texts.set(page, text);
      }
      return text;
    },
  };
  return town;
}

function parentPath(path: string): string {
  const cut = path.lastIndexOf('/');
  return cut < 0 ? '' : path.slice(0, cut);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path).normalize('NFC');
  } catch {
    return path;
  }
}
