import type { Config } from '../server/platform/config.ts';
import { CommandFault } from './command-fault.ts';

/** Turns what a person can mend into words; anything else stays as it is. */
export function explainOpening(error: unknown, settings: Config): unknown {
  if (error instanceof Error && error.name === 'DirectoryTaken')
    return new CommandFault((words) => words.alreadyRuns(settings.DATA_DIR));
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'EADDRINUSE') return new CommandFault((words) => words.portTaken(settings.PORT));
  if (code === 'EACCES' && error instanceof Error && 'syscall' in error && error.syscall === 'listen') {
    return new CommandFault((words) => words.portForbidden(settings.PORT));
  }
  if (['EACCES', 'EROFS', 'ENOSPC', 'ENOTDIR'].includes(code)) {
    return new CommandFault((words) => words.directoryUnusable(settings.DATA_DIR, code));
  }
  if (
    settings.DATABASE_URL !== undefined &&
    (/^(?:E[A-Z]+|\d[0-9A-Z]{4}|3D000|28P01)$/.test(code) || /timeout/i.test(String(error)))
  ) {
    return new CommandFault((words) => words.databaseUnreachable(code || 'timeout'), { cause: error });
  }
  return error;
}
