/** An answer as plain text with its sources, for the clipboard. */
import type { Citation } from '../../contracts/answer.ts';
import { type Answer, readAnswer, type Turn } from './conversation.ts';
import type { Messages } from './messages.de.ts';

export function turnAsText(turn: Turn, messages: Messages, town: string): string {
  const answer = readAnswer(turn.events);
  const parts = [`${messages.questionBy} ${turn.question}`, ...blocksAsText(answer)];
  if (answer.end?.type === 'refusal') {
    const { text, pointers, office } = answer.end;
    parts.push(text);
    if (pointers.length > 0)
      parts.push([messages.pointers, ...pointers.map(({ title, url }) => `- ${title}\n  ${url}`)].join('\n'));
    if (office)
      parts.push(
        [`${messages.office}: ${office.name}`, office.phone, office.mail, office.hours, office.url]
          .filter((line) => line !== null)
          .join('\n'),
      );
  }
  if (answer.citations.length > 0) {
    const heading = answer.end?.type === 'end' && answer.end.mode === 'quoted' ? messages.quoted : messages.sources;
    const sources = answer.citations.map(
      (citation) =>
        `[${citation.number}] ${[citation.title, ...describeSource(citation, messages)].join(', ')}\n    ${citation.url}`,
    );
    parts.push([heading, ...sources].join('\n'));
  }
  parts.push(messages.copiedFrom(town));
  return parts.join('\n\n');
}

/** Kind, page and date of a source, in words: "PDF", "Seite 3", "Stand 12.03.2026". */
export function describeSource(citation: Citation, messages: Messages): string[] {
  return [
    messages.kinds[citation.kind],
    citation.pageNumber === null ? '' : messages.page(citation.pageNumber),
    citation.pageDate === null
      ? messages.read(messages.formatDay(citation.readOn))
      : messages.changed(messages.formatDay(citation.pageDate)),
  ].filter((part) => part !== '');
}

function blocksAsText(answer: Answer): string[] {
  return answer.blocks.map(({ form, units }) => {
    const lines = units.map(({ text, gap, citation }, index) => {
      const sign = form === 'list' || form === 'table' ? '- ' : form === 'steps' ? `${index + 1}. ` : '';
      const number = citation === undefined ? '' : ` [${citation}]`;
      return `${gap ? (sign ? '…\n' : '… ') : ''}${sign}${text}${number}`;
    });
    return lines.join(form === 'paragraph' || form === 'lead-in' || form === 'notice' ? ' ' : '\n');
  });
}
