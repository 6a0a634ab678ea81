import { describe, expect, it } from 'vitest';
import { turnAsText } from './answer-as-text.ts';
import { newTurn, type Turn } from './conversation.ts';
import { de } from './messages.de.ts';
import { en } from './messages.en.ts';

const answered: Turn = {
  ...newTurn('Was kostet der zweite Hund?'),
  running: false,
  events: [
    { type: 'text-delta', block: 0, form: 'lead-in', text: 'Gebühren' },
    { type: 'text-delta', block: 1, form: 'table', text: 'Zweiter Hund: 144,00 €', citation: 1, best: true },
    { type: 'text-delta', block: 1, form: 'table', text: 'Gefährlicher Hund: 768,00 €', citation: 1, gap: true },
    { type: 'text-delta', block: 2, form: 'paragraph', text: 'Fällig am 1. Juli.', citation: 2 },
    ...[1, 2].map((number) => ({
      type: 'citation' as const,
      citation: {
        number,
        title: 'Hundesteuer',
        path: ['Steuern'],
        url: `https://musterstadt.example/${number}`,
        quoteUrl: `https://musterstadt.example/${number}#:~:text=x`,
        quote: 'x',
        pageDate: number === 1 ? '2026-03-12' : null,
        readOn: '2026-03-20',
        pageNumber: number === 1 ? null : 3,
        kind: number === 1 ? ('web' as const) : ('pdf' as const),
      },
    })),
    { type: 'end', outcome: 'answered', mode: 'quoted', milliseconds: 4 },
  ],
};

describe('turnAsText', () => {
  it('gives question, answer and sources in German', () => {
    expect(turnAsText(answered, de, 'Musterstadt')).toBe(`Ihre Frage: Was kostet der zweite Hund?

Gebühren

- Zweiter Hund: 144,00 € [1]
…
- Gefährlicher Hund: 768,00 € [1]

Fällig am 1. Juli. [2]

Wörtlich aus den Seiten der Stadt
[1] Hundesteuer, Stand 12.03.2026
    https://musterstadt.example/1
[2] Hundesteuer, PDF, Seite 3, gelesen am 20.03.2026
    https://musterstadt.example/2

KI-Assistent, Musterstadt`);
  });

  it('writes days in English words for English readers', () => {
    expect(turnAsText(answered, en, '')).toContain('[1] Hundesteuer, as of 12 March 2026');
  });

  it('gives the pages and the office of a refusal', () => {
    const url = 'https://musterstadt.example/buero';
    const text = turnAsText(
      {
        ...newTurn('Wetter?'),
        events: [
          {
            type: 'refusal',
            reason: 'no-evidence',
            text: 'Dazu steht hier nichts.',
            pointers: [{ title: 'Bürgerbüro', path: [], url }],
            office: { name: 'Bürgerbüro', phone: '01234 56', mail: null, hours: null, url },
            milliseconds: 1,
          },
        ],
      },
      de,
      'Musterstadt',
    );
    expect(text).toContain(`Dazu steht hier nichts.\n\nDiese Seiten helfen vielleicht weiter\n- Bürgerbüro\n  ${url}`);
    expect(text).toContain(`Zuständig: Bürgerbüro\n01234 56\n${url}`);
  });
});
