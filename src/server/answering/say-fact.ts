/**
 * Facts as they are said: a short sentence of ours around values that stand letter by letter in the page, then the page's own words.
 * What depends on the day of the question is worked out here and never kept. Pure.
 */
import type { BlockForm } from '../../contracts/answer.ts';
import { type DayHours, hoursOn, type OpeningHours, type OpenSpan } from '../german/opening-hours.ts';
import { tableRowLine } from '../knowledge/cut-passages.ts';
import type { PossibleFact } from '../knowledge/read-facts.ts';
import type { MatchedFacts } from './match-facts.ts';
import { nameOf } from './match-facts.ts';
import type { Messages } from './messages.de.ts';
import type { PublicHoliday } from './public-holidays.ts';
import { type AskedDay, addDays, type FactQuestion } from './read-fact-question.ts';

export interface SaidUnit {
  /** The fact whose passage bears the unit. */
  fact: PossibleFact;
  text: string;
  cells: { column: string; text: string }[] | null;
  best: boolean;
  /** Our own sentence: the values in it that must stand in the fact's words. Null for words of the page. */
  values: string[] | null;
}

export interface SaidBlock {
  form: BlockForm;
  units: SaidUnit[];
}

export interface Moment {
  /** German date (ISO 8601) and minutes since midnight. */
  today: string;
  minutes: number;
  holidayOn: (day: string) => PublicHoliday | null;
}

/** Days that are looked ahead for the next opening. */
const AHEAD = 21;
/** Doors that are shut on a public holiday without the page saying so. */
const OFFICE = /rathaus|amt(?!\p{Ll})|ämter|büro|verwaltung|behörde|stelle(?!\p{Ll})|kasse|archiv|office|town hall/iu;

/** Null if nothing can be said with certainty. */
export function sayFact(
  question: FactQuestion,
  { facts, others }: MatchedFacts,
  { exceptions, moment, words }: { exceptions: readonly PossibleFact[]; moment: Moment; words: Messages },
): SaidBlock[] | null {
  const [main] = facts;
  if (main === undefined) return null;
  const said: Said[] | null =
    main.value.kind === 'hours'
      ? sayHours(question, main, main.value.opening, exceptions, moment, words)
      : facts.map((fact) => ({ fact, line: null, ...sayValue(fact, facts.length, moment, words) }));
  if (said === null) return null;
  const [first] = said;
  if (first === undefined) return null;
  // Where the sentence is already all that the page says, it is not said twice.
  const marked = first.line;
  const bearer = first.fact;
  // Several amounts are a table already: the page's own rows say it best.
  const own: SaidBlock[] =
    said.length > 1 && main.value.kind === 'fee'
      ? []
      : [
          {
            form: 'fact',
            units: said.map(({ fact, text, values }) => ({ fact, text, cells: null, best: false, values })),
          },
        ];
  const blocks: SaidBlock[] = [...own, ...quoteWords(bearer === main ? facts : [bearer, main], marked)];
  for (const other of others) {
    const date = other.changedOn === null ? words.facts.undated : words.facts.dated(formatDay(other.changedOn, words));
    blocks.push({
      form: 'notice',
      units: [
        {
          fact: other,
          text: other.expired ? words.facts.expired(date) : words.facts.otherwise(date),
          cells: null,
          best: false,
          values: [],
        },
        ...other.words.map((text) => ({
          fact: other,
          text,
          cells: null,
          best: false,
          values: null,
        })),
      ],
    });
  }
  // A row that answers stands out in its table; a sentence need not be large twice.
  const [fact] = own[0]?.units ?? [];
  if (fact !== undefined && !blocks.some(({ units }) => units.some(({ best }) => best))) fact.best = true;
  return blocks;
}

/** The page's words: rows as rows, everything else line by line; the line that answers stands out. */
function quoteWords(facts: readonly PossibleFact[], marked: number | null): SaidBlock[] {
  const blocks: SaidBlock[] = [];
  const seen = new Set<string>();
  const [first] = facts;
  for (const fact of facts) {
    const name = fact.path.at(-1) ?? fact.title;
    const isFirst = fact === first;
    if (name !== '' && (isFirst || fact.passageId !== first?.passageId)) {
      blocks.push({ form: 'lead-in', units: [{ fact, text: name, cells: null, best: false, values: null }] });
    }
    fact.words.forEach((line, index) => {
      if (seen.has(line)) return;
      seen.add(line);
      const cells = cellsOf(fact, line);
      const sentence = cells === null && fact.words.length === 1 && /[.!?]$/.test(line);
      const form: BlockForm = cells !== null ? 'table' : sentence ? 'paragraph' : 'list';
      const best =
        isFirst && !sentence && (marked === null ? fact.words.length === 1 && facts.length === 1 : index === marked);
      const unit: SaidUnit = { fact, text: line, cells, best, values: null };
      const last = blocks.at(-1);
      if (last?.form === form && last.units.at(-1)?.fact.passageId === fact.passageId) last.units.push(unit);
      else blocks.push({ form, units: [unit] });
    });
  }
  return blocks;
}

function cellsOf({ blocks }: PossibleFact, line: string): { column: string; text: string }[] | null {
  for (const block of blocks) {
    if (block.kind !== 'table') continue;
    const row = block.rows.find(({ cells }) => tableRowLine(block.columns, cells) === line);
    if (row === undefined) continue;
    return row.cells.flatMap((text, index) => (text === '' ? [] : [{ column: block.columns[index] ?? '', text }]));
  }
  return null;
}

// --- values ---------------------------------------------------------------------------------------------------------

function sayValue(
  fact: PossibleFact,
  count: number,
  { today }: Moment,
  words: Messages,
): { text: string; values: string[] } {
  const { value } = fact;
  const name = nameOf(fact);
  const called = (text: string): { text: string; values: string[] } => ({ text: `${name}: ${text}`, values: [text] });
  switch (value.kind) {
    case 'phone':
    case 'mail':
      return called(value.text);
    case 'address':
      return { text: `${name}: ${value.parts.join(', ')}`, values: value.parts };
    case 'fee': {
      const amount =
        value.column !== null && /jahr|monat|woche|stunde|tag|year|month|hour/iu.test(value.column)
          ? `${value.text} (${value.column})`
          : value.text;
      // A sentence tells itself what its amount is for; only the amount is lifted out of it.
      if (fact.subject === '') return { text: value.text, values: [value.text] };
      return { text: `${fact.subject}: ${amount}`, values: [value.text] };
    }
    case 'deadline': {
      const past = value.until !== null && value.until < today;
      const text = words.facts.deadline(value.text);
      return { text: past ? `${text} ${words.facts.past}` : text, values: [value.text] };
    }
    case 'meeting': {
      const text = value.parts.join(', ');
      if (value.on < today) return { text: words.facts.lastMeeting(text), values: value.parts };
      return { text: count === 1 ? words.facts.next(text, value.on === today) : text, values: value.parts };
    }
    case 'hours':
    case 'exception':
      return { text: fact.words.join(' '), values: fact.words };
  }
}

// --- hours ----------------------------------------------------------------------------------------------------------

interface Said {
  fact: PossibleFact;
  text: string;
  values: string[];
  /** Index of the line of the words that speaks of the day; null if none does. */
  line: number | null;
}

function sayHours(
  question: FactQuestion,
  fact: PossibleFact,
  opening: OpeningHours | null,
  exceptions: readonly PossibleFact[],
  moment: Moment,
  words: Messages,
): Said[] | null {
  const name = nameOf(fact);
  const { facts: say } = words;
  if (opening === null) {
    // The words are all there is; whether they hold on a day cannot be worked out.
    if (question.day !== null || question.yesNo || fact.words.length > 1) return null;
    return [{ fact, text: `${name}: ${fact.words.join(' ')}`, values: fact.words, line: null }];
  }
  const { day } = question;
  if (day?.kind === 'weekday' && !isNextDay(day)) return sayWeekdays(question, name, fact, opening, day.days, words);
  const on = day?.kind === 'day' ? day.on : moment.today;
  const called = say.day(nameDay(on, moment.today, words));
  const reply = (yes: boolean, text: string) =>
    `${name}: ${question.yesNo ? `${yes ? say.yes : say.no}, ` : ''}${text}`;

  const exception = exceptionOn(exceptions, on, fact);
  if (exception !== null) {
    const { value } = exception;
    if (value.kind === 'exception' && value.closed) {
      return [{ fact: exception, text: reply(false, say.closedOnce(called)), values: [], line: 0 }];
    }
    return [{ fact: exception, text: `${name}: ${say.otherHours(called)}`, values: [], line: 0 }];
  }

  const holiday = moment.holidayOn(on);
  const told = hoursOn(opening, on, holiday?.certain === true);
  const onHoliday = opening.rules.some((rule) => rule.days.includes(8));
  if (holiday !== null && !onHoliday && told.spans.length > 0) {
    const line = told.lines[0] ?? null;
    if (!holiday.certain)
      return [
        {
          fact,
          text: `${name}: ${say.maybeHoliday(called, holiday.name, spansText(told.spans))}`,
          values: valuesOf(told.spans),
          line,
        },
      ];
    if (!OFFICE.test(`${name} ${fact.title}`)) {
      return [
        {
          fact,
          text: `${name}: ${say.holidayUnknown(called, holiday.name, spansText(told.spans))}`,
          values: valuesOf(told.spans),
          line,
        },
      ];
    }
    const next = nextOpening(opening, on, exceptions, moment, fact);
    return [
      {
        fact,
        text: reply(
          false,
          `${say.holiday(called, holiday.name)}${next === null ? '' : say.again(say.day(nameDay(next.on, moment.today, words)), next.span.from.text)}`,
        ),
        values: next === null ? [] : [next.span.from.text],
        line: null,
      },
    ];
  }

  const line = told.lines[0] ?? null;
  const now = on === moment.today && (day === null || (day.kind === 'day' && day.now)) ? moment.minutes : null;
  if (told.spans.length > 0) {
    if (now === null)
      return [{ fact, text: reply(true, say.open(called, spansText(told.spans))), values: valuesOf(told.spans), line }];
    const current = told.spans.find(({ from, to }) => from.minutes <= now && now < to.minutes);
    const later = told.spans.filter(({ from }) => from.minutes > now);
    if (current !== undefined) {
      const then = later.length === 0 ? '' : say.thenAgain(spansText(later));
      return [
        {
          fact,
          text: reply(true, `${say.openUntil(called, current.to.text)}${then}`),
          values: [current.to.text, ...valuesOf(later)],
          line,
        },
      ];
    }
    if (later.length > 0 && day?.kind === 'day' && day.moment === true) {
      const text = say.closedNow(say.open(called, spansText(later)));
      return [{ fact, text: reply(false, text), values: valuesOf(later), line }];
    }
    if (later.length > 0) {
      return [{ fact, text: reply(true, say.open(called, spansText(later))), values: valuesOf(later), line }];
    }
  }
  const next = nextOpening(opening, on, exceptions, moment, fact);
  const again = next === null ? '' : say.again(say.day(nameDay(next.on, moment.today, words)), next.span.from.text);
  const values = next === null ? [] : [next.span.from.text];
  const last = told.spans.at(-1);
  if (last !== undefined) {
    return [
      {
        fact,
        text: reply(false, `${say.closedSince(called, last.to.text)}${again}`),
        values: [last.to.text, ...values],
        line,
      },
    ];
  }
  const nothing = told.named || told.sometimes ? say.closed(called) : say.notNamed(called);
  return [{ fact, text: reply(false, `${nothing}${again}`), values, line }];
}

/** "Am Samstag" is the next one; "samstags" and the weekend are all of them. One weekday is answered in general, too: it holds for each. */
function isNextDay(day: AskedDay): boolean {
  return day.kind === 'day';
}

function sayWeekdays(
  question: FactQuestion,
  name: string,
  fact: PossibleFact,
  opening: OpeningHours,
  days: readonly number[],
  words: Messages,
): Said[] | null {
  const { facts: say } = words;
  const parts: string[] = [];
  const values: string[] = [];
  let open = false;
  let line: number | null = null;
  for (const day of days) {
    const rules = opening.rules.filter((rule) => rule.days.includes(day));
    const called = say.weekdays[day - 1] ?? '';
    const limited = rules.filter((rule) => rule.nth !== null || rule.weeks !== null);
    line ??= rules[0]?.line ?? null;
    const [only] = limited;
    if (only !== undefined && limited.length === rules.length) {
      // "Erster Samstag im Monat": the page's own words say which.
      const days = daysInWords(fact, only.line);
      if (days === null) return null;
      open = true;
      parts.push(say.sometimes(days, spansText(only.spans)));
      values.push(days, ...valuesOf(only.spans));
      line = only.line;
      continue;
    }
    if (limited.length > 0) return null;
    const told = hoursOn(opening, dayInWeek(day));
    if (told.spans.length === 0) {
      parts.push(told.named ? say.closed(called) : say.notNamed(called));
    } else {
      open = true;
      parts.push(say.open(called, spansText(told.spans)));
      values.push(...valuesOf(told.spans));
    }
  }
  const answer = question.yesNo ? `${open ? say.yes : say.no}, ` : '';
  return [{ fact, text: `${name}: ${answer}${parts.join('; ')}`, values, line }];
}

/** What a line says before its times: "erster Samstag im Monat". */
function daysInWords(fact: PossibleFact, line: number): string | null {
  const words = fact.words[line] ?? '';
  const days = cellsOf(fact, words)?.[0]?.text ?? /^([^\d:]{4,60}?)\s*:/u.exec(words)?.[1] ?? '';
  return days === '' ? null : days;
}

/** A day of that weekday in a plain week: 6 January 2025 is a Monday. */
function dayInWeek(weekday: number): string {
  return addDays('2025-01-06', weekday - 1);
}

function nextOpening(
  opening: OpeningHours,
  after: string,
  exceptions: readonly PossibleFact[],
  moment: Moment,
  fact: PossibleFact,
): { on: string; span: OpenSpan } | null {
  const start = after < moment.today ? moment.today : after;
  for (let ahead = 1; ahead <= AHEAD; ahead += 1) {
    const on = addDays(start, ahead);
    const exception = exceptionOn(exceptions, on, fact);
    if (exception !== null) {
      if (exception.value.kind === 'exception' && exception.value.closed) continue;
      // Open then, but at times that only its sentence says.
      return null;
    }
    const holiday = moment.holidayOn(on);
    if (holiday !== null && !opening.rules.some((rule) => rule.days.includes(8))) {
      if (holiday.certain) continue;
      return null;
    }
    const told: DayHours = hoursOn(opening, on, holiday !== null);
    const [span] = told.spans;
    if (span !== undefined) return { on, span };
  }
  return null;
}

const WHOLE_HOUSE =
  /(?<!\p{L})(?:rathaus|stadtverwaltung|gemeindeverwaltung|verwaltung|landratsamt|alle ämter|dienststellen|town hall)(?!\p{L})/iu;
const SOME_OFFICE =
  /(?:amt|amtes|büros?|stelle|bad|bades|bibliothek|bücherei|hof|hofes|archiv|museum|schule|office|library)(?!\p{L})/iu;

/** What is said of a day: for the office itself, on the page of its hours for nobody else, for the whole house. */
function exceptionOn(exceptions: readonly PossibleFact[], on: string, hours: PossibleFact): PossibleFact | null {
  const name = nameOf(hours).toLowerCase();
  const holding = exceptions.filter(
    ({ value, expired }) => value.kind === 'exception' && !expired && value.from <= on && on <= value.to,
  );
  const says = (fact: PossibleFact, pattern: RegExp) => fact.words.some((line) => pattern.test(line));
  const own = holding.filter(({ words }) => words.some((line) => line.toLowerCase().includes(name)));
  const here = holding.filter(
    (fact) => fact.pageId === hours.pageId && !says(fact, SOME_OFFICE) && !says(fact, WHOLE_HOUSE),
  );
  const general = holding.filter((fact) => says(fact, WHOLE_HOUSE) && OFFICE.test(name));
  return own[0] ?? here[0] ?? general[0] ?? null;
}

function spansText(spans: readonly OpenSpan[]): string {
  return spans.map(({ from, to }) => `${from.text}–${to.text}`).join(', ');
}

function valuesOf(spans: readonly OpenSpan[]): string[] {
  return spans.flatMap(({ from, to }) => [from.text, to.text]);
}

function nameDay(
  on: string,
  today: string,
  { facts: say }: Messages,
): { relative: 'today' | 'tomorrow' | null; weekday: string; date: string } {
  const date = new Date(`${on}T12:00:00Z`);
  const weekday = say.weekdays[(date.getUTCDay() + 6) % 7] ?? '';
  const relative = on === today ? 'today' : on === addDays(today, 1) ? 'tomorrow' : null;
  return { relative, weekday, date: say.date(date) };
}

function formatDay(on: string, { facts: say }: Messages): string {
  return say.date(new Date(`${on}T12:00:00Z`));
}
