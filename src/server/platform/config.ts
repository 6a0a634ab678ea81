/**
 * Configuration by environment: one schema, all faults at once. `docs/configuration.md` is generated from it
 * (`npm run build -- --docs`). A secret can come from a file: NAME_FILE holds its path.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';

const list = z.string().transform((value) =>
  value
    .split(/[,;\s]+/)
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const webAddress = z.url({ protocol: /^https?$/ });

/** Abbreviations of the German federal states (ISO 3166-2:DE). */
const FEDERAL_STATES = [
  'BW',
  'BY',
  'BE',
  'BB',
  'HB',
  'HE',
  'HH',
  'MV',
  'NI',
  'NW',
  'RP',
  'SL',
  'SN',
  'ST',
  'SH',
  'TH',
] as const;
export type FederalState = (typeof FEDERAL_STATES)[number];

/** Meta `part` names who uses the value; `secret` values are accepted as NAME_FILE and never printed. */
export const configSchema = z.object({
  PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65535)
    .default(8080)
    .meta({ part: 'platform', description: 'Port to listen on. 0 takes a free one.' }),
  HOST: z
    .string()
    .default('0.0.0.0')
    .meta({ part: 'platform', description: 'Address to listen on. 127.0.0.1 if a proxy runs on the same machine.' }),
  PUBLIC_URL: webAddress.optional().meta({
    part: 'platform',
    description: 'Address under which people reach the server. Default: http://localhost:PORT.',
  }),
  DATA_DIR: z.string().default('./data').meta({
    part: 'platform',
    description: 'Folder of the embedded database and the models. One process opens it at a time.',
  }),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .optional()
    .meta({
      part: 'platform',
      secret: true,
      description: 'PostgreSQL 15 or newer. Default: the embedded database in DATA_DIR.',
    }),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(2)
    .max(200)
    .default(10)
    .meta({ part: 'platform', description: 'Connections to the PostgreSQL server.' }),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('warn')
    .meta({ part: 'platform', description: 'How much is written to standard error, one JSON object a line.' }),
  TRUST_PROXY: z.enum(['on', 'off']).default('off').meta({
    part: 'platform',
    description: 'on: the client’s address is read from X-Forwarded-For (for the rate limit only; it is not stored).',
  }),
  ALLOWED_ORIGINS: list
    .pipe(z.array(webAddress.transform((value) => new URL(value).origin)))
    .default([])
    .meta({
      part: 'answering',
      description: 'Websites that may embed the assistant, besides the sources’ own, separated by commas.',
    }),
  KEEP_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(90)
    .meta({ part: 'answering', description: 'Days until question and answer are deleted.' }),
  QUESTIONS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(20)
    .meta({ part: 'answering', description: 'Questions a client may ask in a minute.' }),
  PRIVACY_URL: webAddress
    .optional()
    .meta({ part: 'answering', description: 'The town’s privacy text, linked in the widget.' }),
  TOWN_NAME: z
    .string()
    .max(100)
    .optional()
    .meta({ part: 'answering', description: 'Name of the town, so that questions about other towns are recognised.' }),
  FEDERAL_STATE: z.enum(FEDERAL_STATES).optional().meta({
    part: 'answering',
    description:
      'Federal state of the town (NW, BY …), for its public holidays: on them, “open today?” is answered with no. Default: only nationwide holidays.',
  }),
  CRAWL_CONTACT: z.string().max(200).optional().meta({
    part: 'knowledge',
    description: 'Mail or web address in the crawler’s user agent, so that webmasters can reach you.',
  }),
  CRAWL_INTERNAL: z.enum(['on', 'off']).default('off').meta({
    part: 'knowledge',
    description:
      'on: websites in internal networks (intranet, test systems) may be read. off: such addresses are refused.',
  }),
  DEMO: z
    .enum(['on', 'off'])
    .default('on')
    .meta({ part: 'demo', description: 'off: Musterstadt is not served and not learned.' }),
  VECTORS_MEMORY: z.coerce.number().int().min(0).max(16_000).default(512).meta({
    part: 'knowledge',
    description:
      'Megabytes of vectors that are compared in memory (512: some 620,000 passages of the model in process). Beyond it pgvector is used where the database has it, else search is by words. 0: never in memory.',
  }),
  EMBEDDING_BASE_URL: webAddress.optional().meta({
    part: 'models',
    description:
      'Embedding server by the OpenAI protocol, instead of the model in process. With /v1 if the server wants it.',
  }),
  EMBEDDING_MODEL: z
    .string()
    .max(200)
    .optional()
    .meta({ part: 'models', description: 'Model to ask the embedding server for.' }),
  EMBEDDING_API_KEY: z
    .string()
    .max(500)
    .optional()
    .meta({ part: 'models', secret: true, description: 'Key of the embedding server.' }),
  EMBEDDING_INPUT_TYPE: z.enum(['on', 'off']).default('off').meta({
    part: 'models',
    description:
      'on: the embedding server is told whether a text is a question or a passage (input_type) and adds the model’s prefixes itself.',
  }),
  RERANK_BASE_URL: webAddress.optional().meta({
    part: 'models',
    description:
      'Reranking server (vLLM, llama.cpp, text-embeddings-inference): the address before /rerank. Without it the search keeps its own order.',
  }),
  RERANK_MODEL: z
    .string()
    .max(200)
    .optional()
    .meta({ part: 'models', description: 'Model to ask the reranking server for, if it has several.' }),
  RERANK_API_KEY: z
    .string()
    .max(500)
    .optional()
    .meta({ part: 'models', secret: true, description: 'Key of the reranking server.' }),
  RERANK_TIMEOUT: z.coerce.number().int().min(50).max(10_000).default(400).meta({
    part: 'models',
    description: 'Longest wait for the reranking server, in milliseconds; then the search keeps its own order.',
  }),
  MODELS_AUTO_PULL: z.enum(['on', 'off']).default('on').meta({
    part: 'models',
    description: 'off: no model is fetched at the start; lay it into DATA_DIR/models or run “buergernah models pull”.',
  }),
  MODELS_MIRROR: webAddress.optional().meta({
    part: 'models',
    description: 'Address that holds the model files of the catalogue by their file names, asked first.',
  }),
});

export type Environment = z.infer<typeof configSchema>;
export type Config = Omit<Environment, 'DATA_DIR'> & {
  /** Absolute path. */
  DATA_DIR: string;
};

export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/**
 * Reads the configuration and reports all faults at once.
 * @throws ConfigError with one line a fault, naming the variable and never its value
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const faults: string[] = [];
  const values: Record<string, string> = {};
  for (const [name, field] of Object.entries(configSchema.shape)) {
    const direct = environment[name];
    const file = environment[`${name}_FILE`];
    // An empty variable counts as not set: compose files and systemd units produce them.
    if (direct !== undefined && direct.trim() !== '') values[name] = direct.trim();
    if (file === undefined || file.trim() === '') continue;
    if (field.meta()?.['secret'] !== true) {
      faults.push(`${name}_FILE: only secrets are read from files; set ${name} itself`);
    } else if (values[name] !== undefined) {
      faults.push(`${name}: set either ${name} or ${name}_FILE, not both`);
    } else {
      try {
        values[name] = readFileSync(file, 'utf8').trim();
      } catch (error) {
        faults.push(
          `${name}_FILE: the file cannot be read (${error instanceof Error && 'code' in error ? error.code : 'unknown'})`,
        );
      }
    }
  }
  const parsed = configSchema.safeParse(values);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
  }
  if (values['EMBEDDING_MODEL'] !== undefined && values['EMBEDDING_BASE_URL'] === undefined) {
    faults.push('EMBEDDING_MODEL: needs EMBEDDING_BASE_URL');
  }
  for (const name of ['RERANK_MODEL', 'RERANK_API_KEY']) {
    if (values[name] !== undefined && values['RERANK_BASE_URL'] === undefined)
      faults.push(`${name}: needs RERANK_BASE_URL`);
  }
  if (!parsed.success || faults.length > 0) throw new ConfigError(faults);
  return { ...parsed.data, DATA_DIR: resolve(parsed.data.DATA_DIR) };
}
