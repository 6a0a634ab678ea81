/**
 * The dependency rule of docs/architecture.md, checked on every import.
 *
 * A checker that cannot read the files sees no import and finds no fault, so this one counts: a file that does not parse,
 * a file with imports in it of which none was seen, an import that leads nowhere and an empty project are faults themselves.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

export interface Project {
  /** Source text by path, relative to the project, with `/`. */
  files: Map<string, string>;
  /** Text of docs/architecture.md, whose section "Allowed pairs" names which feature may use which. */
  architecture: string;
  /** Whether a file that is not source code (JSON, CSS, a PDF) exists. */
  exists(path: string): boolean;
}

export interface Violation {
  rule: string;
  file: string;
  line: number;
  detail: string;
}

export interface BoundaryReport {
  violations: Violation[];
  modules: number;
  imports: number;
}

interface Import {
  /** As written: `./store.ts`, `zod`, `node:fs`. */
  specifier: string;
  line: number;
  /** False for types, which are gone at run time, and for processes and threads, which load their modules anew. */
  loads: boolean;
}

interface Module {
  path: string;
  imports: Import[];
}

/** Folders with code of ours. */
const CODE = ['src', 'scripts', 'tests', 'bench', 'bin'];
const CODE_FILE = /\.(ts|tsx|mts|cts|js|mjs|cjs|jsx)$/;
const NOT_READ = new Set(['node_modules', 'dist', 'data', 'coverage']);

/** Parts of the server below the features, in the order in which they may use each other: only from the right to the left. */
const LAYERS = ['platform', 'models', 'knowledge'] as const;
const FORBIDDEN_FOLDERS = /^(utils?|types?|services?|shared|helpers?|common|misc|lib)$/;
const FILE_NAME = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*\.(ts|tsx|js|cjs)$/;
const KNOWS_HTTP = /^src\/server\/(app\.ts|platform\/http[^/]*\.ts|([^/]+\/)*routes\.ts)$/;
const HTTP_LIBRARY = /^(hono|@hono\/[^/]+)(\/|$)/;
/** Where the environment may be read: the edges. Everything else gets its configuration as an argument. */
const READS_ENVIRONMENT =
  /^(src\/server\/main\.ts|src\/server\/platform\/config\.ts|src\/cli\/|scripts\/|tests\/|bench\/|bin\/|[^/]+$)/;
const BUILT_IN = new Set(builtinModules);

/** Reads all code of a project from disk. */
export function readProject(root: string): Project {
  const files = new Map<string, string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!NOT_READ.has(entry.name)) walk(path);
      } else if (CODE_FILE.test(entry.name)) {
        files.set(path, readFileSync(join(root, path), 'utf8'));
      }
    }
  };
  for (const folder of CODE) if (existsSync(join(root, folder))) walk(folder);
  const page = join(root, 'docs/architecture.md');
  return {
    files,
    architecture: existsSync(page) ? readFileSync(page, 'utf8') : '',
    exists: (path) => existsSync(join(root, path)),
  };
}

/** Finds every break of the dependency rule. */
export function checkBoundaries(project: Project): BoundaryReport {
  const violations: Violation[] = [];
  const pairs = readPairs(project.architecture, violations);
  const graph = new Map<string, string[]>();
  let imports = 0;

  if (project.files.size === 0) {
    violations.push({ rule: 'nothing read', file: '.', line: 1, detail: 'no source file was found' });
  }
  for (const [path, source] of project.files) {
    checkName(path, violations);
    const module = readModule(path, source, violations);
    if (!module) continue;
    imports += module.imports.length;
    const targets: string[] = [];
    for (const { specifier, line, loads } of module.imports) {
      const faults: Fault[] = [];
      if (specifier.startsWith('.')) {
        const target = posix.join(dirname(path), specifier.replace(/\?.*$/, ''));
        if (project.files.has(target)) {
          if (loads) targets.push(target);
          const fault = ownImportFault(path, target, pairs);
          if (fault) faults.push(fault);
        } else if (!project.exists(target)) {
          faults.push(['leads nowhere', `${specifier} is not a file`]);
        }
      } else {
        faults.push(...foreignImportFaults(path, specifier));
      }
      for (const [rule, detail] of faults) violations.push({ rule, file: path, line, detail });
    }
    graph.set(path, targets);
  }
  for (const circle of findCircles(graph)) {
    const [file = '', ...rest] = circle;
    violations.push({ rule: 'circular import', file, line: 1, detail: [file, ...rest, file].join(' → ') });
  }
  return { violations, modules: graph.size, imports };
}

/** Null and a violation where the parser fails or sees less than is there. */
function readModule(path: string, source: string, violations: Violation[]): Module | null {
  const lineOf = (position: number) => source.slice(0, position).split('\n').length;
  const result = parseSync(path, source);
  const error = result.errors.find((it) => it.severity === 'Error');
  if (error) {
    const line = lineOf(error.labels[0]?.start ?? 0);
    violations.push({ rule: 'not readable', file: path, line, detail: error.message });
    return null;
  }

  const imports: Import[] = [];
  const add = (node: { start: number }, specifier: unknown, loads = true) => {
    if (typeof specifier === 'string') imports.push({ specifier, line: lineOf(node.start), loads });
    else if (/^src\/(server|cli)\//.test(path) && !isTest(path)) {
      const detail = 'an import whose path is computed cannot be checked';
      violations.push({ rule: 'computed import', file: path, line: lineOf(node.start), detail });
    }
  };
  // Who starts a process hands on the surroundings that it needs.
  const startsProcess = /from '(node:)?child_process'/.test(source);
  const environment = (node: { start: number }) => {
    if (READS_ENVIRONMENT.test(path) || isTest(path) || startsProcess) return;
    const detail =
      'process.env is read at the edges only (main.ts, config, command line); take the value as an argument';
    violations.push({ rule: 'environment', file: path, line: lineOf(node.start), detail });
  };
  const text = (node: { type: string; value?: unknown }) => (node.type === 'Literal' ? node.value : null);

  new Visitor({
    ImportDeclaration(node) {
      const values = node.specifiers.filter((part) => part.type !== 'ImportSpecifier' || part.importKind !== 'type');
      const loads = node.importKind !== 'type' && (values.length > 0 || node.specifiers.length === 0);
      add(node, node.source.value, loads);
      const fromProcess = /^(node:)?process$/.test(node.source.value);
      for (const part of fromProcess ? node.specifiers : []) {
        if (part.type === 'ImportSpecifier' && 'name' in part.imported && part.imported.name === 'env')
          environment(part);
      }
    },
    ExportAllDeclaration: (node) => add(node, node.source.value, node.exportKind !== 'type'),
    ExportNamedDeclaration: (node) => node.source && add(node, node.source.value, node.exportKind !== 'type'),
    ImportExpression: (node) => add(node, text(node.source)),
    TSImportType: (node) => add(node, node.source.value, false),
    MemberExpression(node) {
      const { object, property } = node;
      const name = 'name' in property ? property.name : 'value' in property ? property.value : null;
      if (object.type === 'Identifier' && object.name === 'process' && name === 'env') environment(node);
    },
    NewExpression(node) {
      // A child process or worker is named by `new URL('./file.ts', import.meta.url)`.
      const [first] = node.arguments;
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'URL' || !first) return;
      const address = text(first);
      if (typeof address === 'string' && /^\.{1,2}\/.*\.(ts|js)$/.test(address)) add(node, address, false);
    },
  }).visit(result.program);

  if (imports.length === 0 && /^(import|export)\b[^'"\n]*\bfrom\s*['"]|^import\s*['"]/m.test(source)) {
    violations.push({ rule: 'not readable', file: path, line: 1, detail: 'has imports, none of them was seen' });
    return null;
  }
  return { path, imports };
}

function checkName(path: string, violations: Violation[]): void {
  const fault = (rule: string, detail: string) => violations.push({ rule, file: path, line: 1, detail });
  const folders = path.split('/');
  const name = folders.pop() ?? '';
  const bad = folders.find((folder) => FORBIDDEN_FOLDERS.test(folder));
  if (bad) fault('name', `a folder "${bad}" says nothing; put the code where it is used`);
  if (/^index\.(ts|tsx|js)$/.test(name)) fault('barrel', 'no index files; import the file that you mean');
  if (!FILE_NAME.test(name)) fault('name', 'file names are kebab-case');
}

type Fault = [rule: string, detail: string];

function* foreignImportFaults(path: string, specifier: string): Iterable<Fault> {
  if (isTest(path)) return;
  const builtIn = specifier.startsWith('node:') || BUILT_IN.has(specifier);
  if (path.startsWith('src/contracts/') && !/^zod(\/|$)/.test(specifier)) {
    yield ['contracts', `contracts import zod only, not ${specifier}`];
  }
  if (isBrowser(path) && (builtIn || HTTP_LIBRARY.test(specifier))) {
    yield ['browser code', `${specifier} is not for browsers`];
  }
  if (path.startsWith('src/') && HTTP_LIBRARY.test(specifier) && !KNOWS_HTTP.test(path)) {
    yield ['HTTP library', `only routes.ts, app.ts and platform/http*.ts know ${specifier}`];
  }
}

/** What is wrong with an import of `to` by `from`; null if nothing is. */
function ownImportFault(from: string, to: string, pairs: Set<string>): Fault | null {
  if (!from.startsWith('src/')) return null;
  if (isTest(to)) return ['tests', `${to} is a test`];
  if (!to.startsWith('src/')) {
    const forTest = isTest(from) && to.startsWith('tests/support/');
    // The start builds browser code that is stale; the build itself is a script.
    const build = to === 'scripts/build.ts' && /^src\/(cli\/|server\/main\.ts)/.test(from);
    return forTest || build ? null : ['product', `the product does not use ${to}`];
  }
  if (to.startsWith('src/contracts/')) return from.startsWith('src/server/german/') ? germanFault(to) : null;
  if (from.startsWith('src/contracts/')) return ['contracts', `contracts import zod only, not ${to}`];
  if (isBrowser(from)) return browserFault(from, to);
  if (isBrowser(to)) return ['browser code', `${to} runs in browsers only`];
  if (from.startsWith('src/cli/')) {
    return isInner(to) ? ['use case', `the command line calls use cases, not ${to}`] : null;
  }
  if (to.startsWith('src/cli/')) return ['layers', `nothing imports the command line (${to})`];
  return serverImportFault(from, to, pairs);
}

function germanFault(to: string): Fault {
  return ['layers', `german imports nothing of ours, not ${to}`];
}

function browserFault(from: string, to: string): Fault | null {
  const [, kind, part] = from.split('/');
  const near = [`src/${kind}/base/`, kind === 'portal' ? 'src/portal/' : `src/widgets/${part}/`];
  if (near.some((folder) => to.startsWith(folder))) return null;
  return ['browser code', `browser code imports contracts, its own folder and base only, not ${to}`];
}

function serverImportFault(from: string, to: string, pairs: Set<string>): Fault | null {
  const user = sliceOf(from);
  const used = sliceOf(to);
  // app.ts and main.ts put everything together.
  if (user === null || user === used) return null;
  if (user === 'german') return germanFault(to);
  if (used === null) return ['layers', `${user} does not know ${to}`];
  if (used === 'german') {
    return user === 'platform' ? ['layers', `platform knows nothing of towns, so not ${to}`] : null;
  }
  if (height(used) > height(user)) return ['layers', `${user} stands below ${used} and may not use ${to}`];
  if (used === 'platform') return null;
  if (isInner(to)) return ['use case', `${user} uses ${used} through a use case, not ${posix.basename(to)}`];
  const isFeature = height(user) === LAYERS.length;
  if (!isFeature || used === 'models' || pairs.has(`${user} → ${used}`)) return null;
  return ['undeclared pair', `docs/architecture.md, "Allowed pairs", does not list "- ${user} → ${used}"`];
}

function height(slice: string): number {
  const position = (LAYERS as readonly string[]).indexOf(slice);
  return position === -1 ? LAYERS.length : position;
}

/** Reads lines like `- demo → knowledge` below the heading "Allowed pairs". */
function readPairs(architecture: string, violations: Violation[]): Set<string> {
  const file = 'docs/architecture.md';
  const lines = architecture.split('\n');
  const start = lines.findIndex((line) => /^#+\s.*\ballowed pairs\b/i.test(line));
  const pairs = new Set<string>();
  if (start === -1) {
    violations.push({ rule: 'undeclared pair', file, line: 1, detail: 'has no section "Allowed pairs"' });
    return pairs;
  }
  const graph = new Map<string, string[]>();
  for (const line of lines.slice(start + 1)) {
    if (/^#+\s/.test(line)) break;
    const [, user, used] = /^\s*[-*]\s+`?([a-z-]+)\s*→\s*([a-z-]+)/.exec(line) ?? [];
    if (!user || !used) continue;
    pairs.add(`${user} → ${used}`);
    graph.set(user, [...(graph.get(user) ?? []), used]);
    if (!graph.has(used)) graph.set(used, []);
  }
  for (const circle of findCircles(graph)) {
    const detail = `the pairs go in a circle: ${circle.join(', ')}`;
    violations.push({ rule: 'circular pairs', file, line: start + 1, detail });
  }
  return pairs;
}

/** Groups of nodes that reach each other (Tarjan 1972), each in alphabetical order. */
function findCircles(graph: Map<string, string[]>): string[][] {
  const circles: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();

  const visit = (node: string): number => {
    const number = order.size;
    let low = number;
    order.set(node, number);
    stack.push(node);
    onStack.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (onStack.has(next)) low = Math.min(low, order.get(next) ?? low);
    }
    lowest.set(node, low);
    if (low === number) {
      const group = stack.splice(stack.indexOf(node));
      for (const member of group) onStack.delete(member);
      if (group.length > 1 || graph.get(node)?.includes(node)) circles.push(group.sort());
    }
    return low;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return circles;
}

/** `src/server/answering/store.ts` → `answering`; null for files of the server itself (app.ts, main.ts) and beyond it. */
function sliceOf(path: string): string | null {
  const [, server, slice, rest] = path.split('/');
  return server === 'server' && rest !== undefined ? (slice ?? null) : null;
}

function isBrowser(path: string): boolean {
  return path.startsWith('src/widgets/') || path.startsWith('src/portal/');
}

function isTest(path: string): boolean {
  return /\.test\.tsx?$/.test(path);
}

/** Files that belong to their slice alone. */
function isInner(path: string): boolean {
  return /\/([^/]+-)?(store|schema|routes)\.ts$/.test(path) && path.startsWith('src/server/');
}

if (import.meta.main) {
  const report = checkBoundaries(readProject(join(import.meta.dirname, '..')));
  for (const { rule, file, line, detail } of report.violations) console.log(`${file}:${line}  ${rule}: ${detail}`);
  console.log(`${report.modules} modules with ${report.imports} imports, ${report.violations.length} violations`);
  process.exitCode = report.violations.length > 0 ? 1 : 0;
}
