/** Finds the programs that the tests need; installs Debian's packages where it may, else says the line to type. */
import { existsSync } from 'node:fs';
import { findChromium, findPostgresFolder, type Machine, thisMachine } from './find-programs.ts';
import { runCommand } from './run-command.ts';

interface Program {
  name: string;
  /** Environment variable that names it. */
  variable: string;
  find(machine: Machine): string | null;
  package: string;
  homebrew: string;
  winget: string;
}

const programs = {
  chromium: {
    name: 'Chromium',
    variable: 'CHROMIUM_PATH',
    find: findChromium,
    package: 'chromium',
    homebrew: 'brew install --cask google-chrome',
    winget: 'winget install Google.Chrome',
  },
  postgres: {
    name: 'a PostgreSQL server',
    variable: 'POSTGRES_BIN',
    find: findPostgresFolder,
    package: 'postgresql',
    homebrew: 'brew install postgresql',
    winget: 'winget install PostgreSQL.PostgreSQL.17',
  },
} satisfies Record<string, Program>;

export type ProgramName = keyof typeof programs;

export interface Surroundings {
  machine: Machine;
  isRoot: boolean;
  hasAptGet: boolean;
  say(words: string): void;
  run(command: string, args: string[]): Promise<{ code: number; output: string }>;
}

const here: Surroundings = {
  machine: thisMachine,
  isRoot: process.getuid?.() === 0,
  hasAptGet: existsSync('/usr/bin/apt-get'),
  say: (words) => console.log(words),
  run: (command, args) => runCommand(command, args, { env: { DEBIAN_FRONTEND: 'noninteractive' } }),
};

/** @returns null if the program is there now, else the reason in words, with the line to type. */
export async function prepareProgram(which: ProgramName, surroundings: Surroundings = here): Promise<string | null> {
  const { machine, isRoot, hasAptGet, say } = surroundings;
  const program: Program = programs[which];
  const found = program.find(machine);
  if (found) {
    say(`${program.name}: ${found}`);
    return null;
  }
  const named = machine.env[program.variable];
  if (named) return `${program.variable} names ${named}, and there is no such program`;

  const line = lineToType(program, surroundings);
  if (!hasAptGet || !isRoot) return `${program.name} is missing; to install it, type: ${line}`;

  say(`${program.name} is missing. Installing Debian's package "${program.package}" (this takes a minute or two) …`);
  const fault = await install(program, surroundings);
  if (fault) return `${program.name} is missing, and its installation failed (${fault}); type: ${line}`;
  const installed = program.find(machine);
  // Ubuntu's package "chromium" does not exist, and "chromium-browser" only leads to a snap.
  if (!installed)
    return `${program.name} is still missing after ${line}; install it by hand or set ${program.variable}`;
  say(`${program.name} installed: ${installed}`);
  return null;
}

async function install(program: Program, { run, say }: Surroundings): Promise<string | null> {
  const attempt = () =>
    run('apt-get', ['install', '--yes', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', program.package]);
  let result = await attempt();
  if (result.code !== 0) {
    say('The package list is old; reading it anew …');
    await run('apt-get', ['update', '-o', 'DPkg::Lock::Timeout=120']);
    result = await attempt();
  }
  if (result.code === 0) return null;
  return result.output.trim().split('\n').at(-1) ?? `exit code ${result.code}`;
}

function lineToType(program: Program, { machine, hasAptGet, isRoot }: Surroundings): string {
  if (machine.platform === 'darwin') return program.homebrew;
  if (machine.platform === 'win32') return program.winget;
  if (hasAptGet) return `${isRoot ? '' : 'sudo '}apt-get install ${program.package}`;
  return `the package manager of your system, package "${program.package}", then again npm test`;
}
