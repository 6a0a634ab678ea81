/** Drawn for the widgets on a grid of 24; one stroke width, the colour of the text around them. */
import { html, type TemplateResult } from 'lit';

const icon = (path: string): TemplateResult =>
  html`<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d=${path}></path></svg>`;

export const icons = {
  ask: icon('M4 5h16v12h-9l-5 4v-4H4zM9 9.5h6M9 12.5h4'),
  close: icon('M6 6l12 12M18 6 6 18'),
  menu: icon('M5 7h14M5 12h14M5 17h14'),
  send: icon('M12 19V5M6 11l6-6 6 6'),
  down: icon('M12 5v14M6 13l6 6 6-6'),
  forward: icon('M5 12h14M13 6l6 6-6 6'),
  back: icon('M19 12H5M11 6l-6 6 6 6'),
  copy: icon('M9 9h11v11H9zM15 9V4H4v11h5'),
  print: icon('M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z'),
  restart: icon('M12 5v14M5 12h14'),
  undo: icon('M8 5 4 9l4 4M4 9h10a5 5 0 0 1 0 10h-4'),
  about: icon('M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0M12 11v5M12 8v.01'),
  warning: icon('M12 4 3 20h18zM12 10v4M12 17v.01'),
  done: icon('M5 13l4 4L19 7'),
};
