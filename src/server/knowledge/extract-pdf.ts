import { extractOffThread, LONGEST_READING } from './extract-off-thread.ts';
import type { Extraction } from './extraction-result.ts';

/** Bytes of a PDF that are read at most. */
const LARGEST_PDF = 20 * 1024 * 1024;

/** Reads a PDF's text with its page numbers. Broken, encrypted, scanned or hostile files give a reason, not a throw. */
export async function extractPdf({
  bytes,
  url,
  longest = LONGEST_READING,
}: {
  bytes: Uint8Array;
  url: string;
  /** Milliseconds. */
  longest?: number;
}): Promise<Extraction> {
  if (bytes.byteLength > LARGEST_PDF) return { ok: false, reason: 'too-large' };
  if (!startsAsPdf(bytes)) return { ok: false, reason: 'broken' };
  return extractOffThread({ kind: 'pdf', bytes, url }, longest);
}

/** "%PDF-" within the first kilobyte, as Acrobat accepts it. */
function startsAsPdf(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes.subarray(0, 1_024)).includes('%PDF-');
}
