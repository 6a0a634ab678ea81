/** The frame of our own pages: head, header with navigation and language, footer. */
import { html, type Markup, trusted } from '../demo/write-html.ts';
import { type PageLanguage, WORDS } from './describe-status.ts';

export interface Frame {
  language: PageLanguage;
  /** Whether Musterstadt is served. */
  demo: boolean;
  versioned(address: string): string;
}

export interface Page {
  title: string;
  description?: string;
  current: 'start' | 'search' | 'docs' | 'api' | null;
  /** Address of this page in the other language; null where there is only one. */
  otherLanguage: string | null;
  main: Markup;
  scripts: string[];
  version?: string;
  index: boolean;
}

/** An icon of KERN; decorative, its meaning stands in words beside it. */
export function icon(name: string, size: 'small' | 'default' = 'default'): Markup {
  return html`<span class="kern-icon kern-icon--${name} kern-icon--${size}" aria-hidden="true"></span>`;
}

export function renderLayout(frame: Frame, page: Page): string {
  const { language, versioned } = frame;
  const words = WORDS[language];
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${page.current === 'start' ? `${words.siteName} – ${page.title}` : `${page.title} – ${words.siteName}`}</title>
${page.description && html`<meta name="description" content="${page.description}">`}
${!page.index && html`<meta name="robots" content="noindex">`}
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/favicon.ico" sizes="32x32">
<link rel="icon" href="${versioned('/favicon.svg')}" type="image/svg+xml">
<link rel="preload" href="${versioned('/kern/fira-sans-regular.woff2')}" as="font" type="font/woff2" crossorigin>
<link rel="preload" href="${versioned('/kern/fira-sans-semibold.woff2')}" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${versioned('/kern/kern.css')}">
<link rel="stylesheet" href="${versioned('/website/website.css')}">
${page.scripts.map((script) => html`<script src="${versioned(script)}" type="module"></script>\n`)}
</head>
<body>
<a class="skip kern-link" href="#inhalt">${words.skip}</a>
${renderHeader(frame, page)}
<main id="inhalt" tabindex="-1">
${page.main}
</main>
<footer class="footer">
<div class="page footer__content">
<p class="kern-body kern-body--small kern-body--muted">${page.version === undefined ? words.footerPlain : words.footer(page.version)}</p>
</div>
</footer>
</body>
</html>
`.markup;
}

function renderHeader({ language, demo }: Frame, { current, otherLanguage }: Page): Markup {
  const words = WORDS[language];
  const asked = language === 'en' ? '?lang=en' : '';
  const entries = [
    { key: 'start', href: `/${asked}`, label: words.start },
    { key: 'search', href: `/suche${asked}`, label: words.searchPage },
    ...(demo ? [{ key: 'demo', href: language === 'en' ? '/demo/en/' : '/demo/', label: words.demo }] : []),
    { key: 'docs', href: '/docs/', label: words.docs },
    { key: 'api', href: `/api/${asked}`, label: words.api },
  ];
  const other = language === 'de' ? 'en' : 'de';
  return html`<header class="header">
<div class="page header__content">
<a class="brand" href="/${asked}">${LOGO}<span>${words.siteName}</span></a>
<nav class="header__navigation" aria-label="${words.mainNavigation}">
<ul>
${entries.map(
  ({ key, href, label }) =>
    html`<li><a class="header__link" href="${href}"${key === current && trusted(' aria-current="page"')}>${label}</a></li>`,
)}
</ul>
</nav>
${
  otherLanguage !== null &&
  html`<a class="header__link header__language" href="${otherLanguage}" lang="${other}" hreflang="${other}">${other === 'en' ? 'English' : 'Deutsch'}</a>`
}
</div>
</header>`;
}

/** A speech bubble that is a bridge: the town on one bank, its people on the other. */
const LOGO = trusted(
  '<svg class="brand__logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false"><path class="brand__bubble" d="M6 3h20a4 4 0 0 1 4 4v14a4 4 0 0 1-4 4H14l-6 5v-5H6a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z"/><path class="brand__bridge" d="M5 12.5Q16 5.500 27 12.500V20h-1.500a4 4 0 0 0-8 0h-3a4 4 0 0 0-8 0H5z"/></svg>',
);

/** Page for an address that leads nowhere. */
export function renderMissing(frame: Frame): string {
  const words = WORDS[frame.language];
  return renderLayout(frame, {
    title: words.missingTitle,
    current: null,
    otherLanguage: null,
    index: false,
    scripts: [],
    main: html`<div class="page page--text">
<h1 class="kern-heading-x-large">${words.missingTitle}</h1>
<p class="kern-body">${words.missingText}</p>
<p class="kern-body"><a class="kern-link" href="/">${words.missingLink}</a></p>
</div>`,
  });
}
