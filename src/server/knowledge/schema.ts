/** Tables of the knowledge slice: what is read (source), each run of reading (sync), what was found (page), and the units of search (passage). */
import { sql } from 'drizzle-orm';
import {
  boolean,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Block } from './page-content.ts';

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });

export interface SourceOptions {
  /** Glob patterns on the path with query (`/service/*`, `*?print=*`); empty = everything under the start address. */
  include: string[];
  exclude: string[];
  maxDepth: number;
  maxPages: number;
  requestsPerSecond: number;
  /** Follow links to PDF and office documents. */
  documents: boolean;
  /** Cron in German time, or null: on demand only. */
  schedule: string | null;
}

export interface SyncCounts {
  /** Addresses waiting to be read. */
  waiting: number;
  read: number;
  new: number;
  changed: number;
  same: number;
  gone: number;
  refused: number;
  failed: number;
}

/** What was asked of a source while it was busy or waiting; the next sync takes all of it. */
export interface SyncRequest {
  /** The whole source; null if only `addresses` are asked for. */
  trigger: 'start' | 'demand' | 'schedule' | 'webhook' | null;
  /** Single pages that changed, as the CMS says. */
  addresses: string[];
  /** A person confirmed that the site may have lost most of its pages. */
  acceptLoss: boolean;
}

/** A page that answers until the sync ends: only then is it known whether the whole site broke down. */
export interface Loss {
  state: 'gone' | 'refused';
  reason: string;
  httpStatus: number | null;
  canonicalUrl: string;
}

export const source = pgTable('source', {
  id: uuid('id').primaryKey().defaultRandom(),
  kind: text('kind', { enum: ['website', 'demo', 'import'] }).notNull(),
  name: text('name').notNull(),
  /** Start address; pages of the source lie on its origin below its folder unless `include` says otherwise. */
  url: text('url').notNull().unique(),
  options: jsonb('options').$type<SourceOptions>().notNull(),
  /** SHA-256 (hex) of the token in the CMS' webhook address. */
  webhookHash: text('webhook_hash'),
  /** What a person must look at, a code of `messages`: the site lost more than half of its pages, or cannot be reached. */
  alarm: text('alarm'),
  requested: jsonb('requested').$type<SyncRequest>(),
  /** Learned from repetition over the site's pages; what is left out of each. */
  boilerplate: jsonb('boilerplate').$type<unknown>(),
  createdAt: instant('created_at').notNull().defaultNow(),
});

export const sync = pgTable(
  'sync',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    sourceId: uuid('source_id')
      .notNull()
      .references(() => source.id, { onDelete: 'cascade' }),
    trigger: text('trigger', { enum: ['start', 'demand', 'schedule', 'webhook'] }).notNull(),
    state: text('state', { enum: ['running', 'done', 'kept', 'failed'] }).notNull(),
    /** Why it failed, or why the old index was kept. */
    reason: text('reason'),
    counts: jsonb('counts').$type<SyncCounts>().notNull(),
    /** Only these pages are read; null: the whole source. */
    addresses: jsonb('addresses').$type<string[]>(),
    acceptLoss: boolean('accept_loss').notNull().default(false),
    /** Pages that answered when the sync began. */
    livePages: integer('live_pages').notNull().default(0),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
  },
  (table) => [index('sync_source').on(table.sourceId, table.startedAt)],
);

/** Addresses of a running sync: the crawl goes on here after a crash. Emptied when the sync ends. */
export const frontier = pgTable(
  'frontier',
  {
    syncId: uuid('sync_id')
      .notNull()
      .references(() => sync.id, { onDelete: 'cascade' }),
    url: text('url').notNull(),
    depth: integer('depth').notNull(),
    /** Order of discovery: the crawl is breadth first. */
    position: integer('position').notNull(),
    referrer: text('referrer'),
    fromSitemap: boolean('from_sitemap').notNull().default(false),
    done: boolean('done').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.syncId, table.url] }),
    index('frontier_waiting').on(table.syncId, table.done, table.depth, table.position),
  ],
);

export const page = pgTable(
  'page',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    sourceId: uuid('source_id')
      .notNull()
      .references(() => source.id, { onDelete: 'cascade' }),
    /** Address that was asked for, normalised; the citation uses `canonicalUrl`. */
    url: text('url').notNull(),
    canonicalUrl: text('canonical_url').notNull(),
    kind: text('kind', { enum: ['web', 'pdf', 'document'] }).notNull(),
    state: text('state', { enum: ['new', 'changed', 'same', 'gone', 'refused', 'failed'] }).notNull(),
    /** Why it was refused, failed or gone: a short code of `messages`, e.g. `robots`, `noindex`, `http-500`, `timeout`, `too-large`. */
    reason: text('reason'),
    httpStatus: integer('http_status'),
    etag: text('etag'),
    lastModified: text('last_modified'),
    /** SHA-256 (hex) of the bytes as fetched. */
    contentHash: text('content_hash'),
    title: text('title').notNull().default(''),
    description: text('description'),
    language: text('language').notNull().default('de'),
    breadcrumb: jsonb('breadcrumb').$type<string[]>().notNull().default([]),
    /** ISO 8601 date of the last change as the page says. */
    changedOn: date('changed_on', { mode: 'string' }),
    /** The page as fetched (text of HTML, gzip): so that extraction can be done again when the boilerplate is known. Null for PDF and office. */
    html: bytes('html'),
    /** Fingerprints of its blocks, for boilerplate over the site. */
    fingerprints: jsonb('fingerprints').$type<string[]>().notNull().default([]),
    structuredData: jsonb('structured_data').$type<unknown[]>().notNull().default([]),
    links: jsonb('links').$type<string[]>().notNull().default([]),
    depth: integer('depth').notNull().default(0),
    referrer: text('referrer'),
    fetchedAt: instant('fetched_at').notNull(),
    /** The sync that saw the page last. */
    seenBy: uuid('seen_by'),
    lost: jsonb('lost').$type<Loss>(),
    /** Hash of what was left out as boilerplate: a page is extracted again only if that changes. */
    leftOut: text('left_out'),
  },
  (table) => [
    unique('page_url').on(table.sourceId, table.url),
    index('page_state').on(table.sourceId, table.state),
    index('page_content').on(table.sourceId, table.contentHash),
  ],
);

export const passage = pgTable(
  'passage',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    pageId: uuid('page_id')
      .notNull()
      .references(() => page.id, { onDelete: 'cascade' }),
    sourceId: uuid('source_id')
      .notNull()
      .references(() => source.id, { onDelete: 'cascade' }),
    ordinal: integer('ordinal').notNull(),
    path: jsonb('path').$type<string[]>().notNull(),
    anchor: text('anchor'),
    pageNumber: integer('page_number'),
    language: text('language').notNull(),
    blocks: jsonb('blocks').$type<Block[]>().notNull(),
    text: text('text').notNull(),
    /** SHA-256 (hex) of path and text; the key of its vector. */
    hash: text('hash').notNull(),
    /** Analysed terms, separated by blanks, repeated by weight: what the lexical index reads. Null until analysed. */
    terms: text('terms'),
    /** Number of terms. */
    length: integer('length'),
    /** Grows with each new passage and is never given twice; the lexical index and the vectors in memory go by it. */
    number: integer('number').notNull().generatedByDefaultAsIdentity(),
  },
  (table) => [
    uniqueIndex('passage_number').on(table.number),
    index('passage_length').on(table.length).where(sql`${table.length} is not null`),
    index('passage_page').on(table.pageId, table.ordinal),
    index('passage_source').on(table.sourceId),
    index('passage_hash').on(table.hash),
    index('passage_unanalysed').on(table.id).where(sql`${table.terms} is null`),
  ],
);

/**
 * The lexical index (ADR 6): for each term and segment the passages that have it, three bytes each. A segment holds the passages of one
 * range of numbers, is never changed, and is replaced as a whole.
 */
export const postingList = pgTable(
  'posting_list',
  {
    term: text('term').notNull(),
    segment: integer('segment').notNull(),
    /** Places in the range (16 bits, little endian), one after the other, then how often the term stands there (8 bits each). */
    postings: bytes('postings').notNull(),
  },
  (table) => [primaryKey({ columns: [table.term, table.segment] }), index('posting_list_segment').on(table.segment)],
);

export const postingSegment = pgTable(
  'posting_segment',
  {
    segment: integer('segment').primaryKey().generatedAlwaysAsIdentity(),
    /** Which range of passage numbers. */
    block: integer('block').notNull(),
    /** One of a block is current; a retired one stays for searches that have just begun. */
    state: text('state', { enum: ['filling', 'current', 'retired'] }).notNull(),
    changedAt: instant('changed_at').notNull().defaultNow(),
    /** How many passages it was made of, and how many of them are still there. */
    made: integer('made').notNull().default(0),
    passages: integer('passages').notNull().default(0),
    /** For each of them: place in the range, number of terms, index in `sources`, index in `languages` (16 bits each, little endian), ids of passage and page. */
    marks: bytes('marks'),
    sources: uuid('sources').array().notNull().default([]),
    languages: text('languages').array().notNull().default([]),
  },
  (table) => [index('posting_segment_block').on(table.block)],
);

/** Blocks whose passages were analysed after their segment was made; `mark` changes with each. */
export const postingDirty = pgTable('posting_dirty', {
  block: integer('block').primaryKey(),
  mark: uuid('mark').notNull(),
});

/** Vectors by content and model: a passage that comes back unchanged keeps its vector. 32-bit floats, little endian. */
export const embedding = pgTable(
  'embedding',
  {
    hash: text('hash').notNull(),
    model: text('model').notNull(),
    vector: bytes('vector').notNull(),
    /** Grows: who keeps a copy in memory reads what is new by it. */
    number: integer('number').notNull().generatedAlwaysAsIdentity(),
  },
  (table) => [
    primaryKey({ columns: [table.hash, table.model] }),
    index('embedding_number').on(table.model, table.number),
  ],
);

/** Words of the corpus with the number of passages that have them: the compound dictionary is learned from it. */
export const word = pgTable('word', {
  word: text('word').primaryKey(),
  passages: integer('passages').notNull(),
});
