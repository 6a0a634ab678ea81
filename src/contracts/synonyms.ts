/** Everyday words and the official ones that the pages use, as the API says and takes them. */
import { z } from 'zod';

/** More entries are no list that a person keeps. */
export const MOST_SYNONYMS = 5_000;

const SynonymWord = z
  .string()
  .trim()
  .min(2)
  .max(60)
  .regex(/^\p{L}+$/u, 'one word, letters only')
  .meta({ description: 'What people say: one word.', example: 'Perso' });

const Names = z
  .array(z.string().trim().min(2).max(120))
  .min(1)
  .max(10)
  .meta({ description: 'What the pages say, the likeliest first.', example: ['Personalausweis'] });

export const Synonym = z
  .object({
    word: z.string(),
    names: z.array(z.string()),
    origin: z.enum(['built-in', 'town']).meta({ description: 'Ours, or the town’s own.' }),
    active: z.boolean().meta({ description: 'False: the word is searched as it is.' }),
  })
  .meta({ id: 'Synonym' });
export type Synonym = z.infer<typeof Synonym>;

export const SynonymRequest = z
  .object({ word: SynonymWord, names: Names, active: z.boolean().default(true) })
  .meta({ id: 'SynonymRequest' });
export type SynonymRequest = z.infer<typeof SynonymRequest>;

export const SynonymImport = z
  .object({
    entries: z.array(SynonymRequest).max(MOST_SYNONYMS),
    replace: z.boolean().default(false).meta({ description: 'Takes away all other entries of the town.' }),
  })
  .meta({ id: 'SynonymImport' });

export const SynonymPath = z.object({ word: SynonymWord });

export const SynonymRemoval = z
  .object({
    outcome: z.enum(['removed', 'restored', 'switched-off']).meta({
      description:
        '`removed`: the town’s entry is gone. `restored`: ours counts again. `switched-off`: ours no longer counts.',
    }),
  })
  .meta({ id: 'SynonymRemoval' });
export type SynonymRemoval = z.infer<typeof SynonymRemoval>;
