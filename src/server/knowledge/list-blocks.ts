/** What stands in list items, cells and boxes, as items and lines. */
import { appendAll } from './append-all.ts';
import type { Block, Link, ListBlock } from './page-content.ts';

type Item = ListBlock['items'][number];

/** Items of a list, or null if what stands in it is more than items (cards with headings, tables, long texts). */
export function asItems(groups: Block[][], depth: number): Item[] | null {
  const items: Item[] = [];
  for (const group of groups) {
    const texts = group.filter((block) => block.kind === 'paragraph');
    if (group.some((block) => block.kind === 'heading' || block.kind === 'table' || block.kind === 'contact'))
      return null;
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
        appendAll(open.links, linksOf([block]));
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
export function headingFirst(blocks: Block[]): Block[] {
  const at = blocks.findIndex((block) => block.kind === 'heading');
  const before = blocks.slice(0, Math.max(0, at));
  const heading = blocks[at];
  if (
    !heading ||
    at === blocks.length - 1 ||
    before.length === 0 ||
    before.length > 3 ||
    linesOf(before).join(' ').length > 80
  )
    return blocks;
  return [heading, ...before, ...blocks.slice(at + 1)];
}

export function pushList(found: Block[][], ordered: boolean, blocks: Block[]): void {
  let plain: Block[][] = [];
  for (const group of asTeasers(found)) {
    if (asItems([group], 0)) {
      plain.push(group);
      continue;
    }
    // More than an item: a card, a table, a heading that an editor put inside. It stands between the lists.
    pushItems(plain, ordered, blocks);
    plain = [];
    appendAll(blocks, group);
  }
  pushItems(plain, ordered, blocks);
}

function pushItems(groups: Block[][], ordered: boolean, blocks: Block[]): void {
  const items = asItems(groups, 0) ?? [];
  if (isIndex(items)) return;
  const content = groups.flat().filter((block) => block.kind !== 'image');
  if (content.length > 0 && content.every((block) => block.kind === 'download')) appendAll(blocks, content);
  else if (items.length > 0) blocks.push({ kind: 'list', ordered, items });
  appendAll(
    blocks,
    groups.flat().filter((block) => block.kind === 'image'),
  );
}

/** "term: description" as one item; what is more than text in the description follows. */
export function joinDefinition(term: Block[], description: Block[]): Block[] {
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
export function withoutNeedlessEnds(blocks: Block[]): Block[] {
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
export function linesOf(blocks: Block[]): string[] {
  const lines: string[] = [];
  for (const block of blocks) {
    if (block.kind === 'paragraph' || block.kind === 'heading' || block.kind === 'download') lines.push(block.text);
    else if (block.kind === 'list')
      appendAll(
        lines,
        block.items.flatMap((item) => item.text.split('\n')),
      );
    else if (block.kind === 'contact') appendAll(lines, block.lines);
    else if (block.kind === 'table') {
      if (block.caption) lines.push(block.caption);
      if (block.columns.some((column) => column !== '')) lines.push(block.columns.filter(Boolean).join(' '));
      for (const row of block.rows) lines.push(row.cells.filter(Boolean).join(' ').replace(/\n/g, ' '));
    }
  }
  return lines;
}

export function linksOf(blocks: Block[]): Link[] {
  return blocks.flatMap((block): Link[] => {
    if (block.kind === 'paragraph' || block.kind === 'contact') return block.links;
    if (block.kind === 'list') return block.items.flatMap((item) => item.links);
    if (block.kind === 'table') return block.rows.flatMap((row) => row.links);
    if (block.kind === 'download') return [{ text: block.text, url: block.url }];
    return [];
  });
}
