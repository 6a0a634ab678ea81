import type { Messages } from './messages.de.ts';
import type { Language } from './terminal.ts';

/** Exit codes: 0 done, 1 it did not work, 2 the call was wrong (usage, settings), 130 interrupted. */
export const EXIT = { failed: 1, usage: 2, interrupted: 130 } as const;

/** A fault that a person can mend: shown in plain words, without a stack trace. */
export class CommandFault extends Error {
  readonly words: (words: Messages, language: Language) => string;
  readonly exitCode: number;
  /** Code of the API's error where it came from there. */
  readonly code: string | null;

  constructor(
    words: (words: Messages, language: Language) => string,
    { cause, exitCode = EXIT.failed, code = null }: { cause?: unknown; exitCode?: number; code?: string | null } = {},
  ) {
    super('command fault', cause === undefined ? undefined : { cause });
    this.name = 'CommandFault';
    this.words = words;
    this.exitCode = exitCode;
    this.code = code;
  }
}
