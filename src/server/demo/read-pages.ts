import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const PageKind = z.enum([
  'home',
  'service',
  'topic',
  'office',
  'news',
  'meeting',
  'event',
  'calendar',
  'legal',
  'listing',
  'imprint',
  'error',
]);

export const PageLanguage = z.enum(['de', 'en']);
export type PageLanguage = z.infer<typeof PageLanguage>;

const Hours = z.object({ days: z.string(), times: z.string() });

export const Office = z.object({
  name: z.string(),
  floor: z.string().optional(),
  street: z.string(),
  postcode: z.coerce.string(),
  city: z.string(),
  phone: z.coerce.string().optional(),
  fax: z.coerce.string().optional(),
  mail: z.string().optional(),
  hours: z.array(Hours).default([]),
  /** Who leads the office. */
  lead: z.string().optional(),
});
export type Office = z.infer<typeof Office>;

const PagePath = z.string().transform((path) => path.replace(/^\/?(?:demo\/)?|\/$/g, '').replace(/(?:^|\/)index$/, ''));
/** "2026-12-05" or "2026-12-05T15:00": a day, or a time of day in the town. */
const DayOrTime = z.string().regex(/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?)?$/);

const FrontMatter = z.object({
  title: z.string(),
  kind: PageKind,
  description: z.string().default(''),
  updated: z.iso.date(),
  language: PageLanguage.default('de'),
  /** Slug of the page in `rathaus/aemter/` whose contact box is shown. */
  department: z.string().optional(),
  /** Page in the other language. */
  translation: PagePath.optional(),
  keywords: z.array(z.coerce.string()).default([]),
  downloads: z.array(z.object({ title: z.string(), file: z.string() })).default([]),
  online: z.object({ title: z.string(), text: z.string().default('') }).optional(),
  /** Disappears when the switch is turned: see `setGonePages`. */
  gone: z.boolean().default(false),
  /** Day on which news were published, and until when they were true. */
  date: z.iso.date().optional(),
  valid: z.iso.date().optional(),
  start: DayOrTime.optional(),
  end: DayOrTime.optional(),
  place: z.string().optional(),
  office: Office.optional(),
  hero: z.object({ title: z.string(), text: z.string().default('') }).optional(),
  notice: z
    .object({ title: z.string(), text: z.string().default(''), until: z.iso.date(), page: PagePath.optional() })
    .optional(),
  frequent: z.array(PagePath).default([]),
  news: z.array(PagePath).default([]),
  events: z.array(PagePath).default([]),
  teaser: z.array(z.object({ title: z.string(), text: z.string().default(''), page: PagePath })).default([]),
});
export type FrontMatter = z.infer<typeof FrontMatter>;

export interface Page extends FrontMatter {
  /** Path below the site's root without slashes at its ends: "service/hundesteuer", "" for the home page. */
  path: string;
  /** GitHub Flavoured Markdown. */
  body: string;
}

export interface PageFault {
  file: string;
  reason: string;
}

const FRONT_MATTER = /^---\r?\n([\s\S]*?)\r?\n---\r?\n?([\s\S]*)$/;

/** Reads one Markdown file with YAML front matter; a fault in it is a value, so that one bad page never hides the others. */
export function readPage(file: string, source: string): Page | PageFault {
  const parts = FRONT_MATTER.exec(source.replace(/^\uFEFF/, ''));
  if (!parts) return { file, reason: 'no front matter' };
  let data: unknown;
  try {
    data = parse(parts[1] ?? '');
  } catch (error) {
    return { file, reason: error instanceof Error ? error.message : String(error) };
  }
  const front = FrontMatter.safeParse(data);
  if (!front.success) return { file, reason: z.prettifyError(front.error) };
  return { ...front.data, path: pathOfFile(file), body: parts[2] ?? '' };
}

/** "service/index.md" → "service", "service/pass.md" → "service/pass", "index.md" → "". */
export function pathOfFile(file: string): string {
  return file
    .replaceAll('\\', '/')
    .replace(/\.md$/, '')
    .replace(/(^|\/)index$/, '')
    .normalize('NFC');
}

/** Reads all pages below a folder. */
export async function readPages(folder: string): Promise<{ pages: Page[]; faults: PageFault[] }> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  const read = await Promise.all(
    files.map(async (file) => readPage(file, await readFile(path.join(folder, file), 'utf8'))),
  );
  const pages: Page[] = [];
  const faults: PageFault[] = [];
  for (const result of read) {
    if ('reason' in result) faults.push(result);
    else pages.push(result);
  }
  return { pages, faults };
}
