/**
 * Writes the optional packages that npm left out into package-lock.json. npm drops those of other systems where the registry
 * does not have them or an earlier node_modules lies around, and from then on `npm ci` refuses the file everywhere.
 * Run it after `npm install <name>` when the test "package-lock.json" asks for it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  devOptional?: boolean;
  cpu?: string[];
  os?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

export interface MissingPackage {
  /** The package that names it. */
  parent: string;
  name: string;
  version: string;
}

export function findMissing(lockfile: Lockfile): MissingPackage[] {
  return Object.entries(lockfile.packages).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !isLocked(lockfile, parent, name))
      .map(([name, range]) => ({ parent, name, version: range.replace(/^[^\d]*/, '') })),
  );
}

/** Looks where Node would look: beside the package, then further up. */
function isLocked(lockfile: Lockfile, parent: string, name: string): boolean {
  for (let folder = parent; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in lockfile.packages) return true;
    if (folder === '') return false;
  }
}

/** Adds what is missing. Without a checksum, which only the registry knows; npm adds it when it fetches the package. */
export function complete(lockfile: Lockfile): Lockfile {
  const packages = { ...lockfile.packages };
  for (const { parent, name, version } of findMissing(lockfile)) {
    const path = `node_modules/${name}`;
    const owner = packages[parent];
    const place = path in packages && packages[path]?.version !== version ? `${parent}/${path}` : path;
    packages[place] = {
      version,
      ...systemOf(name),
      ...(owner?.dev || owner?.devOptional ? { dev: true } : {}),
      optional: true,
    };
  }
  const { '': project, ...others } = packages;
  const sorted = Object.fromEntries(Object.entries(others).sort(([a], [b]) => a.localeCompare(b, 'en')));
  return { ...lockfile, packages: { ...(project ? { '': project } : {}), ...sorted } };
}

const SYSTEMS: Record<string, string> = { mac: 'darwin', win: 'win32' };

/** The system that a package is for, by its name: `@biomejs/cli-linux-x64-musl`. npm fetches no package of another system. */
function systemOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const [, system, cpu, rest = ''] =
    /\b(android|darwin|mac|linux|freebsd|openharmony|win32|win)-(arm64|arm|x64|ia32|ppc64|riscv64|s390x)(.*)$/.exec(
      name,
    ) ?? [];
  if (!system || !cpu) return {};
  const libc = /musl/.test(rest) ? ['musl'] : /gnu/.test(rest) && system === 'linux' ? ['glibc'] : null;
  return { os: [SYSTEMS[system] ?? system], cpu: [cpu], ...(libc ? { libc } : {}) };
}

if (import.meta.main) {
  const path = join(import.meta.dirname, '../package-lock.json');
  const lockfile = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;
  const missing = findMissing(lockfile);
  if (missing.length > 0) writeFileSync(path, `${JSON.stringify(complete(lockfile), null, 2)}\n`);
  console.log(missing.length === 0 ? 'package-lock.json is complete.' : `Added ${missing.length} packages.`);
}
