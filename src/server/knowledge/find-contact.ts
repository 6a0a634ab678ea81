/** Phone numbers, mail addresses, postal addresses and opening hours in lines of text, as German offices write them. */

const PHONE_WORD =
  /(?<!\p{L})(?:tel(?:efon\p{L}*)?|fon|phone|fax|telefax|mobil(?:telefon|nummer)?|handy|durchwahl|hotline|zentrale|notruf|rufnummer)(?!\p{L})|[☎📞📱🖷]/iu;
const PHONE_NUMBER = /(?:\+|00?|\(0)[\d][\d\s()/.–-]{3,22}\d/g;
const MAIL =
  /[\p{L}\p{N}._%+-]+\s?(?:@|\(at\)|\[at\]|\(ät\))\s?[\p{L}\p{N}-]+(?:\s?(?:\.|\(dot\)|\[dot\])\s?[\p{L}\p{N}-]+)+/giu;
const POSTCODE_PLACE = /(?<![\d.,/-])(?:D-)?\d{5}\s+\p{Lu}[\p{L}.-]+/u;
const STREET =
  /(?:\p{L}(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm|steig|markt|hof|graben|chaussee)|\b(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Ufer|Markt|Am|An der|Im)(?: \p{Lu}[\p{L}-]+)?)\s+\d{1,4}\s?[a-z]?\b/u;
const WEEKDAY =
  /(?<!\p{L})(?:montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonnabends?|sonntags?|werktags?|mo|di|mi|do|fr|sa|so|täglich|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|wed|thu|fri)(?!\p{L})\.?/iu;
const TIME =
  /(?<!\d)(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?\s?(?:uhr|h\b|[–-]\s?(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?|bis\s(?:[01]?\d|2[0-4])|[ap]\.?m\b)|(?<!\d)(?:[01]?\d|2[0-4])[:.][0-5]\d(?![\d.])/iu;
const CLOSED =
  /geschlossen|nach (?:vorheriger )?(?:vereinbarung|anmeldung|absprache|terminvereinbarung)|closed|by appointment/iu;

export function findPhones(line: string): string[] {
  const named = PHONE_WORD.test(line);
  const found: string[] = [];
  for (const match of line.matchAll(PHONE_NUMBER)) {
    const number = match[0].trim();
    const digits = number.replace(/\D/g, '').length;
    const alone = line.replace(number, '').replace(/[^\p{L}\p{N}]/gu, '') === '';
    // A date or an amount has the same characters: a number counts if a word says so, or if nothing else is in the line.
    if (digits >= 6 && digits <= 16 && (named || alone || /^(?:\+49|0049|\(0)/.test(number)) && !isDate(number)) {
      found.push(number);
    }
  }
  return found;
}

function isDate(number: string): boolean {
  return /^\d{1,2}\.\s?\d{1,2}\.\s?\d{2,4}$/.test(number);
}

/** Addresses as written, "(at)" turned into "@". */
export function findMails(line: string): string[] {
  return [...line.matchAll(MAIL)].map((match) =>
    match[0]
      .replace(/\s?(?:\(at\)|\[at\]|\(ät\))\s?/gi, '@')
      .replace(/\s?(?:\(dot\)|\[dot\])\s?/gi, '.')
      .replace(/\s/g, ''),
  );
}

export function hasAddress(line: string): boolean {
  return POSTCODE_PLACE.test(line) || (line.length <= 90 && STREET.test(line));
}

export function isHours(line: string): boolean {
  // A weekday with a date is an event.
  return (
    WEEKDAY.test(line) &&
    (TIME.test(line) || CLOSED.test(line)) &&
    !/\d{1,2}\.\s?(?:\d{1,2}\.|\p{L}{3,9}\.?)\s?\d{2,4}/u.test(line)
  );
}

export interface ContactTraits {
  phones: string[];
  mails: string[];
  hours: string[];
  address: boolean;
  /** How many of phone, mail, address and hours are there. */
  kinds: number;
}

export function contactTraits(lines: string[], links: { url: string; text: string }[]): ContactTraits {
  const phones = new Map<string, string>();
  const mails = new Map<string, string>();
  for (const line of lines) {
    for (const phone of findPhones(line)) phones.set(phone.replace(/\D/g, ''), phone);
    for (const mail of findMails(line)) mails.set(mail.toLowerCase(), mail);
  }
  for (const link of links) {
    if (link.url.startsWith('tel:') && /\d/.test(link.text)) {
      const digits = link.text.replace(/\D/g, '');
      if (digits.length >= 3 && !phones.has(digits)) phones.set(digits, link.text);
    }
    // What the reader sees counts: an address hidden behind another one is a slip of the editor.
    if (link.url.startsWith('mailto:') && findMails(link.text).length === 0) {
      const mail = decodeMailto(link.url);
      if (mail && !mails.has(mail.toLowerCase())) mails.set(mail.toLowerCase(), mail);
    }
  }
  const hours = lines.filter(isHours);
  const address = lines.some(hasAddress);
  const kinds = [phones.size > 0, mails.size > 0, hours.length > 0, address].filter(Boolean).length;
  return { phones: [...phones.values()], mails: [...mails.values()], hours, address, kinds };
}

function decodeMailto(url: string): string {
  const address = url.slice('mailto:'.length).split('?')[0] ?? '';
  try {
    return decodeURIComponent(address).trim();
  } catch {
    // A stray per cent sign: the address as it stands.
    return address.trim();
  }
}

/** A line that can only be part of a contact: everything but running text. */
export function isContactLine(line: string): boolean {
  return (
    findPhones(line).length > 0 ||
    findMails(line).length > 0 ||
    hasAddress(line) ||
    isHours(line) ||
    PHONE_WORD.test(line)
  );
}
