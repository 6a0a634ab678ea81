/**
 * Which facts a question means. All words that carry the question must be said by the fact, its headings or its page; a fact that
 * fits by half is left to the quote. Pure.
 */
import { analyseText } from '../german/analyse-text.ts';
import { foldWord } from '../german/fold-word.ts';
import { type FactValue, shownParts } from '../knowledge/fact.ts';
import type { Vocabulary } from '../knowledge/lexical-vocabulary.ts';
import type { PossibleFact } from '../knowledge/read-facts.ts';
import { sayOfficially } from '../knowledge/say-officially.ts';
import type { AskedDay, FactQuestion } from './read-fact-question.ts';

export interface MatchedFacts {
  /** What answers, best first; more than one only where the question means all of them. */
  facts: PossibleFact[];
  /** What other pages say of the same thing, newest first. */
  others: PossibleFact[];
}

/** More are no answer but a list to read. */
const MOST_SHOWN = 6;
const MOST_OFFICES = 3;
const MOST_OTHERS = 2;
/** Where no office is named, the town's own: by what such pages are called. */
const TOWN_HALL =
  /^(?:das |die )?(?:rathaus|bürgerbüro|bürgeramt|bürgerservice|stadtverwaltung|gemeindeverwaltung|landratsamt|kreisverwaltung|town hall|citizens['’]? office)/iu;
const HOURS_PAGE = /öffnungszeit|sprechzeit|opening hours/iu;

/** A word of the question: any of the alternatives says it, each by all of its terms. */
type AboutWord = string[][];

/** Terms of the words that a question is about, for looking facts up. */
export function aboutTerms(about: string, vocabulary: Vocabulary): string[] {
  return [...new Set(['de', 'en'].flatMap((language) => aboutWords(about, language, vocabulary).flat(2)))];
}

function aboutWords(about: string, language: string, vocabulary: Vocabulary): AboutWord[] {
  return about.split(/\s+/).flatMap((word) => {
    const alternatives: AboutWord = [];
    for (const said of new Set([word, language === 'de' ? sayOfficially(word, vocabulary) : word])) {
      const terms = analyseText(said, { language, dictionary: vocabulary.dictionary });
      const whole = terms.filter(({ kind }) => kind !== 'part').map(({ term }) => term);
      const parts = terms.filter(({ kind }) => kind === 'part').map(({ term }) => term);
      if (whole.length > 0) alternatives.push(whole);
      if (parts.length > 1) alternatives.push(parts);
    }
    return alternatives.length > 0 ? [alternatives] : [];
  });
}

interface Fields {
  /** The words next to the value: label, name, or the sentence. */
  own: ReadonlySet<string>;
  /** The same without parts of compounds. */
  ownWhole: ReadonlySet<string>;
  title: ReadonlySet<string>;
  above: ReadonlySet<string>;
}

export function matchFacts(
  question: FactQuestion,
  candidates: readonly PossibleFact[],
  {
    vocabulary,
    language,
    pageIds,
    today,
  }: { vocabulary: Vocabulary; language: string /** Best pages first. */; pageIds: readonly string[]; today: string },
): MatchedFacts | null {
  const inLanguage = candidates.filter((fact) => fact.language === language);
  const facts = (inLanguage.length > 0 ? inLanguage : candidates).filter(
    ({ value }) =>
      value.kind === question.kind &&
      !(value.kind === 'hours' && (value.of === 'telephone' || (value.since ?? today) > today)),
  );
  const wordsIn = new Map<string, AboutWord[]>();
  const about = (fact: PossibleFact) => {
    const known = wordsIn.get(fact.language) ?? aboutWords(question.about, fact.language, vocabulary);
    wordsIn.set(fact.language, known);
    return known;
  };
  const fieldsOf = (fact: PossibleFact): Fields => {
    const terms = (text: string, parts: boolean) =>
      new Set(
        analyseText(text, { language: fact.language, dictionary: parts ? vocabulary.dictionary : undefined }).map(
          ({ term }) => term,
        ),
      );
    const own = ownWords(fact);
    const column = fact.value.kind === 'fee' ? (fact.value.column ?? '') : '';
    return {
      own: terms(`${own} ${column}`, true),
      ownWhole: terms(own, false),
      title: terms(fact.title, true),
      above: terms(fact.path.slice(-3).join('\n'), true),
    };
  };
  const rank = (fact: PossibleFact) => {
    const at = pageIds.indexOf(fact.pageId);
    return at < 0 ? pageIds.length : at;
  };
  switch (question.kind) {
    case 'hours':
    case 'phone':
    case 'mail':
    case 'address':
      return matchOffice();
    case 'fee':
      return matchFee();
    case 'deadline':
      return matchDeadline();
    case 'meeting':
      return matchMeeting();
  }

  function matchOffice(): MatchedFacts | null {
    const named = facts.flatMap((fact) => {
      const words = about(fact);
      const fields = fieldsOf(fact);
      const name = nameOf(fact);
      if (words.length === 0) {
        if (question.kind !== 'hours' || question.about !== '') return [];
        if (!TOWN_HALL.test(name)) return [];
        return [{ fact, name, level: HOURS_PAGE.test(fact.title) ? 0 : 1, extra: 0 }];
      }
      const byName = words.every((word) => covers(word, fields.ownWhole));
      if (byName) {
        const used = new Set(words.flat(2));
        return [{ fact, name, level: 0, extra: [...fields.ownWhole].filter((term) => !used.has(term)).length }];
      }
      // "Telefonnummer Hundesteuer": the office on the page of that name. A door is nobody's but its own.
      const byTitle =
        question.kind !== 'hours' && question.kind !== 'address' && words.every((word) => covers(word, fields.title));
      return byTitle ? [{ fact, name, level: 2, extra: rank(fact) }] : [];
    });
    const best = named.toSorted((a, b) => a.level - b.level || a.extra - b.extra || compareFacts(a.fact, b.fact))[0];
    if (best === undefined) return null;
    const equals = named.filter(({ level, extra }) => level === best.level && extra === best.extra);
    const names = new Set(equals.map(({ name }) => foldWord(name)));
    if (names.size > 1 && question.about !== '') {
      if (question.kind === 'hours' || names.size > MOST_OFFICES) return null;
      // Several of that name ("Zulassungsstelle Nord", "… Süd"): each with its own.
      const each = [...names].flatMap((key) =>
        equals
          .filter(({ name }) => foldWord(name) === key)
          .map(({ fact }) => fact)
          .toSorted(compareFacts)
          .slice(0, 1),
      );
      return { facts: each, others: [] };
    }
    const same = named.filter(({ name }) => foldWord(name) === foldWord(best.name)).map(({ fact }) => fact);
    return question.kind === 'hours' ? hoursAndOthers(same) : valuesAndOthers(same);
  }

  /** Whole weeks before single days; what other pages say otherwise goes with it. */
  function hoursAndOthers(same: readonly PossibleFact[]): MatchedFacts | null {
    const sorted = same.toSorted(
      (a, b) =>
        Number(b.value.kind === 'hours' && daysNamed(b.value) >= 3) -
          Number(a.value.kind === 'hours' && daysNamed(a.value) >= 3) || compareFacts(a, b),
    );
    const [main] = sorted;
    if (main === undefined) return null;
    return { facts: [main], others: contradicting(main, sorted.slice(1), askedWeekdays(question.day)) };
  }

  /** All numbers of the newest page that names them. */
  function valuesAndOthers(same: readonly PossibleFact[]): MatchedFacts | null {
    const sorted = same.toSorted(compareFacts);
    const [main] = sorted;
    if (main === undefined) return null;
    const together = sorted.filter((fact) => fact.passageId === main.passageId);
    const shown = uniqueValues(together);
    if (shown.length > MOST_OFFICES) return null;
    const known = new Set(shown.map(keyOfValue));
    const others = sorted.filter((fact) => fact.pageId !== main.pageId && !known.has(keyOfValue(fact)));
    // A second number elsewhere is another way in, not another truth, unless that page has none of the first.
    const pagesWithSame = new Set(sorted.filter((fact) => known.has(keyOfValue(fact))).map((fact) => fact.pageId));
    return {
      facts: shown,
      others: uniqueValues(others.filter((fact) => !pagesWithSame.has(fact.pageId))).slice(0, MOST_OTHERS),
    };
  }

  function matchFee(): MatchedFacts | null {
    if (question.about === '') return null;
    const fitting = facts.flatMap((fact) => {
      const words = about(fact);
      if (words.length === 0) return [];
      const fields = fieldsOf(fact);
      if (!words.every((word) => covers(word, fields.own) || covers(word, fields.title) || covers(word, fields.above)))
        return [];
      const topic = words.filter((word) => covers(word, fields.title) || covers(word, fields.above)).length;
      const label = words.filter((word) => covers(word, fields.own)).length;
      // A price in passing, on a page about something else.
      if (topic === 0 && fact.subject === '') return [];
      const used = new Set(words.flat(2));
      const extra = [...fields.ownWhole].filter((term) => !used.has(term)).length;
      return [{ fact, topic, label, extra, byTitle: words.filter((word) => covers(word, fields.title)).length }];
    });
    const inForce = fitting.filter(({ fact }) => !fact.expired);
    const [first] = (inForce.length > 0 ? inForce : fitting).toSorted(
      (a, b) =>
        b.byTitle - a.byTitle ||
        rank(a.fact) - rank(b.fact) ||
        b.label - a.label ||
        Number(b.fact.subject !== '') - Number(a.fact.subject !== '') ||
        a.extra - b.extra,
    );
    if (first === undefined || first.fact.expired) return null;
    const page = fitting.filter(({ fact }) => fact.pageId === first.fact.pageId);
    const told = Math.max(...page.map(({ label }) => label));
    let group = page.filter(({ label }) => label === told);
    const labelled = group.filter(({ fact }) => fact.subject !== '');
    const complete = about(first.fact).length;
    if (labelled.length > 0) {
      group = labelled;
      // "Zweiter Hund" is said by one label; "Hund" by all of them.
      const leastExtra = Math.min(...group.map(({ extra }) => extra));
      const exact = group.filter(({ extra }) => extra === leastExtra);
      if (exact.length === 1 && leastExtra === 0) group = exact;
    }
    // Running text says more than its amount: it counts if it is the only one, and names what was asked for itself.
    else if (group.length > 1 || (told < complete && !(told > 0 && first.byTitle > 0) && page.length > 1)) return null;
    const passages = new Set(group.map(({ fact }) => fact.passageId));
    if (passages.size > 1 || group.length > MOST_SHOWN) return null;
    const shown = group.map(({ fact }) => fact);
    const [only] = shown;
    const others =
      shown.length === 1 && only !== undefined
        ? contradicting(
            only,
            fitting.filter(({ fact }) => sameLabel(only, fact)).map(({ fact }) => fact),
          )
        : [];
    return { facts: shown, others };
  }

  /** The labels differ at most by words of the titles: "Hundesteuer zweiter Hund" and, on the page Hundesteuer, "zweiter Hund". */
  function sameLabel(a: PossibleFact, b: PossibleFact): boolean {
    if (a.subject === '' || b.subject === '') return false;
    const [left, right] = [fieldsOf(a), fieldsOf(b)];
    const said = new Set([...left.title, ...right.title]);
    const apart = (from: ReadonlySet<string>, other: ReadonlySet<string>) =>
      [...from].every((term) => other.has(term) || said.has(term));
    return apart(left.ownWhole, right.own) && apart(right.ownWhole, left.own);
  }

  function matchDeadline(): MatchedFacts | null {
    if (question.about === '') return null;
    const fitting = facts.flatMap((fact) => {
      const words = about(fact);
      const fields = fieldsOf(fact);
      if (
        words.length === 0 ||
        !words.every((word) => covers(word, fields.own) || covers(word, fields.title) || covers(word, fields.above))
      )
        return [];
      const told = words.filter((word) => covers(word, fields.own)).length;
      return told * 2 >= words.length && !fact.expired ? [{ fact, told }] : [];
    });
    const most = Math.max(0, ...fitting.map(({ told }) => told));
    const best = fitting.filter(({ told }) => told === most).map(({ fact }) => fact);
    const different = uniqueValues(best);
    const [only] = best.toSorted((a, b) => rank(a) - rank(b) || compareFacts(a, b));
    return only !== undefined && different.length === 1 ? { facts: [only], others: [] } : null;
  }

  function matchMeeting(): MatchedFacts | null {
    const fitting = facts.filter((fact) => {
      const words = about(fact);
      const fields = fieldsOf(fact);
      if (fact.expired || words.length === 0) return false;
      return words.every(
        (word) => covers(word, fields.title) || covers(word, fields.own) || covers(word, fields.above),
      );
    });
    // One body: its page. Several pages: which one is meant is not known.
    const pages = new Set(fitting.map(({ pageId }) => pageId));
    const best = pageIds.find((id) => pages.has(id)) ?? (pages.size === 1 ? [...pages][0] : undefined);
    const ofBody = fitting.filter(({ pageId }) => pageId === best);
    const days = question.day;
    const onDay = ofBody.filter((fact) => days?.kind !== 'day' || meetingDay(fact) === days.on);
    const sorted = onDay.toSorted((a, b) => meetingDay(a).localeCompare(meetingDay(b)) || partsOf(b) - partsOf(a));
    // A meeting that is over is never the next one; where all are over, that is what can be said.
    const next = sorted.find((fact) => meetingDay(fact) >= today) ?? sorted.at(-1);
    return next === undefined ? null : { facts: [next], others: [] };
  }
}

function meetingDay({ value }: PossibleFact): string {
  return value.kind === 'meeting' ? value.on : '';
}

function partsOf({ value }: PossibleFact): number {
  return value.kind === 'meeting' ? value.parts.length : 0;
}

function covers(word: AboutWord, terms: ReadonlySet<string>): boolean {
  return word.some((alternative) => alternative.every((term) => terms.has(term)));
}

/** Whose it is: what stands next to the value, else the heading, else the page. */
export function nameOf({ subject, path, title }: Pick<PossibleFact, 'subject' | 'path' | 'title'>): string {
  return subject || path.at(-1) || title;
}

function ownWords(fact: PossibleFact): string {
  if (fact.subject !== '') return fact.subject;
  return fact.value.kind === 'fee' || fact.value.kind === 'deadline' || fact.value.kind === 'meeting'
    ? fact.words.join('\n')
    : nameOf(fact);
}

/** In force before what is not, then the newest page. */
function compareFacts(a: PossibleFact, b: PossibleFact): number {
  return (
    Number(a.expired) - Number(b.expired) ||
    (b.changedOn ?? '').localeCompare(a.changedOn ?? '') ||
    Number(HOURS_PAGE.test(b.title)) - Number(HOURS_PAGE.test(a.title)) ||
    a.ordinal - b.ordinal
  );
}

/** Facts of other pages that say otherwise, newest first, each value once. */
function contradicting(
  main: PossibleFact,
  others: readonly PossibleFact[],
  weekdays: readonly number[] | null = null,
): PossibleFact[] {
  return uniqueValues(others.filter((fact) => fact.pageId !== main.pageId && differs(main.value, fact.value, weekdays)))
    .toSorted((a, b) => (b.changedOn ?? '').localeCompare(a.changedOn ?? ''))
    .slice(0, MOST_OTHERS);
}

/** Null: the question is about no day. */
function askedWeekdays(day: AskedDay | null): number[] | null {
  if (day === null) return null;
  if (day.kind === 'weekday') return day.days;
  return [new Date(`${day.on}T12:00:00Z`).getUTCDay() || 7];
}

function differs(a: FactValue, b: FactValue, weekdays: readonly number[] | null): boolean {
  if (a.kind === 'hours' && b.kind === 'hours') {
    if (a.opening === null || b.opening === null) return false;
    const [left, right] = [weekOf(a), weekOf(b)];
    // Only days of which both speak.
    return [...right].some(
      ([day, times]) => (weekdays === null || weekdays.includes(day)) && (left.get(day) ?? times) !== times,
    );
  }
  return foldValue(a) !== foldValue(b);
}

function weekOf(value: FactValue): Map<number, string> {
  const week = new Map<number, string[]>();
  for (const rule of (value.kind === 'hours' ? value.opening?.rules : undefined) ?? []) {
    for (const day of rule.days) {
      const times = rule.spans.map(
        ({ from, to }) => `${rule.nth ?? ''}${rule.weeks ?? ''}${from.minutes}-${to.minutes}`,
      );
      week.set(day, [...(week.get(day) ?? []), ...times]);
    }
  }
  return new Map([...week].map(([day, times]) => [day, times.toSorted().join(' ')]));
}

function daysNamed(value: FactValue): number {
  return weekOf(value).size;
}

function uniqueValues(facts: readonly PossibleFact[]): PossibleFact[] {
  return [...new Map(facts.toReversed().map((fact) => [keyOfValue(fact), fact])).values()].toReversed();
}

function keyOfValue(fact: PossibleFact): string {
  return fact.value.kind === 'hours' ? JSON.stringify([...weekOf(fact.value)]) : foldValue(fact.value, fact.words);
}

function foldValue(value: FactValue, words: string[] = []): string {
  const text = shownParts({ value, words }).join(' ').toLowerCase();
  if (value.kind === 'phone') return text.replace(/^\+49|^0049/, '0').replace(/\D/g, '');
  if (value.kind === 'fee')
    return text
      .replace(/euro|eur/g, '€')
      .replace(/,00(?!\d)/g, '')
      .replace(/[\s.]/g, '');
  return text.replace(/[^\p{L}\p{N}]/gu, '').replace(/straße|strasse|str(?=\d)/g, 'str');
}
