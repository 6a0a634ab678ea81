import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { AnswerEvent } from '../../src/contracts/answer.ts';
import { type AnsweringDependencies, answerQuestion } from '../../src/server/answering/answer-question.ts';
import type { Decision } from '../../src/server/answering/decide-answer.ts';
import { readTrace } from '../../src/server/answering/read-trace.ts';
import { systemClock as clock } from '../../src/server/platform/clock.ts';
import { createLog } from '../../src/server/platform/log.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { learnTown } from '../support/learned-town.ts';

// Where the bands lie is measured elsewhere; here it is what follows from the verdict.
let verdict: Decision['verdict'] = 'refuse';
vi.mock('../../src/server/answering/decide-answer.ts', async (original) => ({
  ...(await original()),
  decideAnswer: (): Decision => ({ answer: verdict === 'answer', verdict, confidence: 0.15, threshold: 0.22 }),
}));

let test: TestDatabase;
let deps: AnsweringDependencies;

beforeAll(async () => {
  test = await openTestDatabase();
  const { index } = await learnTown(test.database);
  deps = {
    db: test.database,
    index,
    models: { embedder: () => null },
    clock,
    log: createLog('silent'),
    metrics: null,
    settings: { keepDays: 90, townName: 'Musterstadt', privacyUrl: null },
  };
}, 120_000);
afterAll(() => test.close());

async function ask(question: string, decided: Decision['verdict']) {
  verdict = decided;
  const events: AnswerEvent[] = [];
  for await (const event of answerQuestion(deps, { question }, new AbortController().signal)) {
    events.push(AnswerEvent.parse(event));
  }
  const last = events.at(-1);
  if (last?.type !== 'refusal') throw new Error(`not refused: ${last?.type}`);
  return { events, units: events.filter((event) => event.type === 'text-delta'), refusal: last };
}

describe('a refusal', () => {
  it('names what was not found, the two nearest pages, and the office for everything with phone and hours', async () => {
    const { units, refusal } = await ask('Gibt es einen Zuschuss für Lastenräder?', 'refuse');
    expect(units).toEqual([]);
    expect(refusal.reason).toBe('no-evidence');
    expect(refusal.text).toBe(
      'Zu „Zuschuss für Lastenräder“ habe ich auf den Seiten der Stadt nichts gefunden, was ich sicher zitieren könnte.',
    );
    expect(refusal.pointers).toHaveLength(2);
    expect(new Set(refusal.pointers.map(({ url }) => url)).size).toBe(2);
    expect(refusal.office?.name).toMatch(/^Bürgerbüro/);
    expect(refusal.office?.phone).toMatch(/\d/);
    expect(refusal.office?.hours).toMatch(/\d/);
  });

  it('speaks English where the question does', async () => {
    const { refusal } = await ask('Is there a subsidy for cargo bikes in Musterstadt?', 'refuse');
    expect(refusal.text).toMatch(/^I found nothing about “subsidy for cargo bikes in Musterstadt” on the town’s pages/);
  });

  it('repeats nothing personal', async () => {
    const { refusal } = await ask(
      'Meine IBAN ist DE89 3704 0044 0532 0130 00, gibt es Zuschüsse für Lastenräder?',
      'refuse',
    );
    expect(refusal.text).not.toMatch(/DE89|3704/);
    expect(refusal.text).toContain('Lastenräder');
  });
});

describe('between yes and no', () => {
  it('a short quote is shown that may help, without claiming that it answers', async () => {
    const { events, units, refusal } = await ask('Wie beantrage ich Wohngeld?', 'may-help');
    expect(refusal.reason).toBe('may-help');
    expect(refusal.text).toContain('weiß ich nicht sicher');
    expect(units[0]).toMatchObject({ form: 'lead-in', text: 'Diese Stelle hilft vielleicht weiter:' });
    expect(units[0]).not.toHaveProperty('citation');
    const quoted = units.filter((unit) => unit.citation !== undefined);
    expect(quoted.length).toBeGreaterThan(0);
    expect(quoted.filter((unit) => unit.form !== 'lead-in').length).toBeLessThanOrEqual(4);
    expect(units.some((unit) => unit.best === true)).toBe(false);
    expect(events.filter((event) => event.type === 'citation').length).toBeGreaterThan(0);
    expect(refusal.pointers[0]?.title).toBe('Wohngeld');
    expect(refusal.office?.name).toBeTruthy();
    const start = events.find((event) => event.type === 'start');
    const trace = await readTrace(deps, start?.answerId ?? '');
    expect(trace).toMatchObject({ outcome: 'refused', detail: 'may-help' });
  });
});
