/** Checks what the server sends against `src/contracts/answer.ts` before any of it is shown or kept. */
import type { AnswerEvent, AssistantProfile } from '../../contracts/answer.ts';
import { type Check, count, day, either, fields, identifier, list, oneOf, text, webUrl } from './check-values.ts';

/** Blocks and citation numbers beyond this are no answer that a person reads. */
const MANY = 1000;

const line = text(2000);
const path = list(line, 20);
const number = count(1, MANY);
const duration: Check<number> = (value) => (typeof value === 'number' && value >= 0 ? value : 0);
const filled: Check<string> = (value) => line(value)?.trim() || undefined;

const citation = fields({
  number,
  title: line,
  path,
  url: webUrl,
  quoteUrl: either(webUrl, ''),
  quote: text(),
  pageDate: either(day, null),
  readOn: day,
  pageNumber: either(count(1), null),
  kind: either(oneOf('web', 'pdf', 'document'), 'web' as const),
});

const office = fields({
  name: line,
  url: webUrl,
  phone: either(filled, null),
  mail: either(filled, null),
  hours: either(filled, null),
});

const EVENTS = new Map<unknown, Check<AnswerEvent>>(
  Object.entries({
    start: fields({
      type: oneOf('start'),
      answerId: identifier,
      conversationId: identifier,
      language: oneOf('de', 'en'),
      deleteOn: day,
    }),
    step: fields(
      {
        type: oneOf('step'),
        step: oneOf('screen', 'understand', 'find', 'decide', 'write', 'verify', 'cite', 'keep'),
      },
      { pages: count(0) },
    ),
    'text-delta': fields(
      {
        type: oneOf('text-delta'),
        block: count(0, MANY),
        form: oneOf('fact', 'lead-in', 'paragraph', 'list', 'steps', 'table', 'notice'),
        text: text(),
      },
      {
        cells: list(fields({ column: line, text: text() }), 30),
        citation: number,
        best: oneOf(true, false),
        gap: oneOf(true, false),
      },
    ),
    citation: fields({
      type: oneOf('citation'),
      citation: (value: unknown) => {
        const found = citation(value);
        return found && { ...found, quoteUrl: found.quoteUrl || found.url };
      },
    }),
    end: fields({
      type: oneOf('end'),
      outcome: oneOf('answered'),
      mode: oneOf('quoted', 'written', 'fixed'),
      milliseconds: duration,
    }),
    refusal: fields({
      type: oneOf('refusal'),
      // A reason that only a later server knows is still a refusal: what to read is in the text.
      reason: either(
        oneOf(
          'nothing-indexed',
          'other-town',
          'own-case',
          'opinion',
          'injection',
          'too-long',
          'empty',
          'rate',
          'no-evidence',
        ),
        'no-evidence' as const,
      ),
      text: text(),
      pointers: either(list(fields({ title: line, path, url: webUrl }), 20), [] as never[]),
      office: either(office, null),
      milliseconds: duration,
    }),
    error: fields({ type: oneOf('error'), code: text(100), message: line }),
  }),
);

const profile = fields({
  pages: count(0),
  ready: oneOf(true, false),
  keepDays: count(1),
  suggestions: list(line, 20),
  privacyUrl: either(webUrl, null),
});

/** A clean copy of a known event; `undefined` for anything else, which is to be passed over. */
export const readAnswerEvent: Check<AnswerEvent> = (value) =>
  EVENTS.get((value as { type?: unknown } | null | undefined)?.type)?.(value);

/** What the widget shows before the first question; `undefined` if the answer is not that. */
export const readProfile: Check<AssistantProfile> = (value) => {
  const found = profile(value);
  return found && { ...found, suggestions: found.suggestions.filter((one) => one.trim() !== '').slice(0, 4) };
};
