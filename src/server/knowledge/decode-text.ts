/** Bytes of a page to text, as a browser decides the charset (WHATWG Encoding), with mercy for servers that declare the wrong one. */

const SNIFFED = 4_096;

export function decodeText({ bytes, contentType }: { bytes: Uint8Array; contentType: string | null }): string {
  const mark = byteOrderMark(bytes);
  if (mark) return decodeAs(mark, bytes) ?? '';
  const declared = charsetOf(contentType ?? '') ?? charsetInside(bytes);
  const utf8 = decodeStrictly(bytes);
  // Text that is valid UTF-8 with characters beyond ASCII is UTF-8, whatever the server says: other charsets hit that pattern by no accident.
  if (utf8 !== null && (declared === null || !/^utf-16/i.test(declared)))
    return isAscii(bytes) && declared ? (decodeAs(declared, bytes) ?? utf8) : utf8;
  if (declared && !/^utf-?8$/i.test(declared)) {
    const text = decodeAs(declared, bytes);
    if (text !== null) return text;
  }
  if (utf8 !== null) return utf8;
  // Declared as UTF-8, or not at all. A few broken bytes in a long UTF-8 text leave it UTF-8; else it is the old Windows default.
  const lenient = new TextDecoder('utf-8').decode(bytes);
  const broken = lenient.split('\ufffd').length - 1;
  const multibyte = (lenient.match(/[\u0080-\ufffc]/g) ?? []).length;
  return multibyte > broken * 4 ? lenient : (decodeAs('windows-1252', bytes) ?? lenient);
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

function charsetOf(text: string): string | null {
  return /charset\s*=\s*["']?\s*([\w:.+-]{2,40})/i.exec(text)?.[1]?.toLowerCase() ?? null;
}

/** <meta charset>, <meta http-equiv>, or the XML declaration, in the first bytes. */
function charsetInside(bytes: Uint8Array): string | null {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, SNIFFED));
  const xml = /^\s*<\?xml[^>]{0,200}encoding\s*=\s*["']([\w:.+-]{2,40})["']/i.exec(start)?.[1];
  if (xml) return xml.toLowerCase();
  for (const meta of start.matchAll(/<meta\b[^>]{0,500}>/gi)) {
    const charset = charsetOf(meta[0]);
    // A page that could be read as ASCII up to here is no UTF-16, whatever it says.
    if (charset) return charset.startsWith('utf-16') ? 'utf-8' : charset;
  }
  return null;
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false;
  return true;
}

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: that is the answer.
    return null;
  }
}

function decodeAs(charset: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    // A name that no browser knows either: the caller falls back.
    return null;
  }
}
