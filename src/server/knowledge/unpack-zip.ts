/**
 * The entries of a zip file (DOCX, XLSX, ODT are zip files), with bounds that hold while inflating: an archive that says it is small
 * and is not (a zip bomb) is stopped at the limit. The central directory alone says what is in it.
 */
import { inflateRawSync } from 'node:zlib';

const MOST_ENTRIES = 4_000;
/** Bytes after inflating, all entries that are read together. */
export const LARGEST_INFLATED = 80 * 1024 * 1024;

export type ZipFailure = 'broken' | 'encrypted' | 'too-large';

export class ZipError extends Error {
  readonly reason: ZipFailure;
  constructor(reason: ZipFailure) {
    super(`zip: ${reason}`);
    this.reason = reason;
  }
}

export interface Zip {
  names: string[];
  /** Bytes of an entry, or null if there is none. Throws ZipError beyond the limit. */
  read: (name: string) => Uint8Array | null;
  text: (name: string) => string | null;
}

interface Entry {
  method: number;
  flags: number;
  compressed: number;
  offset: number;
}

export function openZip(bytes: Uint8Array): Zip {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = readDirectory(bytes, view);
  let left = LARGEST_INFLATED;
  const read = (name: string): Uint8Array | null => {
    const entry = entries.get(name);
    if (!entry) return null;
    if (entry.flags & 1) throw new ZipError('encrypted');
    const data = entryBytes(bytes, view, entry);
    if (entry.method === 0) {
      left -= data.byteLength;
      if (left < 0) throw new ZipError('too-large');
      return data;
    }
    if (entry.method !== 8) throw new ZipError('broken');
    const inflated = inflate(data, left);
    left -= inflated.byteLength;
    return inflated;
  };
  return {
    names: [...entries.keys()],
    read,
    text: (name) => {
      const data = read(name);
      return data ? decodeXml(data) : null;
    },
  };
}

function inflate(data: Uint8Array, most: number): Uint8Array {
  try {
    return inflateRawSync(data, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    throw new ZipError(code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large' : 'broken');
  }
}

function decodeXml(data: Uint8Array): string {
  const wide = (data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff);
  return new TextDecoder(wide ? (data[0] === 0xff ? 'utf-16le' : 'utf-16be') : 'utf-8').decode(data);
}

function readDirectory(bytes: Uint8Array, view: DataView): Map<string, Entry> {
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count > MOST_ENTRIES) throw new ZipError('too-large');
  const entries = new Map<string, Entry>();
  const decoder = new TextDecoder();
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) throw new ZipError('broken');
    const nameLength = view.getUint16(at + 28, true);
    const name = decoder.decode(bytes.subarray(at + 46, at + 46 + nameLength)).replace(/\\/g, '/');
    entries.set(name, {
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      compressed: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The end record stands in the last 64 kB; a comment may follow it. */
function findEnd(view: DataView): number {
  const lowest = Math.max(0, view.byteLength - 22 - 0xffff);
  for (let at = view.byteLength - 22; at >= lowest; at -= 1) if (view.getUint32(at, true) === 0x06054b50) return at;
  throw new ZipError('broken');
}

function entryBytes(bytes: Uint8Array, view: DataView, entry: Entry): Uint8Array {
  const { offset } = entry;
  if (offset + 30 > view.byteLength || view.getUint32(offset, true) !== 0x04034b50) throw new ZipError('broken');
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + entry.compressed > bytes.byteLength) throw new ZipError('broken');
  return bytes.subarray(start, start + entry.compressed);
}
