/** What a page states in so many words and can be read as a value: hours, numbers to call, addresses, fees, deadlines, meetings. */
import type { OpeningHours } from '../german/opening-hours.ts';

/** Opening hours, as lines of the page. */
export interface HoursValue {
  kind: 'hours';
  /** Rules whose `line` is an index of the fact's words; null if the words say more than rules can (seasons, "ab 18 Uhr"). */
  opening: OpeningHours | null;
  /** `telephone`: when calls are taken; nobody is let in then. */
  of: 'opening' | 'telephone';
  /** "ab dem 6. Mai 2023": the day from which they hold, ISO 8601. */
  since?: string;
}

/** Days on which something other than the usual hours is said. */
export interface ExceptionValue {
  kind: 'exception';
  /** ISO 8601 dates, both included. */
  from: string;
  to: string;
  closed: boolean;
}

export interface PhoneValue {
  kind: 'phone';
  text: string;
}

export interface MailValue {
  kind: 'mail';
  text: string;
}

export interface AddressValue {
  kind: 'address';
  /** Street, then postcode and place, as they stand. */
  parts: string[];
}

export interface FeeValue {
  kind: 'fee';
  /** "132,00 €", "ab 17,80 Euro", "kostenlos". */
  text: string;
  /** Words of the column that the amount stands in ("Steuer im Jahr"), or null. */
  column: string | null;
}

export interface DeadlineValue {
  kind: 'deadline';
  /** "bis zum 15. Januar 2027", "innerhalb von zwei Wochen". */
  text: string;
  /** ISO 8601 date, or null if it counts from an event. */
  until: string | null;
}

export interface MeetingValue {
  kind: 'meeting';
  /** ISO 8601 date */
  on: string;
  /** "Donnerstag, 10. Dezember 2026", "17:30 Uhr", "Ratssaal, Marktplatz 1". */
  parts: string[];
}

export type FactValue =
  | HoursValue
  | ExceptionValue
  | PhoneValue
  | MailValue
  | AddressValue
  | FeeValue
  | DeadlineValue
  | MeetingValue;

export type FactKind = FactValue['kind'];

export interface Fact {
  /** Whose or what for, as the page says next to it ("Steueramt", "zweiter Hund"); empty where only the headings above say so. */
  subject: string;
  value: FactValue;
  /** Lines of the passage in which the value stands, word for word. */
  words: string[];
  /** Place in the passage, from 0. */
  ordinal: number;
}

/** The parts of a value that are shown; each stands letter by letter in the words. */
export function shownParts({ value, words }: Pick<Fact, 'value' | 'words'>): string[] {
  switch (value.kind) {
    case 'phone':
    case 'mail':
    case 'fee':
    case 'deadline':
      return [value.text];
    case 'address':
    case 'meeting':
      return value.parts;
    case 'hours':
      return (value.opening?.rules ?? []).flatMap((rule) =>
        rule.spans.flatMap((span) => [span.from.text, span.to.text]),
      );
    case 'exception':
      return words;
  }
}
