/**
 * Reads the facts of a passage: from contact boxes, tables, lists, sentences, and JSON-LD where the page says the same in words.
 * Precision before recall: what can be read in two ways is left to the quote. Pure.
 */
import { parseOpeningHours } from '../german/opening-hours.ts';
import { splitSentences } from '../german/split-sentences.ts';
import { blockLines, tableRowLine } from './cut-passages.ts';
import { type Fact, type FactValue, shownParts } from './fact.ts';
import { findMails, findPhones, isHours } from './find-contact.ts';
import { readDate } from './find-date.ts';
import { findDeadlines, findExceptions, findMeeting, findMeetingOfRow } from './find-days.ts';
import { findFeeOfCell, findFees } from './find-fees.ts';
import type { ContactBlock, Passage, TableBlock } from './page-content.ts';
import { structuredObjects } from './read-structured-data.ts';

export interface FactualPassage extends Pick<Passage, 'path' | 'blocks' | 'text' | 'language'> {
  title: string;
  structuredData: readonly unknown[];
}

export function findFacts(passage: FactualPassage): Fact[] {
  const found: Omit<Fact, 'ordinal'>[] = [];
  const heading = passage.path.at(-1) ?? passage.title;
  for (const [index, block] of passage.blocks.entries()) {
    switch (block.kind) {
      case 'contact':
        found.push(...factsOfContact(block, heading));
        break;
      case 'table':
        found.push(...factsOfTable(block, passage));
        break;
      case 'list':
        for (const item of block.items) {
          const lead = passage.blocks[index - 1];
          found.push(...factsOfLine(item.text, passage, lead?.kind === 'paragraph' ? leadOf(lead.text) : null));
        }
        break;
      case 'paragraph':
        found.push(...factsOfLine(block.text, passage, null));
        break;
      case 'heading':
      case 'image':
      case 'download':
      case 'page-break':
      case 'section-end':
        break;
    }
  }
  found.push(...hoursOfParagraphs(passage, heading));
  found.push(...factsOfStructuredData(passage, found));
  const seen = new Set<string>();
  return withoutAmbiguousFees(found)
    .filter((fact) => {
      const key = JSON.stringify([fact.subject, fact.value]);
      if (seen.has(key) || !standsIn(fact, passage.text)) return false;
      seen.add(key);
      return true;
    })
    .map((fact, ordinal) => ({ ...fact, ordinal }));
}

/** Two amounts for the same thing on one page: what tells them apart was not understood. */
function withoutAmbiguousFees(found: readonly Omit<Fact, 'ordinal'>[]): Omit<Fact, 'ordinal'>[] {
  const amounts = new Map<string, Set<string>>();
  const keyOf = (fact: Omit<Fact, 'ordinal'>) =>
    fact.value.kind === 'fee' && fact.subject !== '' ? `${fact.subject}\n${fact.value.column ?? ''}` : null;
  for (const fact of found) {
    const key = keyOf(fact);
    if (key === null || fact.value.kind !== 'fee') continue;
    amounts.set(key, (amounts.get(key) ?? new Set()).add(fact.value.text));
  }
  return found.filter((fact) => (amounts.get(keyOf(fact) ?? '')?.size ?? 0) <= 1);
}

/** The words are lines of the passage or stand in one, and the value stands in the words. */
function standsIn(fact: Omit<Fact, 'ordinal'>, text: string): boolean {
  if (fact.words.length === 0 || !fact.words.every((line) => line !== '' && text.includes(line))) return false;
  const all = fact.words.join('\n');
  return shownParts(fact).every((part) => all.includes(part));
}

// --- contact boxes --------------------------------------------------------------------------------------------------

const POSTCODE = /(?<![\d.,/-])(?:D-)?\d{5}\s+\p{Lu}[\p{L}.-]+(?:[ -](?:\p{Lu}|am|an|im|in|der|bei|a\.)[\p{L}./]*)*/u;
const STREET_LINE = /^[\p{L}][\p{L}\d .,'’/–-]{2,60}\s\d{1,4}\s?[a-z]?(?:\s?[–/-]\s?\d{1,4}\s?[a-z]?)?$/u;
const FAX = /fax/i;
const OTHER_ADDRESS = /postanschrift|postfach|postadresse|hausanschrift|besucheranschrift|lieferanschrift|postal/i;
const GENERAL =
  /^(?:ihre? )?(?:kontakt(?:daten)?|ansprech(?:partner(?:in|innen)?|personen?)|adressen?|anschrift|öffnungszeiten|sprechzeiten|telefon|e-?mail|so erreichen sie uns|erreichbarkeit|wo|standort|hier finden sie uns|contact|address|opening hours|weitere informationen|links?|zuständige stelle|beratung|online erledigen)(?: (?:und|&) .*)?:?$/iu;

/** A sentence that begins so cannot be understood without the one before it. */
const REFERS_BACK =
  /^(?:dann|dafür|davon|dazu|damit|hierfür|hierzu|hierbei|sonst|andernfalls|ansonsten|dies|diese[mnrs]?|das (?!\p{Lu})|sie(?! (?:müssen|können|haben|zahlen|benötigen|reichen|stellen) )|er|es|auch|aber|doch|außerdem|insgesamt|then|this|these|that|it|otherwise)(?!\p{L})/iu;

/** The name over a contact says whose it is, unless it only says that it is a contact. */
function namedBy(name: string | null, heading: string): string {
  if (name !== null && name !== '' && !GENERAL.test(name) && !isPlace(name)) return name;
  return GENERAL.test(heading) || isPlace(heading) ? '' : heading;
}

/** A street is no name. */
function isPlace(name: string): boolean {
  return POSTCODE.test(name) || /\s\d{1,4}\s?[a-z]?(?:,|$)/u.test(name) || OTHER_ADDRESS.test(name);
}

function factsOfContact(contact: ContactBlock, heading: string): Omit<Fact, 'ordinal'>[] {
  const subject = namedBy(contact.name, heading);
  const { lines } = contact;
  const addresses = lines.filter((line) => POSTCODE.test(line));
  // Several places in one box: nobody can tell which number is whose.
  if (addresses.length > 1 && !lines.some((line) => OTHER_ADDRESS.test(line))) return [];
  const found: Omit<Fact, 'ordinal'>[] = [];
  const add = (value: FactValue, words: string[]) => found.push({ subject, value, words });
  const phoneLines = lines.filter((line) => !FAX.test(line) && findPhones(line).length > 0);
  for (const line of phoneLines) {
    const before = lines[lines.indexOf(line) - 1] ?? '';
    if (/^(?:tele)?fax\.?:?$/i.test(before)) continue;
    for (const text of findPhones(line)) add({ kind: 'phone', text }, [line]);
  }
  const mailLines = lines.filter((line) => findMails(line).length > 0);
  for (const line of mailLines) {
    for (const text of findMails(line)) if (line.includes(text)) add({ kind: 'mail', text }, [line]);
  }
  if (addresses.length === 1) {
    const address = addressOf(lines, addresses[0] ?? '');
    // The room is what people look for when they are there.
    const room = lines.find(
      (line) =>
        line.length <= 80 &&
        /(?<!\p{L})(?:Zimmer|Raum|Etage|Stock|Erdgeschoss|Obergeschoss|EG|OG)(?!\p{L})/u.test(line) &&
        !POSTCODE.test(line),
    );
    if (address !== null) {
      const more = room === undefined ? [] : [room];
      add({ kind: 'address', parts: [...address.parts, ...more] }, [...address.words, ...more]);
    }
  }
  for (const { words, of } of hoursGroups(lines)) {
    add({ kind: 'hours', opening: parseOpeningHours(words), of }, words);
  }
  return found;
}

function addressOf(lines: readonly string[], line: string): { parts: string[]; words: string[] } | null {
  if (OTHER_ADDRESS.test(line) || /postfach/i.test(line)) return null;
  const place = POSTCODE.exec(line);
  if (place === null) return null;
  const rest = line
    .slice(0, place.index)
    .replace(/^(?:adresse|anschrift|address)\s*:?\s*/i, '')
    .replace(/[\s,;·|–-]+$/u, '');
  const street = rest.split(/,\s*/).at(-1) ?? '';
  if (STREET_LINE.test(street)) return { parts: [street, place[0]], words: [line] };
  if (rest !== '') return null;
  const before = lines[lines.indexOf(line) - 1] ?? '';
  const beforeBefore = lines[lines.indexOf(line) - 2] ?? '';
  if (OTHER_ADDRESS.test(before) || OTHER_ADDRESS.test(beforeBefore)) return null;
  return STREET_LINE.test(before) ? { parts: [before, place[0]], words: [before, line] } : null;
}

const TELEPHONE_HOURS = /telefon|erreichbar|hotline|anruf|phone/iu;
/** Hours that are not those of a door: somebody's round, a course, a chat. */
const OTHER_HOURS =
  /chat|online|gottesdienst|treff|kurs|training|probe|sprechstunde|unterricht|ausgabe|annahme|beratung/iu;

/** Lines of hours that follow each other, with what the line above calls them. */
function hoursGroups(lines: readonly string[]): { words: string[]; of: 'opening' | 'telephone' }[] {
  const groups: { words: string[]; label: string; last: number }[] = [];
  for (const [index, line] of lines.entries()) {
    if (!isHours(line) || findPhones(line).length > 0) continue;
    const open = groups.at(-1);
    if (open !== undefined && open.last === index - 1) {
      open.words.push(line);
      open.last = index;
    } else groups.push({ words: [line], label: lines[index - 1] ?? '', last: index });
  }
  // Two groups are two kinds of hours (one for each building, or for calls): only what its label names is known.
  const named = groups.filter(({ label }) => /zeiten|hours/i.test(label));
  const kept = groups.length === 1 ? groups : named;
  return kept
    .filter(
      ({ label, words }) =>
        !OTHER_HOURS.test(label.replace(/sprechstunden\b/i, '')) && !words.some((line) => OTHER_HOURS.test(line)),
    )
    .map(({ words, label }) => ({
      words,
      of: TELEPHONE_HOURS.test(label) || words.some((line) => TELEPHONE_HOURS.test(line)) ? 'telephone' : 'opening',
    }));
}

// --- tables ---------------------------------------------------------------------------------------------------------

function factsOfTable(table: TableBlock, passage: FactualPassage): Omit<Fact, 'ordinal'>[] {
  const heading = passage.path.at(-1) ?? passage.title;
  const lineOf = (cells: string[]) => tableRowLine(table.columns, cells);
  const whole = table.rows.map(({ cells }) => cells.join(' | '));
  const opening = parseOpeningHours(whole);
  if (opening !== null && table.rows.length > 1) {
    const subject = namedBy(table.caption, heading);
    return [
      {
        subject,
        value: {
          kind: 'hours',
          opening,
          of: TELEPHONE_HOURS.test(`${table.caption ?? ''} ${heading}`) ? 'telephone' : 'opening',
        },
        words: table.rows.map(({ cells }) => lineOf(cells)),
      },
    ];
  }
  return table.rows.flatMap(({ cells }) => {
    const words = [lineOf(cells)];
    const [first = '', ...rest] = cells;
    const meeting = findMeetingOfRow(cells, table.columns, passage.path.join(' '));
    if (meeting !== null) return [{ subject: meeting.body, value: meeting.value, words }];
    const found: Omit<Fact, 'ordinal'>[] = [];
    rest.forEach((cell, index) => {
      const column = table.columns[index + 1] ?? '';
      if (
        isHours(cell) &&
        first !== '' &&
        /zeit|hours|geöffnet/iu.test(`${column} ${heading}`) &&
        !/abweich/i.test(column)
      ) {
        found.push({
          subject: first,
          value: { kind: 'hours', opening: parseOpeningHours([cell]), of: 'opening' },
          words,
        });
      }
      const fee = first === '' ? null : findFeeOfCell(cell, column, passage.path);
      // "Bewohnerparkausweis | 1 Jahr | 60,00 €": what stands between belongs to what it is for.
      const label = cells.filter(
        (other) =>
          other !== '' &&
          other.length <= 80 &&
          !/\d[\d.,]*\s?(?:€|Euro|EUR)|€\s?\d/u.test(other) &&
          !/^(?:kostenlos|kostenfrei|gebührenfrei|–|-)$/iu.test(other),
      );
      if (fee !== null) found.push({ subject: label.join(', ') || first, value: fee, words });
      if (/telefon|phone|ruf/i.test(column) && first !== '') {
        for (const text of findPhones(cell)) found.push({ subject: first, value: { kind: 'phone', text }, words });
      }
      if (/mail/i.test(column) && first !== '') {
        for (const text of findMails(cell)) found.push({ subject: first, value: { kind: 'mail', text }, words });
      }
    });
    return found;
  });
}

// --- running text ---------------------------------------------------------------------------------------------------

/** The last sentence before a list, if it announces the list. */
function leadOf(text: string): string | null {
  const last =
    splitSentences(text.split('\n').at(-1) ?? '')
      .at(-1)
      ?.text.trim() ?? '';
  return last.endsWith(':') && last.length <= 200 ? last : null;
}

/** `lead`: the sentence that announces the list in which the line stands. */
function factsOfLine(text: string, passage: FactualPassage, lead: string | null): Omit<Fact, 'ordinal'>[] {
  const found: Omit<Fact, 'ordinal'>[] = [];
  const lines = text.split('\n');
  // "Online-Gebühr:" over lines of amounts says what all of them are for.
  const [first = ''] = lines;
  const over = lines.length > 1 && first.length <= 120 && !/\d[\d.,]*\s?(?:€|Euro|EUR)/u.test(first) ? first : null;
  for (const [index, line] of lines.entries()) {
    const sentences =
      line.length > 300 || /[.!?]\s/.test(line) ? splitSentences(line).map((sentence) => sentence.text.trim()) : [line];
    for (const sentence of sentences) {
      if (sentence.length < 4 || sentence.length > 500) continue;
      const above = index > 0 && over !== null ? over : lead;
      const needsMore = REFERS_BACK.test(sentence);
      for (const { label, value } of needsMore
        ? []
        : findFees(sentence, [...passage.path, ...(above === null ? [] : [above])])) {
        const group =
          above === null || /^(?:\p{L}*gebühr(?:en)?|\p{L}*kosten|fees)\s*:?$/iu.test(above)
            ? ''
            : (above.split(':')[0] ?? '').trim();
        const subject = [group, label].filter((part) => part !== '').join(' – ');
        found.push({ subject, value, words: above === null ? [sentence] : [above, sentence] });
      }
      for (const value of needsMore ? [] : findDeadlines(sentence))
        found.push({ subject: '', value, words: [sentence] });
      for (const value of findExceptions(sentence)) found.push({ subject: '', value, words: [sentence] });
      const meeting = findMeeting(sentence);
      if (meeting !== null) found.push({ subject: '', value: meeting, words: [sentence] });
      const hours = hoursOfSentence(sentence);
      if (hours !== null) found.push(hours);
    }
  }
  return found;
}

const HOURS_SENTENCE =
  /^(?:[^:.!?]{3,60}:\s)?(?:(?:Das|Die|Der|The)\s)?(?<subject>(?:(?:Die\s)?(?:anderen|übrigen)\s)?\p{Lu}[\p{L} -]{2,60}?)\s(?:ist|sind|hat|haben|is|are)\s(?<hours>.{8,200}?)(?:\s(?:geöffnet|offen|für Sie da|open)(?<more>,[^.]{5,80})?)?\.?$/u;

/** "Das Hallenbad ist Montag bis Freitag von 8 bis 20 Uhr geöffnet." */
function hoursOfSentence(sentence: string): Omit<Fact, 'ordinal'> | null {
  const match = HOURS_SENTENCE.exec(sentence);
  if (match === null || !/geöffnet|offen|für Sie da|\bopen/u.test(sentence)) return null;
  const said = match.groups?.['subject'] ?? '';
  const subject = /^(?:anderen|übrigen)/.test(said) && sentence.startsWith('Die ') ? `Die ${said}` : said;
  if (/^(?:meisten|viele|große|kleine)/i.test(subject)) return null;
  const told = `${match.groups?.['hours'] ?? ''}${match.groups?.['more'] ?? ''}`;
  const from = /^(?:ab|seit)(?: dem)? (\d{1,2}\.\s?(?:\p{L}+|\d{1,2}\.)\s?\d{4})\s/u.exec(told);
  const since = from === null ? null : readDate(from[1] ?? '');
  if (from !== null && since === null) return null;
  const opening = parseOpeningHours([told.slice(from?.[0].length ?? 0)]);
  if (opening === null) return null;
  const value: FactValue = { kind: 'hours', opening, of: 'opening', ...(since === null ? {} : { since }) };
  return { subject, value, words: [sentence] };
}

/** Lines of hours one below the other under a heading that names them, outside of a contact box. */
function hoursOfParagraphs(passage: FactualPassage, heading: string): Omit<Fact, 'ordinal'>[] {
  if (!/öffnungszeit|sprechzeit|geöffnet|opening hours/iu.test(heading)) return [];
  const lines = passage.blocks.flatMap((block) =>
    block.kind === 'paragraph' || block.kind === 'list' ? blockLines(block) : [],
  );
  const hours = lines.filter((line) => line.length <= 120 && parseOpeningHours([line]) !== null);
  const others = lines.filter((line) => isHours(line) && !hours.includes(line));
  if (hours.length === 0 || others.length > 0) return [];
  const opening = parseOpeningHours(hours);
  if (opening === null) return [];
  const above = passage.path.at(-2) ?? passage.title;
  return [
    {
      subject: GENERAL.test(heading)
        ? above
        : heading.replace(
            /^(?:öffnungszeiten|sprechzeiten|opening hours)\s+(?:des|der|im|in der|vom|of the|of)\s+/iu,
            '',
          ),
      value: { kind: 'hours', opening, of: TELEPHONE_HOURS.test(heading) ? 'telephone' : 'opening' },
      words: hours,
    },
  ];
}

// --- JSON-LD --------------------------------------------------------------------------------------------------------

const ORGANISATIONS =
  /(?:Organization|Office|CityHall|Library|LocalBusiness|Place|CivicStructure|ContactPoint|Museum|School)$/;

/** What the page says to machines counts where its words say it, too: then it tells whose number it is. */
function factsOfStructuredData(
  passage: FactualPassage,
  known: readonly Omit<Fact, 'ordinal'>[],
): Omit<Fact, 'ordinal'>[] {
  const found: Omit<Fact, 'ordinal'>[] = [];
  const lines = passage.text.split('\n');
  for (const item of structuredObjects([...passage.structuredData], ORGANISATIONS)) {
    const name = item['name'];
    if (typeof name !== 'string' || name.trim() === '') continue;
    const say = (
      kind: 'phone' | 'mail',
      said: unknown,
      read: (line: string) => string[],
      fold: (text: string) => string,
    ) => {
      if (typeof said !== 'string' || said === '') return;
      if (known.some(({ value }) => value.kind === kind && fold(value.text) === fold(said))) return;
      for (const line of lines) {
        const text = read(line).find((each) => fold(each) === fold(said));
        if (text === undefined || (kind === 'phone' && FAX.test(line))) continue;
        found.push({ subject: name.trim(), value: { kind, text }, words: [line] });
        return;
      }
    };
    say('phone', item['telephone'], findPhones, (text) => text.replace(/^\+49|^0049/, '0').replace(/\D/g, ''));
    say('mail', item['email'], findMails, (text) => text.replace(/^mailto:/, '').toLowerCase());
  }
  return found;
}
