/**
 * A corpus file (one page a line: id, url, title, html, last_updated) as the website that it came from: the same paths, and
 * around every text the menu, breadcrumb, cookie banner and footer that a crawler has to see through.
 */
import { readFile } from 'node:fs/promises';
import { escapeHtml, serveWebsite, type Website, type WebsiteOptions, type WebsitePage } from './website.ts';

export interface CorpusPage {
  id: number;
  title: string;
  /** Decoded path on the test website. */
  path: string;
  html: string;
  text: string;
  lastUpdated: Date;
}

export interface CorpusWebsite extends Website {
  corpus: CorpusPage[];
  /** Where the crawl starts: the page that all breadcrumbs begin with. */
  start: string;
  /** Address of a page on this website, percent-encoded as a browser would send it. */
  addressOf(id: number): string;
  /** Which page of the corpus is behind an address; null for pages that only lead on (start, menus). */
  idOf(address: string): number | null;
}

export async function serveCorpus(file: string, options: WebsiteOptions = {}): Promise<CorpusWebsite> {
  const corpus = await readCorpus(file);
  const pages = corpusPages(corpus);
  const website = await serveWebsite(pages, options);
  const byPath = new Map(corpus.map((page) => [page.path, page.id]));
  const byId = new Map(corpus.map((page) => [page.id, page.path]));
  return Object.defineProperties(website, {
    corpus: { value: corpus },
    start: { value: encodeURI(website.url + commonPath(corpus)) },
    addressOf: {
      value: (id: number) => {
        const path = byId.get(id);
        if (path === undefined) throw new Error(`The corpus has no page ${id}.`);
        return encodeURI(website.url + path);
      },
    },
    idOf: { value: (address: string) => byPath.get(decodeURI(new URL(address).pathname)) ?? null },
  }) as CorpusWebsite;
}

async function readCorpus(file: string): Promise<CorpusPage[]> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const row = JSON.parse(line) as Record<'url' | 'title' | 'html' | 'text' | 'last_updated', string> & { id: number };
    return {
      id: row.id,
      title: row.title,
      path: decodeURI(new URL(row.url).pathname),
      html: row.html,
      text: row.text,
      lastUpdated: new Date(row.last_updated),
    };
  });
}

/** The pages of the corpus plus those that lead to them: the start page and one for every folder without a text of its own. */
function corpusPages(corpus: CorpusPage[]): WebsitePage[] {
  const root = commonPath(corpus);
  const titles = new Map(corpus.map((page) => [page.path, page.title]));
  const folders = new Set<string>();
  for (const page of corpus) {
    for (let path = parentOf(page.path); path.startsWith(root); path = parentOf(path)) {
      if (!titles.has(path)) folders.add(path);
      if (path === root) break;
    }
  }
  for (const path of folders) titles.set(path, path === root ? 'Startseite' : titleOfFolder(path));

  const children = new Map<string, string[]>();
  for (const path of titles.keys()) {
    if (path === root) continue;
    const parent = parentOf(path);
    children.set(parent, [...(children.get(parent) ?? []), path]);
  }
  const frame = (path: string, title: string, content: string, changed: Date | null) =>
    pageInFrame({ path, title, content, changed, root, titles, children });

  return [
    ...[...folders].map((path): WebsitePage => {
      const content = `<h1>${escapeHtml(titles.get(path) ?? '')}</h1>`;
      return { path, body: unlisted(frame(path, titles.get(path) ?? '', content, null)), inSitemap: path === root };
    }),
    ...['Impressum', 'Datenschutz'].map((title): WebsitePage => {
      const path = `/${title.toLowerCase()}`;
      return { path, body: unlisted(frame(path, title, `<h1>${title}</h1>`, null)), inSitemap: false };
    }),
    ...corpus.map((page): WebsitePage => {
      const own = page.html.replaceAll(/https:\/\/integreat\.app(\/[^"'\s<]*)/g, (address, path: string) =>
        decode(path).startsWith(root) ? path : address,
      );
      const content = `<h1>${escapeHtml(page.title)}</h1>\n${own}`;
      return {
        path: page.path,
        body: frame(page.path, page.title, content, page.lastUpdated),
        lastModified: page.lastUpdated,
      };
    }),
  ];
}

/** Pages that hold nothing but links: a real website asks search engines to follow, not to keep them. */
function unlisted(html: string): string {
  return html.replace('</head>', '<meta name="robots" content="noindex, follow"></head>');
}

interface Frame {
  path: string;
  title: string;
  content: string;
  changed: Date | null;
  root: string;
  titles: Map<string, string>;
  children: Map<string, string[]>;
}

function pageInFrame({ path, title, content, changed, root, titles, children }: Frame): string {
  const link = (to: string) => `<a href="${escapeHtml(encodeURI(to))}">${escapeHtml(titles.get(to) ?? to)}</a>`;
  const list = (paths: string[]) => `<ul>${paths.map((to) => `<li>${link(to)}</li>`).join('')}</ul>`;

  const above: string[] = [];
  for (let up = path; up !== root && up.startsWith(root); up = parentOf(up)) above.unshift(parentOf(up));
  const below = children.get(path) ?? [];
  const day = changed?.toLocaleDateString('de-DE', { day: '2-digit', month: '2-digit', year: 'numeric' });

  return `<!doctype html>
<html lang="de"><head><meta charset="utf-8"><title>${escapeHtml(title)} | Landkreis Augsburg</title>
<link rel="canonical" href="{{origin}}${escapeHtml(encodeURI(path))}">${changed ? `<meta property="article:modified_time" content="${changed.toISOString()}">` : ''}
</head><body>
<div class="c-17"><p>Wir verwenden Cookies, damit diese Website gut funktioniert. Einige sind notwendig, andere helfen uns, das Angebot zu verbessern.</p><button>Alle annehmen</button><button>Nur notwendige</button></div>
<div class="c-2"><a href="#c">Zum Inhalt springen</a><form action="/suche"><label>Suchbegriff <input name="q"></label><button>Suchen</button></form></div>
<div class="c-3">${list(children.get(root) ?? [])}</div>
<ol class="c-4">${above.map((to) => `<li>${link(to)}</li>`).join('')}<li aria-current="page">${escapeHtml(title)}</li></ol>
<div id="c">
${content}
</div>
${below.length > 0 ? `<div class="c-5"><p>Mehr zu diesem Thema</p>${list(below)}</div>` : ''}
<div class="c-9">${day ? `<p>Stand: ${day}</p>` : ''}<p>Landratsamt Augsburg, Prinzregentenplatz 4, 86150 Augsburg</p><ul><li><a href="/impressum">Impressum</a></li><li><a href="/datenschutz">Datenschutz</a></li></ul><p>Folgen Sie uns in den sozialen Medien.</p></div>
</body></html>`;
}

function commonPath(corpus: CorpusPage[]): string {
  const first = corpus[0]?.path.split('/').slice(0, -1) ?? [''];
  let length = first.length;
  for (const page of corpus) {
    const parts = page.path.split('/');
    let same = 0;
    while (same < length && parts[same] === first[same]) same += 1;
    length = same;
  }
  return `${first.slice(0, length).join('/')}/`;
}

function parentOf(path: string): string {
  return path.replace(/[^/]+\/?$/, '');
}

/** `/de/behörden-2/` → „Behörden" */
function titleOfFolder(path: string): string {
  const name = path.split('/').filter(Boolean).at(-1) ?? '';
  const words = name.replace(/-\d+$/, '').replaceAll('-', ' ');
  return words.charAt(0).toLocaleUpperCase('de') + words.slice(1);
}

function decode(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
