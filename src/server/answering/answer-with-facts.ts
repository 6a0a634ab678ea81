/** Answers a question for a fact (hours, a number, a fee, a day) by the fact first, if one is sure enough; else it says nothing. */

import type { FactKind } from '../knowledge/fact.ts';
import { readFacts } from '../knowledge/read-facts.ts';
import type { SearchIndex } from '../knowledge/search-index.ts';
import { type Clock, germanDay } from '../platform/clock.ts';
import type { FederalState } from '../platform/config.ts';
import type { Database } from '../platform/database.ts';
import { aboutTerms, matchFacts } from './match-facts.ts';
import type { Messages } from './messages.de.ts';
import { publicHolidayOn } from './public-holidays.ts';
import type { QuotedBlock } from './quote-passages.ts';
import { readFactQuestion } from './read-fact-question.ts';
import { type SaidBlock, sayFact } from './say-fact.ts';

/** Pages of the best hits whose facts are looked at whatever they are called. */
const PAGES = 5;

export async function answerWithFacts(
  { db, index, clock }: { db: Database; index: SearchIndex; clock: Clock },
  {
    question,
    language,
    pageIds,
    sourceIds,
    federalState,
    words,
  }: {
    question: string;
    /** BCP 47 primary tag of the question. */
    language: string;
    /** Pages that search found, best first, with repetition. */
    pageIds: readonly string[];
    sourceIds: readonly string[];
    federalState: FederalState | null;
    words: Messages;
  },
): Promise<SaidBlock[] | null> {
  const now = clock.now();
  const today = germanDay(now);
  const asked = readFactQuestion(question, today);
  if (asked === null) return null;
  const vocabulary = await index.vocabulary();
  const pages = [...new Set(pageIds)].slice(0, PAGES);
  const isHours = asked.kind === 'hours';
  // What closes the whole house closes its offices, too.
  const terms = aboutTerms(`${asked.about}${isHours ? ` ${words.facts.townHall}` : ''}`, vocabulary);
  const kinds: FactKind[] = isHours ? ['hours', 'exception'] : [asked.kind];
  const read = await readFacts({ db }, { kinds, terms, pageIds: pages, sourceIds });
  const matched = matchFacts(asked, read, { vocabulary, language, pageIds: pages, today });
  if (matched === null) return null;
  return sayFact(asked, matched, {
    exceptions: read
      .filter(({ value }) => value.kind === 'exception')
      .toSorted((a, b) => (b.changedOn ?? '').localeCompare(a.changedOn ?? '')),
    moment: {
      today,
      minutes: germanMinutes(now),
      holidayOn: (day) => publicHolidayOn(day, federalState),
    },
    words,
  });
}

/** Minutes since midnight in German time. */
function germanMinutes(instant: Date): number {
  const [hours = 0, minutes = 0] = new Intl.DateTimeFormat('de-DE', {
    timeZone: 'Europe/Berlin',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
    .format(instant)
    .split(':')
    .map(Number);
  return hours * 60 + minutes;
}

/**
 * The fact, its words, then what the quote has besides on the same pages. Units of the fact that bear on a passage of the quote
 * share its index; further passages are appended.
 */
export function joinFactsAndQuote<Passage extends { passageId: string; pageId: string; text: string }>(
  said: readonly SaidBlock[],
  quoted: readonly QuotedBlock[],
  passages: readonly Passage[],
): { blocks: QuotedBlock[]; passages: (Passage | SaidBlock['units'][number]['fact'])[] } {
  const all: (Passage | SaidBlock['units'][number]['fact'])[] = [...passages];
  const indexOf = (fact: SaidBlock['units'][number]['fact']): number => {
    const known = all.findIndex(({ passageId }) => passageId === fact.passageId);
    if (known >= 0) return known;
    all.push(fact);
    return all.length - 1;
  };
  // Where several facts answer, the quote knows which of them fits best.
  const quotedBest = said.some(({ form }) => form === 'fact')
    ? undefined
    : quoted.flatMap(({ units }) => units).find(({ best }) => best);
  const blocks = said.map(({ form, units }) => ({
    form,
    units: units.map(({ fact, text, cells, best, values }) => ({
      passage: indexOf(fact),
      text,
      cells,
      best: best || (quotedBest !== undefined && text === quotedBest.text),
      gap: false,
      ...(values === null ? {} : { values }),
    })),
  }));
  const shown = new Set(said.flatMap(({ units }) => units.map(({ text }) => text)));
  const bearing = new Set(said.flatMap(({ units }) => units.map(({ fact }) => fact.passageId)));
  const rest: QuotedBlock[] = [];
  for (const block of quoted) {
    // What else the section says; lines of a contact box are not what was asked for.
    if (block.form === 'list' && block.units.every(({ text }) => text.length < 60)) continue;
    const units = block.units.filter(
      (unit) => bearing.has(passages[unit.passage]?.passageId ?? '') && !shown.has(unit.text),
    );
    if (units.length > 0) rest.push({ ...block, units: units.map((unit) => ({ ...unit, best: false })) });
  }
  // A heading over nothing.
  const kept = rest.filter(
    (block, index) =>
      block.form !== 'lead-in' || (rest[index + 1] !== undefined && rest[index + 1]?.form !== 'lead-in'),
  );
  return { blocks: [...blocks, ...kept], passages: all };
}
