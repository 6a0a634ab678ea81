/**
 * Dot products of one vector with many, eight numbers at a time: the only part of search that JavaScript is too slow for (13 times).
 * A module of some hundred bytes for the processor's vector instructions, written out here so that there is no foreign binary.
 * https://webassembly.github.io/spec/core/binary/instructions.html
 */

/** Instructions by their number in the standard. */
const OP = {
  loop: 0x03,
  end: 0x0b,
  branchIf: 0x0d,
  get: 0x20,
  set: 0x21,
  tee: 0x22,
  store: 0x36,
  constant: 0x41,
  isLess: 0x49,
  add: 0x6a,
  subtract: 0x6b,
} as const;
/** Those for vectors of 128 bits. */
const SIMD = { load: 0, loadBytesAsShorts: 1, constant: 12, lane: 27, add: 174, dotOfShorts: 186 } as const;
const TYPE = { i32: 0x7f, v128: 0x7b, function: 0x60, nothing: 0x40 } as const;

/** Parameters, then local variables of `dot`. */
const LOCAL = { question: 0, row: 1, rows: 2, dimensions: 3, out: 4, at: 5, stop: 6, even: 7, odd: 8 } as const;

const simd = (op: number) => (op < 128 ? [0xfd, op] : [0xfd, (op & 127) | 128, op >> 7]);
const get = (local: number) => [OP.get, local];
const set = (local: number) => [OP.set, local];
const zero = [...simd(SIMD.constant), ...new Array<number>(16).fill(0)];

/** sum += eight bytes of the row × eight shorts of the question */
const addProducts = (sum: number, offset: number) => [
  ...get(sum),
  ...get(LOCAL.row),
  ...[...simd(SIMD.loadBytesAsShorts), 0, offset],
  ...get(LOCAL.at),
  ...[...simd(SIMD.load), 1, offset * 2],
  ...simd(SIMD.dotOfShorts),
  ...simd(SIMD.add),
  ...set(sum),
];
const lane = (at: number) => [...get(LOCAL.even), ...simd(SIMD.lane), at];
const advance = (local: number, by: number) => [...get(local), OP.constant, by, OP.add];

const body = [
  ...[OP.loop, TYPE.nothing], // for each row
  ...[...zero, ...set(LOCAL.even), ...zero, ...set(LOCAL.odd)],
  ...[...get(LOCAL.question), ...set(LOCAL.at)],
  ...[...get(LOCAL.row), ...get(LOCAL.dimensions), OP.add, ...set(LOCAL.stop)],
  ...[OP.loop, TYPE.nothing], // for sixteen of its numbers each
  ...addProducts(LOCAL.even, 0),
  ...addProducts(LOCAL.odd, 8),
  ...[...advance(LOCAL.at, 32), ...set(LOCAL.at)],
  ...[...advance(LOCAL.row, 16), OP.tee, LOCAL.row],
  ...[...get(LOCAL.stop), OP.isLess, OP.branchIf, 0, OP.end],
  ...[...get(LOCAL.even), ...get(LOCAL.odd), ...simd(SIMD.add), ...set(LOCAL.even)],
  ...[...get(LOCAL.out), ...lane(0), ...lane(1), OP.add, ...lane(2), OP.add, ...lane(3), OP.add, OP.store, 2, 0],
  ...[...advance(LOCAL.out, 4), ...set(LOCAL.out)],
  ...[...get(LOCAL.rows), OP.constant, 1, OP.subtract, OP.tee, LOCAL.rows, OP.branchIf, 0, OP.end],
  OP.end,
];

/** Lengths as LEB128. */
const length = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...length(value >> 7)]);
const section = (id: number, content: readonly number[]) => [id, ...length(content.length), ...content];
const name = (text: string) => [text.length, ...Buffer.from(text)];
const code = [2, 2, TYPE.i32, 2, TYPE.v128, ...body];

const MODULE = new Uint8Array([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, TYPE.function, 5, TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32, TYPE.i32, 0]),
  ...section(2, [1, ...name('in'), ...name('memory'), 2, 0, 1]),
  ...section(3, [1, 0]),
  ...section(7, [1, ...name('dot'), 0, 0]),
  ...section(10, [1, ...length(code.length), ...code]),
]);

export interface LinearMemory {
  readonly buffer: ArrayBuffer;
  /** By pages of 65,536 bytes; views of the buffer are void afterwards. */
  grow(pages: number): number;
}

/** The types of Node name it without its values. */
const { Memory, Module, Instance } = Reflect.get(globalThis, 'WebAssembly') as {
  Memory: new (size: { initial: number }) => LinearMemory;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object, imports: object) => { exports: { dot: DotProducts } };
};

/**
 * Addresses in bytes: `question` of shorts, `row` of bytes, `out` of 32-bit numbers. `rows` is at least 1, `dimensions` a multiple of 16;
 * the products of a row must add up to less than 2³¹.
 */
export type DotProducts = (question: number, row: number, rows: number, dimensions: number, out: number) => void;

/** Memory of so many pages of 65,536 bytes and the function that works in it. */
export function createKernel(pages: number): { memory: LinearMemory; dot: DotProducts } {
  const memory = new Memory({ initial: pages });
  return { memory, dot: new Instance(new Module(MODULE), { in: { memory } }).exports.dot };
}
