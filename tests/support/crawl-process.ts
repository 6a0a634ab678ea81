/** Reads one website in a process of its own, so that a test can kill it: `node crawl-process.ts <database> <address>`. */

import { openDatabase } from '../../src/server/platform/database.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { createCrawler } from './crawling.ts';

const [database = '', address = ''] = process.argv.slice(2);
const isServer = database.startsWith('postgres');
const db = await openDatabase({
  url: isServer ? database : null,
  directory: isServer ? null : database,
  log: createLog('silent'),
});
const crawler = await createCrawler(db);
const source = await crawler.addSource(address);
await source.sync();
await crawler.close();
await db.close();
