/** Queries on sources, syncs, the frontier of a crawl, pages and their passages. Each write is one short transaction. */
import { isDeepStrictEqual } from 'node:util';
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, ne, notInArray, or, sql } from 'drizzle-orm';
import type { Database } from '../platform/database.ts';
import type { Boilerplate } from './find-boilerplate.ts';
import type { Passage } from './page-content.ts';
import {
  frontier,
  type Loss,
  page,
  passage,
  type SourceOptions,
  type SyncCounts,
  type SyncRequest,
  source,
  sync,
} from './schema.ts';

export type SourceRow = typeof source.$inferSelect;
export type SyncRow = typeof sync.$inferSelect;
export type PageState = (typeof page.$inferSelect)['state'];
type Transaction = Parameters<Parameters<Database['orm']['transaction']>[0]>[0];

/** Pages that answer: read at least once, whatever the last attempt brought. */
const LIVE = sql`(${page.state} in ('new', 'changed', 'same', 'failed') and ${page.contentHash} is not null)`;
/** How long a page that is gone is still listed as such, in milliseconds. */
const GONE_KEPT = 90 * 86_400_000;
const ROWS_AT_ONCE = 200;
const ADDRESSES_AT_ONCE = 1_000;

export const NO_COUNTS: SyncCounts = {
  waiting: 0,
  read: 0,
  new: 0,
  changed: 0,
  same: 0,
  gone: 0,
  refused: 0,
  failed: 0,
};

// --- sources --------------------------------------------------------------------------------------------------------

/** Null if there is a source of that address. */
export async function insertSource(
  db: Database,
  values: { kind: SourceRow['kind']; name: string; url: string; options: SourceOptions },
): Promise<SourceRow | null> {
  const [row] = await db.orm.insert(source).values(values).onConflictDoNothing({ target: source.url }).returning();
  return row ?? null;
}

export async function readSource(db: Database, id: string): Promise<SourceRow | null> {
  const [row] = await db.orm.select().from(source).where(eq(source.id, id));
  return row ?? null;
}

export async function readSourceByUrl(db: Database, url: string): Promise<SourceRow | null> {
  const [row] = await db.orm.select().from(source).where(eq(source.url, url));
  return row ?? null;
}

export async function readSources(db: Database): Promise<SourceRow[]> {
  return db.orm.select().from(source).orderBy(asc(source.createdAt), asc(source.id));
}

/** Null if there is no such source, false if another source has the address. */
export async function updateSource(
  db: Database,
  id: string,
  values: Partial<Pick<SourceRow, 'name' | 'url' | 'options' | 'alarm' | 'webhookHash' | 'boilerplate'>>,
): Promise<SourceRow | null | false> {
  if (values.url !== undefined) {
    const other = await readSourceByUrl(db, values.url);
    if (other !== null && other.id !== id) return false;
  }
  const [row] = await db.orm.update(source).set(values).where(eq(source.id, id)).returning();
  return row ?? null;
}

/** The pages of a source that took another address go with it, with all that is known of them. */
export async function movePages(
  db: Database,
  sourceId: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  await db.pool.query(
    `update page set url = $3 || substr(url, length($2) + 1),
       canonical_url = case when starts_with(canonical_url, $2) then $3 || substr(canonical_url, length($2) + 1) else canonical_url end
     where source_id = $1 and starts_with(url, $2)
       and not exists (select 1 from page other where other.source_id = $1 and other.url = $3 || substr(page.url, length($2) + 1))`,
    [sourceId, from, to],
  );
}

export async function deleteSource(db: Database, id: string): Promise<boolean> {
  const deleted = await db.orm.delete(source).where(eq(source.id, id)).returning({ id: source.id });
  return deleted.length > 0;
}

/** Pages by state, and how many of them answer. */
export async function countPages(
  db: Database,
  sourceId: string,
): Promise<{ states: Record<PageState, number>; live: number }> {
  const rows = await db.orm
    .select({
      state: page.state,
      count: sql<number>`count(*)::int`,
      live: sql<number>`count(*) filter (where ${LIVE})::int`,
    })
    .from(page)
    .where(eq(page.sourceId, sourceId))
    .groupBy(page.state);
  const states = { new: 0, changed: 0, same: 0, gone: 0, refused: 0, failed: 0 };
  for (const row of rows) states[row.state] = row.count;
  return { states, live: rows.reduce((sum, row) => sum + row.live, 0) };
}

export async function countPassages(db: Database, sourceId: string): Promise<number> {
  const [row] = await db.orm
    .select({ count: sql<number>`count(*)::int` })
    .from(passage)
    .where(eq(passage.sourceId, sourceId));
  return row?.count ?? 0;
}

// --- syncs ----------------------------------------------------------------------------------------------------------

const NO_REQUEST: SyncRequest = { trigger: null, addresses: [], acceptLoss: false };
const MOST_REQUESTED = 1_000;

/** Notes what is asked for; what was asked before and is still waiting is kept. False if there is no such source. */
export async function requestSync(db: Database, id: string, asked: Partial<SyncRequest>): Promise<boolean> {
  return db.orm.transaction(async (tx) => {
    const [row] = await tx.select({ requested: source.requested }).from(source).where(eq(source.id, id)).for('update');
    if (row === undefined) return false;
    const before = row.requested ?? NO_REQUEST;
    const addresses = [...new Set([...before.addresses, ...(asked.addresses ?? [])])];
    const requested: SyncRequest = {
      // More single pages than that: the whole source is read.
      trigger: asked.trigger ?? before.trigger ?? (addresses.length > MOST_REQUESTED ? 'webhook' : null),
      addresses: addresses.slice(0, MOST_REQUESTED),
      acceptLoss: before.acceptLoss || asked.acceptLoss === true,
    };
    await tx.update(source).set({ requested }).where(eq(source.id, id));
    return true;
  });
}

/** The sync that is to be worked on: one that was interrupted, else a new one of what is asked for; null if nothing is. */
export async function openSync(
  db: Database,
  { sourceId, trigger, now }: { sourceId: string; trigger: SyncRow['trigger'] | null; now: Date },
): Promise<{ sync: SyncRow; resumed: boolean } | null> {
  return db.orm.transaction(async (tx) => {
    const [from] = await tx.select().from(source).where(eq(source.id, sourceId)).for('update');
    if (from === undefined) return null;
    const [running] = await tx
      .select()
      .from(sync)
      .where(and(eq(sync.sourceId, sourceId), eq(sync.state, 'running')))
      .orderBy(asc(sync.startedAt))
      .limit(1);
    if (running !== undefined) return { sync: running, resumed: true };
    const asked = from.requested ?? NO_REQUEST;
    const whole = trigger ?? asked.trigger;
    if (whole === null && asked.addresses.length === 0) return null;
    const [live] = await tx
      .select({ count: sql<number>`count(*)::int` })
      .from(page)
      .where(and(eq(page.sourceId, sourceId), LIVE));
    const [opened] = await tx
      .insert(sync)
      .values({
        sourceId,
        trigger: whole ?? 'webhook',
        state: 'running',
        counts: NO_COUNTS,
        addresses: whole === null ? asked.addresses : null,
        acceptLoss: asked.acceptLoss,
        livePages: live?.count ?? 0,
        startedAt: now,
      })
      .returning();
    await tx.update(source).set({ requested: null }).where(eq(source.id, sourceId));
    return opened === undefined ? null : { sync: opened, resumed: false };
  });
}

/** Sources whose sync was interrupted or is asked for. */
export async function readUnfinishedSources(db: Database): Promise<string[]> {
  const rows = await db.orm
    .select({ id: source.id })
    .from(source)
    .where(
      or(
        isNotNull(source.requested),
        sql`exists (select 1 from ${sync} where ${sync.sourceId} = ${source.id} and ${sync.state} = 'running')`,
      ),
    );
  return rows.map((row) => row.id);
}

export async function writeCounts(db: Database, syncId: string, counts: SyncCounts): Promise<void> {
  await db.orm.update(sync).set({ counts }).where(eq(sync.id, syncId));
}

/** Ends a sync: its frontier is emptied, the source's alarm set (a code), cleared (null) or left (undefined). */
export async function closeSync(
  db: Database,
  {
    syncId,
    sourceId,
    state,
    reason,
    counts,
    alarm,
    now,
  }: {
    syncId: string;
    sourceId: string;
    state: 'done' | 'kept' | 'failed';
    reason: string | null;
    counts: SyncCounts;
    alarm: string | null | undefined;
    now: Date;
  },
): Promise<void> {
  await db.orm.transaction(async (tx) => {
    await tx.delete(frontier).where(eq(frontier.syncId, syncId));
    await tx
      .update(page)
      .set({ lost: null })
      .where(and(eq(page.sourceId, sourceId), isNotNull(page.lost)));
    // Long gone: nobody asks why any more.
    await tx
      .delete(page)
      .where(
        and(
          eq(page.sourceId, sourceId),
          eq(page.state, 'gone'),
          lt(page.fetchedAt, new Date(now.getTime() - GONE_KEPT)),
        ),
      );
    if (alarm !== undefined) await tx.update(source).set({ alarm }).where(eq(source.id, sourceId));
    await tx.update(sync).set({ state, reason, counts, finishedAt: now }).where(eq(sync.id, syncId));
  });
}

export async function readSyncs(db: Database, sourceId: string, limit: number): Promise<SyncRow[]> {
  return db.orm
    .select()
    .from(sync)
    .where(eq(sync.sourceId, sourceId))
    .orderBy(desc(sync.startedAt), desc(sync.id))
    .limit(limit);
}

/** The newest sync of each source. */
export async function readLastSyncs(db: Database): Promise<Map<string, SyncRow>> {
  const rows = await db.orm
    .selectDistinctOn([sync.sourceId])
    .from(sync)
    .orderBy(sync.sourceId, desc(sync.startedAt), desc(sync.id));
  return new Map(rows.map((row) => [row.sourceId, row]));
}

/** Pages that answer, by source. */
export async function readLivePages(db: Database): Promise<Map<string, number>> {
  const rows = await db.orm
    .select({ sourceId: page.sourceId, count: sql<number>`count(*)::int` })
    .from(page)
    .where(LIVE)
    .groupBy(page.sourceId);
  return new Map(rows.map((row) => [row.sourceId, row.count]));
}

/** End of the last complete reading, by source. */
export async function readLastRead(db: Database): Promise<Map<string, Date>> {
  const rows = await db.orm
    .select({ sourceId: sync.sourceId, at: sql<string>`max(${sync.finishedAt})` })
    .from(sync)
    .where(and(eq(sync.state, 'done'), isNull(sync.addresses)))
    .groupBy(sync.sourceId);
  return new Map(rows.map((row) => [row.sourceId, new Date(row.at)]));
}

// --- frontier -------------------------------------------------------------------------------------------------------

export interface Address {
  url: string;
  depth: number;
  position: number;
  referrer: string | null;
  fromSitemap: boolean;
}

export interface FrontierState {
  /** All addresses of the sync, done or waiting. */
  urls: Set<string>;
  done: number;
  /** Highest position taken. */
  position: number;
}

export async function readFrontierState(db: Database, syncId: string): Promise<FrontierState> {
  const rows = await db.orm
    .select({ url: frontier.url, done: frontier.done, position: frontier.position })
    .from(frontier)
    .where(eq(frontier.syncId, syncId));
  return {
    urls: new Set(rows.map((row) => row.url)),
    done: rows.filter((row) => row.done).length,
    position: rows.reduce((most, row) => Math.max(most, row.position), 0),
  };
}

/** The next addresses to read, breadth first. */
export async function readWaiting(
  db: Database,
  { syncId, except, depth, limit }: { syncId: string; except: readonly string[]; depth?: number; limit: number },
): Promise<Address[]> {
  return db.orm
    .select({
      url: frontier.url,
      depth: frontier.depth,
      position: frontier.position,
      referrer: frontier.referrer,
      fromSitemap: frontier.fromSitemap,
    })
    .from(frontier)
    .where(
      and(
        eq(frontier.syncId, syncId),
        eq(frontier.done, false),
        depth === undefined ? undefined : eq(frontier.depth, depth),
        except.length > 0 ? notInArray(frontier.url, [...except]) : undefined,
      ),
    )
    .orderBy(asc(frontier.depth), asc(frontier.position))
    .limit(limit);
}

export async function addAddresses(db: Database, syncId: string, addresses: readonly Address[]): Promise<void> {
  if (addresses.length > 0) await db.orm.transaction((tx) => insertAddresses(tx, syncId, addresses));
}

async function insertAddresses(tx: Transaction, syncId: string, addresses: readonly Address[]): Promise<void> {
  for (let from = 0; from < addresses.length; from += ADDRESSES_AT_ONCE) {
    const rows = addresses.slice(from, from + ADDRESSES_AT_ONCE).map((address) => ({ ...address, syncId }));
    await tx.insert(frontier).values(rows).onConflictDoNothing();
  }
}

/** An address that turned out to be none of the source's pages. */
export async function markDone(db: Database, syncId: string, url: string): Promise<void> {
  await db.orm
    .update(frontier)
    .set({ done: true })
    .where(and(eq(frontier.syncId, syncId), eq(frontier.url, url)));
}

// --- pages ----------------------------------------------------------------------------------------------------------

const KNOWN = {
  id: page.id,
  url: page.url,
  canonicalUrl: page.canonicalUrl,
  kind: page.kind,
  state: page.state,
  reason: page.reason,
  etag: page.etag,
  lastModified: page.lastModified,
  contentHash: page.contentHash,
  title: page.title,
  links: page.links,
  seenBy: page.seenBy,
  lost: page.lost,
  live: sql<boolean>`${LIVE}`,
};

/** A page as the last reading left it, without its text. */
export interface KnownPage {
  id: string;
  url: string;
  canonicalUrl: string;
  kind: 'web' | 'pdf' | 'document';
  state: PageState;
  reason: string | null;
  etag: string | null;
  lastModified: string | null;
  contentHash: string | null;
  title: string;
  links: string[];
  seenBy: string | null;
  lost: Loss | null;
  live: boolean;
}

export async function readPage(db: Database, sourceId: string, url: string): Promise<KnownPage | null> {
  const [row] = await db.orm
    .select(KNOWN)
    .from(page)
    .where(and(eq(page.sourceId, sourceId), eq(page.url, url)));
  return row ?? null;
}

/** Another page with the same bytes that answers. */
export async function findSameContent(
  db: Database,
  { sourceId, contentHash, url }: { sourceId: string; contentHash: string; url: string },
): Promise<string | null> {
  const [row] = await db.orm
    .select({ url: page.url })
    .from(page)
    .where(
      and(eq(page.sourceId, sourceId), eq(page.contentHash, contentHash), ne(page.url, url), isNull(page.lost), LIVE),
    )
    .orderBy(asc(page.depth), asc(page.url))
    .limit(1);
  return row?.url ?? null;
}

type PageColumns = Omit<typeof page.$inferInsert, 'id' | 'sourceId' | 'url'>;

export interface PageOutcome {
  sourceId: string;
  /** Null for what is no crawl (import). */
  syncId: string | null;
  url: string;
  columns: Partial<PageColumns> & Pick<PageColumns, 'state'>;
  /** What the page's passages are from now on; null leaves them. */
  passages: readonly Passage[] | null;
  /** Newly found addresses. */
  addresses: readonly Address[];
}

/**
 * Writes what came of one address: page, passages, new addresses, and that it is done. All or nothing, so that a crawl goes on after a
 * crash as if it had not been interrupted. Passages that did not change keep their row, and with it terms and vector.
 * Returns the page's id and whether any passage changed.
 */
export async function writePage(
  db: Database,
  { sourceId, syncId, url, columns, passages, addresses }: PageOutcome,
): Promise<{ pageId: string; passagesChanged: boolean }> {
  const clean = cleanText(columns);
  const difference = passages === null ? null : await comparePassages(db, sourceId, url, cleanText(passages));
  return db.orm.transaction(async (tx) => {
    const defaults = { canonicalUrl: url, kind: 'web' as const, fetchedAt: new Date() };
    const [stored] = await tx
      .insert(page)
      .values({ ...defaults, ...clean, sourceId, url })
      .onConflictDoUpdate({ target: [page.sourceId, page.url], set: clean })
      .returning({ id: page.id });
    if (stored === undefined) throw new Error('the page was not stored');
    if (difference !== null) await applyDifference(tx, { ...difference, pageId: stored.id, sourceId });
    if (syncId !== null) {
      await insertAddresses(tx, syncId, addresses);
      await tx
        .update(frontier)
        .set({ done: true })
        .where(and(eq(frontier.syncId, syncId), eq(frontier.url, url)));
    }
    return { pageId: stored.id, passagesChanged: difference?.changed ?? false };
  });
}

interface PassageDifference {
  added: Passage[];
  removed: string[];
  /** Same words at another place or with other link targets. */
  moved: { id: string; passage: Passage; otherLanguage: boolean }[];
  changed: boolean;
}

async function comparePassages(
  db: Database,
  sourceId: string,
  url: string,
  wanted: readonly Passage[],
): Promise<PassageDifference> {
  const stored = await db.orm
    .select({
      id: passage.id,
      hash: passage.hash,
      ordinal: passage.ordinal,
      anchor: passage.anchor,
      pageNumber: passage.pageNumber,
      language: passage.language,
      blocks: passage.blocks,
    })
    .from(passage)
    .innerJoin(page, eq(page.id, passage.pageId))
    .where(and(eq(page.sourceId, sourceId), eq(page.url, url)))
    .orderBy(asc(passage.ordinal));
  const byHash = new Map<string, typeof stored>();
  for (const row of stored) byHash.set(row.hash, [...(byHash.get(row.hash) ?? []), row]);
  const added: Passage[] = [];
  const moved: PassageDifference['moved'] = [];
  for (const item of wanted) {
    const row = byHash.get(item.hash)?.shift();
    if (row === undefined) added.push(item);
    else if (
      row.ordinal !== item.ordinal ||
      row.anchor !== item.anchor ||
      row.pageNumber !== item.pageNumber ||
      row.language !== item.language ||
      !isDeepStrictEqual(row.blocks, item.blocks)
    )
      moved.push({ id: row.id, passage: item, otherLanguage: row.language !== item.language });
  }
  const removed = [...byHash.values()].flat().map((row) => row.id);
  return { added, removed, moved, changed: added.length > 0 || removed.length > 0 };
}

async function applyDifference(
  tx: Transaction,
  { added, removed, moved, pageId, sourceId }: PassageDifference & { pageId: string; sourceId: string },
): Promise<void> {
  for (let from = 0; from < removed.length; from += ADDRESSES_AT_ONCE) {
    await tx.delete(passage).where(inArray(passage.id, removed.slice(from, from + ADDRESSES_AT_ONCE)));
  }
  for (const { id, passage: item, otherLanguage } of moved) {
    await tx
      .update(passage)
      .set({
        ordinal: item.ordinal,
        anchor: item.anchor,
        pageNumber: item.pageNumber,
        language: item.language,
        blocks: item.blocks,
        ...(otherLanguage ? { terms: null, length: null } : {}),
      })
      .where(eq(passage.id, id));
  }
  for (let from = 0; from < added.length; from += ROWS_AT_ONCE) {
    const rows = added.slice(from, from + ROWS_AT_ONCE).map((item) => ({ ...item, pageId, sourceId }));
    await tx.insert(passage).values(rows);
  }
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair; PDFs have both. */
function cleanText<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed() as T;
  if (Array.isArray(value)) return value.map(cleanText) as T;
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [cleanText(name), cleanText(inner)])) as T;
  }
  return value;
}

/** A page that does not answer any more says so, but its passages stay until the end of the sync. */
export async function writeLoss(
  db: Database,
  {
    sourceId,
    syncId,
    url,
    loss,
    addresses,
  }: { sourceId: string; syncId: string; url: string; loss: Loss; addresses: readonly Address[] },
): Promise<void> {
  await db.orm.transaction(async (tx) => {
    await tx
      .update(page)
      .set({ lost: loss, seenBy: syncId })
      .where(and(eq(page.sourceId, sourceId), eq(page.url, url)));
    await insertAddresses(tx, syncId, addresses);
    await tx
      .update(frontier)
      .set({ done: true })
      .where(and(eq(frontier.syncId, syncId), eq(frontier.url, url)));
  });
}

/** Marks pages that the sync did not come across as lost; those that never answered are gone at once. */
export async function loseUnseen(
  db: Database,
  { sourceId, syncId, reason = 'not-linked' }: { sourceId: string; syncId: string; reason?: string },
): Promise<void> {
  const unseen = and(
    eq(page.sourceId, sourceId),
    sql`${page.seenBy} is distinct from ${syncId}::uuid`,
    ne(page.state, 'gone'),
    // A page that waits (the limit was reached) is still linked.
    sql`not exists (select 1 from ${frontier} where ${frontier.syncId} = ${syncId} and ${frontier.url} = ${page.url})`,
  );
  await db.orm.transaction(async (tx) => {
    await tx
      .update(page)
      .set({
        seenBy: syncId,
        lost: sql`jsonb_build_object('state', 'gone', 'reason', ${reason}::text, 'httpStatus', null, 'canonicalUrl', ${page.canonicalUrl})`,
      })
      .where(and(unseen, LIVE));
    await tx
      .update(page)
      .set({ state: 'gone', reason, seenBy: syncId })
      .where(and(unseen, sql`not ${LIVE}`));
  });
}

/** Pages that would be lost, and pages that answer apart from them. */
export async function countLosses(db: Database, sourceId: string): Promise<{ lost: number; left: number }> {
  const [row] = await db.orm
    .select({
      lost: sql<number>`count(*) filter (where ${page.lost} is not null and ${LIVE})::int`,
      left: sql<number>`count(*) filter (where ${page.lost} is null and ${LIVE})::int`,
    })
    .from(page)
    .where(eq(page.sourceId, sourceId));
  return { lost: row?.lost ?? 0, left: row?.left ?? 0 };
}

/** Takes the lost pages out of the answers. Returns how many passages went with them. */
export async function applyLosses(db: Database, sourceId: string): Promise<{ removed: number }> {
  return db.orm.transaction(async (tx) => {
    const lost = and(eq(page.sourceId, sourceId), isNotNull(page.lost));
    const removed = await tx
      .delete(passage)
      .where(inArray(passage.pageId, tx.select({ id: page.id }).from(page).where(lost)))
      .returning({ id: passage.id });
    await tx
      .update(page)
      .set({
        state: sql`${page.lost}->>'state'`,
        reason: sql`${page.lost}->>'reason'`,
        httpStatus: sql`(${page.lost}->>'httpStatus')::int`,
        canonicalUrl: sql`${page.lost}->>'canonicalUrl'`,
        etag: null,
        lastModified: null,
        contentHash: null,
        html: null,
        fingerprints: [],
        structuredData: [],
        leftOut: null,
        lost: null,
      })
      .where(lost);
    return { removed: removed.length };
  });
}

/** What the sync has found so far, by state. Lost pages count as what they will be. */
export async function countOutcomes(
  db: Database,
  { sourceId, syncId }: { sourceId: string; syncId: string },
): Promise<Record<PageState, number>> {
  const rows = await db.orm
    .select({
      state: sql<PageState>`coalesce(${page.lost}->>'state', ${page.state})`,
      count: sql<number>`count(*)::int`,
    })
    .from(page)
    .where(and(eq(page.sourceId, sourceId), eq(page.seenBy, syncId)))
    .groupBy(sql`1`);
  const counts = { new: 0, changed: 0, same: 0, gone: 0, refused: 0, failed: 0 };
  for (const row of rows) counts[row.state] = row.count;
  return counts;
}

export interface FingerprintedPage {
  id: string;
  url: string;
  language: string;
  fingerprints: string[];
  leftOut: string | null;
}

/** Pages of HTML that answer, after an id in the order of ids. */
export async function readFingerprints(
  db: Database,
  { sourceId, after, limit }: { sourceId: string; after: string | null; limit: number },
): Promise<FingerprintedPage[]> {
  return db.orm
    .select({
      id: page.id,
      url: page.url,
      language: page.language,
      fingerprints: page.fingerprints,
      leftOut: page.leftOut,
    })
    .from(page)
    .where(
      and(eq(page.sourceId, sourceId), isNotNull(page.html), LIVE, after === null ? undefined : gt(page.id, after)),
    )
    .orderBy(asc(page.id))
    .limit(limit);
}

/** The page as it was fetched: gzip of UTF-8. */
export async function readHtmlOf(db: Database, pageId: string): Promise<{ html: Buffer; state: PageState } | null> {
  const [row] = await db.orm.select({ html: page.html, state: page.state }).from(page).where(eq(page.id, pageId));
  return row?.html ? { html: row.html, state: row.state } : null;
}

export async function writeBoilerplate(db: Database, sourceId: string, boilerplate: Boilerplate): Promise<void> {
  await db.orm.update(source).set({ boilerplate }).where(eq(source.id, sourceId));
}

export interface ListedPage {
  id: string;
  url: string;
  canonicalUrl: string;
  kind: 'web' | 'pdf' | 'document';
  state: PageState;
  reason: string | null;
  httpStatus: number | null;
  title: string;
  language: string;
  changedOn: string | null;
  depth: number;
  referrer: string | null;
  fetchedAt: Date;
  passages: number;
}

/** Pages after an id in the order of ids. */
export async function readPages(
  db: Database,
  { sourceId, state, after, limit }: { sourceId: string; state: PageState | null; after: string | null; limit: number },
): Promise<ListedPage[]> {
  return db.orm
    .select({
      id: page.id,
      url: page.url,
      canonicalUrl: page.canonicalUrl,
      kind: page.kind,
      state: page.state,
      reason: page.reason,
      httpStatus: page.httpStatus,
      title: page.title,
      language: page.language,
      changedOn: page.changedOn,
      depth: page.depth,
      referrer: page.referrer,
      fetchedAt: page.fetchedAt,
      // Written out: in the list of columns Drizzle leaves the tables' names away, and both have an id.
      passages: sql<number>`(select count(*)::int from passage p where p.page_id = page.id)`,
    })
    .from(page)
    .where(
      and(
        eq(page.sourceId, sourceId),
        state === null ? undefined : eq(page.state, state),
        after === null ? undefined : gt(page.id, after),
      ),
    )
    .orderBy(asc(page.id))
    .limit(limit);
}
