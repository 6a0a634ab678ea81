/** Entry of the bundle `widgets/assistant.js`: defines the element and, where the page has none, adds one. */
import { findOwnScript } from '../base/own-script.ts';
import { AssistantElement } from './assistant-element.ts';

const NAME = 'buergernah-assistant';
/** Attributes that the script's own tag may carry as `data-…`. */
const ATTRIBUTES = AssistantElement.observedAttributes;

const script = findOwnScript('assistant.js');

// A template and an editor's module may both bring the script: the first one counts.
if (!customElements.get(NAME)) {
  AssistantElement.script = script.url ?? `${location.origin}/widgets/assistant.js`;
  customElements.define(NAME, AssistantElement);
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', addElement);
  else addElement();
}

function addElement(): void {
  if (document.querySelector(NAME)) return;
  const element = document.createElement(NAME);
  for (const name of ATTRIBUTES) {
    const value = script.tag?.getAttribute(`data-${name}`);
    if (value != null) element.setAttribute(name, value);
  }
  document.body.append(element);
}
