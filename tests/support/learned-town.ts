import { createDemoSite } from '../../src/server/demo/create-demo-site.ts';
import { cutPassages } from '../../src/server/knowledge/cut-passages.ts';
import { extractDocument } from '../../src/server/knowledge/extract-document.ts';
import { extractHtml, fingerprintBlocks } from '../../src/server/knowledge/extract-html.ts';
import { extractPdf } from '../../src/server/knowledge/extract-pdf.ts';
import { learnBoilerplate } from '../../src/server/knowledge/find-boilerplate.ts';
import { indexFacts } from '../../src/server/knowledge/index-facts.ts';
import { indexPassages } from '../../src/server/knowledge/index-passages.ts';
import type { PageContent } from '../../src/server/knowledge/page-content.ts';
import { page, passage, source } from '../../src/server/knowledge/schema.ts';
import { ensureSearchIndex, type SearchIndex } from '../../src/server/knowledge/search-index.ts';
import type { Database } from '../../src/server/platform/database.ts';
import { createLog } from '../../src/server/platform/log.ts';

export const TOWN_URL = 'http://localhost:8080';
const FILES = ['hundesteuersatzung.pdf', 'merkblatt-kita-gebuehren.docx'];

/** Musterstadt as the crawler learns it, without the network: pages, the statute and the leaflet, extracted, cut and indexed. */
export async function learnTown(db: Database): Promise<{ index: SearchIndex; sourceId: string }> {
  const log = createLog('silent');
  const index = await ensureSearchIndex({ db, log });
  const site = createDemoSite({ publicUrl: TOWN_URL });
  const none = new URLSearchParams();
  const [row] = await db.orm
    .insert(source)
    .values({
      kind: 'demo',
      name: 'Musterstadt',
      url: `${TOWN_URL}/demo/`,
      options: {
        include: [],
        exclude: [],
        maxDepth: 9,
        maxPages: 999,
        requestsPerSecond: 9,
        documents: true,
        schedule: null,
      },
    })
    .returning({ id: source.id });
  if (row === undefined) throw new Error('the source was not stored');

  const pages: { url: string; html: string }[] = [];
  for (const { path } of (await site.town()).pages) {
    const address = path === '' ? '' : `${path}/`;
    pages.push({ url: `${TOWN_URL}/demo/${address}`, html: String((await site.answer(address, none)).body) });
  }
  const boilerplate = learnBoilerplate(pages.map(({ html }) => fingerprintBlocks(html)));
  for (const { url, html } of pages) await store(url, extractHtml({ html, url, boilerplate }));
  for (const file of FILES) {
    const { body } = await site.answer(`files/${file}`, none);
    if (typeof body === 'string') throw new Error(`${file} is not served`);
    const url = `${TOWN_URL}/demo/files/${file}`;
    const read = await (file.endsWith('.pdf')
      ? extractPdf({ bytes: body, url })
      : extractDocument({ bytes: body, url }));
    if (!read.ok) throw new Error(`${file}: ${read.reason}`);
    await store(url, read.content);
  }
  await indexPassages({ db, index, log });
  await indexFacts({ db, log });
  return { index, sourceId: row.id };

  async function store(url: string, content: PageContent): Promise<void> {
    const [stored] = await db.orm
      .insert(page)
      .values({
        sourceId: row?.id ?? '',
        url,
        canonicalUrl: url,
        kind: content.kind,
        state: 'new',
        title: content.title,
        language: content.language,
        breadcrumb: content.breadcrumb,
        changedOn: content.changedOn,
        structuredData: content.structuredData,
        fetchedAt: new Date('2026-11-23T12:00:00Z'),
      })
      .returning({ id: page.id });
    if (stored === undefined) throw new Error('a page was not stored');
    const cut = cutPassages(content).map((each) => ({ ...each, pageId: stored.id, sourceId: row?.id ?? '' }));
    if (cut.length > 0) await db.orm.insert(passage).values(cut);
  }
}
