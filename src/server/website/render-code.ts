/** A block of code that scrolls sideways, can be reached by keyboard and copied. */
import { html, type Markup } from '../demo/write-html.ts';
import { type PageLanguage, WORDS } from './describe-status.ts';
import { icon } from './render-layout.ts';

/** The button stays hidden until the script that copies runs. */
export function renderCode(code: string, { language, label }: { language: PageLanguage; label?: string }): Markup {
  const words = WORDS[language];
  const name = label ?? words.code;
  return html`<div class="code">
<pre class="code__text" tabindex="0" role="region" aria-label="${name}"><code>${code}</code></pre>
<button class="kern-btn kern-btn--tertiary code__copy" type="button" data-copy data-copied="${words.copied}" data-failed="${words.copyFailed}" aria-label="${words.copy}: ${name}" hidden>${icon('content-copy')}<span class="kern-label">${words.copy}</span></button>
</div>`;
}
