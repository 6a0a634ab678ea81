import { html, type Markup, trusted } from './write-html.ts';

/** Strokes on a field of 24 × 24; the look (2 px, round ends) is in the style sheet. */
const STROKES = {
  search: '<circle cx="10.5" cy="10.5" r="6.5"/><path d="m15.5 15.5 5 5"/>',
  arrow: '<path d="M4 12h15"/><path d="m13 6 6 6-6 6"/>',
  download: '<path d="M12 4v11"/><path d="m7 10.5 5 5 5-5"/><path d="M5 20h14"/>',
  phone:
    '<path d="M6.5 3.5h3l1.8 4.6-2.2 1.8a12 12 0 0 0 5 5l1.8-2.2 4.6 1.8v3a2 2 0 0 1-2.2 2A16.6 16.6 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2z"/>',
  mail: '<rect x="3" y="5.5" width="18" height="13" rx="1"/><path d="m4 7 8 6.5L20 7"/>',
  place:
    '<path d="M12 21c4.5-4.8 6.8-8.4 6.8-11.4a6.8 6.8 0 0 0-13.6 0C5.2 12.6 7.5 16.2 12 21z"/><circle cx="12" cy="9.7" r="2.3"/>',
  clock: '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.3l3.5 2"/>',
  notice: '<circle cx="12" cy="12" r="8.5"/><path d="M12 11.5v5"/><path d="M12 7.6v.1"/>',
  menu: '<path d="M4 7h16M4 12h16M4 17h16"/>',
  online: '<rect x="3" y="4.5" width="18" height="12" rx="1"/><path d="M8.5 20.5h7M12 16.5v4"/>',
} as const;

export type IconName = keyof typeof STROKES;

/** A drawing beside a word; it says nothing on its own. */
export function icon(name: IconName): Markup {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${trusted(STROKES[name])}</svg>`;
}
