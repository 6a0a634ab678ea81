/** What runs and how well: for the start page, `doctor` and operators. */
import { z } from 'zod';

export const ModelState = z.object({
  name: z.string(),
  role: z.literal('embedding'),
  state: z.enum(['ready', 'loading', 'fetching', 'absent', 'failed', 'forbidden']),
  /** 0 to 1 while it is fetched, else null. */
  progress: z.number().min(0).max(1).nullable(),
  /** Why it is not ready, in English, for the technically minded. */
  reason: z.string().nullable(),
  /** When it is tried again, ISO 8601; null if it is not. */
  nextAttemptAt: z.iso.datetime().nullable(),
});
export type ModelState = z.infer<typeof ModelState>;

/** A reranking server: without its answer the search keeps its own order. */
const RerankerState = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'ready', 'resting']),
  /** Why it rests, in English, for the technically minded. */
  reason: z.string().nullable(),
  /** When it is asked again, ISO 8601; null if it does not rest. */
  nextAttemptAt: z.iso.datetime().nullable(),
});

export const SourceState = z.object({
  id: z.uuid(),
  kind: z.enum(['website', 'demo', 'import']),
  name: z.string(),
  url: z.string(),
  /** Pages that answers come from. */
  pages: z.number().int().nonnegative(),
  /** `alarm`: a person must look, see `doctor`. */
  state: z.enum(['waiting', 'learning', 'ready', 'failed', 'alarm']),
  /** End of the last complete reading, ISO 8601. */
  readAt: z.iso.datetime().nullable(),
  /** How far the reading under way is, in addresses; null if there is none. `total` grows while links are found. */
  progress: z.object({ read: z.number().int(), total: z.number().int() }).nullable(),
});
export type SourceState = z.infer<typeof SourceState>;

export const SystemStatus = z
  .object({
    version: z.string(),
    database: z.object({ engine: z.enum(['embedded', 'server']), version: z.string() }),
    /** How questions are searched now: by words, or by words and meaning (vectors). */
    search: z.enum(['words', 'words-and-meaning']),
    pages: z.number().int().nonnegative(),
    passages: z.number().int().nonnegative(),
    /** Passages that have a vector of the model in use; null without a model. */
    embedded: z.number().int().nonnegative().nullable(),
    /** Where vectors are compared: in memory, by pgvector, or nowhere because they are too many; null without a model. */
    vectors: z.enum(['memory', 'database', 'nowhere']).nullable(),
    sources: z.array(SourceState),
    models: z.array(ModelState),
    /** Null where none is connected. */
    reranker: RerankerState.nullable(),
    /** Who writes the answers: without a language model the assistant quotes. */
    answers: z.literal('quoted'),
  })
  .meta({ id: 'SystemStatus' });
export type SystemStatus = z.infer<typeof SystemStatus>;

const BothLanguages = z.object({ de: z.string(), en: z.string() });

export const Finding = z.object({
  /** `problem`: something does not work; `hint`: it works, but not as well as it could. */
  level: z.enum(['ok', 'hint', 'problem']),
  part: z.string(),
  message: BothLanguages,
  /** How to mend it; null if there is nothing to do. */
  remedy: BothLanguages.nullable(),
});
export type Finding = z.infer<typeof Finding>;

export const DoctorReport = z.object({ healthy: z.boolean(), findings: z.array(Finding) }).meta({ id: 'DoctorReport' });
export type DoctorReport = z.infer<typeof DoctorReport>;
