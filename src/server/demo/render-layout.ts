import { addressOf, MESSAGES, SEARCH_PATH, type Town } from './arrange-town.ts';
import { icon } from './draw-icons.ts';
import { mailLink, telephone } from './link-contact.ts';
import type { Page, PageLanguage } from './read-pages.ts';
import { FOOTER_SERVICES } from './town-navigation.ts';
import { html, type Markup } from './write-html.ts';

/** The town's accent, as the style sheet has it; the widget gets it by attribute. */
const TOWN_COLOR = '#0b5a61';

export interface Layout {
  town: Town;
  language: PageLanguage;
  title: string;
  description: string;
  /** Path of the page itself; null for pages that have no address of their own (errors). */
  path: string | null;
  /** Page in the other language, if there is one. */
  translation: string | undefined;
  /** Whether search engines and the assistant may learn the page. */
  index: boolean;
  data?: Markup[];
  breadcrumb?: Markup | null;
  /** What follows the breadcrumb: the whole of `<main>`. */
  main: Markup;
  kind: string;
}

/** The frame of all pages: head, header with menu and language switch, footer with contact, the assistant. */
export function renderLayout(layout: Layout): Markup {
  const { town, language, path } = layout;
  const words = MESSAGES[language];
  const isHome = path === homePath(language);
  const title = isHome ? words.siteName : `${layout.title} – ${words.siteName}`;
  const canonical = path === null ? null : `${town.publicUrl}${addressOf(path)}`;
  const translation = layout.translation === undefined ? undefined : town.find(layout.translation);
  const privacy = legalPages(town, language).find((page) => /(?:^|\/)(?:datenschutz|privacy)[^/]*$/.test(page.path));

  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
${layout.description && html`<meta name="description" content="${layout.description}">`}
${!layout.index && html`<meta name="robots" content="noindex">`}
${layout.index && canonical && html`<link rel="canonical" href="${canonical}">`}
${translation && path !== null && alternates(town, path, language, translation)}
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="${TOWN_COLOR}">
<link rel="icon" href="/demo/pictures/coat-of-arms.svg" type="image/svg+xml">
<link rel="preload" href="/demo/style/fonts/fira-sans-regular.woff2" as="font" type="font/woff2" crossorigin>
<link rel="stylesheet" href="${town.styleSheet}">
${layout.data}
</head>
<body class="${layout.kind}">
<a class="skip" href="#inhalt">${words.skipToContent}</a>
${header(layout)}
<main id="inhalt">
${layout.breadcrumb}
${layout.main}
</main>
${footer(town, language)}
<script src="/widgets/assistant.js" defer></script>
<buergernah-assistant town="Musterstadt" color="${TOWN_COLOR}" launcher="${words.launcher}" language="${language}"${
    privacy && html` privacy-url="${addressOf(privacy.path)}"`
  }></buergernah-assistant>
</body>
</html>
`;
}

export const homePath = (language: PageLanguage) => (language === 'en' ? 'en' : '');

function alternates(town: Town, path: string, language: PageLanguage, translation: Page): Markup {
  return html`<link rel="alternate" hreflang="${language}" href="${town.publicUrl}${addressOf(path)}">
<link rel="alternate" hreflang="${translation.language}" href="${town.publicUrl}${addressOf(translation.path)}">`;
}

function header({ town, language, path, translation }: Layout): Markup {
  const words = MESSAGES[language];
  const other = language === 'de' ? 'en' : 'de';
  const translated = translation === undefined ? undefined : town.find(translation);
  const otherPath = translated?.path ?? homePath(other);
  const [prefix, name] = words.siteName.split(/ (?=Musterstadt)/);
  const entries = town.navigation(language).map((entry) => {
    const current = path === entry.path ? 'page' : path?.startsWith(`${entry.path}/`) ? 'true' : undefined;
    return html`<li><a href="${addressOf(entry.path)}"${current && html` aria-current="${current}"`}>${entry.label}</a></li>`;
  });
  return html`<header class="site-header">
<div class="wide">
<a class="brand" href="${addressOf(homePath(language))}">${town.picture('coat-of-arms')}<span><small>${prefix}</small> ${name}</span></a>
<div class="tools">
<a class="tool" href="${addressOf(SEARCH_PATH[language])}">${icon('search')}<span>${words.searchTitle}</span></a>
${town.find(homePath(other)) && html`<a class="tool" href="${addressOf(otherPath)}" hreflang="${other}" lang="${other}"><span class="long">${words.otherLanguage}</span><span class="short" aria-hidden="true">${other.toUpperCase()}</span></a>`}
<button class="tool menu-button" type="button" popovertarget="menue">${icon('menu')}<span>${words.menu}</span></button>
</div>
</div>
<nav class="menu" id="menue" popover aria-label="${words.mainNavigation}"><ul class="wide">${entries}</ul></nav>
</header>`;
}

function footer(town: Town, language: PageLanguage): Markup {
  const words = MESSAGES[language];
  const home = town.find(homePath(language)) ?? town.find('');
  const office = home && town.officeOf(home)?.office;
  const legal = legalPages(town, language);
  const service = FOOTER_SERVICES[language].map((path) => town.find(path)).filter((page) => page !== undefined);
  return html`<footer class="site-footer">
<div class="skyline">${town.picture('skyline')}</div>
<div class="water">
<div class="wide">
<div class="footer-brand">${town.picture('coat-of-arms')}<p>${words.siteName}</p></div>
${
  office &&
  html`<div><h2>${words.townHall}</h2>
<p>${office.street}<br>${office.postcode} ${office.city}</p>
<p>${office.phone && html`${words.phone} <a href="${telephone(office.phone)}">${office.phone}</a><br>`}${
    office.mail && mailLink(office.mail)
  }</p></div>`
}
<nav aria-label="${words.service}"><h2>${words.service}</h2><ul>${service.map(
    (page) => html`<li><a href="${addressOf(page.path)}">${page.title}</a></li>`,
  )}<li><a href="${addressOf(SEARCH_PATH[language])}">${words.searchTitle}</a></li></ul></nav>
${
  legal.length > 0 &&
  html`<nav aria-label="${words.legal}"><h2>${words.legal}</h2><ul>${legal.map(
    (page) =>
      html`<li><a href="${addressOf(page.path)}"${page.language !== language && html` hreflang="${page.language}" lang="${page.language}"`}>${page.title}</a></li>`,
  )}</ul></nav>`
}
<p class="invented">${words.invented} ${words.noCookies}</p>
</div>
</div>
</footer>`;
}

/** Imprint, privacy and the like; in German where the language has none of its own. */
function legalPages(town: Town, language: PageLanguage): Page[] {
  const legal = town.pages.filter((page) => page.kind === 'imprint');
  const own = legal.filter((page) => page.language === language);
  return own.length > 0 ? own : legal;
}
