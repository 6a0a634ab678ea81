/**
 * What a page says, whatever it was written in (HTML, PDF, office document): an ordered list of blocks.
 * Text is plain, white space folded, word for word as the page has it: quotes and text fragments depend on that. A line break (\n) stands
 * only inside a list item or table cell, where the page begins a new line.
 */

export interface Link {
  /** The words of the link as they stand in the text. */
  text: string;
  /** Absolute address (http, https, mailto, tel). */
  url: string;
}

export interface HeadingBlock {
  kind: 'heading';
  /** 1 to 6 */
  level: number;
  text: string;
  /** The id to link to, if the page gives one. */
  anchor: string | null;
}

export interface ParagraphBlock {
  kind: 'paragraph';
  text: string;
  links: Link[];
}

export interface ListBlock {
  kind: 'list';
  ordered: boolean;
  /** Nested items follow their parent with a greater depth (0 = top). */
  items: { text: string; depth: number; links: Link[] }[];
}

export interface TableBlock {
  kind: 'table';
  caption: string | null;
  /** Column names; empty strings where the page has none. */
  columns: string[];
  /** Cells in the order of `columns`; spans are written out into each cell that they cover. */
  rows: { cells: string[]; links: Link[] }[];
}

/** A box with how to reach somebody (address, phone, hours), found by what it holds, not by its class name. */
export interface ContactBlock {
  kind: 'contact';
  name: string | null;
  lines: string[];
  phones: string[];
  mails: string[];
  hours: string[];
  links: Link[];
}

export interface ImageBlock {
  kind: 'image';
  alternativeText: string;
}

export interface DownloadBlock {
  kind: 'download';
  text: string;
  url: string;
}

/** Starts a new page of a PDF; blocks after it stand on that page. */
export interface PageBreakBlock {
  kind: 'page-break';
  /** From 1. */
  pageNumber: number;
}

/** Ends a box with a heading of its own (section, aside, accordion): blocks after it stand under the last heading above that level. */
export interface SectionEndBlock {
  kind: 'section-end';
  /** The level of the heading that is over, 1 to 6. */
  level: number;
}

export type Block =
  | HeadingBlock
  | ParagraphBlock
  | ListBlock
  | TableBlock
  | ContactBlock
  | ImageBlock
  | DownloadBlock
  | PageBreakBlock
  | SectionEndBlock;

export interface PageContent {
  kind: 'web' | 'pdf' | 'document';
  title: string;
  description: string | null;
  /** BCP 47 primary tag ("de", "en"), by the page's own word or by detection. */
  language: string;
  /** Titles of the pages above this one, from the breadcrumb, root first; empty if there is none. */
  breadcrumb: string[];
  /** Last change as the page itself says (JSON-LD, meta, <time>, "Stand: …"), ISO 8601 date. */
  changedOn: string | null;
  blocks: Block[];
  /** Absolute addresses to follow, in page order, without fragments. */
  links: string[];
  /** JSON-LD objects as found. */
  structuredData: unknown[];
}

/** The unit of retrieval. Blocks are taken from the page unchanged. */
export interface Passage {
  /** Position in the page, from 0. */
  ordinal: number;
  /** Breadcrumb, page title and headings above the passage, root first. */
  path: string[];
  anchor: string | null;
  /** Page of a PDF, from 1. */
  pageNumber: number | null;
  language: string;
  blocks: Block[];
  /** The blocks as plain text: one line a sentence-bearing unit (paragraph, list item, table row with its column names, contact line). */
  text: string;
  /** SHA-256 (hex) of path and text: a passage that did not change is not worked on again. */
  hash: string;
}
