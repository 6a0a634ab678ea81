import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../../src/server/models/embedder.ts';
import { createModels, type Models } from '../../src/server/models/models.ts';
import { systemClock } from '../../src/server/platform/clock.ts';
import { testModelDirectory } from '../support/embedding-model.ts';
import { waitFor } from '../support/wait-for.ts';

const directory = await testModelDirectory();

function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (!a || !b) throw new Error('A vector is missing.');
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

describe.skipIf(directory === null)('multilingual-e5-small in process, with its real weights', () => {
  let models: Models;
  let embedder: Embedder;

  beforeAll(async () => {
    models = createModels({
      dataDirectory: directory ?? '',
      log: pino({ level: 'silent' }),
      clock: systemClock,
      autoPull: false,
    });
    models.start();
    embedder = await waitFor('the model to be loaded', () => models.embedder(), { timeout: 110_000 });
  }, 120_000);
  afterAll(async () => {
    await models?.stop();
  });

  it('gives vectors of 384 numbers and length 1', async () => {
    const vector = await embedder.embedQuestion('Was kostet die Hundesteuer für den zweiten Hund?');
    expect(vector).toHaveLength(384);
    expect(cosine(vector, vector)).toBeCloseTo(1, 5);
  });

  it('finds the passage that answers, also from another language and other words', async () => {
    const passages = [
      'Hundesteuer: Für den ersten Hund zahlen Sie 84 Euro im Jahr, für jeden weiteren 120 Euro.',
      'Sperrmüll wird nach Anmeldung viermal im Jahr kostenlos abgeholt.',
      'Das Bürgerbüro ist montags bis freitags von 8 bis 12 Uhr geöffnet.',
      'Für den Reisepass brauchen Sie ein biometrisches Lichtbild.',
    ];
    const vectors = await embedder.embedPassages(passages);
    const best = async (question: string): Promise<number> => {
      const asked = await embedder.embedQuestion(question);
      const scores = vectors.map((vector) => cosine(vector, asked));
      return scores.indexOf(Math.max(...scores));
    };
    expect(await best('Was kostet die Hundesteuer für den zweiten Hund?')).toBe(0);
    expect(await best('How do I get rid of my old sofa?')).toBe(1);
    expect(await best('When is the citizens’ office open?')).toBe(2);
    expect(await best('passport photo')).toBe(3);
  });

  it('treats question and passage differently, and forms of one character alike', async () => {
    const text = 'Gebühr für die Beglaubigung: ﬁnden Sie in § 3';
    const [passage] = await embedder.embedPassages([text]);
    const question = await embedder.embedQuestion(text);
    expect(cosine(passage, question)).toBeLessThan(0.999);
    const composed = await embedder.embedQuestion('Müllgebühr ﬁnden');
    const decomposed = await embedder.embedQuestion('Mu\u0308llgebu\u0308hr finden');
    expect(cosine(composed, decomposed)).toBeGreaterThan(0.9999);
  });

  it('cuts a text that is too long at a token, and takes odd ones', async () => {
    const long = 'Die Gemeinde erhebt eine Hundesteuer nach Maßgabe dieser Satzung. '.repeat(400);
    const odd = ['', '   ', '😀😀😀', '<s></s><mask>', 'x'.repeat(50_000), 'Straße\u0000Nr.\uD800'];
    const vectors = await embedder.embedPassages([long, `${long} Ganz anderes am Ende: Schwimmbad.`, ...odd]);
    expect(vectors).toHaveLength(8);
    expect(cosine(vectors[0], vectors[1])).toBeCloseTo(1, 4);
    for (const vector of vectors) expect(cosine(vector, vector)).toBeCloseTo(1, 4);
  });

  it('answers questions while passages are worked on, and in the same way', async () => {
    const question = 'Wo melde ich meinen Wohnsitz um?';
    const alone = await embedder.embedQuestion(question);
    const stop = new AbortController();
    const texts = Array.from(
      { length: 200 },
      (_, i) => `Abschnitt ${i}: ${'Wer umzieht, meldet sich an. '.repeat(12)}`,
    );
    const load = embedder.embedPassages(texts, stop.signal).catch(() => 'stopped');
    for (let i = 0; i < 5; i++) expect(cosine(alone, await embedder.embedQuestion(question))).toBeGreaterThan(0.9999);
    stop.abort();
    expect(await load).toBe('stopped');
  });
});
