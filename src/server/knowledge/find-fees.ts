/** Amounts that somebody has to pay, in a sentence, an item or a cell. Pure. */
import type { FeeValue } from './fact.ts';

export interface FoundFee {
  /** What the line says the amount is for ("Erwachsene"); empty if the line has no such beginning. */
  label: string;
  value: FeeValue;
}

const NUMBER = String.raw`\d+\.\d{2}(?!\d)|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:,(?:\d{1,2}|-{1,2}|–))?`;
const UNIT = String.raw`(?:\s(?:pro|je|im|per|in der)\s(?:angefangene[nr]?\s|vollendete[nr]?\s)?\p{L}[\p{L}-]*|\s(?:jährlich|monatlich|wöchentlich|täglich|das Stück)(?!\p{L})|\s?/\s?(?:Jahr|Monat|Woche|Tag|Stunde|Stück|Person|m²))?`;
const CURRENCY = String.raw`\s?(?:€|Euro(?!\p{L})|EUR(?!\p{L})|Cent(?!\p{L}))`;
const ONE = String.raw`(?:(?:ab|bis zu|mindestens|höchstens|maximal|je|from|up to)\s)?(?:(?:€|EUR)\s?(?:${NUMBER})(?:\s?[–-]\s?(?:€\s?)?(?:${NUMBER}))?|(?<![\d.,])(?:${NUMBER})(?:(?:${CURRENCY})?\s?(?:bis(?: zu)?|[–-]|to)\s?(?:${NUMBER}))?${CURRENCY})`;
const AMOUNT = new RegExp(`${ONE}${UNIT}`, 'giu');
/** A line or the rest of one that is an amount, perhaps with what it depends on in brackets. */
const ONLY_AMOUNT = new RegExp(
  String.raw`^(?:(?:Gebühr plus|plus|zusätzlich|zuzüglich|pauschal|einmalig|jeweils|circa|ca\.|insgesamt)\s)?${ONE}${UNIT}(?:\s(?:Aufpreis|Zuschlag|zusätzlich|pauschal|einmalig))?(?:\s?\([^()]{2,60}\))?\.?$`,
  'iu',
);
const FREE = /(?<!\p{L})(?:kostenlos|kostenfrei|gebührenfrei|unentgeltlich|gratis|free of charge)(?!\p{L})/iu;
const ONLY_FREE =
  /^(?:(?:ist|sind|in der Regel)\s)?(?:kostenlos|kostenfrei|gebührenfrei|unentgeltlich|gratis|frei|keine(?: gebühren)?|free(?: of charge)?)(?:\s\([^()]{2,60}\))?\.?$/iu;
/** The sentence names a price. */
const PRICE =
  /(?<!\p{L})(?:kostet|kosten|\p{L}*gebühr(?:en)?|\p{L}*entgelte?|\p{L}*preis|eintritt|\p{L}*beitrag|\p{L}*steuer|zahlen sie|bezahlen|zu zahlen|fee|fees|costs?|price|charged?)(?!\p{L})/iu;
/** Not in force, not certain, or not to be paid: proposals, what was before, fines, grants, limits, examples. */
const NOT_A_FEE =
  /(?<!\p{L})(?:würden?|wäre|sollen?|sollten?|schlägt|vorgeschlagen\p{L}*|geplant\p{L}*|vorschlag|bisher\p{L}*|früher\p{L}*|zuvor|vorher|statt|anstatt|mehr als|weniger als|z\. ?b\.|zum beispiel|beispiel\p{L}*|etwa|circa|ca\.|ungefähr|rund|durchschnitt\p{L}*|geldbuße\p{L}*|bußgeld\p{L}*|ordnungswidrig\p{L}*|strafe|\p{L}*zuschuss\p{L}*|zuschüsse|\p{L}*förder\p{L}*|erhalten|erhältst|erhält|bekommen|bekommst|bekommt|verdien\p{L}*|\p{L}*einkommen\p{L}*|einkünfte|\p{L}*vermögen\p{L}*|freibetrag|freibeträge|\p{L}*geld|kaution|pfand|verlust|streitwert|\p{L}*wert|umsatz|überschreite\p{L}*|übersteig\p{L}*|\p{L}*grenze\p{L}*|erstatt\p{L}*|übernimmt|übernommen|ermäßigen|mindestlohn|bußgelder|spar\p{L}*|rabatt|taschengeld|verringer\p{L}*|reduzier\p{L}*|vermindert|erhöht|gesenkt|um jeweils|would|proposed|grant|income|fine)(?!\p{L})/iu;
const FEE_PLACE =
  /gebühr|kosten|preis|entgelt|eintritt|tarif|beitr[aä]g|steuer|fees?(?!\p{L})|costs?(?!\p{L})|prices?(?!\p{L})|(?<!\p{L})tax/iu;
const OTHER_COLUMN =
  /einkommen|einkünfte|grenze|wert|zuschuss|förder|bußgeld|verwarnung|freibetrag|bisher|(?<!\p{L})alt(?!\p{L})|income|(?<!\p{L})fine|datum/iu;
const LABELLED = /^(?<label>[^:]{2,140}?)\s*(?::|\s[–—-])\s+(?<rest>[^:]{1,90})$/u;

/** `path`: titles and headings above, the nearest last. */
export function findFees(text: string, path: readonly string[]): FoundFee[] {
  const place = FEE_PLACE.test(path.at(-1) ?? '') || FEE_PLACE.test(path.at(-2) ?? '');
  const labelled = LABELLED.exec(text);
  if (labelled !== null) {
    const { label = '', rest = '' } = labelled.groups ?? {};
    const paid = ONLY_AMOUNT.test(rest) || ONLY_FREE.test(rest);
    if (paid && (place || FEE_PLACE.test(label)) && !NOT_A_FEE.test(label)) {
      return [{ label, value: { kind: 'fee', text: rest.replace(/\.$/, ''), column: null } }];
    }
  }
  if (text.length <= 90 && place && (ONLY_AMOUNT.test(text) || ONLY_FREE.test(text))) {
    return [{ label: '', value: { kind: 'fee', text: text.replace(/\.$/, ''), column: null } }];
  }
  if (NOT_A_FEE.test(text)) return [];
  const amounts = [...text.matchAll(AMOUNT)].map((match) => match[0].trim());
  const [amount] = amounts;
  if (amounts.length > 1) return [];
  if (amount !== undefined) {
    return PRICE.test(text) ? [{ label: '', value: { kind: 'fee', text: amount, column: null } }] : [];
  }
  // "Kostenlose Beratung" is praise, not a price; a short sentence with the word as its verb is one.
  const free = FREE.exec(text)?.[0];
  if (free === undefined || text.length > 140 || !/(?<!\p{L})(?:ist|sind|is|are)(?!\p{L})/iu.test(text)) return [];
  if (
    /(?<!\p{L})(?:nicht|kein\p{L}*|not|wenn|falls|unter|bis|ab|sofern|if|es|alles?|oft|meist\p{L}*|manche|viele)(?!\p{L})/iu.test(
      text,
    )
  )
    return [];
  return [{ label: '', value: { kind: 'fee', text: free, column: null } }];
}

/** Amount of a table cell; `place`: caption, column name and headings. */
export function findFeeOfCell(text: string, column: string, path: readonly string[]): FeeValue | null {
  if (OTHER_COLUMN.test(column) && !FEE_PLACE.test(column)) return null;
  const place = `${column} ${path.slice(-2).join(' ')}`;
  if (!FEE_PLACE.test(place) || NOT_A_FEE.test(column) || NOT_A_FEE.test(path.at(-1) ?? '')) return null;
  const value = text.trim();
  if (!ONLY_AMOUNT.test(value) && !ONLY_FREE.test(value)) return null;
  return { kind: 'fee', text: value, column: column === '' ? null : column };
}
