const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The address if a link may lead there (http, https, mailto, tel; absolute), else null. Never `javascript:` or `data:`. */
export function safeUrl(address: unknown): string | null {
  if (typeof address !== 'string' || address.length > 4000) return null;
  try {
    return SCHEMES.has(new URL(address).protocol) ? address : null;
  } catch {
    return null;
  }
}

/** Like `safeUrl`, for web addresses alone. */
export function safeWebUrl(address: unknown): string | null {
  const url = safeUrl(address);
  return url !== null && /^https?:/i.test(url.trim()) ? url : null;
}

/** A telephone number as people write it, as a `tel:` address; null if too little of it is digits. */
export function phoneUrl(phone: string): string | null {
  // "+49 (0)821 12-34": the trunk zero in brackets is not dialled behind a country code.
  const plain = phone.replace(/(\+\d+\s*)\(0\)/, '$1');
  // An extension or a second number after a comma, slash with spaces, or "oder" would be dialled as one long number.
  const first = plain.split(/\s(?:oder|or|bis)\s|[,;]|\s\/\s/)[0] ?? '';
  const digits = first.replace(/[^\d+]/g, '');
  return /^\+?\d{3,15}$/.test(digits) ? `tel:${digits}` : null;
}
