/** XML of office documents as a tree. A document type is refused: that is where entities, and their bombs, are declared. */

import { XMLParser } from 'fast-xml-parser';
import { appendAll } from './append-all.ts';

export interface XmlElement {
  name: string;
  attributes: Record<string, string>;
  children: (XmlElement | string)[];
}

const LARGEST_XML = 40 * 1024 * 1024;

export class XmlError extends Error {}

export function readXml(text: string): XmlElement {
  if (text.length > LARGEST_XML) throw new XmlError('XML too large');
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text)) throw new XmlError('document type in office XML');
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    trimValues: false,
    parseTagValue: false,
    parseAttributeValue: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    processEntities: true,
    htmlEntities: false,
  });
  const parsed: unknown = parser.parse(text);
  return { name: '', attributes: {}, children: convert(parsed) };
}

function convert(nodes: unknown): (XmlElement | string)[] {
  if (!Array.isArray(nodes)) return [];
  const converted: (XmlElement | string)[] = [];
  for (const node of nodes as Record<string, unknown>[]) {
    for (const [name, value] of Object.entries(node)) {
      if (name === ':@') continue;
      if (name === '#text') converted.push(String(value));
      else converted.push({ name, attributes: (node[':@'] ?? {}) as Record<string, string>, children: convert(value) });
    }
  }
  return converted;
}

export function xmlChildren(element: XmlElement, name?: string): XmlElement[] {
  return element.children.filter(
    (child): child is XmlElement => typeof child !== 'string' && (name === undefined || child.name === name),
  );
}

/** First element of that name at any depth. */
export function findXml(element: XmlElement, name: string): XmlElement | null {
  const stack: XmlElement[] = [element];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next.name === name) return next;
    appendAll(stack, xmlChildren(next).toReversed());
  }
  return null;
}

export function xmlText(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : xmlText(child))).join('');
}
