import { describe, expect, it } from 'vitest';
import { findChromium, findPostgresFolder, type Machine } from '../scripts/find-programs.ts';
import { prepareProgram, type Surroundings } from '../scripts/prepare-test-programs.ts';

function machine(paths: string[], platform: NodeJS.Platform = 'linux', env: Record<string, string> = {}): Machine {
  return {
    platform,
    env: { PATH: '/bin:/opt/tools', HOME: '/Users/anna', ...env },
    exists: (path) => paths.includes(path),
    list: (folder) => {
      const below = paths.filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(below.map((path) => path.slice(folder.length + 1).split('/')[0] ?? ''))];
    },
  };
}

describe('finding Chromium', () => {
  it.each([
    ['on PATH', machine(['/opt/tools/google-chrome'])],
    ['at its usual place beside PATH', machine(['/usr/bin/chromium'])],
    ['on a Mac', machine(['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'], 'darwin')],
    [
      'in the home folder on a Mac',
      machine(['/Users/anna/Applications/Chromium.app/Contents/MacOS/Chromium'], 'darwin'),
    ],
    [
      'on Windows',
      machine(['C:\\Programs\\Google\\Chrome\\Application\\chrome.exe'], 'win32', { PROGRAMFILES: 'C:\\Programs' }),
    ],
  ])('finds it %s', (_where, there) => {
    expect(there.exists(findChromium(there) ?? '')).toBe(true);
  });

  it('finds none where there is none', () => {
    expect(findChromium(machine(['/bin/firefox']))).toBeNull();
  });

  it('looks nowhere else when CHROMIUM_PATH names it', () => {
    const paths = ['/usr/bin/chromium', '/my/chrome'];
    expect(findChromium(machine(paths, 'linux', { CHROMIUM_PATH: '/my/chrome' }))).toBe('/my/chrome');
    expect(findChromium(machine(paths, 'linux', { CHROMIUM_PATH: '/gone' }))).toBeNull();
  });
});

describe('finding a PostgreSQL server', () => {
  const server = (folder: string) => [`${folder}/initdb`, `${folder}/postgres`];

  it('takes the newest of Debian’s versions', () => {
    const there = machine([...server('/usr/lib/postgresql/9.6/bin'), ...server('/usr/lib/postgresql/17/bin')]);
    expect(findPostgresFolder(there)).toBe('/usr/lib/postgresql/17/bin');
  });

  it('finds Homebrew’s', () => {
    const there = machine(server('/opt/homebrew/opt/postgresql@16/bin'), 'darwin');
    expect(findPostgresFolder(there)).toBe('/opt/homebrew/opt/postgresql@16/bin');
  });

  it('does not take a client for a server', () => {
    expect(findPostgresFolder(machine(['/bin/psql', '/bin/postgres', '/usr/lib/postgresql/17/bin/psql']))).toBeNull();
  });
});

describe('preparing a program', () => {
  function surroundings(change: Partial<Surroundings> & { paths?: string[] } = {}) {
    const words: string[] = [];
    const commands: string[] = [];
    const paths = change.paths ?? [];
    const it: Surroundings = {
      machine: machine(paths),
      isRoot: true,
      hasAptGet: true,
      say: (text) => words.push(text),
      run: async (command, args) => {
        commands.push([command, args[0]].join(' '));
        if (args[0] === 'install') paths.push('/usr/bin/chromium');
        return { code: 0, output: '' };
      },
      ...change,
    };
    return { it, words, commands };
  }

  it('uses what is there and installs nothing', async () => {
    const { it, commands, words } = surroundings({ paths: ['/usr/bin/chromium'] });
    expect(await prepareProgram('chromium', it)).toBeNull();
    expect(commands).toEqual([]);
    expect(words).toEqual(['Chromium: /usr/bin/chromium']);
  });

  it('installs Debian’s package as root, and says so before', async () => {
    const { it, commands, words } = surroundings();
    expect(await prepareProgram('chromium', it)).toBeNull();
    expect(commands).toEqual(['apt-get install']);
    expect(words[0]).toContain('Installing');
    expect(words.at(-1)).toBe('Chromium installed: /usr/bin/chromium');
  });

  it('reads the package list anew when the first attempt fails', async () => {
    const paths: string[] = [];
    const commands: string[] = [];
    const { it } = surroundings({
      paths,
      run: async (_command, args) => {
        commands.push(args[0] ?? '');
        const updated = commands.includes('update');
        if (updated) paths.push('/usr/bin/chromium');
        return { code: updated ? 0 : 100, output: 'E: Unable to locate package chromium' };
      },
    });
    expect(await prepareProgram('chromium', it)).toBeNull();
    expect(commands).toEqual(['install', 'update', 'install']);
  });

  it('gives the reason and the line to type when the installation fails', async () => {
    const { it } = surroundings({ run: async () => ({ code: 100, output: 'noise\nE: no network\n' }) });
    expect(await prepareProgram('chromium', it)).toBe(
      'Chromium is missing, and its installation failed (E: no network); type: apt-get install chromium',
    );
  });

  it('notices a package that brings no program', async () => {
    const { it } = surroundings({ run: async () => ({ code: 0, output: '' }) });
    expect(await prepareProgram('chromium', it)).toContain('still missing');
  });

  it('installs nothing for people who are not root: it says the line', async () => {
    const { it, commands } = surroundings({ isRoot: false });
    expect(await prepareProgram('postgres', it)).toBe(
      'a PostgreSQL server is missing; to install it, type: sudo apt-get install postgresql',
    );
    expect(commands).toEqual([]);
  });

  it('says Homebrew’s line on a Mac', async () => {
    const { it } = surroundings({ machine: machine([], 'darwin'), isRoot: false, hasAptGet: false });
    expect(await prepareProgram('postgres', it)).toContain('brew install postgresql');
  });

  it('does not install a second one beside a wrong CHROMIUM_PATH', async () => {
    const { it, commands } = surroundings({ machine: machine([], 'linux', { CHROMIUM_PATH: '/gone' }) });
    expect(await prepareProgram('chromium', it)).toBe('CHROMIUM_PATH names /gone, and there is no such program');
    expect(commands).toEqual([]);
  });
});
