/**
 * A municipality's list of services (JSON, as appointment systems and service portals give it) through the same path as a website:
 * each service becomes a page of HTML, and from there on nothing is different.
 */
import { createHash } from 'node:crypto';
import type { ImportServicesRequest, ServiceRecord } from '../../contracts/knowledge.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { AppError } from '../platform/errors.ts';
import type { Log } from '../platform/log.ts';
import { DEFAULT_OPTIONS } from './add-source.ts';
import { cutPassages } from './cut-passages.ts';
import { escapeHtml } from './escape-html.ts';
import { extractHtml, fingerprintBlocks } from './extract-html.ts';
import { columnsOf, leftOutOf, packHtml } from './learn-site.ts';
import type { SyncCounts } from './schema.ts';
import {
  applyLosses,
  closeSync,
  countLosses,
  countOutcomes,
  insertSource,
  loseUnseen,
  NO_COUNTS,
  openSync,
  readPage,
  readSourceByUrl,
  type SourceRow,
  updateSource,
  writeCounts,
  writePage,
} from './store.ts';

export interface ImportDependencies {
  db: Database;
  clock: Clock;
  log: Log;
  passagesChanged: (change: { anyChanged: boolean; last: boolean }, signal: AbortSignal) => Promise<void>;
}

export interface ImportedServices {
  sourceId: string;
  counts: SyncCounts;
  /** `kept`: the list lost more than half of its services; the missing ones stay in the answers. */
  state: 'done' | 'kept';
}

const COUNTS_EVERY = 50;
const LOSS_OF_NOTE = 4;

/** Takes in a list of services, or brings the source of that name up to date with it. */
export async function importServices(
  { db, clock, log, passagesChanged }: ImportDependencies,
  { name, services }: { name: string; services: ImportServicesRequest['data'] },
  signal: AbortSignal,
): Promise<ImportedServices> {
  const source = await openSource(db, name);
  const opened = await openSync(db, { sourceId: source.id, trigger: 'demand', now: clock.now() });
  if (opened === null) throw new AppError('conflict', ['the source was removed']);
  const { sync } = opened;
  const counts: SyncCounts = { ...NO_COUNTS, waiting: services.length };
  let anyChanged = false;

  for (const service of services) {
    signal.throwIfAborted();
    const html = serviceToHtml(service);
    const url = addressOf(service);
    const contentHash = createHash('sha256').update(html).digest('hex');
    const known = await readPage(db, source.id, url);
    const unchanged = known?.live === true && known.contentHash === contentHash;
    const place = { seenBy: sync.id, lost: null, fetchedAt: clock.now(), reason: null };
    if (unchanged) {
      await writePage(db, {
        ...{ sourceId: source.id, syncId: sync.id, url, passages: null, addresses: [] },
        columns: { state: 'same', ...place },
      });
    } else {
      const content = extractHtml({ html, url });
      const fingerprints = fingerprintBlocks(html);
      const written = await writePage(db, {
        ...{ sourceId: source.id, syncId: sync.id, url, addresses: [] },
        columns: {
          ...{ state: known?.live ? 'changed' : 'new', canonicalUrl: url, contentHash, ...place },
          ...columnsOf(content),
          ...{
            changedOn: content.changedOn,
            html: packHtml(html),
            fingerprints,
            leftOut: leftOutOf(fingerprints, null),
          },
        },
        passages: cutPassages(content),
      });
      anyChanged ||= written.passagesChanged;
      await new Promise((resolve) => setImmediate(resolve));
    }
    counts.read += 1;
    counts.waiting -= 1;
    if (counts.read % COUNTS_EVERY === 0) await writeCounts(db, sync.id, counts);
  }

  const ids = { sourceId: source.id, syncId: sync.id };
  await loseUnseen(db, { ...ids, reason: 'not-in-list' });
  const { lost, left } = await countLosses(db, source.id);
  const broken = sync.livePages - left > LOSS_OF_NOTE && left < sync.livePages / 2 && lost > 0;
  if (!broken && (await applyLosses(db, source.id)).removed > 0) anyChanged = true;
  await passagesChanged({ anyChanged, last: true }, signal);
  const state = broken ? 'kept' : 'done';
  const ended = { ...counts, ...(await countOutcomes(db, ids)), waiting: 0 };
  const reason = broken ? 'lost-pages' : null;
  await closeSync(db, { ...ids, state, reason, counts: ended, alarm: reason, now: clock.now() });
  log.info({ source: name, state, ...ended }, 'a list of services was taken in');
  return { sourceId: source.id, counts: ended, state };
}

async function openSource(db: Database, name: string): Promise<SourceRow> {
  const url = `import:services/${encodeURIComponent(name.toLowerCase())}`;
  const options = { ...DEFAULT_OPTIONS, maxDepth: 0, maxPages: 20_000, schedule: null };
  const inserted = await insertSource(db, { kind: 'import', name, url, options });
  const source = inserted ?? (await readSourceByUrl(db, url));
  if (source === null) throw new AppError('conflict', ['the source was removed']);
  if (source.name !== name) await updateSource(db, source.id, { name });
  return source;
}

/** Where a citizen finds the service; the list may hold one pattern for all (`…/services/{serviceId}`). */
function addressOf(service: ServiceRecord): string {
  const id = encodeURIComponent(String(service.id));
  const said = service.meta?.url?.replaceAll('{serviceId}', id);
  const url = URL.parse(said ?? '');
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : `import:service/${id}`;
}

/** A service as the page that a CMS would make of it. */
export function serviceToHtml(service: ServiceRecord): string {
  const language = /^[a-z]{2}/i.exec(service.meta?.locale ?? '')?.[0].toLowerCase() ?? 'de';
  const labels = language === 'de' ? LABELS.de : LABELS.en;
  const changed = /^\d{4}-\d{2}-\d{2}/.exec(service.meta?.lastupdate ?? '')?.[0];
  const office = service.authorities?.map((authority) => authority.name ?? '').filter(Boolean) ?? [];
  // Lists of this kind name each form among the links again.
  const forms = uniqueLinks(service.forms ?? []);
  const links = uniqueLinks(service.links ?? []).filter((link) => !forms.some((form) => form.link === link.link));
  const parts = [
    service.description ?? '',
    section(labels.requirements, textOf(service.prerequisites)),
    section(labels.documents, textOf(service.requirements)),
    section(labels.fees, service.fees ?? ''),
    section(labels.forms, list(forms)),
    section(labels.links, list(links)),
    office.length > 0 ? section(labels.office, office.map((words) => `<p>${escapeHtml(words)}</p>`).join('')) : '',
  ];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(service.name)}</title>${
    changed ? `<meta name="last-modified" content="${changed}">` : ''
  }</head>
<body><main><h1>${escapeHtml(service.name)}</h1>
${parts.filter(Boolean).join('\n')}
</main></body></html>`;
}

const LABELS = {
  de: {
    requirements: 'Voraussetzungen',
    documents: 'Benötigte Unterlagen',
    fees: 'Gebühren',
    forms: 'Formulare',
    links: 'Weitere Informationen',
    office: 'Zuständig',
  },
  en: {
    requirements: 'Requirements',
    documents: 'Documents you need',
    fees: 'Fees',
    forms: 'Forms',
    links: 'More information',
    office: 'In charge',
  },
};

function section(heading: string, html: string): string {
  return html.replace(/<[^>]*>|&nbsp;|\s/g, '') === '' ? '' : `<h2>${escapeHtml(heading)}</h2>\n${html}`;
}

function textOf(value: ServiceRecord['requirements']): string {
  if (typeof value === 'string') return value;
  return (value ?? [])
    .map((item) => `${item.name ? `<h3>${escapeHtml(item.name)}</h3>` : ''}${item.description ?? ''}`)
    .join('\n');
}

interface ServiceLink {
  name: string;
  link: string;
}

function uniqueLinks(links: NonNullable<ServiceRecord['links']>): ServiceLink[] {
  const found = new Map<string, ServiceLink>();
  for (const { name, link } of links) {
    const url = URL.parse(link ?? '');
    if (url !== null && /^https?:$/.test(url.protocol) && name && !found.has(url.href))
      found.set(url.href, { name, link: url.href });
  }
  return [...found.values()];
}

function list(links: readonly ServiceLink[]): string {
  if (links.length === 0) return '';
  const items = links.map(({ name, link }) => `<li><a href="${escapeHtml(link)}">${escapeHtml(name)}</a></li>`);
  return `<ul>${items.join('')}</ul>`;
}
