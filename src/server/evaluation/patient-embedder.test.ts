import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../models/embedder.ts';
import { createPatientEmbedder } from './patient-embedder.ts';

const folder = mkdtempSync(join(tmpdir(), 'patient-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Vectors that tell their text; each call takes `milliseconds`. */
function countingEmbedder(milliseconds = 0) {
  const asked: string[] = [];
  const vector = async (text: string) => {
    asked.push(text);
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return Float32Array.of(text.length, 1);
  };
  const embedder: Embedder = {
    name: 'counting',
    dimensions: 2,
    embedPassages: (texts) => Promise.all(texts.map(vector)),
    embedQuestion: vector,
  };
  return { embedder, asked };
}

describe('createPatientEmbedder', () => {
  it('computes the vector of a page once', async () => {
    const { embedder, asked } = countingEmbedder();
    const patient = await createPatientEmbedder(embedder, null);
    expect(await patient.embedder.embedPassages(['a', 'bb'])).toEqual([Float32Array.of(1, 1), Float32Array.of(2, 1)]);
    expect(await patient.embedder.embedPassages(['bb', 'ccc'])).toEqual([Float32Array.of(2, 1), Float32Array.of(3, 1)]);
    expect(asked).toEqual(['a', 'bb', 'ccc']);
  });

  it('forgets what was computed for a question, so that the times are true', async () => {
    const { embedder, asked } = countingEmbedder();
    const patient = await createPatientEmbedder(embedder, null);
    await patient.ask(() => patient.embedder.embedQuestion('Was?'));
    await patient.ask(() => patient.embedder.embedQuestion('Was?'));
    expect(asked).toEqual(['Was?', 'Was?']);
  });

  it('asks again when the model was late', async () => {
    const { embedder, asked } = countingEmbedder(60);
    const patient = await createPatientEmbedder(embedder, null);
    const { result, milliseconds } = await patient.ask(() =>
      patient.embedder.embedQuestion('Was?', AbortSignal.timeout(5)).catch(() => 'late'),
    );
    expect(result).toEqual(Float32Array.of(4, 1));
    expect(milliseconds).toBeLessThan(60);
    expect(asked).toEqual(['Was?']);
    expect(patient.note()).toContain('1 questions');
  });

  it('keeps vectors in a file for the next measurement with the same model', async () => {
    const file = join(folder, 'vectors.txt');
    const first = countingEmbedder();
    const patient = await createPatientEmbedder(first.embedder, file);
    await patient.embedder.embedPassages(['a', 'bb']);
    await patient.save();
    const second = countingEmbedder();
    const again = await createPatientEmbedder(second.embedder, file);
    expect(await again.embedder.embedPassages(['bb', 'a'])).toEqual([Float32Array.of(2, 1), Float32Array.of(1, 1)]);
    expect(second.asked).toEqual([]);
    const other = await createPatientEmbedder({ ...second.embedder, name: 'other' }, file);
    await other.embedder.embedPassages(['a']);
    expect(second.asked).toEqual(['a']);
  });

  it('computes anew what a damaged file does not hold', async () => {
    const file = join(folder, 'damaged.txt');
    writeFileSync(file, 'nonsense\nkey\tAAAA\n');
    const { embedder, asked } = countingEmbedder();
    const patient = await createPatientEmbedder(embedder, file);
    await patient.embedder.embedPassages(['a']);
    expect(asked).toEqual(['a']);
  });
});
