/**
 * What the assistant takes for a fact, with the words around it, to be checked by eye: `npm run bench -- facts [--all] [--open]`.
 *
 * 50 pages of the county of Augsburg and 50 of Munich's services, drawn by a fixed seed. `bench/facts.verdicts.json` holds what a person
 * said of each fact (by a hash of page, kind, subject and value; no text of others); `--open` prints only facts without a verdict,
 * `--all` takes every page.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cutPassages } from '../src/server/knowledge/cut-passages.ts';
import { escapeHtml } from '../src/server/knowledge/escape-html.ts';
import { extractHtml, fingerprintBlocks } from '../src/server/knowledge/extract-html.ts';
import { type Fact, shownParts } from '../src/server/knowledge/fact.ts';
import { learnBoilerplate } from '../src/server/knowledge/find-boilerplate.ts';
import { findMails, findPhones, isHours } from '../src/server/knowledge/find-contact.ts';
import { findFacts } from '../src/server/knowledge/find-facts.ts';
import { findTownData } from '../tests/support/town-data.ts';

const PAGES = 50;
const SEED = 20261123;
const VERDICTS = join(import.meta.dirname, 'facts.verdicts.json');

interface Page {
  url: string;
  title: string;
  html: string;
}

const all = process.argv.includes('--all');
const openOnly = process.argv.includes('--open');
const verdicts: Record<string, 'right' | 'wrong'> = existsSync(VERDICTS)
  ? (JSON.parse(readFileSync(VERDICTS, 'utf8')) as Record<string, 'right' | 'wrong'>)
  : {};

await measure('Augsburg', readAugsburg());
await measure('Munich', readMunich());

function readAugsburg(): Page[] | null {
  const file = findTownData('retrieval/augsburg_corpus.jsonl');
  if (file === null) return null;
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Page);
}

/** A service as its page shows it: description, then fees under their heading. */
function readMunich(): Page[] | null {
  const file = findTownData('services/munich_services_de.json');
  if (file === null) return null;
  const { data } = JSON.parse(readFileSync(file, 'utf8')) as {
    data: {
      id: string;
      name: string;
      description?: string;
      fees?: string;
      forms?: { name: string; link: string }[] | false;
    }[];
  };
  return data.map(({ id, name, description = '', fees = '' }) => ({
    url: `https://stadt.muenchen.de/service/info/${id}/`,
    title: name,
    html: `<main><h1>${escapeHtml(name)}</h1>${description}${fees === '' ? '' : `<h2>Gebühren</h2>${fees}`}</main>`,
  }));
}

async function measure(name: string, pages: Page[] | null): Promise<void> {
  if (pages === null) {
    console.log(`${name}: not measured, ../shared/data is absent.`);
    return;
  }
  const boilerplate = learnBoilerplate(pages.map(({ html }) => fingerprintBlocks(html)));
  const drawn = all ? pages : draw(pages, PAGES);
  const said = { total: 0, read: 0 };
  const counts = new Map<string, { right: number; wrong: number; open: number }>();
  for (const { url, title, html } of drawn) {
    const passages = cutPassages({ ...extractHtml({ html, url, boilerplate }), title, breadcrumb: [] });
    for (const passage of passages) {
      const facts = findFacts({ ...passage, title, structuredData: [] });
      for (const line of passage.text.split('\n')) {
        if (!mayStateFact(line)) continue;
        said.total += 1;
        if (facts.some(({ words }) => words.some((quoted) => line.includes(quoted) || quoted.includes(line))))
          said.read += 1;
      }
      for (const fact of facts) {
        const key = hashOf(url, fact);
        const verdict = verdicts[key] ?? 'open';
        const count = counts.get(fact.value.kind) ?? { right: 0, wrong: 0, open: 0 };
        count[verdict] += 1;
        counts.set(fact.value.kind, count);
        if (!openOnly || verdict === 'open') print(key, verdict, passage.path, fact);
      }
    }
  }
  console.log(`\n${name}: ${drawn.length} pages`);
  console.log(
    `  lines that look as if they stated one: ${said.total}, read ${said.read} (${(said.read / Math.max(1, said.total)).toFixed(3)})`,
  );
  for (const [kind, { right, wrong, open }] of [...counts].sort()) {
    console.log(`  ${kind.padEnd(10)} right ${right}, wrong ${wrong}, without verdict ${open}`);
  }
  const sum = (field: 'right' | 'wrong' | 'open') =>
    [...counts.values()].reduce((total, count) => total + count[field], 0);
  const judged = sum('right') + sum('wrong');
  if (judged > 0)
    console.log(
      `  precision ${(sum('right') / judged).toFixed(3)} of ${judged} judged, ${sum('open')} without verdict`,
    );
}

/** A number to call, a mail address, a postcode, an amount, or hours: whatever the line means by it. */
function mayStateFact(line: string): boolean {
  return (
    findPhones(line).length > 0 ||
    findMails(line).length > 0 ||
    isHours(line) ||
    /\b\d{5} \p{Lu}/u.test(line) ||
    /\d\s?(?:€|Euro\b)/u.test(line)
  );
}

function print(key: string, verdict: string, path: readonly string[], fact: Fact): void {
  const value = fact.value.kind === 'hours' && fact.value.opening === null ? '(words only)' : describe(fact);
  console.log(
    `\n[${key}] ${verdict} · ${fact.value.kind} · ${fact.subject === '' ? '(heading)' : fact.subject} → ${value}`,
  );
  console.log(`  ${path.join(' › ')}`);
  for (const line of fact.words) console.log(`  | ${line}`);
}

function describe(fact: Fact): string {
  const { value } = fact;
  if (value.kind === 'hours') {
    return (value.opening?.rules ?? [])
      .map(({ days, nth, weeks, spans, closed, appointment }) =>
        [
          nth === null ? '' : `nth ${nth.join('+')} `,
          weeks === null ? '' : `${weeks} weeks `,
          `days ${days.join(',')}: `,
          closed ? 'closed' : spans.map(({ from, to }) => `${from.text}-${to.text}`).join('+'),
          appointment ? ' by appointment' : '',
        ].join(''),
      )
      .join(' / ');
  }
  if (value.kind === 'exception') return `${value.from} to ${value.to}: ${value.closed ? 'closed' : 'open'}`;
  return shownParts(fact).join(' | ');
}

function hashOf(url: string, { subject, value }: Fact): string {
  return createHash('sha256')
    .update(JSON.stringify([url, subject, value]))
    .digest('hex')
    .slice(0, 12);
}

/** Without replacement, by a generator of its own (mulberry32), so that the draw is the same everywhere. */
function draw<Item>(items: readonly Item[], count: number): Item[] {
  let state = SEED;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const left = [...items];
  return Array.from({ length: Math.min(count, left.length) }, () =>
    left.splice(Math.floor(random() * left.length), 1),
  ).flat();
}
