import { extractOffThread, LONGEST_READING } from './extract-off-thread.ts';
import type { Extraction } from './extraction-result.ts';

/** Bytes of an office document that are read at most. */
const LARGEST_DOCUMENT = 20 * 1024 * 1024;

/** Reads DOCX, ODT, ODS and XLSX with headings, lists and tables. What cannot be read gives a reason, not a throw. */
export async function extractDocument({
  bytes,
  url,
  longest = LONGEST_READING,
}: {
  bytes: Uint8Array;
  url: string;
  /** Milliseconds. */
  longest?: number;
}): Promise<Extraction> {
  if (bytes.byteLength > LARGEST_DOCUMENT) return { ok: false, reason: 'too-large' };
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
    // The container of .doc and .xls, and of a DOCX or XLSX with a password.
    return { ok: false, reason: holdsEncryptedPackage(bytes) ? 'encrypted' : 'unsupported' };
  }
  if (!startsWith(bytes, [0x50, 0x4b]))
    return {
      ok: false,
      reason: /\.(?:docx|odt|ods|xlsx)$/i.test(URL.parse(url)?.pathname ?? '') ? 'broken' : 'unsupported',
    };
  return extractOffThread({ kind: 'document', bytes, url }, longest);
}

function startsWith(bytes: Uint8Array, start: number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function holdsEncryptedPackage(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(
    Buffer.from('EncryptedPackage', 'utf16le'),
  );
}
