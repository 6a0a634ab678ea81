/** Sources, what was read of them and when: what the API says and takes. */
import { z } from 'zod';
import { SourceState } from './status.ts';

const pattern = z.string().trim().min(1).max(300);

export const SourceOptions = z
  .object({
    include: z.array(pattern).max(50).meta({
      description:
        'Patterns on path and query (`/leistungen/*`, `*?id=*`), `*` stands for any characters. Only matching pages are read; empty: everything below the start address.',
    }),
    exclude: z.array(pattern).max(50).meta({ description: 'Patterns of what is not read; they win over `include`.' }),
    maxDepth: z.number().int().min(0).max(50).meta({ description: 'Links away from the start page.' }),
    maxPages: z.number().int().min(1).max(100_000).meta({ description: 'Pages that are read at most.' }),
    requestsPerSecond: z
      .number()
      .min(0.05)
      .max(50)
      .meta({ description: 'Requests a second; robots.txt may ask for fewer.' }),
    documents: z.boolean().meta({ description: 'Read linked PDF, Word, OpenDocument and Excel files.' }),
    schedule: z
      .string()
      .trim()
      .regex(/^\S+(?: \S+){4}$/, 'five fields of cron, like 0 3 * * *')
      .max(100)
      .nullable()
      .meta({ description: 'Cron in German time (minute hour day month weekday); null: on demand only.' }),
  })
  .meta({ id: 'SourceOptions' });
export type SourceOptions = z.infer<typeof SourceOptions>;

const WebAddress = z
  .url({ protocol: /^https?$/ })
  .max(2_000)
  .meta({ description: 'Where the website begins', example: 'https://www.musterstadt.example/' });

export const AddSourceRequest = z
  .object({
    url: WebAddress,
    name: z.string().trim().min(1).max(200).optional().meta({ description: 'Default: the host of the address.' }),
    options: SourceOptions.partial().optional(),
  })
  .meta({ id: 'AddSourceRequest' });
export type AddSourceRequest = z.infer<typeof AddSourceRequest>;

export const ChangeSourceRequest = z
  .object({
    name: z.string().trim().min(1).max(200).optional(),
    options: SourceOptions.partial().optional(),
  })
  .meta({ id: 'ChangeSourceRequest' });
export type ChangeSourceRequest = z.infer<typeof ChangeSourceRequest>;

/** As it stands on the start page and in lists. */
export const Source = SourceState.meta({ id: 'Source' });
export type Source = z.infer<typeof Source>;

const SyncCounts = z
  .object({
    waiting: z.number().int().meta({ description: 'Addresses found and not yet read' }),
    read: z.number().int(),
    new: z.number().int(),
    changed: z.number().int(),
    same: z.number().int(),
    gone: z.number().int().meta({ description: 'Not there any more, or neither linked nor in the sitemap' }),
    refused: z
      .number()
      .int()
      .meta({ description: 'Not to be read or not to be kept: robots.txt, noindex, redirect, copy' }),
    failed: z.number().int().meta({ description: 'Could not be read this time; what was known stays' }),
  })
  .meta({ id: 'SyncCounts' });

/** A reason as a code, in both languages. */
export const Reason = z.object({ code: z.string(), de: z.string(), en: z.string() }).meta({ id: 'Reason' });
export type Reason = z.infer<typeof Reason>;

export const Sync = z
  .object({
    id: z.uuid(),
    trigger: z.enum(['start', 'demand', 'schedule', 'webhook']),
    state: z.enum(['running', 'done', 'kept', 'failed']).meta({
      description: '`kept`: more than half of the pages were missing, so the old ones stay until a person has looked.',
    }),
    /** Code, see `explanation`. */
    reason: z.string().nullable(),
    explanation: Reason.nullable(),
    counts: SyncCounts,
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Sync' });
export type Sync = z.infer<typeof Sync>;

export const PageState = z.enum(['new', 'changed', 'same', 'gone', 'refused', 'failed']);
export type PageState = z.infer<typeof PageState>;

export const SourceDetails = SourceState.extend({
  options: SourceOptions,
  /** Code of what a person must look at. */
  alarm: z.string().nullable(),
  explanation: Reason.nullable(),
  passages: z.number().int(),
  states: z.record(PageState, z.number().int()).meta({ description: 'Pages by state' }),
  webhook: z.boolean().meta({ description: 'Whether a webhook address was made' }),
  /** The newest reading, running or ended. */
  sync: Sync.nullable(),
}).meta({ id: 'SourceDetails' });
export type SourceDetails = z.infer<typeof SourceDetails>;

export const Page = z
  .object({
    id: z.uuid(),
    url: z.string(),
    canonicalUrl: z.string().meta({ description: 'Where it really lives: target of a redirect, original of a copy' }),
    kind: z.enum(['web', 'pdf', 'document']),
    state: PageState,
    reason: Reason.nullable(),
    httpStatus: z.number().int().nullable(),
    title: z.string(),
    language: z.string(),
    changedOn: z.iso.date().nullable(),
    depth: z.number().int(),
    referrer: z.string().nullable().meta({ description: 'Page on which the address was found first' }),
    fetchedAt: z.iso.datetime(),
    passages: z.number().int(),
  })
  .meta({ id: 'Page' });
export type Page = z.infer<typeof Page>;

export const PageList = z
  .object({
    pages: z.array(Page),
    next: z.uuid().nullable().meta({ description: '`after` of the next part; null: there is none' }),
  })
  .meta({ id: 'PageList' });
export type PageList = z.infer<typeof PageList>;

export const PageQuery = z.object({
  state: PageState.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  after: z.uuid().optional(),
});

export const StartSyncRequest = z
  .object({
    acceptLoss: z.boolean().optional().meta({
      description: 'The website may have lost more than half of its pages: they go out of the answers.',
    }),
  })
  .meta({ id: 'StartSyncRequest' });

export const WebhookAddress = z
  .object({ url: z.url().meta({ description: 'For the CMS; shown only now. A new one replaces it.' }) })
  .meta({ id: 'WebhookAddress' });
export type WebhookAddress = z.infer<typeof WebhookAddress>;

export const WebhookRequest = z
  .object({
    urls: z
      .array(z.string().max(2_000))
      .max(1_000)
      .optional()
      .meta({ description: 'Pages that changed; without it the whole source is read again.' }),
  })
  .meta({ id: 'WebhookRequest' });

const html = z.string().max(200_000);
const ServiceLink = z.looseObject({
  name: z.string().max(1_000).nullish(),
  link: z.string().max(2_000).nullish(),
});

/** One service of a municipal service list, in the form of Munich's (eappointment). Unknown fields are ignored. */
export const ServiceRecord = z.looseObject({
  id: z.union([z.string().max(200), z.number()]),
  name: z.string().trim().min(1).max(500),
  description: html.nullish(),
  fees: html.nullish(),
  requirements: z
    .union([
      html,
      z.array(z.looseObject({ name: z.string().max(1_000).nullish(), description: html.nullish() })).max(200),
    ])
    .nullish(),
  prerequisites: z
    .union([
      html,
      z.array(z.looseObject({ name: z.string().max(1_000).nullish(), description: html.nullish() })).max(200),
    ])
    .nullish(),
  forms: z.array(ServiceLink).max(200).nullish(),
  links: z.array(ServiceLink).max(200).nullish(),
  leika: z.string().max(100).nullish(),
  authorities: z
    .array(z.looseObject({ name: z.string().max(500).nullish() }))
    .max(50)
    .nullish(),
  meta: z
    .looseObject({
      url: z.string().max(2_000).nullish(),
      lastupdate: z.string().max(100).nullish(),
      locale: z.string().max(20).nullish(),
      keywords: z.string().max(10_000).nullish(),
    })
    .nullish(),
});
export type ServiceRecord = z.infer<typeof ServiceRecord>;

export const ImportServicesRequest = z
  .looseObject({ data: z.array(ServiceRecord).min(1).max(20_000) })
  .meta({ id: 'ImportServicesRequest' });
export type ImportServicesRequest = z.infer<typeof ImportServicesRequest>;

export const ImportServicesQuery = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Name of the source; the same name replaces it.' }),
});
