/** Opens the embedding model for a measurement: the same one, from the same place, as the server would use. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Embedder } from '../models/embedder.ts';
import { createModels } from '../models/models.ts';
import { modelsOptions } from '../models/models-options.ts';
import type { Clock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';

const LOOK_MILLISECONDS = 200;

/** Waits until the model answers; null if it is not to be had now or may not be fetched. `close` ends its process. */
export async function openEmbedder(
  { config, log, clock }: { config: Config; log: Log; clock: Clock },
  onProgress: (bytes: number, total: number) => void,
): Promise<{ embedder: Embedder; close(): Promise<void> } | null> {
  const models = createModels({ ...modelsOptions(config), log, clock });
  models.start();
  for (;;) {
    const embedder = models.embedder();
    if (embedder !== null) return { embedder, close: () => models.stop() };
    const [state] = models.state();
    if (state === undefined || state.state === 'forbidden' || state.state === 'failed' || waitsLong(state)) {
      await models.stop();
      return null;
    }
    if (state.progress !== null) onProgress(state.progress.bytes, state.progress.total);
    await sleep(LOOK_MILLISECONDS);
  }
}

function waitsLong(state: { state: string; nextAttemptAt: Date | null }): boolean {
  return state.state === 'absent' && state.nextAttemptAt !== null;
}
