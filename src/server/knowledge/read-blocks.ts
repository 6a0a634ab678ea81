/** The content of a page as blocks, in the order and with the words that a browser shows. */
import type { AnyNode, ChildNode, Document, Element } from 'domhandler';
import { isTag, isText } from 'domhandler';
import {
  containerFingerprint,
  headingFingerprint,
  imageFingerprint,
  type Region,
  runFingerprint,
} from './find-boilerplate.ts';
import { contactTraits, isContactLine } from './find-contact.ts';
import type { Block, ContactBlock, HeadingBlock, ImageBlock, Link, ListBlock } from './page-content.ts';
import {
  attribute,
  eachElement,
  elementChildren,
  findElement,
  foldInlineText,
  foldText,
  rawText,
} from './read-html.ts';
import { isLayoutTable, readTable } from './read-table.ts';

/** Never content: neither they nor what is inside them is shown as text. */
const NOT_TEXT = new Set(
  `script style noscript template head title meta link base svg iframe object embed canvas audio video map select option optgroup
   datalist input textarea progress meter param source track rp frameset noframes`
    .split(/\s+/)
    .filter(Boolean),
);

const BLOCKS = new Set(
  `address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset figcaption figure footer form
   h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol p pre search section summary table tbody td tfoot th thead tr ul`
    .split(/\s+/)
    .filter(Boolean),
);

/** Elements that may be a contact box. */
const BOXES = /^(address|article|aside|dd|details|div|dl|fieldset|figure|footer|form|li|p|section|table|td|ul)$/;
const CONTAINERS = /^(article|aside|details|div|dl|fieldset|figure|footer|form|header|nav|ol|section|table|ul)$/;
/** A heading inside holds for what is inside. */
const SECTIONS = /^(article|aside|details|dl|fieldset|li|section|table|td)$/;
const LONGEST_CONTACT = 800;

/** What a town lays out as a file to take home; the crawler reads some of them, the others are linked. */
const FILE_ENDING = /\.(pdf|docx?|odt|rtf|xlsx?|ods|csv|pptx?|odp|zip|ics|epub)$/i;
/** What editors write around a file's name: "(PDF, 120 KB, nicht barrierefrei)". */
const FILE_WORDS = new Set(
  `pdf doc docx odt rtf xls xlsx ods csv ppt pptx odp zip ics datei dokument word excel download herunterladen nicht barrierefrei
   barrierefreies ist öffnet neues neuem fenster im in größe seite seiten kb mb kib mib byte bytes kilobyte megabyte`
    .split(/\s+/)
    .filter(Boolean),
);

interface Stats {
  /** Characters of visible text, blanks apart. */
  text: number;
  linkText: number;
  links: number;
}

interface Run {
  parts: string[];
  length: number;
  pendingBlank: boolean;
  lineStart: boolean;
  links: { start: number; end: number; url: string }[];
  images: ImageBlock[];
}

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

function newRun(): Run {
  return { parts: [], length: 0, pendingBlank: false, lineStart: true, links: [], images: [] };
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
      if (name === 'article') sink.blocks.push(...headingFirst(this.#blocksOf(element.children, place)));
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
    else sink.run.images.push(...images);
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
    const fingerprint =
      place.region === 'outside' ? runFingerprint('outside', text, false) : headingFingerprint(place.region, text);
    if (fingerprint && collect) collect.add(fingerprint);
    if (fingerprint && boilerplate?.has(fingerprint)) {
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
        if (inner) groups.push(this.#blocksOf(child.children, inner));
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
    if (loose.length > 0) sink.blocks.push(...this.#blocksOf(loose, place));
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
        images.push(...blocks.filter((block) => block.kind === 'image'));
        return { text: linesOf(blocks).join('\n'), links: linksOf(blocks) };
      }),
    );
    sink.blocks.push(...images);
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
    const contact = this.#asContact(
      blocks,
      said,
      element.name === 'ul' || element.name === 'table' || element.name === 'li',
    );
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

  #asContact(blocks: Block[], said: boolean, strict: boolean): Block[] | null {
    const ended = blocks.filter((block) => block.kind !== 'section-end');
    return this.#contactFrom(ended, said, strict);
  }

  #contactFrom(blocks: Block[], said: boolean, strict: boolean): Block[] | null {
    const firstText = blocks.findIndex((block) => block.kind !== 'heading' && block.kind !== 'image');
    const before = blocks.slice(0, Math.max(0, firstText));
    const rest = blocks.slice(Math.max(0, firstText));
    const headings = before.filter((block) => block.kind === 'heading');
    if (rest.some((block) => block.kind === 'heading') || headings.length > 2) return null;
    const body = rest.filter((block) => block.kind !== 'image');
    const images = blocks.filter((block) => block.kind === 'image');
    const lines = linesOf(body);
    const links = linksOf(body);
    const traits = contactTraits(lines, links);
    if (traits.kinds < (said ? 1 : 2) || lines.length < 2 || lines.length > 30) return null;
    const prose = lines.filter((line) => line.length > 110 && !(isContactLine(line) && line.length < 160));
    if (prose.length > 0) return null;
    if (strict && lines.filter((line) => !isContactLine(line)).length > lines.length / 2) return null;
    if (traits.phones.length > 6 || traits.mails.length > 4) return null;
    const contact: ContactBlock = {
      kind: 'contact',
      name: nameOf(lines, headings),
      lines,
      phones: traits.phones,
      mails: traits.mails,
      hours: traits.hours,
      links,
    };
    return [...headings, contact, ...images];
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

// --- inline text ----------------------------------------------------------------------------------------------------

function appendText(run: Run, raw: string, link: string | null): void {
  const text = foldInlineText(raw);
  if (text === '') return;
  const startsBlank = text.startsWith(' ');
  const words = text.trim();
  if (words === '') {
    run.pendingBlank = true;
    return;
  }
  if ((startsBlank || run.pendingBlank) && !run.lineStart) {
    run.parts.push(' ');
    run.length += 1;
  }
  const start = run.length;
  run.parts.push(words);
  run.length += words.length;
  run.lineStart = false;
  run.pendingBlank = text.endsWith(' ');
  if (!link) return;
  const last = run.links.at(-1);
  // One link in several text nodes (<a>Antrag <b>Hund</b></a>) stays one link.
  if (last && last.url === link && start - last.end <= 1) last.end = run.length;
  else run.links.push({ start, end: run.length, url: link });
}

function breakLine(run: Run): void {
  run.parts.push('\n');
  run.length += 1;
  run.lineStart = true;
  run.pendingBlank = false;
}

interface Line {
  text: string;
  links: Link[];
}

function runLines(run: Run): Line[] {
  const text = run.parts.join('');
  const lines: Line[] = [];
  let start = 0;
  let link = 0;
  for (const part of text.split('\n')) {
    const end = start + part.length;
    const links: Link[] = [];
    while (link < run.links.length) {
      const candidate = run.links[link];
      if (!candidate || candidate.start >= end + 1) break;
      const words = text.slice(Math.max(candidate.start, start), Math.min(candidate.end, end)).trim();
      if (words !== '') links.push({ text: words, url: candidate.url });
      if (candidate.end > end) break;
      link += 1;
    }
    const line = part.trim();
    if (line !== '') lines.push({ text: line, links });
    start = end + 1;
  }
  return lines;
}

/** A line break inside a sentence is the editor's layout; one between lines of an address is not. */
function joinBrokenSentences(lines: Line[]): Line[] {
  const joined: Line[] = [];
  for (const line of lines) {
    const before = joined.at(-1);
    if (
      before &&
      /^\p{Ll}/u.test(line.text) &&
      /[\p{L}\p{N},]$/u.test(before.text) &&
      before.text.length > 25 &&
      !isShortContactLine(before.text) &&
      !isShortContactLine(line.text)
    ) {
      before.text = `${before.text} ${line.text}`;
      before.links = [...before.links, ...line.links];
    } else {
      joined.push({ ...line });
    }
  }
  return joined;
}

function isShortContactLine(line: string): boolean {
  return line.length <= 160 && isContactLine(line);
}

function asDownload(line: Line): Block | null {
  const [first, ...others] = line.links;
  if (!first || others.some((link) => link.url !== first.url)) return null;
  if (!FILE_ENDING.test(pathOf(first.url))) return null;
  let rest = line.text;
  for (const link of line.links) rest = rest.replace(link.text, ' ');
  if (rest.length > 120 || !isFileNote(rest)) return null;
  return { kind: 'download', text: line.text, url: first.url };
}

function isFileNote(text: string): boolean {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => word === '' || FILE_WORDS.has(word) || /^\d+(?:[km]i?b)?$/.test(word));
}

function pathOf(url: string): string {
  const path = url.split(/[?#]/)[0] ?? url;
  return path.slice(-200);
}

// --- lists and lines ------------------------------------------------------------------------------------------------

type Item = ListBlock['items'][number];

/** Items of a list, or null if what stands in it is more than items (cards with headings, tables, long texts). */
function asItems(groups: Block[][], depth: number): Item[] | null {
  const items: Item[] = [];
  for (const group of groups) {
    const texts = group.filter((block) => block.kind === 'paragraph');
    if (group.some((block) => block.kind === 'heading' || block.kind === 'table')) return null;
    if (texts.length >= 3 && texts.reduce((sum, block) => sum + block.text.length, 0) > 700) return null;
    let open: Item | null = null;
    let seen = false;
    for (const block of group) {
      if (block.kind === 'list') {
        open = null;
        seen = true;
        for (const item of block.items) items.push({ ...item, depth: item.depth + depth + 1 });
        continue;
      }
      const lines = linesOf([block]);
      if (lines.length === 0) continue;
      if (open) {
        open.text += `\n${lines.join('\n')}`;
        open.links.push(...linksOf([block]));
      } else {
        open = { text: lines.join('\n'), depth: seen ? depth + 1 : depth, links: linksOf([block]) };
        items.push(open);
      }
    }
  }
  return items;
}

/** An index of single letters or page numbers leads elsewhere and says nothing. */
function isIndex(items: Item[]): boolean {
  return (
    items.length >= 4 &&
    items.every((item) => item.text.length <= 2 && !/\n/.test(item.text)) &&
    items.some((item) => item.links.length > 0)
  );
}

/** Teasers: a heading each and a few words that another page tells in full. They are entries of a list, not sections. */
function asTeasers(groups: Block[][]): Block[][] {
  const teasers = groups.map((group) => group.filter((block) => block.kind !== 'section-end'));
  const all = teasers.every((group) => {
    const headings = group.filter((block) => block.kind === 'heading').length;
    const length = linesOf(group).reduce((sum, line) => sum + line.length, 0);
    return headings <= 1 && length <= LONGEST_TEASER && group.every((block) => TEASER_BLOCKS.has(block.kind));
  });
  if (!all || groups.length < 2 || !teasers.some((group) => group.some((block) => block.kind === 'heading'))) {
    return groups.map(headingFirst);
  }
  return teasers.map((group) =>
    headingFirst(group).map(
      (block): Block => (block.kind === 'heading' ? { kind: 'paragraph', text: block.text, links: [] } : block),
    ),
  );
}

const LONGEST_TEASER = 320;
const TEASER_BLOCKS = new Set(['heading', 'paragraph', 'image', 'download']);

/** A date or a word over the heading of a card belongs to that card. */
function headingFirst(blocks: Block[]): Block[] {
  const at = blocks.findIndex((block) => block.kind === 'heading');
  const before = blocks.slice(0, Math.max(0, at));
  const heading = blocks[at];
  if (!heading || before.length === 0 || before.length > 3 || linesOf(before).join(' ').length > 80) return blocks;
  return [heading, ...before, ...blocks.slice(at + 1)];
}

function pushList(found: Block[][], ordered: boolean, blocks: Block[]): void {
  const groups = asTeasers(found);
  const items = asItems(groups, 0);
  if (items && isIndex(items)) return;
  if (!items) {
    for (const group of groups) blocks.push(...group);
    return;
  }
  const downloads = groups.flat().filter((block) => block.kind !== 'image');
  const images = groups.flat().filter((block) => block.kind === 'image');
  if (downloads.length > 0 && downloads.every((block) => block.kind === 'download')) blocks.push(...downloads);
  else if (items.length > 0) blocks.push({ kind: 'list', ordered, items });
  blocks.push(...images);
}

/** "term: description" as one item; what is more than text in the description follows. */
function joinDefinition(term: Block[], description: Block[]): Block[] {
  const name = linesOf(term).join(' ');
  const [first, ...rest] = description;
  if (name === '') return description;
  if (first?.kind === 'paragraph') {
    const joint = /[:?!.]$/.test(name) ? ' ' : ': ';
    return [
      { kind: 'paragraph', text: `${name}${joint}${first.text}`, links: [...linksOf(term), ...first.links] },
      ...rest,
    ];
  }
  if (first?.kind === 'download') {
    const joint = /[:?!.]$/.test(name) ? ' ' : ': ';
    return [
      { kind: 'paragraph', text: `${name}${joint}${first.text}`, links: [...linksOf(term), ...linksOf([first])] },
      ...rest,
    ];
  }
  return [...term, ...description];
}

/** An end is needed only where something follows that would fall under the heading before it. */
function withoutNeedlessEnds(blocks: Block[]): Block[] {
  const kept: Block[] = [];
  for (const block of blocks) {
    const last = kept.at(-1);
    if (last?.kind === 'section-end') {
      if (block.kind === 'heading' && block.level <= last.level) kept.pop();
      else if (block.kind === 'section-end') {
        last.level = Math.min(last.level, block.level);
        continue;
      }
    }
    kept.push(block);
  }
  while (kept.at(-1)?.kind === 'section-end') kept.pop();
  return kept;
}

/** Blocks as lines, for a cell, an item or a contact box. */
function linesOf(blocks: Block[]): string[] {
  const lines: string[] = [];
  for (const block of blocks) {
    if (block.kind === 'paragraph' || block.kind === 'heading' || block.kind === 'download') lines.push(block.text);
    else if (block.kind === 'list') lines.push(...block.items.flatMap((item) => item.text.split('\n')));
    else if (block.kind === 'contact') lines.push(...block.lines);
    else if (block.kind === 'table') {
      if (block.caption) lines.push(block.caption);
      if (block.columns.some((column) => column !== '')) lines.push(block.columns.filter(Boolean).join(' '));
      for (const row of block.rows) lines.push(row.cells.filter(Boolean).join(' ').replace(/\n/g, ' '));
    }
  }
  return lines;
}

function linksOf(blocks: Block[]): Link[] {
  return blocks.flatMap((block): Link[] => {
    if (block.kind === 'paragraph' || block.kind === 'contact') return block.links;
    if (block.kind === 'list') return block.items.flatMap((item) => item.links);
    if (block.kind === 'table') return block.rows.flatMap((row) => row.links);
    if (block.kind === 'download') return [{ text: block.text, url: block.url }];
    return [];
  });
}

const GENERAL_NAME =
  /^(?:ihre? )?(?:kontakt(?:daten|formular)?|ansprech(?:partner(?:in|innen)?|personen?)|adresse|anschrift|öffnungszeiten|sprechzeiten|telefon|e-?mail|so erreichen sie uns|erreichbarkeit|wo|hier finden sie uns|contact|address|opening hours)(?: (?:und|&) .*)?:?$/iu;

function nameOf(lines: string[], headings: Block[]): string | null {
  const heading = headings.findLast((block) => block.kind === 'heading');
  if (heading?.kind === 'heading' && !GENERAL_NAME.test(heading.text)) return heading.text;
  const first = lines.find((line) => !GENERAL_NAME.test(line));
  return first && isName(first) ? first.replace(/:$/, '') : null;
}

function isName(line: string): boolean {
  return (
    line.length <= 80 &&
    /\p{Lu}/u.test(line) &&
    !/\d[\d /-]{4}/.test(line) &&
    !/[.!?;,]$/.test(line.replace(/\b(?:e\. ?V|Dr|i\. ?R)\.$/i, '')) &&
    !isContactLine(line)
  );
}

/** A short line right before a box of numbers ("Astrid Zimmermann") says whose they are. */
function takeName(contact: ContactBlock, before: Block[]): void {
  const last = before.at(-1);
  if (contact.name !== null || last?.kind !== 'paragraph' || !isName(last.text) || last.links.length > 1) return;
  before.pop();
  contact.name = last.text.replace(/:$/, '');
  contact.lines.unshift(last.text);
  contact.links.unshift(...last.links);
}

// --- elements -------------------------------------------------------------------------------------------------------

function isMain(element: Element): boolean {
  return element.name === 'main' || attribute(element, 'role') === 'main';
}

function findMain(element: Element): Element | null {
  return findElement(element, isMain);
}

function landmarkOf(element: Element, inPart: boolean): string | null {
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

function hasHeading(element: Element): boolean {
  return findElement(element, (inner) => inner.name === 'h1') !== null;
}

function headingLevel(element: Element): number {
  const own = /^h([1-6])$/.exec(element.name)?.[1];
  const said = Number.parseInt(attribute(element, 'aria-level'), 10);
  const level = own ? Number(own) : Number.isFinite(said) ? said : 2;
  return Math.min(6, Math.max(1, level));
}

/** What a reader presses or reads to open the part that follows. */
function isControl(element: Element): boolean {
  if (/^(h[1-6]|summary|dt)$/.test(element.name)) return true;
  return element.name === 'button' || 'aria-expanded' in element.attribs || 'aria-controls' in element.attribs;
}

function nextElement(element: Element): Element | null {
  let next = element.next;
  while (next && !isTag(next)) next = next.next;
  return next && isTag(next) ? next : null;
}

/** What stands before an element in its parent: text that is not blank, or an element. */
function previousContent(element: Element): ChildNode | null {
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
function saysContact(element: Element): boolean {
  if (element.name === 'address') return true;
  if (
    /schema\.org\/(PostalAddress|ContactPoint|GovernmentOffice|GovernmentOrganization|Person)\b/.test(
      attribute(element, 'itemtype'),
    )
  )
    return true;
  return /(?:^|\s)(?:vcard|h-card)(?:\s|$)/.test(attribute(element, 'class'));
}

function hasBox(element: Element): boolean {
  return findElement(element, (inner) => BOXES.test(inner.name)) !== null;
}

function hasText(node: AnyNode | null): boolean {
  return node !== null && isTag(node) && foldText(rawText(node, 500)) !== '';
}

const GENERAL_IMAGE =
  /^(?:bild|foto|icon|logo|symbol|image|picture|grafik|platzhalter|banner|pfeil|trenner|spacer)\b\W*\d*$/iu;

/** No alternative text, one that is a file's name, or a picture too small to show anything. */
function isDecorative(image: Element, alternativeText: string): boolean {
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
function countText(document: Document): Map<Element, Stats> {
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
