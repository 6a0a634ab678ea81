import type { Config } from '../platform/config.ts';
import type { ModelsOptions } from './models.ts';

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
