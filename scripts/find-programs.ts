/** Where the programs are that the tests need and npm does not bring: Chromium and a PostgreSQL server. */
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Machine {
  platform: NodeJS.Platform;
  env: Record<string, string | undefined>;
  exists(path: string): boolean;
  /** Names in a folder; empty if there is none. */
  list(folder: string): string[];
}

export const thisMachine: Machine = {
  platform: process.platform,
  env: process.env,
  exists: existsSync,
  list: (folder) => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  },
};

const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

/** Path of a Chromium or its relatives; `CHROMIUM_PATH` alone counts where it is set. Null: there is none. */
export function findChromium(machine: Machine = thisMachine): string | null {
  const { env, platform } = machine;
  if (env['CHROMIUM_PATH']) return machine.exists(env['CHROMIUM_PATH']) ? env['CHROMIUM_PATH'] : null;
  if (platform === 'darwin') {
    const applications = ['Google Chrome', 'Chromium', 'Microsoft Edge'].flatMap((name) =>
      ['', env['HOME'] ?? ''].map((home) => `${home}/Applications/${name}.app/Contents/MacOS/${name}`),
    );
    return applications.find(machine.exists) ?? onPath(machine, CHROMIUM_NAMES);
  }
  if (platform === 'win32') {
    const folders = [env['PROGRAMFILES'], env['PROGRAMFILES(X86)'], env['LOCALAPPDATA']].filter(
      (it) => it !== undefined,
    );
    const programs = [
      'Google\\Chrome\\Application\\chrome.exe',
      'Chromium\\Application\\chrome.exe',
      'Microsoft\\Edge\\Application\\msedge.exe',
    ];
    return folders.flatMap((folder) => programs.map((program) => `${folder}\\${program}`)).find(machine.exists) ?? null;
  }
  return onPath(machine, CHROMIUM_NAMES);
}

/** Folder with `initdb` and `postgres`, the newest version first; `POSTGRES_BIN` alone counts where it is set. Null: none. */
export function findPostgresFolder(machine: Machine = thisMachine): string | null {
  const { env, platform } = machine;
  const ending = platform === 'win32' ? '.exe' : '';
  const holdsServer = (folder: string) =>
    machine.exists(join(folder, `initdb${ending}`)) && machine.exists(join(folder, `postgres${ending}`));
  if (env['POSTGRES_BIN']) return holdsServer(env['POSTGRES_BIN']) ? env['POSTGRES_BIN'] : null;

  const newestFirst = (folder: string, part: string) =>
    machine
      .list(folder)
      .filter((name) => /\d/.test(name))
      .sort((a, b) => versionOf(b) - versionOf(a))
      .map((name) => join(folder, name, part));
  const folders = [
    ...(env['PATH'] ?? '').split(delimiter).filter(Boolean),
    ...newestFirst('/usr/lib/postgresql', 'bin'),
    ...['/opt/homebrew/opt', '/usr/local/opt'].flatMap((folder) =>
      newestFirst(folder, 'bin').filter((path) => path.includes('/postgresql@')),
    ),
    ...newestFirst('/Applications/Postgres.app/Contents/Versions', 'bin'),
    ...newestFirst('C:\\Program Files\\PostgreSQL', 'bin'),
    '/usr/pgsql/bin',
  ];
  return folders.find(holdsServer) ?? null;
}

function versionOf(name: string): number {
  return Number.parseFloat(name.replace(/^\D*/, '')) || 0;
}

function onPath(machine: Machine, names: string[]): string | null {
  const folders = [...(machine.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/snap/bin'];
  for (const name of names) {
    const found = folders
      .filter(Boolean)
      .map((folder) => join(folder, name))
      .find(machine.exists);
    if (found) return found;
  }
  return null;
}
