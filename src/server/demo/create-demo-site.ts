import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addressOf, arrangeTown, SEARCH_PATH, type Town } from './arrange-town.ts';
import { type Page, type PageFault, type PageLanguage, readPages } from './read-pages.ts';
import { renderErrorPage, renderOnlinePage, renderPage, renderSearchPage } from './render-page.ts';
import { searchAddress } from './render-search.ts';
import { escapeHtml, type Markup, trusted } from './write-html.ts';

const DEMO_FOLDER = fileURLToPath(new URL('../../../demo/', import.meta.url));

/** Paths of the demo that no crawler needs; for the host's robots.txt. */
export const DEMO_DISALLOWED = [addressOf(SEARCH_PATH.de), addressOf(SEARCH_PATH.en), '/demo/online/'];

export interface DemoSiteOptions {
  /** Where the town is served, e.g. `http://localhost:8080`; used for canonical links and the sitemap. */
  publicUrl: string;
  /** Folder with `pages`, `files`, `style` and `pictures`. */
  folder?: string;
  /** Milliseconds after which files are looked at again for changes. */
  recheckAfter?: number;
  log?: { warn: (details: object, message: string) => void };
}

export interface SiteAnswer {
  status: 200 | 301 | 302 | 404 | 410;
  type: string;
  body: string | Uint8Array<ArrayBuffer>;
  /** With quotation marks, as in the header. */
  etag?: string;
  lastModified?: Date;
  /** Target of a redirect. */
  location?: string;
  /** Robots may not learn it. */
  noindex?: boolean;
}

export interface DemoSite {
  /** Turns the pages marked `gone` on or off; off, they answer 410 and nothing links to them. At first they are on. */
  setGonePages(visible: boolean): void;
  /** Answers a path below `/demo/` ("leistungen/hundesteuer/") with a page, a file or an error page. */
  answer(path: string, query: URLSearchParams): Promise<SiteAnswer>;
  /** Pages that could not be read, with reasons. */
  faults(): Promise<PageFault[]>;
  town(): Promise<Town>;
}

interface Asset {
  body: Uint8Array<ArrayBuffer>;
  type: string;
  etag: string;
  lastModified: Date;
}

interface Loaded {
  signature: string;
  pages: Page[];
  faults: PageFault[];
  assets: Map<string, Asset>;
  pictures: Map<string, Markup>;
}

const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  odt: 'application/vnd.oasis.opendocument.text',
  ics: 'text/calendar; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
};
const ASSET_FOLDERS = ['style', 'pictures', 'files'];

/** Serves Musterstadt from its Markdown files: read once, kept in memory, read again when a file has changed. */
export function createDemoSite(options: DemoSiteOptions): DemoSite {
  const folder = options.folder ?? DEMO_FOLDER;
  const recheckAfter = options.recheckAfter ?? 1000;
  let goneVisible = true;
  let switchedAt = new Date(0);
  let loading: Promise<Loaded> | undefined;
  let checkedAt = 0;
  let town: Town | undefined;
  const rendered = new Map<string, SiteAnswer>();

  async function load(): Promise<Loaded> {
    if (loading && Date.now() - checkedAt < recheckAfter) return loading;
    checkedAt = Date.now();
    const before = loading;
    loading = (async () => {
      const signature = await signatureOf(folder);
      const known = await before?.catch(() => undefined);
      if (known?.signature === signature) return known;
      const { pages, faults } = await readPages(path.join(folder, 'pages'));
      for (const fault of faults) options.log?.warn({ ...fault }, 'a page of the demo could not be read');
      const assets = await readAssets(folder);
      town = undefined;
      rendered.clear();
      return { signature, pages, faults, assets, pictures: picturesOf(assets) };
    })();
    return loading;
  }

  async function currentTown(): Promise<{ town: Town; loaded: Loaded }> {
    const loaded = await load();
    town ??= arrangeTown({
      publicUrl: options.publicUrl,
      pages: loaded.pages,
      goneVisible,
      fileSizes: new Map(
        [...loaded.assets]
          .filter(([name]) => name.startsWith('files/'))
          .map(([name, asset]) => [name.slice(6), asset.body.length]),
      ),
      pictures: loaded.pictures,
      styleSheet: versioned(loaded.assets, 'style/musterstadt.css'),
    });
    return { town, loaded };
  }

  function keep(key: string, make: () => SiteAnswer): SiteAnswer {
    let answer = rendered.get(key);
    if (!answer) {
      answer = make();
      rendered.set(key, answer);
    }
    return answer;
  }

  return {
    setGonePages(visible) {
      if (visible === goneVisible) return;
      goneVisible = visible;
      switchedAt = new Date();
      town = undefined;
      rendered.clear();
    },

    async town() {
      return (await currentTown()).town;
    },

    async faults() {
      return (await load()).faults;
    },

    async answer(requested, query) {
      const { town, loaded } = await currentTown();
      const wanted = decodePath(requested);
      const language: PageLanguage = wanted === 'en' || wanted?.startsWith('en/') ? 'en' : 'de';
      const missing = () =>
        keep(`404 ${language}`, () => htmlAnswer(404, renderErrorPage(town, language, 'missing'), undefined));
      if (wanted === null) return missing();

      if (ASSET_FOLDERS.some((name) => wanted.startsWith(`${name}/`))) {
        const asset = loaded.assets.get(wanted);
        return asset ? { status: 200, ...asset } : missing();
      }
      if (wanted === 'sitemap.xml') return keep(wanted, () => sitemap(town, switchedAt));

      const clean = wanted.replace(/\/$/, '');
      const withSlash = wanted === '' || wanted.endsWith('/');
      for (const searchLanguage of ['de', 'en'] as const) {
        if (clean !== SEARCH_PATH[searchLanguage]) continue;
        if (!withSlash) return redirect(addressOf(clean), query);
        const typed = (query.get('q') ?? '').trim();
        if (typed !== '') return { ...redirect(searchAddress(town, searchLanguage, typed)), status: 302 };
        return keep(clean, () => htmlAnswer(200, renderSearchPage(town, searchLanguage), undefined));
      }

      const online = clean.startsWith('online/') ? town.find(clean.slice('online/'.length)) : undefined;
      if (online?.online) return keep(clean, () => htmlAnswer(200, renderOnlinePage(town, online), undefined));

      const page = town.find(clean);
      if (page) {
        if (!withSlash) return redirect(addressOf(clean), query);
        return keep(clean, () => htmlAnswer(200, renderPage(town, page), lastModified(town, page, switchedAt)));
      }
      if (loaded.pages.some((hidden) => hidden.gone && hidden.path === clean)) {
        return keep(`410 ${language}`, () => htmlAnswer(410, renderErrorPage(town, language, 'gone'), undefined));
      }
      return missing();
    },
  };
}

function htmlAnswer(status: 200 | 404 | 410, body: string, modified: Date | undefined): SiteAnswer {
  const answer: SiteAnswer = { status, type: 'text/html; charset=utf-8', body, etag: etagOf(body), noindex: !modified };
  if (modified) answer.lastModified = modified;
  return answer;
}

function redirect(location: string, query = new URLSearchParams()): SiteAnswer {
  const words = query.toString();
  return {
    status: 301,
    type: 'text/plain; charset=utf-8',
    body: '',
    location: words ? `${location}?${words}` : location,
  };
}

/** A page that lists others changes with them, and when pages appear or disappear. */
function lastModified(town: Town, page: Page, switchedAt: Date): Date {
  const days = [page.updated, town.officeOf(page)?.updated ?? ''];
  const lists = page.kind === 'home' || page.kind === 'listing';
  if (page.kind === 'home') days.push(...town.pages.map((other) => other.updated));
  if (page.kind === 'listing') days.push(...town.children(page.path).map((child) => child.updated));
  const newest = new Date(`${days.sort().at(-1)}T00:00:00Z`);
  const changed = lists && switchedAt > newest ? new Date(Math.floor(switchedAt.getTime() / 1000) * 1000) : newest;
  // A date ahead of the clock would be refused by caches (RFC 9110, 8.8.2.1).
  return changed.getTime() > Date.now() ? new Date(Math.floor(Date.now() / 1000) * 1000) : changed;
}

function sitemap(town: Town, switchedAt: Date): SiteAnswer {
  const pages = [...town.pages].sort((a, b) => (a.path < b.path ? -1 : 1));
  const entries = pages.map(
    (page) =>
      `<url><loc>${escapeHtml(town.publicUrl + addressOf(page.path))}</loc><lastmod>${lastModified(town, page, switchedAt).toISOString().slice(0, 10)}</lastmod></url>`,
  );
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</urlset>\n`;
  return { status: 200, type: 'application/xml; charset=utf-8', body, etag: etagOf(body) };
}

function etagOf(body: string | Uint8Array): string {
  return `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
}

function versioned(assets: Map<string, Asset>, name: string): string {
  const version = assets.get(name)?.etag.replaceAll('"', '').slice(0, 8) ?? '';
  return `/demo/${name}?v=${version}`;
}

/** Path without leading slash; null for what no page can have. */
function decodePath(requested: string): string | null {
  try {
    const decoded = decodeURIComponent(requested).normalize('NFC').replace(/^\//, '');
    return decoded.includes('\0') || decoded.split('/').includes('..') ? null : decoded;
  } catch {
    return null;
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Changes when a file is added, removed or written. */
async function signatureOf(folder: string): Promise<string> {
  const lists = await Promise.all(['pages', ...ASSET_FOLDERS].map((name) => filesBelow(path.join(folder, name))));
  const facts = await Promise.all(
    lists.flat().map(async (file) => {
      const { mtimeMs, size } = await stat(file);
      return `${file}\n${mtimeMs}\n${size}`;
    }),
  );
  return createHash('sha256').update(facts.join('\n')).digest('hex');
}

async function readAssets(folder: string): Promise<Map<string, Asset>> {
  const assets = new Map<string, Asset>();
  for (const part of ASSET_FOLDERS) {
    for (const file of await filesBelow(path.join(folder, part))) {
      const type = TYPES[path.extname(file).slice(1).toLowerCase()];
      if (!type) continue;
      const [body, { mtime }] = await Promise.all([readFile(file), stat(file)]);
      const name = path.relative(folder, file).replaceAll('\\', '/').normalize('NFC');
      const lastModified = new Date(Math.floor(mtime.getTime() / 1000) * 1000);
      assets.set(name, { body: new Uint8Array(body), type, etag: etagOf(body), lastModified });
    }
  }
  return assets;
}

/** Drawings to be written into a page, where the style sheet can colour them for day and night. */
function picturesOf(assets: Map<string, Asset>): Map<string, Markup> {
  const pictures = new Map<string, Markup>();
  for (const [file, asset] of assets) {
    const name = /^pictures\/(.+)\.svg$/.exec(file)?.[1];
    if (!name) continue;
    const drawing = new TextDecoder()
      .decode(asset.body)
      .replace(/<\?xml[^>]*\?>|<!--[\s\S]*?-->/g, '')
      .replace(/>\s+</g, '><')
      .replace(/ xmlns="[^"]*"/, '')
      .replace('<svg', `<svg class="picture ${name}" aria-hidden="true" focusable="false"`)
      .trim();
    pictures.set(name, trusted(drawing));
  }
  return pictures;
}
