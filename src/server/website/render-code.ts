/** A block of code that scrolls sideways, can be reached by keyboard and copied. */
import { html, type Markup } from '../demo/write-html.ts';
import { type PageLanguage, WORDS } from './describe-status.ts';
import { icon } from './render-layout.ts';

export interface CodeOptions {
  language: PageLanguage;
  /** What it is, for screen readers; no two of a page alike. */
  label: string;
  /** Long lines are broken instead of scrolled: for commands. */
  wrap?: boolean;
}

/** The button is shown by the script that copies. */
export function renderCode(code: string, { language, label, wrap = false }: CodeOptions): Markup {
  const words = WORDS[language];
  return html`<div class="code${wrap && ' code--wrap'}">
<pre class="code__text"${!wrap && html` tabindex="0" role="region" aria-label="${label}"`}><code>${code}</code></pre>
<button class="kern-btn kern-btn--tertiary code__copy" type="button" data-copied="${words.copied}" data-failed="${words.copyFailed}" aria-label="${words.copy}: ${label}">${icon('content-copy')}<span class="kern-label">${words.copy}</span></button>
</div>`;
}
