/**
 * Prints questions and answers alone, with their sources written out. The print lives in an element of its own beside the
 * website, because a shadow root cannot hide what is around it; everything else is hidden on paper only.
 */
import { render, type TemplateResult } from 'lit';
import printStyles from './print.css?inline';

const NAME = 'buergernah-print';
/** Browsers that say nothing after printing: until then the next print of the page would be ours. */
const FORGET_MILLISECONDS = 60_000;

export function printConversation(content: TemplateResult, language: string): void {
  for (const old of document.querySelectorAll(NAME)) old.remove();
  const paper = document.createElement(NAME);
  paper.lang = language;
  const root = paper.attachShadow({ mode: 'open' });
  const inner = new CSSStyleSheet();
  inner.replaceSync(printStyles);
  root.adoptedStyleSheets = [inner];
  render(content, root);

  const outer = new CSSStyleSheet();
  outer.replaceSync(
    `@media screen{${NAME}{display:none!important}}` +
      `@media print{body>:not(${NAME}){display:none!important}${NAME}{display:block!important}` +
      'html,body{all:revert!important}' +
      'body::before,body::after{display:none!important}}',
  );
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, outer];
  document.body.append(paper);

  const clean = (): void => {
    clearTimeout(timer);
    removeEventListener('afterprint', clean);
    paper.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== outer);
  };
  addEventListener('afterprint', clean);
  const timer = setTimeout(clean, FORGET_MILLISECONDS);
  window.print();
}
