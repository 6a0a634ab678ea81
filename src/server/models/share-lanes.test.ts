import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createLanes } from './share-lanes.ts';

/** Contexts that take as many milliseconds as there are tokens, and write down what they do. */
function observe(lanes: number, idleMilliseconds = 10_000) {
  const begun: number[] = [];
  let atWork = 0;
  let most = 0;
  let built = 0;
  let disposed = 0;
  const shared = createLanes<number[]>({
    lanes,
    idleMilliseconds,
    keptTokens: 8,
    createContext: async () => {
      built++;
      let busy = false;
      return {
        async embed(tokens) {
          if (busy) throw new Error('one context, two texts');
          busy = true;
          begun.push(tokens[0] ?? -1);
          most = Math.max(most, ++atWork);
          await sleep(tokens.length);
          atWork--;
          busy = false;
          if (tokens[0] === 666) throw new Error('the engine fails');
          return Float32Array.of(tokens[0] ?? -1);
        },
        async dispose() {
          disposed++;
        },
      };
    },
  });
  const text = (name: number, milliseconds = 10): number[] => Array.from({ length: milliseconds }, () => name);
  return { shared, text, begun, figures: () => ({ most, built, disposed }) };
}

describe('questions and passages share the engine', () => {
  it('works on as many passages at once as there are lanes, in order', async () => {
    const { shared, text, begun, figures } = observe(2);
    const vectors = await Promise.all([1, 2, 3, 4, 5].map((name) => shared.embed(name, 'passage', text(name))));
    expect(vectors.map(([first]) => first)).toEqual([1, 2, 3, 4, 5]);
    expect(begun).toEqual([1, 2, 3, 4, 5]);
    expect(figures()).toMatchObject({ most: 2, built: 2 });
  });

  it('begins a question at once beside running passages and lets waiting passages wait for it', async () => {
    const { shared, text, begun } = observe(2);
    const passages = [1, 2, 3, 4].map((name) => shared.embed(name, 'passage', text(name, 30)));
    await sleep(5);
    const question = shared.embed(100, 'question', text(100, 300));
    await Promise.all(passages.slice(0, 2));
    await sleep(30);
    expect(begun).toEqual([1, 2, 100]);
    await question;
    await Promise.all(passages);
    expect(begun).toEqual([1, 2, 100, 3, 4]);
  });

  it('drops what was forgotten before it began', async () => {
    const { shared, text, begun } = observe(1);
    const first = shared.embed(1, 'passage', text(1));
    void shared.embed(2, 'passage', text(2));
    const third = shared.embed(3, 'passage', text(3));
    shared.forget(2);
    await Promise.all([first, third]);
    expect(begun).toEqual([1, 3]);
  });

  it('goes on after a text at which the engine failed', async () => {
    const { shared, text } = observe(1);
    const bad = shared.embed(666, 'passage', text(666));
    const good = shared.embed(2, 'passage', text(2));
    await expect(bad).rejects.toThrow('the engine fails');
    expect([...(await good)]).toEqual([2]);
  });

  it('throws grown contexts away when idle, keeps small ones, and builds them again', async () => {
    const { shared, text, figures } = observe(1, 20);
    await shared.embed(1, 'question', text(1, 8));
    await sleep(60);
    expect(figures()).toMatchObject({ built: 1, disposed: 0 });
    await shared.embed(2, 'passage', text(2, 30));
    await sleep(60);
    expect(figures()).toMatchObject({ built: 1, disposed: 1 });
    expect([...(await shared.embed(3, 'passage', text(3)))]).toEqual([3]);
    expect(figures().built).toBe(2);
  });
});
