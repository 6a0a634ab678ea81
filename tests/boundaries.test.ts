import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBoundaries, type Project, readProject } from '../scripts/check-boundaries.ts';

const PAIRS =
  '# Architecture\n\n## Allowed pairs\n\n- demo → knowledge\n- answering → knowledge\n\n## More\n- insights → demo\n';

/** A small sound project; `planted` files are added to it. */
function project(planted: Record<string, string> = {}, architecture = PAIRS): Project {
  const sound = {
    'src/contracts/answer.ts': `import { z } from 'zod';\nexport const Answer = z.object({});`,
    'src/server/main.ts': `import { createApp } from './app.ts';\ncreateApp(process.env.PORT);`,
    'src/server/app.ts': `import { Hono } from 'hono';\nimport { routes } from './answering/routes.ts';\nexport const createApp = (port?: string) => [new Hono(), routes, port];`,
    'src/server/platform/database.ts': `export const open = () => 1;`,
    'src/server/platform/http-server.ts': `import { serve } from '@hono/node-server';\nexport { serve };`,
    'src/server/german/split-words.ts': `export const splitWords = (text: string) => text.split(' ');`,
    'src/server/models/embed.ts': `import { splitWords } from '../german/split-words.ts';\nexport const embed = splitWords;`,
    'src/server/knowledge/store.ts': `import { open } from '../platform/database.ts';\nexport const rows = open;`,
    'src/server/knowledge/search.ts': `import { embed } from '../models/embed.ts';\nimport { rows } from './store.ts';\nexport const search = [embed, rows];`,
    'src/server/answering/answer-question.ts': `import type { search } from '../knowledge/search.ts';\nexport type Search = typeof search;`,
    'src/server/answering/routes.ts': `import { Hono } from 'hono';\nimport type { Search } from './answer-question.ts';\nexport const routes = (s: Search) => [new Hono(), s];`,
    'src/server/demo/pages.ts': `import { search } from '../knowledge/search.ts';\nexport const pages = search;`,
    'src/widgets/base/element.ts': `import { LitElement } from 'lit';\nexport class Base extends LitElement {}`,
    'src/widgets/assistant/assistant.ts': `import { Answer } from '../../contracts/answer.ts';\nimport { Base } from '../base/element.ts';\nexport const parts = [Answer, Base];`,
    'src/cli/main.ts': `import { search } from '../server/knowledge/search.ts';\nconsole.log(search, process.env.HOME);`,
  };
  const files = new Map<string, string>(Object.entries({ ...sound, ...planted }));
  return { files, architecture, exists: (path) => path === 'src/server/demo/town.json' };
}

function rulesBroken(planted: Record<string, string>, architecture?: string): string[] {
  return checkBoundaries(project(planted, architecture)).violations.map(({ rule, file }) => `${rule}: ${file}`);
}

describe('the check of the dependency rule', () => {
  it('lets a sound project pass, and has seen all of it', () => {
    const report = checkBoundaries(project());
    expect(report.violations).toEqual([]);
    expect(report.modules).toBe(15);
    expect(report.imports).toBe(17);
  });

  it.each([
    [
      'a feature that reads the store of another',
      'src/server/answering/x.ts',
      `import '../knowledge/store.ts';`,
      'use case',
    ],
    [
      'a pair that is not declared',
      'src/server/demo/x.ts',
      `import '../answering/answer-question.ts';`,
      'undeclared pair',
    ],
    [
      'the same, for its types only',
      'src/server/demo/x.ts',
      `import type { Search } from '../answering/answer-question.ts';`,
      'undeclared pair',
    ],
    [
      'the same, as a type expression',
      'src/server/demo/x.ts',
      `export type S = import('../answering/answer-question.ts').Search;`,
      'undeclared pair',
    ],
    [
      'the same, loaded later',
      'src/server/demo/x.ts',
      `await import('../answering/answer-question.ts');`,
      'undeclared pair',
    ],
    [
      'the same, passed on',
      'src/server/demo/x.ts',
      `export * from '../answering/answer-question.ts';`,
      'undeclared pair',
    ],
    [
      'the same, as a child process',
      'src/server/demo/x.ts',
      `new URL('../answering/answer-question.ts', import.meta.url);`,
      'undeclared pair',
    ],
    ['german that uses platform', 'src/server/german/x.ts', `import '../platform/database.ts';`, 'layers'],
    ['german that uses contracts', 'src/server/german/x.ts', `import '../../contracts/answer.ts';`, 'layers'],
    ['platform that knows german', 'src/server/platform/x.ts', `import '../german/split-words.ts';`, 'layers'],
    ['models that use knowledge', 'src/server/models/x.ts', `import '../knowledge/search.ts';`, 'layers'],
    ['knowledge that uses a feature', 'src/server/knowledge/x.ts', `import '../demo/pages.ts';`, 'layers'],
    ['a feature that knows the app', 'src/server/demo/x.ts', `import '../app.ts';`, 'layers'],
    ['a server that uses the command line', 'src/server/demo/x.ts', `import '../../cli/main.ts';`, 'layers'],
    [
      'a widget that imports the server',
      'src/widgets/assistant/x.ts',
      `import '../../server/german/split-words.ts';`,
      'browser code',
    ],
    ['a widget that imports another', 'src/widgets/reader/x.ts', `import '../assistant/assistant.ts';`, 'browser code'],
    ['a widget that uses Node', 'src/widgets/assistant/x.ts', `import { readFile } from 'node:fs';`, 'browser code'],
    [
      'a server that imports a widget',
      'src/server/demo/x.ts',
      `import '../../widgets/base/element.ts';`,
      'browser code',
    ],
    ['contracts that import more than zod', 'src/contracts/x.ts', `import { html } from 'lit';`, 'contracts'],
    [
      'contracts that import the server',
      'src/contracts/x.ts',
      `import '../server/german/split-words.ts';`,
      'contracts',
    ],
    ['a use case that knows HTTP', 'src/server/answering/x.ts', `import type { Context } from 'hono';`, 'HTTP library'],
    [
      'a use case that knows OpenAPI',
      'src/server/answering/x.ts',
      `import { z } from '@hono/zod-openapi';`,
      'HTTP library',
    ],
    ['a command that reads a store', 'src/cli/x.ts', `import '../server/knowledge/store.ts';`, 'use case'],
    ['a product that uses its tests', 'src/server/demo/x.ts', `import '../../../tests/support/a.ts';`, 'product'],
    [
      'a feature that reads the environment',
      'src/server/demo/x.ts',
      `export const port = process.env['PORT'];`,
      'environment',
    ],
    [
      'the same, imported',
      'src/server/demo/x.ts',
      `import { env } from 'node:process';\nexport const port = env;`,
      'environment',
    ],
    ['an import that leads nowhere', 'src/server/demo/x.ts', `import './gone.ts';`, 'leads nowhere'],
    ['an import without its ending', 'src/server/demo/x.ts', `import './pages';`, 'leads nowhere'],
    ['a computed import', 'src/server/demo/x.ts', `const name = './pages.ts';\nawait import(name);`, 'computed import'],
    ['a file that imports itself', 'src/server/demo/x.ts', `import './x.ts';`, 'circular import'],
    ['a barrel', 'src/server/demo/index.ts', `export const a = 1;`, 'barrel'],
    ['a folder named utils', 'src/server/demo/utils/x.ts', `export const a = 1;`, 'name'],
    ['a file name in camel case', 'src/server/demo/splitWords.ts', `export const a = 1;`, 'name'],
    ['a file that does not parse', 'src/server/demo/x.ts', `import { from './pages.ts'`, 'not readable'],
    ['TypeScript that does not parse', 'src/server/demo/x.ts', `export const a: = 1;`, 'not readable'],
  ])('catches %s', (_what, path, source, rule) => {
    const support = { 'tests/support/a.ts': 'export const a = 1;' };
    expect(rulesBroken({ ...support, [path]: source })).toEqual([`${rule}: ${path}`]);
  });

  it('catches a circle of several files', () => {
    const planted = {
      'src/server/demo/a.ts': `import './b.ts';`,
      'src/server/demo/b.ts': `import './c.ts';`,
      'src/server/demo/c.ts': `import './a.ts';`,
    };
    expect(rulesBroken(planted)).toEqual(['circular import: src/server/demo/a.ts']);
  });

  it('sees no circle in types, nor between a module and the thread that it starts', () => {
    const planted = {
      'src/server/demo/a.ts': `import { b } from './b.ts';\nexport type A = typeof b;\nnew URL('./c.ts', import.meta.url);`,
      'src/server/demo/b.ts': `import type { A } from './a.ts';\nexport const b: A | 1 = 1;`,
      'src/server/demo/c.ts': `import { type A } from './a.ts';\nimport './a.ts';\nexport const c: A = 1;`,
    };
    expect(rulesBroken(planted)).toEqual([]);
  });

  it('catches pairs that go in a circle, and a page without pairs', () => {
    const circle = '## Allowed pairs\n- answering → knowledge\n- demo → knowledge\n- demo → staff\n- staff → demo\n';
    expect(rulesBroken({}, circle)).toEqual(['circular pairs: docs/architecture.md']);
    expect(rulesBroken({}, '# Nothing')).toContain('undeclared pair: docs/architecture.md');
  });

  it('takes only the lines of the section as pairs', () => {
    const planted = { 'src/server/insights/x.ts': `import '../demo/pages.ts';` };
    expect(rulesBroken(planted)).toEqual(['undeclared pair: src/server/insights/x.ts']);
  });

  it('fails on a project in which it finds nothing', () => {
    const report = checkBoundaries({ files: new Map(), architecture: PAIRS, exists: () => false });
    expect(report.violations.map(({ rule }) => rule)).toEqual(['nothing read']);
  });

  it('allows what is allowed: other files, tests with their support, the build from the start', () => {
    const planted = {
      'src/server/demo/x.ts': `import town from './town.json' with { type: 'json' };\nexport { town };`,
      'src/server/demo/x.test.ts': `import { a } from '../../../tests/support/a.ts';\nimport { Hono } from 'hono';\nexport { a, Hono };`,
      'tests/support/a.ts': 'export const a = 1;',
      'src/server/demo/y.ts': `import { spawn } from 'node:child_process';\nspawn('pip', { env: process.env });`,
      'scripts/build.ts': 'export const build = 1;',
      'src/cli/start.ts': `import { build } from '../../scripts/build.ts';\nexport { build };`,
    };
    expect(rulesBroken(planted)).toEqual([]);
  });

  it('reads this project: every file on disk, with its imports', () => {
    const root = join(import.meta.dirname, '..');
    const read = readProject(root);
    const report = checkBoundaries(read);
    expect(read.files.has('tests/boundaries.test.ts')).toBe(true);
    expect(report.modules).toBe(read.files.size);
    expect(report.modules).toBeGreaterThan(50);
    expect(report.imports).toBeGreaterThan(report.modules);
  });
});
