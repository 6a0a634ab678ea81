/** A contact box from the blocks that were read inside it. */
import { contactTraits, isContactLine } from './find-contact.ts';
import { linesOf, linksOf } from './list-blocks.ts';
import type { Block, ContactBlock } from './page-content.ts';

/**
 * Headings, the contact and pictures, or null if the box holds more (running text, several parts) or less.
 * `said`: the page says itself that this is a contact; `strict`: most lines must be of a contact (lists, tables).
 */
export function asContact(found: Block[], { said, strict }: { said: boolean; strict: boolean }): Block[] | null {
  const blocks = found.filter((block) => block.kind !== 'section-end');
  const firstText = blocks.findIndex((block) => block.kind !== 'heading' && block.kind !== 'image');
  const before = blocks.slice(0, Math.max(0, firstText));
  const rest = blocks.slice(Math.max(0, firstText));
  const headings = before.filter((block) => block.kind === 'heading');
  // "Öffnungszeiten" over the hours in a box is a line of the contact; any other heading inside makes it more than one thing.
  if (headings.length > 2 || rest.some((block) => block.kind === 'heading' && !GENERAL_NAME.test(block.text)))
    return null;
  const body = rest.filter((block) => block.kind !== 'image');
  const images = blocks.filter((block) => block.kind === 'image');
  const lines = linesOf(body);
  const links = linksOf(body);
  const traits = contactTraits(lines, links);
  if (traits.kinds < (said ? 1 : 2) || lines.length < 2 || lines.length > 30) return null;
  const prose = lines.filter((line) => line.length > 110 && !(isContactLine(line) && line.length < 160));
  if (prose.length > 0) return null;
  if (strict && lines.filter((line) => !isContactLine(line)).length > lines.length / 2) return null;
  if (traits.phones.length > 6 || traits.mails.length > 4) return null;
  const contact: ContactBlock = {
    kind: 'contact',
    name: nameOf(lines, headings),
    lines,
    phones: traits.phones,
    mails: traits.mails,
    hours: traits.hours,
    links,
  };
  return [...headings, contact, ...images];
}

const GENERAL_NAME =
  /^(?:ihre? )?(?:kontakt(?:daten|formular)?|ansprech(?:partner(?:in|innen)?|personen?)|adresse|anschrift|öffnungszeiten|sprechzeiten|telefon|e-?mail|so erreichen sie uns|erreichbarkeit|wo|hier finden sie uns|contact|address|opening hours)(?: (?:und|&) .*)?:?$/iu;

function nameOf(lines: string[], headings: Block[]): string | null {
  const heading = headings.findLast((block) => block.kind === 'heading');
  if (heading?.kind === 'heading' && !GENERAL_NAME.test(heading.text)) return heading.text;
  const first = lines.find((line) => !GENERAL_NAME.test(line));
  return first && isName(first) ? first.replace(/:$/, '') : null;
}

function isName(line: string): boolean {
  return (
    line.length <= 80 &&
    /\p{Lu}/u.test(line) &&
    !/\d[\d /-]{4}/.test(line) &&
    !/[.!?;,]$/.test(line.replace(/\b(?:e\. ?V|Dr|i\. ?R)\.$/i, '')) &&
    !isContactLine(line)
  );
}

/** A short line right before a box of numbers ("Astrid Zimmermann") says whose they are. */
export function takeName(contact: ContactBlock, before: Block[]): void {
  const last = before.at(-1);
  if (contact.name !== null || last?.kind !== 'paragraph' || !isName(last.text) || last.links.length > 1) return;
  before.pop();
  contact.name = last.text.replace(/:$/, '');
  contact.lines.unshift(last.text);
  contact.links.unshift(...last.links);
}
