/**
 * Opening hours as German offices write them ("Mo–Fr 8–12 Uhr, Do zusätzlich 14 bis 17:30 Uhr") to rules that can be asked for a day.
 * Strict: a text that holds anything the rules cannot express (seasons, dates, "ab 18 Uhr") is not read at all, so that nobody
 * stands before a closed door because of half a reading. Pure.
 */

export interface TimeOfDay {
  /** Minutes since midnight. */
  minutes: number;
  /** As written, without "Uhr": "8", "17:30", "08.00", "5 pm" (in lower case). */
  text: string;
}

export interface OpenSpan {
  from: TimeOfDay;
  to: TimeOfDay;
}

export interface HoursRule {
  /** ISO weekdays, 1 = Monday to 7 = Sunday; 8 = public holidays. */
  days: number[];
  /** Only the first, third … of these weekdays in a month; -1 = the last. Null: each. */
  nth: number[] | null;
  /** Only in calendar weeks of odd or even number (ISO 8601). */
  weeks: 'odd' | 'even' | null;
  spans: OpenSpan[];
  /** The text says that it is closed then. */
  closed: boolean;
  /** The text says that one can only come by appointment, or also. */
  appointment: boolean;
  /** "zusätzlich": these times come on top of the others. */
  additional: boolean;
  /** Index of the line that says so. */
  line: number;
}

export interface OpeningHours {
  rules: HoursRule[];
}

export interface DayHours {
  /** In order, apart from each other. */
  spans: OpenSpan[];
  /** False if the text says nothing of this day. */
  named: boolean;
  appointment: boolean;
  /** Lines that speak of the day. */
  lines: number[];
  /** A rule that holds on some of these weekdays only ("erster Samstag im Monat") decided. */
  sometimes: boolean;
}

const DAYS: readonly [RegExp, number][] = [
  [/^(?:montag|mo|monday|mon)s?$/, 1],
  [/^(?:dienstag|di|tuesday|tues?)s?$/, 2],
  [/^(?:mittwoch|mi|wednesday|wed)s?$/, 3],
  [/^(?:donnerstag|do|thursday|thurs?|thu)s?$/, 4],
  [/^(?:freitag|fr|friday|fri)s?$/, 5],
  [/^(?:samstag|sonnabend|sa|saturday|sat)s?$/, 6],
  [/^(?:sonntag|so|sunday|sun)s?$/, 7],
];
const NTH: readonly [RegExp, number][] = [
  [/^(?:erste[rnms]?|1\.|first)$/, 1],
  [/^(?:zweite[rnms]?|2\.|second)$/, 2],
  [/^(?:dritte[rnms]?|3\.|third)$/, 3],
  [/^(?:vierte[rnms]?|4\.|fourth)$/, 4],
  [/^(?:letzte[rnms]?|last)$/, -1],
];

type Token =
  | { kind: 'day'; day: number }
  | { kind: 'days'; days: number[] }
  | { kind: 'time'; time: TimeOfDay }
  | { kind: 'nth'; nth: number }
  | { kind: 'weeks'; weeks: 'odd' | 'even' }
  | { kind: 'to' | 'and' | 'line' | 'closed' | 'appointment' | 'additional' | 'part' | 'month' };

const TOKEN = new RegExp(
  [
    '(?<line>\\n|;)',
    String.raw`(?<holiday>(?:sonn-? und |an |gesetzlichen? )*feiertage?n?s?(?!\p{L})|(?:on )?public holidays)`,
    String.raw`(?<appointment>(?:und |oder |sowie |auch |nur |ausschließlich )*(?:nach|mit|bei)\s(?:vorheriger |telefonischer |persönlicher |individueller )*(?:vereinbarung|terminvereinbarung|anmeldung|absprache|termin)(?!\p{L})|termine? (?:nur )?nach vereinbarung|by appointment(?: only)?)`,
    String.raw`(?<closed>(?:ganztägig |ganztags )?(?:geschlossen|closed)(?!\p{L})|kein(?:e)? (?:parteiverkehr|publikumsverkehr|sprechzeiten?|öffnungszeiten?))`,
    String.raw`(?<odd>\(?(?:in |nur in )?(?:den )?ungeraden? (?:kalender)?wochen?\)?|\(?(?:in )?ungeraden? kw\)?)`,
    String.raw`(?<even>\(?(?:in |nur in )?(?:den )?geraden? (?:kalender)?wochen?\)?|\(?(?:in )?geraden? kw\)?)`,
    String.raw`(?<month>(?:im|des|eines|jeden|of the|in the) monats?(?!\p{L})|(?:of the|each) month)`,
    '(?<additional>zusätzlich|außerdem|additionally)',
    String.raw`(?<part>(?:vormittags?|nachmittags?|mittags|abends|morgens)(?!\p{L}))`,
    String.raw`(?<time>(?<![\d.,:])(?<hour>[01]?\d|2[0-4])(?:[:.](?<minute>[0-5]\d))?(?![\d:]|[.,]\d|\.\s?(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|und|mo|di|mi|do|fr|sa|so)(?!\p{L})|\.\s?(?:jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez))(?<meridiem>\s?(?:[ap]\.?m\.?|noon|midnight)(?!\p{L}))?(?:\s?(?:uhr|h)(?!\p{L}))?)`,
    String.raw`(?<nth>(?<![\d.,])[1-4]\.(?!\d)|(?:erste|zweite|dritte|vierte|letzte)[rnms]?(?!\p{L})|(?:first|second|third|fourth|last)(?!\p{L}))`,
    String.raw`(?<to>[–—−-]|bis(?: einschließlich)?(?!\p{L})|to(?!\p{L})|until(?!\p{L}))`,
    String.raw`(?<and>,|&|\+|/|und(?!\p{L})|sowie(?!\p{L})|and(?!\p{L})|bzw\.|\|)`,
    '(?<daily>täglich|daily|every day)',
    '(?<weekend>am wochenende|wochenende)',
    String.raw`(?<word>\p{L}+\.?)`,
    String.raw`(?<space>[\s:.()]+)`,
    '(?<other>.)',
  ].join('|'),
  'giu',
);

/** Words that change nothing. */
const EMPTY =
  /^(?:uhr|von|vom|zwischen|jeweils|jede[rnms]?|jedem|immer|am|an|im|den|der|das|die|ist|sind|geöffnet|offen|öffnungszeiten?|sprechzeiten?|öffentliche|allgemeine|servicezeiten?|geschäftszeiten?|parteiverkehr|publikumsverkehr|tag|zeit|zeiten|uhrzeit|auch|from|on|the|every|each|open|opening|hours|day|time|morning|afternoon|is|are)$/;

/**
 * Rules of some lines, each of one or more days, or null if they hold what the rules cannot express.
 * Cells of a table row may be joined by a vertical bar.
 */
export function parseOpeningHours(lines: readonly string[]): OpeningHours | null {
  const rules: HoursRule[] = [];
  let heldOver: Pick<HoursRule, 'days' | 'nth' | 'weeks'> | null = null;
  for (const [line, text] of lines.entries()) {
    const tokens = tokensOf(text);
    if (tokens === null) return null;
    const read = rulesOf(tokens, line, heldOver);
    if (read === null) return null;
    for (const rule of read.rules) rules.push(rule);
    heldOver = read.rest;
  }
  if (heldOver !== null && heldOver.days.length > 0) return null;
  if (!rules.some((rule) => rule.spans.length > 0)) return null;
  return { rules };
}

function tokensOf(text: string): Token[] | null {
  const tokens = readTokens(text);
  // "Jeden zweiten Freitag" is every other one; "jeden zweiten Freitag im Monat" is one a month.
  if (tokens === null || tokens.some(({ kind }) => kind === 'month')) return tokens;
  const nth = tokens.filter((token) => token.kind === 'nth');
  if (nth.length === 0) return tokens;
  const everyOther = nth.every((token) => token.nth === 2) && tokens.some(({ kind }) => kind === 'weeks');
  return everyOther ? tokens.filter((token) => token.kind !== 'nth') : null;
}

function readTokens(text: string): Token[] | null {
  const tokens: Token[] = [];
  for (const match of text
    .replace(/\u00a0/g, ' ')
    .toLowerCase()
    .matchAll(TOKEN)) {
    const token = tokenOf(match);
    if (token === null) return null;
    if (token !== 'nothing') tokens.push(token);
  }
  return tokens;
}

function tokenOf(match: RegExpExecArray): Token | 'nothing' | null {
  const groups = match.groups ?? {};
  if (groups['space'] !== undefined) return 'nothing';
  if (groups['time'] !== undefined) {
    const meridiem = groups['meridiem'] ?? '';
    let hour = Number(groups['hour']);
    if (meridiem !== '') {
      if (hour > 12 || hour === 0 || /midnight/.test(meridiem)) return null;
      hour = (hour % 12) + (/p|noon/.test(meridiem) ? 12 : 0);
    }
    const minutes = hour * 60 + Number(groups['minute'] ?? 0);
    if (minutes > 24 * 60) return null;
    const written = `${/^\d{1,2}(?:[:.]\d{2})?/.exec(match[0])?.[0] ?? ''}${meridiem}`;
    return { kind: 'time', time: { minutes, text: written } };
  }
  if (groups['holiday'] !== undefined) {
    return { kind: 'days', days: groups['holiday'].startsWith('sonn') ? [7, 8] : [8] };
  }
  if (groups['daily'] !== undefined) return { kind: 'days', days: [1, 2, 3, 4, 5, 6, 7] };
  if (groups['weekend'] !== undefined) return { kind: 'days', days: [6, 7] };
  if (groups['odd'] !== undefined) return { kind: 'weeks', weeks: 'odd' };
  if (groups['even'] !== undefined) return { kind: 'weeks', weeks: 'even' };
  if (groups['nth'] !== undefined) {
    const nth = NTH.find(([pattern]) => pattern.test(groups['nth'] ?? ''))?.[1];
    return nth === undefined ? null : { kind: 'nth', nth };
  }
  for (const kind of ['line', 'appointment', 'closed', 'month', 'additional', 'part', 'to', 'and'] as const) {
    if (groups[kind] !== undefined) return { kind };
  }
  if (groups['word'] !== undefined) {
    const word = groups['word'].replace(/\.$/, '');
    const day = DAYS.find(([pattern]) => pattern.test(word))?.[1];
    if (day !== undefined) return { kind: 'day', day };
    return EMPTY.test(word) ? 'nothing' : null;
  }
  return null;
}

/** What is said of one group of days. */
interface Open {
  days: number[];
  nth: number[];
  weeks: 'odd' | 'even' | null;
  spans: OpenSpan[];
  closed: boolean;
  appointment: boolean;
  additional: boolean;
  /** Times or words about them have come: further days begin a new group. */
  told: boolean;
}

function rulesOf(
  tokens: readonly Token[],
  line: number,
  heldOver: Pick<HoursRule, 'days' | 'nth' | 'weeks'> | null,
): { rules: HoursRule[]; rest: Pick<HoursRule, 'days' | 'nth' | 'weeks'> | null } | null {
  const rules: HoursRule[] = [];
  const fresh = (): Open => ({
    days: [],
    nth: [],
    weeks: null,
    spans: [],
    closed: false,
    appointment: false,
    additional: false,
    told: false,
  });
  let open = fresh();
  if (heldOver !== null) open = { ...open, days: heldOver.days, nth: heldOver.nth ?? [], weeks: heldOver.weeks };
  let start: TimeOfDay | null = null;
  let before: Token | null = null;
  /** A range is being written: the token before "bis". */
  let rangeFrom: Token | null = null;

  const close = (): boolean => {
    if (start !== null || rangeFrom !== null) return false;
    if (open.told) {
      // "Nach Vereinbarung" alone says nothing of a day.
      if (open.days.length === 0) {
        if (open.spans.length > 0 || open.closed) return false;
      } else {
        rules.push({
          days: open.days,
          nth: open.nth.length > 0 ? open.nth : null,
          weeks: open.weeks,
          spans: open.spans,
          closed: open.closed && open.spans.length === 0,
          appointment: open.appointment,
          additional: open.additional,
          line,
        });
      }
    }
    const additional = open.told ? false : open.additional;
    const unfinished = open.told ? null : open;
    open = fresh();
    open.additional = additional;
    if (unfinished !== null) open = unfinished;
    return true;
  };

  for (const token of tokens) {
    switch (token.kind) {
      case 'day':
      case 'days':
      case 'nth': {
        if (start !== null) return null;
        if (open.told && !close()) return null;
        if (token.kind === 'nth') {
          if (rangeFrom !== null) return null;
          open.nth.push(token.nth);
          break;
        }
        const days = token.kind === 'day' ? [token.day] : token.days;
        if (rangeFrom !== null) {
          if (rangeFrom.kind !== 'day' || token.kind !== 'day' || token.day <= rangeFrom.day) return null;
          for (let day = rangeFrom.day + 1; day <= token.day; day += 1) open.days.push(day);
          rangeFrom = null;
        } else for (const day of days) if (!open.days.includes(day)) open.days.push(day);
        break;
      }
      case 'weeks':
        open.weeks = token.weeks;
        break;
      case 'time':
        if (start === null) start = token.time;
        else {
          if (rangeFrom?.kind !== 'time' || token.time.minutes <= start.minutes) return null;
          open.spans.push({ from: start, to: token.time });
          open.told = true;
          start = null;
          rangeFrom = null;
        }
        break;
      case 'to':
        if (before === null || rangeFrom !== null || (before.kind !== 'day' && before.kind !== 'time')) {
          // A dash after a comma or between days and times only separates: "Montag – 8 bis 12 Uhr".
          return null;
        }
        if (before.kind === 'time' && start === null) return null;
        rangeFrom = before;
        break;
      case 'closed':
        if (open.days.length === 0 || start !== null) return null;
        // "12 bis 13 Uhr geschlossen" is the break, not the opening.
        if (before?.kind === 'time') return null;
        open.closed = true;
        open.told = true;
        break;
      case 'appointment':
        if (start !== null) return null;
        open.appointment = true;
        open.told = true;
        break;
      case 'additional':
        if (start !== null) return null;
        open.additional = true;
        break;
      case 'line':
        if (start !== null || rangeFrom !== null) return null;
        if (open.told && !close()) return null;
        break;
      case 'and':
        if (start !== null || rangeFrom !== null) return null;
        break;
      case 'part':
      case 'month':
        break;
    }
    // "Montag – 8:00 bis 12:00": the dash between day and time separates.
    if (token.kind === 'time' && rangeFrom?.kind === 'day') rangeFrom = null;
    before = token;
  }
  if (start !== null || rangeFrom !== null) return null;
  if (open.told && !close()) return null;
  const { days, nth, weeks } = open;
  return { rules, rest: days.length > 0 ? { days, nth: nth.length > 0 ? nth : null, weeks } : null };
}

/** What the hours say of a calendar day (ISO 8601). `holiday`: it is a public holiday there. */
export function hoursOn({ rules }: OpeningHours, day: string, holiday = false): DayHours {
  const date = new Date(`${day}T12:00:00Z`);
  const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
  const wanted = holiday && rules.some((rule) => rule.days.includes(8)) ? 8 : weekday;
  const applying = rules.filter(
    (rule) =>
      rule.days.includes(wanted) &&
      (rule.nth === null || rule.nth.some((nth) => isNth(date, nth))) &&
      (rule.weeks === null || rule.weeks === (isoWeek(date) % 2 === 1 ? 'odd' : 'even')),
  );
  let spans: OpenSpan[] = [];
  let lines: number[] = [];
  let appointment = false;
  // A rule for fewer days is meant for them: it replaces what overlaps, and adds what does not.
  const ordered = applying.toSorted((a, b) => breadth(b) - breadth(a));
  for (const rule of ordered) {
    if (rule.closed) {
      spans = [];
      lines = [rule.line];
      appointment = rule.appointment;
      continue;
    }
    const overlaps = rule.spans.some((span) =>
      spans.some((other) => span.from.minutes < other.to.minutes && other.from.minutes < span.to.minutes),
    );
    if (overlaps && !rule.additional) {
      spans = [];
      lines = [];
    }
    for (const span of rule.spans) spans.push(span);
    lines.push(rule.line);
    appointment ||= rule.appointment;
  }
  spans.sort((a, b) => a.from.minutes - b.from.minutes);
  return {
    spans,
    named: applying.length > 0,
    appointment,
    lines: [...new Set(lines)],
    sometimes: rules.some((rule) => rule.days.includes(wanted) && (rule.nth !== null || rule.weeks !== null)),
  };
}

function breadth(rule: HoursRule): number {
  return rule.days.length - (rule.nth === null && rule.weeks === null ? 0 : 0.5);
}

function isNth(date: Date, nth: number): boolean {
  if (nth > 0) return Math.ceil(date.getUTCDate() / 7) === nth;
  const later = new Date(date.getTime() + 7 * 86_400_000);
  return later.getUTCMonth() !== date.getUTCMonth();
}

/** Calendar week by ISO 8601. */
function isoWeek(date: Date): number {
  const thursday = new Date(date.getTime() + (4 - (date.getUTCDay() || 7)) * 86_400_000);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7);
}
