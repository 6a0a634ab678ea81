/** The command line: `buergernah <command>`. Thin; each command calls the same use cases as the routes. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { type Config, ConfigError, readConfig } from '../server/platform/config.ts';
import { CommandFault, EXIT } from './command-fault.ts';
import { addAskCommand } from './commands/ask.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEvaluateCommand } from './commands/evaluate.ts';
import { addKeyCommand } from './commands/key.ts';
import { addModelsCommand } from './commands/models.ts';
import { addSourceCommand } from './commands/source.ts';
import { addStartCommand } from './commands/start.ts';
import { addSynonymCommand } from './commands/synonym.ts';
import type { Messages } from './messages.de.ts';
import { chooseLanguage, createTerminal, type Terminal } from './terminal.ts';

/** What each command is given. */
export interface CommandContext {
  terminal: Terminal;
  /** Read when a command needs it: `--help` works with faulty settings too. */
  config(): Config;
}

const given = process.argv.slice(2);
const terminal = createTerminal({
  language: chooseLanguage(optionBefore('--lang'), process.env),
  json: given.includes('--json'),
});
process.exitCode = await run();

async function run(): Promise<number> {
  const { words } = terminal;
  const context: CommandContext = { terminal, config: () => readConfig(process.env) };
  const program = localise(new Command('buergernah'), words)
    .description(words.description)
    .version(readVersion(), '-V, --version', words.versionOption)
    .helpCommand('help [command]', words.helpCommand)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  for (const add of [
    addStartCommand,
    addAskCommand,
    addSourceCommand,
    addSynonymCommand,
    addModelsCommand,
    addKeyCommand,
    addEvaluateCommand,
    addDoctorCommand,
  ]) {
    add(program, context);
  }
  prepare(program, words);
  try {
    if (given.length === 0) {
      program.outputHelp();
      return EXIT.usage;
    }
    await program.parseAsync(given, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return explain(error);
  }
}

/** Words for people; a stack trace only for what must not happen. */
function explain(error: unknown): number {
  const { words } = terminal;
  if (error instanceof CommandFault) {
    terminal.fault(error.words(words, terminal.language));
    return error.exitCode;
  }
  if (error instanceof ConfigError) {
    terminal.fault([words.configFaults, ...error.faults.map((fault) => `  ${fault}`), words.configHint].join('\n'));
    return EXIT.usage;
  }
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    // Commander prints the help of a group that was called without its command.
    if (error.code === 'commander.help') return EXIT.usage;
    const name = error.message.match(/'([^']*)'/)?.[1] ?? '';
    const sentences: Record<string, string> = {
      'commander.unknownCommand': words.unknownCommand(name),
      'commander.unknownOption': words.unknownOption(name),
      'commander.missingArgument': words.missingArgument(name),
      'commander.missingMandatoryOptionValue': words.missingOption(name),
    };
    terminal.fault(
      `${sentences[error.code] ?? `${words.wrongUse}: ${error.message.replace(/^error: /, '')}`}\n${words.seeHelp}`,
    );
    return EXIT.usage;
  }
  if (error instanceof Error && error.name === 'AbortError') {
    terminal.fault(words.interrupted);
    return EXIT.interrupted;
  }
  terminal.fault(words.unexpected);
  terminal.fault(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return EXIT.failed;
}

/** Options and help texts that every command has. */
function prepare(command: Command, words: Messages): void {
  for (const child of command.commands) {
    localise(child, words);
    child.exitOverride().configureOutput({ writeErr: () => undefined });
    prepare(child, words);
  }
  command.option('--lang <de|en>', words.languageOption);
  command.option('--json', words.jsonOption);
}

function localise(command: Command, words: Messages): Command {
  return command.helpOption('-h, --help', words.helpOption).configureHelp({
    styleTitle: (title) =>
      ({
        'Usage:': words.usage,
        'Options:': words.options,
        'Commands:': words.commands,
        'Arguments:': words.arguments,
      })[title] ?? title,
  });
}

/** The language is needed for the words of the options themselves, before they are parsed. */
function optionBefore(name: string): string | undefined {
  const at = given.indexOf(name);
  return at >= 0 ? given[at + 1] : given.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);
}

function readVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
