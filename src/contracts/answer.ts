/**
 * A citizen's question and the events of its answer, as they cross the wire (SSE, jobs, evaluation and tests alike).
 * Event order: `start`, then any of `step`, `text-delta`, `citation`, then exactly one of `end`, `refusal`, `error`.
 */
import { z } from 'zod';

/** Longest question that is answered, in characters; longer ones get a fixed answer that asks to shorten. */
export const QUESTION_LENGTH = 500;
/** Longest question that is read at all; beyond it the request is refused at the edge. */
const QUESTION_LENGTH_READ = 4000;

export const InterfaceLanguage = z.enum(['de', 'en']);
export type InterfaceLanguage = z.infer<typeof InterfaceLanguage>;

export const AnswerRequest = z.object({
  question: z
    .string()
    .max(QUESTION_LENGTH_READ)
    .meta({ description: 'The question as typed.', example: 'Was kostet die Hundesteuer für den zweiten Hund?' }),
  conversationId: z
    .uuid()
    .optional()
    .meta({ description: 'Continues a conversation; from the `start` event of an earlier answer.' }),
  language: InterfaceLanguage.optional().meta({
    description: 'Language of the interface texts. Default: that of the question, else German.',
  }),
  page: z
    .url()
    .max(2000)
    .optional()
    .meta({ description: 'Address of the page the citizen reads; chooses the sources of that website.' }),
  sources: z
    .array(z.uuid())
    .max(20)
    .optional()
    .meta({ description: 'Ids of the sources to answer from. Default: chosen by `page`.' }),
});
export type AnswerRequest = z.infer<typeof AnswerRequest>;

/** The named steps of an answer, in the order in which they run. */
export const AnswerStep = z.enum(['screen', 'understand', 'find', 'decide', 'write', 'verify', 'cite', 'keep']);
export type AnswerStep = z.infer<typeof AnswerStep>;

const StartEvent = z.object({
  type: z.literal('start'),
  answerId: z.uuid(),
  conversationId: z.uuid(),
  /** Language of the interface texts of this answer. */
  language: InterfaceLanguage,
  /** Day on which question and answer are deleted, ISO 8601 date. */
  deleteOn: z.iso.date(),
});

const StepEvent = z.object({
  type: z.literal('step'),
  step: AnswerStep,
  /** What the step looks at, for the words shown while it works ("Ich suche auf 43 Seiten …"). */
  pages: z.number().int().nonnegative().optional(),
});

/**
 * How a block is laid out. `lead-in` is the heading or sentence that a quote needs to be understood; `fact` a short sentence of ours
 * around values that stand letter by letter in the cited passage: shown large, the quote stands below it.
 */
export const BlockForm = z.enum(['fact', 'lead-in', 'paragraph', 'list', 'steps', 'table', 'notice']);
export type BlockForm = z.infer<typeof BlockForm>;

/**
 * One finished unit of the answer: a sentence, a list item or a table row. Units of one `block` belong together.
 * Shown text never changes afterwards.
 */
const TextDeltaEvent = z.object({
  type: z.literal('text-delta'),
  /** Index of the block; the first delta of an index opens the block. */
  block: z.number().int().nonnegative(),
  form: BlockForm,
  text: z.string(),
  /** Table rows: the cells under their column names; `text` is then the row as one line. */
  cells: z.array(z.object({ column: z.string(), text: z.string() })).optional(),
  /** Number of the citation that bears this unit; absent for our own words (fixed answers, lead-ins of ours). */
  citation: z.number().int().positive().optional(),
  /** The unit that answers best: shown large. At most one an answer. */
  best: z.boolean().optional(),
  /** Something of the source was left out before this unit: shown as "…". */
  gap: z.boolean().optional(),
});

export const Citation = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  /** Titles from the website's root to the section, without `title`. */
  path: z.array(z.string()),
  /** Page with the anchor of its section where there is one. */
  url: z.url(),
  /** `url` with a text fragment that marks the quoted words (WICG scroll-to-text-fragment); equals `url` where none is possible. */
  quoteUrl: z.url(),
  /** The quoted words. */
  quote: z.string(),
  /** Day of the page's last change as the page says, ISO 8601; null if it does not say. */
  pageDate: z.iso.date().nullable(),
  /** Day on which we read the page last, ISO 8601. */
  readOn: z.iso.date(),
  /** Page of a PDF, from 1; null for web pages. */
  pageNumber: z.number().int().positive().nullable(),
  kind: z.enum(['web', 'pdf', 'document']),
});
export type Citation = z.infer<typeof Citation>;

const CitationEvent = z.object({ type: z.literal('citation'), citation: Citation });

const EndEvent = z.object({
  type: z.literal('end'),
  outcome: z.literal('answered'),
  /** `quoted`: word for word from the pages; `written`: by a model, proven; `fixed`: a prepared text (greeting, crisis, …). */
  mode: z.enum(['quoted', 'written', 'fixed']),
  milliseconds: z.number().nonnegative(),
});

/** `may-help`: a short quote was shown that may help, without a claim that it answers. */
export const RefusalReason = z.enum([
  'no-evidence',
  'may-help',
  'nothing-indexed',
  'other-town',
  'own-case',
  'opinion',
  'injection',
  'too-long',
  'empty',
  'rate',
]);
export type RefusalReason = z.infer<typeof RefusalReason>;

/** A place that may help although nothing answers the question. */
export const Pointer = z.object({ title: z.string(), path: z.array(z.string()), url: z.url() });
export type Pointer = z.infer<typeof Pointer>;

/** An office in charge, as its page names it. */
export const Office = z.object({
  name: z.string(),
  phone: z.string().nullable(),
  mail: z.string().nullable(),
  hours: z.string().nullable(),
  url: z.url(),
});
export type Office = z.infer<typeof Office>;

const RefusalEvent = z.object({
  type: z.literal('refusal'),
  reason: RefusalReason,
  /** One sentence: what was not found and what to do. */
  text: z.string(),
  pointers: z.array(Pointer),
  office: Office.nullable(),
  milliseconds: z.number().nonnegative(),
});

const ErrorEvent = z.object({ type: z.literal('error'), code: z.string(), message: z.string() });

export const AnswerEvent = z.discriminatedUnion('type', [
  StartEvent,
  StepEvent,
  TextDeltaEvent,
  CitationEvent,
  EndEvent,
  RefusalEvent,
  ErrorEvent,
]);
export type AnswerEvent = z.infer<typeof AnswerEvent>;
export type TextDelta = z.infer<typeof TextDeltaEvent>;

export const FeedbackRequest = z.object({
  helpful: z.boolean(),
  reason: z.enum(['wrong', 'incomplete', 'outdated', 'not-understood', 'other']).optional(),
  text: z.string().trim().max(1000).optional(),
});
export type FeedbackRequest = z.infer<typeof FeedbackRequest>;

/** What the widget shows before the first question. */
export const AssistantProfile = z.object({
  /** Pages the assistant answers from. */
  pages: z.number().int().nonnegative(),
  /** False until the first page is indexed. */
  ready: z.boolean(),
  /** Three questions the site can answer. */
  suggestions: z.array(z.string()),
  /** Days until question and answer are deleted. */
  keepDays: z.number().int().positive(),
  privacyUrl: z.url().nullable(),
});
export type AssistantProfile = z.infer<typeof AssistantProfile>;
