import type { Command } from 'commander';
import type { AnswerEvent, Citation, TextDelta } from '../../contracts/answer.ts';
import { openApi } from '../api-client.ts';
import { CommandFault, EXIT } from '../command-fault.ts';
import type { CommandContext } from '../main.ts';
import { collect, type Terminal } from '../terminal.ts';

const TEXT_WIDTH = 88;

export function addAskCommand(program: Command, { terminal, config }: CommandContext): void {
  const { words } = terminal;
  program
    .command('ask')
    .description(words.ask)
    .argument('<question...>', words.askQuestion)
    .option('--source <id>', words.askSource, collect)
    .action(async (parts: string[], options: { source?: string[] }) => {
      const api = await openApi(config());
      try {
        const request = {
          question: parts.join(' '),
          ...(options.source === undefined ? {} : { sources: options.source }),
        };
        const events: AnswerEvent[] = [];
        for await (const event of api.events('/api/assistant/questions', request)) events.push(event);
        show(terminal, events);
      } finally {
        await api.close();
      }
    });
}

function show(terminal: Terminal, events: AnswerEvent[]): void {
  const last = events.at(-1);
  if (last?.type === 'error') throw new CommandFault((words) => words.serverSays(last.message));
  if (last === undefined) throw new CommandFault((words) => words.serverGone);
  if (last.type === 'refusal') process.exitCode = EXIT.failed;
  const units = events.filter((event) => event.type === 'text-delta');
  const citations = events.filter((event) => event.type === 'citation').map((event) => event.citation);
  if (terminal.json) {
    terminal.result({ outcome: last.type === 'end' ? last.outcome : 'refused', ...last, units, citations });
    return;
  }
  for (const line of describeUnits(units)) terminal.line(line);
  if (last.type === 'refusal') {
    const { words } = terminal;
    terminal.line(wrap(last.text, ''));
    if (last.pointers.length > 0) terminal.line(`\n${words.pointersHeading}`);
    for (const pointer of last.pointers) terminal.line(`  ${pointer.title}\n    ${pointer.url}`);
    if (last.office !== null) {
      const { name, phone, mail, hours, url } = last.office;
      terminal.line(`\n${words.officeHeading}: ${[name, phone, mail].filter((part) => part !== null).join(', ')}`);
      if (hours !== null) terminal.line(`  ${hours}`);
      terminal.line(`  ${url}`);
    }
  }
  if (citations.length > 0) {
    terminal.line(`\n${terminal.words.sourcesHeading}`);
    for (const citation of citations) terminal.line(describeCitation(terminal, citation));
  }
}

function describeUnits(units: TextDelta[]): string[] {
  const lines: string[] = [];
  let block = -1;
  for (const unit of units) {
    if (unit.block !== block && lines.length > 0) lines.push('');
    block = unit.block;
    if (unit.gap === true) lines.push('  …');
    const mark = unit.citation === undefined ? '' : ` [${unit.citation}]`;
    const bullet =
      unit.form === 'list' || unit.form === 'steps' ? '• ' : unit.form === 'fact' || unit.best === true ? '▸ ' : '';
    const text =
      unit.cells === undefined
        ? unit.text
        : unit.cells.map((cell) => (cell.column === '' ? cell.text : `${cell.column}: ${cell.text}`)).join(' | ');
    lines.push(wrap(`${bullet}${text}${mark}`, unit.form === 'lead-in' ? '' : '  '));
  }
  return lines;
}

function describeCitation(terminal: Terminal, citation: Citation): string {
  const { words } = terminal;
  const details = [
    ...(citation.pageDate === null ? [] : [words.dated(terminal.date(citation.pageDate))]),
    ...(citation.pageNumber === null ? [] : [words.pageNumber(citation.pageNumber)]),
  ];
  const title = `${citation.title}${details.length > 0 ? ` (${details.join(', ')})` : ''}`;
  const place = citation.path.length > 0 ? `\n      ${citation.path.join(' › ')}` : '';
  return `  [${citation.number}] ${title}${place}\n      ${citation.quoteUrl}`;
}

function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(' ')) {
    if (line.length + word.length + 1 > TEXT_WIDTH && line.trim() !== '') {
      lines.push(line);
      line = indent;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line].join('\n');
}
