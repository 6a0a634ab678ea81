/**
 * HTML of strangers to a tree, in bounded time and memory. parse5 reads as a browser does, which includes constructs
 * whose cost grows with the square of the input (unclosed formatting elements, foster parenting, attribute lists):
 * a page that goes beyond the bounds is read again as plain lines of text, so that its words are not lost.
 */
import type { ChildNode, Document, Element } from 'domhandler';
import { isTag, isText } from 'domhandler';
import { parse } from 'parse5';
import { adapter, type Htmlparser2TreeAdapterMap } from 'parse5-htmlparser2-tree-adapter';

/** Characters of HTML that are read; the rest is left out. */
const LONGEST_HTML = 5_000_000;
/** Chromium nests no deeper than 512; real pages stay below 60. */
const DEEPEST = 600;
const MOST_ELEMENTS = 150_000;
const LONGEST_TIME = 3_000;
const MOST_ATTRIBUTES = 1_000;
const MOST_ADOPTIONS = 100;

class BeyondBounds extends Error {}

export function readHtml(html: string): Document {
  const bounded = withoutEndlessTags(html.length > LONGEST_HTML ? html.slice(0, LONGEST_HTML) : html);
  try {
    return parseWithinBounds(bounded);
  } catch (error) {
    if (!(error instanceof BeyondBounds)) throw error;
    return parseWithinBounds(asPlainLines(bounded));
  }
}

function parseWithinBounds(html: string): Document {
  let elements = 0;
  let depth = 0;
  let adoptions = 0;
  const deadline = performance.now() + LONGEST_TIME;
  const check = () => {
    if (elements > MOST_ELEMENTS || depth > DEEPEST || adoptions > MOST_ADOPTIONS) throw new BeyondBounds();
    if (performance.now() > deadline) throw new BeyondBounds();
  };
  return parse<Htmlparser2TreeAdapterMap>(html, {
    // Without scripting the content of <noscript> would be parsed as elements and be taken for visible text.
    scriptingEnabled: true,
    treeAdapter: {
      ...adapter,
      createElement(tagName, namespace, attributes) {
        elements += 1;
        check();
        return adapter.createElement(tagName, namespace, attributes);
      },
      adoptAttributes(recipient, attributes) {
        adoptions += 1;
        check();
        adapter.adoptAttributes(recipient, attributes);
      },
      onItemPush() {
        depth += 1;
        check();
      },
      onItemPop() {
        depth -= 1;
      },
    },
  });
}

/** Headings and paragraphs close each other, so this form cannot nest; scripts and styles go with their content. */
function asPlainLines(html: string): string {
  const lines: string[] = [];
  let elements = 0;
  const mark = (tag: string) => {
    // Empty paragraphs are left out, and beyond the bounds everything is one.
    if (elements > MOST_ELEMENTS / 4 || (tag === '<p>' && lines.at(-1) === '<p>')) return;
    elements += 1;
    lines.push(tag);
  };
  let position = 0;
  let hiddenUntil: RegExp | null = null;
  while (position < html.length) {
    const open = html.indexOf('<', position);
    const end = open < 0 ? html.length : open;
    if (!hiddenUntil && end > position) lines.push(html.slice(position, end));
    if (open < 0) break;
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)/.exec(html.slice(open, open + 40));
    const close = html.indexOf('>', open);
    if (!tag) {
      if (html.startsWith('<!--', open)) {
        const commentEnd = html.indexOf('-->', open);
        position = commentEnd < 0 ? html.length : commentEnd + 3;
      } else {
        if (!hiddenUntil) lines.push('&lt;');
        position = open + 1;
      }
      continue;
    }
    const name = (tag[2] ?? '').toLowerCase();
    position = close < 0 ? html.length : close + 1;
    if (hiddenUntil) {
      if (tag[1] && hiddenUntil.test(name)) hiddenUntil = null;
      continue;
    }
    if (!tag[1] && /^(script|style|noscript|template|textarea|select)$/.test(name)) {
      hiddenUntil = new RegExp(`^${name}$`);
    } else if (/^(title|h[1-6])$/.test(name)) {
      mark(tag[1] ? `</${name}><p>` : `<${name}>`);
    } else if (/^(p|div|li|tr|td|th|br|section|article|main|ul|ol|table|dt|dd|blockquote)$/.test(name)) {
      mark('<p>');
    }
  }
  return lines.join('');
}

/** A tag with a million attributes costs a parser the square of that; such a tag is cut down to its name. */
function withoutEndlessTags(html: string): string {
  const tag = /<[a-zA-Z]/g;
  let kept = '';
  let keptUntil = 0;
  for (let match = tag.exec(html); match; match = tag.exec(html)) {
    const { end, attributes } = tagEnd(html, match.index);
    tag.lastIndex = end;
    if (attributes <= MOST_ATTRIBUTES) continue;
    const name = /^<[a-zA-Z0-9-]{1,40}/.exec(html.slice(match.index, match.index + 41))?.[0] ?? '<div';
    kept += `${html.slice(keptUntil, match.index)}${name}>`;
    keptUntil = end;
  }
  return keptUntil === 0 ? html : kept + html.slice(keptUntil);
}

/** Walks over a start tag as an HTML tokenizer does: quotes count only after an equals sign. */
function tagEnd(html: string, start: number): { end: number; attributes: number } {
  let attributes = 0;
  let position = start + 1;
  let afterEquals = false;
  let inName = true;
  while (position < html.length) {
    const code = html.charCodeAt(position);
    if (code === 0x3e) return { end: position + 1, attributes };
    const blank = code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d || code === 0x0c || code === 0x2f;
    if (afterEquals && (code === 0x22 || code === 0x27)) {
      const close = html.indexOf(code === 0x22 ? '"' : "'", position + 1);
      if (close < 0) return { end: html.length, attributes };
      position = close + 1;
      afterEquals = false;
      inName = false;
      continue;
    }
    if (code === 0x3d) {
      afterEquals = true;
    } else if (blank) {
      inName = false;
    } else {
      if (!inName && !afterEquals) attributes += 1;
      inName = true;
      afterEquals = false;
    }
    position += 1;
  }
  return { end: html.length, attributes };
}

export function elementChildren(node: { children: ChildNode[] }): Element[] {
  return node.children.filter((child): child is Element => isTag(child));
}

export function attribute(element: Element, name: string): string {
  return element.attribs[name] ?? '';
}

/** First element in document order for which `matches` holds. */
export function findElement(root: { children: ChildNode[] }, matches: (element: Element) => boolean): Element | null {
  for (const element of eachElement(root)) if (matches(element)) return element;
  return null;
}

export function* eachElement(root: { children: ChildNode[] }): Generator<Element> {
  const stack: ChildNode[] = root.children.toReversed();
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!isTag(node)) continue;
    yield node;
    for (let index = node.children.length - 1; index >= 0; index -= 1) {
      const child = node.children[index];
      if (child) stack.push(child);
    }
  }
}

const LINES = /^(?:br|p|div|li|tr|td|th|dt|dd|h[1-6]|section|article|address|ul|ol|table|caption|summary)$/;

/** All text below a node as it stands in the source, scripts and styles apart; elements that begin a line begin one. */
export function rawText(root: ChildNode | Document, longest = 100_000): string {
  const parts: string[] = [];
  let length = 0;
  const stack: (ChildNode | Document)[] = [root];
  for (let node = stack.pop(); node && length < longest; node = stack.pop()) {
    if (isText(node)) {
      parts.push(node.data);
      length += node.data.length;
    } else if ('children' in node) {
      if (isTag(node) && /^(script|style|noscript|template)$/.test(node.name)) continue;
      if (isTag(node) && LINES.test(node.name)) parts.push('\n');
      for (let index = node.children.length - 1; index >= 0; index -= 1) {
        const child = node.children[index];
        if (child) stack.push(child);
      }
    }
  }
  return parts.join('');
}

const INVISIBLE = /[\u00ad\u200b\u200c\u2060\ufeff\ue000-\uf8ff]/g;

/** White space folded to one blank, soft hyphens, zero-width characters and icon-font characters taken out. */
export function foldText(text: string): string {
  return text.replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
}

/** As foldText, but keeps the blank at either end as one blank. */
export function foldInlineText(text: string): string {
  return text.replace(INVISIBLE, '').replace(/\s+/g, ' ');
}
