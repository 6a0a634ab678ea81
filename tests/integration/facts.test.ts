import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnswerEvent } from '../../src/contracts/answer.ts';
import { type AnsweringDependencies, answerQuestion } from '../../src/server/answering/answer-question.ts';
import { indexFacts } from '../../src/server/knowledge/index-facts.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { learnTown } from '../support/learned-town.ts';

type Delta = Extract<AnswerEvent, { type: 'text-delta' }>;
type State = NonNullable<AnsweringDependencies['settings']['federalState']>;

const log = createLog('silent');
let test: TestDatabase;
let index: AnsweringDependencies['index'];

beforeAll(async () => {
  test = await openTestDatabase();
  ({ index } = await learnTown(test.database));
}, 120_000);
afterAll(() => test.close());

/** Asks at a time (UTC; German winter time is one hour later). */
async function ask(question: string, at = '2026-11-23T09:00:00Z', federalState: State | null = null) {
  const deps: AnsweringDependencies = {
    db: test.database,
    index,
    models: { embedder: () => null },
    clock: { now: () => new Date(at) },
    log,
    metrics: null,
    settings: { keepDays: 9, townName: 'Musterstadt', privacyUrl: null, federalState },
  };
  const units: Delta[] = [];
  const citations: Extract<AnswerEvent, { type: 'citation' }>['citation'][] = [];
  for await (const event of answerQuestion(deps, { question }, new AbortController().signal)) {
    const checked = AnswerEvent.parse(event);
    if (checked.type === 'text-delta') units.push(checked);
    if (checked.type === 'citation') citations.push(checked.citation);
  }
  const facts = units.filter(({ form }) => form === 'fact').map(({ text }) => text);
  const words = (unit: Delta) => unit.cells?.map(({ text }) => text).join(' | ') ?? unit.text;
  return {
    units,
    citations,
    facts,
    fact: facts[0] ?? null,
    best: words(units.find(({ best }) => best) ?? ({ text: '' } as Delta)),
    all: units.map(words),
  };
}

describe('opening hours', () => {
  it.each([
    [
      '2026-11-23T09:00:00Z',
      'Ist das Bürgerbüro heute geöffnet?',
      'Bürgerbüro: Ja, heute (Montag) noch bis 12:30 Uhr geöffnet',
    ],
    ['2026-11-23T09:00:00Z', 'Ist heute geöffnet?', 'Bürgerbüro: Ja, heute (Montag) noch bis 12:30 Uhr geöffnet'],
    [
      '2026-11-23T20:00:00Z',
      'Ist das Bürgerbüro heute geöffnet?',
      'Bürgerbüro: Nein, heute (Montag) seit 12:30 Uhr geschlossen; wieder geöffnet morgen (Dienstag) ab 8:00 Uhr',
    ],
    [
      '2026-11-24T12:00:00Z',
      'Ist das Bürgerbüro jetzt offen?',
      'Bürgerbüro: Nein, gerade geschlossen; heute (Dienstag) 14:00–16:00 Uhr geöffnet',
    ],
    [
      '2026-11-28T09:00:00Z',
      'Ist das Bürgerbüro heute geöffnet?',
      'Bürgerbüro: Nein, heute (Samstag) geschlossen; wieder geöffnet am Montag, 30.11.2026 ab 8:00 Uhr',
    ],
    [
      '2026-12-05T09:00:00Z',
      'Ist das Bürgerbüro heute geöffnet?',
      'Bürgerbüro: Ja, heute (Samstag) noch bis 12:00 Uhr geöffnet',
    ],
    [
      '2026-11-23T09:00:00Z',
      'Hat das Steueramt am Donnerstag offen?',
      'Steueramt: Ja, Donnerstag 8:30–12:00, 14:00–17:30 Uhr geöffnet',
    ],
    [
      '2026-11-23T09:00:00Z',
      'Hat das Rathaus am Samstag auf?',
      'Die anderen Ämter im Rathaus: Nein, Samstag keine Öffnungszeit genannt',
    ],
    [
      '2026-11-23T09:00:00Z',
      'When is the citizens’ office open?',
      "Citizens' office (Bürgerbüro): open today (Monday) until 12:30 pm",
    ],
  ])('at %s, %s', async (at, question, expected) => {
    expect((await ask(question, at)).fact).toBe(expected);
  });

  it('shows all hours below, the day in question marked, from the page that is in force', async () => {
    const { best, all, citations } = await ask('Wann hat das Bürgerbüro offen?', '2026-11-26T09:00:00Z');
    expect(best).toBe('Donnerstag | 8:00–12:30 Uhr | 14:00–18:00 Uhr');
    expect(all).toContain('erster Samstag im Monat | 9:30–12:00 Uhr | geschlossen');
    expect(citations[0]?.title).toBe('Öffnungszeiten');
    expect(citations[0]?.quote).not.toContain('heute');
  });

  it('knows the days on which the page says otherwise', async () => {
    const closed = await ask('Ist das Bürgerbüro am 27.11. geöffnet?');
    expect(closed.fact).toBe('Bürgerbüro: Nein, am Freitag, 27.11.2026, ausnahmsweise geschlossen');
    expect(closed.all.join('\n')).toMatch(/27\. November 2026.*(?:nicht geöffnet|geschlossen)/);
    expect((await ask('Hat das Standesamt am 24.12. auf?')).fact).toMatch(
      /^Standesamt: Nein, .* ausnahmsweise geschlossen$/,
    );
    const other = await ask('Hat das Bürgerbüro am 28.12. auf?');
    expect(other.fact).toContain('gelten andere Zeiten');
    expect(other.all).toContain(
      'Das Bürgerbüro ist am 28., 29. und 30. Dezember 2026 von 8:00 bis 12:30 Uhr geöffnet.',
    );
  });

  it('is closed on public holidays of its federal state, and says nothing wrong without one', async () => {
    const question = 'Ist das Steueramt heute geöffnet?';
    expect((await ask(question, '2027-05-06T08:00:00Z')).fact).toMatch(
      /^Steueramt: Nein, .*Feiertag \(Christi Himmelfahrt\)/,
    );
    const corpusChristi = '2026-06-04T08:00:00Z';
    expect((await ask(question, corpusChristi, 'NW')).fact).toMatch(
      /^Steueramt: Nein, .*Feiertag \(Fronleichnam\); wieder geöffnet morgen/,
    );
    expect((await ask(question, corpusChristi, 'BE')).fact).toBe(
      'Steueramt: Ja, heute (Donnerstag) noch bis 12:00 Uhr geöffnet, dann wieder 14:00–17:30 Uhr',
    );
    expect((await ask(question, corpusChristi)).fact).toContain('falls bei Ihnen kein Feiertag ist (Fronleichnam)');
  });

  it('names what an outdated page still says, as what it is, after what holds', async () => {
    const { units, all, fact } = await ask('Ist das Bürgerbüro samstags geöffnet?');
    expect(fact).toBe('Bürgerbüro: Ja, nur „erster Samstag im Monat“: 9:30–12:00 Uhr');
    const old = all.findIndex((line) => line.includes('an jedem Samstag von 9:00 bis 13:00'));
    expect(units[old]?.form).toBe('notice');
    expect(all[old - 1]).toContain('nicht mehr gilt, steht es anders (Stand 24.04.2023)');
  });
});

describe('numbers, addresses, fees and days', () => {
  it.each([
    ['Telefonnummer vom Steueramt?', 'Steueramt: 069 90009-220'],
    ['E-Mail vom Standesamt', 'Standesamt: standesamt@musterstadt.example'],
    ['Wo ist das Bürgerbüro?', 'Bürgerbüro: Marktplatz 1, 99999 Musterstadt, Erdgeschoss, Zimmer 0.01'],
    ['Was kostet die Hundesteuer für den zweiten Hund?', 'zweiter Hund: 132,00 € (Steuer im Jahr)'],
    ['Was kostet eine Biotonne 120 Liter?', 'Biotonne 120 Liter: 72,00 € (Gebühr im Jahr)'],
    ['How much is the tax for a second dog?', 'second dog: €132.00 (Tax per year)'],
    ['Bis wann muss ich mein Kind für den Kindergarten anmelden?', 'Frist: bis zum 15. Januar 2027'],
    ['Wann trifft sich der Bauausschuss das nächste Mal?', 'Nächster Termin: Mittwoch, 2. Dezember 2026, Zimmer 3.20'],
  ])('%s', async (question, expected) => {
    expect((await ask(question)).fact).toBe(expected);
  });

  it('takes no meeting that is over for the next one', async () => {
    const question = 'Wann ist die nächste Ratssitzung?';
    expect((await ask(question)).fact).toContain('10. Dezember 2026');
    expect((await ask(question, '2027-01-01T09:00:00Z')).fact).toContain('28. Januar 2027');
    expect((await ask(question, '2028-01-10T09:00:00Z')).fact).toMatch(
      /^Kein künftiger Termin genannt; der letzte war: .*9\. Dezember 2027/,
    );
  });

  it.each([
    'Was kostet der dritte Hund?',
    'Wie hoch ist die Katzensteuer?',
    'Was kostet die 60-Liter-Mülltonne im Jahr?',
    'Mein Vater ist zu Hause gestorben. Bis wann muss das gemeldet werden?',
    'Telefonnummer vom Veterinäramt?',
    'Hat der Wertstoffhof am Samstag auf?',
    'Wann bekomme ich endlich meinen Wohngeldbescheid?',
    'Was steht in der Satzung zu Hunden auf Schiffen?',
  ])('says nothing where no fact is sure: %s', async (question) => {
    expect((await ask(question)).facts).toEqual([]);
  });
});

describe('facts that are kept', () => {
  it('are read once, and go with their passage', async () => {
    const { database } = test;
    expect(await indexFacts({ db: database, log })).toBe(0);
    const count = async () =>
      Number((await database.pool.query<{ count: string }>('select count(*) from fact')).rows[0]?.count);
    const before = await count();
    expect(before).toBeGreaterThan(100);
    const { rows } = await database.pool.query<{ id: string }>(
      `select p.id from passage p join fact f on f.passage_id = p.id join page g on g.id = p.page_id where g.url like '%/fundbuero/' limit 1`,
    );
    await database.pool.query('delete from fact_reading where passage_id = $1', [rows[0]?.id]);
    expect(await indexFacts({ db: database, log })).toBe(1);
    expect(await count()).toBe(before);
    await database.pool.query('delete from passage where id = $1', [rows[0]?.id]);
    expect(await count()).toBeLessThan(before);
  });

  it('stand in the words of their passage, letter by letter', async () => {
    const { rows } = await test.database.pool.query<{ words: string[]; text: string }>(
      'select f.words, p.text from fact f join passage p on p.id = f.passage_id',
    );
    for (const { words, text } of rows) for (const line of words) expect(text).toContain(line);
  });
});
