/** Whether a question asks for a fact, of which kind, whose, and for which day. Pure. */
import type { FactKind } from '../knowledge/fact.ts';

export type AskedDay =
  /** A calendar day, ISO 8601. `now`: the question is about today, `moment` about this very hour. */
  | { kind: 'day'; on: string; now: boolean; moment?: boolean }
  /** Days of the week in general ("samstags"), 1 = Monday. */
  | { kind: 'weekday'; days: number[] };

export interface FactQuestion {
  kind: Exclude<FactKind, 'exception'>;
  /** Can be answered by yes or no. */
  yesNo: boolean;
  day: AskedDay | null;
  /** The question without the words that ask: whose, or what for. */
  about: string;
}

const WORD = (source: string): RegExp => new RegExp(`(?<!\\p{L})(?:${source})(?!\\p{L})`, 'giu');

/** Kind, what the question must say, and the words that only ask for it. The first that fits counts. */
const KINDS: readonly { kind: FactQuestion['kind']; asks: RegExp; never?: RegExp; words: RegExp }[] = [
  {
    kind: 'meeting',
    asks: /(?<!\p{L})(?:wann|nächste[nrs]?|when|next|termine?)(?!\p{L}).*(?:tag(?:t|en)(?!\p{L})|sitzung|trifft sich|tritt|zusammen|council|committee)|(?:nächste|next)\p{L}*\s\p{L}*(?:sitzung|rat(?!haus)|council)/iu,
    words: WORD(
      'wann|nächste[nrsm]?|tagt|tagen|trifft|tritt|kommt|zusammen|sich|sitzung(?:en)?|sitzungstermine?|findet|statt|termine?|mal|when|is|the|next|does|meet(?:ing)?',
    ),
  },
  {
    kind: 'phone',
    asks: /(?<!\p{L})(?:telefon\p{L}*|tel|rufnummer|durchwahl|telefonisch|phone|(?:welche )?nummer (?:hat|von|vom|der|des))(?!\p{L})/iu,
    never: /(?<!\p{L})(?:seelsorge|sperren|notruf|fax\p{L}*|konto\p{L}*|haus\p{L}*nummer)(?!\p{L})/iu,
    words: WORD(
      "telefon(?:nummern?|isch)?|tel|rufnummer|durchwahl|nummer|wie|lautet|hat|haben|ist|erreich\\p{L}*|kann|man|ich|die|phone|number|what|what's",
    ),
  },
  {
    kind: 'mail',
    asks: /(?<!\p{L})(?:e-?mail\p{L}*|mail|mailadresse|e-?mail-?adresse)(?!\p{L})/iu,
    never: /(?<!\p{L})(?:per|als|by|via)\s(?:e-?)?mail(?!\p{L})/iu,
    words: WORD('e-?mail(?:-?adresse)?|mail(?:adresse)?|adresse|wie|lautet|hat|haben|ist|kann|man|ich|what|address'),
  },
  {
    kind: 'hours',
    asks: /(?<!\p{L})(?:geöffnet|offen|öffnungszeit(?:en)?|sprechzeit(?:en)?|opening (?:hours|times)|open)(?!\p{L})|(?<!\p{L})(?:hat|haben|habt|macht|machen|hast)(?!\p{L}).*(?<!\p{L})(?:auf|zu)\s*[?!.]*$|(?<!\p{L})(?:geschlossen|closed?)(?!\p{L})/iu,
    never:
      /(?<!\p{L})(?:tage?s? der offenen tür|offene[nrs]?|öffentlich|straße|brücke|gesperrt|warum|wieso|wer|welche[rs]?|why|who|which|rechnung(?:en)?|open air)(?!\p{L})/iu,
    words: WORD(
      'geöffnet|offen|öffnungszeit(?:en)?|sprechzeit(?:en)?|opening|hours|times|open|closed?|geschlossen|auf|zu|hat|haben|habt|macht|machen|ist|sind|wann|wie|lange?|bis|ab|noch|schon|gerade|jetzt|wieder|um|uhr|uhrzeit|when|is|are|does|do|have|how|long|still|now|zeiten|lautet|lauten|von|welche|gelten|wird|was',
    ),
  },
  {
    kind: 'deadline',
    asks: /(?<!\p{L})(?:bis wann|bis zu welchem|spätestens|einsendeschluss|anmeldeschluss|by when|deadline|until when|(?:welche|wie lange?) (?:ist die )?frist)(?!\p{L})/iu,
    words: WORD(
      'bis|wann|welche[mnrs]?|spätestens|muss|müssen|musst|ich|wir|man|sich|einsendeschluss|anmeldeschluss|frist|gilt|tag|datum|werden|sein|mein[e]?[nrms]?|kann|by|when|deadline|until|have|must|do|i|to|for',
    ),
  },
  {
    kind: 'fee',
    asks: /(?<!\p{L})(?:was (?:kostet|kosten)|wie ?viel kost\p{L}*|wie teuer|wie hoch (?:ist|sind) (?:die|der|das)?|kosten für|preis(?:e)? (?:für|von)|gebühr(?:en)? für|how much|what does .* cost|what(?:'s| is) the (?:fee|price|cost|tax))(?!\p{L})/iu,
    never:
      /(?<!\p{L})(?:warum|wieso|teurer|wer|bußgeld|strafe|katzen\p{L}*|why|zuschuss|hebesatz|anteil|temperatur|einwohner\p{L}*)(?!\p{L})/iu,
    words: WORD(
      "was|kostet|kosten|kost|wie|viel|wieviel|teuer|hoch|ist|sind|preise?|gebühr(?:en)?|euro|zahl\\p{L}*|bezahl\\p{L}*|ich|man|muss|dafür|how|much|does|do|cost|costs?|what|what's|is|the|fee|price|pay|i|it",
    ),
  },
  {
    kind: 'address',
    asks: /(?<!\p{L})(?:wo (?:ist|sind|liegt|befindet sich|finde ich|finde|findet man|sitzt)|adresse|anschrift|where is|where can i find|address)(?!\p{L})/iu,
    never:
      /(?<!\p{L})(?:informationen|infos?|hilfe|unterstützung|antworten|angebote?|information|help|beratung|genauere|mehr|heraus)(?!\p{L})/iu,
    words: WORD(
      'wo|ist|sind|liegt|befindet|sich|finde|findet|man|ich|sitzt|adresse|anschrift|postanschrift|wie|lautet|hat|where|is|can|i|find|address|what|the',
    ),
  },
];

/** Words that tell nothing of whose it is. */
const FILLERS = WORD(
  'bitte|denn|eigentlich|genau|aktuell\\p{L}*|derzeit|gerade|momentan|mein[e]?[nrms]?|euer|eure[nrms]?|ihr[e]?[nrms]?|ein[e]?[nrms]?|d(?:er|ie|as|em|en|es)|bei|beim|im|in|am|an|vom|von|zum|zur|für|und|oder|hallo|guten tag|mir|mich|uns|es|das|of|at|for|the|a|an|my|your|on|please|neue?[nrms]?',
);

const YES_NO = /^(?:und |also |hallo,? )?(?:ist|sind|hat|haben|habt|macht|machen|is|are|does|do)(?!\p{L})/iu;
const WEEKDAYS = ['montag', 'dienstag', 'mittwoch', 'donnerstag', 'freitag', 'samstag', 'sonntag'];
const ENGLISH_WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = [
  'januar',
  'februar',
  'märz',
  'april',
  'mai',
  'juni',
  'juli',
  'august',
  'september',
  'oktober',
  'november',
  'dezember',
];
const ENGLISH_MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const NAMED_DAYS: readonly [RegExp, string][] = [
  [WORD('(?:an )?heilig(?:abend|er abend)|christmas eve'), '12-24'],
  [WORD("(?:an )?silvester|new year's eve"), '12-31'],
  [WORD("(?:an )?neujahr(?:stag)?|new year's day"), '01-01'],
];
/** Spans and days that only a calendar of the office could tell. */
const OTHER_TIME =
  /(?<!\p{L})(?:zwischen (?:den jahren|weihnachten)|weihnachten|ostern|pfingsten|ferien|sommer\p{L}*|winter\p{L}*|feiertag\p{L}*|karneval|fasching|nächste[nr]? (?:woche|monat|jahr)|diese woche|gestern|letzte[nrs]?|christmas|easter|holidays?|next (?:week|month|year))(?!\p{L})/iu;

/** @param today ISO 8601 date in German time */
export function readFactQuestion(question: string, today: string): FactQuestion | null {
  const asked = KINDS.find(({ asks, never }) => asks.test(question) && !never?.test(question));
  if (asked === undefined) return null;
  const dayless =
    asked.kind === 'hours' || asked.kind === 'meeting' ? takeDay(question, today) : { day: null, rest: question };
  if (dayless === null) return null;
  const about = dayless.rest
    .replace(asked.words, ' ')
    .replace(FILLERS, ' ')
    .replace(/[^\p{L}\d-]+/gu, ' ')
    .trim();
  return { kind: asked.kind, yesNo: YES_NO.test(question.trim()), day: dayless.day, about };
}

/** The day that is asked for and the question without it; null where the time asked for is none of a calendar. */
function takeDay(question: string, today: string): { day: AskedDay | null; rest: string } | null {
  if (OTHER_TIME.test(question)) return null;
  const text = question;
  for (const [pattern, monthDay] of NAMED_DAYS) {
    pattern.lastIndex = 0;
    if (pattern.test(text)) return { day: dayOf(nextOf(monthDay, today)), rest: text.replace(pattern, ' ') };
  }
  const numbers = /(?:am |den |on )?(\d{1,2})\.\s?(\d{1,2})\.(?:\s?(\d{4}))?/u.exec(text);
  if (numbers !== null) {
    const monthDay = `${pad(numbers[2])}-${pad(numbers[1])}`;
    const on = numbers[3] === undefined ? nextOf(monthDay, today) : `${numbers[3]}-${monthDay}`;
    return isDate(on) ? { day: dayOf(on), rest: withoutWeekday(text.replace(numbers[0], ' ')) } : null;
  }
  const named = new RegExp(
    `(?:am |den |on )?(?:(\\d{1,2})\\.?\\s(${[...MONTHS, ...ENGLISH_MONTHS].join('|')})|(${ENGLISH_MONTHS.join('|')})\\s(\\d{1,2})(?:st|nd|rd|th)?)(?:,?\\s(\\d{4}))?`,
    'iu',
  ).exec(text);
  if (named !== null) {
    const name = (named[2] ?? named[3] ?? '').toLowerCase();
    const month = Math.max(MONTHS.indexOf(name), ENGLISH_MONTHS.indexOf(name)) + 1;
    const monthDay = `${pad(String(month))}-${pad(named[1] ?? named[4])}`;
    const on = named[5] === undefined ? nextOf(monthDay, today) : `${named[5]}-${monthDay}`;
    return isDate(on) ? { day: dayOf(on), rest: withoutWeekday(text.replace(named[0], ' ')) } : null;
  }
  // A month without a day, a year: nothing that a single day answers.
  if (
    new RegExp(
      `(?<!\\p{L})(?:im (?:${MONTHS.join('|')})|in (?:${ENGLISH_MONTHS.join('|')})|20\\d{2})(?!\\p{L})`,
      'iu',
    ).test(text)
  )
    return null;
  const moment = /(?<!\p{L})(?:jetzt|gerade|momentan|noch|now|still)(?!\p{L})/iu.test(text);
  const today_ = WORD('heute|today|tonight');
  if (today_.test(text)) return { day: { kind: 'day', on: today, now: true, moment }, rest: text.replace(today_, ' ') };
  const afterTomorrow = WORD('übermorgen|day after tomorrow');
  if (afterTomorrow.test(text)) return { day: dayOf(addDays(today, 2)), rest: text.replace(afterTomorrow, ' ') };
  const tomorrow = WORD('morgen|tomorrow');
  if (tomorrow.test(text)) return { day: dayOf(addDays(today, 1)), rest: text.replace(tomorrow, ' ') };
  const now = WORD('jetzt|gerade|momentan|(?:right )?now');
  if (now.test(text)) return { day: { kind: 'day', on: today, now: true, moment }, rest: text.replace(now, ' ') };
  const weekend = WORD('(?:am )?wochenende|(?:on the |at the )?weekends?');
  if (weekend.test(text)) return { day: { kind: 'weekday', days: [6, 7] }, rest: text.replace(weekend, ' ') };
  const weekdays = new RegExp(
    `(?<!\\p{L})(?:am |on |jeden |every |nächsten |kommenden )?(${[...WEEKDAYS, 'sonnabend', ...ENGLISH_WEEKDAYS].join('|')})s?(?!\\p{L})(?:abend|nachmittag|vormittag|morgen)?`,
    'giu',
  );
  const found = [...text.matchAll(weekdays)].map((match) => weekdayOf(match[1] ?? ''));
  if (found.length > 0) return { day: { kind: 'weekday', days: found }, rest: text.replace(weekdays, ' ') };
  return { day: null, rest: text };
}

function weekdayOf(name: string): number {
  const folded = name.toLowerCase();
  if (folded === 'sonnabend') return 6;
  return Math.max(WEEKDAYS.indexOf(folded), ENGLISH_WEEKDAYS.indexOf(folded)) + 1;
}

function withoutWeekday(text: string): string {
  return text.replace(WORD([...WEEKDAYS, ...ENGLISH_WEEKDAYS].join('|')), ' ');
}

function dayOf(on: string): AskedDay {
  return { kind: 'day', on, now: false };
}

function nextOf(monthDay: string, today: string): string {
  const thisYear = `${today.slice(0, 4)}-${monthDay}`;
  return thisYear >= today ? thisYear : `${Number(today.slice(0, 4)) + 1}-${monthDay}`;
}

export function addDays(day: string, count: number): string {
  return new Date(Date.parse(`${day}T12:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}

function isDate(on: string): boolean {
  const date = new Date(`${on}T12:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(on);
}

function pad(number: string | undefined): string {
  return (number ?? '').padStart(2, '0');
}
