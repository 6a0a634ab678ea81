/** Writes a tiny file of E5 weights (E5S1) with every part that the real one has; the same bytes each time. */

const HIDDEN = 32;
const INNER = 64;
const VOCABULARY = 9;
const POSITIONS = 4;
const TOKEN_TYPES = 2;
const PIECES = ['<s>', '<pad>', '</s>', '<unk>', '▁Hund', 'esteuer', '<mask>'];

export function writeE5Weights(): Buffer {
  const tensors: { name: string; kind: number; elements: number; bytes: Buffer }[] = [];
  let seed = 1;
  // A small linear congruence: the content does not matter, only that it is not all alike.
  const next = (): number => (seed = (seed * 1103515245 + 12345) % 2 ** 31);
  const floats = (name: string, elements: number): void => {
    const bytes = Buffer.alloc(4 * elements);
    for (let i = 0; i < elements; i++) bytes.writeFloatLE(((next() % 2000) - 1000) / 1000, 4 * i);
    tensors.push({ name, kind: 0, elements, bytes });
  };
  const blocks = (name: string, rows: number, columns: number): void => {
    const bytes = Buffer.alloc(rows * (columns / 32) * 18);
    for (let i = 0; i < bytes.length; i++) bytes[i] = next() % 256;
    tensors.push({ name, kind: 1, elements: rows * columns, bytes });
  };
  // In another order than the converter wants them.
  for (const short of ['oln', 'aln']) {
    floats(`l0.${short}.w`, HIDDEN);
    floats(`l0.${short}.b`, HIDDEN);
  }
  for (const [short, rows, columns] of [
    ['q', HIDDEN, HIDDEN],
    ['k', HIDDEN, HIDDEN],
    ['v', HIDDEN, HIDDEN],
    ['ao', HIDDEN, HIDDEN],
    ['fi', INNER, HIDDEN],
    ['fo', HIDDEN, INNER],
  ] as const) {
    blocks(`l0.${short}.w`, rows, columns);
    floats(`l0.${short}.b`, rows);
  }
  blocks('emb.word', VOCABULARY, HIDDEN);
  floats('emb.pos', POSITIONS * HIDDEN);
  floats('emb.type', TOKEN_TYPES * HIDDEN);
  floats('emb.ln.w', HIDDEN);
  floats('emb.ln.b', HIDDEN);

  const pieces = PIECES.map((piece) => Buffer.from(piece, 'utf8'));
  const blob = Buffer.concat(pieces);
  let end = 0;
  const offsets = [0, ...pieces.map((piece) => (end += piece.length))];
  const normaliser = Buffer.from('0102030405060708', 'hex');
  const head = Buffer.concat([
    Buffer.from('E5S1', 'latin1'),
    u32(1),
    ...[HIDDEN, 1, 2, INNER, VOCABULARY, POSITIONS, TOKEN_TYPES].map(i32),
    f32(1e-12),
    i32(32),
    ...[PIECES.length, 0, 2, 1, 3].map(i32),
    u64(blob.length),
    ...offsets.map(u32),
    ...PIECES.map((_, i) => f32(-i / 4)),
    blob,
    i32(1),
    u32(normaliser.length),
    normaliser,
    i32(tensors.length),
  ]);
  const entryBytes = tensors.reduce((sum, { name }) => sum + 2 + name.length + 1 + 4 + 8 + 8, 0);
  let offset = head.length + entryBytes;
  const entries = tensors.map(({ name, kind, elements, bytes }) => {
    const entry = Buffer.concat([
      u16(name.length),
      Buffer.from(name),
      Buffer.from([kind]),
      u32(elements),
      u64(offset),
      u64(bytes.length),
    ]);
    offset += bytes.length;
    return entry;
  });
  return Buffer.concat([head, ...entries, ...tensors.map(({ bytes }) => bytes)]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function i32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
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
