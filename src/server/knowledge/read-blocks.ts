/** The content of a page as blocks, in the order and with the words that a browser shows. */

import { type AnyNode, type ChildNode, type Document, type Element, isTag, isText } from 'domhandler';
import { appendAll } from './append-all.ts';
import { asContact, takeName } from './contact-block.ts';
import {
  containerFingerprint,
  headingFingerprint,
  imageFingerprint,
  type Region,
  runFingerprint,
} from './find-boilerplate.ts';
import { contactTraits } from './find-contact.ts';
import {
  asItems,
  headingFirst,
  joinDefinition,
  linesOf,
  linksOf,
  pushList,
  withoutNeedlessEnds,
} from './list-blocks.ts';
import type { Block, HeadingBlock } from './page-content.ts';
import {
  BLOCKS,
  BOXES,
  countText,
  findMain,
  hasBox,
  hasHeading,
  hasText,
  headingLevel,
  isControl,
  isDecorative,
  isMain,
  landmarkOf,
  NOT_TEXT,
  nextElement,
  previousContent,
  type Stats,
  saysContact,
} from './page-elements.ts';
import { attribute, eachElement, elementChildren, findElement, foldText, rawText } from './read-html.ts';
import { isLayoutTable, readTable } from './read-table.ts';
import {
  appendText,
  asDownload,
  breakLine,
  FILE_ENDING,
  joinBrokenSentences,
  newRun,
  pathOf,
  type Run,
  runLines,
} from './text-run.ts';

const CONTAINERS = /^(article|aside|details|div|dl|fieldset|figure|footer|form|header|nav|ol|section|table|ul)$/;
/** A heading inside holds for what is inside. */
const SECTIONS = /^(article|aside|details|dl|fieldset|li|section|table|td)$/;
const LONGEST_CONTACT = 800;

interface Sink {
  blocks: Block[];
  run: Run;
}

interface Place {
  region: Region;
  link: string | null;
  /** Inside a box that is tried as a contact: no second try within. */
  inContact: boolean;
  /** Inside article, section, aside or main: header and footer belong to that part, not to the site. */
  inPart: boolean;
}

export interface BlockReading {
  document: Document;
  /** Makes an address absolute; null for what cannot be followed (script, data, broken). */
  resolve: (href: string) => string | null;
  /** Fingerprints to leave out; null: nothing is known of the site yet. */
  boilerplate: ReadonlySet<string> | null;
  /** Elements that the page's facts took (breadcrumb). */
  taken: ReadonlySet<Element>;
  /** Gets all fingerprints of the page; then nothing is left out, not even menus. */
  collect: Set<string> | null;
}

export function readBlocks(reading: BlockReading): Block[] {
  return new BlockReader(reading).read();
}

class BlockReader {
  readonly #reading: BlockReading;
  readonly #stats: Map<Element, Stats>;
  readonly #byId = new Map<string, Element>();
  /** Ids that a button or tab opens: what is hidden there is content. */
  readonly #opened = new Set<string>();
  readonly #repeatedHeadings = new WeakSet<Block>();
  readonly #hasMain: boolean;
  #level = 1;

  constructor(reading: BlockReading) {
    this.#reading = reading;
    this.#stats = countText(reading.document);
    for (const element of eachElement(reading.document)) {
      const id = attribute(element, 'id');
      if (id && !this.#byId.has(id)) this.#byId.set(id, element);
      for (const name of ['aria-controls', 'data-target', 'data-bs-target', 'aria-owns']) {
        for (const target of attribute(element, name).split(/\s+/)) {
          if (target) this.#opened.add(target.replace(/^#/, ''));
        }
      }
      const href = attribute(element, 'href');
      if (href.startsWith('#') && href.length > 1) this.#opened.add(href.slice(1));
    }
    this.#hasMain =
      findElement(reading.document, (element) => isMain(element) && this.#statsOf(element).text > 0) !== null;
  }

  read(): Block[] {
    const sink: Sink = { blocks: [], run: newRun() };
    const place: Place = {
      region: this.#hasMain ? 'outside' : 'body',
      link: null,
      inContact: false,
      inPart: false,
    };
    for (const child of this.#reading.document.children) this.#walk(child, sink, place);
    this.#flush(sink, place);
    return withoutNeedlessEnds(this.#withoutEmptyRepeatedHeadings(sink.blocks));
  }

  #statsOf(element: Element): Stats {
    return this.#stats.get(element) ?? { text: 0, linkText: 0, links: 0 };
  }

  #walk(node: ChildNode, sink: Sink, place: Place): void {
    if (isText(node)) {
      appendText(sink.run, node.data, place.link);
      return;
    }
    if (!isTag(node)) return;
    const element = node;
    if (element.name === 'img' || element.name === 'area') {
      this.#readImage(element, sink, place);
      return;
    }
    if (element.name === 'br') {
      breakLine(sink.run);
      return;
    }
    if (NOT_TEXT.has(element.name) && element.name !== 'body') {
      if (element.name !== 'svg' && element.name !== 'map') return;
      if (element.name === 'svg') return;
    }
    const inner = this.#enter(element, place);
    if (!inner) {
      if (BLOCKS.has(element.name)) this.#flush(sink, place);
      return;
    }
    if (element.name === 'a') {
      const href = attribute(element, 'href').trim();
      inner.link = href ? (this.#reading.resolve(href) ?? place.link) : place.link;
    }
    if (!BLOCKS.has(element.name) && !/display\s*:\s*block/i.test(attribute(element, 'style'))) {
      this.#walkChildren(element, sink, inner);
      return;
    }
    this.#flush(sink, place);
    const start = sink.blocks.length;
    const outer = this.#level;
    this.#readBlock(element, sink, inner);
    this.#flush(sink, inner);
    const label = this.#folded.get(element);
    if (label !== undefined) this.#endSection(sink, label, outer);
    else if (SECTIONS.test(element.name)) {
      const levels = sink.blocks.slice(start).flatMap((block) => (block.kind === 'heading' ? [block.level] : []));
      if (levels.length > 0 && sink.blocks.at(-1)?.kind !== 'heading')
        this.#endSection(sink, Math.min(...levels), outer);
    }
  }

  #endSection(sink: Sink, level: number, outer: number): void {
    sink.blocks.push({ kind: 'section-end', level });
    this.#level = outer;
  }

  #walkChildren(element: Element, sink: Sink, place: Place): void {
    for (const child of element.children) this.#walk(child, sink, place);
  }

  /** The place inside an element, or null if the element is left out. */
  #enter(element: Element, place: Place): Place | null {
    const inner: Place = { ...place };
    if (isMain(element)) {
      inner.region = 'main';
      inner.inPart = true;
    }
    if (this.#reading.taken.has(element)) return null;
    if (this.#isHidden(element, inner)) return null;
    const landmark = landmarkOf(element, place.inPart);
    if (landmark) {
      if (this.#reading.collect) inner.region = place.region === 'main' ? 'main' : 'outside';
      else if (this.#isLandmarkLeftOut(element, landmark, inner)) return null;
      if (landmark === 'banner' && place.region !== 'main') inner.region = 'outside';
    }
    if (element.name === 'aside' && place.region !== 'main') inner.region = 'outside';
    if (/^(article|section|aside)$/.test(element.name)) inner.inPart = true;
    if (CONTAINERS.test(element.name) && this.#isLeftOutBox(element, inner)) return null;
    return inner;
  }

  #isLandmarkLeftOut(element: Element, landmark: string, place: Place): boolean {
    if (landmark === 'search' || landmark === 'dialog' || landmark === 'menu') return true;
    if (place.region === 'main') {
      if (landmark === 'navigation') return this.#linksInsideOnly(element);
      return false;
    }
    // With the site's repetition known, the page's own words in its header (its h1, its lead) can be told from the site's.
    if (landmark === 'banner') return !(this.#reading.boilerplate && hasHeading(element));
    return true;
  }

  /** A table of contents: every link leads to a place on the same page. */
  #linksInsideOnly(element: Element): boolean {
    let links = 0;
    for (const inner of eachElement(element)) {
      if (inner.name !== 'a') continue;
      links += 1;
      if (!attribute(inner, 'href').startsWith('#')) return false;
    }
    return links > 0;
  }

  #isLeftOutBox(element: Element, place: Place): boolean {
    const { text, linkText, links } = this.#statsOf(element);
    if (text === 0) return false;
    const { boilerplate, collect } = this.#reading;
    if ((boilerplate || collect) && text <= 4_000) {
      const fingerprint = containerFingerprint(place.region, foldText(rawText(element, 10_000)));
      if (fingerprint && collect) collect.add(fingerprint);
      else if (fingerprint && boilerplate?.has(fingerprint)) return true;
    }
    if (collect || place.region !== 'outside' || !this.#hasMain) return false;
    return links >= 3 && linkText / text >= 0.75 && findMain(element) === null;
  }

  #isHidden(element: Element, place: Place): boolean {
    const style = attribute(element, 'style');
    const hidden = 'hidden' in element.attribs && attribute(element, 'hidden') !== 'until-found';
    const notShown = /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
    const silent = attribute(element, 'aria-hidden') === 'true';
    if (!hidden && !notShown && !silent) return false;
    if (silent && !hidden && !notShown) {
      // A browser shows it. Icons by ligature ("chevron_right") and marks are one or two words in an inline element.
      if (!BLOCKS.has(element.name))
        return !/\d/.test(rawText(element, 200)) && foldText(rawText(element, 200)).split(' ').length <= 2;
      if (place.region === 'main') return false;
    }
    return !this.#isOpenedByReader(element);
  }

  /** Folded content of an accordion or tab: a control names it, or a heading or button stands right before it. */
  #isOpenedByReader(element: Element): boolean {
    const id = attribute(element, 'id');
    if (id && this.#opened.has(id)) return true;
    if (/^(tabpanel|region)$/.test(attribute(element, 'role'))) return true;
    let before = element.prev;
    while (before && !isTag(before)) before = before.prev;
    if (!before || !isTag(before)) return false;
    return isControl(before) || findElement(before, isControl) !== null;
  }

  #readBlock(element: Element, sink: Sink, place: Place): void {
    const name = element.name;
    if (/^h[1-6]$/.test(name) || attribute(element, 'role') === 'heading') {
      this.#readHeading(element, sink, place, headingLevel(element));
    } else if (name === 'ul' || name === 'ol' || name === 'menu' || name === 'dir') {
      if (!this.#readContact(element, sink, place)) this.#readList(element, sink, place);
    } else if (name === 'dl') {
      if (!this.#readContact(element, sink, place)) this.#readDefinitions(element, sink, place);
    } else if (name === 'table') {
      if (!this.#readContact(element, sink, place)) this.#readTable(element, sink, place);
    } else if (name === 'details') {
      this.#walkChildren(element, sink, place);
    } else if (name === 'summary') {
      this.#readLabel(element, element.parent && isTag(element.parent) ? element.parent : element, sink, place);
    } else if (name === 'button') {
      this.#readButton(element, sink, place);
    } else if (name === 'pre') {
      this.#readPreformatted(element, sink, place);
    } else if (attribute(element, 'role') === 'tablist') {
      return;
    } else {
      if (attribute(element, 'role') === 'tabpanel') this.#readTabLabel(element, sink, place);
      if (this.#readContact(element, sink, place)) return;
      if (name === 'article') appendAll(sink.blocks, headingFirst(this.#blocksOf(element.children, place)));
      else this.#walkChildren(element, sink, place);
    }
  }

  // --- headings -----------------------------------------------------------------------------------------------------

  #readHeading(element: Element, sink: Sink, place: Place, level: number): void {
    const own: Sink = { blocks: [], run: newRun() };
    this.#walkInline(element, own, { ...place, inContact: true });
    const images = own.run.images;
    let text = runLines(own.run)
      .map((line) => line.text)
      .join(' ')
      .replace(/\s*[¶#]$/, '')
      .trim();
    if (text === '' && images.length > 0) text = images.map((image) => image.alternativeText).join(' ');
    else appendAll(sink.run.images, images);
    if (text === '') {
      this.#flush(sink, place);
      return;
    }
    this.#pushHeading(text, level, this.#anchorOf(element), sink, place);
    this.#flush(sink, place);
  }

  #pushHeading(text: string, level: number, anchor: string | null, sink: Sink, place: Place): void {
    const heading: HeadingBlock = { kind: 'heading', level, text, anchor };
    const { boilerplate, collect } = this.#reading;
    const fingerprint = headingFingerprint(place.region, text);
    collect?.add(fingerprint);
    if (boilerplate?.has(fingerprint)) {
      if (place.region === 'outside') return;
      this.#repeatedHeadings.add(heading);
    }
    this.#level = level;
    sink.blocks.push(heading);
  }

  /** Inline content of an element, the blocks inside it run together. */
  #walkInline(element: Element, sink: Sink, place: Place): void {
    for (const child of element.children) {
      if (isTag(child) && BLOCKS.has(child.name)) {
        const inner = this.#enter(child, place);
        if (!inner) continue;
        breakLine(sink.run);
        this.#walkInline(child, sink, inner);
        breakLine(sink.run);
      } else if (isTag(child) && !NOT_TEXT.has(child.name) && child.name !== 'img' && child.name !== 'br') {
        const inner = this.#enter(child, place);
        if (!inner) continue;
        if (child.name === 'a') inner.link = this.#reading.resolve(attribute(child, 'href')) ?? place.link;
        this.#walkInline(child, sink, inner);
      } else {
        this.#walk(child, sink, place);
      }
    }
  }

  /** Own id, an id or name inside, an empty anchor right before, or the section that begins with the heading. */
  #anchorOf(heading: Element): string | null {
    const own = attribute(heading, 'id');
    if (own) return own;
    for (const inner of eachElement(heading)) {
      const id = attribute(inner, 'id') || (inner.name === 'a' ? attribute(inner, 'name') : '');
      if (id) return id;
    }
    let element = heading;
    for (let steps = 0; steps < 12; steps += 1) {
      const before = previousContent(element);
      if (before && isTag(before)) {
        const id = attribute(before, 'id') || attribute(before, 'name');
        return id && this.#statsOf(before).text === 0 ? id : null;
      }
      if (before) return null;
      const parent: AnyNode | null = element.parent;
      if (!parent || !isTag(parent) || isMain(parent) || parent.name === 'body') return null;
      const id = attribute(parent, 'id');
      if (id) return id;
      element = parent;
    }
    return null;
  }

  /** The label of something folded is the heading of what it opens, and of that alone. */
  #readLabel(label: Element, folded: Element, sink: Sink, place: Place): void {
    if (findElement(label, (inner) => /^h[1-6]$/.test(inner.name))) {
      this.#walkChildren(label, sink, place);
      return;
    }
    const level = Math.min(6, this.#level + 1);
    const before = sink.blocks.length;
    this.#readHeading(label, sink, place, level);
    const made = sink.blocks.slice(before).find((block) => block.kind === 'heading');
    if (made?.kind !== 'heading') return;
    made.anchor ??= attribute(folded, 'id') || null;
    this.#folded.set(folded, level);
  }

  /** Folded parts whose label became a heading, with its level. */
  readonly #folded = new Map<Element, number>();

  #readButton(button: Element, sink: Sink, place: Place): void {
    if (place.link !== null) {
      this.#walkChildren(button, sink, place);
      return;
    }
    if (!('aria-expanded' in button.attribs) && !('aria-controls' in button.attribs)) return;
    const target = this.#byId.get(attribute(button, 'aria-controls')) ?? nextElement(button);
    if (!target || this.#statsOf(target).text === 0 || this.#folded.has(target)) return;
    const outer = this.#level;
    this.#readLabel(button, target, sink, place);
    // A panel that stands elsewhere, or inside something else, ends nothing here.
    if (target.parent !== button.parent) this.#level = outer;
  }

  #readTabLabel(panel: Element, sink: Sink, place: Place): void {
    const tab = this.#byId.get(attribute(panel, 'aria-labelledby'));
    if (!tab || attribute(tab, 'role') !== 'tab') return;
    const text = foldText(rawText(tab, 500));
    if (text === '') return;
    const level = Math.min(6, this.#level + 1);
    this.#folded.set(panel, level);
    this.#pushHeading(text, level, attribute(panel, 'id') || null, sink, place);
  }

  #readPreformatted(element: Element, sink: Sink, place: Place): void {
    for (const line of rawText(element).split('\n')) {
      appendText(sink.run, line, place.link);
      this.#flush(sink, place);
    }
  }

  // --- lists --------------------------------------------------------------------------------------------------------

  #blocksOf(nodes: ChildNode[], place: Place): Block[] {
    const sink: Sink = { blocks: [], run: newRun() };
    for (const node of nodes) this.#walk(node, sink, place);
    this.#flush(sink, place);
    return sink.blocks;
  }

  #readList(list: Element, sink: Sink, place: Place): void {
    const groups: Block[][] = [];
    let loose: ChildNode[] = [];
    const closeLoose = () => {
      const blocks = this.#blocksOf(loose, place);
      if (blocks.length > 0) groups.push(blocks);
      loose = [];
    };
    for (const child of list.children) {
      if (isTag(child) && child.name === 'li') {
        closeLoose();
        const inner = this.#enter(child, place);
        const level = this.#level;
        if (inner) groups.push(this.#readItem(child, inner));
        if (!groups.at(-1)?.some((block) => block.kind === 'heading')) this.#level = level;
      } else if (isTag(child) && /^(ul|ol)$/.test(child.name)) {
        // <ul> directly in <ul>: what editors produce for a nested list.
        closeLoose();
        groups.push(this.#blocksOf([child], place));
      } else {
        loose.push(child);
      }
    }
    closeLoose();
    pushList(groups, list.name === 'ol', sink.blocks);
  }

  /** The content of a list item; a person or office in it stays a contact. */
  #readItem(item: Element, place: Place): Block[] {
    const blocks = this.#blocksOf(item.children, place);
    if (place.inContact || this.#reading.collect || linesOf(blocks).length < 3) return blocks;
    if (blocks.some((block) => block.kind !== 'paragraph' && block.kind !== 'image')) return blocks;
    return asContact(blocks, { said: false, strict: false }) ?? blocks;
  }

  #readDefinitions(list: Element, sink: Sink, place: Place): void {
    const pairs: { terms: Element[]; descriptions: Element[] }[] = [];
    const loose: ChildNode[] = [];
    const gather = (parent: Element) => {
      for (const child of parent.children) {
        if (isTag(child) && child.name === 'dt') {
          const last = pairs.at(-1);
          if (last && last.descriptions.length === 0) last.terms.push(child);
          else pairs.push({ terms: [child], descriptions: [] });
        } else if (isTag(child) && child.name === 'dd') {
          const last = pairs.at(-1);
          if (last) last.descriptions.push(child);
          else pairs.push({ terms: [], descriptions: [child] });
        } else if (isTag(child) && child.name === 'div') {
          gather(child);
        } else if (!isText(child) || child.data.trim() !== '') {
          loose.push(child);
        }
      }
    };
    gather(list);
    const long = pairs.some(({ descriptions }) =>
      descriptions.some(
        (description) =>
          this.#statsOf(description).text > 300 ||
          findElement(description, (inner) => /^(ul|ol|table|h[1-6]|dl)$/.test(inner.name)) !== null,
      ),
    );
    if (long) {
      const level = Math.min(6, this.#level + 1);
      for (const { terms, descriptions } of pairs) {
        for (const term of terms) {
          const inner = this.#enter(term, place);
          if (!inner) continue;
          this.#readHeading(term, sink, inner, level);
        }
        for (const description of descriptions) this.#walk(description, sink, place);
      }
    } else {
      const groups: Block[][] = [];
      for (const { terms, descriptions } of pairs) {
        const term = this.#blocksOf(terms, place);
        const values = descriptions.map((description) => this.#blocksOf([description], place));
        groups.push(joinDefinition(term, values[0] ?? []));
        for (const value of values.slice(1)) {
          const items = asItems([value], 1);
          groups.push(items ? [{ kind: 'list', ordered: false, items }] : value);
        }
      }
      pushList(
        groups.filter((group) => group.length > 0),
        false,
        sink.blocks,
      );
    }
    if (loose.length > 0) appendAll(sink.blocks, this.#blocksOf(loose, place));
  }

  // --- tables -------------------------------------------------------------------------------------------------------

  #readTable(table: Element, sink: Sink, place: Place): void {
    if (isLayoutTable(table)) {
      this.#walkChildren(table, sink, place);
      return;
    }
    const images: Block[] = [];
    const inCell: Place = { ...place, inContact: true };
    sink.blocks.push(
      ...readTable(table, (cell) => {
        const inner = this.#enter(cell, inCell);
        if (!inner) return { text: '', links: [] };
        const blocks = this.#blocksOf(cell.children, inner);
        appendAll(
          images,
          blocks.filter((block) => block.kind === 'image'),
        );
        return { text: linesOf(blocks).join('\n'), links: linksOf(blocks) };
      }),
    );
    appendAll(sink.blocks, images);
  }

  // --- contacts -----------------------------------------------------------------------------------------------------

  /** Takes a small box as a contact if at least two of phone, mail, address and hours are in it. */
  #readContact(element: Element, sink: Sink, place: Place): boolean {
    if (place.inContact || this.#reading.collect || !BOXES.test(element.name)) return false;
    const { text } = this.#statsOf(element);
    const said = saysContact(element);
    if (text < 8 || text > LONGEST_CONTACT || !this.#looksLikeContact(element, said ? 1 : 2)) return false;
    if (findElement(element, isMain)) return false;
    // Two boxes in one: each is read for itself.
    const inner = elementChildren(element).filter((child) => BOXES.test(child.name) || hasBox(child));
    if (inner.length > 1 && inner.filter((child) => this.#looksLikeContact(child, 2)).length >= 2) return false;

    const level = this.#level;
    const blocks = this.#blocksOf(element.children, { ...place, inContact: true });
    const contact = asContact(blocks, {
      said,
      strict: element.name === 'ul' || element.name === 'table' || element.name === 'li',
    });
    if (!contact) {
      this.#level = level;
      return false;
    }
    for (const block of contact) {
      if (block.kind === 'contact') takeName(block, sink.blocks);
      sink.blocks.push(block);
    }
    return true;
  }

  #looksLikeContact(element: Element, kinds: number): boolean {
    const lines = rawText(element, 4_000)
      .split('\n')
      .map(foldText)
      .filter((line) => line.length > 0 && line.length < 400);
    const links: { url: string; text: string }[] = [];
    for (const inner of eachElement(element)) {
      const href = attribute(inner, 'href');
      if (inner.name === 'a' && /^(tel|mailto):/i.test(href))
        links.push({ url: href, text: foldText(rawText(inner, 200)) });
    }
    const all = lines.join(' ');
    return contactTraits([...lines, all.length < 1_000 ? all : ''], links).kinds >= kinds;
  }

  // --- images -------------------------------------------------------------------------------------------------------

  #readImage(image: Element, sink: Sink, place: Place): void {
    if (image.name !== 'img') return;
    const alternativeText = foldText(attribute(image, 'alt')).slice(0, 2_000);
    const source = attribute(image, 'src');
    if (isDecorative(image, alternativeText) || this.#isHidden(image, place)) return;
    const fingerprint = imageFingerprint(place.region, alternativeText, source.split('?')[0] ?? '');
    if (this.#reading.collect) this.#reading.collect.add(fingerprint);
    else if (this.#reading.boilerplate?.has(fingerprint)) return;
    if (place.link && FILE_ENDING.test(pathOf(place.link)) && !hasText(image.parent)) {
      // The picture of a form is the link to it.
      appendText(sink.run, ` ${alternativeText} `, place.link);
      return;
    }
    sink.run.images.push({ kind: 'image', alternativeText });
  }

  // --- paragraphs ---------------------------------------------------------------------------------------------------

  #flush(sink: Sink, place: Place): void {
    const run = sink.run;
    if (run.length === 0 && run.images.length === 0) return;
    sink.run = newRun();
    const lines = joinBrokenSentences(runLines(run));
    if (lines.length > 0) {
      const text = lines.map((line) => line.text).join(' ');
      const linked = lines.flatMap((line) => line.links).reduce((sum, link) => sum + link.text.length, 0);
      const { boilerplate, collect } = this.#reading;
      const onlyLinks = linked >= text.length - lines.length - 1;
      // "Zum Inhalt springen" and single menu entries beside the content.
      if (onlyLinks && this.#hasMain && place.region === 'outside' && !collect) return;
      if (boilerplate || collect) {
        const fingerprint = runFingerprint(place.region, text, onlyLinks);
        if (fingerprint && collect) collect.add(fingerprint);
        else if (fingerprint && boilerplate?.has(fingerprint)) return;
      }
      for (const line of lines) sink.blocks.push(asDownload(line) ?? { kind: 'paragraph', ...line });
    }
    for (const image of run.images) {
      // A picture that says what the text beside it says is no information of its own.
      if (!lines.some((line) => line.text.includes(image.alternativeText))) sink.blocks.push(image);
    }
  }

  #withoutEmptyRepeatedHeadings(blocks: Block[]): Block[] {
    return blocks.filter((block, index) => {
      if (!this.#repeatedHeadings.has(block) || block.kind !== 'heading') return true;
      const next = blocks[index + 1];
      return (
        next !== undefined && !((next.kind === 'heading' || next.kind === 'section-end') && next.level <= block.level)
      );
    });
  }
}
