/** JSON-LD of a page: parsed, never trusted. */

import { type Element, isText } from 'domhandler';
import { appendAll } from './append-all.ts';
import { attribute } from './read-html.ts';

const LONGEST_JSON_LD = 200_000;

export function readStructuredData(elements: Element[]): unknown[] {
  const found: unknown[] = [];
  let length = 0;
  for (const element of elements) {
    if (element.name !== 'script' || !/^application\/ld\+json/i.test(attribute(element, 'type'))) continue;
    const text = element.children.map((child) => (isText(child) ? child.data : '')).join('');
    length += text.length;
    if (length > LONGEST_JSON_LD) break;
    try {
      const value: unknown = JSON.parse(text.trim().replace(/^<!--|-->$/g, ''));
      if (Array.isArray(value)) appendAll(found, value);
      else found.push(value);
    } catch {
      // Broken JSON-LD is common and carries nothing that the page does not say in its text.
    }
  }
  return found;
}

/** All objects of a given schema.org type, at any depth of the JSON-LD (bounded). */
export function structuredObjects(data: unknown[], type: RegExp): Record<string, unknown>[] {
  const found: Record<string, unknown>[] = [];
  const stack: { value: unknown; depth: number }[] = data.map((value) => ({ value, depth: 0 })).toReversed();
  for (let steps = 0; stack.length > 0 && steps < 5_000; steps += 1) {
    const next = stack.pop();
    if (!next || typeof next.value !== 'object' || next.value === null || next.depth > 12) continue;
    const record = next.value as Record<string, unknown>;
    const types = [record['@type']].flat();
    if (types.some((name) => typeof name === 'string' && type.test(name))) found.push(record);
    for (const value of Object.values(record).toReversed()) {
      if (typeof value === 'object' && value !== null) stack.push({ value, depth: next.depth + 1 });
    }
  }
  return found;
}
