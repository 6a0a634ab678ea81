import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeE5Weights } from '../../../tests/support/e5-weights.ts';
import { convertE5, E5FormatError } from './convert-e5.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'buergernah-convert-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function convert(weights: Buffer): Promise<Buffer> {
  const source = join(folder, 'weights.bin');
  const target = join(folder, 'model.gguf');
  await writeFile(source, weights);
  await convertE5(source, target);
  return await readFile(target);
}

describe('weights of E5 become a GGUF', () => {
  it('gives the very bytes that the writer of the GGUF library in Python gives for the same weights', async () => {
    const source = join(folder, 'weights.bin');
    const progress: number[] = [];
    await writeFile(source, writeE5Weights());
    const result = await convertE5(source, join(folder, 'model.gguf'), { onProgress: (bytes) => progress.push(bytes) });
    // Made with gguf 0.19.0 from the same file.
    expect(result).toEqual({ bytes: 9792, sha256: 'ba906db366850665c2f7798a9336a25341491e8d36ccffb52e7710f510ed9643' });
    expect((await readFile(join(folder, 'model.gguf'))).length).toBe(9792);
    expect(progress.at(-1)).toBe(9792);
  });

  it('names the rows beyond the vocabulary, so that no text can meet them', async () => {
    const model = await convert(writeE5Weights());
    expect(model.includes('▁Hund')).toBe(true);
    expect(model.includes('[PAD7]')).toBe(true);
    expect(model.includes('[PAD8]')).toBe(true);
    expect(model.includes('[PAD9]')).toBe(false);
  });

  it.each([
    ['another kind of file', (weights: Buffer) => weights.fill('x', 0, 4)],
    ['an empty file', () => Buffer.alloc(0)],
    ['a file that ends within its vocabulary', (weights: Buffer) => weights.subarray(0, 120)],
    ['a file that ends within its weights', (weights: Buffer) => weights.subarray(0, weights.length - 5)],
    ['a vocabulary without end', (weights: Buffer) => Buffer.from(weights).fill(0x7f, 44, 48)],
    ['a blob of a thousand gigabytes', (weights: Buffer) => Buffer.from(weights).fill(0x11, 64, 72)],
    ['offsets that go backwards', (weights: Buffer) => Buffer.from(weights).fill(0xff, 76, 80)],
    [
      'other names of tensors',
      (weights: Buffer) => Buffer.from(weights.toString('latin1').replace('emb.pos', 'emb.sop'), 'latin1'),
    ],
  ])('refuses %s', async (_, damage) => {
    await expect(convert(damage(writeE5Weights()))).rejects.toThrow(E5FormatError);
  });

  it('stops when it is aborted', async () => {
    await writeFile(join(folder, 'weights.bin'), writeE5Weights());
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(convertE5(join(folder, 'weights.bin'), join(folder, 'model.gguf'), { signal })).rejects.toThrow(
      'enough',
    );
  });
});
