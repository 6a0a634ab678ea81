/** Drawn for the widgets on a grid of 24; one stroke width, the colour of the text around them. */
import { svg, type TemplateResult } from 'lit';

const icon = (paths: TemplateResult): TemplateResult =>
  svg`<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">${paths}</svg>`;

export const icons = {
  ask: icon(svg`<path d="M4 5h16v12h-9l-5 4v-4H4z"/><path d="M9 9.5h6M9 12.5h4"/>`),
  close: icon(svg`<path d="M6 6l12 12M18 6 6 18"/>`),
  menu: icon(svg`<path d="M5 7h14M5 12h14M5 17h14"/>`),
  send: icon(svg`<path d="M12 19V5M6 11l6-6 6 6"/>`),
  down: icon(svg`<path d="M12 5v14M6 13l6 6 6-6"/>`),
  forward: icon(svg`<path class="turns" d="M5 12h14M13 6l6 6-6 6"/>`),
  back: icon(svg`<path class="turns" d="M19 12H5M11 6l-6 6 6 6"/>`),
  copy: icon(svg`<path d="M9 9h11v11H9z"/><path d="M15 9V4H4v11h5"/>`),
  print: icon(svg`<path d="M7 9V4h10v5M7 17H4V9h16v8h-3"/><path d="M7 14h10v6H7z"/>`),
  restart: icon(svg`<path d="M12 5v14M5 12h14"/>`),
  undo: icon(svg`<path class="turns" d="M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4"/>`),
  about: icon(svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 8v.01"/>`),
  warning: icon(svg`<path d="M12 4 3 20h18z"/><path d="M12 10v4M12 17v.01"/>`),
  done: icon(svg`<path d="M5 13l4 4L19 7"/>`),
};
