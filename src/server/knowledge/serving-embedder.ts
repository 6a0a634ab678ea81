/**
 * While a new embedding model gives the passages their vectors, questions are still compared by the model before it, if that can
 * be opened: search is as good during the change as before it. Both give no vectors that could be compared with each other's.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Embedder } from '../models/embedder.ts';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { passageText } from './passage-text.ts';
import { dotProduct, readEmbeddedTexts } from './vector-store.ts';

export interface FormerEmbedder {
  embedder: Embedder;
  close(): Promise<void>;
}

/** Opens a model by its name if that is possible now; null if not. */
export type OpenFormerEmbedder = (name: string) => Promise<FormerEmbedder | null>;

interface Dependencies {
  db: Database;
  log: Log;
  openFormer: OpenFormerEmbedder | null;
  /** Models whose vectors are kept, the one with most of them first. */
  models(): Promise<string[]>;
  embedded(model: string): Promise<number>;
  /** True if all passages have been given to the model once. */
  isFinished(model: string): Promise<boolean>;
}

/** If the former model could not be opened, it is tried again after so long, in milliseconds. */
const TRY_AGAIN = 60_000;
/** Questions wait so long for it after it began to be opened, in milliseconds. */
const WAIT = 2_000;
/** A server that answers under a name with another model gives other vectors: so many are compared, and must be so near. */
const SAMPLES = 3;
const SAME = 0.97;

export function createServingEmbedder({ db, log, openFormer, models, embedded, isFinished }: Dependencies) {
  let former: FormerEmbedder | null = null;
  let opening: Promise<void> | null = null;
  let tryAt = Number.NEGATIVE_INFINITY;

  async function open(open: OpenFormerEmbedder, name: string): Promise<void> {
    const opened = await open(name);
    if (opened === null) return;
    if (await isSame(opened.embedder, name)) {
      former = opened;
      log.info({ model: name }, 'questions are compared by the former model until the new vectors are complete');
    } else await opened.close();
  }

  async function isSame(embedder: Embedder, model: string): Promise<boolean> {
    const samples = await readEmbeddedTexts(db, model, SAMPLES);
    const vectors = await embedder.embedPassages(samples.map(passageText));
    return samples.every(({ vector }, at) => {
      const again = vectors[at];
      return again !== undefined && again.length === vector.length && dotProduct(again, vector) >= SAME;
    });
  }

  // By a function, because the compiler does not see that `open` has set it meanwhile.
  const openedFormer = (): Embedder | null => former?.embedder ?? null;

  function close(): void {
    const closing = former;
    former = null;
    closing?.close().catch((error: unknown) => log.warn({ err: error }, 'the former model did not close'));
  }

  /** The model in use, or the one before it while more passages have a vector of that one. */
  return async (current: Embedder): Promise<Embedder> => {
    if (openFormer === null) return current;
    const before = (await models()).find((model) => model !== current.name);
    if (
      before === undefined ||
      (await isFinished(current.name)) ||
      (await embedded(current.name)) >= (await embedded(before))
    ) {
      if (former !== null) close();
      return current;
    }
    if (former !== null && former.embedder.name !== before) close();
    if (former !== null) return former.embedder;
    if (opening === null && performance.now() >= tryAt) {
      tryAt = performance.now() + TRY_AGAIN;
      opening = open(openFormer, before)
        .catch((error: unknown) => log.info({ err: error, model: before }, 'the former model cannot be opened'))
        .finally(() => {
          opening = null;
        });
    }
    // Without it the question would be compared with the few new vectors that there are.
    const left = tryAt - TRY_AGAIN + WAIT - performance.now();
    if (opening !== null && left > 0) await Promise.race([opening, sleep(left)]);
    return openedFormer()?.name === before ? (openedFormer() ?? current) : current;
  };
}
