/** What elements of HTML mean: by their names, roles and attributes, never by their classes. */
import { type AnyNode, type ChildNode, type Document, type Element, isTag, isText } from 'domhandler';
import { attribute, eachElement, findElement, foldText, rawText } from './read-html.ts';

/** Never content: neither they nor what is inside them is shown as text. */
export const NOT_TEXT = new Set(
  `script style noscript template head title meta link base svg iframe object embed canvas audio video map select option optgroup
   datalist input textarea progress meter param source track rp frameset noframes`
    .split(/\s+/)
    .filter(Boolean),
);

export const BLOCKS = new Set(
  `address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure footer form
   h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul`
    .split(/\s+/)
    .filter(Boolean),
);

/** Elements that may be a contact box. */
export const BOXES = /^(address|article|aside|dd|details|div|dl|fieldset|figure|footer|form|li|p|section|table|td|ul)$/;

export interface Stats {
  /** Characters of visible text, blanks apart. */
  text: number;
  linkText: number;
  links: number;
}

export function isMain(element: Element): boolean {
  return element.name === 'main' || attribute(element, 'role') === 'main';
}

export function findMain(element: Element): Element | null {
  return findElement(element, isMain);
}

export function landmarkOf(element: Element, inPart: boolean): string | null {
  const role = attribute(element, 'role').toLowerCase();
  if (/^(navigation|banner|contentinfo|search)$/.test(role)) return role;
  if (/^(dialog|alertdialog)$/.test(role) || attribute(element, 'aria-modal') === 'true') return 'dialog';
  if (/^(menu|menubar|toolbar)$/.test(role)) return 'menu';
  if (role && role !== 'group') return null;
  if (element.name === 'nav') return 'navigation';
  if (element.name === 'search') return 'search';
  if (element.name === 'dialog') return 'open' in element.attribs ? null : 'dialog';
  if (element.name === 'header' && !inPart) return 'banner';
  if (element.name === 'footer' && !inPart) return 'contentinfo';
  return null;
}

export function hasHeading(element: Element): boolean {
  return findElement(element, (inner) => inner.name === 'h1') !== null;
}

export function headingLevel(element: Element): number {
  const own = /^h([1-6])$/.exec(element.name)?.[1];
  const said = Number.parseInt(attribute(element, 'aria-level'), 10);
  const level = own ? Number(own) : Number.isFinite(said) ? said : 2;
  return Math.min(6, Math.max(1, level));
}

/** What a reader presses or reads to open the part that follows. */
export function isControl(element: Element): boolean {
  if (/^(h[1-6]|summary|dt)$/.test(element.name)) return true;
  return element.name === 'button' || 'aria-expanded' in element.attribs || 'aria-controls' in element.attribs;
}

export function nextElement(element: Element): Element | null {
  let next = element.next;
  while (next && !isTag(next)) next = next.next;
  return next && isTag(next) ? next : null;
}

/** What stands before an element in its parent: text that is not blank, or an element. */
export function previousContent(element: Element): ChildNode | null {
  let before = element.prev;
  while (before) {
    if (isTag(before)) {
      if (!/^(br|script|style|link|meta|svg)$/.test(before.name)) return before;
    } else if (isText(before) && before.data.trim() !== '') {
      return before;
    }
    before = before.prev;
  }
  return null;
}

/** The page says itself that this is a contact: <address>, vCard, schema.org. */
export function saysContact(element: Element): boolean {
  if (element.name === 'address') return true;
  if (
    /schema\.org\/(PostalAddress|ContactPoint|GovernmentOffice|GovernmentOrganization|Person)\b/.test(
      attribute(element, 'itemtype'),
    )
  )
    return true;
  return /(?:^|\s)(?:vcard|h-card)(?:\s|$)/.test(attribute(element, 'class'));
}

export function hasBox(element: Element): boolean {
  return findElement(element, (inner) => BOXES.test(inner.name)) !== null;
}

export function hasText(node: AnyNode | null): boolean {
  return node !== null && isTag(node) && foldText(rawText(node, 500)) !== '';
}

const GENERAL_IMAGE =
  /^(?:bild|foto|icon|logo|symbol|image|picture|grafik|platzhalter|banner|pfeil|trenner|spacer)\b\W*\d*$/iu;

/** No alternative text, one that is a file's name, or a picture too small to show anything. */
export function isDecorative(image: Element, alternativeText: string): boolean {
  if (alternativeText.length < 3 || GENERAL_IMAGE.test(alternativeText)) return true;
  if (/^(?:presentation|none)$/.test(attribute(image, 'role')) || attribute(image, 'aria-hidden') === 'true')
    return true;
  if (/\.(?:jpe?g|png|gif|svg|webp)$/i.test(alternativeText) || /^(?:img|dsc|dscn|p)[_-]?\d{3,}/i.test(alternativeText))
    return true;
  if (!/\s/.test(alternativeText) && /[_\d]/.test(alternativeText) && alternativeText.length > 12) return true;
  const width = Number.parseInt(attribute(image, 'width'), 10);
  const height = Number.parseInt(attribute(image, 'height'), 10);
  return (width > 0 && width <= 32) || (height > 0 && height <= 32);
}

/** Text and link text of every element, summed from the leaves up. */
export function countText(document: Document): Map<Element, Stats> {
  const stats = new Map<Element, Stats>();
  const elements = [...eachElement(document)];
  for (let index = elements.length - 1; index >= 0; index -= 1) {
    const element = elements[index];
    if (!element) continue;
    const sum: Stats = { text: 0, linkText: 0, links: 0 };
    if (!NOT_TEXT.has(element.name)) {
      for (const child of element.children) {
        if (isText(child)) {
          sum.text += child.data.replace(/\s+/g, '').length;
        } else if (isTag(child)) {
          const inner = stats.get(child);
          if (!inner) continue;
          sum.text += inner.text;
          sum.linkText += inner.linkText;
          sum.links += inner.links;
        }
      }
      if (element.name === 'a' && 'href' in element.attribs) {
        sum.linkText = sum.text;
        sum.links = Math.max(1, sum.links);
      }
    }
    stats.set(element, sum);
  }
  return stats;
}
