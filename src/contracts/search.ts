/** Site search as it crosses the wire: for the page `/suche`, for the search field of a CMS, and for type-ahead. */
import { z } from 'zod';

/** Longest text that is searched for, in characters. */
export const SEARCH_LENGTH = 200;
/** Pages shown at once, and how far one can leaf. */
export const HITS_AT_ONCE = 10;
export const MOST_SEARCH_PAGES = 20;
export const MOST_SUGGESTIONS = 8;

const PageKind = z.enum(['web', 'pdf', 'document']);

const words = z.string().trim().max(SEARCH_LENGTH);
const sources = z
  .union([z.string().max(500), z.array(z.string().max(500)).max(20)])
  .transform((value) => (Array.isArray(value) ? value : [value]).map((one) => one.trim()).filter((one) => one !== ''))
  .optional()
  .meta({
    description:
      'Only pages of this source: its id, name or address; may be given several times. Default: the town’s own sources.',
  });

export const SearchParameters = z.object({
  q: words.meta({ description: 'What is looked for, as typed: words or a question.', example: 'Hundesteuer' }),
  source: sources,
  kind: PageKind.optional().meta({ description: 'Only web pages, PDF files, or office documents.' }),
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/)
    .optional()
    .meta({ description: 'Only pages in this language (BCP 47 primary tag: de, en).' }),
  from: z.iso.date().optional().meta({ description: 'Only pages that say they were changed on this day or later.' }),
  page: z.coerce.number().int().min(1).max(MOST_SEARCH_PAGES).default(1).meta({ description: 'Page of the list.' }),
});
export type SearchParameters = z.infer<typeof SearchParameters>;

export const SuggestParameters = z.object({
  q: words.meta({ description: 'The beginning of what is being typed.', example: 'hunde' }),
  source: sources,
});

const Highlight = z
  .object({
    start: z.number().int().nonnegative().meta({ description: 'In UTF-16 units, as JavaScript counts.' }),
    length: z.number().int().positive(),
  })
  .meta({ id: 'SearchHighlight' });
export type Highlight = z.infer<typeof Highlight>;

const MarkedText = z
  .object({ text: z.string(), highlights: z.array(Highlight).meta({ description: 'In order, never overlapping.' }) })
  .meta({ id: 'SearchMarkedText' });
export type MarkedText = z.infer<typeof MarkedText>;

const SearchHit = z
  .object({
    title: MarkedText,
    path: z.array(z.string()).meta({ description: 'Where the page and its best section stand, root first.' }),
    url: z.url().meta({ description: 'The page, its section, and where the browser can do that the very words.' }),
    pageUrl: z.url().meta({ description: 'The page alone.' }),
    snippet: MarkedText,
    kind: PageKind,
    pageNumber: z.number().int().positive().nullable().meta({ description: 'Page of a PDF.' }),
    date: z.iso.date().nullable().meta({ description: 'Last change as the page itself says.' }),
    language: z.string(),
    source: z.uuid(),
  })
  .meta({ id: 'SearchHit' });
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchAnswer = z
  .object({
    query: z.string(),
    hits: z.array(SearchHit),
    total: z.number().int().nonnegative().meta({ description: 'Pages found, with the filters.' }),
    more: z.boolean().meta({ description: 'True if there are more than `total` pages; only the best are counted.' }),
    page: z.number().int().positive(),
    pages: z.number().int().nonnegative().meta({ description: 'Pages of the list.' }),
    matched: z.enum(['words', 'meaning', 'nothing']).meta({
      description:
        '`words`: pages that have the words. `meaning`: no page has them, these are the nearest by meaning. `nothing`: neither.',
    }),
    filters: z
      .object({
        source: z.array(z.object({ value: z.uuid(), name: z.string(), count: z.number().int().nonnegative() })),
        kind: z.array(z.object({ value: PageKind, count: z.number().int().nonnegative() })),
        language: z.array(z.object({ value: z.string(), count: z.number().int().nonnegative() })),
        from: z.array(z.object({ value: z.iso.date(), count: z.number().int().nonnegative() })),
      })
      .meta({ description: 'How many pages each filter would leave, together with the other filters.' }),
    corrections: z.array(z.object({ typed: z.string(), meant: z.string() })).meta({
      description: 'Words that stand on no page and were searched as their one near neighbour as well.',
    }),
    didYouMean: z.string().nullable().meta({ description: 'The query with a likelier spelling, to be offered.' }),
    milliseconds: z.number().nonnegative(),
  })
  .meta({ id: 'SearchAnswer' });
export type SearchAnswer = z.infer<typeof SearchAnswer>;

export const SearchSuggestions = z
  .object({
    suggestions: z
      .array(
        z.object({
          text: z.string(),
          kind: z.enum(['title', 'heading', 'word']).meta({ description: 'What it is on the pages.' }),
        }),
      )
      .max(MOST_SUGGESTIONS),
  })
  .meta({ id: 'SearchSuggestions' });
export type SearchSuggestions = z.infer<typeof SearchSuggestions>;
