/** What a person reads on the terminal: plain lines, a bar for what takes long, tables. Nothing of it goes into a pipe that expects JSON. */
import { SingleBar } from 'cli-progress';
import { de, type Messages } from './messages.de.ts';
import { en } from './messages.en.ts';

export type Language = 'de' | 'en';

export interface Terminal {
  language: Language;
  words: Messages;
  /** True if `--json` was given: standard output then carries one JSON value and nothing else. */
  json: boolean;
  /** A line for people; to standard error when standard output carries JSON. */
  line(text?: string): void;
  result(value: unknown): void;
  fault(text: string): void;
  progress(label: string): Progress;
  number(value: number): string;
  date(iso: string): string;
}

export interface Progress {
  /** `done` of `total` in the unit of the label; a changed label starts a new line. */
  update(done: number, total: number): void;
  end(): void;
}

/** Lines of progress where there is no terminal (a log, a pipe) come at most this often, in milliseconds. */
const LINE_EVERY = 5_000;

/** Language by option, else by the usual environment variables, else German. */
export function chooseLanguage(given: string | undefined, environment: Record<string, string | undefined>): Language {
  if (given === 'de' || given === 'en') return given;
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || '';
  // "C" and "POSIX" say nothing about a person's language.
  return /^(?:en)/i.test(locale) ? 'en' : 'de';
}

export function createTerminal({ language, json }: { language: Language; json: boolean }): Terminal {
  const words = language === 'de' ? de : en;
  const out = json ? process.stderr : process.stdout;
  const format = new Intl.NumberFormat(language);
  return {
    language,
    words,
    json,
    line: (text = '') => void out.write(`${text}\n`),
    result: (value) => void process.stdout.write(`${JSON.stringify(value, null, 2)}\n`),
    fault: (text) => void process.stderr.write(`${text}\n`),
    number: (value) => format.format(value),
    date: (iso) =>
      new Intl.DateTimeFormat(language === 'de' ? 'de-DE' : 'en-GB', {
        dateStyle: 'medium',
        timeZone: 'Europe/Berlin',
      }).format(new Date(iso)),
    progress: (label) => (out.isTTY ? bar(label, out) : lines(label, out, format)),
  };
}

function bar(label: string, stream: NodeJS.WriteStream): Progress {
  const single = new SingleBar({
    format: `  ${label}  {bar}  {value} / {total}`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    barsize: 28,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    stream,
  });
  let started = false;
  return {
    update(done, total) {
      if (started) {
        single.setTotal(total);
        single.update(done);
      } else if (total > 0) {
        single.start(total, done);
        started = true;
      }
    },
    end() {
      if (started) single.stop();
      started = false;
    },
  };
}

function lines(label: string, stream: NodeJS.WriteStream, format: Intl.NumberFormat): Progress {
  let shownAt = performance.now();
  return {
    update(done, total) {
      if (performance.now() - shownAt < LINE_EVERY) return;
      shownAt = performance.now();
      stream.write(`  ${label}: ${format.format(done)} / ${format.format(total)}\n`);
    },
    end() {},
  };
}

/** For options that may be given several times: one value each, so that what follows is not taken for another one. */
export const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Columns as wide as their longest cell; cells are cut at the terminal's width. */
export function table(head: string[], rows: string[][]): string {
  const widths = head.map((name, column) => Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}
