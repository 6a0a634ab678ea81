/** Days that a text names: until when something is to be done, when something is closed, when the council meets. Pure. */
import type { DeadlineValue, ExceptionValue, MeetingValue } from './fact.ts';
import { readDate } from './find-date.ts';

const MONTH =
  'Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|January|February|March|May|June|July|October|December';
const DATE = String.raw`\d{1,2}\.\s?(?:\d{1,2}\.\s?\d{4}|(?:${MONTH})\s\d{4})`;
const WEEKDAY = '(?:Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonnabend|Sonntag)';
const COUNT = 'einer|einem|eines|zwei|drei|vier|fünf|sechs|sieben|acht|zehn|zwölf|vierzehn|\\d{1,3}';
const UNTIL = new RegExp(
  String.raw`(?:spätestens )?(?:bis|zum)\s(?:(?:spätestens|zum|einschließlich|${WEEKDAY},?(?: den)?)\s){0,3}(?<date>${DATE}|\d{1,2}\.\s?(?:${MONTH}))(?:,?\s(?:um\s)?\d{1,2}(?:[:.]\d{2})?\sUhr)?`,
  'u',
);
const WITHIN = new RegExp(
  String.raw`(?:(?:innerhalb|binnen)(?: von)?\s(?:${COUNT})\s(?:Tag|Werktag|Arbeitstag|Kalendertag|Woche|Monat|Jahr)\p{L}*|spätestens\s(?:${COUNT})\s(?:Tag|Werktag|Arbeitstag|Woche|Monat)\p{L}*\s(?:vorher|danach|vor|nach)(?!\p{L})|within\s(?:one|two|three|four|six|\d+)\s(?:day|week|month)s?)`,
  'iu',
);
/** Somebody has to do it by then. */
const DUTY =
  /(?<!\p{L})(?:muss|müssen|musst|ist .{0,120}\bzu \p{L}+|sind .{0,120}\bzu \p{L}+|\p{L}+zu\p{L}+en\b|melden sie|melde dich|beantragen sie|reichen sie|stellen sie|schicken sie|zeigen sie|einzureichen|anzumelden|abzumelden|anzuzeigen|umzutauschen|vorzunehmen|fällig|anmeldeschluss|einsendeschluss|antragsfrist|anmeldefrist|bewerbungsschluss|bewerbungsfrist|must|have to|register|apply)(?!\p{L})/iu;
/** What the office does, or what holds for so long. */
const NOT_A_DEADLINE =
  /(?<!\p{L})(?:antworten wir|wir antworten|bearbeit\p{L}*|entschieden|entscheidung\p{L}*|versand\p{L}*|versendet|zugestellt|geprüft|lieferung|geliefert|gültig\p{L}*|gilt|galt|gelten|erhalten sie|bekommen sie|geöffnet|geschlossen|gesperrt|termin, meist|in der regel|erlischt|verboten|zuzüglich|umzug|umzieh\p{L}*|umgezogen sind, ändert|wird\b.{0,60}\b(?:gezahlt|erstattet)|für längstens|wurden?)(?!\p{L})/iu;

export function findDeadlines(sentence: string): DeadlineValue[] {
  if (!DUTY.test(sentence) || NOT_A_DEADLINE.test(sentence)) return [];
  const until = UNTIL.exec(sentence);
  const within = WITHIN.exec(sentence);
  // Two of them: which one is asked for cannot be told.
  if (until !== null && within !== null) return [];
  if (until !== null) {
    if (countOf(sentence, UNTIL) > 1) return [];
    return [{ kind: 'deadline', text: until[0].trim(), until: readDate(until.groups?.['date'] ?? '') }];
  }
  if (within === null || countOf(sentence, WITHIN) > 1) return [];
  return [{ kind: 'deadline', text: within[0], until: null }];
}

function countOf(text: string, pattern: RegExp): number {
  return [...text.matchAll(new RegExp(pattern.source, `${pattern.flags}g`))].length;
}

/** Something else than usual holds, and only the sentence says what. */
const CHANGED = /(?<!\p{L})(?:verschoben|verlegt|entfällt|entfallen|fällt aus|abweichend\p{L}*|postponed)(?!\p{L})/iu;
const MOVED = new RegExp(
  String.raw`vom\s(?<from>\d{1,2})\.\sauf den\s(?<to>\d{1,2})\.\s(?<rest>(?:${MONTH})\s\d{4})`,
  'u',
);
const CLOSED = /(?<!\p{L})(?:geschlossen|nicht geöffnet|bleibt zu|closed)(?!\p{L})/iu;
const OPENED = /(?<!\p{L})(?:geöffnet|open)(?!\p{L})/iu;
const RANGE = new RegExp(
  String.raw`(?:vom\s(?<from>\d{1,2}\.\s?(?:(?:${MONTH})|\d{1,2}\.)(?:\s?\d{4})?)\s(?:bis(?: einschließlich| zum| einschließlich zum)?)\s(?<to>${DATE}))`,
  'u',
);
const DAYS_OF_MONTH = new RegExp(
  String.raw`am\s(?<days>(?:\d{1,2}\.,?\s(?:und\s)?)+)(?<rest>(?:${MONTH})\s\d{4})`,
  'u',
);
const ONE_DAY = new RegExp(String.raw`am\s(?:${WEEKDAY},?\s(?:den\s)?)?(?<date>${DATE})`, 'u');

/** "Das Rathaus ist vom 24. Dezember 2026 bis einschließlich 1. Januar 2027 geschlossen." */
export function findExceptions(sentence: string): ExceptionValue[] {
  const closed = CLOSED.test(sentence);
  if (!closed && !CHANGED.test(sentence) && !(OPENED.test(sentence) && /\d\sUhr/.test(sentence))) return [];
  const moved = MOVED.exec(sentence);
  if (moved !== null) {
    return ['from', 'to'].flatMap((name) => {
      const on = readDate(`${moved.groups?.[name] ?? ''}. ${moved.groups?.['rest'] ?? ''}`);
      return on === null ? [] : [{ kind: 'exception' as const, from: on, to: on, closed: false }];
    });
  }
  const range = RANGE.exec(sentence);
  if (range !== null) {
    const to = readDate(range.groups?.['to'] ?? '');
    const written = range.groups?.['from'] ?? '';
    const year = to?.slice(0, 4) ?? '';
    const from = /\d{4}$/.test(written)
      ? readDate(written)
      : readDate(`${written} ${year}`.replace(/\.\s(?=\d{4}$)/, '.'));
    return from !== null && to !== null && from <= to ? [{ kind: 'exception', from, to, closed }] : [];
  }
  const several = DAYS_OF_MONTH.exec(sentence);
  if (several !== null) {
    const days = (several.groups?.['days'] ?? '').match(/\d{1,2}/g) ?? [];
    return days.flatMap((day) => {
      const on = readDate(`${day}. ${several.groups?.['rest'] ?? ''}`);
      return on === null ? [] : [{ kind: 'exception' as const, from: on, to: on, closed }];
    });
  }
  const one = ONE_DAY.exec(sentence);
  const on = one === null ? null : readDate(one.groups?.['date'] ?? '');
  return on === null ? [] : [{ kind: 'exception', from: on, to: on, closed }];
}

const COUNCIL =
  /(?<!\p{L})(?:\p{L}*rat(?:e?s)?|\p{L}*ausschuss(?:es)?|\p{L}*ausschüsse|kreistag\p{L}*|\p{L}*beirat\p{L}*|\p{L}*sitzung(?:en)?|council|committee)(?!\p{L})/iu;
const MEETING_DATE = new RegExp(String.raw`(?:${WEEKDAY},?\s(?:den\s)?)?${DATE}`, 'u');
const TIME = /\b\d{1,2}(?:[:.]\d{2})?\sUhr\b/u;

const ONLY_DATE = new RegExp(
  String.raw`^(?:${WEEKDAY},?\s(?:den\s)?)?${DATE}(?:,?\s\d{1,2}(?:[:.]\d{2})?\sUhr)?$`,
  'u',
);

/**
 * A row that says when a council or committee meets ("Donnerstag, 10. Dezember 2026 | 17:30 Uhr | Ratssaal"), and which one if the row
 * begins with its name.
 */
export function findMeetingOfRow(
  cells: readonly string[],
  columns: readonly string[],
  path: string,
): { body: string; value: MeetingValue } | null {
  const at = cells.findIndex((cell) => ONLY_DATE.test(cell.trim()));
  const date = cells[at];
  if (date === undefined || cells.filter((cell) => ONLY_DATE.test(cell.trim())).length > 1) return null;
  const body = at > 0 ? (cells[0] ?? '') : '';
  if (!COUNCIL.test(`${path} ${body}`) || !/sitzung|tagung|meeting/iu.test(`${path} ${columns[at] ?? ''}`)) return null;
  const on = readDate(withoutWeekday(date));
  if (on === null) return null;
  const parts = cells.slice(at).filter((cell) => cell !== '' && cell.length <= 80);
  return { body, value: { kind: 'meeting', on, parts } };
}

/** "Die nächste Sitzung des Stadtrates findet am Donnerstag, 10. Dezember 2026, um 17:30 Uhr im Ratssaal statt." */
export function findMeeting(sentence: string): MeetingValue | null {
  if (!COUNCIL.test(sentence) || !/(?<!\p{L})(?:findet|statt|tagt|tritt|kommt|trifft)(?!\p{L})/iu.test(sentence))
    return null;
  if (!/sitzung|tagt|zusammen/iu.test(sentence) || countOf(sentence, MEETING_DATE) !== 1) return null;
  const date = MEETING_DATE.exec(sentence)?.[0] ?? '';
  const on = readDate(withoutWeekday(date));
  if (on === null) return null;
  const time = TIME.exec(sentence)?.[0];
  const place = /\sUhr\s((?:im|in der|in)\s\p{Lu}[\p{L} -]{2,60}?)\s(?:statt|zusammen)/u.exec(sentence)?.[1];
  const parts = [date, ...(time === undefined ? [] : [time]), ...(place === undefined ? [] : [place])];
  return { kind: 'meeting', on, parts };
}

function withoutWeekday(date: string): string {
  return date.trim().replace(new RegExp(`^${WEEKDAY},?\\s(?:den\\s)?`, 'u'), '');
}
