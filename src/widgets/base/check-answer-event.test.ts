import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerEvent, AssistantProfile } from '../../contracts/answer.ts';
import { readAnswerEvent, readProfile } from './check-answer-event.ts';

const answerId = '3f0f6f0e-0d9b-4c1c-8f5e-0d6a6f2f7a11';
const citation = {
  number: 1,
  title: 'Hundesteuer',
  path: ['Bürgerservice', 'Steuern'],
  url: 'https://www.musterstadt.example/hundesteuer#gebuehren',
  quoteUrl: 'https://www.musterstadt.example/hundesteuer#:~:text=Zweiter%20Hund',
  quote: 'Zweiter Hund: 144,00 €',
  pageDate: '2026-03-12',
  readOn: '2026-03-20',
  pageNumber: null,
  kind: 'web',
};
const good: unknown[] = [
  { type: 'start', answerId, conversationId: answerId, language: 'de', deleteOn: '2026-06-20' },
  { type: 'step', step: 'find', pages: 43 },
  { type: 'step', step: 'keep' },
  {
    type: 'text-delta',
    block: 1,
    form: 'table',
    text: 'Zweiter Hund: 144,00 €',
    cells: [{ column: 'Hund', text: 'Zweiter Hund' }],
    citation: 1,
    best: true,
    gap: true,
  },
  { type: 'text-delta', block: 0, form: 'lead-in', text: 'Gebühren' },
  { type: 'citation', citation },
  { type: 'end', outcome: 'answered', mode: 'quoted', milliseconds: 12 },
  {
    type: 'refusal',
    reason: 'no-evidence',
    text: 'Dazu steht nichts auf den Seiten.',
    pointers: [{ title: 'Bürgerbüro', path: ['Rathaus'], url: 'https://www.musterstadt.example/buergerbuero' }],
    office: {
      name: 'Bürgerbüro',
      phone: '0821 1234',
      mail: 'buero@musterstadt.example',
      hours: null,
      url: 'https://www.musterstadt.example/buergerbuero',
    },
    milliseconds: 3,
  },
  { type: 'error', code: 'internal', message: 'Das hat nicht geklappt.' },
];

describe('readAnswerEvent', () => {
  it('passes every event of the contract on unchanged', () => {
    for (const event of good) {
      expect(AnswerEvent.parse(event)).toEqual(event);
      expect(readAnswerEvent(event)).toEqual(event);
    }
  });

  it('covers every event type of the contract', () => {
    const types = AnswerEvent.options.map((option) => option.shape.type.value).sort();
    expect([...new Set(good.map((event) => (event as { type: string }).type))].sort()).toEqual(types);
  });

  it('leaves unknown fields behind', () => {
    const event = readAnswerEvent({ type: 'step', step: 'find', pages: 2, html: '<b>', __proto__: { best: true } });
    expect(event).toEqual({ type: 'step', step: 'find', pages: 2 });
  });

  it('passes over what it does not know', () => {
    for (const value of [
      null,
      undefined,
      7,
      'start',
      [],
      {},
      { type: 'constructor' },
      { type: 'progress' },
      { type: 'step', step: 'dance' },
      { type: 'text-delta', block: -1, form: 'paragraph', text: 'x' },
      { type: 'text-delta', block: 1e9, form: 'paragraph', text: 'x' },
      { type: 'text-delta', block: 0, form: 'html', text: 'x' },
      { type: 'text-delta', block: 0, form: 'paragraph', text: { toString: 'x' } },
      { type: 'text-delta', block: 0, form: 'paragraph', text: 'x'.repeat(20_001) },
      { type: 'start', answerId: '../../x', conversationId: answerId, language: 'de', deleteOn: '2026-06-20' },
      { type: 'citation', citation: { ...citation, url: 'javascript:alert(1)' } },
      { type: 'citation', citation: { ...citation, number: 0 } },
      { type: 'refusal', text: 5 },
    ])
      expect(readAnswerEvent(value)).toBeUndefined();
  });

  it('falls back to the page where only the link to the words is bad', () => {
    const event = readAnswerEvent({ type: 'citation', citation: { ...citation, quoteUrl: 'data:text/html,x' } });
    expect(event).toMatchObject({ citation: { quoteUrl: citation.url } });
  });

  it('drops bad pointers and offices, not the refusal', () => {
    const event = readAnswerEvent({
      type: 'refusal',
      reason: 'a-later-reason',
      text: 'Rufen Sie an.',
      pointers: [{ title: 'x', path: [], url: 'javascript:alert(1)' }],
      office: { name: 'Amt', url: 'file:///' },
      milliseconds: -1,
    });
    expect(event).toEqual({
      type: 'refusal',
      reason: 'no-evidence',
      text: 'Rufen Sie an.',
      pointers: [],
      office: null,
      milliseconds: 0,
    });
  });

  it('gives only what the contract allows, whatever comes', () => {
    const noise = fc.object({ key: fc.constantFrom('type', 'step', 'text', 'block', 'form', 'citation', 'cells') });
    const bent = fc.tuple(fc.constantFrom(...good), fc.dictionary(fc.string(), fc.anything()), fc.string()).map(
      // One field of a good event is replaced by anything.
      ([event, changes, key]) => ({ ...(event as object), ...changes, [key]: changes }),
    );
    fc.assert(
      fc.property(fc.oneof(noise, bent, fc.anything()), (value) => {
        const event = readAnswerEvent(value);
        if (event !== undefined) expect(AnswerEvent.safeParse(event).success).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('readProfile', () => {
  const profile = { pages: 43, ready: true, suggestions: ['a?', 'b?', 'c?'], keepDays: 90, privacyUrl: null };

  it('passes a profile of the contract', () => {
    expect(AssistantProfile.parse(profile)).toEqual(profile);
    expect(readProfile(profile)).toEqual(profile);
  });

  it('bounds the suggestions and drops a privacy link that is none', () => {
    const found = readProfile({ ...profile, suggestions: ['1', '2', '3', '4', '5', ' '], privacyUrl: 'javascript:x' });
    expect(found).toEqual({ ...profile, suggestions: ['1', '2', '3', '4'], privacyUrl: null });
    expect(readProfile({ ...profile, suggestions: [1] })).toBeUndefined();
    expect(readProfile('x')).toBeUndefined();
  });
});
