/**
 * Opens an embedding model that was in use before the present one, while the present one gives the passages their vectors: the model of
 * the catalogue if its file still lies in the data directory, or another model of the same embedding server.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createEmbeddedEngine, type EmbeddedEngineOptions } from './embedded-engine.ts';
import { type Embedder, EmbedderError } from './embedder.ts';
import type { ModelsOptions } from './models.ts';
import { findModelFile, modelsDirectory } from './pull-model.ts';
import { readCatalogue } from './read-catalogue.ts';
import { connectServerEmbedder, SERVER_NAMES } from './server-embedder.ts';

export type FormerModelOptions = Pick<
  ModelsOptions,
  'dataDirectory' | 'embeddingServer' | 'log' | 'clock' | 'server'
> & { catalogue?: ReturnType<typeof readCatalogue>; engine?: Pick<EmbeddedEngineOptions, 'processPath' | 'lanes'> };

const LOAD_MILLISECONDS = 60_000;
const LOOK_MILLISECONDS = 50;

/**
 * Null if it is not to be had. A server may answer under any name: whoever compares with stored vectors should see first whether the
 * new ones are like them. `close` ends the model's process.
 */
export async function openFormerModel(
  options: FormerModelOptions,
  name: string,
): Promise<{ embedder: Embedder; close(): Promise<void> } | null> {
  // Without an embedding server the model of the catalogue is the present one.
  if (options.embeddingServer === undefined) return null;
  return (await openFile(options, name)) ?? (await connect(options, name));
}

async function openFile(
  { dataDirectory, log, clock, catalogue = readCatalogue(), engine: more }: FormerModelOptions,
  name: string,
): ReturnType<typeof openFormerModel> {
  const model = catalogue.find(
    (each) => each.role === 'embedding' && (name === each.name || name.startsWith(`${each.name}@`)),
  );
  if (model === undefined) return null;
  const signal = AbortSignal.timeout(LOAD_MILLISECONDS);
  const { file } = await findModelFile(modelsDirectory(dataDirectory), model, { signal });
  if (file === null || name !== (file.variant === null ? model.name : `${model.name}@${file.variant}`)) return null;
  const engine = createEmbeddedEngine({ ...model, ...more, name, modelPath: file.path, log, clock });
  engine.start();
  while (engine.state().state !== 'ready') {
    if (signal.aborted || engine.state().state === 'failed') {
      await engine.stop();
      return null;
    }
    await sleep(LOOK_MILLISECONDS);
  }
  return { embedder: engine.embedder, close: () => engine.stop() };
}

async function connect(
  { embeddingServer, log, server: limits }: FormerModelOptions,
  name: string,
): ReturnType<typeof openFormerModel> {
  if (!name.startsWith(SERVER_NAMES)) return null;
  try {
    const embedder = await connectServerEmbedder(
      { ...embeddingServer, baseUrl: embeddingServer?.baseUrl ?? '', model: name.slice(SERVER_NAMES.length) },
      { log, signal: AbortSignal.timeout(LOAD_MILLISECONDS), ...(limits ? { limits } : {}) },
    );
    return { embedder, close: () => Promise.resolve() };
  } catch (error) {
    if (error instanceof EmbedderError) return null;
    throw error;
  }
}
