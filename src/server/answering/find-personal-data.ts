/**
 * Personal data in what a citizen types, found by form and check digit so that it can be masked before anything is kept.
 * Found is what is safe to tell from ordinary words; a house number alone or a name alone is not.
 */

export type PersonalDataKind =
  | 'iban'
  | 'tax-id'
  | 'card'
  | 'insurance-number'
  | 'mail'
  | 'phone'
  | 'birth-date'
  | 'address'
  | 'name';

export interface PersonalData {
  kind: PersonalDataKind;
  /** Offsets in the text. */
  start: number;
  end: number;
}

/** What stands in the place of masked data: readable for people, and no word of a search. */
const MASKS: Record<PersonalDataKind, string> = {
  iban: '[IBAN]',
  'tax-id': '[Steuer-ID]',
  card: '[Kartennummer]',
  'insurance-number': '[Versicherungsnummer]',
  mail: '[E-Mail]',
  phone: '[Telefon]',
  'birth-date': '[Geburtsdatum]',
  address: '[Adresse]',
  name: '[Name]',
};

const DATE = String.raw`\d{1,2}\s?[./-]\s?(?:\d{1,2}|Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\s?[./-]?\s?(?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}`;
const STREET = String.raw`\p{Lu}[\p{L}.-]*(?:[ -]\p{Lu}[\p{L}.-]*){0,3}\s?(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm|steig|hof|graben)|\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer|damm|steig|hof|graben)|(?:Am|An der|An den|Im|In der|Auf der|Zum|Zur) \p{Lu}[\p{L}-]+`;

interface Rule {
  kind: PersonalDataKind;
  pattern: RegExp;
  /** The group that is personal; the whole match without. */
  group?: string;
  holds?: (text: string) => boolean;
}

const RULES: readonly Rule[] = [
  {
    kind: 'iban',
    pattern: /(?<![\p{L}\d])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z\d]{4}){2,7}(?:[ \u00a0-]?[A-Z\d]{1,3})?(?![\p{L}\d])/giu,
    holds: isIban,
  },
  { kind: 'mail', pattern: /(?<![\p{L}\d])[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}(?:\.[\p{L}\d-]{1,63}){1,4}/gu },
  {
    kind: 'insurance-number',
    pattern: /(?<![\p{L}\d])\d{2}\s?\d{6}\s?[A-Z]\s?\d{3}(?![\p{L}\d])/giu,
    holds: isInsuranceNumber,
  },
  { kind: 'card', pattern: /(?<![\p{L}\d+-])[3-6]\d{3}(?:[ -]?\d){9,15}(?![\p{L}\d-])/gu, holds: isCardNumber },
  { kind: 'tax-id', pattern: /(?<![\p{L}\d+])[1-9]\d(?:[ /-]?\d){9}(?![\p{L}\d])/gu, holds: isTaxId },
  {
    kind: 'phone',
    pattern:
      /(?<![\p{L}\d.,/-])(?:\+\d{1,3}[ /-]?|00\d{2}[ /-]?|\(?0)[1-9](?:[ ()/–-]{0,3}\d){5,13}(?![\p{L}\d]|[.,]\d)/gu,
    holds: (text) => !/^\d{1,2}\.\d/.test(text),
  },
  {
    kind: 'birth-date',
    pattern: new RegExp(
      String.raw`(?:\bgeb(?:oren|\.)|\bgeburtsdatum|\bgeburtstag|\bborn|\bbirth\s?(?:day|date)?)[^.\d]{0,30}(?<data>${DATE})`,
      'giu',
    ),
    group: 'data',
  },
  {
    kind: 'birth-date',
    pattern: new RegExp(String.raw`(?<data>${DATE})\s{0,3}(?:geboren|geb\.)`, 'giu'),
    group: 'data',
  },
  {
    kind: 'address',
    pattern: new RegExp(
      String.raw`(?:\b[Ww]ohn(?:e|en|haft|t)\b|\b[Aa]dresse|\b[Aa]nschrift|\b[Ii]ch bin [^.]{0,40}|\bI live|\b[Aa]ddress)[^.!?\d]{0,30}?(?<data>(?:${STREET})\s?\d{1,4}\s?[a-z]?(?:,?\s+\d{5}(?:\s+\p{Lu}[\p{L}-]+)?)?)(?![\p{L}\d])`,
      'gu',
    ),
    group: 'data',
  },
  // With a postcode it is a whole address.
  {
    kind: 'address',
    pattern: new RegExp(String.raw`(?:${STREET})\s?\d{1,4}\s?[a-z]?,?\s+\d{5}\s+\p{Lu}[\p{L}-]+`, 'gu'),
  },
  {
    kind: 'name',
    pattern:
      /(?:\b[Mm]ein(?:e)? (?:[Nn]ame|[Vv]orname|[Nn]achname) (?:ist|lautet)|\b[Ii]ch heiße|\b[Ii]ch heisse|\b[Mm]y name is)\s+(?<data>(?:(?:Dr|Prof)\.\s)?\p{Lu}[\p{L}'-]+(?:\s(?:von|van|de|zu|\p{Lu}[\p{L}'-]+)){0,3})/gu,
    group: 'data',
  },
  {
    kind: 'name',
    pattern: /\b[Ii]ch bin (?:der|die|(?:Herr|Frau)) (?<data>\p{Lu}[\p{L}'-]+ \p{Lu}[\p{L}'-]+)(?=[ ,.!?]|$)/gu,
    group: 'data',
  },
];

/** All personal data of a text, in order, without overlaps. */
export function findPersonalData(text: string): PersonalData[] {
  const found: PersonalData[] = [];
  for (const { kind, pattern, group, holds } of RULES) {
    for (const match of text.matchAll(pattern)) {
      const value = group === undefined ? match[0] : (match.groups?.[group] ?? '');
      if (value === '' || (holds && !holds(value))) continue;
      const start = match.index + match[0].lastIndexOf(value);
      const end = start + value.trimEnd().length;
      if (!found.some((other) => other.start < end && start < other.end)) found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The text with each piece of personal data replaced by what kind it is. */
export function maskPersonalData(text: string, found: readonly PersonalData[] = findPersonalData(text)): string {
  let masked = '';
  let from = 0;
  for (const { kind, start, end } of found) {
    masked += text.slice(from, start) + MASKS[kind];
    from = end;
  }
  return masked + text.slice(from);
}

/** Length by country where we know it, and the check digits (ISO 13616, ISO 7064 mod 97-10). */
export function isIban(text: string): boolean {
  const iban = text.replace(/[\s-]/g, '').toUpperCase();
  if (iban.length < 15 || iban.length > 34 || (iban.startsWith('DE') && iban.length !== 22)) return false;
  const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  if (!/^\d+$/.test(digits)) return false;
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** German tax identification number (§ 139b AO): eleven digits, check digit by ISO 7064 mod 11,10; one of the first ten digits occurs twice or three times. */
export function isTaxId(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (digits.length !== 11 || digits.startsWith('0')) return false;
  const counts = new Map<string, number>();
  for (const digit of digits.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  if (repeated.length !== 1 || (repeated[0] ?? 0) > 3) return false;
  let product = 10;
  for (const digit of digits.slice(0, 10)) {
    const sum = (Number(digit) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(digits[10]);
}

/** Luhn (ISO/IEC 7812-1). */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  [...digits].reverse().forEach((digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}

/** German pension insurance number (VKVV § 2): area, date of birth, initial, serial number, check digit. */
export function isInsuranceNumber(text: string): boolean {
  const compact = text.replace(/\s/g, '').toUpperCase();
  if (!/^\d{8}[A-Z]\d{3}$/.test(compact)) return false;
  const letter = String(compact.charCodeAt(8) - 64).padStart(2, '0');
  const digits = compact.slice(0, 8) + letter + compact.slice(9, 11);
  const factors = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1];
  const sum = [...digits].reduce((total, digit, index) => {
    const product = Number(digit) * (factors[index] ?? 0);
    return total + Math.floor(product / 10) + (product % 10);
  }, 0);
  return sum % 10 === Number(compact[11]);
}
