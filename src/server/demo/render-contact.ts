import { addressOf, MESSAGES, type Town } from './arrange-town.ts';
import { icon } from './draw-icons.ts';
import { mailLink, telephone } from './link-contact.ts';
import type { Page } from './read-pages.ts';
import { inEnglish } from './translate-office.ts';
import { html, type Markup } from './write-html.ts';

/** The box with how to reach the office in charge; null where no office is named. */
export function renderContact(town: Town, page: Page): Markup | null {
  const officePage = town.officeOf(page);
  if (!officePage?.office) return null;
  const office = page.language === 'en' ? inEnglish(officePage.office) : officePage.office;
  const words = MESSAGES[page.language];
  const own = officePage === page;
  return html`<aside class="contact" aria-labelledby="kontakt">
<h2 id="kontakt">${words.contact}</h2>
<p class="office-name">${own ? office.name : html`<a href="${addressOf(officePage.path)}"${page.language !== officePage.language && html` hreflang="${officePage.language}" lang="${officePage.language}"`}>${office.name}</a>`}</p>
<ul class="ways">
<li>${icon('place')}<address>${office.street}<br>${office.postcode} ${office.city}${office.floor && html`<br>${office.floor}`}</address></li>
${office.phone && html`<li>${icon('phone')}<span><span class="way">${words.phone}</span> <a href="${telephone(office.phone)}">${office.phone}</a>${office.fax && html`<br><span class="way">${words.fax}</span> ${office.fax}`}</span></li>`}
${office.mail && html`<li>${icon('mail')}${mailLink(office.mail)}</li>`}
</ul>
${
  office.hours.length > 0 &&
  html`<h3>${icon('clock')}${words.hours}</h3>
<dl class="hours">${office.hours.map(({ days, times }) => html`<div><dt>${days}</dt><dd>${unbroken(times)}</dd></div>`)}</dl>`
}
</aside>`;
}

/** "8:00–12:30 Uhr" stays on one line. */
function unbroken(times: string): Markup {
  const parts = times.split(/(\d{1,2}:\d{2}\s?[–-]\s?\d{1,2}:\d{2}(?: Uhr)?)/);
  return html`${parts.map((part, index) => (index % 2 === 1 ? html`<span class="unbroken">${part}</span>` : part))}`;
}
