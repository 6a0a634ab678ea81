import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerEvent, Citation } from '../../contracts/answer.ts';
import { createSessionRecord, type SessionRecord } from '../base/session-record.ts';
import {
  type Conversation,
  emptyConversation,
  hasWords,
  newTurn,
  readAnswer,
  readConversation,
  shrinkConversation,
  TURNS,
  type Turn,
} from './conversation.ts';

const id = '3f0f6f0e-0d9b-4c1c-8f5e-0d6a6f2f7a11';
const start: AnswerEvent = { type: 'start', answerId: id, conversationId: id, language: 'de', deleteOn: '2026-06-20' };
const words = (block: number, text: string): AnswerEvent => ({ type: 'text-delta', block, form: 'paragraph', text });
const cite = (number: number): AnswerEvent => ({
  type: 'citation',
  citation: {
    number,
    title: `Seite ${number}`,
    path: [],
    url: 'https://a.example/',
    quoteUrl: 'https://a.example/',
    quote: 'x',
    pageDate: null,
    readOn: '2026-03-20',
    pageNumber: null,
    kind: 'web',
  } satisfies Citation,
});
const end: AnswerEvent = { type: 'end', outcome: 'answered', mode: 'quoted', milliseconds: 4 };

function turnOf(events: AnswerEvent[], change: Partial<Turn> = {}): Turn {
  return { ...newTurn('Was kostet das?'), running: false, events, ...change };
}

describe('readAnswer', () => {
  it('gathers units in their blocks, sources by their numbers', () => {
    const answer = readAnswer([
      start,
      { type: 'step', step: 'find', pages: 43 },
      words(1, 'b'),
      cite(2),
      words(0, 'a'),
      words(1, 'c'),
      cite(1),
      cite(1),
      end,
    ]);
    expect(answer.blocks.map(({ units }) => units.map(({ text }) => text))).toEqual([['b', 'c'], ['a']]);
    expect(answer.citations.map(({ number }) => number)).toEqual([1, 2]);
    expect(answer).toMatchObject({ answerId: id, step: 'find', pages: 43, end: { type: 'end' } });
    expect(hasWords(answer)).toBe(true);
    expect(hasWords(readAnswer([start]))).toBe(false);
  });

  it('never changes what is there already when more comes', () => {
    const event = fc.oneof(
      fc.tuple(fc.nat(5), fc.string()).map(([block, text]) => words(block, text)),
      fc.integer({ min: 1, max: 5 }).map(cite),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const before = readAnswer(events.slice(0, -1)).blocks;
        const after = readAnswer(events).blocks;
        for (const [index, block] of before.entries())
          expect(after[index]?.units.slice(0, block.units.length)).toEqual(block.units);
      }),
    );
  });
});

describe('a conversation in the tab', () => {
  const values = new Map<string, string>();
  let time = Date.parse('2026-03-20T10:00:00Z');
  const record = (change: { length?: number; version?: number; fails?: boolean } = {}): SessionRecord<Conversation> =>
    createSessionRecord<Conversation>({
      key: 'k',
      version: change.version ?? 1,
      length: change.length ?? 100_000,
      keep: 7_200_000,
      check: readConversation,
      shrink: shrinkConversation,
      now: () => time,
      storage: {
        getItem: (key) => {
          if (change.fails) throw new DOMException('forbidden', 'SecurityError');
          return values.get(key) ?? null;
        },
        setItem: (key, value) => {
          if (change.fails) throw new DOMException('full', 'QuotaExceededError');
          values.set(key, value);
        },
      },
    });
  const conversation = (turns: Turn[]): Conversation => ({
    ...emptyConversation(),
    open: true,
    conversationId: id,
    turns,
  });

  it('comes back as it was', () => {
    const kept = conversation([turnOf([start, words(0, 'Ja.'), cite(1), end], { helpful: true })]);
    record().write({ ...kept, draft: 'Und', scroll: 12.5, language: 'en' });
    expect(record().read()).toEqual({ ...kept, draft: 'Und', scroll: 12.5, language: 'en' });
  });

  it('knows that a page change cut an answer off', () => {
    record().write(conversation([turnOf([start, words(0, 'Ja.')], { running: true })]));
    expect(record().read()?.turns[0]).toMatchObject({ running: false, failure: { kind: 'left' } });
  });

  it('forgets after two hours, under another version, and what lies in the future', () => {
    record().write(conversation([]));
    expect(record({ version: 2 }).read()).toBeNull();
    time += 7_200_001;
    expect(record().read()).toBeNull();
    record().write(conversation([]));
    time -= 60_000;
    expect(record().read()).toBeNull();
  });

  it('leaves the oldest questions out when it grows too long', () => {
    const turns = Array.from({ length: 8 }, (_, index) =>
      turnOf([words(0, 'x'.repeat(1000))], { question: `${index}` }),
    );
    record({ length: 4000 }).write(conversation(turns));
    expect(values.get('k')?.length).toBeLessThanOrEqual(4000);
    const questions =
      record()
        .read()
        ?.turns.map(({ question }) => question) ?? [];
    expect(questions.length).toBeGreaterThan(0);
    expect(questions.at(-1)).toBe('7');
  });

  it('goes on without storage', () => {
    record({ fails: true }).write(conversation([]));
    expect(record({ fails: true }).read()).toBeNull();
  });

  it('takes nothing from storage that did not pass the check of the wire', () => {
    const hostile = [
      '',
      'null',
      '[]',
      '{"version":"1"}',
      JSON.stringify({ version: '1', at: time, value: { ...conversation([]), turns: [{ question: {} }] } }),
      JSON.stringify({
        version: '1',
        at: time,
        value: conversation([turnOf([{ type: 'citation', citation: { url: 'javascript:alert(1)' } } as never])]),
      }),
      JSON.stringify({
        version: '1',
        at: time,
        value: conversation(Array.from({ length: TURNS + 1 }, () => turnOf([]))),
      }),
    ];
    for (const text of hostile) {
      values.set('k', text);
      expect(record().read()).toBeNull();
    }
    fc.assert(
      fc.property(fc.json(), (text) => {
        values.set('k', text);
        expect(record().read()).toBeNull();
      }),
    );
  });
});
