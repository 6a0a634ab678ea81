import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import type { ModelsOptions } from './models.ts';
import { createReranker, type Reranker } from './reranker.ts';

/** The part of the settings that concerns models, as the registry wants it. */
export function modelsOptions(
  config: Config,
): Pick<ModelsOptions, 'dataDirectory' | 'autoPull' | 'mirror' | 'embeddingServer'> {
  return {
    dataDirectory: config.DATA_DIR,
    autoPull: config.MODELS_AUTO_PULL === 'on',
    mirror: config.MODELS_MIRROR,
    embeddingServer:
      config.EMBEDDING_BASE_URL === undefined
        ? undefined
        : {
            baseUrl: config.EMBEDDING_BASE_URL,
            model: config.EMBEDDING_MODEL,
            key: config.EMBEDDING_API_KEY,
            sendInputType: config.EMBEDDING_INPUT_TYPE === 'on',
          },
  };
}

/** The reranking server of the settings; undefined where none is set. */
export function openReranker({ config, log, clock }: { config: Config; log: Log; clock: Clock }): Reranker | undefined {
  if (config.RERANK_BASE_URL === undefined) return undefined;
  return createReranker(
    { baseUrl: config.RERANK_BASE_URL, model: config.RERANK_MODEL, key: config.RERANK_API_KEY },
    { log, clock, limits: { milliseconds: config.RERANK_TIMEOUT } },
  );
}
